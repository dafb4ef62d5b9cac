"""Cells of a scanned page read again: the page drawn larger, each cell seen in several ways."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from mingzhang.extractors.reread.records import Reading
from mingzhang.extractors.scan.cells import MARGIN, Snippet, joined, snippets
from mingzhang.extractors.scan.ink import Boxes, glyph_height, pieces_of
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.preparing import prepare
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page

WIDE_MARGIN = 0.5
SAME_SIZE = 0.01
THIN = 1.6


def closer_readings(
    image: Picture, pixels_per_point: float, page: Page, boxes: Sequence[Box], recogniser: Recogniser
) -> list[tuple[Reading, ...]]:
    """Several readings of each cell, from a larger picture (BGR) of a page that was read before.

    `boxes` are points on the upright, level page, as the first reading gave them. The picture is prepared as the first
    one was. A cell without ink is read as blank, once. Where the page comes out turned, slanted or sized otherwise,
    the boxes can't be trusted, and all are ().
    """
    prepared = prepare(image, pixels_per_point, recogniser, (page.skew, page.rotation))
    grey, pixels_per_point, enlarged = prepared.grey, prepared.scale, prepared.enlarged
    height, width = (side / pixels_per_point / enlarged for side in grey.shape)
    if abs(width - page.width) > SAME_SIZE * page.width or abs(height - page.height) > SAME_SIZE * page.height:
        return [() for _ in boxes]
    boxes = [Box(*(value * enlarged for value in box)) for box in boxes]
    clean = grey.copy()
    clean[prepared.traced.mask > 0] = 255
    ink, pieces = pieces_of(clean, pixels_per_point, prepared.lifted)
    groups = [_pieces_in(pieces, box, pixels_per_point) for box in boxes]
    glyph = glyph_height([group for group in groups if len(group)], pixels_per_point)
    found: list[list[Reading]] = [[] for _ in boxes]
    crops: list[Picture] = []
    owners: list[tuple[int, int, Snippet]] = []
    for number, (box, group) in enumerate(zip(boxes, groups, strict=True)):
        if not len(group):
            found[number].append(Reading("", 1.0))
            continue
        limits = round(box.x0 * pixels_per_point), round(box.x1 * pixels_per_point)
        for snippet in snippets(number, group, clean, ink, glyph, limits):
            for way, crop in enumerate(_seen(snippet, grey, glyph)):
                crops.append(crop)
                owners.append((number, way, snippet))
    parts: dict[tuple[int, int], list[tuple[Snippet, str, float]]] = {}
    for (number, way, snippet), (text, confidence) in zip(owners, recogniser.read(crops), strict=True):
        parts.setdefault((number, way), []).append((snippet, text, confidence))
    for (number, _), its in sorted(parts.items(), key=lambda item: item[0]):
        text, confidence = joined(its)
        found[number].append(Reading(text, confidence))
    for number, line in _first_lines(owners, crops).items():
        found[number] += [Reading(text, chance, True) for text, chance in recogniser.guesses(line)]
    return [tuple(readings) for readings in found]


def _first_lines(owners: Sequence[tuple[int, int, Snippet]], crops: Sequence[Picture]) -> dict[int, Picture]:
    """The crop of each cell that is a single line, seen as it is."""
    plain: dict[int, list[Picture]] = {}
    for (number, way, _), crop in zip(owners, crops, strict=True):
        if way == 0:
            plain.setdefault(number, []).append(crop)
    return {number: its[0] for number, its in plain.items() if len(its) == 1}


def _pieces_in(pieces: Boxes, box: Box, scale: float) -> Boxes:
    """The pieces whose middle lies in a cell, less what erasing its rulings left along its sides."""
    if not len(pieces):
        return pieces
    points = pieces / scale
    x, y = (points[:, 0] + points[:, 2]) / 2, (points[:, 1] + points[:, 3]) / 2
    inside = (box.x0 <= x) & (x < box.x1) & (box.y0 <= y) & (y < box.y1)
    near_level = np.minimum(abs(y - box.y0), abs(y - box.y1)) <= THIN + 0.3
    near_upright = np.minimum(abs(x - box.x0), abs(x - box.x1)) <= THIN + 0.3
    thin_level = (points[:, 3] - points[:, 1] <= THIN) & near_level
    thin_upright = (points[:, 2] - points[:, 0] <= THIN) & near_upright
    return np.asarray(pieces[inside & ~thin_level & ~thin_upright], dtype=np.int32)


def _seen(snippet: Snippet, grey: Picture, glyph: float) -> list[Picture]:
    """One line of text in several ways: as it is, in a wide margin, sharpened, in full contrast, with its rulings."""
    crop = snippet.crop
    margin = round(WIDE_MARGIN * glyph)
    wide = cv2.copyMakeBorder(crop, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    soft = cv2.GaussianBlur(crop, (0, 0), max(1.0, glyph / 24))
    sharp = cv2.addWeighted(crop, 1.8, soft, -0.8, 0)
    ways = [crop, wide, sharp, _in_contrast(crop)]
    if not snippet.glyphs:
        left, top, right, bottom = snippet.box
        reach = max(2, round(MARGIN * glyph))
        plain = grey[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach]
        ways.append(np.asarray(cv2.cvtColor(plain, cv2.COLOR_GRAY2BGR), dtype=np.uint8))
    return [np.asarray(way, dtype=np.uint8) for way in ways]


def _in_contrast(crop: Picture) -> Picture:
    low, high = float(np.percentile(crop, 1)), float(np.percentile(crop, 80))
    if high - low < 20:
        return crop
    return np.asarray(np.clip((crop.astype(np.float32) - low) * 255 / (high - low), 0, 255), dtype=np.uint8)
