"""The picture of a page made upright, level, flat and clean, with its lines of text and its rulings found once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from mingzhang.extractors.scan.bands import without_bands
from mingzhang.extractors.scan.bend import Bend, bend_of, unbent
from mingzhang.extractors.scan.cells import cropped
from mingzhang.extractors.scan.foreign import lifted_as_seen, of_watermark, without_foreign_ink, without_layer
from mingzhang.extractors.scan.ink import glyph_height, ink_of, inked, line_boxes, pieces_of
from mingzhang.extractors.scan.layers import Quad, layers_of
from mingzhang.extractors.scan.light import Picture, even_light, is_uneven, without_screen
from mingzhang.extractors.scan.page_network import PageLayers, page_layers
from mingzhang.extractors.scan.perspective import PictureMatrix, keystone_of, sheet_of, warped
from mingzhang.extractors.scan.picture import MOST_PIXELS
from mingzhang.extractors.scan.recogniser import Recogniser, narrowed
from mingzhang.extractors.scan.rulings import Traced, trace_rulings
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.seen_edges import with_seen_edges
from mingzhang.extractors.scan.strokes import PixelLine, TextBox
from mingzhang.extractors.scan.tints import without_tints
from mingzhang.extractors.scan.turning import rotation_of
from mingzhang.extractors.scan.upright import skew_of, straightened, turned
from mingzhang.extractors.scan.vanished import print_is_lost
from mingzhang.extractors.scan.watermark import lift_watermark, read_watermark
from mingzhang.extractors.scan.whole import is_explained, is_whole

COMPARED_LINES = 12
LONGEST_COMPARED = 14  # heights of a glyph: longer lines cost more and tell no more
NO_CLEARER = 0.05  # of the mean confidence of the lines compared: so much is chance
FEWEST_SIGNS = 2
READ = 0.6  # confidence: what is read less surely with ink and without it (the grain of a desk) has no say
DETECTED_SIDE = 1600
DETECTED_DPI = 110
# A page is a strip where it is longer than this many times its width; it is looked at in parts of such a make.
LONG, PART = 4.8, 2.0
SMALL_LINE = 8.0
USUAL_LINE = 11.0
MOST_ENLARGED = 2.0
LEAST_RESOLUTION = 200 / 72
FEWEST_LINES = 8


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upright, level, flat, clean picture and what was done to make it so.

    `quads`: lines of text as the detector saw them; `traced`: the rulings.
    `scale`: pixels per point of a page whose print is of usual size, which this one is `enlarged` times: all that is
    measured in points is measured so on tiny print too. `untouched`: the picture as it was before foreign ink was taken
    out, None where there was none.
    """

    grey: Picture
    rotation: int
    skew: float
    lifted: Picture | None
    watermark_text: str | None
    quads: tuple[Quad, ...]
    traced: Traced
    scale: float
    enlarged: float = 1.0
    untouched: Picture | None = None


def evened(image: Picture, pixels_per_point: float) -> Picture:
    """A BGR picture in grey: a sheet cut out and made rectangular, no seal, no dark band, even light, no keystone."""
    _, grey, keystone = sheet_and_light(image, pixels_per_point)
    return grey if keystone is None else warped(grey, keystone)


def sheet_and_light(image: Picture, pixels_per_point: float) -> tuple[Picture, Picture, PictureMatrix | None]:
    """The sheet of a BGR picture, cut out and made rectangular; the same in grey without seal and dark band, in even
    light; the keystone that both still have, if any."""
    sheet = sheet_of(image)
    image = image if sheet is None else sheet
    grey = without_screen(grey_without_seals(image, pixels_per_point), pixels_per_point)
    plain = without_tints(without_bands(grey, pixels_per_point), pixels_per_point)
    grey = even_light(plain, pixels_per_point)
    keystone = keystone_of(grey, pixels_per_point, of_photograph=sheet is not None or is_uneven(image))
    return image, grey, keystone


