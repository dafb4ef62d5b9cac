"""What the figures of a row are about: the codes and names at their left, or their header in a table of one row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.extractors.heads.headers import CODE_PARTS, is_total_name
from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.models.identities.formal.names import bare_name, codes
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain, printed_amount, without_marks
from mingzhang.models.text.codes import CLASS, ITEM, SECTION
from mingzhang.models.vocabulary.form_words import form_words
from mingzhang.models.vocabulary.table_words import header_role, header_word, measure_words

# A level below 类 has two digits of its own; blank rows of a page break may stand before the next code.
LEVEL_DIGITS = 2
STROKES = frozenset("1Il|丨一-—_")
LOOK_DOWN = 4

_CODE = re.compile(r"\d{1,9}")
_CLASS = re.compile(r"[235]\d{2}")
_PART = re.compile(r"\d{2}")
# 301 01: the ruling between 类 and 款 was not seen; 201-03-01, 201.03.01: each level set off.
_PARTED_CODE = re.compile(r"[235]\d{2}(?:\s+\d{2}){1,3}|[235]\d{2}([-.])\d{2}(?:\1\d{2}){0,2}")
_WORD = re.compile(r"[一-鿿]{2}")
_STRAY = re.compile(r"^(?:[^\d一-鿿]|[十一丨]){1,2}(?=\d)|(?<=\d)(?:[^\d一-鿿]|[十一丨]){1,2}$")
# Dots that lead the eye from a name to its figures.
_LEADERS = re.compile(r"[.．·…]{3,}$")
_BETWEEN = r"[-‐-―_.:/·、~|：．－／]{1,3}"  # what is set between a code and its name: a sign, or a dash of two
_BEGINS_NAME = r"(?=[一-鿿(（“])"
_CODED_NAME = re.compile(
    rf"^(?:[\[【](\d{{3,12}})[\]】]|([1235]\d{{2}}(?:\d{{2}}){{1,3}}){_BETWEEN}{_BEGINS_NAME})(.+)$"
)
_BARE_CODED = re.compile(rf"^([1235]\d{{2}}(?:\d{{2}}){{0,2}})(?:{_BETWEEN})?({_BEGINS_NAME}.*)$")
_BEGINS_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.]|其中|[\[【]\d"
)
_PROJECT = ("项目名称", "专项名称", "单位(项目)名称", "支出项目名称", "预算项目名称")


@dataclass(frozen=True, slots=True)
class RowItem:
    """What a row's figures are about."""

    code: str | None
    name: str | None
    is_total: bool


def unbroken(block: ItemColumns, matrix: CellMatrix, row: int, is_cut: bool) -> RowItem:
    """The item of a row, its name made whole where a page break cuts the row's wrapped text in two."""
    item = block.item(matrix, row)
    if item.name is None or item.is_total:
        return item
    if is_cut:
        return replace(item, name=item.name + (block.name_below(matrix, row + 1) or ""))
    if matrix.breaks_after(row) and (tail := block.lone_name(matrix, row + 1)) and not _BEGINS_ITEM.match(tail):
        return replace(item, name=item.name + tail)
    if row and matrix.breaks_after(row - 1) and not _BEGINS_ITEM.match(item.name) and item.code is None:
        head = block.lone_name(matrix, row - 1)
        if head and _BEGINS_ITEM.match(head):
            return replace(item, name=head + item.name)
    return item


def item_of_header(column: TableColumn, shared: int) -> RowItem:
    """In a table that is one wide row, the header names the item: the lowest part that is no generic word.

    The first `shared` parts stand over every column: they name the table, and an item only where nothing else does.
    """
    words = measure_words().generic
    parts = column.path
    for own in (parts[shared:], parts[:shared]):
        name = next((part for part in reversed(own) if part and header_word(part) not in words), None)
        if name is not None:
            return RowItem(None, name, False)
        if any(is_total_name(part) for part in own):
            return RowItem(None, "合计", True)
    return RowItem(None, None, False)


def _bare_coded(name: str) -> re.Match[str] | None:
    """A name with its code right before it (`20103政府办公厅事务`); no name that begins with a number (`12345热线`)."""
    found = _BARE_CODED.match(name)
    if found is None or (found[1] not in codes() and found[1][:3] not in codes()):
        return None
    return found if len(found[1]) > 3 or codes().get(found[1]) == bare_name(found[2]) else None


