"""An external judge: a script that is given a warehouse and the archive, and writes its figures as JSON.

`python JUDGE WAREHOUSE ARCHIVE --json OUT`: sections by letter, each with figures by name; a share is an object of
`part`, `whole` and `share`. The archive is ingested by the command line first, as a user would.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Section, at_most, count, share
from benchmarks.speed_run import ingest_seconds

# Section and name at the judge, what it is, our floor in percent, what a naive camelot script of 300 lines reaches.
SHARES = (
    ("A", "pdf_with_row", "A PDF files with a row", 100.0, ""),
    ("B", "recall", "B figures printed in ruled tables that are found in cells", 99.95, "99.86 %"),
    ("B", "precision", "B figures in cells that are printed on their page", None, ""),
    ("C", "seen_by_both", "C tables seen", 99.8, "98.9 %"),
    ("C", "agree", "C same rows and columns", 98.5, "97.0 %"),
    ("C", "texts_in_place", "C text at the same place", 99.8, "97.3 %"),
    ("D", "table_kind", "D tables with figures that are understood", 98.0, "92.7 %"),
    ("D", "budgets_with_all", "D budgets with all seven core kinds (some print no tables)", None, "45 of 56"),
    ("D", "lines_currency", "D figures with unit of money", 99.0, "77 %"),
    ("D", "lines_fiscal_year", "D figures with year", 99.0, "100 %"),
    ("D", "lines_unit_name", "D figures with unit's name", 99.0, "95 %"),
    ("D", "lines_measure", "D figures with measure", 99.0, "81 %"),
    ("E", "all", "E arithmetic identities that hold", 99.9, "5365 of 5447"),
    ("E", "reached", "E budget lines that some identity reaches", None, ""),
    ("E", "text_and_unit", "E amount in yuan is the printed amount times its unit", None, ""),
    ("E", "usual_names", "E names that are the code's usual name", None, ""),
    ("F", "suspect", "F lines in failing identities that are suspect", None, ""),
    ("F", "verified", "F lines in failing identities that are verified (must be none)", None, ""),
    ("F", "holding_verified", "F lines in holding identities that are verified", None, ""),
)
FORMS_FLOOR = 19
IDENTITIES_FLOOR = 5700
NAIVE = "naive script"


def judged(script: Path, archive: Path, folder: Path, workers: int) -> Section:
    """Ingest the archive into a new warehouse in `folder` and have the judge look at it."""
    warehouse = folder / "judged.duckdb"
    ingest_seconds(archive, warehouse, workers)
    return judge_warehouse(script, warehouse, archive, folder)


def judge_warehouse(script: Path, warehouse: Path, archive: Path, folder: Path) -> Section:
    """The judge's figures of a warehouse that was ingested before. RuntimeError where the judge fails."""
    out, details = folder / "judge.json", folder / "judge.tsv"
    command = [sys.executable, script, warehouse, archive, "--json", out, "--details", details]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the judge ended with {done.returncode}: {done.stderr[-400:]}")
    figures = json.loads(out.read_text(encoding="utf-8"))
    return Section("Archive, by an external judge", tuple(_figures(figures)), "Beside it a naive camelot script.")


def _figures(judgement: Mapping[str, Any]) -> Iterator[Figure]:
    statuses = judgement.get("A", {}).get("status") or {}
    said = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
    yield Figure("judge.A.status", "A status of the PDF files", None, said or "none")
    for section, name, what, floor, naive in SHARES:
        found = judgement.get(section, {}).get(name) or {}
        part, whole = found.get("part") or 0, found.get("whole") or 0
        key = f"judge.{section}.{name}"
        yield share(key, what, part, whole, floor, peers={NAIVE: naive} if naive else {})
    tried = judgement.get("E", {}).get("all", {}).get("whole") or 0
    yield Figure("judge.E.tried", "E identities tried", tried, f"{tried}", IDENTITIES_FLOOR, f"{IDENTITIES_FLOOR}")
    wrong = judgement.get("F", {}).get("verified", {}).get("part") or 0
    yield at_most("judge.F.verified.count", "F verified lines in failing identities", wrong, f"{wrong}", 0, "0", "")
    forms = judgement.get("D", {}).get("forms") or {}
    if forms.get("whole"):
        yield Figure(
            "judge.D.forms",
            "D files naming a 绩效目标表 whose forms are read (some print none)",
            forms["part"],
            f"{forms['part']} of {forms['whole']}",
            FORMS_FLOOR,
            f"{FORMS_FLOOR} of 20",
            peers={NAIVE: "0 of 20"},
        )
    for name in ("performance_projects", "performance_indicators"):
        if name in judgement.get("D", {}):
            yield count(f"judge.D.{name}", f"D {name}", judgement["D"][name])
