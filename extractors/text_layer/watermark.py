"""Watermarks in a text layer, known by what they are and not by what they say.

Slanted characters; pale text that repeats over the pages or the page; text much larger than the page's own that stands
at the same place on most pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from mingzhang.extractors.pages.glyphs import Glyph, group_lines, line_text

SLANTED = 3.0
PALE = 140
INVISIBLE = 252
LARGE = 1.8
MOST_PAGES = 0.6
REPEATS_ON_PAGE = 3

Style = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Watermark:
    """Styles (rounded size, shade) and whole texts that are a document's watermark."""

    texts: frozenset[tuple[Style, str]] = field(default_factory=frozenset)


def style_of(glyph: Glyph) -> Style:
    return round(glyph.size), glyph.shade // 8


def is_slanted(glyph: Glyph) -> bool:
    return abs(glyph.angle) > SLANTED


def learn_watermark(pages: Sequence[Sequence[Glyph]]) -> Watermark:
    """What the watermark of a document looks like, from the characters of some of its pages (those with text)."""
    with_text = [page for page in pages if page]
    if not with_text:
        return Watermark()
    on_pages: Counter[tuple[Style, str]] = Counter()
    places: dict[tuple[Style, str], Counter[tuple[int, int]]] = defaultdict(Counter)
    repeats: Counter[tuple[Style, str]] = Counter()
    sizes = []
    for page in with_text:
        upright = [g for g in page if not is_slanted(g)]
        sizes.append(_body_size(upright))
        found: Counter[tuple[Style, str]] = Counter()
        for line in _lines_by_style(upright):
            key = style_of(line[0]), line_text(line).replace(" ", "")
            found[key] += 1
            places[key][(round(line[0].x0 / 12), round(line[0].y0 / 12))] += 1
        on_pages.update(found.keys())
        for key, count in found.items():
            repeats[key] = max(repeats[key], count)
    body = median(sizes)
    marks = set()
    for key, count in on_pages.items():
        (size, shade), text = key
        if len(text) < 2 or shade * 8 >= INVISIBLE:
            continue
        often = count >= max(2, MOST_PAGES * len(with_text))
        pale = shade * 8 >= PALE - 7
        large = size >= LARGE * body
        fixed = max(places[key].values()) >= max(3, MOST_PAGES * len(with_text))
        if (pale and (often or repeats[key] >= REPEATS_ON_PAGE or (large and len(with_text) == 1))) or (
            large and fixed
        ):
            marks.add(key)
    return Watermark(frozenset(marks))


def split_watermark(glyphs: Sequence[Glyph], watermark: Watermark) -> tuple[list[Glyph], str | None]:
    """(characters of the page itself, text of its watermark or None)."""
    slanted = [g for g in glyphs if is_slanted(g)]
    upright = [g for g in glyphs if not is_slanted(g)]
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
    by_style: dict[Style, list[Glyph]] = defaultdict(list)
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
            abs(glyph.base_x - before.base_x) + abs(glyph.base_y - before.base_y) < 4 * max(glyph.size, 1.0)
            if glyph.size > 1.5
            else abs(glyph.x0 - before.x0) + abs(glyph.y0 - before.y0)
            < 4 * max(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0, 1.0)
        )
        if near:
            texts[-1] += glyph.text
        else:
            texts.append(glyph.text)
        before = glyph
    return texts