def _code_parts(columns: Sequence[TableColumn]) -> list[TableColumn]:
    """The first columns headed 类, 款, 项, each a level deeper than the one before; or those under one header cell,
    where 类 款 项 stand in the row of the total, or nowhere."""
    parts: list[TableColumn] = []
    under_one = [c for c in columns if c.path == columns[0].path and c.index - columns[0].index < len(CODE_PARTS)]
    if len(under_one) > 1 and under_one[-1].index - under_one[0].index == len(under_one) - 1:
        return under_one
    for column in columns:
        leaf = header_word(column.leaf)
        if leaf not in CODE_PARTS or (parts and parts[-1].path == column.path):
            continue
        if parts and CODE_PARTS.index(leaf) <= CODE_PARTS.index(header_word(parts[-1].leaf)):
            break
        parts.append(column)
    return _with_misread_parts(parts, columns)


def _with_misread_parts(parts: list[TableColumn], columns: Sequence[TableColumn]) -> list[TableColumn]:
    """Two of 类, 款, 项 with the third where its place between or beside them is taken by a column of codes under the
    same header whose own is one other sign: it was misread."""
    if len(parts) != len(CODE_PARTS) - 1:
        return parts
    known = {CODE_PARTS.index(header_word(part.leaf)): part for part in parts}
    (lacking,) = set(range(len(CODE_PARTS))) - set(known)
    beside = known[lacking + 1].index - 1 if lacking + 1 in known else known[lacking - 1].index + 1
    third = next((column for column in columns if column.index == beside), None)
    if third is None or third.path[:-1] != parts[0].path[:-1] or len(header_word(third.leaf)) != 1:
        return parts
    return sorted([*parts, third], key=lambda column: column.index)


def _parts_by_content(columns: Sequence[TableColumn], texts: Sequence[Sequence[str]]) -> list[TableColumn]:
    """The first columns of codes side by side of which one prints nothing but known 类 and each of the others nothing
    but two digits: parts of one code, whatever their headers say or were read as."""
    if not columns or not _all(texts[columns[0].index], _CLASS):
        return []
    parts = [columns[0]]
    for column in columns[1 : len(CODE_PARTS)]:
        if column.index != parts[-1].index + 1 or not _all(texts[column.index], _PART):
            break
        parts.append(column)
    return parts if len(parts) > 1 else []


