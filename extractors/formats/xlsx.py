"""xlsx: the office's own tables. Cells and merges are read as they are, results of formulas as they were kept.

Hidden sheets, rows and columns are not printed, and so are not read; nor are blank sheets. Every other sheet is a page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from mingzhang.extractors.formats.inserted import below
from mingzhang.extractors.formats.number_formats import CHINESE_CODES, EPOCH_1904, shown
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded, fault_of_page, unread
from mingzhang.extractors.formats.sheet import NO_BORDERS, Area, Borders, Sheet, SheetCell, Sizes
from mingzhang.extractors.formats.sheet_page import sheet_page
from mingzhang.extractors.formats.unpacking import open_zip, transitional
from mingzhang.extractors.formats.xlsx_inside import Inside
from mingzhang.extractors.formats.xlsx_repair import repaired
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.text.characters import raised

# A width counts digits of the usual font (7 pixels at 96 an inch), and 5 pixels beside them.
DIGIT_POINTS, BESIDE_POINTS = 5.25, 3.75
ACROSS = "centerContinuous"
USUAL_WIDTH, USUAL_HEIGHT = 8.43, 15.0
# Less shows nothing.
LEAST_WIDTH, LEAST_HEIGHT = 0.15, 1.0
FORMULA_MARKS = (b"<f>", b"<f ", b":f>", b":f ")


def read_xlsx(data: bytes, options: Options) -> FileReading:
    """All sheets of a workbook that would be printed.

    Raises `damaged`, `too_many_pages`, `unpacks_too_large`. Formulas whose results the file does not keep (programs
    write such workbooks) are blank, and the reading warns `not_calculated` with their places.
    """
    data = transitional(data)
    has_formulas = False
    with open_zip(data) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml") and not has_formulas:
                has_formulas = _holds_formulas(archive, name)
    book, data = _opened(data)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    options.require_few(len(sheets))
    lacking = _without_results(_workbook(data, results=False), book) if has_formulas else []
    inside = Inside(options)
    pictures = [inside.pictures(sheet) for sheet in sheets]
    pages = tuple(sheet_pages((_sheet(sheet, book) for sheet in sheets), len(sheets), options, pictures))
    pages += tuple(inside.workbooks(data, len(pages)))
    warning = (ErrorCode.INSIDE_UNREAD, _places(inside.unread)) if inside.unread else None
    return FileReading(pages, warning=(ErrorCode.NOT_CALCULATED, _places(lacking)) if lacking else warning)


def sheet_pages(
    sheets: Iterator[Sheet], count: int, options: Options, pictures: Sequence[Sequence[Page]] = ()
) -> Iterator[Page]:
    """The pages of sheets, numbered from 1; blank sheets give none. At least one page, blank if need be.

    `pictures`: for each sheet the pages of its pictures, which are put under what its cells show.
    """
    number = 0
    for place in range(1, count + 1):
        options.begin(number + 1, count)
        with damage_recorded():
            sheet = next(sheets)
        code = options.skip_pages.get(number + 1)
        page: Page | None
        faults: list[ErrorCode] = []
        with fault_of_page(faults):
            page = unread(number + 1, code) if code else sheet_page(sheet, number + 1)
        if faults:
            page = unread(number + 1, faults[0])
        if not code and not faults and place <= len(pictures) and pictures[place - 1]:
            page = below(page or Page(number + 1, 0.0, 0.0, TextSource.OCR), pictures[place - 1])
        if page is not None:
            number += 1
            yield page
        if place == count and number == 0:
            yield Page(1, 0.0, 0.0, TextSource.BLANK)


def _opened(data: bytes) -> tuple[Any, bytes]:
    """The workbook and its bytes; without what no figure needs, where one of those parts keeps it from being read."""
    for styles_too in (False, True):
        try:
            return _workbook(data, results=True), data
        except MingzhangError as error:
            if error.code is not ErrorCode.DAMAGED:
                raise
        data = repaired(data, styles_too=styles_too)
    return _workbook(data, results=True), data


def _workbook(data: bytes, *, results: bool) -> Any:
    import openpyxl

    with damage_recorded():
        return openpyxl.load_workbook(io.BytesIO(data), data_only=results, keep_links=False, rich_text=True)


def _holds_formulas(archive: zipfile.ZipFile, name: str) -> bool:
    with damage_recorded(), archive.open(name) as stream:
        before = b""
        while chunk := stream.read(1 << 20):
            if any(mark in before + chunk for mark in FORMULA_MARKS):
                return True
            before = chunk[-8:]
    return False


def _without_results(formulas: Any, results: Any) -> list[str]:
    """Places of formulas whose result is not kept, on sheets that are printed."""
    found = []
    for sheet in formulas.worksheets:
        if sheet.sheet_state != "visible":
            continue
        kept = results[sheet.title]
        found += [
            f"{sheet.title}!{cell.coordinate}"
            for cell in _cells(sheet)
            if cell.data_type == "f" and kept[cell.coordinate].value is None
        ]
    return found


def _cells(sheet: Any) -> Any:
    """The cells that the file holds. `iter_rows` would make one for every place, and some sheets hold a cell in the
    last of a million rows."""
    return sheet._cells.values()


def _places(lacking: list[str]) -> str:
    return ", ".join(lacking[:3]) + (f" and {len(lacking) - 3} more" if len(lacking) > 3 else "")


def _sheet(sheet: Any, book: Any) -> Sheet:
    """The records of an openpyxl worksheet."""
    from_1904 = book.epoch == EPOCH_1904
    cells = [
        SheetCell(
            cell.row - 1,
            cell.column - 1,
            shown(_value(cell), _code(cell), from_1904=from_1904).replace("\r\n", "\n").replace("_x000D_", ""),
            _borders(cell),
            cell.has_style and cell.alignment.horizontal in ("center", ACROSS),
            cell.has_style and cell.alignment.horizontal == ACROSS,
        )
        for cell in _cells(sheet)
        if (cell.value is not None or cell.has_style) and not _is_white(cell)
    ]
    merges = [Area(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    return Sheet(sheet.title, cells, merges, _heights(sheet), _widths(sheet), _print_areas(sheet))


def _value(cell: Any) -> Any:
    """A cell's value; of a text in several fonts, what stands above the line as such."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(cell.value, CellRichText):
        return cell.value
    return "".join(
        raised(part.text) if isinstance(part, TextBlock) and part.font.vertAlign == "superscript" else str(part)
        for part in cell.value
    )


