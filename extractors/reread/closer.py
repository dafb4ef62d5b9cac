"""Figures of a scanned page read again, each seen in several ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from mingzhang.extractors.reread.records import CellReading
from mingzhang.extractors.scan.cells import Snippet, joined
from mingzhang.extractors.scan.kept import SURE, KeptLine
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.models.text.amounts import printed_amount

WIDE_MARGIN = 0.5
NO_PRINT = 20  # levels of grey between ink and paper below which stretching shows noise only
Way = Callable[[KeptLine], Picture]


def closer_readings(cells: Sequence[Sequence[KeptLine]], recogniser: Recogniser) -> list[tuple[CellReading, ...]]:
    """Several readings of each cell, of which the lines are given; () where there are none.

    All are seen in one way, and those that were not surely read at first in another; where these don't give the amount
    of the first reading, in the others too. What is read with the foreign ink that was taken out of a line is a guess.
    """
    found: list[tuple[CellReading, ...]] = [() for _ in cells]
    every = range(len(cells))
    _look(found, every, cells, WAYS[:1], recogniser)
    again = [index for index in every if not (_is_sure(cells[index]) and _is_same(cells[index], found[index]))]
    _look(found, again, cells, WAYS[1:2], recogniser)
    parted = [index for index in again if not _is_same(cells[index], found[index])]
    _look(found, parted, cells, WAYS[2:], recogniser)
    inked = [index for index in every if any(line.untouched is not None for line in cells[index])]
    with_ink = _readings([cells[index] for index in inked], (_with_ink,), recogniser)
    for index, readings in zip(inked, with_ink, strict=True):
        found[index] += tuple(replace(reading, is_guess=True) for reading in readings)
    return [
        readings + (_guesses(lines[0]) if len(lines) == 1 else ()) for lines, readings in zip(cells, found, strict=True)
    ]


def _look(
    found: list[tuple[CellReading, ...]],
    wanted: Sequence[int],
    cells: Sequence[Sequence[KeptLine]],
    ways: Sequence[Way],
    recogniser: Recogniser,
) -> None:
    """Add the readings of some cells in some ways to those that were found."""
    for index, readings in zip(wanted, _readings([cells[index] for index in wanted], ways, recogniser), strict=True):
        found[index] += tuple(readings)


def _is_sure(lines: Sequence[KeptLine]) -> bool:
    return all(line.least >= SURE for line in lines)


def _is_same(lines: Sequence[KeptLine], readings: Sequence[CellReading]) -> bool:
    first = printed_amount("".join(line.text for line in lines))
    return first is not None and all(printed_amount(reading.text) == first for reading in readings)


def _guesses(line: KeptLine) -> tuple[CellReading, ...]:
    return tuple(CellReading(text, chance, True) for text, chance in line.guesses)


def _readings(
    cells: Sequence[Sequence[KeptLine]], ways: Sequence[Way], recogniser: Recogniser
) -> list[list[CellReading]]:
    """The reading of each cell in each way."""
    owners = [(index, way, line) for index, lines in enumerate(cells) for way in range(len(ways)) for line in lines]
    crops = [np.asarray(cv2.cvtColor(ways[way](line), cv2.COLOR_GRAY2BGR), np.uint8) for _, way, line in owners]
    parts: dict[tuple[int, int], list[tuple[Snippet, str, float]]] = {}
    for (index, way, line), (text, confidence) in zip(owners, recogniser.read(crops), strict=True):
        parts.setdefault((index, way), []).append((line.snippet, text, confidence))
    found: list[list[CellReading]] = [[] for _ in cells]
    for (index, _), its in sorted(parts.items(), key=lambda item: item[0]):
        found[index].append(CellReading(*joined(its)))
    return found


def _widened(line: KeptLine) -> Picture:
    margin = round(WIDE_MARGIN * line.glyph)
    wide = cv2.copyMakeBorder(line.snippet.crop, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(wide, dtype=np.uint8)


def _sharpened(line: KeptLine) -> Picture:
    crop = line.snippet.crop
    soft = cv2.GaussianBlur(crop, (0, 0), max(1.0, line.glyph / 24))
    return np.asarray(cv2.addWeighted(crop, 1.8, soft, -0.8, 0), dtype=np.uint8)


def _in_contrast(line: KeptLine) -> Picture:
    crop = line.snippet.crop
    low, high = float(np.percentile(crop, 1)), float(np.percentile(crop, 80))
    if high - low < NO_PRINT:
        return crop
    return np.asarray(np.clip((crop.astype(np.float32) - low) * 255 / (high - low), 0, 255), dtype=np.uint8)


def _with_rulings(line: KeptLine) -> Picture:
    return line.snippet.crop if line.plain is None else line.plain


def _with_ink(line: KeptLine) -> Picture:
    return line.snippet.crop if line.untouched is None else line.untouched


# Each sees what the others don't; the first two are enough for most.
WAYS: tuple[Way, ...] = (_widened, _in_contrast, _sharpened, _with_rulings)
