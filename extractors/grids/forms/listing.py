"""Lists of projects with their goals, without rulings: a sum tells a row, and a goal stands about the middle of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.extractors.grids.forms.blocks import Block
from mingzhang.extractors.grids.forms.centred import centred_groups
from mingzhang.extractors.grids.forms.cuts import cut_between, cut_runs
from mingzhang.extractors.grids.forms.indicators import HeaderLine
from mingzhang.extractors.grids.forms.rows import blobs_of
from mingzhang.extractors.grids.forms.shapes import FormPlace, FormRulings
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from mingzhang.models.vocabulary.form_words import field_of, form_words, label_key, list_column_of

GOALS = ("goal", "annual_goal", "implementation_goal")
OFF_MIDDLE = 1.0  # em: a sum that stands farther from the middle of any goal has none
TIGHT = 0.5  # of a cut where less white is than usual, em


def list_headers(blocks: Sequence[Block]) -> list[HeaderLine]:
    """Headers of lists (项目 | 预算数 | 绩效目标), from top to bottom."""
    found: list[HeaderLine] = []
    for goal in blocks:
        if field_of(goal.text) not in GOALS:
            continue
        level = sorted((one for one in blocks if one.is_beside(goal)), key=lambda one: one.x0)
        roles = [_role(one.text) for one in level]
        if {"name", "amount", "goal"} <= set(roles) and goal is level[roles.index("goal")]:
            found.append(HeaderLine(tuple(level), tuple(roles)))
    return found


def _role(text: str) -> str | None:
    if label_key(text) in form_words().list_amount:
        return "amount"
    if field_of(text) in GOALS:
        return "goal"
    return "name" if list_column_of(text) in ("name", "unit") else None


def list_places(header: HeaderLine, runs: Sequence[TextRun], sides: FormRulings, em: float) -> list[FormPlace]:
    """The cells of a header and of the rows below it, one a sum; none where some sums have no goal."""
    printed = [*runs, *(run for block in header.blocks for run in block.runs)]
    cuts = [cut_between(a.middle, b.middle, printed, sides.hints, em) for a, b in pairwise(header.blocks)]
    bounds = list(pairwise([-inf, *cuts, inf]))
    runs = cut_runs(runs, cuts, em)
    held = [[run for run in runs if a <= run.middle < b] for a, b in bounds]
    sums = sorted((run.y0 + run.y1) / 2 for run in held[header.roles.index("amount")] if run.is_amount)
    lines = [(top, bottom) for top, bottom, _ in blobs_of(held[header.roles.index("goal")])]
    if not sums or len(lines) < len(sums) or any(map(_are_several, held)):
        return []
    whites = sorted(b[0] - a[1] for a, b in pairwise(lines))
    usual = whites[len(whites) // 2] if whites else 0.0

    def tight(first: int, end: int, text: int) -> float:
        cut = [lines[i][0] - lines[i - 1][1] for i in (first, end) if 0 < i < len(lines)]
        return sum(TIGHT * max(0.0, 2 * usual - white) / em for white in cut)

    groups = centred_groups(lines, sums, em, tight)
    middles = [(lines[first][0] + lines[end - 1][1]) / 2 for first, end, _ in groups]
    if any(abs(middle - place) > OFF_MIDDLE * em for middle, place in zip(middles, sums, strict=True)):
        return []
    inner = [(lines[end - 1][1] + lines[end][0]) / 2 for _, end, _ in groups[:-1]]
    rows = [header.y1, *inner, max(run.y1 for run in runs) + em / 2]
    edges = [sides.left, *cuts, sides.right]
    places = []
    for (left, right), its, heads in zip(pairwise(edges), held, header.blocks, strict=True):
        places.append(FormPlace(Box(left, header.y0 - em / 2, right, rows[0]), _glyphs(heads.runs)))
        for (top, bottom), (low, high) in zip(pairwise(rows), pairwise([-inf, *inner, inf]), strict=True):
            inside = [run for run in its if low <= (run.y0 + run.y1) / 2 < high]
            places.append(FormPlace(Box(left, top, right, bottom), _glyphs(inside)))
    return places


def _are_several(runs: Sequence[TextRun]) -> bool:
    """Whether figures stand side by side in a column: its header has parts below it that were not seen."""
    figures = sorted((run for run in runs if run.is_amount), key=lambda run: run.base)
    return any(other.y0 < (one.y0 + one.y1) / 2 for one, other in pairwise(figures))


def _glyphs(runs: Sequence[TextRun]) -> tuple[Glyph, ...]:
    return tuple(g for run in runs for g in run.glyphs)