def prepare(
    image: Picture,
    pixels_per_point: float,
    recogniser: Recogniser,
    enlarged: float = 1.0,
) -> Prepared:
    """Even light, no seal, no watermark, level, upright, flat; a photographed sheet is cut out and made rectangular.

    A page of tiny print is prepared as the larger page that it was before someone shrank it, `enlarged` times.
    """
    printed = evened(image, pixels_per_point)
    grey, watermark = lift_watermark(printed, pixels_per_point)
    if watermark is not None:
        seen = page_layers(printed, pixels_per_point)
        own = of_watermark(watermark.layer, printed, seen, pixels_per_point)
        grey = without_layer(grey, printed, watermark.layer, own, pixels_per_point)
        watermark = replace(watermark, layer=own)
        grey = lifted_as_seen(grey, printed, own, seen, pixels_per_point)
    skew = skew_of(ink_of(grey))
    grey = straightened(grey, skew)
    quads = detected(grey, pixels_per_point, recogniser, enlarged)
    if enlarged == 1.0 and (by := enlargement(quads, pixels_per_point)) > 1.0:
        return prepare(*larger(image, pixels_per_point, by), recogniser, by)
    rotation = rotation_of(grey, quads, pixels_per_point, recogniser)
    if rotation:
        grey = turned(grey, rotation)
        quads = detected(grey, pixels_per_point, recogniser, enlarged)
    text = layer = None
    printed = grey if watermark is None else turned(straightened(printed, skew), rotation)
    if watermark is not None:
        layer = turned(255 - straightened(255 - watermark.layer, skew), rotation)
        if _is_clearer(grey, printed, layer, pixels_per_point, recogniser):
            text = read_watermark(layer, pixels_per_point, recogniser)
        else:
            grey, layer = printed, None
    bend = bend_of(printed, pixels_per_point)
    if bend is not None:
        grey, printed = unbent(grey, bend), unbent(printed, bend) if layer is not None else grey
        quads = tuple(_moved(quad, bend) for quad in quads)
    texts, traced = _ruled(grey, quads, pixels_per_point)
    if is_whole(traced, texts, pixels_per_point) and is_explained(grey, traced, texts, pixels_per_point):
        untouched = None if layer is None else printed
        return Prepared(
            grey, rotation, round(skew, 2), layer, text, quads, traced, pixels_per_point, enlarged, untouched
        )
    seen = page_layers(grey, pixels_per_point)
    layers: PageLayers | None = seen
    if (cleaner := _without_foreign(grey, seen, quads, pixels_per_point, recogniser)) is not None:
        printed = grey if layer is None else printed
        grey, where = cleaner
        layer = where if layer is None else cv2.max(layer, where)
        quads = detected(grey, pixels_per_point, recogniser, enlarged)
        texts, traced = _ruled(grey, quads, pixels_per_point)
        layers = None if is_whole(traced, texts, pixels_per_point) else page_layers(grey, pixels_per_point)
    if layers is not None:
        traced = with_seen_edges(traced, grey, pixels_per_point, texts, layers)
    untouched = None if layer is None else printed
    return Prepared(grey, rotation, round(skew, 2), layer, text, quads, traced, pixels_per_point, enlarged, untouched)


def _ruled(grey: Picture, quads: Sequence[Quad], pixels_per_point: float) -> tuple[tuple[TextBox, ...], Traced]:
    """Boxes around the lines of text of a level, clean, grey picture, and its rulings, looked for where it has ink."""
    rows, columns = inked(grey, pixels_per_point)
    part = np.ascontiguousarray(grey[rows, columns])
    right, down = columns.start, rows.start
    corner = np.array([right, down], np.float32)
    layers = layers_of(part, [quad - corner for quad in quads], pixels_per_point)
    traced = trace_rulings(part, pixels_per_point, layers)
    mask = np.zeros(grey.shape, traced.mask.dtype)
    mask[rows, columns] = traced.mask

    def moved(box: PixelLine) -> PixelLine:
        return box[0] + right, box[1] + down, box[2] + right, box[3] + down

    placed = Traced(tuple(map(moved, traced.horizontal)), tuple(map(moved, traced.vertical)), mask)
    return tuple(map(moved, layers.texts)), placed


