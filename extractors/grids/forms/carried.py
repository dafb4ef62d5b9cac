"""Forms that go on over a page break without printing their header again: the page before tells their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.extractors.grids.forms.blocks import Block, blocks_of, is_level, label_of
from mingzhang.extractors.grids.forms.cuts import cut_between
from mingzhang.extractors.grids.forms.indicators import HeaderLine
from mingzhang.extractors.grids.forms.shapes import FormRulings
from mingzhang.extractors.grids.forms.telling import is_value
from mingzhang.extractors.heads.captions import is_caption, is_table_number
from mingzhang.models.records.pages import Grid, GridCell
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.form_words import column_of, heads_indicators

BESIDE = 1.0  # em: how far text may stand outside of the columns of the page before (two scans lie apart)
CROSSED = 0.1  # of the texts: how many may have a character on an edge (names that fill their column to the ruling)
MOSTLY = 0.5  # of the texts in the columns of levels (where they are blank, of values): how many are such


@dataclass(frozen=True, slots=True)
class CarriedHeader:
    """The columns of the indicators at the foot of a page: what each stands for (None: unknown), and their edges
    (points), one more than columns."""

    roles: tuple[str | None, ...]
    edges: tuple[float, ...]

    def line_at(self, top: float) -> HeaderLine:
        """The header as one that stands at a height and prints nothing."""
        blocks = tuple(Block((), "", a, top, b, top) for a, b in pairwise(self.edges))
        return HeaderLine(blocks, self.roles)

    def sides(self, here: FormRulings) -> FormRulings:
        """The rulings of the page that goes on, with these edges of columns, which stand where nothing else tells."""
        left, right = self.edges[0], self.edges[-1]
        return FormRulings(here.rules, left, right, tuple(sorted({*here.hints, *self.edges[1:-1]})))

    def fits(self, runs: Sequence[TextRun], em: float) -> bool:
        """Whether some texts stand in these columns: none beyond them, levels under levels, values under values."""
        reach = BESIDE * em
        if not runs or min(run.x0 for run in runs) < self.edges[0] - reach:
            return False
        if max(run.x1 for run in runs) > self.edges[-1] + reach:
            return False
        middles = [(a + b) / 2 for a, b in pairwise(self.edges)]
        cuts = [cut_between(a, b, runs, self.edges[1:-1], em) for a, b in pairwise(middles)]
        crossed = sum(any(g.x0 < cut < g.x1 for cut in cuts for g in run.glyphs) for run in runs)
        if crossed > CROSSED * len(runs):
            return False
        bounds = list(pairwise([self.edges[0] - reach, *cuts, self.edges[-1] + reach]))
        levels: list[bool] = []
        values: list[bool] = []
        for role, (left, right) in zip(self.roles, bounds, strict=True):
            blocks = blocks_of([run for run in runs if left <= run.middle < right], em)
            if role in ("level1", "level2"):
                levels += [is_level(block.text) for block in blocks if len(block.text) > 1]
            elif role == "value":
                values += [is_value(block.text) for block in blocks]
        told = levels or values
        return bool(values) and sum(told) > MOSTLY * len(told)


def without_caption(runs: Sequence[TextRun]) -> list[TextRun]:
    """The texts at the head of a page without the number of the table and its unit of money, each alone on its line."""
    found = sorted(runs, key=lambda run: run.y0)
    while found and (is_table_number(found[0].text) or is_caption(plain(found[0].text))):
        if any(run.y0 < (found[0].y0 + found[0].y1) / 2 for run in found[1:2]):
            break
        found.pop(0)
    return found


def carried_header(grid: Grid | None) -> CarriedHeader | None:
    """The columns of the indicators that a grid ends with; None where it ends with something else."""
    if grid is None:
        return None
    for row in range(grid.row_count - 1, -1, -1):
        cells = [cell for cell in grid.cells if cell.row <= row < cell.row + cell.row_span]
        starting = [cell for cell in cells if cell.row == row]
        if any(_ends_indicators(cell) for cell in starting):
            return None
        heads = sorted((cell for cell in starting if column_of(cell.text)), key=_left)
        if heads_indicators(column_of(cell.text) for cell in heads):
            return _columns(sorted(cells, key=_left))
    return None


def _columns(cells: Sequence[GridCell]) -> CarriedHeader:
    roles = ["side" if cell.row_span > 1 and column_of(cell.text) is None else column_of(cell.text) for cell in cells]
    return CarriedHeader(tuple(roles), tuple([cell.box.x0 for cell in cells] + [cells[-1].box.x1]))


def _left(cell: GridCell) -> int:
    return cell.column


def _ends_indicators(cell: GridCell) -> bool:
    return cell.column == 0 and label_of(cell.text) not in (None, "side")
