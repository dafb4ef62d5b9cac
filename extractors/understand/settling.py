"""Codes and names of recognised rows that say one thing of two: each is a witness of what was misread in the other.

A code of the classification has one name, and rows stand in the order of their codes. Where print was misread, the
parts of a code ran into the name, or a sign was lost, what the list of codes says decides, if it decides for one thing
only. The cells keep what was read; figures of such rows stay in doubt where their print doesn't say so (`trust`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mingzhang.extractors.heads.headers import is_total_name
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.extractors.understand.items import ItemColumns, RowItem
from mingzhang.models.identities.formal.names import bare_name, codes, codes_by_name, is_cut, is_nearly, listed_names
from mingzhang.models.identities.inferred import MARK, is_inferred
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.codes import CLASS, SECTION

_PART_AHEAD = re.compile(r"(\d{2})\s*(\D.*)")
# A code of which one digit was read as another sign (21505/6).
_STRUCK = re.compile(r"\d{2,}[^\d一-鿿]\d*|\d[^\d一-鿿]\d+")
# A code before its name of whose brackets one was lost.
_HALF_BRACKETED = re.compile(r"[\[【](\d{3,9})(?=[一-鿿])(.+)|(\d{3,9})[\]】](.+)")
_EDGES = re.compile(r"^[^一-鿿“（(\d]+|[^一-鿿”）)\d]+$")
_ORDINAL = re.compile(r"([一二三四五六七八九十]{1,3})、(.+)")
_LOST_ORDINAL = re.compile(r"[、,.](?=[一-鿿])")
_FOREIGN = re.compile(r"[^一-鿿]")
_STROKES = "一丨口"  # what the rests of rulings are read as
SURE = 0.9
_DIGITS = "一二三四五六七八九"
_SHORTEST_PART = 2
_SHORTEST_NAME = 4


def settled(
    rows: Mapping[int, dict[int, RowItem]], blocks: Mapping[int, ItemColumns], matrix: CellMatrix
) -> dict[int, dict[int, RowItem]]:
    """The items of rows by block, with what was misread in a code or a name of a recognised row put right."""
    if not any(cell.text_source is TextSource.OCR for cell in matrix.table.cells):
        return dict(rows)
    mark = MARK if is_inferred(matrix.table.cells) else 1.0
    found: dict[int, dict[int, RowItem]] = {}
    above: dict[int, str] = {}
    sections = _Sections(frozenset(item.code for items in rows.values() for item in items.values() if item.code))
    for row, items in rows.items():
        found[row] = {}
        for block, item in items.items():
            code, name = (_confidence(matrix, row, some) for some in (blocks[block].codes, blocks[block].names))
            if item.code is None and item.name and _STRUCK.fullmatch(text := blocks[block].code_text(matrix, row)):
                item = replace(item, code=_nearest(text, item.name, above.get(block)))
            settled = _settled(item, above.get(block), code < mark * SURE, name < mark * SURE)
            found[row][block] = sections.placed(block, settled) if _is_seen(matrix, row) else settled
        for block, item in found[row].items():
            if item.code in codes():
                above[block] = item.code or ""
                sections.see(block, item.code or "")
    _number(found, matrix)
    _repeat(found, matrix)
    return found


@dataclass
class _Sections:
    """Where a table prints sections (款) over items (项), a code whose own section is printed nowhere was misread if
    the section over it has, one digit off, an item of the same name: 行政运行 is one of nearly every section."""

    printed: frozenset[str]
    _over: dict[int, str] = field(default_factory=dict)  # by block

    def see(self, block: int, code: str) -> None:
        """Take note of a row's code."""
        if len(code) <= SECTION:
            self._over[block] = code if len(code) == SECTION else ""

    def placed(self, block: int, item: RowItem) -> RowItem:
        """The item with the code that its place leaves open."""
        code, over = item.code, self._over.get(block)
        if not over or code is None or len(code) <= SECTION or code[:SECTION] in {over, *self.printed}:
            return item
        placed, name = over + code[SECTION:], bare_name(item.name or "")
        is_of_many = any(one != code and one.endswith(code[SECTION:]) for one in codes_by_name().get(name, ()))
        fits = codes().get(placed, name) == name and is_of_many
        return replace(item, code=placed) if fits and _is_one_off(code, placed) else item


def _confidence(matrix: CellMatrix, row: int, columns: Sequence[TableColumn]) -> float:
    """How surely what some columns print in a row was read (0 to 1)."""
    cells = (matrix.at(row, column.index) for column in columns)
    return min((cell.confidence for cell in cells if cell and cell.text), default=1.0)


def _settled(item: RowItem, above: str | None, is_code_unsure: bool, is_name_unsure: bool) -> RowItem:
    name = item.name
    if name is None or item.is_total:
        return item
    if item.code is None and (half := _HALF_BRACKETED.fullmatch(name)):
        code, text = (part for part in half.groups() if part)
        if code in codes():
            return replace(item, code=code, name=_name_of(code, text, is_name_unsure))
    if (stripped := _without_rests(name)) != name:
        name, item = stripped, replace(item, name=stripped, is_total=is_total_name(stripped))
    if item.is_total:
        return replace(item, code=None)
    if (apart := _PART_AHEAD.fullmatch(name)) and (code := _code_of(item.code, apart[1], apart[2], above)):
        return replace(item, code=code, name=_name_of(code, apart[2], is_name_unsure))
    code = item.code
    if code is not None and (code not in codes() or (is_code_unsure and _is_anothers(code, name))):
        code = _nearest(code, name, above) or code
    return replace(item, code=code, name=_name_of(code, name, is_name_unsure))


