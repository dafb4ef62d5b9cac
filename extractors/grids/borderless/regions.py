"""Which stretches of a page are tables without rules: under a caption, with figures in columns beside names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun
from mingzhang.extractors.heads.captions import is_page_number, read_caption
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine
from mingzhang.models.text.amounts import currency_in
from mingzhang.models.text.codes import FUNCTION_LEVELS
from mingzhang.models.text.patterns import MONEY_UNIT, YEAR
from mingzhang.models.vocabulary.enums import TableKind
from mingzhang.models.vocabulary.table_words import header_role, kind_of_title

MOST_RUNS, UNIT_RUNS, LONG_RUN = 6, 4, 12  # runs of a heading, of a line that tells the unit; characters of a note
LEAST_FIGURES = 6
FEW_FIGURES = 3
LEAST_COLUMNS = 2
NAMED = 0.5
ALL_NAMED = 0.9
LEAST_CODED = 8  # lines of a list of codes: fewer may be examples in a text
FORMS = (TableKind.PERFORMANCE_TARGET_FORM, TableKind.OVERALL_PERFORMANCE_TARGET_FORM)

_NOTE = re.compile(r"^[(（]?(?:注|备注|说明|附注)\d?[:：]")
_SENTENCE = re.compile(r"[一-鿿]{4}[。；]|。$")
_RUNNING = re.compile(rf"{YEAR}年.*(?:预算|决算|公开)")
_UNIT = re.compile(r"单位")
# A unit set apart (单  位： 万元), and no two headers of which one tells of units (数量/单位 | 金额（元）).
_UNIT_APART = re.compile(rf"单位[:：]?(?:人民币)?[(（]?{MONEY_UNIT}")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of a page that may be a table. `known`: a caption names a kind of table; `unit`: one names a unit."""

    lines: tuple[RunLine, ...]
    known: bool
    unit: bool


def find_regions(lines: Sequence[RunLine]) -> list[Region]:
    """The stretches of a page between captions and notes."""
    regions: list[Region] = []
    mine: list[RunLine] = []
    middle = (min(line.runs[0].x0 for line in lines) + max(line.runs[-1].x1 for line in lines)) / 2 if lines else 0.0
    known = unit = False
    open_ = True
    for line in lines:
        caption = _caption(line)
        if caption is not None:
            if mine:
                regions.append(Region(tuple(mine), known, unit))
                mine, known, unit = [], False, False
            known, unit, open_ = known or caption[0], unit or caption[1], True
        elif _ends_table(line) and line.runs[0].x0 < middle:
            if mine:
                regions.append(Region(tuple(mine), known, unit))
            mine, known, unit, open_ = [], False, False, False
        elif open_:
            mine.append(line)
    if mine:
        regions.append(Region(tuple(mine), known, unit))
    return regions


def is_running(line: RunLine) -> bool:
    """Whether a first or last line is a page number or a running head."""
    if len(line.runs) <= 3 and is_page_number(line.text):
        return True
    return len(line.runs) == 1 and bool(_RUNNING.search(line.text)) and kind_of_title(line.text) is None


def _caption(line: RunLine) -> tuple[bool, bool] | None:
    """(names a kind of table, names a unit of money) for a line of a caption, None for any other line."""
    if any(run.is_figure for run in line.runs) or len(line.runs) > MOST_RUNS:
        return None
    unit = any(_UNIT.search(run.text) and currency_in(run.text) for run in line.runs) or (
        len(line.runs) <= UNIT_RUNS and bool(_UNIT_APART.search("".join(line.text.split())))
    )
    caption = read_caption([TextLine(line.text, Box(line.runs[0].x0, line.y0, line.runs[-1].x1, line.y1))])
    kind = kind_of_title(caption.title) if caption.title and len(line.runs) <= 3 else None
    if kind is None and not unit:
        return None
    return kind is not None and kind not in FORMS, unit


def _ends_table(line: RunLine) -> bool:
    """Whether a line is a note or running text, which stands at the left and in one piece."""
    first = line.runs[0].text
    return bool(_NOTE.match(line.text)) or (
        len(line.runs) <= 3 and len(first) > LONG_RUN and bool(_SENTENCE.search(first))
    )


def _is_named(row: RunLine, lines: Sequence[RunLine]) -> bool:
    """Whether words or codes stand in the row of a line of figures, or so near that they wrap around it."""
    reach = 1.2 * (row.y1 - row.y0)
    near = [line for line in lines if abs(line.base - row.base) <= reach]
    return any(not run.is_figure and not run.is_glued for line in near for run in line.runs)


def counted_headers(region: Region) -> int:
    """How many texts that stand over figures in budget tables stand side by side above the first figures, where one
    that stands over names or codes is among them; else 0."""
    above = []
    for line in region.lines:
        if any(run.is_figure or run.is_glued for run in line.runs):
            break
        above.append(line)
    roles = [[role for run in line.runs if (role := header_role(run.text)) is not None] for line in above]
    if not any(role in ("code", "name", "text") for some in roles for role in some):
        return 0
    return max((some.count("figure") for some in roles if len(some) > 1), default=0)


def is_coded_list(region: Region) -> bool:
    """Whether nearly every line begins with a code of the budget classification and goes on with a name, in columns:
    a page amid a long table, which bears neither caption nor header."""
    coded = [
        line
        for line in region.lines
        if len(line.runs) > 1
        and line.runs[0].is_code
        and len(line.runs[0].text) in FUNCTION_LEVELS
        and not line.runs[0].is_year
        and not line.runs[1].is_amount
    ]
    if len(coded) < LEAST_CODED or len(coded) < ALL_NAMED * len(region.lines):
        return False
    codes, names = (max(line.runs[at].x0 for line in coded) for at in (0, 1))
    return codes < min(line.runs[1].x0 for line in coded) and names < min(
        (line.runs[-1].x0 for line in coded if line.runs[-1].is_figure), default=names
    )


def is_table(region: Region, continued: bool, framed: bool = False) -> bool:
    """Whether figures stand in columns beside names: under a caption, under the header of a budget table, within a
    frame, as a list of codes, or as a table of the page before goes on."""
    headers = counted_headers(region)
    headed = headers >= LEAST_COLUMNS
    coded = is_coded_list(region)
    if not (region.known or region.unit or continued or headers or framed or coded):
        return False
    figures = [run for line in region.lines for run in line.runs if run.is_figure or (headed and run.is_glued)]
    columns: list[list[TextRun]] = []
    for run in sorted(figures, key=lambda run: run.x1):
        home = next((c for c in columns if any(min(o.x1, run.x1) > max(o.x0, run.x0) for o in c)), None)
        if home is None:
            columns.append([run])
        else:
            home.append(run)
    enough = FEW_FIGURES if continued or headed or coded or (region.known and region.unit) else LEAST_FIGURES
    if len(figures) < enough:
        return False
    aligned = [column for column in columns if len(column) > 1]
    one_row = len(columns) >= FEW_FIGURES and len(aligned) == 0
    if not aligned and not one_row:
        return False
    rows = [line for line in region.lines if any(run.is_figure for run in line.runs)]
    named = [line for line in rows if _is_named(line, region.lines)]
    share = len(named) / len(rows)
    return one_row or continued or share >= (NAMED if len(aligned) >= LEAST_COLUMNS else ALL_NAMED)
