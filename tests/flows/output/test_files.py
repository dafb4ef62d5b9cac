"""Files that people pass on: workbooks that look like the disclosure, and nothing in them that runs or deceives."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.flows.output.document import (
    ExportFormat,
    RowsByRelation,
    format_of,
    rows_by_relation,
    to_csv,
    to_json,
    to_markdown,
    to_parquet,
    to_xlsx,
)
from mingzhang.flows.output.json_text import json_text
from mingzhang.flows.output.spreadsheet_text import cell_text, csv_value, visible
from mingzhang.flows.output.workbook_cells import printed_number
from mingzhang.models.errors import MingzhangError
from mingzhang.models.text.amounts import printed_amount
from tests.support.documents import cell, small_document

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "budget_2025.pdf"


@pytest.fixture(scope="module")
def rows() -> RowsByRelation:
    return rows_by_relation(read_document(SAMPLE))


@pytest.fixture(scope="module")
def book(rows: RowsByRelation) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(rows)))


def test_every_figure_is_a_number_as_printed(rows: RowsByRelation, book: openpyxl.Workbook) -> None:
    sheets = {table["table_id"]: book.worksheets[table["ordinal"]] for table in rows["tables"]}
    assert rows["budget_lines"]
    for line in rows["budget_lines"]:
        found = sheets[line["table_id"]].cell(line["row_index"] + 3, line["column_index"] + 1)
        assert found.data_type == "n"
        assert Decimal(str(found.value)) == printed_amount(line["amount_text"])
        assert found.number_format.partition(".")[2].count("0") == len(line["amount_text"].partition(".")[2])


def test_codes_and_texts_stay_texts(rows: RowsByRelation, book: openpyxl.Workbook) -> None:
    for table in rows["tables"]:
        sheet = book.worksheets[table["ordinal"]]
        for found in (c for c in rows["cells"] if c["table_id"] == table["table_id"] and c["text"] and c["is_header"]):
            assert sheet.cell(found["row_index"] + 3, found["column_index"] + 1).data_type == "s"
    coded = [line for line in rows["budget_lines"] if line["item_code"]]
    assert coded
    for line in coded:
        sheet = book.worksheets[next(t["ordinal"] for t in rows["tables"] if t["table_id"] == line["table_id"])]
        texts = [sheet.cell(line["row_index"] + 3, c).value for c in range(1, line["column_index"] + 1)]
        assert not any(isinstance(text, int | float) and str(text) == line["item_code"] for text in texts)


def test_a_sheet_looks_like_its_table(rows: RowsByRelation, book: openpyxl.Workbook) -> None:
    table = rows["tables"][0]
    sheet = book.worksheets[1]
    assert sheet["A1"].value == table["title"]
    assert f"单位：{table['currency_unit']}" in [sheet.cell(2, c).value for c in range(1, table["column_count"] + 1)]
    spans = [c for c in rows["cells"] if c["table_id"] == table["table_id"] and c["row_span"] * c["column_span"] > 1]
    assert len(sheet.merged_cells.ranges) == len(spans) + 1  # and the title's
    head = sheet.cell(3, 1)
    assert head.fill.fgColor.rgb.endswith("DCE6F1")
    assert head.border.left.style == "thin"
    assert sheet.freeze_panes is not None
    assert sheet.title.startswith("01 ")
    contents = book["目录"]
    targets = {contents.cell(row, 3).hyperlink.location for row in range(4, 4 + len(rows["tables"]))}
    assert targets == {f"'{name}'!A1" for name in book.sheetnames[1 : 1 + len(rows["tables"])]}
    assert book["核对"].max_row == len(rows["checks"]) + 1


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd()", "@SUM(A1)", "\t=1", " =1", "＝1+1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert csv_value(text).startswith("'")
    document = small_document()
    table = replace(document.tables[0], cells=(cell(0, 0, text),), lines=())
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows_by_relation(replace(document, tables=(table,), checks=())))))
    found = book.worksheets[1]["A3"]
    assert found.data_type == "s"
    assert found.quotePrefix


@pytest.mark.parametrize("text", ["-126.49", "+5", "（3.50）", "-1,234.00", "合计", "", "2025年"])
def test_numbers_and_words_are_written_as_they_are(text: str) -> None:
    assert csv_value(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a\\u202eb"),
        ("a\x07b", "a\\x07b"),
        ("a\ufffeb", "a\\ufffeb"),
        ("a\u200bb", "a\\u200bb"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_hides_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert shown in csv_value(text)
    document = small_document()
    table = replace(document.tables[0], title=text, cells=(cell(0, 0, text),), lines=())
    found = rows_by_relation(replace(document, tables=(table,), checks=()))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))
    assert book.worksheets[1]["A3"].value == shown
    for write in (to_json, to_csv, to_markdown):
        assert write(found)


def test_a_text_that_no_cell_holds_is_cut_and_that_is_told() -> None:
    shown = cell_text("字" * 40_000)
    assert len(shown) == 32_767
    assert "全文40,000字" in shown[-60:]


def test_excels_own_codes_are_no_codes() -> None:
    assert cell_text("_x0041_") == "_x005F_x0041_"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", (Decimal("1234.50"), "#,##0.00")),
        ("12", (12, "0")),
        ("-0.5", (Decimal("-0.5"), "0.0")),
        ("12.5%", (Decimal("0.125"), "0.0%")),
        ("（3.50）", (Decimal("-3.50"), "0.00")),
        ("063", None),
        ("1234567890123456789", None),
        ("2025年", None),
        ("-", None),
    ],
)
def test_which_cells_are_numbers(text: str, number: tuple[object, str] | None) -> None:
    assert printed_number(text) == number


def test_amounts_in_json_are_exact_numbers(rows: RowsByRelation) -> None:
    text = to_json(rows).decode()
    line = next(line for line in rows["budget_lines"] if line["amount_yuan"])
    assert f'"amount_yuan": {line["amount_yuan"]:.2f}' in text
    read = json.loads(text, parse_float=Decimal)
    assert [x["amount_yuan"] for x in read["budget_lines"]] == [x["amount_yuan"] for x in rows["budget_lines"]]
    assert json_text(Decimal("12345678901234567.89")) == "12345678901234567.89"


def test_parquet_keeps_the_types(rows: RowsByRelation, tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    path.write_bytes(to_parquet(rows))
    found = duckdb.sql(f"SELECT count(*), sum(amount_yuan), typeof(any_value(amount_yuan)) FROM '{path}'").fetchone()
    amounts = [line["amount_yuan"] for line in rows["budget_lines"] if line["amount_yuan"] is not None]
    assert found == (len(rows["budget_lines"]), sum(amounts), "DECIMAL(20,2)")


def test_markdown_holds_every_figure(rows: RowsByRelation) -> None:
    page = to_markdown(rows).decode()
    assert all(line["amount_text"].replace("\n", "<br>") in page for line in rows["budget_lines"])
    assert page.count("| --- |") >= len(rows["tables"])


@pytest.mark.parametrize(
    ("named", "output", "form"),
    [
        (None, None, ExportFormat.JSON),
        (None, Path("a.XLSX"), ExportFormat.XLSX),
        (None, Path("a.md"), ExportFormat.MARKDOWN),
        ("csv", Path("a.xlsx"), ExportFormat.CSV),
    ],
)
def test_the_suffix_decides_where_no_format_is_named(
    named: str | None, output: Path | None, form: ExportFormat
) -> None:
    assert format_of(named, output) is form


def test_a_suffix_that_is_none_is_told() -> None:
    with pytest.raises(MingzhangError, match="cannot be told"):
        format_of(None, Path("a.docx"))


def test_csv_of_the_sample_reads_back(rows: RowsByRelation) -> None:
    read = list(csv.DictReader(io.StringIO(to_csv(rows).decode("utf-8-sig"))))
    assert [row["line_id"] for row in read] == [line["line_id"] for line in rows["budget_lines"]]
