"""The small languages inside OFD's attributes (GB/T 33190): arrays, matrices, spacings, paths. Lengths are mm."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

Transform = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOST_NUMBERS = 200_000
BOX_NUMBERS = 4
CURVE_STEPS = 8
LARGEST = 1e7

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def numbers(text: str | None) -> list[float]:
    """The numbers of an array; what is no number is left out."""
    found = []
    for part in (text or "").replace(",", " ").split():
        try:
            value = float(part)
        except ValueError:
            continue
        if math.isfinite(value) and abs(value) <= LARGEST:
            found.append(value)
    return found


def matrix(text: str | None) -> Transform:
    """A CTM; the identity where there is none, or it has not six numbers."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == len(IDENTITY) else IDENTITY


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """x, y, width, height; None where they are not there."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) >= BOX_NUMBERS else None


def product(inner: Transform, outer: Transform) -> Transform:
    """The matrix that does `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(at: Transform, x: float, y: float) -> Point:
    """A point under a matrix."""
    a, b, c, d, e, f = at
    return a * x + c * y + e, b * x + d * y + f


def spacings(text: str | None, most: int) -> list[float]:
    """Distances between following characters: numbers, where `g n d` means n times d. At most `most` of them."""
    found: list[float] = []
    parts = (text or "").replace(",", " ").split()
    at = 0
    while at < len(parts) and len(found) < most:
        if parts[at].lower() == "g":
            times, distance = "".join(parts[at + 1 : at + 2]), numbers("".join(parts[at + 2 : at + 3]))
            if times.isdecimal() and distance:
                found += distance * min(int(times[:9]), most - len(found))
            at += 3
        else:
            found += numbers(parts[at])
            at += 1
    return found[:most]


def subpaths(data: str | None) -> list[tuple[list[Point], bool]]:
    """The parts of a path: their points, curves flattened, and whether they curve. Malformed ends are left out."""
    tokens = _TOKEN.findall((data or "")[: 20 * MOST_NUMBERS])[:MOST_NUMBERS]
    paths: list[tuple[list[Point], bool]] = []
    points: list[Point] = []
    curves = False
    at = 0
    while at < len(tokens):
        name = tokens[at]
        count = _ARGUMENTS.get(name)
        values = numbers(" ".join(tokens[at + 1 : at + 1 + (count or 0)]))
        if count is None or len(values) < count:
            at += 1
            continue
        at += 1 + count
        if name in "SM":
            if len(points) > 1:
                paths.append((points, curves))
            points, curves = [(values[0], values[1])], False
        elif not points:
            continue
        elif name == "L":
            points.append((values[0], values[1]))
        elif name == "C":
            if points[0] != points[-1]:
                points.append(points[0])
            if len(points) > 1:
                paths.append((points, curves))
            points, curves = [points[0]], False
        else:
            curves = True
            points += _curve(name, points[-1], values)
    if len(points) > 1:
        paths.append((points, curves))
    return paths


def _curve(name: str, start: Point, values: Sequence[float]) -> Iterator[Point]:
    steps = [n / CURVE_STEPS for n in range(1, CURVE_STEPS + 1)]
    if name == "A":
        return iter([(values[5], values[6])])  # an arc's chord: arcs rule nothing, and its ends are enough
    controls = [start, *zip(values[::2], values[1::2], strict=True)]
    return (_bezier(controls, t) for t in steps)


def _bezier(controls: Sequence[Point], t: float) -> Point:
    points = list(controls)
    while len(points) > 1:
        points = [(ax + (bx - ax) * t, ay + (by - ay) * t) for (ax, ay), (bx, by) in pairwise(points)]
    return points[0]