def _without_rests(name: str) -> str:
    """A name without signs before or behind it that no name begins or ends with, where what is left is a known one."""
    bare = _EDGES.sub("", name)
    is_known = is_total_name(bare) or bare_name(bare) in codes_by_name()
    return bare if is_known and not _LOST_ORDINAL.match(name) else name


def _code_of(code: str | None, part: str, name: str, above: str | None) -> str | None:
    """The code of a row whose last part ran into its name: the printed beginning with that part, if the name is its
    own; with no beginning printed, the one code of that name that ends so, in the class of the rows above."""
    bare = bare_name(name)
    if code is not None:
        known = codes().get(code + part)
        return code + part if known is not None and (known == bare or is_nearly(bare, known)) else None
    if above is None:
        return None
    fitting = [one for one in codes_by_name().get(bare, ()) if one.endswith(part) and one[:CLASS] == above[:CLASS]]
    return fitting[0] if len(fitting) == 1 else None


def _is_anothers(code: str, name: str) -> bool:
    bare = bare_name(name)
    return bare in codes_by_name() and code not in codes_by_name()[bare] and not is_nearly(bare, codes().get(code, ""))


def _nearest(code: str, name: str, above: str | None) -> str | None:
    """The one code of a name that differs from a read one by a single digit, or of which the read one is the end."""
    found = codes_by_name().get(bare_name(name), ())
    near = [one for one in found if _is_one_off(code, one)]
    if not near and len(code) >= _SHORTEST_PART:
        near = [one for one in found if one.endswith(code) and (above is None or one[:CLASS] == above[:CLASS])]
    return near[0] if len(near) == 1 else None


def _is_one_off(read: str, code: str) -> bool:
    """Whether two codes differ by one digit: another one, one too many, or one lost."""
    if len(read) == len(code):
        return sum(a != b for a, b in zip(read, code, strict=True)) == 1
    short, long = sorted((read, code), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _name_of(code: str | None, name: str, is_unsure: bool) -> str:
    """A name, as the list prints its code's where it differs from that by signs that no name has, or by a few that
    were read unsurely. What was read surely stands: offices print names and codes in ways of their own."""
    known = codes().get(code or "")
    bare = bare_name(name)
    if known is None or not bare or bare == known or bare in codes_by_name():
        return name
    is_marked = _FOREIGN.sub("", bare) == known or bare.strip(_STROKES) == known or _has_a_latin_sign(bare, known)
    is_misread = is_marked or is_cut(bare, known) or (is_unsure and (bare in known or is_nearly(bare, known)))
    return plain(listed_names()[code or ""]) if is_misread else name


def _has_a_latin_sign(name: str, known: str) -> bool:
    """Whether a name is another but for one sign that is no word's: 工资福利支出 read as I资福利支出."""
    if len(name) != len(known) or len(known) < _SHORTEST_NAME:
        return False
    apart = [one for one, other in zip(name, known, strict=True) if one != other]
    return len(apart) == 1 and apart[0].isascii()


def _number(rows: Mapping[int, dict[int, RowItem]], matrix: CellMatrix) -> None:
    """Give names that lost the first sign of their ordinal (、卫生健康支出) the one that its neighbours leave open."""
    for block in {block for items in rows.values() for block in items}:
        places = [row for row, items in rows.items() if block in items]
        names = [plain(rows[row][block].name or "") for row in places]
        for place, (row, name) in enumerate(zip(places, names, strict=True)):
            if not (lost := _LOST_ORDINAL.match(name)) or not _is_seen(matrix, row):
                continue
            before, after = _last(names[:place]), _last(names[place + 1 :][::-1])
            number = before + 1 if before is not None else 1
            if after == number + 1 or (after is None and before is not None):
                item = rows[row][block]
                rows[row][block] = replace(item, name=f"{_written(number)}、{name[lost.end() :]}")


def _repeat(rows: Mapping[int, dict[int, RowItem]], matrix: CellMatrix) -> None:
    """Give names without a code that lost a sign the listed name that stands in other rows of their block."""
    for block in {block for items in rows.values() for block in items}:
        its = {row: items[block] for row, items in rows.items() if block in items and items[block].name}
        listed = {item.name or "" for item in its.values() if item.name in codes_by_name()}
        for row, item in its.items():
            name = item.name or ""
            if item.code is None and not item.is_total and name not in listed and _is_seen(matrix, row):
                whole = [one for one in listed if _has_lost_a_sign(name, one)]
                if len(whole) == 1:
                    rows[row][block] = replace(item, name=whole[0])


def _has_lost_a_sign(name: str, whole: str) -> bool:
    """Whether a name is another without one of its characters, or with signs among them that are none."""
    left, of = _FOREIGN.sub("", name), _FOREIGN.sub("", whole)
    if len(of) < _SHORTEST_NAME or len(left) < len(of) - 1:
        return False
    if name.endswith(whole):  # an ordinal before it
        return False
    return left == of or any(of[:place] + of[place + 1 :] == left for place in range(len(of)))


def _is_seen(matrix: CellMatrix, row: int) -> bool:
    return any(cell.text_source is TextSource.OCR for cell in matrix.anchors(row))


def _last(names: Sequence[str]) -> int | None:
    """The number of the last name that has an ordinal."""
    return next((_value(found[1]) for name in reversed(names) if (found := _ORDINAL.fullmatch(name))), None)


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (10 * (_DIGITS.find(tens) + 1 if tens else 1) if ten else 0) + (_DIGITS.find(ones) + 1 if ones else 0)


def _written(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return head + (_DIGITS[ones - 1] if ones else "")
