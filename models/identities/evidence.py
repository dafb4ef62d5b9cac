"""Which broken relations accuse: only those that the same document proves elsewhere, and that no other reading mends.

A sum that does not come out has many causes: a rule that does not apply, rows of the next page, a level counted twice,
a rounding. It is held against the office only where the same relation holds in other rows (columns, tables) in which it
could have failed, and where no column or row of the table makes up the difference. Figures recognised from a picture
are no accusation but a doubt of our reading, and stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from mingzhang.models.identities.arithmetic.figures import ColumnBlock, FigureTable, Ledger
from mingzhang.models.identities.arithmetic.nesting import Node
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.identities.declarations import words
from mingzhang.models.identities.elsewhere import Elsewhere
from mingzhang.models.identities.exactness import accuse_last_digits
from mingzhang.models.structure.misprints import FEWEST_DIGITS
from mingzhang.models.structure.rest import makes_up
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind

# So many other places must bear a relation out before a failure of it is held against anyone.
NEEDED = 3
EQUAL = frozenset(
    ("same_in_two_tables", "totals_between_tables", "balance", "revenue_by_source", "form_project", "detail_list")
)
ALONG_COLUMN = frozenset(
    ("code_children", "total_codes", "ordinal_children", "total_ordinals", "list_children", "list_total")
)
# What 三公 is made of is said by its names, in law: a little proof is enough.
THREE_PUBLIC = "three_public"
# 合计 is the sum of what stands under it, whether that bears codes or ordinals.
FAMILIES = {"total_codes": "totals", "total_ordinals": "totals"}
# Which row is over which is told by names, ordinals or sums there, not by codes.
GUESSED = frozenset(("ordinal_children", "list_children", "list_total"))
# Why a proven sum that falls short accuses nobody; that it does not add up in print stays true.
WITHHELD = "注明涉密内容未公开"
_WITHHELD = re.compile("涉密.{0,24}(?:剔除|不予|未公开|不公开|不列|隐去)|(?:剔除|不含|不包括).{0,12}涉密")
# What else is kept secret of a unit leaves no gap in its sums.
_OF_NO_SUM = re.compile("编制|机构设置|人员情况|职能")
TreesOfTables = Mapping[int, Sequence[tuple[ColumnBlock, Sequence[Node]]]]


def weigh(ledger: Ledger, trials: Sequence[Trial], trees: TreesOfTables) -> None:
    """Marks what is broken, and leaves as failures only the accusations that are proved (see the module)."""
    for trial in trials:
        trial.is_broken = trial.status is CheckStatus.FAIL
    scales = _Scales(ledger, trials, trees)
    for trial in trials:
        if trial.status is CheckStatus.PASS and not could_fail(ledger, trial):
            trial.proves = trial.proves and scales.bears_out(trial)
        if trial.is_broken and all(ledger.is_sure(number) for number in (*trial.wholes, *trial.parts)):
            scales.judge(trial)
    accuse_last_digits(ledger, trials, EQUAL)


def could_fail(ledger: Ledger, trial: Trial) -> bool:
    """Whether a trial says something: a sum of three figures or more that are not zero, or a figure printed twice."""
    values = ledger.values
    count = sum(1 for n in (*trial.wholes, *trial.parts) if values[n])
    return any(values[n] for n in trial.wholes) and count >= (2 if trial.rule in EQUAL else 3)


class _Scales:
    """What a document says for and against each of its relations."""

    def __init__(self, ledger: Ledger, trials: Sequence[Trial], trees: TreesOfTables) -> None:
        self.ledger = ledger
        self.trials = trials
        self.trees = trees
        self.held: dict[str, dict[int, dict[int, set[int]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(set))
        )
        self.broken: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.twofold: dict[str, set[int]] = defaultdict(set)
        self.plain: dict[str, Counter[int]] = defaultdict(Counter)
        self.columns: Counter[tuple[int, int]] = Counter()
        self.elsewhere = Elsewhere(ledger)
        self.culprits: dict[int, list[tuple[int, Trial]]] = defaultdict(list)
        self.held_in: Counter[tuple[int, int]] = Counter()
        self.bad_in: Counter[tuple[int, int]] = Counter()
        self.in_rows: set[tuple[int, int]] = set()
        for trial in trials:
            trial.family = FAMILIES.get(trial.rule, trial.family)
            row = self._row(trial)
            if trial.is_broken and abs(trial.residual) > self._rounding(trial):
                self.broken[trial.family][trial.relation].add(row)
                self.columns[trial.relation, row] += 1
                self.bad_in[self._column(trial)] += trial.rule in ALONG_COLUMN
                for number, owed in trial.owed():
                    self.culprits[number].append((owed, trial))
            elif trial.status is CheckStatus.PASS and could_fail(ledger, trial):
                self.held[trial.family][trial.relation][row].add(ledger.values[trial.wholes[0]])
                self.held_in[self._column(trial)] += trial.rule in ALONG_COLUMN
                if trial.rule.startswith("row_"):
                    places = (ledger.places[number] for number in (*trial.wholes, *trial.parts))
                    self.in_rows.update((position, column) for position, _, column in places)
            elif trial.status is CheckStatus.PASS and self._prints_money(trial):
                self.twofold[trial.family].add(ledger.values[trial.wholes[0]])
                self.plain[trial.family][trial.relation] += 1

    def judge(self, trial: Trial) -> None:
        rounding = self._rounding(trial)
        if abs(trial.residual) <= rounding:
            trial.status, trial.tolerance, trial.proves = CheckStatus.PASS, rounding, False
            return
        mates, kin, bad, bad_kin = self._counts(trial)
        twice = self._twice(trial)
        trial.mates, trial.proven_by = mates, mates + kin
        trial.confidence = round((mates + kin + 1) / (mates + kin + bad + bad_kin + 2), 4)
        note = self._excuse(trial, mates, kin, bad, bad_kin, twice)
        if note:
            trial.status, trial.note, trial.proves = CheckStatus.NOT_APPLICABLE, note, False

    def _excuse(self, trial: Trial, mates: int, kin: int, bad: int, bad_kin: int, twice: bool) -> str:
        """Why a broken relation accuses nobody; "" where it does."""
        ledger = self.ledger
        if not any(ledger.printed(number) for number in trial.wholes):
            return "合计为空"
        if not any(ledger.values[number] for number in trial.parts):
            return "各部分均为空或为零"
        is_told = trial.rule not in EQUAL and self.elsewhere.tells(trial)
        if (
            not is_told
            and trial.rule in (*GUESSED, "form_funds")
            and sum(1 for n in trial.parts if ledger.values[n]) < 2
        ):
            return "只有一个部分"
        if trial.rule in ALONG_COLUMN and self._levels_added(trial):
            return "各部分恰为合计的整数倍：几级并列，结构未定"
        if is_told:
            return ""
        if twice and (trial.residual < 0 or trial.rule not in ALONG_COLUMN or not self._withheld):
            return ""
        lawful = trial.family == THREE_PUBLIC
        if mates + kin < self._needed(trial) and not self._same_rows_hold(trial):
            return f"此关系只另有{mates + kin}处成立，不足为凭"
        kin += self._plain_kin(trial)
        if not lawful and ((bad > max(1, mates) and bad > kin) or bad + bad_kin > mates + kin):
            return "此关系多处不成立，不适用于此表"
        if trial.residual > 0 and trial.rule in ALONG_COLUMN and self._withheld:
            return WITHHELD
        return self._open_structure(trial)

    def _open_structure(self, trial: Trial) -> str:
        """What else the rows and columns could be; "" where nothing is open."""
        if self._is_no_sum_column(trial) and not self._twice(trial):
            return "此栏自身的合计多不成立，只由旁栏得证"
        if trial.rule in GUESSED and self._misplaced(trial):
            return "上下级只由名称推定，或有未列示的行，结构未定"
        if trial.rule in ALONG_COLUMN:
            if self._deducts(trial):
                return "另有减项使其平衡"
            if self._runs_on(trial):
                return "表可能续在下页"
            if not self._is_misprint_by_code(trial) and self._other_rows(trial):
                return "另有各行使其平衡，结构未定"
        elif self._other_columns(trial):
            return "同行另有一栏使其平衡，结构未定"
        return ""

    def _needed(self, trial: Trial) -> int:
        """How many other places must bear a relation out, one less where a figure looks misprinted."""
        if trial.rule == "detail_list":
            return 1 if self._looks_misprinted(trial, fewest=1) and self._other_list_adds_up(trial) else 2
        return (1 if trial.family == THREE_PUBLIC else NEEDED) - self._looks_misprinted(trial)

    def _other_list_adds_up(self, trial: Trial) -> bool:
        """Whether the office's other list (trainings beside meetings) comes out to the last digit, with several rows.

        A file has two such lists at most, so no more places can bear this relation out.
        """
        return any(
            other.rule == trial.rule
            and other is not trial
            and other.status is CheckStatus.PASS
            and not other.residual
            and sum(1 for n in other.parts if self.ledger.values[n]) > 1
            for other in self.trials
        )

    def _is_no_sum_column(self, trial: Trial) -> bool:
        """Whether a column does not add up by itself, though those beside it do: it is a memo (其中：…), or a rate.

        Such a column is in no sum along a row. Where none of its own holds, or a part is blank, only misprints accuse.
        """
        place = self._column(trial)
        if trial.rule not in ALONG_COLUMN or place in self.in_rows:
            return False
        if not all(self.ledger.printed(number) for number in trial.parts) and not self._looks_misprinted(trial):
            return True
        panels = [{c.index for c in block.columns} for block in self.ledger.sheets[place[0]].blocks]
        beside = next((panel for panel in panels if place[1] in panel), set()) - {place[1]}
        if not any(self.held_in[place[0], column] for column in beside):
            return False
        held, bad = self.held_in[place], self.bad_in[place]
        return (bad > 1 and bad > held) or (not held and not self._looks_misprinted(trial))

    def _looks_misprinted(self, trial: Trial, fewest: int = FEWEST_DIGITS) -> bool:
        return any(self.ledger.intended(number, owed, trial.tolerance, fewest) for number, owed in trial.owed())

    def _is_misprint_by_code(self, trial: Trial) -> bool:
        """Whether printed codes say which rows are the parts, and a misprint of one explains the sum."""
        printed = [self.ledger.lines[number] for number in trial.parts]
        return (
            trial.rule == "code_children"
            and all(line is None or line.item_code for line in printed)
            and self._looks_misprinted(trial)
        )

    def _levels_added(self, trial: Trial) -> bool:
        """Whether the parts come to twice the whole, or three times: each level below it was counted."""
        whole = sum(self.ledger.values[number] for number in trial.wholes)
        parts = sum(self.ledger.values[number] for number in trial.parts)
        times = round(parts / whole) if whole else 0
        return times >= 2 and abs(parts - times * whole) <= times * trial.tolerance

    def bears_out(self, trial: Trial) -> bool:
        """Whether a relation that says little here (one part, the others blank or zero) is proved by its other rows."""
        mates, kin, _, _ = self._counts(trial)
        return mates > 0 or kin >= NEEDED or len(self.twofold[trial.family]) >= NEEDED

    def _prints_money(self, trial: Trial) -> bool:
        """Whether the whole is printed as money is, and not as a code or an ordinal."""
        line = self.ledger.lines[trial.wholes[0]]
        return line is not None and bool(line.amount_yuan) and any(sign in line.amount_text for sign in ".,")

    def _plain_kin(self, trial: Trial) -> int:
        """Rows of other tables of the same header in which the relation holds with one part that is not zero."""
        if not trial.rule.startswith("row_"):
            return 0
        return sum(count for relation, count in self.plain[trial.family].items() if relation != trial.relation)

    def _row(self, trial: Trial) -> int:
        return self.ledger.places[trial.wholes[0]][1]

    def _column(self, trial: Trial) -> tuple[int, int]:
        position, _, column = self.ledger.places[trial.wholes[0]]
        return position, column

    def _rounding(self, trial: Trial) -> int:
        """What printing explains, in cents: every addend rounded, one of them twice."""
        ledger = self.ledger
        steps = [ledger.step(number) for number in (*trial.wholes, *trial.parts) if ledger.values[number]]
        largest = max(steps, default=1)
        if trial.rule in EQUAL and len(set(steps)) == 1:  # the same amount, printed twice in the same unit
            return max(trial.tolerance, largest if largest > 1 else 0)
        return max(trial.tolerance, sum(steps) // 2 + largest if largest > 1 else 0)

    def _counts(self, trial: Trial) -> tuple[int, int, int, int]:
        """(rows or columns of the relation that bear it out, those elsewhere in the document, broken ones of each)."""
        row, value = self._row(trial), self.ledger.values[trial.wholes[0]]
        of_family = self.held.get(trial.family, {})
        mates = sum(
            1 if other != row else len(its - {value}) for other, its in of_family.get(trial.relation, {}).items()
        )
        kin = sum(len(rows) for relation, rows in of_family.items() if relation != trial.relation)
        broken = self.broken.get(trial.family, {})
        bad = len(broken.get(trial.relation, ()))
        return mates, kin, bad, sum(len(rows) for relation, rows in broken.items() if relation != trial.relation)

    def _same_rows_hold(self, trial: Trial) -> bool:
        """Whether another column proves which rows make up this one: of so many, they don't meet by chance."""
        if trial.rule not in ALONG_COLUMN or sum(1 for n in trial.parts if self.ledger.values[n]) < NEEDED:
            return False
        held = self.held.get(trial.family, {}).get(trial.relation, {}).get(self._row(trial), set())
        return bool(held - {self.ledger.values[trial.wholes[0]]})

    def _misplaced(self, trial: Trial) -> bool:
        """Whether a row fails in several columns, and either falls short in them or comes out in none.

        Then rows of the list are not printed, or the row is not over those below it.
        """
        row = self._row(trial)
        held = self.held.get(trial.family, {}).get(trial.relation, {}).get(row)
        return self.columns[trial.relation, row] > 1 and (trial.residual > 0 or not held)

    def _twice(self, trial: Trial) -> bool:
        """Whether one figure of the trial, wrong by the same amount, breaks a relation of another sort too.

        Where it looks misprinted, another of the same sort will do.
        """
        figures = {*trial.wholes, *trial.parts}
        for number, owed in trial.owed():
            if not self.ledger.printed(number) and self._column(trial) not in self.in_rows:
                continue  # a blank accuses nobody in a column that no sum along a row wants
            is_misprint = bool(self.ledger.intended(number, owed, trial.tolerance))
            for others, other in self.culprits[number]:
                if abs(others - owed) > (max(trial.tolerance, other.tolerance) if is_misprint else 0):
                    continue
                if is_misprint:
                    if figures & {*other.wholes, *other.parts} == {number}:
                        return True
                    continue
                if any(trial.rule in sort and other.rule in sort for sort in (EQUAL, GUESSED)):
                    continue
                if trial.rule == other.rule and (number in trial.wholes) == (number in other.wholes):
                    continue
                if figures & {*other.wholes, *other.parts} == {number}:
                    return True
        return False

    def _deducts(self, trial: Trial) -> bool:
        """Whether rows among those of a sum that are taken off (减：…) make it come out."""
        position, _, column = self.ledger.places[trial.wholes[0]]
        rows = [self.ledger.places[number][1] for number in (*trial.wholes, *trial.parts)]
        sheet = self.ledger.sheets[position]
        taken = [
            number
            for block in sheet.blocks
            for row in block.rows
            if min(rows) < row.index < max(rows)
            and plain(row.name).startswith(tuple(words()["deducted"]))
            and (number := sheet.ids.get((row.index, column))) is not None
        ]
        off = sum(self.ledger.values[number] * (2 if number in trial.parts else 1) for number in taken)
        return bool(off) and abs(trial.residual + off) <= trial.tolerance

    def _runs_on(self, trial: Trial) -> bool:
        """Whether the rows of a sum are the last of their table and an untitled table follows with more of it."""
        sheet = self.ledger.sheet_of(trial.wholes[0])
        last = max(self.ledger.places[number][1] for number in (*trial.wholes, *trial.parts))
        tables = self.ledger.document.tables
        if (sheet.rows and last < sheet.rows[-1]) or sheet.position + 1 >= len(tables):
            return False
        after = tables[sheet.position + 1]
        near = sheet.table.last_page <= after.first_page <= sheet.table.last_page + 1
        alike = not after.title or after.title == sheet.table.title or after.table_kind is TableKind.OTHER
        return near and alike and abs(after.column_count - sheet.table.column_count) <= 2

    def _other_rows(self, trial: Trial) -> bool:
        """Whether rows beside the parts, or some of the parts left out, make the sum come out in every column."""
        position, whole, column = self.ledger.places[trial.wholes[0]]
        rows = {self.ledger.places[number][1] for number in trial.parts}
        sheet = self.ledger.sheets[position]
        for block, nodes in self.trees.get(position, ()):
            columns = [c.index for c in block.columns]
            if column not in columns:
                if abs(trial.residual - self._roots(sheet, columns[0], nodes)) <= trial.tolerance:
                    return True
                continue
            order = [node.row.index for node in nodes]
            values = [
                tuple(self.ledger.values[n] if (n := sheet.ids.get((row, c))) is not None else 0 for c in columns)
                for row in order
            ]
            parts = [place for place, row in enumerate(order) if row in rows]
            wholes = [place for place, row in enumerate(order) if row == whole]
            if parts and wholes and makes_up(values, wholes[0], parts, columns.index(column), trial.tolerance):
                return True
        return False

    def _roots(self, sheet: FigureTable, column: int, nodes: Sequence[Node]) -> int:
        """The sum of the topmost rows of a panel beside."""
        numbers = (sheet.ids.get((n.row.index, column)) for n in nodes if n.parent is None and n.style != "total")
        return sum(self.ledger.values[number] for number in numbers if number is not None)

    def _other_columns(self, trial: Trial) -> bool:
        """Whether some parts left out, or another column of the row, make a sum along a row come out."""
        ledger = self.ledger
        if trial.rule in EQUAL:
            return any(self._stands_beside(one, other) for one in trial.wholes for other in trial.parts)
        rest = [ledger.values[number] for number in trial.parts]
        return any(value and abs(trial.residual + value) <= trial.tolerance for value in rest)

    def _stands_beside(self, one: int, other: int) -> bool:
        """Whether the row of a figure holds, in another column, what the other table prints (another account)."""
        for here, there in ((one, other), (other, one)):
            sheet = self.ledger.sheet_of(here)
            _, row, column = self.ledger.places[here]
            wanted = self.ledger.values[there]
            for near in sheet.order:
                number = sheet.ids.get((row, near))
                if near != column and number is not None and self.ledger.values[number] == wanted:
                    return True
        return False

    @cached_property
    def _withheld(self) -> bool:
        """Whether the document says that secret items were left out of it."""
        document = self.ledger.document
        texts = [line.text for page in document.pages for line in page.lines]
        texts += [cell.text for table in document.tables for cell in table.cells if "涉密" in cell.text]
        said = [part for part in re.split("[。；;！]", plain("".join(texts))) if "密" in part or "公开" in part]
        return any(
            (_WITHHELD.search(part) or any(word in part for word in words()["withheld"]))
            and not _OF_NO_SUM.search(part)
            for part in said
        )
