"""Which figures are proved, and which are in doubt.

A figure is proved by identities that hold exactly. One identity proves it against a wrong digit, point or sign; to be
proved against having changed places with a neighbour, some identity must tell the two apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from mingzhang.models.identities.arithmetic.figures import FORMS, FigureTable, Ledger
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.identities.evidence import could_fail
from mingzhang.models.identities.twice import Twice
from mingzhang.models.vocabulary.enums import CheckStatus, Verification

DOUBTFUL = 0.8
FEW = 6
GROUP = 3  # digits that a comma parts off
ODD_ONE_IN = 20  # a way of printing that one figure in so many has is odd among the others
SURELY_READ = 0.95
BETWEEN = ("same_in_two_tables", "revenue_by_source", "totals_between_tables", "form_project", "balance", "detail_list")


def judge(
    ledger: Ledger, trials: Sequence[Trial], confirmed: Set[int] = frozenset(), doubted: Set[int] = frozenset()
) -> dict[int, Verification]:
    """The verification of every printed figure, by its number: whether its reading is trusted.

    `confirmed` figures are told by the narrative just so; `doubted` ones are told otherwise. What was read from a text
    layer is in no doubt because the office added wrongly.
    """
    twice = Twice(ledger, trials)
    told = _told(ledger, trials)
    odd = _Prints(ledger).is_odd
    blanks = _Blanks()
    found: dict[int, Verification] = {}
    for number, line in enumerate(ledger.lines):
        if line is None:
            continue
        slips = told.slips.get(number, [])
        sure = ledger.is_sure(number)
        proofs = [trial for trial in told.proofs.get(number, []) if sure or _convinces(ledger, trial)]
        proofs = [trial for trial in proofs if sure or not twice.explains(number, trial)]
        doubted_reading = number in told.failed or _is_slip(slips, len(proofs))
        if line.verification is Verification.SUSPECT or (doubted_reading and not sure):
            found[number] = Verification.SUSPECT
        elif number in told.failed or number in told.contradicted:
            found[number] = Verification.UNVERIFIED
        elif (number in confirmed and len(slips) < 2) or (
            proofs and len(proofs) > len(slips) and _holds_place(ledger, number, proofs, blanks)
        ):
            found[number] = Verification.VERIFIED
        elif line.confidence < DOUBTFUL or (not sure and (number in doubted or odd(number))):
            found[number] = Verification.SUSPECT
        else:
            found[number] = Verification.UNVERIFIED
    return found


@dataclass(slots=True)
class _Told:
    """What the trials of a document say of its figures, by number. `slips`: what sums that hold leave over (cents)."""

    proofs: dict[int, list[Trial]] = field(default_factory=lambda: defaultdict(list))
    slips: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    failed: set[int] = field(default_factory=set)
    contradicted: set[int] = field(default_factory=set)


def _told(ledger: Ledger, trials: Sequence[Trial]) -> _Told:
    told = _Told()
    for trial in trials:
        everywhere = (*trial.wholes, *trial.parts)
        if trial.status is CheckStatus.NOT_APPLICABLE:
            if trial.is_broken and (trial.proven_by or _is_under(ledger, trial)):
                told.contradicted.update(everywhere)
            continue
        if _is_at_the_edge(ledger, trial):
            told.contradicted.update(everywhere)
        if trial.status is CheckStatus.FAIL:
            told.failed.update(everywhere)
        elif trial.residual == 0 and trial.proves:
            for number in everywhere:
                told.proofs[number].append(trial)
        elif trial.residual and not trial.is_broken:
            for number in trial.wholes:
                told.slips[number].append(-trial.residual)
            for number in trial.parts:
                told.slips[number].append(trial.residual)
    told.contradicted |= _same_amounts(ledger, trials, told.failed | told.contradicted)
    return told


def _convinces(ledger: Ledger, trial: Trial) -> bool:
    """Whether a trial proves recognised figures: a whole of two parts or more that are not zero, or one figure in two
    tables. Where it only says that two figures of a row or column are equal, both must be printed as money and read
    surely: codes and ordinals are equal too, and a misreading may come twice."""
    if could_fail(ledger, trial):
        return True
    lines = [line for number in (*trial.wholes, *trial.parts) if (line := ledger.lines[number]) is not None]
    return all("." in line.amount_text and line.confidence >= SURELY_READ for line in lines)


def _same_amounts(ledger: Ledger, trials: Sequence[Trial], doubted: Set[int]) -> set[int]:
    """Totals that repeat a doubted one (本年支出合计 and 支出总计, where nothing is carried over)."""
    found: set[int] = set()
    for trial in trials:
        if trial.rule == "total_ordinals" and trial.status is CheckStatus.PASS and not trial.residual:
            printed = {number for number in (*trial.wholes, *trial.parts) if ledger.values[number]}
            if len(printed) == 2 and printed & doubted:
                found |= printed
    return found


def _is_under(ledger: Ledger, trial: Trial) -> bool:
    """Whether the codes of a trial say that its parts belong to its whole, whatever else of it is guessed."""
    above = {line.item_code for n in trial.wholes if (line := ledger.lines[n]) is not None}
    below = {line.item_code for n in trial.parts if (line := ledger.lines[n]) is not None}
    return len(above) == 1 and all(one and code and code.startswith(one) for one in above for code in below)


def _is_at_the_edge(ledger: Ledger, trial: Trial) -> bool:
    """Whether a sum comes out only if all its parts were rounded as badly as can be, and its whole too."""
    count = sum(1 for number in trial.parts if ledger.values[number])
    steps = [ledger.step(number) for number in (*trial.wholes, *trial.parts) if ledger.values[number]]
    return 2 * abs(trial.residual) > max(steps, default=1) * max(count, 2)


class _Prints:
    """How the figures of each table are printed: decimals, separators, signs. What differs from all others is odd."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.decimals: dict[int, Counter[int]] = {}
        self.grouped: dict[int, Counter[bool]] = {}
        self.negative: Counter[tuple[int, int]] = Counter()
        for number, line in enumerate(ledger.lines):
            if line is None:
                continue
            position, _, column = ledger.places[number]
            home = self._home(position)
            text = line.amount_text
            self.decimals.setdefault(home, Counter())[_decimals(text)] += 1
            if _could_be_grouped(text):
                self.grouped.setdefault(home, Counter())["," in text] += 1
            if ledger.values[number] < 0:
                self.negative[position, column] += 1

    def _home(self, position: int) -> int:
        """Forms are too short to have a manner of their own: all of a document are taken together."""
        sheet = self.ledger.sheets[position]
        return -1 if sheet.kind in FORMS and not sheet.blocks else position

    def is_odd(self, number: int) -> bool:
        """Whether a figure is the only negative one of its column, or printed as (nearly) no other of its table is."""
        line = self.ledger.lines[number]
        if line is None:
            return False
        position, _, column = self.ledger.places[number]
        if self.ledger.values[number] < 0 and self.negative[position, column] == 1:
            return True
        home = self._home(position)
        decimals, grouped = self.decimals[home], self.grouped.get(home, Counter())
        count = sum(decimals.values())
        if count >= FEW and decimals[_decimals(line.amount_text)] <= count // ODD_ONE_IN + 1 < count // 2:
            return True
        is_long = _could_be_grouped(line.amount_text)
        others = grouped[True] + grouped[False]
        return is_long and others >= FEW and grouped["," in line.amount_text] <= others // ODD_ONE_IN + 1 < others // 2


