"""The indicators of a form without rulings: columns by their headers, rows by their names and values, levels by what
they stand in the middle of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.extractors.grids.forms.blocks import Block, blocks_of, is_level, is_of_side
from mingzhang.extractors.grids.forms.centred import centred_groups, distance
from mingzhang.extractors.grids.forms.cuts import cut_between, cut_runs
from mingzhang.extractors.grids.forms.rows import blobs_of, rows_between
from mingzhang.extractors.grids.forms.shapes import FormPlace, FormRulings
from mingzhang.models.records.geometry import Box
from mingzhang.models.vocabulary.form_words import column_of, form_words, heads_indicators, level_word

TALL = 2.5  # times the height of a header: a text at the left that is as tall is the label at the side
OF_ROWS = ("level3", "sign", "value")
DOUBTED = 1.0  # em: what it costs that a ruling runs through a cell, where not all of them can be right
OFF_MIDDLE = 0.75  # em: how far a text stands off the middle of its cell at most
STRANGE = 3.0  # em: what it costs that a level stands under a first one that is not its own
BETTER = 1.0  # em: how much nearer its rows all levels stand where one has a row of its own
SAME_RULE = 0.5
SIGNS = frozenset("≥≤><=≧≦⩾⩽＞＜＝")
BLANK = 1.5  # em: the narrowest column of a label at the side


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The headers of some indicators from left to right, and what each stands for (None: unknown)."""

    blocks: tuple[Block, ...]
    roles: tuple[str | None, ...]

    @property
    def y0(self) -> float:
        return min(block.y0 for block in self.blocks)

    @property
    def y1(self) -> float:
        return max(block.y1 for block in self.blocks)

    @property
    def is_printed(self) -> bool:
        """Whether it stands there; one that the page before printed does not."""
        return any(block.runs for block in self.blocks)


def header_lines(blocks: Sequence[Block]) -> list[HeaderLine]:
    """Every header of indicators among the texts of a page, from top to bottom."""
    found: list[HeaderLine] = []
    for value in blocks:
        if column_of(value.text) != "value" or any(value in header.blocks for header in found):
            continue
        level = [one for one in blocks if one.is_beside(value)]
        first = min(one.x0 for one in level if column_of(one.text) is not None)
        level = [one for one in level if one.x0 >= first or one.height < TALL * value.height]
        roles = [column_of(one.text) for one in level]
        if heads_indicators(roles):
            order = sorted(zip(level, roles, strict=True), key=lambda pair: pair[0].x0)
            found.append(HeaderLine(tuple(one for one, _ in order), tuple(role for _, role in order)))
    return sorted(found, key=lambda header: header.y0)


def indicator_places(
    header: HeaderLine, runs: Sequence[TextRun], sides: FormRulings, em: float, is_open: tuple[bool, bool]
) -> list[FormPlace]:
    """The cells of a header and of the rows below it. `runs`: what is printed below the header down to the next part of
    the form; `is_open`: whether the page before may have cut the first rows, and the page after the last ones."""
    if not runs:
        return []
    columns, edges = _columns(header, runs, sides, em)
    runs = cut_runs(runs, edges[1:-1], em)
    held = [[run for run in runs if a <= run.middle < b] for a, b in pairwise(edges)]
    first = next((i for i, role in enumerate(columns) if role in OF_ROWS), len(columns) - 1)
    rows = _rows(columns, held, first, edges, header.y1, sides, em)
    top = sides.over(edges[first], edges[-1], header.y0 - 2 * em, header.y0)
    head = top[-1] if top else header.y0 - em / 2
    places = [
        FormPlace(Box(a, head, b, rows[0]), tuple(g for run in _runs_in(header, a, b) for g in run.glyphs))
        for a, b in pairwise(edges)
        if header.is_printed
    ]
    single = [(i, i + 1) for i in range(len(rows) - 1)]
    groups = single
    for column in range(len(columns) - 1, -1, -1):
        its = single
        if column < first:
            its = groups = _spanned(columns, held, column, groups, rows, edges, sides, em, is_open)
        elif columns[column] in ("level1", "level2"):
            its = _spanned(columns, held, column, single, rows, edges, sides, em, is_open)
        places += _filled(held[column], edges[column], edges[column + 1], [*(rows[a] for a, _ in its), rows[-1]])
    return places


def _runs_in(header: HeaderLine, left: float, right: float) -> list[TextRun]:
    return [run for block in header.blocks if left <= block.middle < right for run in block.runs]


def _filled(runs: Sequence[TextRun], left: float, right: float, edges: Sequence[float]) -> list[FormPlace]:
    """The cells of a column, of which the first and the last hold what stands beyond them too."""
    cuts = [-inf, *edges[1:-1], inf]
    return [
        FormPlace(
            Box(left, top, right, bottom),
            tuple(g for run in runs if low <= (run.y0 + run.y1) / 2 < high for g in run.glyphs),
        )
        for (top, bottom), (low, high) in zip(pairwise(edges), pairwise(cuts), strict=True)
    ]


