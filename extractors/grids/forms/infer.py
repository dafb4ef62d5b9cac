"""Grids of performance forms that no rules draw, or that rules draw in part."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from mingzhang.extractors.grids.borderless.infer import INFERRED
from mingzhang.extractors.grids.borderless.regions import is_running
from mingzhang.extractors.grids.borderless.runs import TextRun, em_of, read_runs
from mingzhang.extractors.grids.forms.blocks import Block, blocks_of, label_of
from mingzhang.extractors.grids.forms.carried import CarriedHeader, carried_header, without_caption
from mingzhang.extractors.grids.forms.fields import field_places, left_labels
from mingzhang.extractors.grids.forms.indicators import HeaderLine, header_lines, indicator_places
from mingzhang.extractors.grids.forms.listing import list_headers, list_places
from mingzhang.extractors.grids.forms.parting import parted_lines
from mingzhang.extractors.grids.forms.shapes import FormPlace, edges_of, nearest_edge, sides_of
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box, Segment
from mingzhang.models.records.pages import Grid, GridCell, TextSource
from mingzhang.models.vocabulary.form_words import field_of, form_words, label_key
from mingzhang.models.vocabulary.table_words import kind_of_title

LEAST_LABELS = 3
SAME_EDGE = 1.0  # points
ABOVE = 0.25  # em: how far above a header the middle of a text stands that is none of its line
FIRST = ("project_name", "overall_name")
TABLE = "表"  # how titles end; lines of a goal name kinds of tables too
IN_ALL = "标"  # of 指标 and 目标: no form is without it


@dataclass(frozen=True, slots=True)
class FormPart:
    """A stretch of a page that is one form: where it begins and ends, its headers of indicators; `carried`: the columns
    of the page before, where it goes on with them (its first header then stands for theirs)."""

    top: float
    bottom: float
    headers: tuple[HeaderLine, ...]
    carried: CarriedHeader | None = None


def infer_form_grids(
    glyphs: Sequence[Glyph],
    number: int,
    rules: Sequence[Segment] = (),
    walls: Sequence[Segment] = (),
    *,
    before: Grid | None = None,
    source: TextSource,
    write: Callable[[Sequence[Glyph]], tuple[str, float]],
) -> list[Grid]:
    """The grids of the performance forms in some characters of a page (those that no ruled grid holds).

    `rules`, `walls`: the lines across and upright that are there. A form is known by a header of indicators (levels or
    names beside values) or by several labels at the left, one of which names a project or an office; the first one may
    go on with `before`, the last grid of the page before. `write` gives the text of a cell's characters and how surely
    they were read.
    """
    carried = carried_header(before)
    if carried is None and not any(glyph.text == IN_ALL for glyph in glyphs):
        return []
    lines = read_runs(glyphs)
    for end in (0, -1):
        while lines and is_running(lines[end]):
            lines.pop(end)
    if not lines:
        return []
    em = em_of([g for line in lines for run in line.runs for g in run.glyphs])
    runs = [run for line in parted_lines(lines, em) for run in line.runs]
    grids = []
    for form in _parts(blocks_of(runs, em), runs, carried, em):
        mine = [run for run in runs if form.top - em / 2 <= (run.y0 + run.y1) / 2 < form.bottom]
        places = _places(form, mine, rules, walls, em)
        if places:
            grids.append(_built(places, mine, number, source, write))
    return grids


def _parts(
    blocks: Sequence[Block], runs: Sequence[TextRun], carried: CarriedHeader | None, em: float
) -> list[FormPart]:
    """The forms of a page. A title above one parts it from what stands higher, which may go on with the page before."""
    parts = _own_parts(blocks)
    if carried is None:
        return parts
    titles = [block.y0 for block in blocks if _is_title(block, blocks)]
    end = min([*titles, *(part.top for part in parts)], default=inf)
    above = without_caption([run for run in runs if (run.y0 + run.y1) / 2 < end])
    if not carried.fits(above, em):
        return parts
    top = min(run.y0 for run in above)
    goes_on = [part for part in parts if not any(y < part.top for y in titles)]
    bottom, headers = (goes_on[0].bottom, goes_on[0].headers) if goes_on else (min(titles, default=inf), ())
    return [FormPart(top, bottom, (carried.line_at(top), *headers), carried), *parts[len(goes_on) :]]


def _own_parts(blocks: Sequence[Block]) -> list[FormPart]:
    """The forms that a page's own labels and headers tell of."""
    headers = header_lines(blocks)
    headers += [] if headers else list_headers(blocks)
    labels = left_labels(blocks)
    if not headers and not (len(labels) >= LEAST_LABELS and any(label_of(one.text) in FIRST for one in labels)):
        return []
    titles = [block.y0 for block in blocks if _is_title(block, blocks)]
    starts = [one.y0 for one in labels if field_of(one.text) is not None and one.y0 not in titles]
    starts += [one.y0 for one in headers]
    found = []
    for low, high in pairwise([-inf, *titles, inf]):
        inside = [y for y in starts if low <= y < high]
        if inside:
            found.append(FormPart(min(inside), high, tuple(one for one in headers if low <= one.y0 < high)))
    return found


