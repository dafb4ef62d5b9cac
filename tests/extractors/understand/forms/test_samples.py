"""The forms of the samples, read from their golden cells, say what the golden answers say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import samples
from mingzhang.extractors.understand.forms import form_lines, looks_like_form, read_forms
from mingzhang.models.records.documents import Funds, PerformanceProject, Table, TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import TableKind

FOLDER = Path(str(samples.__file__)).parent
FORM = TableKind.PERFORMANCE_TARGET_FORM
NAMES = ("budget_2025", "performance_2024_scan")
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
FIELDS = (
    "project_name", "department_code", "department_name", "unit_name", "attribute", "duration", "duration_years",
    "overview", "basis", "necessity", "safeguards", "plan", "implementation_goal", "annual_goal", "first_page",
    "last_page",
)  # fmt: skip
INDICATOR = (
    "period", "level1", "level2", "level3", "target_text", "comparator", "target_unit", "is_truncated",
)  # fmt: skip


@cache
def answer(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.golden.json").read_text("utf-8"))
    return read


def forms_of(name: str) -> list[tuple[Table, dict[str, Any], dict[str, Any]]]:
    """Each form as a table of its golden cells, with what the golden answer says of table and project."""
    tables = [table for table in answer(name)["tables"] if table["table_kind"] == FORM]
    return [(_table(table), table, project) for table, project in zip(tables, answer(name)["projects"], strict=True)]


def _table(golden: dict[str, Any]) -> Table:
    page = golden["first_page"]
    cells = tuple(
        TableCell(row, column, down, across, text, is_header, page, NOWHERE, 1.0, TextSource.TEXT_LAYER)
        for row, column, down, across, text, is_header in golden["cells"]
    )
    return Table(
        3, None, FORM, golden["title"], None, "万元", page, page, golden["row_count"], golden["column_count"],
        False, 1.0, cells,
    )  # fmt: skip


def funds(project: PerformanceProject) -> dict[str, str | None]:
    found = {}
    for period, block in (("implementation", project.implementation), ("annual", project.annual)):
        for key in Funds.__dataclass_fields__:
            value = getattr(block, key)
            found[f"{period}_{key}_yuan"] = None if value is None else f"{value:.2f}"
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_field_and_fund(name: str) -> None:
    for table, _, golden in forms_of(name):
        (project,) = read_forms(table)
        assert {field: getattr(project, field) for field in FIELDS} == {field: golden[field] for field in FIELDS}
        assert funds(project) == {key: value for key, value in golden.items() if key.endswith("_yuan")}
        assert project.filled_at is not None and project.filled_at.isoformat() == golden["filled_at"]
        assert project.table_ordinals == (3,)
        people = project.contact and {
            "responsible_person": project.contact.responsible_person,
            "handler": project.contact.handler,
            "phone": project.contact.phone,
        }
        assert (people or dict.fromkeys(golden["contact"])) == golden["contact"]


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator(name: str) -> None:
    for table, _, golden in forms_of(name):
        (project,) = read_forms(table)
        read = [{key: getattr(one, key) for key in INDICATOR} for one in project.indicators]
        assert read == [{key: one[key] for key in INDICATOR} for one in golden["indicators"]]
        values = [None if one.target_value is None else str(one.target_value) for one in project.indicators]
        assert values == [one["target_value"] for one in golden["indicators"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_unit_of_money_in_the_form_wins_over_the_tables(name: str) -> None:
    for table, golden, _ in forms_of(name):
        projects = read_forms(table)
        lines = form_lines(table, projects)
        keys = ("row_index", "column_index", "item_name", "amount_text")
        assert [(*(getattr(line, key) for key in keys), "/".join(line.column_path)) for line in lines] == [
            (*(line[key] for key in keys), line["column_path"]) for line in golden["lines"]
        ]
        assert [f"{line.amount_yuan:.2f}" for line in lines] == [line["amount_yuan"] for line in golden["lines"]]


def test_forms_are_known_by_shape_and_budget_tables_are_not_forms() -> None:
    for table in answer("budget_2025")["tables"]:
        texts = [cell[4] for cell in table["cells"]]
        assert looks_like_form(texts) == (FORM if table["table_kind"] == FORM else None)
