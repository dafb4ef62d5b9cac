"""Which cells of a table name a person or a phone: told by the labels beside, over and in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mingzhang.models.contacts.texts import (
    LONGEST_NAME,
    PHONE_DIGITS,
    SHORTEST_PHONE,
    ContactLabel,
    contacts_in,
    label_role,
    looks_like_name,
    mask,
    masked,
    may_hold,
    phones_in,
)
from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.vocabulary.contact_words import contact_words

CellPlace = tuple[int, int]  # row, column
_DIGITS = re.compile(r"[0-9０-９]")
_FIGURE = re.compile(r"[-+]?[\d０-９,.，．\s]+%?")
# A code of an area begins with 0; groups of a figure are of three digits, and none has a country's code before it.
_AREA = re.compile(r"[0０][0-9０-９]")
LONGEST_GROUP, LEAST_WITH_COUNTRY = 3, 12
# So many numbers of a column that all look like mobiles are no amounts.
LEAST_MOBILES = 2
# A label is short; a value that a label announces is no sentence.
LONGEST_VALUE = 60
HEADER_CELLS = 3


@dataclass(frozen=True, slots=True)
class ContactCell:
    """A cell that names somebody: its text masked, and what of the text it was."""

    text: str
    secrets: tuple[str, ...]


def contact_cells(cells: Sequence[TableCell]) -> dict[CellPlace, ContactCell]:
    """The cells of one table that hold names or phones, by row and column."""
    by_place = {(cell.row_index, cell.column_index): cell for cell in cells if cell.text}
    labels = {place: role for place, cell in by_place.items() if (role := label_role(cell.text))}
    found: dict[CellPlace, ContactCell] = {}
    mobiles = _mobile_columns(by_place.values())
    for place, cell in by_place.items():
        if place in labels or not may_hold(cell.text):
            continue
        spans = contacts_in(cell.text, bare_phones=place[1] in mobiles or not _is_figure(cell.text))
        if spans:
            said = tuple(cell.text[span.start : span.end] for span in spans)
            found[place] = ContactCell(masked(cell.text, spans), said)
    if labels:
        rows = _rows(by_place)
        for place, role in labels.items():
            for cell in _announced(place, role, labels, by_place, rows):
                at = (cell.row_index, cell.column_index)
                found[at] = ContactCell(mask(cell.text) or "", (cell.text,))
    for number, row in _rows(by_place).items() if found else ():
        for cell, beside in pairwise(row):
            is_named = (number, cell.column_index) in found and not _DIGITS.search(cell.text)
            if is_named and any(span.end - span.start == len(beside.text.strip()) for span in phones_in(beside.text)):
                found.setdefault((number, beside.column_index), ContactCell(mask(beside.text) or "", (beside.text,)))
        is_told = any((number, cell.column_index) in found for cell in row)
        for cell in row if is_told else ():  # beside a number: a label and a name that run into each other
            at = (number, cell.column_index)
            if at not in found and at not in labels and (name := _glued_name(cell.text)):
                found[at] = ContactCell(cell.text.replace(name, mask(name) or ""), (name,))
    return found


def _glued_name(text: str) -> str | None:
    """The name in a text that is a label and a name and nothing between them."""
    for length in (3, 2, 4):
        role = label_role(text[:-length])
        if role is not None and role.person and looks_like_name(text[-length:]):
            return text[-length:]
    return None


def _rows(by_place: dict[CellPlace, TableCell]) -> dict[int, list[TableCell]]:
    rows: dict[int, list[TableCell]] = defaultdict(list)
    for place in sorted(by_place):
        rows[place[0]].append(by_place[place])
    return rows


def _announced(
    place: CellPlace,
    role: ContactLabel,
    labels: dict[CellPlace, ContactLabel],
    by_place: dict[CellPlace, TableCell],
    rows: dict[int, list[TableCell]],
) -> Iterator[TableCell]:
    """The cells that a label stands before or over."""
    label = by_place[place]
    row = rows[place[0]]
    if not label.is_header or len(row) < HEADER_CELLS:
        after = [cell for cell in row if cell.column_index > place[1]]
        trusted = _ends_in_colon(label) or any(one.person for one in labels.values())
        yield from _beside(after, role, labels, least=SHORTEST_PHONE if trusted else PHONE_DIGITS)
    if label.is_header or _is_header_like(row, labels):
        yield from _below(label, role, labels, rows)


def _beside(
    after: list[TableCell], role: ContactLabel, labels: dict[CellPlace, ContactLabel], *, least: int
) -> Iterator[TableCell]:
    """The first cell at the right, and further ones as long as they are numbers; the first of `least` digits."""
    for number, cell in enumerate(after):
        if (cell.row_index, cell.column_index) in labels or _is_none(cell.text):
            return
        is_phone = role.phone and _is_number(cell.text, PHONE_DIGITS if number else least)
        is_name = role.person and number == 0 and _may_be_name(cell.text)
        has_name = role.phone and number == 0 and _has_name(cell.text)
        if not (is_phone or is_name or has_name):
            return
        yield cell


def _below(
    label: TableCell, role: ContactLabel, labels: dict[CellPlace, ContactLabel], rows: dict[int, list[TableCell]]
) -> Iterator[TableCell]:
    """The cells under a header, to the end of the table or the next label; in a form only those just as wide."""
    for row in sorted(rows):
        if row < label.row_index + label.row_span:
            continue
        cell = next((cell for cell in rows[row] if cell.column_index == label.column_index), None)
        if cell is None:
            continue
        if (row, cell.column_index) in labels or (not label.is_header and cell.column_span != label.column_span):
            return
        if cell.is_header or _is_none(cell.text):
            continue
        is_phone = role.phone and _is_number(cell.text, PHONE_DIGITS)
        named = _has_name(cell.text) or (label.is_header and _is_one_word(cell.text))
        if is_phone or ((role.person or role.phone) and named):
            yield cell


def _is_header_like(row: list[TableCell], labels: dict[CellPlace, ContactLabel]) -> bool:
    """Whether a row may head the rows below: several short texts, no digit in any, no label that a colon ends."""
    return len(row) >= HEADER_CELLS and not any(
        _DIGITS.search(cell.text) or (_ends_in_colon(cell) and (cell.row_index, cell.column_index) in labels)
        for cell in row
    )


def _ends_in_colon(cell: TableCell) -> bool:
    return cell.text.rstrip().endswith((":", "："))


def _is_number(text: str, least: int) -> bool:
    """Whether a text is a phone behind its label: digits enough, no decimals, no groups of three."""
    digits = len(_DIGITS.findall(text))
    if any(True for _ in phones_in(text)):
        return True
    is_amount = bool(re.search(r"\d[,，]\d{3}|\.\d{1,2}\s*$|元", text))
    return digits >= least and not is_amount and len(text) <= LONGEST_VALUE


def _is_figure(text: str) -> bool:
    said = text.strip()
    if not _FIGURE.fullmatch(said) or _AREA.match(said):
        return False
    if said[0] in "+＋" and len(_DIGITS.findall(said)) >= LEAST_WITH_COUNTRY:
        return False
    groups = said.split()
    return len(groups) == 1 or not any(group.isdecimal() and len(group) > LONGEST_GROUP for group in groups)


def _mobile_columns(cells: Iterable[TableCell]) -> set[int]:
    """Columns whose numbers all look like mobiles: what one alone leaves open, several tell."""
    found: dict[int, list[bool]] = defaultdict(list)
    for cell in cells:
        if _DIGITS.search(cell.text) and _is_figure(cell.text):
            said = cell.text.strip()
            found[cell.column_index].append(any(span.end - span.start == len(said) for span in phones_in(said)))
    return {column for column, those in found.items() if len(those) >= LEAST_MOBILES and all(those)}


def _may_be_name(text: str) -> bool:
    return len(text) <= LONGEST_VALUE and not _is_figure(text)


def _has_name(text: str) -> bool:
    parts = re.split(r"[\s、,，/（(]+", text)
    letters = re.sub(r"[^\u3400-\u9fff·•]", "", text)
    return len(text) <= LONGEST_VALUE and (any(map(looks_like_name, parts)) or looks_like_name(letters))


def _is_one_word(text: str) -> bool:
    """Whether a text under a header of names is no sentence and no number."""
    return len(text) <= LONGEST_NAME and bool(re.fullmatch(r"[^\W\d_]+(?:\s+[^\W\d_]+)*", text.strip()))


def _is_none(text: str) -> bool:
    return text.strip() in contact_words().none


def without_contact_lines(table: Table) -> Table:
    """A table without budget lines in cells that name a person or a phone: what stands there is no money."""
    if not table.lines:
        return table
    places = contact_cells(table.cells)
    lines = tuple(line for line in table.lines if (line.row_index, line.column_index) not in places)
    return table if len(lines) == len(table.lines) else replace(table, lines=lines)
