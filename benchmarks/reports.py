"""Small inputs after public bug reports: how many of the figures that they print become budget lines.

`python -m benchmarks.reports FOLDER [--only WORD]`: every file in it prints, or means to print, one 支出总表
in 万元 with the 19 figures of `p01_base.pdf`, or those that `expected.json` in the folder says
(`python -m benchmarks.odd_files FOLDER` writes it). Prints one row a file: figures with their code, name and
amount; lines too many; figures whose amount is right; status and code.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document

Figure = tuple[str | None, str | None, Decimal | None]

ROWS: tuple[tuple[str | None, str, tuple[str, ...]], ...] = (
    ("201", "一般公共服务支出", ("1234.56", "1000", "234.56")),
    ("20103", "政府办公厅（室）及相关机构事务", ("1234.56", "1000", "234.56")),
    ("2010301", "行政运行", ("1000", "1000")),
    ("2010302", "一般行政管理事务", ("234.56", "234.56")),
    ("208", "社会保障和就业支出", ("345.6", "345.6")),
    ("20805", "行政事业单位养老支出", ("345.6", "345.6")),
    ("2080505", "机关事业单位基本养老保险缴费支出", ("345.6", "345.6")),
    (None, "合计", ("1580.16", "1345.6", "234.56")),
)


def expected() -> Counter[Figure]:
    """The 19 figures, in yuan."""
    return Counter((code, name, Decimal(amount) * 10_000) for code, name, amounts in ROWS for amount in amounts)


def found(document: Document) -> Counter[Figure]:
    """The figures of every budget line."""
    return Counter(
        (line.item_code, (line.item_name or "").replace("(", "（").replace(")", "）") or None, line.amount_yuan)
        for table in document.tables
        for line in table.lines
    )


def expected_of(folder: Path) -> dict[str, Counter[Figure]]:
    """The figures of each file by its name, where the folder says them."""
    file = folder / "expected.json"
    if not file.is_file():
        return {}
    return {
        name: Counter((code, item.replace("(", "（").replace(")", "）"), Decimal(yuan)) for code, item, yuan in figures)
        for name, figures in json.loads(file.read_text("utf-8")).items()
    }


def row_of(path: Path, wanted: Counter[Figure]) -> tuple[int, int, str]:
    """(right, too many, what is told of the file)."""
    started = time.perf_counter()
    try:
        document = read_document(path)
    except Exception as error:  # what ingest records as `internal`
        return 0, 0, f"  0 failed    internal {type(error).__name__}"
    seconds = time.perf_counter() - started
    got = found(document)
    right = sum((wanted & got).values())
    amounts = sum((Counter(f[2] for f in wanted.elements()) & Counter(f[2] for f in got.elements())).values())
    kinds = ",".join(str(table.table_kind) for table in document.tables)
    pages = {page.error_code for page in document.pages if page.error_code}
    told = f"{amounts:3} {document.status:9} {document.error_code or '-'} {kinds} {pages or ''} {seconds:.1f}s"
    return right, sum((got - wanted).values()), told


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the table. 0 also where the folder is missing: the inputs are no part of the repository."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="files whose name holds this word")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    if not options.folder.is_dir():
        print(f"{options.folder} is not there; nothing to read.")
        return 0
    said = expected_of(options.folder)
    paths = sorted(
        p for p in options.folder.rglob("*") if p.is_file() and options.only in p.name and p.name != "expected.json"
    )
    exact = told_so = 0
    print("right extra amounts status code kinds pages seconds  file")
    for path in paths:
        wanted = said.get(path.name, expected())
        right, extra, told = row_of(path, wanted)
        whole = right == wanted.total() and not extra
        exact += whole
        told_so += not whole and not extra and " complete " not in told
        print(f"{right:5} {extra:5} {'=' if whole else '#'} {told}  {path.relative_to(options.folder)}", flush=True)
    print(f"{exact} of {len(paths)} files with every figure and no other, {told_so} more say that they are not whole")
    return 0


if __name__ == "__main__":
    sys.exit(main())
