"""The picture of a page -> what the page shows, in the same records as a page with a text layer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.grids.ruled import Lattice, lattice_grids
from mingzhang.extractors.scan.cells import MARGIN, Snippet, snippet_of, snippets
from mingzhang.extractors.scan.figures import are_to_hundredths, as_printed, is_cut, is_finished
from mingzhang.extractors.scan.guesses import ReadLine
from mingzhang.extractors.scan.ink import TWO_ROWS, Boxes, glyph_height, pieces_of
from mingzhang.extractors.scan.kept import Kept, KeptLine, prints_figure
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.marks import (
    text_field,
    without_flat_lines,
    without_rests,
    without_rests_of_sides,
    without_shadows,
)
from mingzhang.extractors.scan.outside import (
    are_set_solid,
    are_side_by_side,
    by_detected_line,
    cut_lines,
    lines_outside,
    lines_seen,
)
from mingzhang.extractors.scan.preparing import Prepared, prepare
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.extractors.scan.rulings import Traced, in_points
from mingzhang.extractors.scan.strokes import PixelLine
from mingzhang.extractors.scan.words import Script, Word, word_of
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine, TextSource

REMNANT = -2
NO_PIECES: Boxes = np.zeros((0, 4), np.int32)
LEGIBLE = 0.75
UNSURE_BLOCK = 0.9  # confidence of a line as tall as two, below which it may be two
FEW_WORDS = 6
MOSTLY = 0.5
THIN = 1.6
BESIDE = 1.9
# Points: how near a ruling cuts a glyph, and how much of it is looked at with what it cuts.
CUT_OFF, WITH_RULING = 0.8, 1.4
DOT, MIDDLE = 3.0, 0.3  # points: no dot of a ruling is wider; of its width: how far from its middle the ruling runs


def read_picture(
    image: Picture,
    *,
    page_number: int,
    pixels_per_point: float,
    recogniser: Recogniser,
    before: Page | None = None,
    kept: Kept | None = None,
) -> Page:
    """The grids and the lines outside them of a page that is a picture.

    `image` is BGR (height x width x 3). Boxes of the result are points on the upright, level page. `rotation` is
    clockwise, `skew` the degrees by which rows fell to the right. `before`: the page before, whose table may go on.
    `kept` is given the lines that print figures, for a second look.
    A page most of which was read with little confidence says so by its `error_code`.
    """
    started = time.perf_counter()
    prepared = prepare(image, pixels_per_point, recogniser)
    pixels_per_point = prepared.scale
    if before is not None:
        before = resized(before, prepared.enlarged)
    grey = prepared.grey
    height, width = grey.shape
    traced = prepared.traced
    lattices = lattice_grids(*(in_points(lines, pixels_per_point) for lines in (traced.horizontal, traced.vertical)))
    lines, grids, words, figures = _read(prepared, traced, lattices, page_number, pixels_per_point, recogniser, before)
    if kept is not None:
        kept.add(page_number, figures)
    illegible = _is_illegible(words)
    blank = not lines and not any(cell.text for grid in grids for cell in grid.cells)
    page = Page(
        number=page_number,
        width=width / pixels_per_point,
        height=height / pixels_per_point,
        text_source=TextSource.BLANK if blank else TextSource.OCR,
        lines=lines,
        grids=grids,
        rotation=prepared.rotation,
        skew=prepared.skew,
        watermark_text=prepared.watermark_text,
        mean_confidence=float(np.mean([word.confidence for word in words])) if words else None,
        seconds=time.perf_counter() - started,
        error_code=ErrorCode.PAGE_ILLEGIBLE if illegible else None,
    )
    return resized(page, 1 / prepared.enlarged)


def resized(page: Page, factor: float) -> Page:
    """A page with all its places so many times larger."""
    if factor == 1.0:
        return page

    def box(one: Box) -> Box:
        return Box(*(round(value * factor, 2) for value in one))

    grids = tuple(
        replace(grid, box=box(grid.box), cells=tuple(replace(cell, box=box(cell.box)) for cell in grid.cells))
        for grid in page.grids
    )
    lines = tuple(replace(line, box=box(line.box)) for line in page.lines)
    return replace(page, width=page.width * factor, height=page.height * factor, lines=lines, grids=grids)


def _is_illegible(words: Sequence[Word]) -> bool:
    """Whether most of what was read on a page was read with little confidence."""
    total = sum(len(word.text) for word in words)
    unsure = sum(len(word.text) for word in words if word.confidence < LEGIBLE)
    return len(words) >= FEW_WORDS and unsure > MOSTLY * total


def _read(
    prepared: Prepared,
    traced: Traced,
    lattices: list[Lattice],
    page_number: int,
    scale: float,
    recogniser: Recogniser,
    before: Page | None,
) -> tuple[tuple[TextLine, ...], tuple[Grid, ...], Sequence[Word], list[KeptLine]]:
    clean = prepared.grey.copy()
    clean[traced.mask > 0] = 255
    ink, pieces = pieces_of(clean, scale, prepared.lifted)
    dots = np.array([_is_dot(piece, traced.vertical, scale) for piece in pieces.tolist()], bool)
    for x0, y0, x1, y1 in pieces[dots]:
        clean[y0:y1, x0:x1] = 255
    pieces = pieces[~dots]
    groups = _sorted_into(pieces, lattices, scale)
    glyph = glyph_height(groups.values(), scale)
    todo: list[Snippet] = []
    cells = [cell.box for lattice in lattices for cell in lattice.cells]
    field = text_field(prepared.quads, clean.shape, glyph)
    for owner, boxes in groups.items():
        if owner < 0:
            continue
        cell = cells[owner]
        print_of = without_rests(boxes, field, glyph)
        print_of = without_rests_of_sides(print_of, cell.y0 * scale, cell.y1 * scale, glyph)
        if not len(print_of):
            continue
        left, top, right, bottom = (round(value * scale) for value in cell)
        quads = prepared.quads
        if are_side_by_side((left, top, right, bottom), quads) or are_set_solid(print_of, quads, glyph):
            lines = without_flat_lines(lines_outside(print_of, ink, glyph, quads), glyph)
            todo += [snippet_of(owner, clean, box, glyph) for box in lines]
        else:
            todo += snippets(owner, print_of, clean, ink, glyph, (left, right))
    outside = without_shadows(groups.get(-1, NO_PIECES), prepared.quads, glyph)
    if len(outside) and len(outside := without_rests(outside, field, glyph)):
        own = glyph_height(by_detected_line(outside, prepared.quads, glyph), scale)
        lines = without_flat_lines(lines_outside(outside, ink, own, prepared.quads, traced.vertical), own)
        todo += [snippet_of(-1, clean, box, own) for box in lines]
    readings = recogniser.read_lines([snippet.crop for snippet in todo])
    todo, readings = _stacked_again(todo, readings, clean, glyph, recogniser)
    todo, readings = _parted_again(todo, readings, clean, ink, glyph, prepared.quads, recogniser)
    todo, readings = _finished(todo, readings, prepared.grey, traced, scale, glyph, recogniser)
    words = [word_of(snippet, line, glyph, scale) for snippet, line in zip(todo, readings, strict=True)]
    script = Script([word for word in words if word is not None])
    rules, walls = (in_points(lines, scale) for lines in (traced.horizontal, traced.vertical))
    built = build_grids(
        script.glyphs,
        lattices,
        rules,
        page_number,
        before,
        walls=walls,
        source=TextSource.OCR,
        write=script.write,
    )
    figures = [
        kept_line(snippet, line, prepared, scale, glyph)
        for snippet, line in zip(todo, readings, strict=True)
        if prints_figure(line.text)
    ]
    return tuple(script.lines(built.loose)), as_printed(built.grids), script.words, figures


def _stacked_again(
    todo: list[Snippet], readings: list[ReadLine], grey: Picture, glyph: float, recogniser: Recogniser
) -> tuple[list[Snippet], list[ReadLine]]:
    """Snippets and their readings, each line of its own where lines taken for glyphs below each other are none (08 and
    09 in two rows)."""
    wrong = [
        index
        for index, (snippet, line) in enumerate(zip(todo, readings, strict=True))
        if snippet.glyphs and any(c.isdecimal() for c in line.text) and len(line.text.strip()) != snippet.glyphs
    ]
    if not wrong:
        return todo, readings
    more = [snippet_of(todo[index].owner, grey, box, glyph) for index in wrong for box in todo[index].stacked]
    kept = [index for index in range(len(todo)) if index not in wrong]
    again = recogniser.read_lines([snippet.crop for snippet in more])
    return [*(todo[i] for i in kept), *more], [*(readings[i] for i in kept), *again]


def _finished(
    todo: list[Snippet],
    readings: list[ReadLine],
    grey: Picture,
    traced: Traced,
    scale: float,
    glyph: float,
    recogniser: Recogniser,
) -> tuple[list[Snippet], list[ReadLine]]:
    """Snippets and their readings, with the last decimal of figures that touch the ruling at their right, where nearly
    all others have two: without the ruling nothing but a part of it is left."""
    reach = round(CUT_OFF * scale) + 1
    cut, others = [], []
    for index, (snippet, line) in enumerate(zip(todo, readings, strict=True)):
        _, top, right, bottom = snippet.box
        if is_cut(line.text.strip()) and traced.mask[top:bottom, right : right + reach].any():
            cut.append(index)
        else:
            others.append(line.text.strip())
    if not cut or not are_to_hundredths(others):
        return todo, readings
    wider = [
        snippet_of(
            todo[i].owner, grey, (*todo[i].box[:2], todo[i].box[2] + round(WITH_RULING * scale), todo[i].box[3]), glyph
        )
        for i in cut
    ]
    todo, readings = list(todo), list(readings)
    for index, snippet, line in zip(cut, wider, recogniser.read_lines([one.crop for one in wider]), strict=True):
        if is_finished(line.text.strip(), readings[index].text.strip()):
            todo[index], readings[index] = snippet, line
    return todo, readings


def kept_line(snippet: Snippet, line: ReadLine, prepared: Prepared, scale: float, glyph: float) -> KeptLine:
    """A line with what a second look at it needs, in pictures of its own."""
    left, top, right, bottom = snippet.box
    reach = max(2, round(MARGIN * glyph))
    place = np.s_[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach]
    around = prepared.grey[place]
    points = scale * prepared.enlarged
    own = replace(
        snippet,
        crop=np.ascontiguousarray(snippet.crop[:, :, 0]),
        close=None if snippet.close is None else snippet.close.copy(),
    )
    box = Box(left / points, top / points, right / points, bottom / points)
    plain = None if snippet.glyphs else around.copy()
    inked = None
    if prepared.untouched is not None and not snippet.glyphs and (prepared.untouched[place] != around).any():
        inked = prepared.untouched[place].copy()
    return KeptLine(box, own, plain, glyph, line.text, line.others, min(line.chances), inked)


def _parted_again(
    todo: list[Snippet],
    readings: list[ReadLine],
    grey: Picture,
    ink: Picture,
    glyph: float,
    quads: Sequence[Quad],
    recogniser: Recogniser,
) -> tuple[list[Snippet], list[ReadLine]]:
    """Snippets and their readings, lines set so solid that they were taken for one as tall parted where they are read
    more surely so (the two short lines of a header in a narrow column), or where the detector saw several and more is
    read of them: of two lines that touch the recogniser gives signs of both by turns, and is sure of each."""
    parts: dict[int, list[Snippet]] = {}
    several: set[int] = set()
    for index, (snippet, line) in enumerate(zip(todo, readings, strict=True)):
        _, top, _, bottom = snippet.box
        if snippet.glyphs or bottom - top <= TWO_ROWS * glyph:
            continue
        count = lines_seen(snippet.box, quads, glyph)
        if count > 1:
            several.add(index)
        elif line.confidence >= UNSURE_BLOCK:
            continue
        pitch = (bottom - top) / count if count > 1 else glyph
        parts[index] = [snippet_of(snippet.owner, grey, box, glyph) for box in cut_lines(snippet.box, ink, pitch)]
    again = iter(recogniser.read_lines([one.crop for some in parts.values() for one in some]))
    found: list[Snippet] = []
    lines: list[ReadLine] = []
    for index, (snippet, line) in enumerate(zip(todo, readings, strict=True)):
        some = parts.get(index, [])
        theirs = [next(again) for _ in some]
        sure = min((one.confidence for one in theirs), default=0.0)
        more = sum(len(one.text) for one in theirs) > len(line.text)
        parted = sure > line.confidence or (index in several and sure >= UNSURE_BLOCK and more)
        found += some if parted else [snippet]
        lines += theirs if parted else [line]
    return found, lines


def _sorted_into(pieces: Boxes, lattices: list[Lattice], scale: float) -> dict[int, Boxes]:
    """Pieces by the running number of the cell that holds their middle; -1 outside all grids, -2 rests of rulings."""
    owners: list[int] = []
    firsts = np.cumsum([0, *(len(lattice.cells) for lattice in lattices)])
    for x0, y0, x1, y1 in pieces:
        x, y = (x0 + x1) / 2 / scale, (y0 + y1) / 2 / scale
        owner = -1
        for first, lattice in zip(firsts, lattices, strict=False):
            cell = lattice.cell_at(x, y)
            if cell is not None:
                owner = int(first) + cell
                own = lattice.cells[cell].box
                if _is_remnant((x0, y0, x1, y1), own, scale) or _is_around((x0, y0, x1, y1), own, scale):
                    owner = REMNANT
                break
        owners.append(owner)
    groups: dict[int, list[int]] = {}
    for index, owner in enumerate(owners):
        groups.setdefault(owner, []).append(index)
    return {owner: pieces[indices] for owner, indices in groups.items()}


def _is_dot(piece: tuple[int, int, int, int], upright: Sequence[PixelLine], scale: float) -> bool:
    """Whether a piece is a dot or dash of an upright ruling, which runs through the middle of it."""
    x0, y0, x1, y1 = piece
    x, y, reach = (x0 + x1) / 2, (y0 + y1) / 2, MIDDLE * (x1 - x0)
    return x1 - x0 <= DOT * scale and any(
        top <= y <= bottom and abs(left + (right - left) * (y - top) / max(1.0, bottom - top) - x) <= reach
        for left, top, right, bottom in upright
    )


def _is_around(piece: tuple[int, int, int, int], cell: Box, scale: float) -> bool:
    """Whether a piece reaches over a cell by the size of the cell on all four sides: the dark edge of a picture, a ring
    around a table, and no print of the cell that its middle falls into."""
    x0, y0, x1, y1 = (value / scale for value in piece)
    wide, high = cell.width, cell.height
    return min(cell.x0 - x0, x1 - cell.x1) > wide and min(cell.y0 - y0, y1 - cell.y1) > high


def _is_remnant(piece: tuple[int, int, int, int], cell: Box, scale: float) -> bool:
    """Whether a piece is what erasing a ruling left of it: thin, and along a side of the cell."""
    x0, y0, x1, y1 = (value / scale for value in piece)
    across = min(abs((y0 + y1) / 2 - cell.y0), abs((y0 + y1) / 2 - cell.y1))
    down = min(abs((x0 + x1) / 2 - cell.x0), abs((x0 + x1) / 2 - cell.x1))
    return (y1 - y0 <= THIN and across <= BESIDE) or (x1 - x0 <= THIN and down <= BESIDE)
