"""A warehouse of two digital samples, for the tests of pages, files and charts."""

from __future__ import annotations

from pathlib import Path

from mingzhang.flows.ingest.session import Request, Session

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("budget_2025.pdf", "three_units_2026.pdf")


def make_sample_warehouse(path: Path) -> Path:
    """Ingest the samples into a warehouse, and give its path."""
    files = tuple(ROOT / "samples" / name for name in SAMPLES)
    with Session(Request(paths=files, warehouse=path, workers=1)) as session:
        session.land(session.open)
    return path
