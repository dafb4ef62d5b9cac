"""Figures printed wider than their cell: single digits that fall over a ruled line go back to the figure they end."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.text.amounts import printed_amount

TOUCHING = 0.2
ADVANCE = 0.56  # of its size: no digit is wider, however little of that is ink
SAME_LINE = 0.1
SAME_STEP = 0.03
DECIMALS = 2
FIGURE = frozenset("0123456789,.-")


def whole_figures(glyphs: Sequence[Glyph], homes: Sequence[int | None]) -> list[int | None]:
    """The cell of each character, with figures that cross a line given whole to the cell that holds most of them.

    `glyphs` in the order of the file, `homes` their cells by place. A run of digits, commas and points is one figure
    where together it reads as one amount and its parts do not. Complete figures of neighbouring cells that touch
    (`174,900` and `64,101,833`) stay apart.
    """
    found = list(homes)
    start = 0
    crossing = False
    of_figure = [glyph.text in FIGURE for glyph in glyphs]
    for index in range(1, len(glyphs) + 1):
        if (
            index < len(glyphs)
            and of_figure[index]
            and of_figure[index - 1]
            and _goes_on(glyphs[index - 1], glyphs[index])
        ):
            crossing = crossing or homes[index] != homes[index - 1]
            continue
        if crossing and homes[start] is not None:
            _gather(glyphs, homes, range(start, index), found)
        start, crossing = index, False
    return found


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    if glyph.turn or before.turn:
        return False
    height = max(before.y1 - before.y0, glyph.y1 - glyph.y0, 1.0) / 0.7
    if abs(glyph.base_y - before.base_y) >= SAME_LINE * height:
        return False
    touches = -height < glyph.x0 - before.x1 < TOUCHING * height
    return touches or 0 < glyph.base_x - before.base_x < ADVANCE * height


def _gather(glyphs: Sequence[Glyph], homes: Sequence[int | None], run: range, found: list[int | None]) -> None:
    """Give one run to one cell if it is one figure."""
    text = "".join(glyphs[i].text for i in run)
    if printed_amount(text) is None:
        return
    parts: dict[int | None, str] = {}
    for i in run:
        parts[homes[i]] = parts.get(homes[i], "") + glyphs[i].text
    if all(printed_amount(part) is not None for part in parts.values()) and not _is_one_text(glyphs, homes, run, parts):
        return
    most = max(parts, key=lambda home: len(parts[home]))
    for i in run:
        found[i] = most


def _is_one_text(
    glyphs: Sequence[Glyph], homes: Sequence[int | None], run: range, parts: dict[int | None, str]
) -> bool:
    """Whether the decimals of one figure end in another cell than they or it began, in one even step of its digits."""
    texts = list(parts.values())
    if "." in texts[0] and len(texts[0].rsplit(".", 1)[1]) >= DECIMALS:
        return False
    if len("".join(texts).partition(".")[2]) != DECIMALS:
        return False
    steps = [
        (homes[i] != homes[i + 1], glyphs[i + 1].base_x - glyphs[i].base_x)
        for i in run[:-1]
        if glyphs[i].text.isdecimal()
    ]
    usual = [step for crosses, step in steps if not crosses]
    over = [step for crosses, step in steps if crosses]
    height = glyphs[run[0]].y1 - glyphs[run[0]].y0
    return bool(usual) and bool(over) and all(abs(step - usual[0]) <= SAME_STEP * height for step in over)
