"""A disclosure as a workbook that looks like it: a sheet a table, a list of contents with links, a sheet of checks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from mingzhang.flows.output.rows import EXPORTED, OutputRow, RowsByRelation, cells_by_table, pages_of, served_name
from mingzhang.flows.output.spreadsheet_text import cell_text, visible
from mingzhang.flows.output.workbook_cells import fill, put, widths
from mingzhang.flows.output.workbook_style import GRID, HEADER, LINK, SUBTITLE, TITLE, WRAPPED, apply
from mingzhang.models.identities.declarations import SEVERITIES
from mingzhang.warehouse.schema import relations as r

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST_SHEET_NAME = 31
CONTENTS, CHECKS = "目录", "核对"
CONTENTS_COLUMNS = ("序号", "表号", "表名", "单位（机构）", "金额单位", "页", "行", "列", "工作表")
CHECK_COLUMNS = ("结果", "等级", "来源", "说明", "应为（元）", "实为（元）", "相差（元）", "容差（元）", "页", "规则")
STATUS = {"fail": "不符", "pass": "相符", "not_applicable": "未作判断"}
ORIGIN = {"source": "原文", "reading": "识读"}
FIRST_GRID_ROW = 3
_FORBIDDEN = "[]:*?/\\'\n\t"


def to_xlsx(rows: RowsByRelation) -> bytes:
    """The workbook: contents, one sheet a table as it is ruled (numbers are numbers), checks, then the relations."""
    from openpyxl import Workbook

    book = Workbook()
    contents = book.active
    contents.title = CONTENTS
    names = _sheet_names(rows["tables"])
    cells = cells_by_table(rows)
    figures = {(line["table_id"], line["row_index"], line["column_index"]) for line in rows["budget_lines"]}
    for table in rows["tables"]:
        table_id = table["table_id"]
        here = {(row, column) for other, row, column in figures if other == table_id}
        _table_sheet(book, names[table_id], table, cells[table_id], here)
    _checks_sheet(book, rows["checks"])
    for relation in EXPORTED:
        if relation not in (r.CELLS, r.CHECKS) and rows[served_name(relation)]:
            _relation_sheet(book, served_name(relation), rows[served_name(relation)])
    _contents_sheet(contents, rows, names, book.sheetnames)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table_sheet(
    book: Workbook, name: str, table: OutputRow, cells: list[OutputRow], figures: set[tuple[int, int]]
) -> None:
    sheet = book.create_sheet(name)
    wide = max(2, table["column_count"])
    put(sheet.cell(1, 1), table["title"] or table["table_kind"])
    apply(sheet.cell(1, 1), TITLE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=wide)
    sheet.row_dimensions[1].height = 26
    left = [text for text in (table["table_number"], table["unit_name"]) if text]
    put(sheet.cell(2, 1), "　".join(left))
    apply(sheet.cell(2, 1), SUBTITLE)
    if table["currency_unit"]:
        put(sheet.cell(2, wide), f"单位：{table['currency_unit']}")
        apply(sheet.cell(2, wide), SUBTITLE, horizontal="right")
    header_rows = fill(sheet, cells, figures, first_row=FIRST_GRID_ROW)
    for letter, width in widths(cells, table["column_count"]).items():
        sheet.column_dimensions[letter].width = width
    if header_rows:
        sheet.freeze_panes = sheet.cell(FIRST_GRID_ROW + header_rows, 1)
    foot = FIRST_GRID_ROW + table["row_count"] + 1
    put(sheet.cell(foot, 1), f"{pages_of(table)}；返回{CONTENTS}")
    _link(sheet.cell(foot, 1), CONTENTS)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _contents_sheet(sheet: Any, rows: RowsByRelation, names: dict[str, str], there: list[str]) -> None:
    document = rows["documents"][0]
    put(sheet.cell(1, 1), document["file_name"])
    apply(sheet.cell(1, 1), TITLE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(CONTENTS_COLUMNS))
    about = [document["unit_name"], document["fiscal_year"] and f"{document['fiscal_year']}年", document["region"]]
    put(sheet.cell(2, 1), "　".join(str(part) for part in about if part))
    apply(sheet.cell(2, 1), SUBTITLE)
    _head(sheet, 3, CONTENTS_COLUMNS)
    for number, table in enumerate(rows["tables"], start=4):
        name = names[table["table_id"]]
        values = (
            *(table["ordinal"], table["table_number"], table["title"] or table["table_kind"], table["unit_name"]),
            *(table["currency_unit"], pages_of(table), table["row_count"], table["column_count"], name),
        )
        for column, value in enumerate(values, start=1):
            put(sheet.cell(number, column), value)
            apply(sheet.cell(number, column), GRID)
        _link(sheet.cell(number, 3), name)
        _link(sheet.cell(number, len(values)), name)
    row = 4 + len(rows["tables"]) + 1
    for name in there:
        if name not in names.values() and name != CONTENTS:
            put(sheet.cell(row, 3), name)
            _link(sheet.cell(row, 3), name)
            row += 1
    if document["error_message"]:
        put(sheet.cell(row + 1, 1), document["error_message"])
    for letter, width in zip("ABCDEFGHI", (6, 12, 48, 30, 10, 12, 6, 6, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"


def _checks_sheet(book: Workbook, checks: list[OutputRow]) -> None:
    sheet = book.create_sheet(CHECKS)
    _head(sheet, 1, CHECK_COLUMNS)
    order = {"fail": 0, "not_applicable": 1, "pass": 2}
    gravity = {"error": 0, "warning": 1, "notice": 2}
    ranked = sorted(checks, key=lambda c: (order.get(c["status"], 1), gravity.get(c["severity"] or "warning", 1)))
    for number, check in enumerate(ranked, start=2):
        values = (
            *(STATUS.get(check["status"], check["status"]), SEVERITIES.get(check["severity"], check["severity"])),
            *(ORIGIN.get(check["origin"], check["origin"]), check["explanation"]),
            *(check[name] for name in ("expected_yuan", "actual_yuan", "difference_yuan", "tolerance_yuan")),
            *(check["page_number"], check["rule_id"]),
        )
        for column, value in enumerate(values, start=1):
            put(sheet.cell(number, column), value)
            apply(sheet.cell(number, column), WRAPPED if column == 4 else GRID)
    for letter, width in zip("ABCDEFGHIJ", (10, 8, 8, 80, 18, 18, 18, 12, 6, 28), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:J{max(1, len(ranked) + 1)}"


def _relation_sheet(book: Workbook, name: str, rows: list[OutputRow]) -> None:
    sheet = book.create_sheet(name)
    _head(sheet, 1, tuple(rows[0]))
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row.values(), start=1):
            put(sheet.cell(number, column), value)
    sheet.freeze_panes = "A2"


def _head(sheet: Any, row: int, columns: tuple[str, ...]) -> None:
    for column, name in enumerate(columns, start=1):
        put(sheet.cell(row, column), name)
        apply(sheet.cell(row, column), HEADER)


def _link(cell: Any, sheet_name: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet_name}'!A1")
    apply(cell, LINK)


def _sheet_names(tables: list[OutputRow]) -> dict[str, str]:
    """A name for each table's sheet: its ordinal, printed number and short title, within Excel's 31 characters."""
    names = {}
    for table in tables:
        title = visible(str(table["title"] or table["table_kind"]))
        text = " ".join(part for part in (f"{table['ordinal']:02}", table["table_number"] or "", title) if part)
        clean = "".join(sign for sign in text if sign not in _FORBIDDEN)
        names[table["table_id"]] = cell_text(clean)[:LONGEST_SHEET_NAME].rstrip()
    return names
