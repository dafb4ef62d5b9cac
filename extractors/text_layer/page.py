"""A page with a text layer: its characters, its ruled grids, and the text of each cell."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.pages.characters import read_characters, read_glyphs
from mingzhang.extractors.pages.glyphs import UNKNOWN, Glyph, main_turn, text_lines
from mingzhang.extractors.pages.placement import Placement, placement_of
from mingzhang.extractors.text_layer.digit_shapes import DigitShapes
from mingzhang.extractors.text_layer.drawing import objects_of
from mingzhang.extractors.text_layer.rulings import Rulings, rulings_of
from mingzhang.extractors.text_layer.shown import hidden_text
from mingzhang.extractors.text_layer.watermark import WatermarkStyles, split_watermark
from mingzhang.models.records.pages import Page, TextSource

BLANK_COVER, BLANK_PATHS = 0.02, 40  # share of a page and count of lines below which a page shows nothing
GARBAGE = 0.3
# Fonts without a way from codes to characters leave more than single bullets unexplained.
UNEXPLAINED = 0.02
# Of printed Chinese, some 97 in 100 characters are of the first level of GB/T 2312; of the codes for all, 18.
COMMON, ENOUGH = 0.6, 30
OF_FIGURES = frozenset("0123456789.,-—–+%()/:~·…")
COVERING = 0.85
LARGE_PICTURE = 0.4
FEW_GLYPHS = 150
# Characters of another direction that may be a table of their own, and no label at its side.
FEW_TURNED = 40


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What the text layer and the drawing of one page hold, before it is decided how to read it. `is_misnamed`: its
    figures show other digits than the text layer tells."""

    placement: Placement
    turn: int
    glyphs: tuple[Glyph, ...]
    rulings: Rulings
    is_misnamed: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.glyphs and self.rulings.picture_cover < BLANK_COVER and self.rulings.path_count < BLANK_PATHS


def open_page(page: Any, layered: bool = False, shapes: DigitShapes | None = None) -> OpenPage:
    """Read the characters and lines of a pypdfium2 page; a page whose writing runs sideways is turned upright.

    Text that a reader does not see is left out. `layered`: the file has layers that may be switched off; `shapes`: what
    is known of the digits of its fonts.
    """
    placement = placement_of(page)
    drawn = objects_of(page)
    hidden = hidden_text(page, drawn, layered)
    text_page = page.get_textpage()
    try:
        characters = read_characters(text_page)
        glyphs = read_glyphs(characters, placement, hidden)
        rulings = rulings_of(drawn, placement, _boxes(glyphs))
        turn = _turn([g for g in glyphs if abs(g.angle) <= 3], rulings) if any(map(_own_turn, glyphs)) else 0
        if turn:
            placement = placement.turned(-turn)
            glyphs = read_glyphs(characters, placement, hidden)
            rulings = rulings_of(drawn, placement, _boxes(glyphs))
        is_misnamed = bool(glyphs) and shapes is not None and shapes.are_wrong(page, characters)
    finally:
        text_page.close()
    return OpenPage(placement, turn, tuple(glyphs), rulings, is_misnamed)


def _boxes(glyphs: Sequence[Glyph]) -> list[tuple[float, float, float, float]]:
    return list(map(_box, glyphs))


_own_turn = itemgetter(8)
_box = itemgetter(slice(1, 5))  # x0, y0, x1, y1


def _turn(glyphs: Sequence[Glyph], rulings: Rulings) -> int:
    """The writing direction that a page is read in: that of its tables where they hold most of another one, else that
    of most characters."""
    turns = Counter(g.turn for g in glyphs)
    usual = main_turn(glyphs)
    if len(turns) < 2 or turns.most_common(2)[1][1] < FEW_TURNED:
        return usual
    boxes = [lattice.box for lattice in lattice_grids(rulings.horizontal, rulings.vertical)]
    inside = [
        g
        for g in glyphs
        if any(box.x0 <= g.x0 and g.x1 <= box.x1 and box.y0 <= g.y0 and g.y1 <= box.y1 for box in boxes)
    ]
    ruled = main_turn(inside) if inside else usual
    return ruled if turns[ruled] >= FEW_TURNED else usual


def needs_recognition(page: OpenPage) -> bool:
    """Whether the text must be read from the picture of the page: no text, garbage, other digits than
    are drawn, or a picture that covers it."""
    if page.is_blank:
        return False
    if not page.glyphs or page.is_misnamed:
        return True
    counts = Counter([g.text for g in page.glyphs])
    if counts[UNKNOWN] > UNEXPLAINED * len(page.glyphs) or _is_gibberish(counts):
        return True
    odd = sum(count for text, count in counts.items() if _is_garbage(text))
    words = sum(count for text, count in counts.items() if text not in OF_FIGURES)
    if odd > max(GARBAGE * words, UNEXPLAINED * len(page.glyphs)):  # of a table's characters most are of figures
        return True
    if page.rulings.opaque_over_text >= COVERING:
        return True
    return page.rulings.picture_cover >= LARGE_PICTURE and len(page.glyphs) < FEW_GLYPHS


def _is_gibberish(counts: Counter[str]) -> bool:
    """Whether the characters cannot be what a reader sees: a font whose codes stand for others gives rare characters
    as often as common ones, or letters and signs where all is Chinese."""
    han = {text: count for text, count in counts.items() if "\u4e00" <= text <= "\u9fff"}
    if (total := sum(han.values())) >= ENOUGH:
        return sum(count for text, count in han.items() if _is_common(text)) < COMMON * total
    return not han and sum(count for text, count in counts.items() if text not in OF_FIGURES) >= 2 * ENOUGH


@lru_cache(maxsize=1 << 14)
def _is_common(character: str) -> bool:
    """Whether it is among the 3,755 common characters of GB/T 2312 (its first level)."""
    code = character.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


@lru_cache(maxsize=1 << 14)
def _is_garbage(character: str) -> bool:
    code = ord(character)
    if 0x20 < code < 0x7F or 0x4E00 <= code <= 0x9FFF or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF:
        return False
    return code == 0xFFFD or unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or 0x0250 <= code < 0x2000


def read_text_page(
    page: OpenPage,
    number: int,
    watermark: WatermarkStyles,
    more_rulings: tuple[Sequence[tuple[float, float, float, float]], Sequence[tuple[float, float, float, float]]]
    | None = None,
    before: Page | None = None,
) -> Page:
    """The page as grids and lines. `more_rulings` (horizontal, vertical) replace those of the drawing.

    Where a caption tells of a table that no rules draw, its grid is inferred from where the text stands; `before`, the
    page before, tells the columns of a table that goes on.
    """
    glyphs, mark = split_watermark(page.glyphs, watermark)
    horizontal, vertical = more_rulings or (page.rulings.horizontal, page.rulings.vertical)
    built = build_grids(glyphs, lattice_grids(horizontal, vertical), horizontal, number, before)
    placement = page.placement
    return Page(
        number=number,
        width=round(placement.width, 2),
        height=round(placement.height, 2),
        text_source=TextSource.TEXT_LAYER if page.glyphs else TextSource.BLANK,
        lines=tuple(text_lines(built.loose)),
        grids=built.grids,
        rotation=placement.turn * 90,
        watermark_text=mark,
        mean_confidence=1.0 if page.glyphs else None,
    )
