"""Whether a form cut the printed name of an indicator, from what is visible."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.understand.forms.indicators import IndicatorRow
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import IndicatorPeriod
from mingzhang.models.vocabulary.form_words import form_words, level_word

SHORTEST_START = 5
SHORTEST_PHRASE = 9
LEEWAY = 0.95


def cut_names(rows: Sequence[IndicatorRow], long_texts: Sequence[str | None]) -> list[bool]:
    """For each indicator, whether its name (or its second level's) was cut.

    Signs: the other period of the row goes on where this one stops; the name is as long as its column lets names be,
    measured by a cut name beside it; a text of the form has the same words and goes on; a bracket is left open.
    """
    texts = [plain(text) for text in long_texts if text]
    cut = [_is_open(row.name) or _level_is_cut(row.level2) for row in rows]
    pairs = _pairs(rows)
    for one, other in pairs:
        for short, long in ((one, other), (other, one)):
            if _goes_on(plain(rows[short].name), plain(rows[long].name)):
                cut[short] = True
    for one, other in pairs:
        for full, beside in ((one, other), (other, one)):
            if cut[beside] and not cut[full] and _fills(rows[full], rows[beside]):
                cut[full] = True
    return [was_cut or _in_texts(row.name, texts) for was_cut, row in zip(cut, rows, strict=True)]


def _pairs(rows: Sequence[IndicatorRow]) -> list[tuple[int, int]]:
    """Indexes of the indicators of both periods that stand in one row."""
    at: dict[tuple[int, IndicatorPeriod], int] = {(row.row, row.period): n for n, row in enumerate(rows)}
    return [
        (n, at[row.row, IndicatorPeriod.ANNUAL])
        for n, row in enumerate(rows)
        if row.period is IndicatorPeriod.IMPLEMENTATION and (row.row, IndicatorPeriod.ANNUAL) in at
    ]


def _goes_on(short: str, long: str) -> bool:
    """Whether one text is the other's beginning; its last character may differ where enough stands before it."""
    if not SHORTEST_START <= len(short) < len(long):
        return False
    if long.startswith(short):
        return not long[len(short) :].startswith("(")
    return len(short) > SHORTEST_START and long.startswith(short[:-1]) and not _ends_whole(short)


def _fills(full: IndicatorRow, beside: IndicatorRow) -> bool:
    """Whether a name is as long as its column allows, going by the cut name in the other column."""
    long, short = len(plain(full.name)), len(plain(beside.name))
    if long <= short or not full.name_width or not beside.name_width:
        return False
    if (long, short) in form_words().cut_lengths:
        return True
    room = short * full.name_width / beside.name_width
    return room > short and long >= LEEWAY * room and not _ends_whole(full.name)


def _is_open(name: str | None) -> bool:
    text = plain(name)
    if not text:
        return False
    brackets = text.count("(") > text.count(")") or text.count("《") > text.count("》")
    return brackets or text.endswith(tuple(plain(end) for end in form_words().open_endings))


def _level_is_cut(level2: str | None) -> bool:
    text = plain(level2)
    return text.endswith("指") and level_word(text + "标") in form_words().second_levels


def _ends_whole(name: str | None) -> bool:
    return plain(name).endswith(form_words().whole_endings)


def _in_texts(name: str | None, texts: Sequence[str]) -> bool:
    """Whether a text of the form says the same words and goes on within the sentence."""
    phrase = plain(name)
    if len(phrase) < SHORTEST_PHRASE or _ends_whole(name):
        return False
    for text in texts:
        place = text.find(phrase)
        following = text[place + len(phrase) :][:1] if place >= 0 else ""
        if following and "一" <= following <= "龥":
            return True
    return False
