"""Tables as text, a row a line: which sign parts their fields, and whether a text is one at all."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator

SEPARATORS = (",", "\t", ";", "|")
LEAST_ROWS, LEAST_FIELDS = 3, 3
# Share of the lines that have as many fields as the table has columns.
ALIKE = 0.6
_FIGURE = re.compile(r"\s*[-+(¥￥]?\d[\d,.]*\)?\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
# `="0201"`: how programs keep a spreadsheet from making a number of a code.
_GUARDED = re.compile(r'="((?:[^"\r\n]|"")*)"')
# `'1,234.56`: how a spreadsheet writes a figure that it keeps as a text.
_KEPT = re.compile(r"\s{0,8}'([-+(¥￥]?\d[\d,.]{0,40}\)?)'?\s{0,8}")
LONGEST_FIELD = 1 << 20
ZERO_IN = 10  # one byte in so many is zero in UTF-16, and none in what writes a byte a sign


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The fields of each row."""
    csv.field_size_limit(LONGEST_FIELD)
    for row in csv.reader(text.splitlines(keepends=True), delimiter=separator):
        yield [_plain(field) for field in row]


def _plain(field: str) -> str:
    """A field without what only keeps a program from taking it for a number."""
    if found := _GUARDED.fullmatch(field.strip()):
        return found[1].replace('""', '"')
    return found[1] if (found := _KEPT.fullmatch(field)) else field


def separator_of(text: str) -> str | None:
    """The sign between the fields of a text; None where it is no table: rows of as many fields, with figures. Rows that
    lack their last fields, which are blank, count where no sign parts all rows alike."""
    return _separator(text, cut_short=False) or _separator(text, cut_short=True)


def _separator(text: str, *, cut_short: bool) -> str | None:
    best: tuple[int, str] | None = None
    for separator in SEPARATORS:
        try:
            rows = [row for row in rows_of(text, separator) if any(field.strip() for field in row)]
        except csv.Error:
            continue
        counts = Counter(len(row) for row in rows if len(row) >= LEAST_FIELDS)
        if not counts:
            continue
        width = max((one for one, count in counts.items() if count >= LEAST_ROWS), default=0)
        if not cut_short:
            width = counts.most_common(1)[0][0]
        shorter = range(LEAST_FIELDS if cut_short else width, width)
        with_figures = [len(row) for row in rows if any(_FIGURE.fullmatch(field) for field in row)]
        count = counts[width] + sum(fields in shorter for fields in with_figures)
        figures = sum(fields == width or fields in shorter for fields in with_figures)
        if count >= max(LEAST_ROWS, ALIKE * len(rows)) and figures >= 2 and (best is None or width > best[0]):
            best = width, separator
    return best[1] if best else None


def is_csv(head: bytes) -> bool:
    """Whether the first bytes of a file are a table as text, in UTF-8, UTF-16, or GB 18030."""
    for encoding in _encodings(head):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            return False
        lines = text.splitlines(keepends=True)
        return separator_of("".join(lines[:-1] if len(lines) > LEAST_ROWS else lines)) is not None
    return False


def _encodings(head: bytes) -> tuple[str, ...]:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return ("utf-16",)
    if head.count(0) > len(head) // ZERO_IN:
        return ("utf-16-be", "utf-16-le") if head[::2].count(0) > head[1::2].count(0) else ("utf-16-le", "utf-16-be")
    return ("utf-8", "gb18030")
