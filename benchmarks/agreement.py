"""How far a reading agrees with a golden answer: counts of what is the same, and what is not, in words.

Texts are compared after NFKC and without white space; figures by table, row, column and yuan. Contact data are compared
but never put into a miss.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingzhang.models.records.documents import BudgetLine, Document, PerformanceProject, Table

Json = dict[str, Any]

TABLE_FIELDS = ("table_number", "table_kind", "title", "unit_name", "currency_unit", "first_page", "last_page",
                "is_empty", "row_count", "column_count")  # fmt: skip
LINE_FIELDS = ("side", "item_code", "item_name", "is_total", "measure", "column_path", "unit_name", "fiscal_year",
               "page_number")  # fmt: skip
PROJECT_FIELDS = (
    "fiscal_year", "project_name", "department_code", "department_name", "unit_name", "attribute", "duration",
    "duration_years", "overview", "basis", "necessity", "safeguards", "plan", "implementation_goal", "annual_goal",
    "filled_at", "first_page", "last_page",
)  # fmt: skip
FUND_FIELDS = ("total", "central", "provincial", "municipal", "self_raised", "other")
INDICATOR_FIELDS = ("level1", "level2", "level3", "target_text", "comparator", "target_value", "target_unit",
                    "is_truncated")  # fmt: skip
FACT_FIELDS = ("document_kind", "unit_name", "department_name", "region", "fiscal_year")


@dataclass(slots=True)
class Score:
    """`right` of `count` are the same; `extra` were read and are not there; `misses` says which, for people."""

    count: int = 0
    right: int = 0
    extra: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """100 where nothing was asked; what is read and not there counts like what is missed."""
        return 100.0 * self.right / (self.count + self.extra) if self.count + self.extra else 100.0

    @property
    def is_exact(self) -> bool:
        return self.right == self.count and not self.extra

    def judge(self, same: bool, miss: str) -> None:
        self.count += 1
        if same:
            self.right += 1
        else:
            self.misses.append(miss)

    def surplus(self, what: str) -> None:
        self.extra += 1
        self.misses.append(what)


@dataclass(slots=True)
class Agreement:
    """The scores of one file. `spans` and `headers` look at cells that are in their place."""

    name: str
    page_count_same: bool = False
    facts: Score = field(default_factory=Score)
    tables: Score = field(default_factory=Score)
    cells: Score = field(default_factory=Score)
    spans: Score = field(default_factory=Score)
    headers: Score = field(default_factory=Score)
    figures: Score = field(default_factory=Score)
    lines: Score = field(default_factory=Score)
    forms: Score = field(default_factory=Score)
    indicators: Score = field(default_factory=Score)

    def scores(self) -> dict[str, Score]:
        return {
            name: getattr(self, name)
            for name in ("facts", "tables", "cells", "spans", "headers", "figures", "lines", "forms", "indicators")
        }


def load_golden(path: Path) -> Json:
    """A golden answer."""
    answer: Json = json.loads(path.read_text(encoding="utf-8"))
    return answer


def plain(value: Any) -> Any:
    """A value made comparable: text in NFKC without white space ('' is None), numbers as Decimal, enums as text.

    Header texts are joined.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        value = "/".join(value)
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "".join(unicodedata.normalize("NFKC", str(value)).split()) or None


def same(expected: Any, actual: Any) -> bool:
    return bool(plain(expected) == plain(actual))


def compare(golden: Json, document: Document) -> Agreement:
    """All scores of one document."""
    out = Agreement(golden["file"])
    out.page_count_same = document.page_count == golden["document"]["page_count"]
    _fields(out.facts, "document", golden["document"], document.facts, FACT_FIELDS)
    pairs = match_tables(golden["tables"], document.tables)
    for n, (expected, actual) in enumerate(pairs, start=1):
        where = f"table {n} ({expected['title']}, p. {expected['first_page']})"
        _table(out, where, expected, actual)
    used = {id(actual) for _, actual in pairs if actual}
    for table in document.tables:
        if id(table) not in used:
            out.tables.surplus(f"a table more: {table.title}, p. {table.first_page}, {len(table.cells)} cells")
            out.figures.extra += len(table.lines)
            out.cells.extra += len(table.cells)
    _projects(out, golden["projects"], document.projects)
    return out


