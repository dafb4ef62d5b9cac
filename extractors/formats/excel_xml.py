"""Workbooks that Excel 2003 saved as one XML file (SpreadsheetML): read as xlsx is.

Rows and cells may name their place (`ss:Index`); styles stand at the front and are built on each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mingzhang.extractors.formats.docx_numbering import attribute, local
from mingzhang.extractors.formats.number_formats import shown
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.formats.sheet import NO_BORDERS, Area, Borders, Sheet, SheetCell, Sizes
from mingzhang.extractors.formats.unpacking import xml_of
from mingzhang.extractors.formats.xlsx import DIGIT_POINTS, USUAL_HEIGHT, USUAL_WIDTH, sheet_pages
from mingzhang.models.errors import ErrorCode, MingzhangError

# Formats that the file names instead of writing them.
NAMED = {
    "Standard": "#,##0.00", "Fixed": "0.00", "Percent": "0.00%", "Scientific": "0.00E+00", "Currency": "¥#,##0.00",
    "Short Date": "yyyy/m/d", "Long Date": 'yyyy"年"m"月"d"日"', "General Number": "General", "General": "General",
}  # fmt: skip
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
STYLE_DEPTH = 12
LONGEST_COUNT = 9  # digits; a longer count is no count
HIDDEN = ("SheetHidden", "SheetVeryHidden")


def read_excel_xml(data: bytes, options: Options) -> FileReading:
    """All sheets that would be printed. Raises `damaged`, `too_many_pages`."""
    root = xml_of(data)
    sheets = [one for one in root if local(one) == "Worksheet" and not _is_hidden(one)]
    if local(root) != "Workbook":
        raise MingzhangError(ErrorCode.DAMAGED)
    options.require_few(len(sheets))
    styles = {attribute(one, "ID"): one for one in root.iter() if local(one) == "Style"}
    return FileReading(tuple(sheet_pages((_sheet(one, styles) for one in sheets), len(sheets), options)))


def _is_hidden(sheet: Any) -> bool:
    return any((one.text or "").strip() in HIDDEN for one in sheet.iter() if local(one) == "Visible")


def _sheet(sheet: Any, styles: dict[str | None, Any]) -> Sheet:
    cells: list[SheetCell] = []
    merges: list[Area] = []
    heights: dict[int, float] = {}
    widths: dict[int, float] = {}
    table = next((one for one in sheet if local(one) == "Table"), None)
    row = column = -1
    for element in table if table is not None else ():
        if local(element) == "Column":
            column = _index(element, column, MOST_COLUMNS)
            for place in range(column, column + 1 + _number(element, "Span", MOST_COLUMNS)):
                if (width := _size(element, "Width")) is not None:
                    widths[place] = width
            column += _number(element, "Span", MOST_COLUMNS)
        elif local(element) == "Row":
            row = _index(element, row, MOST_ROWS)
            if (height := _size(element, "Height")) is not None:
                heights[row] = height
            cells += _cells(element, row, styles, merges)
            row += _number(element, "Span", MOST_ROWS)
    usual = Sizes(widths, USUAL_WIDTH * DIGIT_POINTS)
    return Sheet(attribute(sheet, "Name") or "", cells, merges, Sizes(heights, USUAL_HEIGHT), usual)


def _cells(row: Any, number: int, styles: dict[str | None, Any], merges: list[Area]) -> Iterator[SheetCell]:
    column = -1
    for cell in row:
        if local(cell) != "Cell":
            continue
        column = _index(cell, column, MOST_COLUMNS)
        across, down = _number(cell, "MergeAcross", MOST_COLUMNS), _number(cell, "MergeDown", MOST_ROWS)
        if across or down:
            merges.append(Area(number, column, number + down, column + across))
        style = attribute(cell, "StyleID") or attribute(row, "StyleID")
        align = _found(styles, style, "Alignment")
        horizontal = attribute(align, "Horizontal") if align is not None else None
        yield SheetCell(
            number, column, _text(cell, _code(styles, style)), _borders(styles, style),
            horizontal in ("Center", "CenterAcrossSelection"), horizontal == "CenterAcrossSelection",
        )  # fmt: skip
        column += across


def _text(cell: Any, code: str) -> str:
    data = next((one for one in cell if local(one) == "Data"), None)
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = attribute(data, "Type")
    try:
        if kind == "Number":
            return shown(float(text), code)
        if kind == "DateTime":
            return shown(datetime.fromisoformat(text), code)
    except (ValueError, OverflowError):
        return text
    return {"1": "TRUE", "0": "FALSE"}.get(text, text) if kind == "Boolean" else text


def _styles(styles: dict[str | None, Any], name: str | None) -> Iterator[Any]:
    """A style and those that it is built on, the usual one last."""
    for _ in range(STYLE_DEPTH):
        style = styles.get(name or "Default")
        if style is None:
            return
        yield style
        if name is None or name == "Default":
            return
        name = attribute(style, "Parent") or "Default"


def _found(styles: dict[str | None, Any], name: str | None, part: str) -> Any | None:
    for style in _styles(styles, name):
        for one in style:
            if local(one) == part and len(one.attrib) + len(one):
                return one
    return None


def _code(styles: dict[str | None, Any], name: str | None) -> str:
    found = _found(styles, name, "NumberFormat")
    code = attribute(found, "Format") if found is not None else None
    return NAMED.get(code or "General", code or "General")


def _borders(styles: dict[str | None, Any], name: str | None) -> Borders:
    found = _found(styles, name, "Borders")
    if found is None:
        return NO_BORDERS
    sides = {
        attribute(one, "Position")
        for one in found
        if attribute(one, "LineStyle") not in (None, "None") or attribute(one, "Weight")
    }
    return Borders("Left" in sides, "Top" in sides, "Right" in sides, "Bottom" in sides)


def _index(element: Any, before: int, most: int) -> int:
    """The place of a row, column or cell from 0: the one that it names, or the next."""
    named = attribute(element, "Index") or ""
    place = int(named) - 1 if named.isdecimal() and 0 < int(named) <= most else before + 1
    if place >= most:
        raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{place} rows or columns")
    return place


def _number(element: Any, name: str, most: int) -> int:
    text = attribute(element, name) or ""
    return min(int(text), most) if text.isdecimal() and len(text) < LONGEST_COUNT else 0


def _size(element: Any, name: str) -> float | None:
    """A height or width in points, 0 where hidden; None where the file does not say."""
    if attribute(element, "Hidden") == "1":
        return 0.0
    try:
        return float(attribute(element, name) or "")
    except ValueError:
        return None
