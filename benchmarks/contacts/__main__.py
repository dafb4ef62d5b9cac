"""`python -m benchmarks.contacts`: each file is ingested; then every relation but the restricted one, the exports,
what `mingzhang extract` writes and the pages as `browse` shows them, read again by the recogniser, are searched for
raw values. 0 leaks are wanted.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
from PIL import Image

from benchmarks.contacts.writers import write
from mingzhang.extractors.pipeline import read_document
from mingzhang.flows.findings.gather import cut_out_of_source
from mingzhang.warehouse.reading.excerpts import excerpt_of_box
from mingzhang.warehouse.reading.query import Reader

RESTRICTED = "performance_contacts"
_APART = re.compile(r"[\s\-—–.()（）/+*]")
_DIGITS = str.maketrans("０１２３４５６７８９－", "0123456789-")


def leaks(texts: Iterator[tuple[str, str]], truth: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    """(place, file, value) of each raw value in some (place, text)."""
    found = []
    for place, text in texts:
        plain, digits = re.sub(r"\s", "", text), _APART.sub("", text.translate(_DIGITS))
        for file, values in truth.items():
            for kind, value in values:
                told = plain if kind == "name" else digits
                raw = value if kind == "name" else re.sub(r"\D", "", value)[-7:]
                if raw in told:
                    found.append((place, file, value))
    return found


def relations(warehouse: Path) -> Iterator[tuple[str, str]]:
    """(relation, text of a row) of all but the restricted one."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        for (name,) in names:
            for row in connection.execute(f'SELECT * FROM main."{name}"').fetchall():
                yield name, " | ".join(str(value) for value in row if value is not None)


def run(*arguments: str) -> str:
    """What a command of mingzhang says, on either stream."""
    done = subprocess.run([sys.executable, "-m", "mingzhang", *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def search(folder: Path, truth: dict[str, list[tuple[str, str]]], extracts: int) -> list[tuple[str, str, str]]:
    """Ingest, export, extract; all leaks."""
    warehouse, out = folder / "w.duckdb", folder / "out"
    said = run("ingest", str(folder / "in"), "--warehouse", str(warehouse))
    found = leaks(iter([("what ingest says", said)]), truth) + leaks(relations(warehouse), truth)
    run("export", str(warehouse), "--to", str(out), "-f", "csv")
    found += leaks(((f"export {file.name}", file.read_text("utf-8", "replace")) for file in out.rglob("*.csv")
                    if RESTRICTED not in file.name), truth)  # fmt: skip
    for name in list(truth)[:: max(1, len(truth) // max(1, extracts))] if extracts else ():
        for suffix in ("json", "md", "html"):
            made = folder / f"one.{suffix}"
            told = run("extract", str(folder / "in" / name), "--output", str(made))
            text = made.read_text("utf-8", "replace") if made.is_file() else ""
            found += leaks(iter([(f"extract {suffix}", told + text)]), {name: truth[name]})
    return found


def pictures(folder: Path, pages: int) -> Iterator[tuple[str, str, str]]:
    """(place, file, text) of whole pages of PDFs as `browse` shows them, read again."""
    reader = Reader(folder / "w.duckdb")
    try:
        listed = reader.ask(
            "SELECT document_id, file_name FROM documents WHERE file_name LIKE '%.pdf' AND status <> 'failed' "
            "ORDER BY NOT contains(file_name, 'scan'), hash(file_name) LIMIT ?",
            [pages],
        ).rows
        for document_id, name in listed:
            excerpt = replace(excerpt_of_box(reader, document_id, 1, None, None), whole=True)
            (cutout,) = cut_out_of_source(reader, document_id, [excerpt])
            shown = folder / "shown.png"
            Image.open(io.BytesIO(cutout.png)).save(shown, dpi=(160, 160))
            yield "page shown", name, _all_text(shown)
    finally:
        reader.close()


def _all_text(picture: Path) -> str:
    document = read_document(picture)
    lines = [line.text for page in document.pages for line in page.lines]
    cells = [cell.text for page in document.pages for grid in page.grids for cell in grid.cells]
    return "\n".join([*lines, *cells])


def main() -> int:
    """Print the leaks by place and layout; 1 where there is any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2, help="files of each layout and format")
    parser.add_argument("--extracts", type=int, default=6, help="how many of the files are extracted too")
    parser.add_argument("--scans", type=int, default=1, help="rounds of which scans are made")
    parser.add_argument("--pictures", type=int, default=30, help="pages looked at as they are shown, scans first")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "in").mkdir()
        truth = write(folder / "in", options.seed, options.rounds, options.scans)
        found = search(folder, truth, options.extracts)
        for place, name, text in pictures(folder, options.pictures):
            found += leaks(iter([(place, text)]), {name: truth[name]})
    for (place, file), count in sorted(Counter((place, file) for place, file, _ in found).items()):
        print(f"{count:4}  {place}  {file}  {next(v for p, f, v in found if (p, f) == (place, file))}")
    values = {(file, value) for file, some in truth.items() for _, value in some}
    print(f"{len({(f, v) for _, f, v in found})} of {len(values)} values came out, in {len(truth)} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
