"""Watermarks in a text layer, known by what they are and not by what they say.

Slanted characters; pale text that repeats over the pages or the page, and text much larger than the page's own that
stands at the same place on most pages, where they cross print.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from statistics import median

from mingzhang.extractors.pages.glyphs import Glyph, group_lines, line_text
from mingzhang.extractors.text_layer.rulings import Rulings

SLANTED = 3.0
PALE = 140
SHADE_STEP = 8  # levels of grey that are one shade
PALE_SHADE = PALE // SHADE_STEP
PALEST_OF_PRINT = PALE_SHADE * SHADE_STEP
NEXT = 4  # sizes of a character that one of the same text stands away at most
UNSIZED = 1.5  # points: fonts that hide their size in a matrix give 1
LARGE = 1.8
MOST_PAGES = 0.6
REPEATS_ON_PAGE = 3
# Characters that lie on other print make it sure; the part of a character at each side that may touch.
CROSSING = 2
INSIDE = 0.05

PrintStyle = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WatermarkStyles:
    """Styles (rounded size, shade) and whole texts that are a document's watermark."""

    texts: frozenset[tuple[PrintStyle, str]] = field(default_factory=frozenset)


def style_of(glyph: Glyph) -> PrintStyle:
    return round(glyph.size), glyph.shade // SHADE_STEP


def is_slanted(glyph: Glyph) -> bool:
    return abs(glyph.angle) > SLANTED


def learn_watermark(pages: Sequence[Sequence[Glyph]], rulings: Sequence[Rulings] = ()) -> WatermarkStyles:
    """What the watermark of a document looks like, from the characters (and ruled lines) of some of its pages.

    Pale or large text that comes again in one place is a watermark only where it crosses print: a rule, or other
    text. What stands in its own place is print, whatever its colour, and however often it comes.
    """
    both = [(page, lines) for page, lines in zip_longest(pages, rulings) if page]
    if not both:
        return WatermarkStyles()
    upright = [[g for g in page if abs(g.angle) <= SLANTED] for page, _ in both]
    body = median(map(_body_size, upright))
    found = [
        _lines([g for g in page if g.shade >= PALEST_OF_PRINT or _is_large(style_of(g), body)]) for page in upright
    ]
    on_pages: Counter[tuple[PrintStyle, str]] = Counter()
    places: dict[tuple[PrintStyle, str], Counter[tuple[int, int]]] = defaultdict(Counter)
    repeats: Counter[tuple[PrintStyle, str]] = Counter()
    for lines in found:
        on_pages.update(lines.keys())
        for key, some in lines.items():
            repeats[key] = max(repeats[key], len(some))
            for line in some:
                places[key][(round(line[0].x0 / 12), round(line[0].y0 / 12))] += 1
    marks = set()
    for key, count in on_pages.items():
        style, text = key
        if len(text) < 2:
            continue
        often = count >= max(2, MOST_PAGES * len(both))
        pale, large = _is_pale(style), _is_large(style, body)
        fixed = max(places[key].values()) >= max(3, MOST_PAGES * len(both))
        comes_again = (pale and (often or repeats[key] >= REPEATS_ON_PAGE or (large and len(both) == 1))) or (
            large and fixed
        )
        if comes_again and any(
            _crosses_print(line, page, ruled)
            for lines, (page, ruled) in zip(found, both, strict=True)
            for line in lines.get(key, ())
        ):
            marks.add(key)
    return WatermarkStyles(frozenset(marks))


def _is_pale(style: PrintStyle) -> bool:
    return style[1] >= PALE_SHADE


def _is_large(style: PrintStyle, body: float) -> bool:
    return style[0] >= LARGE * body


def _lines(glyphs: Sequence[Glyph]) -> dict[tuple[PrintStyle, str], list[list[Glyph]]]:
    """The lines that some upright characters make, by their style and text."""
    lines: dict[tuple[PrintStyle, str], list[list[Glyph]]] = defaultdict(list)
    for line in _lines_by_style(glyphs):
        lines[style_of(line[0]), line_text(line).replace(" ", "")].append(line)
    return lines


def _crosses_print(line: Sequence[Glyph], page: Sequence[Glyph], ruled: Rulings | None) -> bool:
    """Whether two characters of a line at least lie on a rule, or on characters of other lines."""
    own = set(map(id, line))
    left, right = min(g.x0 for g in line), max(g.x1 for g in line)
    top, bottom = min(g.y0 for g in line), max(g.y1 for g in line)
    others = [
        g
        for g in page
        if id(g) not in own and g.x1 > left and g.x0 < right and g.y1 > top and g.y0 < bottom and not is_slanted(g)
    ]
    count = 0
    for glyph in line:
        wide, high = glyph.x1 - glyph.x0, glyph.y1 - glyph.y0
        x0, x1 = glyph.x0 + INSIDE * wide, glyph.x1 - INSIDE * wide
        y0, y1 = glyph.y0 + INSIDE * high, glyph.y1 - INSIDE * high
        count += any(g.x1 > x0 and g.x0 < x1 and g.y1 > y0 and g.y0 < y1 and g.text != glyph.text for g in others) or (
            ruled is not None
            and (
                any(y0 < y < y1 and a < x1 and b > x0 for a, y, b, _ in ruled.horizontal)
                or any(x0 < x < x1 and a < y1 and b > y0 for x, a, _, b in ruled.vertical)
            )
        )
    return count >= min(CROSSING, len(line))


def split_watermark(glyphs: Sequence[Glyph], watermark: WatermarkStyles) -> tuple[list[Glyph], str | None]:
    """(characters of the page itself, text of its watermark or None)."""
    slanted = [g for g in glyphs if abs(g.angle) > SLANTED]
    upright = [g for g in glyphs if not is_slanted(g)] if slanted else list(glyphs)
    texts = Counter(_slanted_texts(slanted))
    if watermark.texts:
        styles = {style for style, _ in watermark.texts}
        marked: set[int] = set()
        for line in _lines_by_style([g for g in upright if style_of(g) in styles]):
            text = line_text(line).replace(" ", "")
            if (style_of(line[0]), text) in watermark.texts:
                marked.update(id(g) for g in line)
                texts[text] += 1
        upright = [g for g in upright if id(g) not in marked]
    return upright, " ".join(dict.fromkeys(texts)) or None


def _body_size(glyphs: Sequence[Glyph]) -> float:
    return median(g.size for g in glyphs) if glyphs else 1.0


def _lines_by_style(glyphs: Iterable[Glyph]) -> Iterable[list[Glyph]]:
    by_style: dict[PrintStyle, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        by_style[style_of(glyph)].append(glyph)
    for some in by_style.values():
        yield from group_lines(some)


def _slanted_texts(glyphs: Sequence[Glyph]) -> list[str]:
    """Slanted text in the order of the file, a new piece where the writing jumps."""
    texts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        near = before is not None and (
            abs(glyph.base_x - before.base_x) + abs(glyph.base_y - before.base_y) < NEXT * max(glyph.size, 1.0)
            if glyph.size > UNSIZED
            else abs(glyph.x0 - before.x0) + abs(glyph.y0 - before.y0)
            < NEXT * max(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0, 1.0)
        )
        if near:
            texts[-1] += glyph.text
        else:
            texts.append(glyph.text)
        before = glyph
    return texts
