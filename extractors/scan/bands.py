"""Dark bands behind print (headers in blue or black) made paper, region by region, with the pale print on them turned
dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.band_rulings import rulings_on
from mingzhang.extractors.scan.light import Picture, paper_tone

SHRINK = 0.5
DARK = 0.62
BRIGHT = 0.45
SOLID = 3.5
SQUARE = 7.0
JOINED = 11.0
LEAST_HEIGHT = 8.0
LEAST_WIDTH = 20.0
REACH = 130.0
FILLED = 0.35
PRINTED = (0.004, 0.4)
DARKER = 0.05
# What is so dark against the brightest of the page (per cent of its places that are darker) is no paper.
BLACK_PAPER, BRIGHTEST = 0.3, 99.7
LEAST_PART = 0.5  # share of the smallest band that is dark at all, strokes of its print left out
PRINT_TONE, TONE_NOISE = 0.5, 8  # of a band's tone, and levels of grey below that: print that is darker than the band
RIM = 2.0  # points
EDGE = 0.7
EDGE_TONE = 40
STEP = 1.0  # points: how far the sides of a band, seen at half size, step aside where they lean
# Of a band's tone: what is no darker is its ground still, what is so dark is a ruling; of the way to paper: ground too.
GROUND, BLACK, PALER_GROUND = 0.85, 0.3, 0.12
SQUARELY = 0.88  # share of its box that a negative's ground fills


@dataclass(frozen=True, slots=True)
class Band:
    """One band at half size: its box (x, y, width, height), and which pixels of it are the band."""

    box: tuple[int, int, int, int]
    own: NDArray[np.bool_]


def without_bands(grey: Picture, pixels_per_point: float) -> Picture:
    """The grey picture with its dark bands inverted where pale strokes stand in them, their outlines drawn as rulings.

    A band is solid: darker than the paper around it over areas larger than strokes of print are, with a free place. The
    ground of a negative is one too, however large. A dark one that holds no pale strokes, or darker ones, is left as
    it is.
    """
    scale = pixels_per_point * SHRINK
    small = cv2.resize(grey, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    paper = paper_tone(small, REACH * scale)
    black = _negative_grounds(small, paper, scale)
    result = grey
    for band, tone, bright in _dark_bands(small, paper, scale):
        inner = _inner(band, scale)
        strokes = float(np.mean(part_of(small, band)[inner] > tone + BRIGHT * (bright - tone))) if inner.any() else 0.0
        darker = _darker_print(part_of(small, band), band.own, tone, scale)
        if PRINTED[0] < strokes < PRINTED[1] and darker <= DARKER:
            result = result.copy() if result is grey else result
            part, mask = full_size(result, band)
            rulings = rulings_on(part, mask > 0, tone, pixels_per_point)
            _make_paper(result, band, tone, bright)
            for x0, y0, x1, y1 in rulings:
                cv2.line(
                    part,
                    (round(x0), round(y0)),
                    (round(x1), round(y1)),
                    (EDGE_TONE,),
                    max(1, round(EDGE * pixels_per_point)),
                )
            if not np.median(part_of(black, band)[band.own]):
                _outline(result, band, pixels_per_point)
    return result


def _inner(band: Band, scale: float) -> NDArray[np.bool_]:
    """A band without its rim, where half tones and the paper beside a slanting side are no strokes of print."""
    size = 2 * round(RIM * scale) + 1
    own = np.pad(band.own.astype(np.uint8), 1)
    return np.asarray(cv2.erode(own, np.ones((size, size), np.uint8))[1:-1, 1:-1] > 0, np.bool_)


def _darker_print(part: Picture, own: NDArray[np.bool_], tone: float, scale: float) -> float:
    """The share of a band that strokes of dark print cover; what is broader (a black edge that the band touches) is
    none."""
    dark = np.asarray(own & (part < PRINT_TONE * tone - TONE_NOISE), np.uint8)
    size = max(3, round(SOLID * scale)) | 1
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    return float(np.mean((dark > broad)[own]))


def _negative_grounds(small: Picture, paper: Picture, scale: float) -> NDArray[np.bool_]:
    """Where dark ground reaches too far to have paper near, in rectangles (else it is the desk around a sheet): where a
    negative is. Its paper becomes the brightest tone of the picture, in place."""
    brightest = float(np.percentile(small[::4, ::4], BRIGHTEST))
    ground = (small < BLACK_PAPER * brightest).astype(np.uint8)
    found = np.zeros(small.shape, np.bool_)
    reach = REACH * scale
    if np.count_nonzero(ground) < reach**2:
        return found
    size = max(3, round(JOINED * scale)) | 1
    ground = np.asarray(cv2.morphologyEx(ground, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(ground, connectivity=8)
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if min(width, height) > reach and area > SQUARELY * width * height:
            paper[y : y + height, x : x + width] = round(brightest)
            found[y : y + height, x : x + width] = True
    return found


def part_of(small: NDArray[Any], band: Band) -> NDArray[Any]:
    """The part of a picture at half size that holds a band."""
    x, y, width, height = band.box
    return small[y : y + height, x : x + width]


def _dark_bands(small: Picture, paper: Picture, scale: float) -> Iterator[tuple[Band, float, float]]:
    """The dark bands of a picture, each with its tone and that of the paper around it."""
    dark = (small < DARK * paper).astype(np.uint8)
    if np.count_nonzero(dark) < LEAST_PART * LEAST_HEIGHT * LEAST_WIDTH * scale**2:
        return
    size = max(3, round(SOLID * scale)) | 1
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    square = max(3, round(SQUARE * scale)) | 1
    grounds = cv2.erode(dark, np.ones((square, square), np.uint8))
    reach = max(3, round(JOINED * scale)) | 1
    bands = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bands, connectivity=8)
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if height < LEAST_HEIGHT * scale or width < LEAST_WIDTH * scale:
            continue
        inside = slice(y, y + height), slice(x, x + width)
        own = labels[inside] == label
        if np.count_nonzero(solid[inside][own]) < FILLED * area or not grounds[inside][own].any():
            continue
        tone, bright = float(np.median(small[inside][own])), float(np.median(paper[inside][own]))
        yield Band((x, y, width, height), own), tone, bright


def full_size(grey: Picture, band: Band) -> tuple[Picture, Picture]:
    """The part of the full picture that holds a band, and 1 where it is the band."""
    x, y, width, height = (round(value / SHRINK) for value in band.box)
    part = grey[y : y + height, x : x + width]
    mask = cv2.resize(band.own.astype(np.uint8), part.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return part, np.asarray(mask, np.uint8)


def darker_tones(tone: float, paper: float) -> tuple[float, float]:
    """Of a band's tone and that of the paper around it: what is no paler is black on the band, what is no darker is its
    ground still."""
    ground = max(0.0, min(GROUND * tone, tone - PALER_GROUND * (paper - tone)))
    return min(BLACK * tone, ground - 1), ground


def _make_paper(grey: Picture, band: Band, tone: float, paper: float) -> None:
    """Turn the ground of one band of a picture into paper, in place; what is paler or darker than it becomes dark."""
    part, mask = full_size(grey, band)
    black, ground = darker_tones(tone, paper)
    table = np.interp(
        np.arange(256), [black, ground, tone + PALER_GROUND * (paper - tone), paper], [0, paper, paper, 0]
    )
    turned = cv2.LUT(part, np.round(table).astype(np.uint8))
    rim = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    # Half tones at its rim are paper; a ruling along it stays.
    part[rim > 0] = np.where((mask > 0) | (part < ground), turned, np.uint8(paper))[rim > 0]


def _outline(grey: Picture, band: Band, scale: float) -> None:
    part, mask = full_size(grey, band)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contours = [cv2.approxPolyDP(contour, STEP * scale, closed=True) for contour in contours]
    cv2.drawContours(part, contours, -1, (EDGE_TONE,), max(1, round(EDGE * scale)))
