"""Headers that stand side by side over columns and were read as one text: parted into known words, one a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.vocabulary.table_words import header_role, header_words

# What stands between two headers: a gap, or a ruling read as a stroke.
_BETWEEN = re.compile(r"[\s|丨1]+")
_CODE, _NAME, _FIGURE = "code", "name", "figure"

HeaderPath = tuple[str, ...]


def parted_paths(
    cells: Sequence[TableCell], paths: Sequence[HeaderPath], texts: Sequence[Sequence[str]]
) -> list[HeaderPath]:
    """Header paths of columns, those under one recognised cell with the words of it that are theirs.

    The lowest header cell over several columns is parted where one of its lines holds, from left to right, as many
    words for codes, names or figures as columns under it print codes, names or figures (`texts`: their bodies).
    """
    found = list(paths)
    for cell in cells:
        columns = range(cell.column_index, cell.column_index + cell.column_span)
        is_lowest = cell.is_header and all(paths[c] and paths[c][-1] == "".join(cell.text.split()) for c in columns)
        if cell.text_source is not TextSource.OCR or len(columns) < 2 or not is_lowest:
            continue
        kinds = _kinds([texts[column] for column in columns])
        lines = cell.text.split("\n")
        for number, line in enumerate(lines):
            words = _words(line)
            for kind in (_CODE, _NAME, _FIGURE):
                its = [word for word in words if header_role(word) == kind]
                under = [column for column, other in zip(columns, kinds, strict=True) if other == kind]
                if its and len(its) == len(under) and len(words) > 1:
                    # What stands above words for all of the columns stands over all of them (其中：).
                    above = "".join("".join(lines[:number]).split()) if len(under) == len(columns) else ""
                    for column, word in zip(under, its, strict=True):
                        found[column] = (*paths[column][:-1], *([above] if above else []), word)
    return found


def _kinds(bodies: Sequence[Sequence[str]]) -> list[str | None]:
    """What each of some columns side by side prints; one that prints nothing right of figures is one of figures."""
    kinds: list[str | None] = []
    for body in bodies:
        printed = [plain(text) for text in body]
        if not printed:
            kinds.append(_FIGURE if kinds and kinds[-1] == _FIGURE else _CODE if kinds and kinds[-1] == _CODE else None)
        elif all(text.isdecimal() for text in printed):
            kinds.append(_CODE)
        elif all(printed_amount(text) is not None for text in printed):
            kinds.append(_FIGURE)
        else:
            kinds.append(_NAME)
    return kinds


def _words(line: str) -> list[str]:
    """The known header words that a line is made of, in order; none where anything else is in it."""
    words: list[str] = []
    for token in _BETWEEN.split(plain(line).strip()):
        if not token:
            continue
        parts = _fewest(token)
        if parts is None:
            return []
        words += parts
    return words


@cache
def _fewest(token: str) -> tuple[str, ...] | None:
    """A token as the fewest known header words one after the other; None where it is none."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(token) + 1):
        ways = [
            (*before, token[begin:end])
            for begin in range(end)
            if (before := best[begin]) is not None and token[begin:end] in header_words()
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1]