def _columns(
    header: HeaderLine, runs: Sequence[TextRun], sides: FormRulings, em: float
) -> tuple[list[str | None], list[float]]:
    """The roles of the columns, one at the side included, and their edges."""
    roles: list[str | None] = list(header.roles)
    heads = [(block.x0, block.x1) for block in header.blocks]
    under = [run for run in runs if run.x1 > heads[0][0] and run.x0 < heads[0][1]]
    start = min([heads[0][0], *(run.x0 for run in under if not _touches_side(run, heads[0][0], em))])
    beside = [run for run in runs if run.x1 <= start]
    if beside:
        roles.insert(0, "side")
        heads.insert(0, (min(run.x0 for run in beside), max(run.x1 for run in beside)))
    printed = [*runs, *(run for block in header.blocks for run in block.runs)]
    edges = [sides.left]
    if beside:
        edges.append(cut_between(heads[0][1], start, printed, sides.hints, em))
    for index in range(bool(beside), len(heads) - 1):
        (a0, a1), (b0, b1) = heads[index : index + 2]
        left, right = (a0 + a1) / 2, (b0 + b1) / 2
        are_levels = roles[index : index + 2] == ["level2", "level3"]
        if are_levels or not any(left < hint < right for hint in sides.hints):
            left, right = _told_apart(roles[index : index + 2], left, right, runs)
        edges.append(cut_between(left, right, printed, sides.hints, em))
    if not beside and header.is_printed and len(edges) > 1:
        blank = _blank_side(heads[0], start, edges[1], sides, em)
        if blank is not None:
            roles.insert(0, "side")
            edges.insert(1, blank)
    return roles, [*edges, sides.right + 1.0]


def _touches_side(run: TextRun, left: float, em: float) -> bool:
    """Whether a text under a header that begins at `left` begins with a line of the label at the side."""
    before = "".join(g.text for g in run.glyphs if g.x1 <= left)
    return left - run.x0 >= em and bool(before) and is_of_side(before)


def _told_apart(roles: Sequence[str | None], left: float, right: float, runs: Sequence[TextRun]) -> tuple[float, float]:
    """Between which places two columns side by side part: what can only be of one of them stands in it, however far
    from its header it begins."""
    one, other = roles
    between = [run for run in runs if run.x0 < right and run.x1 > left]
    ends = [run.x1 for run in between if run.x0 < left and run.x1 < right and _is_of(one, other, run.text)]
    end = max(ends, default=left)
    starts = [run.x0 for run in between if run.x0 >= max(end, left) and _is_of(other, one, run.text)]
    return max(end, left), min(starts, default=right)


def _is_of(role: str | None, other: str | None, text: str) -> bool:
    """Whether a text stands in a column of one role and not in one of another: a level, a sign of comparison or a unit,
    or none of what the other column holds."""
    if _holds(role, text):
        return not _holds(other, text)
    return role in OF_ROWS and other in ("level1", "level2") and not _holds(other, text)


def _holds(role: str | None, text: str) -> bool:
    if role in ("level1", "level2"):
        return is_level(text)
    if role == "sign":
        return set(text) <= SIGNS
    return role == "unit" and text in form_words().units


def _blank_side(head: tuple[float, float], start: float, end: float, sides: FormRulings, em: float) -> float | None:
    """Where the first column begins, if its header stands so far from the left edge that a column without a text is
    between them: that of the label at the side, which a page break cut off and the next page prints. Headers stand in
    the middle of their columns; `start`: where the texts of the column begin, `end`: its right edge."""
    left = (head[0] + head[1]) - end
    if left - sides.left < BLANK * em or left > start:
        return None
    near = [x for x in sides.hints if abs(x - left) <= em and x <= start]
    return min(near, key=lambda x: abs(x - left)) if near else left


def _rows(
    columns: Sequence[str | None],
    held: Sequence[Sequence[TextRun]],
    first: int,
    edges: Sequence[float],
    top: float,
    sides: FormRulings,
    em: float,
) -> list[float]:
    """The edges of the rows: rulings where they are there, the middle of the white else."""
    names = {i for i, role in enumerate(columns) if role == "level3" and i >= first} or {first}
    values = {i for i, role in enumerate(columns) if role == "value"}
    of_rows = [
        (run, i) for i in range(first, len(columns)) if columns[i] not in ("level1", "level2") for run in held[i]
    ]
    bottom = max((run.y1 for some in held for run in some), default=top)
    if not of_rows:
        return [top, bottom]
    rules = sides.over(edges[first], edges[-1], top - em / 2, bottom + 2 * em)
    bounds = [*([] if rules and rules[0] <= top + em else [top]), *rules]
    bounds += [] if rules and rules[-1] > bottom - em / 2 else [bottom + em / 2]
    spans = list(pairwise(bounds))
    parts = [[pair for pair in of_rows if a <= (pair[0].y0 + pair[0].y1) / 2 < b] for a, b in spans]
    lines = len(blobs_of([run for i in values for run in held[i]]))
    if len(spans) > 1 and sum(map(bool, parts)) > SAME_RULE * lines:
        found = bounds[:1]
        for (_, end), part in zip(spans, parts, strict=True):
            found += [*_middles(rows_between(part, names, values, em, is_ruled=True)), end]
        return found
    rows = [row for part in parts if part for row in rows_between(part, names, values, em)]
    free = _edges_of(_with_blank_rows(rows, columns, held, em), em)
    return [max(free[0], top), *free[1:]]


