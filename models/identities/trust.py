"""Which figures of a scanned table stand in a row and a column that were read surely.

An identity proves the digits of a figure, not whose they are. On a scan the code, the name and the header may be
misread while every sum comes out; so a figure is trusted only where these are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from mingzhang.models.identities.formal.names import (
    bare_name,
    codes,
    codes_by_name,
    is_classification,
    is_cut,
    is_nearly,
    is_one_sign_off,
)
from mingzhang.models.identities.inferred import as_read
from mingzhang.models.records.documents import BudgetLine, Table, TableCell
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.codes import ALL_LEVELS
from mingzhang.models.text.patterns import PRINTED_FIGURE, decimals_of
from mingzhang.models.vocabulary.table_words import header_role, measure_of

SURE = 0.8
# A header's text says whose figure it is: one misread sign makes another measure of it.
SURE_HEADER = 0.9
# A column is one of codes where so large a share of its filled cells are codes, so many at least.
SHARE_OF_CODES = 0.5
FEWEST_CODES = 2
# Rows without a code are doubted where so large a share of the rows has one.
MOSTLY_CODED = 0.8
# A name that is not of the classification is doubted where so many others of its column are, and so large a share.
FEWEST_LISTED = 5
MOSTLY_LISTED = 0.6
# A figure with fewer decimals is doubted where so many others have as many as each other, and so large a share.
FEWEST_ALIKE, MOSTLY_ALIKE = 8, 0.9
# Digits: no code of the classification, of a unit or of a project has fewer.
SHORTEST_CODE = 3
# So many signs of a listed name are no other name by chance.
SHORTEST_BEGINNING = 4

CellOfGrid = tuple[int, int]
_CODE = re.compile(r"[\[【]?\d{1,9}[\]】]?")
# A name that begins so has lost its ordinal (三、卫生健康支出).
_CUT = re.compile(r"[、.,:;)\]}]")
_WORD = re.compile(r"[一-鿿]{2,}")
# A part of a code before a name (09职业年金缴费).
_PART = re.compile(r"\d{2}[一-鿿]")
_STROKES = tuple("一1|丨_")
_DIGITS_AHEAD = re.compile(r"\d{2,9}")
_HAN = re.compile(r"[一-鿿]")
# Words and a figure in one cell (合计 118.12): the ruling between a header and the first row was lost.
_WITH_FIGURE = re.compile(rf"[一-鿿)）]\s*{PRINTED_FIGURE}$")


def untrusted(table: Table) -> frozenset[CellOfGrid]:
    """The places (row, column) of a table's recognised figures whose row or column is in doubt."""
    table = as_read(table)
    at = by_place(table.cells)
    figures = {(line.row_index, line.column_index) for line in table.lines}
    scanned = [
        line
        for line in table.lines
        if (cell := at.get((line.row_index, line.column_index))) and cell.text_source is TextSource.OCR
    ]
    if not scanned:
        return frozenset()
    columns = {column for _, column in figures}
    headers = {column: headers_over(table.cells, column) for column in columns}
    doubted_columns = {column for column in columns if _is_doubted_header(headers[column])}
    doubted_columns |= beside_without_header(table.cells, figures)
    by_code = [column for column in range(table.column_count) if is_of_codes(table, column, columns)]
    doubted_rows = {row for row in {line.row_index for line in scanned} if is_doubted_row(at, row, by_code)}
    bare = without_code(scanned) | unlisted(scanned) | with_fewer_decimals(scanned)
    in_column = Counter(column for _, column in figures)
    found = set()
    for line in scanned:
        place = line.row_index, line.column_index
        if (
            line.column_index in doubted_columns
            or line.row_index in doubted_rows
            or place in bare
            or not (line.item_code or line.item_name)
            or (table.currency_unit is None and line.amount_yuan is None)
            or _CUT.match(plain(line.item_name or "").strip())
            or _begins_with_rest(line)
            or _lacks_class(at, line, by_code)
            or _is_cut_code(line)
            or contradicts(line)
            or _is_told_otherwise(line)
            or _is_misread_name(line)
            or _is_cut_name(line)
            or _is_in_header_only(at, line, in_column[line.column_index])
            or _is_not_as_printed(at, line, figures)
            or _has_doubted_label(at, line, figures)
            or without_own_name(at, line, figures)
        ):
            found.add(place)
    return frozenset(found)


def by_place(cells: Sequence[TableCell]) -> dict[CellOfGrid, TableCell]:
    return {
        (row, column): cell
        for cell in cells
        for row in range(cell.row_index, cell.row_index + cell.row_span)
        for column in range(cell.column_index, cell.column_index + cell.column_span)
    }


def headers_over(cells: Sequence[TableCell], column: int) -> list[TableCell]:
    return [
        cell
        for cell in cells
        if cell.is_header and cell.text and cell.column_index <= column < cell.column_index + cell.column_span
    ]