def _is_white(cell: Any) -> bool:
    """Whether a cell's text is white on no ground of its own, or struck out: nothing of it counts."""
    if not cell.has_style or cell.value is None:
        return False
    if cell.font.strike:
        return True
    colour = cell.font.color
    return (
        cell.fill.fill_type is None
        and colour is not None
        and colour.type == "rgb"
        and str(colour.rgb).upper().endswith("FFFFFF")
    )


def _code(cell: Any) -> str:
    """The cell's number format; openpyxl knows no code for those that only eastern editions have."""
    return CHINESE_CODES.get(cell._style.numFmtId) or str(cell.number_format)


def _borders(cell: Any) -> Borders:
    if not cell.has_style:
        return NO_BORDERS
    border = cell.border
    return Borders(*(bool(s and s.style) for s in (border.left, border.top, border.right, border.bottom)))


def _heights(sheet: Any) -> Sizes:
    layout = sheet.sheet_format
    usual = 0.0 if layout.zeroHeight else float(layout.defaultRowHeight or USUAL_HEIGHT)
    known = {}
    for index, row in sheet.row_dimensions.items():
        if row.hidden or (row.height is not None and row.height < LEAST_HEIGHT):
            known[index - 1] = 0.0
        elif row.height is not None:
            known[index - 1] = float(row.height)
        elif layout.zeroHeight:
            known[index - 1] = USUAL_HEIGHT
    return Sizes(known, usual)


def _widths(sheet: Any) -> Sizes:
    usual = _points(float(sheet.sheet_format.defaultColWidth or USUAL_WIDTH))
    known = {}
    for column in sheet.column_dimensions.values():
        width = 0.0 if column.hidden or column.width < LEAST_WIDTH else _points(float(column.width or USUAL_WIDTH))
        for index in range(column.min or 1, min(column.max or column.min or 1, sheet.max_column) + 1):
            known[index - 1] = width
    return Sizes(known, usual)


def _points(digits: float) -> float:
    return digits * DIGIT_POINTS + BESIDE_POINTS


def _print_areas(sheet: Any) -> list[Area]:
    from openpyxl.utils import range_boundaries

    found = []
    for part in str(sheet.print_area or "").split(","):
        try:
            left, top, right, bottom = range_boundaries(part.rpartition("!")[2].replace("$", ""))
        except (ValueError, TypeError):
            continue
        if None not in (left, top, right, bottom):
            found.append(Area(top - 1, left - 1, bottom - 1, right - 1))
    return found
