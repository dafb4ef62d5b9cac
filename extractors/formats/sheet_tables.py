"""The ruled tables of a sheet: where rules enclose places, and what belongs to them without a rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.formats.sheet import Area
from mingzhang.extractors.formats.sheet_blocks import PlacedCell
from mingzhang.extractors.pages.pieces import pieces_of
from mingzhang.models.text.amounts import printed_amount

# Beyond these, rules around single cells are decoration.
MOST_TABLES = 400
RULED_SIDES = 3
MOSTLY_RULED = 0.5  # share of a merged cell's side that is ruled

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class View:
    """What shows of a sheet. `above[r, c]` and `before[r, c]`: a rule over, and at the left of, a place.

    `downs` and `acrosses` are the edges of rows and columns in points; `printed` the print areas.
    """

    cells: list[PlacedCell]
    above: Flags
    before: Flags
    downs: list[float]
    acrosses: list[float]
    printed: list[Area]


def ruled_tables(view: View) -> list[Area]:
    """The ruled tables of a sheet, from its top left."""
    return _with_names(view, _apart([_with_more_figures(view, area) for area in _ruled(view)]))


def _ruled(view: View) -> list[Area]:
    """Rectangles of places that rules enclose on three sides at least, and that touch."""
    above, before = view.above, view.before
    sides = (
        above[:-1].astype(np.uint8) + above[1:].astype(np.uint8) + before[:, :-1].astype(np.uint8)
        + before[:, 1:].astype(np.uint8)
    )  # fmt: skip
    for cell in view.cells:
        top, left, bottom, right = cell.area
        if bottom > top or right > left:
            rules = (
                above[top, left : right + 1].mean() >= MOSTLY_RULED,
                above[bottom + 1, left : right + 1].mean() >= MOSTLY_RULED,
                before[top : bottom + 1, left].mean() >= MOSTLY_RULED,
                before[top : bottom + 1, right + 1].mean() >= MOSTLY_RULED,
            )
            sides[top : bottom + 1, left : right + 1] = sum(rules)
    enclosed = sides >= RULED_SIDES
    pieces = pieces_of(enclosed, corners=False)
    owner = np.full(enclosed.shape, -1, dtype=np.int32)
    for index, cell in enumerate(view.cells):
        owner[cell.area.top : cell.area.bottom + 1, cell.area.left : cell.area.right + 1] = index
    found = []
    largest = sorted(pieces.tolist(), key=lambda one: -int(one[4]))[:MOST_TABLES]
    for x, y, width, height, _ in largest:
        held = owner[y : y + height, x : x + width]
        if held.max() >= 0 and (held != held[0, 0]).any():
            found.append(Area(y, x, y + height - 1, x + width - 1))
    return _apart(found)


def _apart(areas: Sequence[Area]) -> list[Area]:
    """Areas that overlap, put together."""
    apart: list[Area] = []
    for area in areas:
        while (other := next((one for one in apart if one.meets(area)), None)) is not None:
            apart.remove(other)
            area = Area(min(area.top, other.top), min(area.left, other.left),
                        max(area.bottom, other.bottom), max(area.right, other.right))  # fmt: skip
        apart.append(area)
    return sorted(apart)


def _with_names(view: View, areas: Sequence[Area]) -> list[Area]:
    """Ruled tables, each put together with one beside it that ends in the same row, where one of the two is a column
    alone, or has nothing but figures below its header: its rows' names are those of the other."""
    joined: list[Area] = []
    for area in sorted(areas, key=lambda one: one.left):
        for other in joined:
            if other.bottom != area.bottom or other.right >= area.left or other.top > area.bottom:
                continue
            between = Area(min(other.top, area.top), other.right + 1, area.bottom, area.left - 1)
            if _names_rows(view, other) and _names_rows(view, area):
                continue
            if any(cell.text and between.meets(cell.area) for cell in view.cells if not cell.area.meets(other)):
                continue
            joined.remove(other)
            area = Area(between.top, other.left, area.bottom, area.right)
            break
        joined.append(area)
    return sorted(joined)


def _names_rows(view: View, area: Area) -> bool:
    """Whether words stand among or below the first figures of an area that is more than a column."""
    cells = [cell for cell in view.cells if cell.text and area.meets(cell.area)]
    if area.left == area.right:
        return False
    figures = [cell.area.top for cell in cells if printed_amount(cell.text) is not None]
    words = [cell.area.top for cell in cells if printed_amount(cell.text) is None]
    return not figures or any(top >= min(figures) for top in words)


def _with_more_figures(view: View, area: Area) -> Area:
    """A ruled table with the rows under it, and the columns at its right, that were left without rules but hold its
    figures: a total row is not lost for lack of a border."""
    figures = [cell for cell in view.cells if printed_amount(cell.text) is not None]
    while any(cell.area.top == area.bottom + 1 and area.left < cell.area.left <= area.right for cell in figures):
        area = area._replace(bottom=area.bottom + 1)
    while any(cell.area.left == area.right + 1 and area.top <= cell.area.top <= area.bottom for cell in figures):
        area = area._replace(right=area.right + 1)
    return area
