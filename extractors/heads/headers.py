"""Which first rows of a table are its header, and what stands over each column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.models.identities.formal.names import codes
from mingzhang.models.records.pages import Grid, GridCell
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.patterns import ANY_YEAR, MONEY_UNIT
from mingzhang.models.vocabulary.table_words import header_role, measure_of

LONG_NUMBER, UNDERSTOOD = 4, 0.8  # digits that number no column; share of a row's texts that are header words
MOST_ROWS = 8
FEWEST_NUMBERED = 3  # numbers of columns in a row, beside which others may have been misread
MANY_NUMBERED = 4  # numbers from 1 on, beside which a lone sign names no row
SHARE_OF_WORDS = 0.5
CODE_PARTS = ("类", "款", "项")

_NUMBERING = re.compile(r"\d{1,2}|\*+|栏次|[A-Z]|[甲乙丙丁]|\d{1,2}[=＝][\d+\-*/×÷%()]+|[-—]+")
# `**` and `5` with the rest of a ruling beside them, on a scan.
_MISREAD = re.compile(r"(?=.{1,3}$)(?:\*\S|\S\*|\d{1,2}\s?[A-Za-z|丨]|[A-Za-z|丨]\s?\d{1,2})")
_CODE = re.compile(r"[\[【(]?[1235]\d{2}(?:\d{2}){0,2}[\])】]?\D*")
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}、)")
_TOTAL = re.compile(r"(?:[本当]年|部门|单位|全部|收入|支出|收支)*(?:合计|总计|共计)")
_YEAR = re.compile(f"{ANY_YEAR}年?度?")
_WORD = re.compile(r"[一-鿿]")
_UNIT = re.compile(rf"[(]?{MONEY_UNIT}[)]?")


def is_number_row(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns (`1 2 3`, `栏次`, `**`; 类 款 项 may stand before the numbers)."""
    texts = [text for text in texts if text not in CODE_PARTS]
    if len(texts) > MANY_NUMBERED and len(texts[0]) == 1 and texts[1:] == [str(n) for n in range(1, len(texts))]:
        return True  # `**` before them, read as one sign
    odd = [text for text in texts if not _NUMBERING.fullmatch(text)]
    if not texts or not all(map(_MISREAD.fullmatch, odd)) or (odd and len(texts) - len(odd) < FEWEST_NUMBERED):
        return False
    texts = [text for text in texts if text not in odd]
    numbers = [int(text) for text in texts if text.isdecimal()]
    if len(numbers) < 2:
        return len(texts) > len(numbers) and any(text.startswith(("*", "栏")) for text in texts)
    return all(b - a == 1 for a, b in pairwise(numbers))


def is_total_name(text: str) -> bool:
    """Whether a name is that of a total (合计, 总计, 本年收入合计, 支出总计)."""
    return bool(_TOTAL.fullmatch(plain(text)))


def has_amount(texts: Iterable[str]) -> bool:
    """Whether one of some plain texts is an amount and no code, year or column number."""
    for text in texts:
        if printed_amount(text) is None or _YEAR.fullmatch(text):
            continue
        if "." in text or "," in text or len(text) >= LONG_NUMBER:
            return True
    return False


def count_header_rows(grid: Grid, certain: bool = False) -> int:
    """How many first rows of a grid are its header.

    `certain`: count a row only where its words are known header words (used to tell a header from a continued row).
    """
    rows = min(grid.row_count, MOST_ROWS)
    by_row: list[list[GridCell]] = [[] for _ in range(rows)]
    for cell in grid.cells:
        if cell.row < rows:
            by_row[cell.row].append(cell)
    count = 0
    reach = 0
    for row in range(rows):
        kind = _row_kind(by_row[row], row, reach, certain)
        if kind == "data" and not (count == row > 0 and _is_divided_by(by_row[row - 1], by_row[row])):
            break
        if kind == "blank":
            following = _row_kind(by_row[row + 1], row + 1, reach, True) if row + 1 < rows else "data"
            if following not in ("header", "numbers") or row == 0:
                break
        count = row + 1
        if kind == "numbers":
            break
        reach = max([reach, *(row + cell.row_span for cell in by_row[row] if cell.text)])
    return count


def _is_divided_by(above: Sequence[GridCell], cells: Sequence[GridCell]) -> bool:
    """Whether a row does nothing but divide spanning header cells above it: every text under one, each one filled."""
    filled = {cell.column for cell in cells if cell.text.strip()}
    if not filled or has_amount(plain(cell.text) for cell in cells):
        return False
    spans = [range(c.column, c.column + c.column_span) for c in above if c.column_span > 1 and c.text.strip()]
    divided = [span for span in spans if filled & set(span)]
    return all(set(span) <= filled for span in divided) and filled == {c for span in divided for c in span}


def _prints_amounts(first: str, rest: Sequence[str]) -> bool:
    """Whether nothing but amounts stands right of a total or an item, and of one beside it, however short they are
    (合计 35 12 in 亿元)."""
    texts = [first, *rest]
    words = [bool(_WORD.search(text)) for text in texts]
    if not words[0] or words[-1] or any(map(all, pairwise(words))):
        return False
    return all(
        header_role(text) not in ("code", "name", "text")
        if is_word
        else printed_amount(text) is not None and not _YEAR.fullmatch(text)
        for text, is_word in zip(texts, words, strict=True)
    )


def _row_kind(cells: Sequence[GridCell], row: int, reach: int, certain: bool) -> str:
    """`header`, `numbers`, `blank` or `data`. `reach`: first row that no header cell above spans."""
    filled = [cell for cell in cells if cell.text.strip()]
    texts = [plain(cell.text) for cell in filled]
    if not texts:
        return "header" if row < reach and not certain else "blank"
    if is_number_row(texts):
        return "numbers" if row > 0 or certain else "data"
    # Units of money, or the codes of what heads the columns: 301 302 303 under their names.
    are_codes = row < reach and len(texts) > 1 and all(text in codes() for text in texts)
    if are_codes or (row > 0 and all(map(_UNIT.fullmatch, texts))):
        return "header"
    if has_amount(texts):
        return "data"
    known = sum(header_role(text) is not None for text in texts)
    first = texts[0]
    if row < reach and known:
        return "header"
    is_item = _ITEM.match(first) and (known < len(texts) or (len(texts) > 1 and len(set(texts)) == 1))
    if _CODE.fullmatch(first) or is_item:
        return "data"
    if row > 0 and _prints_amounts(first, texts[1:]):
        return "data"
    if is_total_name(first) and (len(texts) == 1 or (row > 0 and len(cells) > len(texts))):
        return "data"
    if certain:
        names = any(header_role(text) in ("code", "name") for text in texts)
        return "header" if names and known >= SHARE_OF_WORDS * len(texts) else "data"
    if known >= SHARE_OF_WORDS * len(texts):
        return "header"
    understood = sum(header_role(text) is not None or measure_of(text) is not None for text in texts)
    if row == 0 or row < reach:
        return "header"
    spanning = any(cell.column_span > 1 for cell in filled)
    return "header" if len(texts) > 2 and (understood >= UNDERSTOOD * len(texts)) and (spanning or row < 2) else "data"
