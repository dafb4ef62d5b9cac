"""The schema: every public name is there, everything has a comment, the dictionary is in step, the examples run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from mingzhang.models.vocabulary.enums import Side, TableKind
from mingzhang.warehouse.reading.query import Reader, split_statements
from mingzhang.warehouse.schema.dictionary import TARGET, dictionary
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.schema.views import VIEWS
from tests.support.documents import line, small_document
from tests.warehouse.conftest import Load

ROOT = Path(__file__).resolve().parents[3]
FUNDS = ("total", "central", "provincial", "municipal", "self_raised", "other")

# What analysts were promised; columns may be added, none of these may go.
PROMISED = {
    "documents": "document_id file_name source_uri media_type byte_size page_count document_kind unit_name "
    "department_name region fiscal_year status error_code error_message pipeline_version ingested_at",
    "document_sources": "document_id source_uri",
    "pages": "document_id page_number text_source width height rotation skew watermark_text mean_confidence seconds "
    "error_code",
    "tables": "table_id document_id table_number table_kind title unit_name currency_unit first_page last_page "
    "row_count column_count is_empty confidence",
    "cells": "table_id row_index column_index row_span column_span text is_header page_number x0 y0 x1 y1 confidence "
    "text_source",
    "budget_lines": "line_id document_id table_id table_kind unit_name fiscal_year side item_code item_name "
    "parent_code is_total measure column_path amount_yuan amount_text page_number row_index column_index confidence "
    "verification",
    "performance_projects": "project_id document_id fiscal_year project_name department_code department_name unit_name "
    "attribute duration duration_years overview basis necessity safeguards plan implementation_goal annual_goal "
    "filled_at first_page last_page confidence "
    + " ".join(f"{term}_{fund}_yuan" for term in ("implementation", "annual") for fund in FUNDS),
    "performance_indicators": "indicator_id project_id period level1 level2 level3 target_text comparator "
    "target_value target_unit is_truncated page_number confidence",
    "performance_contacts": "project_id responsible_person handler phone",
    "statements": "statement_id document_id section subject measure amount_yuan change_yuan change_percent "
    "share_percent compared_year sentence page_number confidence",
    "checks": "check_id rule_id document_id table_id status expected_yuan actual_yuan difference_yuan tolerance_yuan "
    "explanation line_ids",
    "review_items": "document_id page_number x0 y0 x1 y1",
    "corrections": "line_id",
    "units": "unit_id unit_name aliases region department_name level first_year last_year document_ids",
    "facts": "fact_id unit_id unit_name document_id fiscal_year concept fund stage scope function_code economic_code "
    "project amount_yuan quantity quantity_unit is_leaf line_ids statement_ids page_number agreement verification "
    "is_current",
    "unit_years": "unit_id unit_name fiscal_year region document_id revenue_yuan expenditure_yuan basic_yuan "
    "project_yuan three_public_yuan",
}


@pytest.mark.parametrize("relation", PROMISED)
def test_promised_columns_are_there(warehouse: Path, relation: str) -> None:
    answer = Reader(warehouse).ask(f"SELECT * FROM {relation} LIMIT 0")
    assert set(PROMISED[relation].split()) - set(answer.columns) == set()


def test_every_amount_is_decimal_20_2(warehouse: Path) -> None:
    answer = Reader(warehouse).ask("SELECT table_name, data_type FROM duckdb_columns() WHERE column_name LIKE '%_yuan'")
    assert len(answer.rows) > 30
    assert {kind for _, kind in answer.rows} == {"DECIMAL(20,2)"}


def test_every_relation_and_column_has_a_comment(warehouse: Path) -> None:
    bare = Reader(warehouse).ask(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
        "AND coalesce(comment, '') = '' UNION ALL "
        "SELECT table_name, NULL FROM duckdb_tables() WHERE coalesce(comment, '') = '' UNION ALL "
        "SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''"
    )
    assert bare.rows == []
    there = Reader(warehouse).ask("SELECT count(DISTINCT table_name) FROM duckdb_columns() WHERE NOT internal")
    assert there.rows == [(len(TABLES_OF_WAREHOUSE) + len(VIEWS),)]


def test_the_dictionary_is_in_step() -> None:
    assert TARGET.read_text(encoding="utf-8") == dictionary(), "run: python -m mingzhang.warehouse.schema.dictionary"


@pytest.mark.parametrize(
    ("title", "sql"), split_statements((ROOT / "examples.sql").read_text(encoding="utf-8")), ids=lambda text: text[:30]
)
def test_examples_run_and_have_a_title(warehouse: Path, title: str, sql: str) -> None:
    assert title
    assert Reader(warehouse).ask(sql).columns


def test_views_say_what_the_document_says(warehouse: Path) -> None:
    reader = Reader(warehouse)
    assert reader.ask("SELECT unit_name, fiscal_year, expenditure_yuan::VARCHAR FROM unit_years").rows == [
        ("某市示例研究所", 2025, "7157500.10")
    ]
    assert reader.ask("SELECT function_code, function_name, share FROM spending_structure").rows == [
        ("210", "卫生健康支出", 1.0)
    ]
    assert reader.ask("SELECT project_name, comparator, target_unit FROM projects_with_targets").rows == [
        ("示例项目", ">=", "人")
    ]


def test_a_units_totals_are_those_that_are_named_so_and_not_the_largest(tmp_path: Path, load: Load) -> None:
    """A larger 本年支出合计 and a column of the year before: none of them is the total."""
    document = small_document()
    summary = replace(
        document.tables[0],
        table_kind=TableKind.REVENUE_EXPENDITURE_SUMMARY,
        lines=tuple(
            line(
                row,
                name,
                amount,
                amount,
                is_total=True,
                side=Side.EXPENDITURE,
                column_path=tuple(path.split("/")),
                fiscal_year=None,
            )
            for row, name, amount, path in (
                (1, "本年支出合计", "900.00", "支出/2025年预算数"),
                (2, "支出总计", "800.00", "支出/2025年预算数"),
                (3, "支出总计", "999.00", "支出/2024年预算数"),
            )
        ),
    )
    load(small_document(tables=(summary, document.tables[1]), checks=()))
    assert Reader(tmp_path / "w.duckdb").ask("SELECT expenditure_yuan::VARCHAR FROM unit_years").rows == [("800.00",)]


def test_review_items_give_the_box_and_the_reason_worst_first(warehouse: Path) -> None:
    answer = Reader(warehouse).ask("SELECT item_kind, page_number, x0, y0, reason FROM review_items")
    assert answer.rows == [
        ("line", 1, 60.0, 40.0, "合计与各项之和不符。"),
        ("page", 2, None, None, "page_timeout"),
    ]


def test_a_correction_is_served_and_what_was_read_is_kept(warehouse: Path, load: object) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        line_id = connection.execute("SELECT line_id FROM budget_lines WHERE is_total").fetchone()
        assert line_id is not None
        for number, value in enumerate(("1", "7157500.00")):
            connection.execute(
                "INSERT INTO corrections (correction_id, document_id, line_id, column_name, old_value, new_value, "
                "reason, decided_by, decided_at) "
                "SELECT ?, document_id, line_id, 'amount_yuan', amount_yuan, ?, 'typo', 'me', "
                "TIMESTAMP '2025-01-01' + INTERVAL (?) DAY FROM budget_lines_extracted WHERE line_id = ?",
                [f"c{number}", value, number, line_id[0]],
            )
    load(small_document(), version="v2")  # type: ignore[operator]
    served = Reader(warehouse).ask("SELECT amount_yuan::VARCHAR, verification FROM budget_lines WHERE is_total")
    read = Reader(warehouse).ask("SELECT amount_yuan::VARCHAR, verification FROM budget_lines_extracted WHERE is_total")
    assert served.rows == [("7157500.00", "corrected")]
    assert read.rows == [("7157500.10", "suspect")]
