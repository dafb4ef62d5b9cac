"""One identity tried on some figures, before it becomes a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mingzhang.models.identities.arithmetic.figures import Ledger
from mingzhang.models.vocabulary.enums import CheckStatus


@dataclass(slots=True)
class Trial:
    """The sum of `wholes` should be the sum of `parts` (numbers of places). `residual` and `tolerance` are in cents.

    `proves` is False where equality says little about the figures (they were found by their sums, or are rounded more
    coarsely than they are printed). `note` is why the trial is not applicable.

    Trials of one `relation` say the same of other rows or columns of a table; those of one `family` say it of other
    tables of the document. `is_broken`: the figures do not agree, whoever is to blame. `proven_by`: how many others of
    the relation (`mates`) or family hold and could have failed; `confidence`: their share.
    """

    rule: str
    wholes: tuple[int, ...]
    parts: tuple[int, ...]
    label: str
    residual: int
    tolerance: int
    status: CheckStatus
    proves: bool = True
    note: str = ""
    is_fixed: bool = True
    relation: int = -1
    family: str = ""
    is_broken: bool = False
    mates: int = 0
    proven_by: int | None = None
    confidence: float | None = None

    def owed(self) -> list[tuple[int, int]]:
        """Each figure, with what would have to be added to it alone, in cents, for the sum to come out."""
        return [
            *((number, -self.residual) for number in self.wholes),
            *((number, self.residual) for number in self.parts),
        ]


class Tries:
    """Collects trials. A rule that mostly fails in a table was not understood there: its trials are not applicable."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.trials: list[Trial] = []
        self._relations = 0

    def make(
        self,
        rule: str,
        wholes: Iterable[int],
        parts: Iterable[int],
        label: str,
        quantum: int,
        *,
        slack: int | None = None,
        proves: bool = True,
    ) -> Trial | None:
        """A trial with its outcome; None where no place of it is printed.

        Each addend may be off by half of the last printed decimal, the whole too; what is printed to the cent is exact.
        """
        values, lines = self.ledger.values, self.ledger.lines
        whole_ids, part_ids = tuple(wholes), tuple(parts)
        if not any(lines[n] is not None for n in whole_ids) and not any(lines[n] is not None for n in part_ids):
            return None
        residual = sum(values[n] for n in whole_ids) - sum(values[n] for n in part_ids)
        if slack is None:
            count = sum(1 for n in part_ids if values[n]) + sum(1 for n in whole_ids if values[n])
            slack = 0 if quantum <= 1 else quantum * max(2, count) // 2
        status = CheckStatus.PASS if abs(residual) <= slack else CheckStatus.FAIL
        return Trial(rule, whole_ids, part_ids, label, residual, slack, status, proves)

    def add(self, trials: Iterable[Trial | None], *, certain: bool = False) -> None:
        """Keep trials of one structure. Where more fail than hold on a picture, the structure was guessed wrong.

        `certain` structures (codes, named totals) are given up only where several fail and hardly any holds.
        """
        found = [trial for trial in trials if trial is not None]
        held = sum(1 for t in found if t.status is CheckStatus.PASS and self.is_telling(t))
        failed = sum(1 for t in found if t.status is CheckStatus.FAIL)
        wrong = failed > max(2, 2 * held) if certain else failed > held or (failed and not held)
        if wrong:
            for trial in found:
                if self.is_telling(trial) and not self._is_read_surely(trial):
                    trial.status = CheckStatus.NOT_APPLICABLE
                    trial.note = "表的结构与此关系不符"
                    trial.proves = False
        self.keep(found)

    def _is_read_surely(self, trial: Trial) -> bool:
        """Whether no figure of a trial may have been misread: then what it is worth is weighed with all others."""
        return all(self.ledger.is_sure(number) for number in (*trial.wholes, *trial.parts))

    def keep(self, trials: Iterable[Trial], family: str = "") -> None:
        """Keep trials of one relation as they are."""
        self._relations += 1
        for trial in trials:
            trial.relation = self._relations
            trial.family = trial.family or family or trial.rule
            self.trials.append(trial)

    def is_telling(self, trial: Trial) -> bool:
        """Whether a trial has anything but zeros."""
        values = self.ledger.values
        return any(values[n] for n in trial.wholes) or any(values[n] for n in trial.parts)

    def score(self, trials: Iterable[Trial | None]) -> tuple[int, int]:
        """How many telling trials hold and fail."""
        held = failed = 0
        for trial in trials:
            if trial is None or not self.is_telling(trial):
                continue
            if trial.status is CheckStatus.PASS:
                held += 1
            else:
                failed += 1
        return held, failed

    def best(self, variants: Iterable[Callable[[], list[Trial | None]]]) -> list[Trial | None]:
        """The trials of the structure that holds best: most held less failed, the first of equals."""
        chosen: list[Trial | None] = []
        top: tuple[int, int] | None = None
        for variant in variants:
            trials = variant()
            held, failed = self.score(trials)
            rank = (held - 2 * failed, held)
            if top is None or rank > top:
                top, chosen = rank, trials
        return chosen
