"""Codes that a sheet's number format shows as amounts (2,012,601.00): the codes again."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from mingzhang.models.identities.formal.names import bare_name, codes
from mingzhang.models.records.pages import Grid, GridCell
from mingzhang.models.text.codes import SECTION

_FORMATTED = re.compile(r"(\d{1,3}(?:,?\d{3})*)(?:\.0+)?")


def with_codes(grid: Grid) -> Grid:
    """The grid with the codes of each column all of whose numbers are codes of the classification, whatever their
    format shows, and beside which the name of one of them stands."""
    numbers: dict[int, list[tuple[GridCell, str | None]]] = defaultdict(list)
    for cell in grid.cells:
        if cell.text[:1].isdecimal():
            bare = _FORMATTED.fullmatch(cell.text)
            numbers[cell.column].append((cell, bare[1].replace(",", "") if bare else None))
    names = {(cell.row, cell.column): bare_name(cell.text) for cell in grid.cells if cell.text}
    told = {}
    for column, found in numbers.items():
        are_codes = all(code in codes() or (code or "")[:SECTION] in codes() for _, code in found)
        if are_codes and any(names.get((cell.row, column + 1)) == codes().get(code or "", "") for cell, code in found):
            told.update({(cell.row, column): code for cell, code in found if code and code != cell.text})
    if not told:
        return grid
    cells = (replace(cell, text=told.get((cell.row, cell.column), cell.text)) for cell in grid.cells)
    return replace(grid, cells=tuple(cells))