def _is_title(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a text names a table and stands alone on its level."""
    key = label_key(block.text)
    if key in form_words().fields or not key.endswith(TABLE) or kind_of_title(block.text) is None:
        return False
    return not any(other is not block and other.is_beside(block) for other in blocks)


def _places(
    form: FormPart, runs: Sequence[TextRun], rules: Sequence[Segment], walls: Sequence[Segment], em: float
) -> list[FormPlace]:
    """The cells of a form: of each header with its indicators, then of the labels above and below them."""
    end = max(run.y1 for run in runs)
    text = min(run.x0 for run in runs), max(run.x1 for run in runs)
    sides = sides_of(rules, walls, text, form.top - 2 * em, end + 2 * em)
    if form.carried is not None:
        sides = form.carried.sides(sides)
    blocks = blocks_of(runs, em)
    stops = _stops(form.headers, blocks)
    places: list[FormPlace] = []
    for header, stop in zip(form.headers, stops, strict=True):
        taken = {id(run) for block in header.blocks for run in block.runs}
        below = [run for run in runs if id(run) not in taken and header.y1 - em / 2 < (run.y0 + run.y1) / 2 < stop]
        is_open = not any(block.y1 <= header.y0 for block in blocks), stop == inf == form.bottom
        if "goal" in header.roles and "value" not in header.roles:
            places += list_places(header, below, sides, em)
        else:
            places += indicator_places(header, below, sides, em, is_open)
    edges = sorted({x for place in places for x in (place.box.x0, place.box.x1)})
    roofs, floors = [place.box.y1 for place in places], [place.box.y0 for place in places]
    tops = [form.top, *stops]
    for top, bottom in zip(tops, [*(header.y0 for header in form.headers), end + em / 2], strict=True):
        rest = [run for run in runs if top - em / 2 <= (run.y0 + run.y1) / 2 < bottom - ABOVE * em]
        if rest and bottom > top:
            roof = max([y for y in roofs if y <= top + em], default=top - em / 2)
            floor = min([y for y in floors if y >= bottom - 2 * em], default=bottom)
            places += field_places(rest, sides, em, (roof, floor), edges)
    return places


def _stops(headers: Sequence[HeaderLine], blocks: Sequence[Block]) -> list[float]:
    """Where the indicators under each header end: at the next header, or at a label of the form at the left edge."""
    stops = []
    for header, end in zip(headers, [*(one.y0 for one in headers[1:]), inf], strict=False):
        labels = [
            block.y0
            for block in left_labels(blocks)
            if header.y1 < block.y0 < end
            and label_of(block.text) not in (None, "side")
            and block.x0 < header.blocks[0].x1
        ]
        stops.append(min([*labels, end]))
    return stops


def _built(
    places: Sequence[FormPlace],
    runs: Sequence[TextRun],
    number: int,
    source: TextSource,
    write: Callable[[Sequence[Glyph]], tuple[str, float]],
) -> Grid:
    """The grid that some cells make, blank ones put where none stands. What is printed within it and has no cell of its
    own belongs to the cell that it stands in: nothing printed is lost."""
    xs = edges_of((x for place in places for x in (place.box.x0, place.box.x1)), SAME_EDGE)
    ys = edges_of((y for place in places for y in (place.box.y0, place.box.y1)), SAME_EDGE)
    taken: dict[tuple[int, int], int] = {}
    spans: list[tuple[range, range]] = []
    held: list[list[Glyph]] = []
    blanks = [FormPlace(Box(a, c, b, d)) for c, d in pairwise(ys) for a, b in pairwise(xs)]
    for place in [*sorted(places, key=lambda place: (place.box.y0, place.box.x0)), *blanks]:
        columns = range(nearest_edge(place.box.x0, xs), nearest_edge(place.box.x1, xs))
        rows = range(nearest_edge(place.box.y0, ys), nearest_edge(place.box.y1, ys))
        spots = {(r, c) for r in rows for c in columns}
        if spots and not spots & taken.keys():
            taken |= dict.fromkeys(spots, len(spans))
            spans.append((rows, columns))
            held.append(list(place.glyphs))
    placed = {id(glyph) for some in held for glyph in some}
    for glyph in (g for run in runs for g in run.glyphs if id(g) not in placed):
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
            held[taken[bisect_right(ys, y) - 1, bisect_right(xs, x) - 1]].append(glyph)
    cells = []
    for (rows, columns), glyphs in sorted(zip(spans, held, strict=True), key=_first_spot):
        text, confidence = write(glyphs)
        box = _rounded(xs[columns.start], ys[rows.start], xs[columns.stop], ys[rows.stop])
        cells.append(GridCell(rows.start, columns.start, len(rows), len(columns), text, box, INFERRED * confidence))
    return Grid(number, _rounded(xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, len(xs) - 1, tuple(cells), source)


def _first_spot(cell: tuple[tuple[range, range], Sequence[Glyph]]) -> tuple[int, int]:
    (rows, columns), _ = cell
    return rows.start, columns.start


def _rounded(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