def without_own_header(cells: Sequence[TableCell], figures: set[CellOfGrid]) -> set[int]:
    """The columns of some figures over which no header stands that is theirs alone.

    One that spans several columns of figures says what they share. A column that has nothing else lost its own header,
    or shares a cell with its neighbour's: what tells it from the others is not known. Nor is it where the first figure
    below has run into the header. None where the table has no header: it goes on from another.
    """
    if not any(cell.is_header and cell.text for cell in cells):
        return set()
    own: set[int] = set()
    swallowed: set[int] = set()
    for cell in cells:
        if cell.is_header and _HAN.search(cell.text):
            under = _columns_under(cell, figures)
            if _WITH_FIGURE.search(cell.text.strip()):
                swallowed |= under
            elif _is_one_column(figures, under):
                own |= under
    return {column for _, column in figures} - (own - swallowed)


def beside_without_header(cells: Sequence[TableCell], figures: set[CellOfGrid]) -> set[int]:
    """Columns of figures without a header of their own, and those that share a spanning header with one: a header that
    slipped into the next cell is missed over one column and misleads over another."""
    lacking = without_own_header(cells, figures)
    found = set(lacking)
    for cell in cells:
        if cell.is_header and cell.text and lacking & (under := _columns_under(cell, figures)):
            found |= under
    return found


def _columns_under(cell: TableCell, figures: set[CellOfGrid]) -> set[int]:
    return {column for _, column in figures if cell.column_index <= column < cell.column_index + cell.column_span}


def _is_one_column(figures: set[CellOfGrid], columns: set[int]) -> bool:
    """Whether no row has figures in two of some columns: an edge too many parts what is one column in print."""
    rows = [row for row, column in figures if column in columns]
    return len(rows) == len(set(rows))


def without_own_name(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, figures: set[CellOfGrid]) -> bool:
    """Whether all words that name a figure, left of it in its row, name the figure of another row or the columns too:
    the ruling between two rows was lost, and with it which name is whose."""
    column = line.column_index
    places = ((line.row_index, other) for other in range(column))
    named = [at[place] for place in places if place in at and place not in figures and _HAN.search(at[place].text)]
    return bool(named) and all(
        cell.is_header
        or sum((row, column) in figures for row in range(cell.row_index, cell.row_index + cell.row_span)) > 1
        for cell in named
    )


def _is_doubted_header(headers: Sequence[TableCell]) -> bool:
    return any(cell.confidence < SURE_HEADER for cell in headers)


def is_of_codes(table: Table, column: int, figures: set[int]) -> bool:
    """Whether a column prints codes: whole numbers of the classification or parts of them, and no figures."""
    if column in figures:
        return False
    texts = [plain(cell.text).strip() for cell in table.cells if cell.column_index == column and not cell.is_header]
    filled = [text for text in texts if text]
    coded = sum(bool(_CODE.fullmatch(text)) for text in filled)
    return coded >= FEWEST_CODES and coded >= SHARE_OF_CODES * len(filled)


def is_doubted_row(at: Mapping[CellOfGrid, TableCell], row: int, by_code: Sequence[int]) -> bool:
    """Whether a code of a row is no clean one, or was read unsurely; or a cell of it holds several figures."""
    for column in by_code:
        cell = at.get((row, column))
        if cell is None or not cell.text:
            continue
        text = plain(cell.text).strip()
        if cell.confidence < SURE or not (_CODE.fullmatch(text) or (_WORD.fullmatch("".join(text.split())))):
            return True
    return any(
        len(parts := cell.text.split()) > 1 and all(printed_amount(part) is not None for part in parts)
        for (of_row, _), cell in at.items()
        if of_row == row
    )


def without_code(lines: Sequence[BudgetLine]) -> set[CellOfGrid]:
    """Figures whose row lacks a code where nearly all others have one."""
    items = [line for line in lines if not line.is_total]
    bare = {(line.row_index, line.column_index) for line in items if line.item_code is None}
    return bare if len(items) - len(bare) >= MOSTLY_CODED * len(items) else set()


def unlisted(lines: Sequence[BudgetLine]) -> set[CellOfGrid]:
    """Figures without a code whose name is not listed, in a column of figures whose other names nearly all are."""
    found: set[CellOfGrid] = set()
    for column in {line.column_index for line in lines}:
        items = [
            (line.row_index, bare_name(line.item_name or "") in codes_by_name())
            for line in lines
            if line.column_index == column and not line.is_total and line.item_code is None and line.item_name
        ]
        listed = sum(is_listed for _, is_listed in items)
        if listed >= FEWEST_LISTED and listed >= MOSTLY_LISTED * len(items):
            found |= {(row, column) for row, is_listed in items if not is_listed}
    return found


def with_fewer_decimals(lines: Sequence[BudgetLine]) -> set[CellOfGrid]:
    """Figures, no zeros, with fewer decimals than nearly all figures of a table have: the last were lost."""
    decimals = {(line.row_index, line.column_index): decimals_of(plain(line.amount_text)) for line in lines}
    usual, count = Counter(decimals.values()).most_common(1)[0]
    if count < max(FEWEST_ALIKE, MOSTLY_ALIKE * len(decimals)):
        return set()
    printed = {(line.row_index, line.column_index): printed_amount(line.amount_text) for line in lines}
    return {place for place, its in decimals.items() if its < usual and printed[place]}