def _with_blank_rows(
    rows: list[tuple[float, float]], columns: Sequence[str | None], held: Sequence[Sequence[TextRun]], em: float
) -> list[tuple[float, float]]:
    """Rows, also those that print a second level alone: with them all levels stand nearer the middle of their rows."""
    for second in (blocks_of(held[i], em) for i, role in enumerate(columns) if role == "level2"):
        texts = [block.centre for block in second]
        for block in second:
            if any(a < block.y1 and block.y0 < b for a, b in rows):
                continue
            more = sorted([*rows, (block.y0, block.y1)])
            if _far(more, texts, em) < _far(rows, texts, em) - BETTER:
                rows = more
    return rows


def _far(rows: Sequence[tuple[float, float]], texts: Sequence[float], em: float) -> float:
    return distance(list(pairwise(_edges_of(rows, em))), texts, em)


def _edges_of(rows: Sequence[tuple[float, float]], em: float) -> list[float]:
    """The edges of rows that nothing rules: in the middle of the white, as far beyond the first and the last."""
    whites = [b[0] - a[1] for a, b in pairwise(rows)]
    half = (median(whites) if whites else em) / 2
    return [rows[0][0] - half, *_middles(rows), rows[-1][1] + half]


def _middles(rows: Sequence[tuple[float, float]]) -> list[float]:
    return [(a[1] + b[0]) / 2 for a, b in pairwise(rows)]


def _spanned(
    columns: Sequence[str | None],
    held: Sequence[Sequence[TextRun]],
    column: int,
    groups: Sequence[tuple[int, int]],
    rows: Sequence[float],
    edges: Sequence[float],
    sides: FormRulings,
    em: float,
    is_open: tuple[bool, bool],
) -> list[tuple[int, int]]:
    """Groups of rows that the cells of a column cover, as groups of those of the column at its right."""
    if columns[column] == "side":
        return [(0, len(rows) - 1)]
    over = sides.over(edges[column], edges[column + 1], rows[0] + em / 2, rows[-1] - em / 2)
    ruled = sorted({i for i in range(1, len(rows) - 1) if any(abs(rows[i] - y) < em / 2 for y in over)})
    texts = blocks_of(held[column], em)
    parts = list(pairwise([0, *ruled, len(rows) - 1]))
    stands = _are_in_the_middle(parts, texts, rows, em, is_open)
    if ruled and stands:
        return parts
    units = [(rows[a], rows[b]) for a, b in groups]
    if not texts:
        return list(groups)
    below = _level_texts(columns, held, column, groups, rows)
    own = {level_word(block.text) for block in texts}

    def strange(first: int, end: int, text: int) -> float:
        word = level_word(texts[text].text)
        parents = {form_words().second_levels.get(one) for one in below[first:end] if one}
        crossed = sum(groups[first][0] < i < groups[end - 1][1] for i in ruled)
        return STRANGE * sum(parent in own and parent != word for parent in parents if parent) + DOUBTED * crossed

    found = centred_groups(units, [block.centre for block in texts], em, strange, is_open)
    return [(groups[a][0], groups[b - 1][1]) for a, b, _ in found]


def _are_in_the_middle(
    parts: Sequence[tuple[int, int]],
    texts: Sequence[Block],
    rows: Sequence[float],
    em: float,
    is_open: tuple[bool, bool],
) -> bool:
    """Whether texts stand in the middle of parts of some rows, one in a part at most: rulings that part them otherwise
    are not all there, or one is none. A page break may have cut the first and the last part."""
    for number, (first, end) in enumerate(parts):
        inside = [block for block in texts if rows[first] <= block.centre < rows[end]]
        is_cut = (is_open[0] and number == 0) or (is_open[1] and number == len(parts) - 1)
        off = [abs(block.centre - (rows[first] + rows[end]) / 2) for block in inside]
        if len(off) > 1 or (not is_cut and any(one > OFF_MIDDLE * em for one in off)):
            return False
    return True


def _level_texts(
    columns: Sequence[str | None],
    held: Sequence[Sequence[TextRun]],
    column: int,
    groups: Sequence[tuple[int, int]],
    rows: Sequence[float],
) -> list[str | None]:
    """For each group of rows the second level beside it, where this is the column of first levels."""
    if columns[column] != "level1" or column + 1 >= len(columns) or columns[column + 1] != "level2":
        return [None] * len(groups)
    texts: list[str | None] = []
    for a, b in groups:
        inside = [run for run in held[column + 1] if rows[a] <= (run.y0 + run.y1) / 2 < rows[b]]
        text = "".join(run.text for run in sorted(inside, key=lambda run: run.base))
        texts.append(level_word(text) if is_level(text) else None)
    return texts
