"""The labels and values of a form without rulings: one band a label at the left, parted by what its texts are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.extractors.grids.forms.blocks import Block, blocks_of, is_word, label_of
from mingzhang.extractors.grids.forms.centred import centred_groups
from mingzhang.extractors.grids.forms.cuts import cut_between, cut_runs, parted
from mingzhang.extractors.grids.forms.rows import rows_between
from mingzhang.extractors.grids.forms.shapes import FormPlace, FormRulings
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from mingzhang.models.vocabulary.form_words import is_sum

CROSSED = 50.0  # em: what it costs that a ruling stands between a label and its value
SUM = 3.0  # em: what it costs that the values of a label begin with a sum
TIGHT = 0.5  # of a cut where less white is than usual, em


def left_labels(blocks: Sequence[Block]) -> list[Block]:
    """The labels that have no text at their left, from top to bottom; nor one that is no label itself right above or
    below at their left."""
    labels = [block for block in blocks if label_of(block.text) is not None]
    return [one for one in labels if not any(_is_left_of(other, one, other in labels) for other in blocks)]


def _is_left_of(other: Block, label: Block, is_label: bool) -> bool:
    if other is label or other.x1 > label.x0:
        return False
    apart = max(label.y0 - other.y1, other.y0 - label.y1)
    return other.is_beside(label) or (not is_label and apart < min(label.height, other.height))


def field_places(
    runs: Sequence[TextRun], sides: FormRulings, em: float, heights: tuple[float, float], columns: Sequence[float]
) -> list[FormPlace]:
    """The cells of some labels and their values between two heights; `columns`: edges that other parts of the form
    have, which these share where they can."""
    labels = left_labels(blocks_of(runs, em))
    if not labels:
        return []
    taken = {id(run) for label in labels for run in label.runs}
    lines = _lines([run for run in runs if id(run) not in taken])
    bands = _bands(labels, lines, sides, em)
    edges = [heights[0], *_between(bands, sides), heights[1]]
    places: list[FormPlace] = []
    for (label, values), span in zip(bands, pairwise(edges), strict=True):
        places += _band(label, values, sides, em, span, columns)
    return places


def _lines(runs: Sequence[TextRun]) -> list[list[TextRun]]:
    """Runs by the height that they take together."""
    found: list[list[TextRun]] = []
    low = float("-inf")
    for run in sorted(runs, key=lambda run: run.base):
        if found and (run.y0 + run.y1) / 2 < low:
            found[-1].append(run)
            low = max(low, run.y1)
        else:
            found.append([run])
            low = run.y1
    return found


def _bands(
    labels: Sequence[Block], lines: Sequence[Sequence[TextRun]], sides: FormRulings, em: float
) -> list[tuple[Block, list[TextRun]]]:
    """Each label with the lines whose middle it stands in."""
    if not lines:
        return [(label, []) for label in labels]
    spans = [(min(run.y0 for run in line), max(run.y1 for run in line)) for line in lines]
    low, high = min(labels[0].y0, spans[0][0]), max(labels[-1].y1, spans[-1][1])
    rules = [sides.over(label.x0, label.x1, low, high) for label in labels]
    whites = sorted(b[0] - a[1] for a, b in pairwise(spans))
    usual = whites[len(whites) // 2] if whites else 0.0

    def crossed(first: int, end: int, text: int) -> float:
        reach = min(labels[text].centre, places[first][0]), max(labels[text].centre, places[end - 1][1])
        cuts = [places[i][0] - places[i - 1][1] for i in (first, end) if 0 < i < len(places)]
        tight = sum(TIGHT * max(0.0, usual - white) / em for white in cuts)
        is_rest = bool(units[first][2]) and is_sum(units[first][2][0].text)
        return tight + SUM * is_rest + CROSSED * sum(reach[0] < y < reach[1] for y in rules[text])

    # A label without a value has a line of its own, of no text.
    units = sorted(
        [*((*span, line) for span, line in zip(spans, lines, strict=True)), *_blank(labels, spans)], key=_top
    )
    places = [(top, bottom) for top, bottom, _ in units]
    bands: list[tuple[Block, list[TextRun]]] = []
    for first, end, text in centred_groups(places, [label.centre for label in labels], em, crossed):
        its = [run for _, _, line in units[first:end] for run in line]
        bands.append((labels[text or 0], its))
    return bands


def _top(unit: tuple[float, float, Sequence[TextRun]]) -> float:
    return unit[0]


def _blank(labels: Sequence[Block], spans: Sequence[tuple[float, float]]) -> list[tuple[float, float, list[TextRun]]]:
    """A place on its own level for each label that has no line of text beside it, or shares it with the one above."""
    blanks: list[tuple[float, float, list[TextRun]]] = []
    used: set[int] = set()
    for label in labels:
        beside = [i for i, (a, b) in enumerate(spans) if i not in used and a < label.y1 and label.y0 < b]
        if beside:
            used.add(beside[0])
        else:
            blanks.append((label.centre, label.centre, []))
    return blanks


def _between(bands: Sequence[tuple[Block, list[TextRun]]], sides: FormRulings) -> list[float]:
    """The heights at which bands part: at a ruling, else in the middle of the white."""
    edges = []
    for (one, its), (other, theirs) in pairwise(bands):
        low = max([one.y1, *(run.y1 for run in its)])
        high = min([other.y0, *(run.y0 for run in theirs)])
        rules = sides.over(other.x0, other.x1, min(low, high) - 1.0, max(low, high) + 1.0)
        edges.append(rules[0] if rules else (low + high) / 2)
    return edges


def _band(
    label: Block,
    runs: Sequence[TextRun],
    sides: FormRulings,
    em: float,
    heights: tuple[float, float],
    columns: Sequence[float],
) -> list[FormPlace]:
    top, bottom = heights
    hints = [*sides.hints, *columns]
    own = tuple(g for run in label.runs for g in run.glyphs)
    if not runs:
        return [FormPlace(Box(sides.left, top, sides.right, bottom), own)]
    stretches = parted(runs, em)
    start = max(stretches[0][0], label.x1) + em / 2
    beside = None if _are_labels(stretches[0], runs) else label.x1
    first = cut_between(label.middle, start, [*label.runs, *runs], hints, em, beside)
    places = [FormPlace(Box(sides.left, top, first, bottom), own)]
    if len(stretches) == 1:
        return [*places, FormPlace(Box(first, top, sides.right, bottom), _glyphs(runs))]
    cuts = [
        cut_between((a[0] + a[1]) / 2, (b[0] + b[1]) / 2, runs, hints, em, _label_side(a, b, runs))
        for a, b in pairwise(stretches)
    ]
    edges = [first, *cuts, sides.right]
    runs = cut_runs(runs, cuts, em)
    held = [[run for run in runs if a <= run.middle < b] for a, b in pairwise([0.0, *cuts, sides.right + em])]
    levels = _levels(held, top, bottom, sides, (edges[0], edges[-1]), em)
    for (left, right), its in zip(pairwise(edges), held, strict=True):
        blocks = blocks_of(its, em)
        for upper, lower in pairwise(levels):
            above, below = (-inf if upper == top else upper), (inf if lower == bottom else lower)
            inside = [run for block in blocks if above <= block.centre < below for run in block.runs]
            places.append(FormPlace(Box(left, upper, right, lower), _glyphs(inside)))
    return places


def _label_side(left: tuple[float, float], right: tuple[float, float], runs: Sequence[TextRun]) -> float | None:
    """Where of two stretches side by side the one ends or begins whose cells are tight there: labels at either end, a
    text where it begins. None where both are labels, which head what stands below them."""
    labels = _are_labels(left, runs), _are_labels(right, runs)
    return None if all(labels) else left[1] if labels[0] else right[0]


def _are_labels(stretch: tuple[float, float], runs: Sequence[TextRun]) -> bool:
    inside = [run for run in runs if stretch[0] <= run.middle <= stretch[1]]
    return sum(is_word(run.text) for run in inside) * 2 > len(inside)


def _levels(
    held: Sequence[Sequence[TextRun]],
    top: float,
    bottom: float,
    sides: FormRulings,
    width: tuple[float, float],
    em: float,
) -> list[float]:
    """The edges of the rows of a band: one row a label, where a column holds labels; else by names and values."""
    columns = [blocks_of(its, em) for its in held]
    labels = max(columns, key=lambda blocks: sum(is_word(block.text) for block in blocks))
    if sum(is_word(block.text) for block in labels) * 2 > len(labels):
        spans = [(block.y0, block.y1) for block in labels]
    else:
        figures = max(range(len(held)), key=lambda i: sum(run.is_amount for run in held[i]))
        names = max((i for i in range(len(held)) if i != figures), key=lambda i: len(held[i]))
        spans = rows_between([(run, i) for i, its in enumerate(held) for run in its], {names}, {figures}, em)
    edges = [top]
    for one, other in pairwise(spans):
        rules = sides.over(*width, one[1] - 1.0, other[0] + 1.0)
        edges.append(rules[0] if rules else (one[1] + other[0]) / 2)
    return [*edges, bottom]


def _glyphs(runs: Sequence[TextRun]) -> tuple[Glyph, ...]:
    return tuple(g for run in runs for g in run.glyphs)
