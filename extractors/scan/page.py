"""The picture of a page -> what the page shows, in the same records as a page with a text layer."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.grids.ruled import Lattice, lattice_grids
from mingzhang.extractors.scan.cells import Snippet, cropped, snippet_of, snippets
from mingzhang.extractors.scan.ink import Boxes, glyph_height, ink_of, line_boxes, pieces_of
from mingzhang.extractors.scan.light import Picture, even_light, is_uneven
from mingzhang.extractors.scan.perspective import keystone_of, sheet_of, warped
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.extractors.scan.rulings import Traced, trace_rulings
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.upright import reading_axis, skew_of, straightened, turned
from mingzhang.extractors.scan.watermark import lift_watermark, read_watermark
from mingzhang.extractors.scan.words import Script, word_of
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine, TextSource

REMNANT = -2
LEGIBLE = 0.75
CLEARLY_LEGIBLE = 0.9
SAMPLE_LINES = 4
COMPARED_LINES = 12
NO_CLEARER = 0.01
THIN = 1.6
BESIDE = 1.9


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upright, level, clean picture and what was done to make it so."""

    grey: Picture
    rotation: int
    skew: float
    lifted: Picture | None
    watermark_text: str | None
    traced: Traced


def read_picture(
    image: Picture,
    *,
    page_number: int,
    pixels_per_point: float,
    recogniser: Recogniser,
    before: Page | None = None,
) -> Page:
    """The grids and the lines outside them of a page that is a picture.

    `image` is BGR (height x width x 3). Boxes of the result are points on the upright, level page. `rotation` is
    clockwise, `skew` the degrees by which rows fell to the right. `before`: the page before, whose table may go on.
    """
    started = time.perf_counter()
    prepared = prepare(image, pixels_per_point, recogniser)
    grey = prepared.grey
    height, width = grey.shape
    traced = prepared.traced
    lattices = lattice_grids(*(_in_points(lines, pixels_per_point) for lines in (traced.horizontal, traced.vertical)))
    lines, grids, confidence = _read(prepared, traced, lattices, page_number, pixels_per_point, recogniser, before)
    blank = not lines and not any(cell.text for grid in grids for cell in grid.cells)
    return Page(
        number=page_number,
        width=width / pixels_per_point,
        height=height / pixels_per_point,
        text_source=TextSource.BLANK if blank else TextSource.OCR,
        lines=lines,
        grids=grids,
        rotation=prepared.rotation,
        skew=prepared.skew,
        watermark_text=prepared.watermark_text,
        mean_confidence=confidence,
        seconds=time.perf_counter() - started,
    )


def prepare(image: Picture, pixels_per_point: float, recogniser: Recogniser) -> Prepared:
    """Even light, no seal, no watermark, level, upright; a photographed sheet is cut out and made rectangular."""
    sheet = sheet_of(image)
    image = image if sheet is None else sheet
    grey = even_light(grey_without_seals(image, pixels_per_point), pixels_per_point)
    if sheet is not None or is_uneven(image):
        keystone = keystone_of(grey, pixels_per_point)
        grey = grey if keystone is None else warped(grey, keystone)
    printed = grey
    grey, watermark = lift_watermark(grey, pixels_per_point)
    skew = skew_of(ink_of(grey))
    grey = straightened(grey, skew)
    traced = trace_rulings(grey, pixels_per_point)
    rotation = _rotation(grey, traced, pixels_per_point, recogniser)
    text = layer = None
    grey = turned(grey, rotation)
    if watermark is not None:
        layer = turned(255 - straightened(255 - watermark.layer, skew), rotation)
        printed = turned(straightened(printed, skew), rotation)
        if _is_clearer(grey, printed, layer, pixels_per_point, recogniser):
            text = read_watermark(layer, pixels_per_point, recogniser)
        else:
            grey, layer = printed, None
    traced = trace_rulings(grey, pixels_per_point) if rotation or grey is printed else traced
    return Prepared(grey, rotation, round(skew, 2), layer, text, traced)


