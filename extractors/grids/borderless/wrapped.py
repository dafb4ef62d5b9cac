"""Figures too long for their column that go on in the next line, in a table without rules between the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun
from mingzhang.models.text.amounts import printed_amount

_PIECE = re.compile(r"[-(（]?[\d,.]+[)）]?")
_WHOLE = re.compile(r"[-(（]?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?[)）]?|[-(（]?\d+\.\d{2}[)）]?")
_DECIMALS = re.compile(r"\.\d{2}[)）]?\Z")


def with_wrapped_figures(lines: Sequence[RunLine]) -> list[RunLine]:
    """Lines in which each line whose digits are all the rest of figures right above is part of the line above.

    Only where a figure above is none without it (`15,320,41`, `2,200,000.`): two short figures may look alike.
    """
    if not any(_is_cut(run) for line in lines for run in line.runs):
        return list(lines)
    joined: list[RunLine] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            above = joined[-1]
            joined[-1] = RunLine((*above.runs, *line.runs), above.base, above.y0, line.y1)
        else:
            joined.append(line)
    return joined


def _is_cut(run: TextRun) -> bool:
    return bool(_PIECE.fullmatch(run.text)) and "," in run.text and printed_amount(run.text) is None


def _goes_on(above: RunLine, line: RunLine) -> bool:
    pieces = [run for run in line.runs if _PIECE.fullmatch(run.text)]
    if not pieces or any(run.begins_item or run.is_total for run in line.runs if run not in pieces):
        return False
    return all(any(_is_rest_of(piece, host) for host in above.runs) for piece in pieces)


def _is_rest_of(piece: TextRun, host: TextRun) -> bool:
    if piece.x0 >= host.x1 or host.x0 >= piece.x1 or _DECIMALS.search(host.text):
        return False
    return bool(_PIECE.fullmatch(host.text) and _WHOLE.fullmatch(host.text + piece.text))
