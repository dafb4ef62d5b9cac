"""What other places of a document print for a figure that looks misprinted."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from mingzhang.models.identities.arithmetic.figures import Ledger
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.identities.formal.names import bare_name

# An amount of so many digits, without zeros at the end, is no other one by chance.
LONG_AMOUNT = 5


class Elsewhere:
    """The amounts of a document by where they stand."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tells(self, trial: Trial) -> bool:
        """Whether one figure looks misprinted and another place prints what makes the sum come out: another table for
        its item, or any place, where the figure as it stands is printed once and the other has too many digits to be
        the same by chance.

        That neither a wrong relation nor another account brings about.
        """
        its = {*trial.wholes, *trial.parts}
        for number, owed in trial.owed():
            value, position = self._ledger.values[number], self._ledger.places[number][0]
            for amount in self._ledger.intended(number, owed, trial.tolerance):
                item = self._item(number)
                if item and self._told.get((item, amount), set()) - {position}:
                    return True
                is_long = len(str(amount).rstrip("0")) >= LONG_AMOUNT
                if is_long and len(self._numbers_of[value]) == 1 and self._numbers_of.get(amount, set()) - its:
                    return True
        return False

    @cached_property
    def _numbers_of(self) -> dict[int, set[int]]:
        """The places that print an amount, in cents."""
        found: dict[int, set[int]] = defaultdict(set)
        for number, value in enumerate(self._ledger.values):
            found[value].add(number)
        return found

    def _item(self, number: int) -> str:
        """The code or the bare name of the row of a figure; "" for totals."""
        line = self._ledger.lines[number]
        return "" if line is None or line.is_total else line.item_code or bare_name(line.item_name or "")

    @cached_property
    def _told(self) -> dict[tuple[str, int], set[int]]:
        """The tables that print an amount, in cents, for an item."""
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for number, (position, _, _) in enumerate(self._ledger.places):
            if self._ledger.values[number] and (item := self._item(number)):
                found[item, self._ledger.values[number]].add(position)
        return found