def _is_clearer(lifted: Picture, printed: Picture, layer: Picture, scale: float, recogniser: Recogniser) -> bool:
    """Whether the print on a watermark is no harder to read without it. Where it is, small print was taken for one."""
    _, pieces = pieces_of(lifted, scale)
    if not len(pieces):
        return True
    glyph = glyph_height([pieces], scale)
    factor = layer.shape[0] / lifted.shape[0]
    touched = []
    for x0, y0, x1, y1 in line_boxes(pieces, ink_of(lifted), glyph, column_gap=1.0):
        under = layer[round(y0 * factor) : round(y1 * factor), round(x0 * factor) : round(x1 * factor)]
        if 2 * glyph < x1 - x0 < 14 * glyph and y1 - y0 < 2 * glyph and under.any():
            touched.append((x0, y0, x1, y1))
    if not touched:
        return True
    chosen = touched[:: max(1, len(touched) // COMPARED_LINES)][:COMPARED_LINES]
    before, after = (
        np.mean([score for _, score in recogniser.read([cropped(grey, box, glyph) for box in chosen])])
        for grey in (printed, lifted)
    )
    return bool(after >= before - NO_CLEARER)


def _in_points(
    lines: tuple[tuple[float, float, float, float], ...], scale: float
) -> list[tuple[float, float, float, float]]:
    points = []
    for x0, y0, x1, y1 in lines:
        if abs(x1 - x0) >= abs(y1 - y0):
            y0 = y1 = (y0 + y1) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        points.append((x0 / scale, y0 / scale, x1 / scale, y1 / scale))
    return points


def _read(
    prepared: Prepared,
    traced: Traced,
    lattices: list[Lattice],
    page_number: int,
    scale: float,
    recogniser: Recogniser,
    before: Page | None,
) -> tuple[tuple[TextLine, ...], tuple[Grid, ...], float | None]:
    clean = prepared.grey.copy()
    clean[traced.mask > 0] = 255
    ink, pieces = pieces_of(clean, scale, prepared.lifted)
    groups = _sorted_into(pieces, lattices, scale)
    glyph = glyph_height(groups.values(), scale)
    todo: list[Snippet] = []
    sides = [(round(cell.box.x0 * scale), round(cell.box.x1 * scale)) for lattice in lattices for cell in lattice.cells]
    for owner, boxes in groups.items():
        if owner >= 0:
            todo += snippets(owner, boxes, clean, ink, glyph, sides[owner])
    outside = groups.get(-1)
    if outside is not None:
        own = glyph_height([outside], scale)
        todo += [snippet_of(-1, clean, box, own) for box in line_boxes(outside, ink, own)]
    readings = recogniser.read_lines([snippet.crop for snippet in todo])
    words = [word_of(snippet, line, glyph, scale) for snippet, line in zip(todo, readings, strict=True)]
    script = Script([word for word in words if word is not None])
    rules = _in_points(traced.horizontal, scale)
    built = build_grids(script.glyphs, lattices, rules, page_number, before, source=TextSource.OCR, write=script.write)
    scores = [word.confidence for word in script.words]
    return tuple(script.lines(built.loose)), built.grids, float(np.mean(scores)) if scores else None


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
                if _is_remnant((x0, y0, x1, y1), lattice.cells[cell].box, scale):
                    owner = REMNANT
                break
        owners.append(owner)
    groups: dict[int, list[int]] = {}
    for index, owner in enumerate(owners):
        groups.setdefault(owner, []).append(index)
    return {owner: pieces[indices] for owner, indices in groups.items()}


def _is_remnant(piece: tuple[int, int, int, int], cell: Box, scale: float) -> bool:
    """Whether a piece is what erasing a ruling left of it: thin, and along a side of the cell."""
    x0, y0, x1, y1 = (value / scale for value in piece)
    across = min(abs((y0 + y1) / 2 - cell.y0), abs((y0 + y1) / 2 - cell.y1))
    down = min(abs((x0 + x1) / 2 - cell.x0), abs((x0 + x1) / 2 - cell.x1))
    return (y1 - y0 <= THIN and across <= BESIDE) or (x1 - x0 <= THIN and down <= BESIDE)


def _rotation(grey: Picture, traced: Traced, scale: float, recogniser: Recogniser) -> int:
    """Degrees clockwise (0, 90, 180, 270) that make a level picture with its rulings upright."""
    clean = grey.copy()
    clean[traced.mask > 0] = 255
    _, pieces = pieces_of(clean, scale)
    axis = reading_axis(pieces, scale)
    senses = (0, 180, 90, 270) if axis >= 0 else (90, 270, 0, 180)
    best, best_score = 0, 0.0
    for number, degrees in enumerate(senses):
        if number == 2 and best_score > LEGIBLE:
            break
        score = _legibility(turned(clean, degrees), scale, recogniser)
        if score > CLEARLY_LEGIBLE:
            return degrees
        if score > best_score:
            best, best_score = degrees, score
    return best


def _legibility(clean: Picture, scale: float, recogniser: Recogniser) -> float:
    """Mean confidence of a few lines of text, read as the picture stands; 0 where no line shows."""
    ink, pieces = pieces_of(clean, scale)
    if not len(pieces):
        return 0.0
    glyph = glyph_height([pieces], scale)
    lines = [
        line
        for line in line_boxes(pieces, ink, glyph, column_gap=1.0)
        if 3 * glyph < line[2] - line[0] < 14 * glyph and line[3] - line[1] < 2 * glyph
    ]
    if not lines:
        return 0.0
    chosen = lines[:: max(1, len(lines) // SAMPLE_LINES)][:SAMPLE_LINES]
    readings = recogniser.read([cropped(clean, line, glyph) for line in chosen])
    return float(np.mean([confidence for _, confidence in readings]))
