"""One misreading that comes twice: 46,284.00 and 46,161.69 below it, both read with a 1, still add up with 122.31."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.models.identities.arithmetic.figures import Ledger
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.vocabulary.enums import CheckStatus


class Twice:
    """The changes of one digit that would mend the identities in which recognised figures fail, by figure."""

    def __init__(self, ledger: Ledger, trials: Sequence[Trial]) -> None:
        self._values = ledger.values
        self._mended: dict[int, list[tuple[Trial, int]]] = {}
        for trial in trials:
            if trial.status is not CheckStatus.FAIL:
                continue
            for members, change in ((trial.wholes, -trial.residual), (trial.parts, trial.residual)):
                for number in members:
                    if ledger.lines[number] is not None and not ledger.is_sure(number):
                        found = _one_digit(ledger.values[number], change, trial.tolerance)
                        self._mended.setdefault(number, []).extend((trial, one) for one in found)

    def explains(self, number: int, proof: Trial) -> bool:
        """Whether a figure and another of its proof would change by the same digit, the other to mend what fails."""
        own = _sign(proof, number)
        for other in (*proof.wholes, *proof.parts):
            if other == number:
                continue
            for failing, change in self._mended.get(other, ()):
                if number in failing.wholes or number in failing.parts:
                    continue
                if any(_one_digit(self._values[number], -change * _sign(proof, other) * own, 0)):
                    return True
        return False


def _sign(trial: Trial, number: int) -> int:
    return 1 if number in trial.wholes else -1


def _one_digit(value: int, change: int, tolerance: int) -> Iterator[int]:
    """The changes of one digit of a value (cents) that are a given change, within a tolerance."""
    wanted = abs(value + change) if (value + change) * value >= 0 else -1
    place = 1
    while wanted >= 0 and place <= abs(value):
        digit = abs(value) // place % 10
        for new in range(10):
            changed = abs(value) + (new - digit) * place
            if new != digit and abs(changed - wanted) <= tolerance:
                yield (changed - abs(value)) * (1 if value >= 0 else -1)
        place *= 10
