"""Which of two grids of one form says more: the one in which more cells hold one word of forms or one value alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mingzhang.extractors.grids.forms.blocks import is_word
from mingzhang.extractors.grids.forms.zones import mixed
from mingzhang.models.records.pages import Grid, GridCell
from mingzhang.models.text.amounts import plain, printed_amount

HELD = 0.9
_VALUE = re.compile(r"[≥≤=<>]|[≥≤=<>]?\d[\d,.]*[^\d,.≥≤=<>]{0,6}")


def told(cells: Iterable[GridCell]) -> int:
    """How many cells hold one word of forms, one sign or one number with its unit, and nothing else.

    Where a ruling was lost, two of them stand in one cell and count as none."""
    return sum(_tells(cell.text) for cell in cells if cell.text)


def _tells(text: str) -> bool:
    parts = text.split()
    if len(parts) > 1 and all(printed_amount(part) is not None for part in parts):
        return False
    return is_word(plain(text)) or is_value(text)


def is_value(text: str) -> bool:
    """Whether a text is one number, with a sign before or a unit behind it."""
    return printed_amount(text) is not None or bool(_VALUE.fullmatch(plain(text)))


def replaced(grids: Sequence[Grid], forms: Sequence[Grid]) -> list[Grid]:
    """Grids, those of a form by the one inferred from its words where it tells more, or where that tells more of what
    stands above the indicators or of them alone. None is replaced of which a part stands outside of the other."""
    kept = list(grids)
    for form in forms:
        same = [grid for grid in kept if _is_inside(grid, form)]
        touched = [grid for grid in kept if any(form.box.holds(*cell.box.middle) for cell in grid.cells if cell.text)]
        if not same or len(same) != len(touched):
            continue
        most, best = sum(told(grid.cells) for grid in same), same
        for one in [form, *(mixed(same[0], form) if len(same) == 1 else [])]:
            common = [cell for cell in one.cells if any(grid.box.holds(*cell.box.middle) for grid in same)]
            if told(common) > most:
                most, best = told(common), [one]
        if best is not same:
            kept = [grid for grid in kept if grid not in same] + best
    return kept


def _is_inside(grid: Grid, form: Grid) -> bool:
    texts = [cell.box.middle for cell in grid.cells if cell.text]
    return bool(texts) and sum(form.box.holds(*middle) for middle in texts) >= HELD * len(texts)
