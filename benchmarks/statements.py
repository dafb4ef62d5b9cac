"""Statements of a folder's narratives: `python -m benchmarks.statements FOLDER [--sample N] [--show N] [--json]`.

It needs no labels. *Coverage* is the part of the money and percentages printed outside tables that some statement of
the same or the page before holds; thresholds (100万元以上) are not asked for. *Arithmetic* is the part of those with
amount, change and percentage in which the three fit. Neither says whether a figure stands with the right subject:
for that `--show` lists statements drawn by chance (always the same ones) for a person to judge.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from mingzhang.models.records.documents import Document, Statement
from mingzhang.models.vocabulary.statement_words import canonical

SEED = 20250208
_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}(?:，\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(万元|亿元|元|%)(?!(?:（[^（）]*）)?[及]?以[上下内]|/)"
)
_UNIT = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
Figure = tuple[bool, Decimal]
"""(is a percentage, its value: yuan or percent, without sign)"""


@dataclass
class Result:
    """What one folder of the archive gives."""

    files: int = 0
    pages: int = 0
    seconds: float = 0.0
    statements: int = 0
    doubtful: int = 0
    printed: int = 0
    covered: int = 0
    tried: int = 0
    fitting: int = 0
    missed: list[str] = field(default_factory=list)


def printed_figures(document: Document) -> Iterator[tuple[int, Figure, str]]:
    """(page, figure, text around it) of each figure that the lines outside tables print."""
    for page in document.pages:
        text = canonical("".join("".join(line.text.split()) for line in page.lines))
        for match in _FIGURE.finditer(text):
            value = Decimal(match.group(1).replace("，", ""))
            is_percent = match.group(2) == "%"
            figure = (is_percent, value if is_percent else value * _UNIT[match.group(2)])
            yield page.number, figure, text[max(0, match.start() - 40) : match.end() + 12]


def stated_figures(statement: Statement) -> set[Figure]:
    found = {(False, abs(v)) for v in (statement.amount_yuan, statement.change_yuan) if v is not None}
    return found | {(True, abs(v)) for v in (statement.change_percent, statement.share_percent) if v is not None}


def fits(statement: Statement) -> bool | None:
    """Whether amount, change and percentage fit to a tenth of a percent point; None where one is missing or zero."""
    amount, change, percent = statement.amount_yuan, statement.change_yuan, statement.change_percent
    if amount is None or not change or percent is None or amount == change:
        return None
    exact = change / (amount - change) * 100
    return abs(exact - percent) <= max(Decimal("0.11"), abs(percent) * Decimal("0.02"))


def judge(document: Document, statements: tuple[Statement, ...], name: str, result: Result) -> None:
    held: dict[int, set[Figure]] = defaultdict(set)
    for statement in statements:
        for page in (statement.page_number, statement.page_number + 1):
            held[page] |= stated_figures(statement)
        told = fits(statement)
        result.tried += told is not None
        result.fitting += bool(told)
    for page, figure, around in printed_figures(document):
        result.printed += 1
        if figure in held[page]:
            result.covered += 1
        else:
            result.missed.append(f"{name} p. {page}: {around}")
    result.statements += len(statements)
    result.doubtful += sum(statement.confidence < 0.8 for statement in statements)


def measure(folder: Path, sample: int | None) -> tuple[dict[str, Result], list[tuple[str, Statement]]]:
    """Read the PDFs under a folder (`sample` of them, spread by chance); results by sub-folder, and all statements."""
    from mingzhang.extractors.pipeline import read_document
    from mingzhang.extractors.understand.narrative import read_statements

    paths = sorted(folder.rglob("*.pdf"))
    if sample is not None and sample < len(paths):
        paths = sorted(random.Random(SEED).sample(paths, sample))
    results: dict[str, Result] = defaultdict(Result)
    found: list[tuple[str, Statement]] = []
    for path in paths:
        document = read_document(path)
        result = results[path.parent.name]
        started = time.perf_counter()
        statements = read_statements(document.pages, fiscal_year=document.facts.fiscal_year)
        result.seconds += time.perf_counter() - started
        result.files += 1
        result.pages += len(document.pages)
        judge(document, statements, path.name, result)
        found += [(path.name, statement) for statement in statements]
    return dict(results), found


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "n/a"


def show(console: Console, results: dict[str, Result]) -> None:
    table = RichTable(title="statements of the narrative")
    for column in (
        "folder",
        "files",
        "statements",
        "doubtful",
        "figures covered",
        "",
        "arithmetic fits",
        "",
        "ms a page",
    ):
        table.add_column(column, justify="left" if column == "folder" else "right")
    whole = Result()
    for result in results.values():
        for name in ("files", "pages", "seconds", "statements", "doubtful", "printed", "covered", "tried", "fitting"):
            setattr(whole, name, getattr(whole, name) + getattr(result, name))
    for name, result in [*results.items(), ("all", whole)]:
        table.add_row(
            name, str(result.files), str(result.statements), str(result.doubtful),
            f"{result.covered}/{result.printed}", percent(result.covered, result.printed),
            f"{result.fitting}/{result.tried}", percent(result.fitting, result.tried),
            f"{1000 * result.seconds / max(1, result.pages):.2f}",
        )  # fmt: skip
    console.print(table)


def listing(statement: Statement) -> str:
    parts = [
        f"{label}={value}"
        for label, value in (
            ("amount", statement.amount_yuan), ("change", statement.change_yuan), ("percent", statement.change_percent),
            ("share", statement.share_percent), ("year", statement.compared_year), ("measure", statement.measure),
        )
        if value is not None
    ]  # fmt: skip
    figures = f"[{statement.subject}] {' '.join(parts)} ({statement.confidence})"
    return f"p. {statement.page_number} {figures}\n    {statement.sentence}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="read only N files")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list N statements drawn by chance")
    parser.add_argument(
        "--missed", type=int, default=0, metavar="N", help="list up to N figures that no statement holds"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args(arguments)
    results, found = measure(chosen.folder, chosen.sample)
    if chosen.json:
        print(json.dumps({name: asdict(result) for name, result in results.items()}, ensure_ascii=False, indent=1))
        return
    console = Console(width=150)
    show(console, results)
    for text in [text for result in results.values() for text in result.missed][: chosen.missed]:
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    for name, statement in random.Random(SEED).sample(found, min(chosen.show, len(found))):
        console.print(f"{name} {listing(statement)}", markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
