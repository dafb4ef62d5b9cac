"""Workbooks, documents, web pages and lists of values that say a table more than once, or in pieces."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.printed_files.content import Printed
from benchmarks.printed_files.office import captioned, fill, saved
from benchmarks.reported_files.content import COST, Case, negative
from benchmarks.reported_files.documents import word
from benchmarks.reported_files.sheets import changed
from benchmarks.reported_files.web import _after_cells, plain, web


def _header_again(page: Worksheet, first: int) -> None:
    """Title, captions and header once more amid the body, as for every printed page."""
    half = first + 4
    page.insert_rows(half, first - 1)
    for row in range(1, first):
        for cell in page[row]:
            if cell.value is not None:
                page.cell(half + row - 1, cell.column, cell.value)


def _far_away(page: Worksheet, first: int) -> None:
    page.cell(60_000, 200, " ")
    page.cell(3_000, 40, None).number_format = "0.00"


def _padded(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=first, max_col=2):
        for cell in row:
            if cell.value:
                cell.value = f"{cell.value}  " if cell.column == 1 else f"　　{cell.value}"


def _each_twice_high(page: Worksheet, first: int) -> None:
    """Every row of the body is two rows of the sheet, merged."""
    last, columns = page.max_row, page.max_column
    rows = [[page.cell(row, column).value for column in range(1, columns + 1)] for row in range(first, last + 1)]
    for number, values in enumerate(rows):
        top = first + 2 * number
        for column, value in enumerate(values, 1):
            page.cell(top, column).value = value
            page.cell(top + 1, column).value = None
        for column in range(1, columns + 1):
            page.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)


def _empty_columns(page: Worksheet, first: int) -> None:
    """Narrow blank columns between those of the table."""
    for column in (5, 4, 3):
        page.insert_cols(column)
        for merged in list(page.merged_cells.ranges):
            if merged.min_row >= first - 2 and merged.min_col >= column:
                merged.shift(1, 0)


def _single_columns(page: Worksheet, first: int) -> None:
    """A blank column behind each of the table's: the sheet of a form that was drawn for print."""
    page.unmerge_cells(start_row=1, end_row=1, start_column=1, end_column=page.max_column)
    for column in range(page.max_column, 1, -1):
        page.insert_cols(column)


def _minus_signs(made: Any, table: Any) -> None:
    """A minus that is a sign of the font Symbol."""
    for cell in table.rows[4].cells[2:]:
        if cell.text:
            run = cell.paragraphs[0].runs[0]._r
            sign = parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Symbol" w:char="F02D"/></w:r>')
            run.addprevious(sign)


def _tabbed(printed: Printed) -> bytes:
    """A table without one: paragraphs with tabs."""
    made = captioned(printed)
    for texts in ([text for text, _, _ in printed.header[0]], *printed.rows):
        made.add_paragraph("\t".join(texts))
    return saved(made)


def _no_break_hyphens(made: Any, table: Any) -> None:
    """A numbered paragraph and a hyphen that does not break beside the figures."""
    row = table.add_row()
    run = row.cells[1].paragraphs[0].add_run("备注：2024")
    run._r.append(OxmlElement("w:noBreakHyphen"))
    row.cells[1].paragraphs[0].add_run("2025年")
    row.cells[1].add_paragraph("第一条", style="List Number")


def _in_two_tables(printed: Printed) -> bytes:
    """The body as several tables with nothing between them but empty paragraphs."""
    made = captioned(printed)
    parts = [replace(printed, rows=printed.rows[:4]), replace(printed, header=(), rows=printed.rows[4:])]
    for part in parts:
        fill(made.add_table(len(part.header) + len(part.rows), part.columns, style="Table Grid"), part)
        made.add_paragraph("")
    return saved(made)