def contradicts(line: BudgetLine) -> bool:
    """Whether a known code stands by a name that is known to be another's."""
    code, name = line.item_code, bare_name(line.item_name or "")
    if code is None or not name or not is_classification(code):
        return False
    known = codes().get(code)
    return known is not None and known != name and name in codes_by_name() and code not in codes_by_name()[name]


def _is_misread_name(line: BudgetLine) -> bool:
    """Whether a known code stands by a name that is its own but for a few signs, or no code by one that is listed but
    for one. Offices print these names as they are listed: of 22,767 digital lines of the archives with a code 55 print
    another that is so near, of 24,495 without one 87."""
    known = codes().get(line.item_code or "")
    name = bare_name(line.item_name or "")
    if not name or name == known or name in codes_by_name():
        return False
    return is_nearly(name, known) if known is not None else line.item_code is None and is_one_sign_off(name)


def _is_not_as_printed(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, figures: set[CellOfGrid]) -> bool:
    """Whether the cells left of a figure in its row print another code than its own (or no end of it) or another name:
    what the list of codes or other rows told in place of them, print alone would not."""
    places = ((line.row_index, column) for column in range(line.column_index))
    cells = {id(at[place]): at[place] for place in places if place in at and place not in figures}
    texts = ["".join(plain(cell.text).split()) for cell in cells.values() if cell.text]
    code, name = line.item_code or "", bare_name(line.item_name or "")
    if line.item_code is None and name in codes_by_name():
        return any(name != bare_name(text) and is_nearly(bare_name(text), name) for text in texts) and all(
            name not in bare_name(text) for text in texts
        )
    if not name or codes().get(code) != name:
        return False
    ahead = [found[0] for text in texts if (found := _DIGITS_AHEAD.match(text))]
    is_code_printed = not ahead or any(code.endswith(digits) for digits in ("".join(ahead), *ahead))
    return not is_code_printed or all(name not in bare_name(text) for text in texts)


def _is_told_otherwise(line: BudgetLine) -> bool:
    """Whether something else than the header told what a column measures, its own header being no known word."""
    leaf = line.column_path[-1] if line.column_path else ""
    is_known = header_role(leaf) is not None or measure_of(leaf) is not None
    return line.measure is not None and not is_known and measure_of(*line.column_path) is not line.measure


def _is_cut_name(line: BudgetLine) -> bool:
    """Whether a name is a single sign, or the beginning or end of a listed name and no whole one."""
    name = bare_name(line.item_name or "")
    if name in codes_by_name() or not name:
        return False
    if len(name) == 1 or any(is_cut(name, known) for known in codes_by_name()):
        return True
    is_beginning = len(name) >= SHORTEST_BEGINNING and any(known.startswith(name) for known in codes_by_name())
    return is_beginning and line.item_code is None


def _is_in_header_only(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, rows_of_figures: int) -> bool:
    """Whether a figure of several in its column has no name but what stands over them all, or a code without a name:
    the names of the rows were lost."""
    if line.item_name is None:
        return line.item_code is not None
    name = "".join(line.item_name.split())
    labels = (at.get((line.row_index, column)) for column in range(line.column_index))
    return (
        rows_of_figures > 1
        and name in line.column_path
        and not any(cell and not cell.is_header and _HAN.search(cell.text) for cell in labels)
    )


def _begins_with_rest(line: BudgetLine) -> bool:
    """Whether a name is a known one behind a stroke: the rest of a ruling read as 一 or 1."""
    name = plain(line.item_name or "").strip()
    return name[:1] in _STROKES and bare_name(name) not in codes_by_name() and bare_name(name[1:]) in codes_by_name()


def _is_cut_code(line: BudgetLine) -> bool:
    """Whether a code is shorter than any, or the last part of it stands before the name: its columns ran together."""
    code = line.item_code
    has_part_ahead = bool(_PART.match(plain(line.item_name or "").strip()))
    if code is None or not code.isdecimal():
        return has_part_ahead
    return len(code) < SHORTEST_CODE or has_part_ahead or _is_none_of_its_name(line)


def _is_none_of_its_name(line: BudgetLine) -> bool:
    """Whether a code as long as those of the classification stands by a listed name, and is not listed itself."""
    code = line.item_code or ""
    return len(code) in ALL_LEVELS and code not in codes() and bare_name(line.item_name or "") in codes_by_name()


def _lacks_class(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, by_code: Sequence[int]) -> bool:
    """Whether the code of a row leaves out what its first column of codes prints: the header of that was misread."""
    cells = [at[line.row_index, column] for column in by_code if (line.row_index, column) in at]
    first = next((plain(cell.text).strip() for cell in cells if cell.text), "")
    code = line.item_code or ""
    return first.isdecimal() and not line.is_total and code[:1] in ("", "0") and first not in code


def _has_doubted_label(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, figures: set[CellOfGrid]) -> bool:
    """Whether what names a figure, left of it in its row, was read unsurely."""
    row = line.row_index
    return any(
        (cell := at.get((row, column))) is not None
        and (row, column) not in figures
        and bool(cell.text)
        and cell.confidence < SURE
        for column in range(line.column_index)
    )