def _without_foreign(
    grey: Picture, seen: PageLayers, quads: Sequence[Quad], pixels_per_point: float, recogniser: Recogniser
) -> tuple[Picture, Picture] | None:
    """The picture without the foreign ink that the network sees, and where that lay (255, half size); None where there
    is none, or where print is harder to read without it."""
    found = without_foreign_ink(grey, seen, pixels_per_point)
    if found is None:
        return None
    clean, where = found
    if print_is_lost(grey, clean, where, quads, recogniser):
        return None
    half = cv2.resize(where, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    layer = np.asarray(np.where(half > 0, 255, 0), np.uint8)
    return (clean, layer) if _is_clearer(clean, grey, layer, pixels_per_point, recogniser) else None


def detected(grey: Picture, pixels_per_point: float, recogniser: Recogniser, enlarged: float = 1.0) -> tuple[Quad, ...]:
    """The lines of text of a grey picture of even light, looked for in one of `DETECTED_DPI` or less, where ink is.

    A strip is looked at part by part: shrunk as a whole its print would be gone."""
    height, width = grey.shape
    longest = max(grey.shape)
    if longest > LONG * min(grey.shape):
        longest = round(PART * min(grey.shape))
    factor = min(DETECTED_SIDE * enlarged / longest, DETECTED_DPI / 72 / pixels_per_point)
    rows, columns = inked(grey, pixels_per_point)
    found: list[Quad] = []
    for top, bottom in parts_of(grey, 0) if height > LONG * width else [(rows.start, rows.stop)]:
        for left, right in parts_of(grey, 1) if width > LONG * height else [(columns.start, columns.stop)]:
            part = grey[top:bottom, left:right]
            colour = np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
            corner = np.array([left, top], np.float32)
            found += [quad + corner for quad in recogniser.detect(colour, round(factor * max(part.shape)))]
    return tuple(found)


def parts_of(grey: Picture, axis: int) -> list[tuple[int, int]]:
    """First and last (exclusive) pixel along an axis of the parts of a strip, each about twice as long as it is wide,
    cut where least is printed."""
    length, across = grey.shape[axis], grey.shape[1 - axis]
    count = max(1, round(length / (PART * across)))
    inked_here = np.asarray(cv2.reduce(ink_of(grey), 1 - axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F)).ravel()
    reach = length // (4 * count)
    cuts = [0]
    for number in range(1, count):
        near = length * number // count - reach
        # The middle of the longest stretch with least ink: the first place of it would touch the line above.
        least = inked_here[near : near + 2 * reach]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], least == least.min(), [False]]).astype(np.int8)))
        runs = edges.reshape(-1, 2)
        start, stop = runs[int(np.argmax(runs[:, 1] - runs[:, 0]))]
        cuts.append(near + int(start + stop) // 2)
    return list(pairwise([*cuts, length]))


def enlargement(quads: Sequence[Quad], pixels_per_point: float) -> float:
    """How many times a page must be enlarged for its print to have the usual size; 1 where it is not tiny."""
    if len(quads) < FEWEST_LINES:
        return 1.0
    line = float(np.median([min(np.ptp(quad[:, 0]), np.ptp(quad[:, 1])) for quad in quads])) / pixels_per_point
    return min(MOST_ENLARGED, USUAL_LINE / line) if line < SMALL_LINE else 1.0


def larger(image: Picture, pixels_per_point: float, by: float) -> tuple[Picture, float]:
    """The picture with as many pixels as an enlarged page of 200 dpi has at least, but not more than are read at once,
    and its pixels per point."""
    room = MOST_PIXELS / (image.shape[0] * image.shape[1])
    factor = max(1.0, min(LEAST_RESOLUTION * by / pixels_per_point, room**0.5))
    if factor > 1.0:
        image = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return image, pixels_per_point * factor / by


def _moved(quad: Quad, bend: Bend) -> Quad:
    """A quad of the bent page on the straight one."""
    height, width = bend.down.shape
    x = np.clip(quad[:, 0], 0, width - 1).astype(int)
    y = np.clip(quad[:, 1], 0, height - 1).astype(int)
    return np.asarray(quad - np.stack([bend.right[y, x], bend.down[y, x]], axis=1), dtype=np.float32)


def _is_clearer(lifted: Picture, printed: Picture, layer: Picture, scale: float, recogniser: Recogniser) -> bool:
    """Whether the print on a watermark is no harder to read without it. Where it is, small print was taken for one.

    What gives no word either way (a piece of a ruling, of the watermark) has no say."""
    _, pieces = pieces_of(lifted, scale)
    if not len(pieces):
        return True
    glyph = glyph_height([pieces], scale)
    factor = layer.shape[0] / lifted.shape[0]
    touched = []
    for x0, y0, x1, y1 in line_boxes(pieces, ink_of(lifted), glyph, column_gap=1.0):
        under = layer[round(y0 * factor) : round(y1 * factor), round(x0 * factor) : round(x1 * factor)]
        if 2 * glyph < x1 - x0 < LONGEST_COMPARED * glyph and y1 - y0 < 2 * glyph and under.any():
            touched.append((x0, y0, x1, y1))
    if not touched:
        return True
    chosen = touched[:: max(1, len(touched) // COMPARED_LINES)][:COMPARED_LINES]
    before, after = (
        recogniser.read([narrowed(cropped(grey, box, glyph)) for box in chosen]) for grey in (printed, lifted)
    )
    pairs = list(zip(before, after, strict=True))
    both = [
        (old[1], new[1]) for old, new in pairs if any(_is_print(text) and sure >= READ for text, sure in (old, new))
    ]
    return not both or bool(np.mean([new - old for old, new in both]) >= -NO_CLEARER)


def _is_print(text: str) -> bool:
    """Whether a reading is of print: rests of rulings and of strokes give a sign, Latin letters or none."""
    return sum((sign.isalnum() and not sign.isascii()) or sign.isdecimal() for sign in text) >= FEWEST_SIGNS