def _header_in_body(printed: Printed) -> bytes:
    """The header's rows once more amid the body's."""
    made = captioned(printed)
    table = made.add_table(2 * len(printed.header) + len(printed.rows), printed.columns, style="Table Grid")
    fill(table, replace(printed, rows=printed.rows[:4]))
    at = len(printed.header) + 4
    for row, column, wide, high, text in printed.header_cells():
        cell = table.cell(at + row, column)
        if wide > 1 or high > 1:
            cell = cell.merge(table.cell(at + row + high - 1, column + wide - 1))
        cell.text = text
    for number, texts in enumerate(printed.rows[4:]):
        for column, text in enumerate(texts):
            table.cell(at + len(printed.header) + number, column).text = text
    return saved(made)


def _heads_in_body(text: str) -> str:
    """Codes are heads of their rows."""
    return re.sub(r"(<tr class=\"r\d+\">)<td([^>]*)>([^<]*)</td>", r'\1<th scope="row"\2>\3</th>', text)


def _signed(text: str) -> str:
    """One row's figures, whose minus is put before them by the style."""
    row = re.search(r"<tr class=\"r3\">.*?</tr>", text, re.DOTALL)
    assert row
    return text.replace(row[0], re.sub(r'(<td class="n[^>]*>)([^<]+)', r'\1<span class="below">\2</span>', row[0]))


def _in_attributes(text: str) -> str:
    return re.sub(r'(<td class="n[^>]*)>([^<]+)', r'\1 data-v="\2">', text)


def _backwards(text: str) -> str:
    return re.sub(r'(<td class="n[^>]*>)([^<]+)', lambda m: f'{m[1]}<bdo dir="rtl">{m[2][::-1]}</bdo>', text)


def _spans_beyond_the_end(text: str) -> str:
    return re.sub(r"(<tr class=\"r8\"><td)", r'\1 rowspan="9"', text)


def _figures_in_links(text: str) -> str:
    return re.sub(r'(<td class="n[^>]*>)([^<]+)</td>', r'\1<a href="#x"><span>\2</span></a><sup></sup></td>', text)


def _bodies(text: str) -> str:
    """Every row in a body of its own."""
    return re.sub(r"(<tr class=\"r\d+\">.*?</tr>)", r"</tbody><tbody>\1", text, flags=re.DOTALL)


def _stripped(text: str) -> bytes:
    lines = text.split("\r\n")
    return "\r\n".join(line.rstrip(",") for line in lines).encode("utf-8-sig")


CASES = (
    Case("header_again.xlsx", changed(_header_again)),
    Case("cells_far_away.xlsx", changed(_far_away)),
    Case("names_padded.xlsx", changed(_padded)),
    Case("rows_twice_high.xlsx", changed(_each_twice_high)),
    Case("narrow_empty_columns.xlsx", changed(_empty_columns)),
    Case("single_columns.xlsx", changed(_single_columns), of=COST),
    Case("tabs.docx", _tabbed, of=COST),
    Case("minus_of_symbols.docx", word(_minus_signs), negative, of=COST),
    Case("hyphens_and_numbers.docx", word(_no_break_hyphens)),
    Case("in_two_tables.docx", _in_two_tables),
    Case("header_in_body.docx", _header_in_body),
    Case("heads_in_body.html", web(_heads_in_body)),
    Case("spans_beyond_the_end.html", web(_spans_beyond_the_end)),
    Case("figures_in_links.html", web(_figures_in_links)),
    Case("bodies.html", web(_bodies)),
    Case("minus_by_style.html", web(_signed, ".below::before{content:'-'}"), negative, of=COST),
    Case("figures_by_style.html", web(_in_attributes, "td[data-v]::after{content:attr(data-v)}")),
    Case("figures_backwards.html", web(_backwards)),
    Case("fonts_white.html", web(_after_cells('<font color="white">9</font>'))),
    Case("ragged.csv", lambda printed: _stripped(plain(",", "utf-8")(printed).decode())),
    Case("marks_twice.csv", lambda printed: "\ufeff".encode() + plain(",", "utf-8-sig")(printed)),
    Case("all_quoted.csv", lambda printed: _quoted(plain("\t", "utf-8", quote=False)(printed).decode())),
)


def _quoted(text: str) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line.split("\t")) for line in text.split("\r\n")).encode()
