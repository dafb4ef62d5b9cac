"""Where the header of a table without rules ends and its body begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import RunLine
from mingzhang.extractors.heads.headers import count_header_rows, is_number_row
from mingzhang.models.records.pages import Grid
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.table_words import header_word, header_words

HEADER_LINES = 12
APART = 3.2
ONE_ROW = 1.05
LONG_TEXT = 12  # characters of a line that no header has
LEADING = 1.8  # em: lines of one text follow each other closer
INDENT = 2.5  # em: the first line of a text stands so far in or out at most


def table_lines(lines: Sequence[RunLine]) -> list[RunLine]:
    """A region's lines less running heads and feet that stand far off."""
    kept = list(lines)
    steps = sorted(b.base - a.base for a, b in pairwise(kept))
    usual = steps[len(steps) // 2] if steps else 0.0
    while len(kept) > 2 and len(kept[0].runs) == 1 and kept[1].base - kept[0].base > APART * usual:
        kept.pop(0)
    while len(kept) > 2 and len(kept[-1].runs) <= 2 and kept[-1].base - kept[-2].base > APART * usual:
        kept.pop()
    return kept


def parts_of(
    lines: Sequence[RunLine], em: float, rules: Sequence[float] = ()
) -> tuple[list[RunLine], list[RunLine], list[RunLine]]:
    """Lines of the header, of the column numbers, and of the body. `rules`: places of the lines across the table."""
    beside = 0
    for index, line in enumerate(lines):
        if index and len(line.runs) > 1 and is_number_row(line.texts):
            return list(lines[:index]), [line], list(lines[index + 1 :])
        if _begins_body(line):
            first = _first_of_body(lines, index, em, rules)
            return list(lines[:first]), [], list(lines[first:])
        beside += len(line.runs) > 1
        if beside >= HEADER_LINES:
            break
    return [], [], list(lines)


def parts_again(lines: Sequence[RunLine], before: Grid) -> tuple[list[RunLine], list[RunLine], list[RunLine]]:
    """The same for a page that goes on with a table: its first lines are a header only if they repeat that one's."""
    rows = count_header_rows(before)
    texts = [plain(cell.text) for cell in before.cells if cell.row < rows]
    index = 0
    for line in lines[:HEADER_LINES]:
        if is_number_row(line.texts) and len(line.runs) > 1:
            return list(lines[:index]), [line], list(lines[index + 1 :])
        if _begins_body(line) or not all(any(run.text in text for text in texts) for run in line.runs):
            break
        index += 1
    return list(lines[:index]), [], list(lines[index:])


def _begins_body(line: RunLine) -> bool:
    """Whether a line has a figure, or begins with the ordinal or code of an item."""
    first = line.runs[0]
    if any(run.is_figure or run.is_glued or (run.begins_item and run.text[:2] != "其中") for run in line.runs):
        return True
    numbers = [run for run in line.runs if run.is_amount and not run.is_year]
    return (first.is_total and bool(numbers)) or (first.is_code and not first.is_year and len(line.runs) > len(numbers))


def _first_of_body(lines: Sequence[RunLine], index: int, em: float, rules: Sequence[float]) -> int:
    """The first line of the body, given the first that shows that it belongs there.

    What stands below the ruling under the header belongs to the body; where none is drawn, so do lines of a name that
    wraps around its figures and of a text that goes on below.
    """
    above = [rule for rule in rules if lines[0].base < rule < lines[index].base]
    if above:
        first = next(i for i, line in enumerate(lines) if line.base > above[-1])
        if not any(_is_header(run.text) for line in lines[first:index] for run in line.runs):
            return first
    while index > 1 and (
        lines[index].base - lines[index - 1].base < ONE_ROW * em or _goes_on_below(lines[index - 1], lines[index:], em)
    ):
        index -= 1
    return index


def _is_header(text: str) -> bool:
    return header_word(text) in header_words()


def _goes_on_below(line: RunLine, body: Sequence[RunLine], em: float) -> bool:
    """Whether a line is of texts, a long one among them, that all go on in the next line below them."""
    if max(len(run.text) for run in line.runs) < LONG_TEXT or any(_is_header(run.text) for run in line.runs):
        return False
    near = [run for other in body if other.base - line.base <= LEADING * em for run in other.runs]
    return all(
        any(abs(other.x0 - run.x0) <= INDENT * em and not other.is_amount for other in near) for run in line.runs
    )