def _all(texts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return bool(texts) and all(pattern.fullmatch(plain(text)) for text in texts)


def _classified(columns: Sequence[TableColumn], texts: Sequence[Sequence[str]]) -> TableColumn:
    """Of columns of codes the first that prints those of the classification for the most part; units and projects have
    codes of their own, which may stand before them. The first of all where none does."""
    for column in columns:
        printed = {plain(text) for text in texts[column.index]}
        if 2 * len(printed & codes().keys()) > len(printed):
            return column
    return columns[0]


def are_units_of_things(texts: Sequence[str]) -> bool:
    """Whether a column prints nothing but what things are counted in: 辆, 台（套）, 平方米."""
    parts = [part for text in texts for part in re.split(r"[()/、]", plain(text)) if part]
    return bool(parts) and all(part in form_words().units for part in parts)


class ItemColumns:
    """The item columns of one block and the state of its 类款项 codes from row to row.

    `texts`: what the columns of the table print in its body, by their place.
    """

    def __init__(self, columns: list[TableColumn], texts: Sequence[Sequence[str]]) -> None:
        before = [c for c in columns if c.role in (ColumnRole.CODE, ColumnRole.NAME)]
        self.codes = [c for c in before if c.role is ColumnRole.CODE]
        names = [c for c in before if c.role is ColumnRole.NAME]
        # 单位 may head the office or what a thing is counted in (辆, 平方米): the latter names no row.
        self.names = [c for c in names if not are_units_of_things(texts[c.index])] or names
        self.is_headless = not before
        figures = [c.index for c in columns if c.role is ColumnRole.FIGURE]
        self.first_figure = figures[0] if figures else 0
        beside = [c for c in columns if c.role is ColumnRole.TEXT and figures and c.index < figures[0]]
        self.texts = sorted(beside, key=lambda column: -len({plain(text) for text in texts[column.index]}))
        self.parts = _code_parts(self.codes) or _parts_by_content(self.codes, texts)
        self.code = _classified(self.codes, texts) if self.codes and not self.parts else None
        self.last: list[str] = []

    def item(self, matrix: CellMatrix, row: int) -> RowItem:
        code = self._joined_code(matrix, row) if self.parts else self._single_code(matrix, row)
        name = self._name(matrix, row)
        if name:
            together = not self.codes or self._is_one_cell(matrix, row)
            coded = _CODED_NAME.match(name) or (_bare_coded(name) if together else None)
            if coded and code is None:
                found = [group for group in coded.groups() if group]
                code, name = found[0], found[-1]
        if name is None and code is None:
            name = self._total_in_codes(matrix, row) or self._total_beside(matrix, row)
        is_total = bool(name) and is_total_name(name or "")
        return RowItem(None if is_total else code, name, is_total)

    def _is_one_cell(self, matrix: CellMatrix, row: int) -> bool:
        """Whether a row's code and name stand in one cell: the ruling between them was lost."""
        cells = {id(matrix.at(row, column.index)) for column in (*self.codes, *self.names)}
        return len(cells) == 1 and len(self.codes) + len(self.names) > 1

    def by_text(self, matrix: CellMatrix, row: int) -> RowItem | None:
        """The item of a row without a name or a code: the text at the left of its figures that tells rows apart best
        (采购物品名称, not 采购组织形式); None where it has none, or nothing in the table is named."""
        if self.is_headless:
            return None
        found = (text for column in self.texts if _WORD.search(text := _name_text(matrix, row, column)))
        name = next(found, None)
        return None if name is None else RowItem(None, name, False)

    def lone_name(self, matrix: CellMatrix, row: int) -> str | None:
        """The text of a row that holds nothing but a name of this block, None for any other row."""
        filled = [cell for cell in matrix.anchors(row) if cell.text]
        columns = {column.index for column in self.names}
        if not filled or any(
            cell.column_index not in columns or printed_amount(cell.text) is not None for cell in filled
        ):
            return None
        return "".join("".join(cell.text.split()) for cell in filled)

    def name_below(self, matrix: CellMatrix, row: int) -> str | None:
        """The text under this block's name column in a row that a page break cut off."""
        return self._name(matrix, row)

    def _text(self, matrix: CellMatrix, row: int, column: TableColumn) -> str:
        cell = matrix.at(row, column.index)
        text = plain(cell.text) if cell else ""
        return re.sub(r"\D", "", text) if _PARTED_CODE.fullmatch(text) else text

    def code_text(self, matrix: CellMatrix, row: int) -> str:
        """What a row prints in the one column of codes, white space removed; "" where there is none."""
        return "" if self.code is None else self._text(matrix, row, self._code_column(matrix, row))

    def _single_code(self, matrix: CellMatrix, row: int) -> str | None:
        if self.code is None:
            return None
        column = self._code_column(matrix, row)
        text = self._text(matrix, row, column).strip("[]【】")
        if _CODE.fullmatch(text):
            return self._level_above(matrix, row, text) or text if len(text) == LEVEL_DIGITS else text
        bare = _STRAY.sub("", text)  # the rest of a ruling or a speck that was read beside a code
        cell = matrix.at(row, column.index)
        is_seen = cell is not None and cell.text_source is TextSource.OCR
        return bare if is_seen and bare in codes() else None

    def _code_column(self, matrix: CellMatrix, row: int) -> TableColumn:
        """The column of a row's code: that of the classification's where it prints one, else the first that does."""
        if self.parts:
            return self.parts[0]
        own = self.code or self.codes[0]
        return next((column for column in (own, *self.codes) if self._text(matrix, row, column)), own)

    def _level_above(self, matrix: CellMatrix, row: int, text: str) -> str | None:
        """A 款 printed as its own two digits (`05`), whole: the next longer code below begins with it (`2080505`)."""
        for below in range(row + 1, min(row + 1 + LOOK_DOWN, matrix.table.row_count)):
            code = self._text(matrix, below, self.code) if self.code else ""
            if _CODE.fullmatch(code) and len(code) > LEVEL_DIGITS:
                return code[:SECTION] if len(code) == ITEM and code[CLASS:SECTION] == text else None
        return None

    def _joined_code(self, matrix: CellMatrix, row: int) -> str | None:
        """类|款|项 joined: each part whole or its own digits; blank parts above the deepest come from rows before."""
        texts = [_part_of_code(text, depth) for depth, text in enumerate(self._part_texts(matrix, row))]
        if not any(texts):
            return None
        deepest = max(depth for depth, text in enumerate(texts) if text)
        code, kept = "", []
        for depth in range(deepest + 1):
            text = texts[depth]
            if not text and depth < len(self.last):
                text = self.last[depth]
            if not text:
                return None
            code = (
                text
                if code and text.startswith(code) and len(text) > len(code)
                else code + text.zfill(2 if depth else 3)
            )
            kept.append(text)
        self.last = kept
        return code[:ITEM]

    def _part_texts(self, matrix: CellMatrix, row: int) -> list[str]:
        """What a row prints of each part of its code: of a part whose header spans several columns what any of them
        holds, of a cell that spans several parts its text once."""
        found, seen = [], set()
        for part in self.parts:
            text = ""
            for column in (c for c in self.codes if c is part or (c.path == part.path and c not in self.parts)):
                cell = matrix.at(row, column.index)
                if cell is None or id(cell) in seen:
                    continue
                seen.add(id(cell))
                text = text or self._text(matrix, row, column)
            found.append(text)
        return found

    def _name(self, matrix: CellMatrix, row: int) -> str | None:
        """The item's name: the project's where there is one, else the one beside the first code, else the last."""
        texts = [(column, _name_text(matrix, row, column)) for column in self.names]
        filled = [(column, text) for column, text in texts if text]
        if not filled:
            return None
        projects = [text for column, text in filled if header_word(column.leaf) in _PROJECT]
        if projects:
            name = projects[-1]
        elif self.codes:
            first = self._code_column(matrix, row).index
            after = [text for column, text in filled if column.index > first]
            name = after[0] if after else filled[0][1]
        else:
            headed = [text for column, text in filled if _is_headed_as_name(column)]
            name = headed[-1] if headed else filled[-1][1]
        if name == "小计" and len(filled) > 1:
            name = f"{filled[-2][1]}小计" if filled[-2][1] != "小计" else name
        totals = [text for _, text in filled if is_total_name(text)]
        return totals[0] if totals else name

    def _total_in_codes(self, matrix: CellMatrix, row: int) -> str | None:
        for column in self.codes:
            text = self._text(matrix, row, column)
            if text and not _CODE.fullmatch(text):
                return text
        return None

    def _total_beside(self, matrix: CellMatrix, row: int) -> str | None:
        """A word of sum that stands left of a row's figures in a column of neither codes nor names (序号)."""
        beside = (cell for cell in matrix.anchors(row) if cell.column_index < self.first_figure)
        return next((text for cell in beside if is_total_name(text := plain(cell.text))), None)


def _part_of_code(text: str, depth: int) -> str:
    """A 类, 款 or 项 as printed in a column of its own; "" where it is none: a 类 has three digits, a 1 in its place
    is the rest of a ruling."""
    return text if _CODE.fullmatch(text) and (depth or len(text) >= CLASS) else ""


def _is_headed_as_name(column: TableColumn) -> bool:
    """Whether a header says that names stand under it (会议名称), not only what sort of thing a row is (会议类别)."""
    return header_role(column.leaf) == "name" or header_word(column.leaf).endswith("名称")


def _name_text(matrix: CellMatrix, row: int, column: TableColumn) -> str:
    cell = matrix.at(row, column.index)
    if cell is None:
        return ""
    lines = cell.text.splitlines()
    if cell.text_source is TextSource.OCR and len(lines) > 1:
        # What is left of a ruling beside a name is read as a line of its own.
        lines = [line for line in lines if line.strip() not in STROKES] or lines
    return without_marks(_LEADERS.sub("", "".join("".join(lines).split())))
