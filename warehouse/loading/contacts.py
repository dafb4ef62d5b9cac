"""Names and phones of contacts: masked in all that is served, kept as printed in a place of their own.

Whatever text of a document goes into a relation passes `Veil`: what the labels of its tables and forms name is known
for the whole document, and what a sentence announces, or has the form of a phone, is found where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mingzhang.models.contacts.cells import CellPlace, ContactCell, contact_cells
from mingzhang.models.contacts.lines import contact_spans
from mingzhang.models.contacts.texts import PHONE_DIGITS, contacts_in, looks_like_name, mask, masked
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.warehouse.schema.declaration import Column

# Names of two signs are words too often to be hidden wherever they stand.
SHORTEST_NAME = 3
# Points by which ink may reach over the box of a recognised line.
AROUND = 3.0
_DIGIT = re.compile(r"\d")
# Columns that hold keys, addresses, codes: no text of the page. A figure as printed is one by its place.
_NO_TEXT = re.compile(r".*_(?:id|ids|uri|code|ns)|file_name|amount_text|first_reading|pipeline_version")


def holds_text(column: Column) -> bool:
    """Whether a column may hold what the page says in words."""
    return column.type in ("VARCHAR", "VARCHAR[]") and not _NO_TEXT.fullmatch(column.name)


class Veil:
    """Hides the contacts of one document in its texts."""

    def __init__(self, document: Document) -> None:
        self._cells: dict[int, dict[CellPlace, ContactCell]] = {
            table.ordinal: found for table in document.tables if (found := contact_cells(table.cells))
        }
        said = [text for cells in self._cells.values() for cell in cells.values() for text in cell.secrets]
        for project in document.projects:
            if project.contact is not None:
                contact = project.contact
                said += [text for text in (contact.responsible_person, contact.handler, contact.phone) if text]
        own = {document.facts.unit_name or "", document.facts.department_name or ""}
        self._known = _pattern(secret for text in said for secret in _pieces(text) if not any(secret in o for o in own))

    def cell(self, table_ordinal: int, row_index: int, column_index: int, text: str) -> str:
        """A cell's text without what it names of contacts."""
        found = self._cells.get(table_ordinal, {}).get((row_index, column_index))
        return self._without_known(text if found is None else found.text)

    def text(self, text: str) -> str:
        """Any other text without contacts."""
        spans = contacts_in(text)
        return self._without_known(masked(text, spans) if spans else text)

    def value(self, value: object) -> object:
        """A column's value: a text, a list of texts, or what is no text."""
        if isinstance(value, str):
            return self.text(value) if type(value) is str else value
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        return value

    def _without_known(self, text: str) -> str:
        if self._known is None:
            return text
        return self._known.sub(lambda found: mask(found.group()) or "", text)


def recognised_contacts(page: Page) -> list[float] | None:
    """Boxes (left, top, right, bottom in turn, points) of recognised lines outside of tables that name somebody.

    Whole lines: where in a recognised line a character stands is known roughly. None where nothing was recognised.
    """
    is_scan = page.text_source is TextSource.OCR
    lines = [line for line in page.lines if is_scan or line.confidence < 1.0]
    if not lines and not is_scan:
        return None
    named = sorted({number for number, _ in contact_spans([line.text for line in lines])})
    boxes = (lines[number].box for number in named)
    return [side for x0, y0, x1, y1 in boxes for side in (x0 - AROUND, y0 - AROUND, x1 + AROUND, y1 + AROUND)]


def _pieces(text: str) -> Iterable[str]:
    """The names and numbers in what a contact's cell prints, without blanks."""
    for word in re.split(r"[、,，/;；:：()（）\n]+|(?<=[\u3400-\u9fff]{2})\s+|(?<!\s)\s+(?=1\d{10}|0\d{2,3}-)", text):
        squeezed = "".join(word.split())
        letters = re.sub(r"[^\u3400-\u9fff·•‧・]", "", squeezed)
        if len(letters) >= SHORTEST_NAME and looks_like_name(letters):
            yield letters
    for number in re.split(r"[、/;；\n]+|(?<!\s)\s+(?=1\d{10})", text):
        digits = "".join(str(int(sign)) for sign in number if sign.isdecimal())
        if len(digits) >= PHONE_DIGITS:
            yield digits


def _pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted(set(secrets), key=lambda secret: (-len(secret), secret))
    if not found:
        return None
    return re.compile("|".join(_spelled(secret) for secret in found))


def _spelled(secret: str) -> str:
    """A secret however it is spelled: blanks inside a name, dashes, blanks and full-width digits in a number."""
    if not _DIGIT.match(secret):
        return r"[\s\u200b]{0,3}".join(map(re.escape, secret))
    wide = [f"[{digit}{chr(ord(digit) - ord('0') + ord('０'))}]" for digit in secret]
    return r"(?<![\d.,])" + r"[\s\u200b\-－—–‐.．()（）]{0,3}".join(wide) + r"(?![.,]?\d)"
