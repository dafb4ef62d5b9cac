"""The golden answers: what a perfect reader would say about a sample, made from the source data.

Decisions, where the warehouse contract leaves room:

* The row of column numbers is a header row, but no part of a `column_path`.
* `本年收入合计`, `收入总计`, `部门合计` and their like are totals as `合计` is; they keep their own `item_name`.
* Where the items stand in the header over one wide row (“三公”), they are the `item_name`s, and the measure is `total`.
* 事业收入 and 事业单位经营收入 are measure `other`: the vocabulary has no word for them.
* A form is one table of kind `performance_target_form` without header rows. Its budget lines are its fund figures:
  `item_name` is the project, `column_path` the label without its colon, sources under the period's total
  (`年度资金总额/其中：中央财政资金`); `measure` is `total` for the totals and `other` for the sources.
* A form's `currency_unit` is the one printed in its fund block; its `unit_name` is the 实施单位.
* An indicator has a third level or a target; a target without a printed comparator has none.
* `is_truncated` is true where the form cut the name of the second or third level.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from samples.render_pdf import Placement
from samples.sheet import Form, Indicator, SourceTable, anchors, column_paths, parse_amount, squeeze

FACTOR = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
COMPARATORS = {"≥": ">=", "≤": "<=", "＞": ">", ">": ">", "＜": "<", "<": "<", "=": "="}
TARGET = re.compile(r"^(?P<sign>[≥≤＞＜><=]?)(?P<value>\d+(?:\.\d+)?)(?P<unit>.*)$")

Json = dict[str, Any]


def golden(file: str, document: Json, placements: list[Placement], **more: Any) -> Json:
    """The whole answer of one file."""
    return {
        "file": file,
        "document": document,
        "tables": [golden_table(p) for p in placements],
        "projects": [golden_project(p.table.form, p) for p in placements if p.table.form],
        **more,
    }


def golden_table(placement: Placement) -> Json:
    """One logical table: cells as `[row, column, row_span, column_span, text, is_header]`, and its budget lines."""
    table, pages = placement.table, placement.row_pages
    lines = form_lines(placement) if table.form else table_lines(placement)
    return {
        "table_number": table.number,
        "table_kind": table.kind,
        "title": table.title,
        "unit_name": table.unit_name,
        "currency_unit": table.printed_currency or table.currency,
        "first_page": pages[0],
        "last_page": pages[-1],
        "is_empty": not lines,
        "row_count": len(table.rows),
        "column_count": len(table.widths),
        "cells": [[c.row, c.column, c.row_span, c.column_span, c.text, c.is_header] for c in anchors(table)],
        "lines": lines,
    }


def table_lines(placement: Placement) -> list[Json]:
    """The printed figures of a table; the item is the nearest name to the left on the same side."""
    table = placement.table
    paths = column_paths(table)
    at = {(c.row, c.column): c for c in anchors(table)}
    lines: list[Json] = []
    for row in range(len(table.header), len(table.rows)):
        codes: list[str] = []
        item: str | None = None
        previous = ""
        for column, meaning in enumerate(table.columns):
            cell = at.get((row, column))
            text = squeeze(cell.text) if cell else ""
            if meaning.role == "code":
                codes, item = (codes, item) if previous == "code" else ([], None)
                codes, item = ([*codes, text], item) if text.isdigit() else (codes, text or item)
            elif meaning.role == "name":
                item = text or item
                codes = codes if previous == "code" else []
            elif (value := parse_amount(text)) is not None and cell is not None:
                joined = "".join(codes) or None
                total = bool(item) and str(item).endswith(("合计", "总计"))
                lines.append(
                    line(table, row, column, value, cell.text, meaning.item or item, placement.row_pages[row])
                    | {"side": meaning.side, "item_code": None if total else joined, "is_total": total,
                       "measure": meaning.measure, "column_path": paths[column]}
                )  # fmt: skip
            previous = meaning.role
    return lines


def form_lines(placement: Placement) -> list[Json]:
    """The fund figures of a form."""
    table = placement.table
    assert table.form is not None
    lines = []
    for (row, column), (path, measure) in sorted(table.fund_cells.items()):
        text = table.rows[row][column]
        value = parse_amount(text)
        if value is not None:
            made = line(table, row, column, value, text, table.form.project_name, placement.row_pages[row])
            lines.append(made | {"measure": measure, "column_path": path})
    return lines


def line(table: SourceTable, row: int, column: int, value: Decimal, text: str, item: str | None, page: int) -> Json:
    """The fields that every budget line has."""
    yuan = value * FACTOR[table.printed_currency or table.currency]
    return {
        "row_index": row, "column_index": column, "side": None, "item_code": None,
        "item_name": squeeze(item) if item else None, "is_total": False, "measure": None, "column_path": "",
        "amount_yuan": f"{yuan:.2f}", "amount_text": text, "unit_name": table.unit_name,
        "fiscal_year": table.fiscal_year, "page_number": page,
    }  # fmt: skip


def golden_project(form: Form | None, placement: Placement) -> Json:
    """One performance form with its indicators and contact."""
    assert form is not None
    match = re.match(r"(\d+)-(.+)", form.department)
    years = re.match(r"(\d+)年", form.duration or "")
    funds = {
        f"{period}_{key}_yuan": None if text is None else f"{parse_amount(text) or 0:.2f}"
        for period, block in (("implementation", form.implementation), ("annual", form.annual))
        for key, text in block.items()
    }
    person, handler, phone = form.contact
    return {
        "fiscal_year": form.fiscal_year,
        "project_name": form.project_name,
        "department_code": match[1] if match else None,
        "department_name": match[2] if match else form.department,
        "unit_name": form.unit_name,
        "attribute": form.attribute,
        "duration": form.duration,
        "duration_years": int(years[1]) if years else None,
        **funds,
        "overview": form.overview,
        "basis": form.basis,
        "necessity": form.necessity,
        "safeguards": form.safeguards,
        "plan": form.plan,
        "implementation_goal": form.implementation_goal,
        "annual_goal": form.annual_goal,
        "filled_at": datetime.strptime(form.filled_at, "%Y%m%d%H%M%S").isoformat() if form.filled_at else None,
        "first_page": placement.row_pages[0],
        "last_page": placement.row_pages[-1],
        "indicators": [golden_indicator(i) for i in form.indicators],
        "contact": {"responsible_person": person, "handler": handler, "phone": phone},
    }


def golden_indicator(indicator: Indicator) -> Json:
    match = TARGET.match(indicator.target)
    return {
        "period": indicator.period,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3 or None,
        "target_text": indicator.target or None,
        "comparator": COMPARATORS.get(match["sign"]) if match else None,
        "target_value": match["value"] if match else None,
        "target_unit": (match["unit"] or None) if match else None,
        "is_truncated": indicator.is_truncated,
    }


def dumps(answer: Json) -> str:
    """JSON with a grid row, a budget line or an indicator on one line of text, so that a change shows in a diff."""
    return _dump(answer) + "\n"


def _dump(value: Any) -> str:
    if isinstance(value, dict) and any(isinstance(v, list) and v for v in value.values()):
        parts = [f"{_text(key)}: {_cells(v) if key == 'cells' else _dump(v)}" for key, v in value.items()]
        return "{\n" + ",\n".join(parts) + "\n}"
    if isinstance(value, list) and value and not isinstance(value[0], int | float):
        return "[\n" + ",\n".join(map(_dump, value)) + "\n]"
    return _text(value)


def _cells(cells: list[list[Any]]) -> str:
    rows = groupby(cells, key=lambda cell: int(cell[0]))
    return "[\n" + ",\n".join(_text(list(row))[1:-1] for _, row in rows) + "\n]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