def _could_be_grouped(text: str) -> bool:
    """Whether a printed amount has so many digits before its point that a comma may part them."""
    return len(text) > GROUP + 1 and _whole_digits(text) > GROUP


def _decimals(text: str) -> int:
    point = text.rfind(".")
    return sum(map(str.isdecimal, text[point:])) if point >= 0 else 0


def _whole_digits(text: str) -> int:
    return sum(map(str.isdecimal, text.split(".", 1)[0]))


def _is_slip(slips: Sequence[int], proofs: int) -> bool:
    """Whether nothing proves a figure and one and the same small change of it would mend all its identities."""
    return len(slips) >= 2 and not proofs and len(set(slips)) == 1


def _holds_place(ledger: Ledger, number: int, proofs: Sequence[Trial], blanks: _Blanks) -> bool:
    """Whether the proofs would show it if the figure had changed places with a neighbour."""
    position, row, column = ledger.places[number]
    sheet = ledger.sheets[position]
    value = ledger.values[number]
    signs = [(_sign(trial, number), trial) for trial in proofs]
    for along, other in _neighbours(sheet, row, column):
        if ledger.values[other] != value and not any(
            sign != _sign(trial, other) for sign, trial in signs if trial.is_fixed or along == "row"
        ):
            return False
    for along, place in blanks.around(sheet, row, column):
        if value == 0:
            return False
        known = sheet.ids.get(place)
        if not any(
            sign != (_sign(trial, known) if known is not None else 0)
            for sign, trial in signs
            if (known is not None or _is_across(trial, along)) and (trial.is_fixed or along == "row")
        ):
            return False
    return True


def _is_across(trial: Trial, along: str) -> bool:
    """Whether a trial runs across a column (or a row): then a blank place further along it is no addend of it."""
    is_row = trial.rule.startswith("row_")
    if trial.rule in BETWEEN:
        return True
    return is_row if along == "column" else not is_row


class _Blanks:
    """The blank cells next to a figure, where a table has such cells."""

    def __init__(self) -> None:
        self.known: dict[int, set[tuple[int, int]]] = {}

    def around(self, sheet: FigureTable, row: int, column: int) -> list[tuple[str, tuple[int, int]]]:
        blank = self.known.get(sheet.position)
        if blank is None:
            cells = sheet.table.cells
            blank = {(cell.row_index, cell.column_index) for cell in cells if not cell.text and not cell.is_header}
            self.known[sheet.position] = blank
        ways = (
            ("column", (row - 1, column)),
            ("column", (row + 1, column)),
            ("row", (row, column - 1)),
            ("row", (row, column + 1)),
        )
        return [(along, place) for along, place in ways if place in blank]


def _sign(trial: Trial, number: int) -> int:
    return trial.wholes.count(number) - trial.parts.count(number)


def _neighbours(sheet: FigureTable, row: int, column: int) -> list[tuple[str, int]]:
    """The figures (or places that identities name) next to a figure along its row and its column, two on each side."""
    ids = sheet.ids
    columns = sheet.order
    rows = sheet.rows
    at_column, at_row = columns.index(column), bisect_left(rows, row)
    found: list[tuple[str, int]] = []
    for way in (columns[at_column + 1 : at_column + 5], columns[:at_column][::-1][:4]):
        found += [("row", number) for number in _first_two([ids.get((row, c)) for c in way])]
    for way in (rows[at_row + 1 : at_row + 12], rows[max(at_row - 11, 0) : at_row][::-1]):
        found += [("column", number) for number in _first_two([ids.get((r, column)) for r in way])]
    return found


def _first_two(places: Sequence[int | None]) -> list[int]:
    return [number for number in places if number is not None][:2]
