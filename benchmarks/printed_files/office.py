"""Files of office programs, written by python-docx and openpyxl; LibreOffice makes others of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.printed_files.content import Printed

Write = Callable[[Printed], bytes]
THIN = Side(style="thin")


def document(
    printed: Printed,
    change: Callable[[Any, Any], None] = lambda document, table: None,
    *,
    style: str | None = "Table Grid",
) -> bytes:
    """A docx of the table; `change` is given the document and its table."""
    made = docx.Document()
    made.styles["Normal"].font.size = Pt(9)
    title = made.add_paragraph(printed.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph(f"{printed.owner}\t\t{printed.unit}")
    table = made.add_table(len(printed.header) + len(printed.rows), printed.columns, style=style)
    fill(table, printed)
    change(made, table)
    made.add_paragraph("")  # a document that ends with a table is none that Word writes
    return saved(made)


def captioned(printed: Printed) -> Any:
    """A docx that holds the table's captions, and no table yet."""
    made = docx.Document()
    made.add_paragraph(printed.title)
    made.add_paragraph(f"{printed.owner}    {printed.unit}")
    return made


def saved(made: Any) -> bytes:
    """The bytes of a docx or a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def fill(table: Any, printed: Printed) -> None:
    """Write the header with its spans, and the body."""
    for row, column, wide, high, text in printed.cells():
        cell = table.cell(row, column)
        if wide > 1 or high > 1:
            cell = cell.merge(table.cell(row + high - 1, column + wide - 1))
        cell.text = text


def runs(table: Any, first: int) -> Any:
    """The runs of every body cell."""
    for row in table.rows[first:]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                yield from paragraph.runs


def _coloured(color: str) -> Write:
    def change(made: Any, table: Any) -> None:
        for run in runs(table, 1):
            run.font.color.rgb = RGBColor.from_string(color)

    return lambda printed: document(printed, change)


def _raised(made: Any, table: Any) -> None:
    for row in table.rows[2::3]:
        cell = row.cells[-1]
        if cell.text and cell.text[-1].isdigit():
            cell.paragraphs[0].add_run("1").font.superscript = True


def _header_bands(made: Any, table: Any) -> None:
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="2F5496"/>'))
        for run in cell.paragraphs[0].runs:
            run.font.color.rgb = RGBColor(255, 255, 255)


def _split_header(printed: Printed) -> bytes:
    made = captioned(printed)
    head = made.add_table(len(printed.header), printed.columns, style="Table Grid")
    fill(head, Printed("", "", "", printed.header, (), {}, 1))
    made.add_paragraph("")
    body = made.add_table(len(printed.rows), printed.columns, style="Table Grid")
    fill(body, Printed("", "", "", (), printed.rows, {}, 1))
    made.add_paragraph("")
    return saved(made)


def _vanished_row(made: Any, table: Any) -> None:
    cells = table.add_row().cells
    for cell in cells:
        run = cell.paragraphs[0].add_run("77,777.77")
        run.font.hidden = True


def _deleted_text(made: Any, table: Any) -> None:
    for row in table.rows[1:]:
        paragraph = row.cells[-1].paragraphs[0]._p
        paragraph.append(
            parse_xml(f'<w:del {nsdecls("w")} w:id="9" w:author="a"><w:r><w:delText>55.55</w:delText></w:r></w:del>')
        )


def _landscape(made: Any, table: Any) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _headed(made: Any, table: Any) -> None:
    made.sections[0].header.paragraphs[0].text = "某某市2025年部门预算公开 1,234.56"
    made.sections[0].footer.paragraphs[0].text = "— 3 —"


def _prose_around(made: Any, table: Any) -> None:
    table._tbl.addprevious(made.add_paragraph("以下为本部门预算公开表，收支平衡，合计与明细一致。")._p)
    made.add_paragraph("说明：本表由财务科编制。")


def _two_fonts(made: Any, table: Any) -> None:
    for run in runs(table, 0):
        run.font.name = "FangSong"
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")


def sheet(
    printed: Printed,
    change: Callable[[Worksheet, int], None] = lambda sheet, first: None,
    *,
    texts: bool = False,
    number_format: str = "#,##0.00",
    factor: int = 1,
    at: tuple[int, int] = (1, 1),
) -> bytes:
    """An xlsx of the table; `change` is given the sheet and its first body row."""
    book = Workbook()
    page = book.active
    assert page is not None
    row0, column0 = at
    page.cell(row0, column0, printed.title)
    page.merge_cells(start_row=row0, end_row=row0, start_column=column0, end_column=column0 + printed.columns - 1)
    page.cell(row0 + 1, column0, printed.owner)
    page.cell(row0 + 1, column0 + printed.columns - 1, printed.unit)
    for row, column, wide, high, text in printed.header_cells():
        top, left = row0 + 2 + row, column0 + column
        page.cell(top, left, text).alignment = Alignment(wrap_text=True)
        if wide > 1 or high > 1:
            page.merge_cells(start_row=top, end_row=top + high - 1, start_column=left, end_column=left + wide - 1)
    first = row0 + 2 + len(printed.header)
    for down, cells in enumerate(printed.rows):
        for right, text in enumerate(cells):
            if not text:
                continue
            cell = page.cell(first + down, column0 + right, text)
            if right in printed.sides and not texts:
                cell.value = Decimal(text.replace(",", "")) * factor
                cell.number_format = number_format
    for line in page.iter_rows(
        min_row=row0 + 2, max_row=first + len(printed.rows) - 1, min_col=column0, max_col=column0 + printed.columns - 1
    ):
        for cell in line:
            cell.border = Border(THIN, THIN, THIN, THIN)
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    assert page.sheet_properties.pageSetUpPr is not None
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for column in range(printed.columns):
        is_name = column in {name for _, name in printed.sides.values()}
        page.column_dimensions[get_column_letter(column0 + column)].width = 40 if is_name else 20
    change(page, first)
    return saved(book)


def _formatted(number_format: str, factor: int = 1) -> Write:
    return lambda printed: sheet(printed, number_format=number_format, factor=factor)


def _filled(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=3, max_row=first - 1):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="1F4E79")
            cell.font = Font(color="FFFFFF", bold=True)


def _narrow(page: Worksheet, first: int) -> None:
    page.column_dimensions["C"].width = 4  # a reader sees ### there


def _hidden_column(page: Worksheet, first: int) -> None:
    page.cell(3, 12, "备用")
    for row in range(first, page.max_row + 1):
        page.cell(row, 12, 88888.88)
    page.column_dimensions["L"].hidden = True


def _grouped(page: Worksheet, first: int) -> None:
    for row in range(first, page.max_row):
        page.row_dimensions[row].outlineLevel = 1


def _two_sheets(page: Worksheet, first: int) -> None:
    assert page.parent is not None
    cover = page.parent.create_sheet("封面", 0)
    cover["B4"] = "某某市2025年部门预算公开表"
    cover["B9"] = "二〇二五年一月"


FILES: dict[str, Write] = {
    "word_plain.docx": document,
    "word_no_rules.docx": lambda printed: document(printed, style=None),
    "word_pale.docx": _coloured("A6A6A6"),
    "word_blue.docx": _coloured("4472C4"),
    "word_raised.docx": lambda printed: document(printed, _raised),
    "word_bands.docx": lambda printed: document(printed, _header_bands),
    "word_header_apart.docx": _split_header,
    "word_vanished_row.docx": lambda printed: document(printed, _vanished_row),
    "word_deleted.docx": lambda printed: document(printed, _deleted_text),
    "word_landscape.docx": lambda printed: document(printed, _landscape),
    "word_headed.docx": lambda printed: document(printed, _headed),
    "word_prose.docx": lambda printed: document(printed, _prose_around),
    "word_fonts.docx": lambda printed: document(printed, _two_fonts),
    "sheet_plain.xlsx": sheet,
    "sheet_texts.xlsx": lambda printed: sheet(printed, texts=True),
    "sheet_general.xlsx": _formatted("General"),
    "sheet_accounting.xlsx": _formatted('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '),
    "sheet_yuan_word.xlsx": _formatted('#,##0.00"万元"'),
    "sheet_red.xlsx": _formatted("#,##0.00;[Red]#,##0.00"),
    "sheet_euro_locale.xlsx": _formatted("[$¥-804]#,##0.00"),
    "sheet_bands.xlsx": lambda printed: sheet(printed, _filled),
    "sheet_away.xlsx": lambda printed: sheet(printed, at=(6, 4)),
    "sheet_hidden_column.xlsx": lambda printed: sheet(printed, _hidden_column),
    "sheet_grouped.xlsx": lambda printed: sheet(printed, _grouped),
    "sheet_cover.xlsx": lambda printed: sheet(printed, _two_sheets),
}