def match_tables(golden: list[Json], tables: Iterable[Table]) -> list[tuple[Json, Table | None]]:
    """For each expected table the one that was read on its pages with the most equal cells."""
    free = list(tables)
    pairs: list[tuple[Json, Table | None]] = []
    for expected in golden:
        near = [t for t in free if t.first_page <= expected["last_page"] and t.last_page >= expected["first_page"]]
        best = max(near, key=lambda t: _likeness(expected, t), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((expected, best))
    return pairs


def _likeness(expected: Json, table: Table) -> int:
    texts = {(c.row_index, c.column_index): plain(c.text) for c in table.cells}
    return sum(1 for row, column, _, _, text, _ in expected["cells"] if texts.get((row, column), "") == plain(text))


def _fields(score: Score, where: str, expected: Json, actual: Any, names: Iterable[str]) -> None:
    for name in names:
        got = None if actual is None else getattr(actual, name)
        score.judge(same(expected[name], got), f"{where}: {name}: {expected[name]!r}, read {plain(got)!r}")


def _table(out: Agreement, where: str, expected: Json, actual: Table | None) -> None:
    _fields(out.tables, where, expected, actual, TABLE_FIELDS)
    cells = {(c.row_index, c.column_index): c for c in actual.cells} if actual else {}
    is_form = expected["table_kind"].endswith("form")
    for row, column, row_span, column_span, text, is_header in expected["cells"]:
        cell = cells.pop((row, column), None)
        at = f"{where} cell {row},{column}"
        out.cells.judge(cell is not None and same(text, cell.text), f"{at}: {text!r}, read {cell and cell.text!r}")
        if cell is None:
            continue
        spans = (cell.row_span, cell.column_span)
        out.spans.judge(spans == (row_span, column_span), f"{at}: spans {(row_span, column_span)}, read {spans}")
        if not is_form:
            out.headers.judge(cell.is_header == is_header, f"{at} {text!r}: header {is_header}, read {cell.is_header}")
    for (row, column), cell in cells.items():
        out.cells.surplus(f"{where} cell {row},{column}: not there, read {cell.text!r}")
    _lines(out, where, expected["lines"], actual.lines if actual else ())


def _lines(out: Agreement, where: str, expected: list[Json], actual: Iterable[BudgetLine]) -> None:
    lines = {(line.row_index, line.column_index): line for line in actual}
    for wanted in expected:
        place = (wanted["row_index"], wanted["column_index"])
        line = lines.pop(place, None)
        at = f"{where} figure {place[0]},{place[1]}"
        right = line is not None and line.amount_yuan == Decimal(wanted["amount_yuan"])
        out.figures.judge(right, f"{at}: {wanted['amount_yuan']}, read {line and line.amount_yuan}")
        if line is not None:
            _fields(out.lines, at, wanted, line, LINE_FIELDS)
    for place, line in lines.items():
        out.figures.surplus(f"{where} figure {place[0]},{place[1]}: not there, read {line.amount_text!r}")


def _projects(out: Agreement, golden: list[Json], projects: Iterable[PerformanceProject]) -> None:
    read = {project.first_page: project for project in projects}
    for expected in golden:
        project = read.pop(expected["first_page"], None)
        where = f"form p. {expected['first_page']}"
        _fields(out.forms, where, expected, project, PROJECT_FIELDS)
        for period in ("implementation", "annual"):
            funds = {name: expected[f"{period}_{name}_yuan"] for name in FUND_FIELDS}
            amounts = {k: None if v is None else Decimal(v) for k, v in funds.items()}
            _fields(out.forms, f"{where} {period}", amounts, project and getattr(project, period), FUND_FIELDS)
        for name, text in expected["contact"].items():
            got = getattr(project.contact, name) if project and project.contact else None
            out.forms.judge(same(text, got), f"{where}: contact {name} differs")
        _indicators(out.indicators, where, expected["indicators"], project)
    for project in read.values():
        out.forms.surplus(f"a form more: p. {project.first_page}")


def _indicators(score: Score, where: str, golden: list[Json], project: PerformanceProject | None) -> None:
    """In printed order within a period; an indicator is right only with all its fields."""
    for period in ("implementation", "annual"):
        wanted = [i for i in golden if i["period"] == period]
        read = [i for i in project.indicators if i.period == period] if project else []
        for n, expected in enumerate(wanted):
            actual = read[n] if n < len(read) else None
            wrong = _differences(expected, actual)
            score.judge(not wrong, f"{where} {period} indicator {n + 1} {expected['level3']!r}: {wrong}")
        for surplus in read[len(wanted) :]:
            score.surplus(f"{where} {period}: an indicator more, {surplus.level3!r}")


def _differences(expected: Mapping[str, Any], actual: Any) -> str:
    if actual is None:
        return "not read"
    out = []
    for name in INDICATOR_FIELDS:
        want, got = expected[name], getattr(actual, name)
        if name == "target_value" and want is not None:
            want = Decimal(want)
        if not same(want, got):
            out.append(f"{name} {want!r}, read {plain(got)!r}")
    return "; ".join(out)
