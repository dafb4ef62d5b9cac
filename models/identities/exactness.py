"""Documents whose figures are not rounded: there a last digit that is off, in two sums at once, is a misprint.

A table of 万元 with two decimals may add up to a few last digits, each figure being rounded; so nothing is said of such
differences. But whether a document rounds can be seen: where dozens of sums all come out to the last digit, nothing
was rounded. Of 85 budgets read, 31 were off nowhere in 25 to 190 sums, all others in one of thirteen sums or more. A
grand total that is off by a last digit along its row and its column is quite honest where its parts were rounded; so
as many sums must come out as would hardly ever do so in a document that rounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence

from mingzhang.models.identities.arithmetic.figures import Ledger
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.vocabulary.enums import CheckStatus

# So many sums of two parts or more must come out exactly, and none beside those in question may not: where one of
# thirteen is off, all of them do so in one document of 170.
FEWEST_SUMS = 64


def accuse_last_digits(ledger: Ledger, trials: Sequence[Trial], equal: frozenset[str]) -> None:
    """Fail the trials that hold only within rounding though nothing is rounded, where one figure explains them: wrong
    by the same amount in two of them that share nothing else. `equal` names the rules that hold one figure against
    another.

    A whole with one part only is that part printed again, as in two tables: such a pair does not round where the sums
    of the document do. Where all pairs but those of one figure agree, and no sum is made by it as it stands, it is
    wrong.
    """
    exact: Counter[int] = Counter()
    exact_pairs: Counter[int] = Counter()
    off: dict[int, list[Trial]] = defaultdict(list)
    made: set[int] = set()
    for trial in trials:
        step = _step(ledger, trial)
        if step <= 1 or trial.status is not CheckStatus.PASS:
            continue
        if trial.residual:
            off[step].append(trial)
        elif _is_pair(ledger, trial):
            exact_pairs[step] += 1
        elif trial.rule not in equal and sum(1 for number in trial.parts if ledger.values[number]) > 1:
            exact[step] += 1
            made.update((*trial.wholes, *trial.parts))
    for step, its in off.items():
        if exact[step] >= FEWEST_SUMS:
            _accuse(_of_one_figure(ledger, its), exact[step], f"同一文件中另有{exact[step]}处合计均精确到末位")
        pairs = [trial for trial in its if _is_pair(ledger, trial)]
        if exact_pairs[step] >= FEWEST_SUMS:
            wrong = _of_one_figure(ledger, pairs, made)
            _accuse(wrong, exact_pairs[step], f"同一文件中另有{exact_pairs[step]}对相同的数均一致到末位")


def _accuse(trials: Sequence[Trial], exact: int, note: str) -> None:
    for trial in trials:
        trial.status, trial.tolerance, trial.proves = CheckStatus.FAIL, 0, False
        trial.proven_by, trial.note = exact, note
        trial.confidence = round(exact / (exact + len(trials)), 4)


def _is_pair(ledger: Ledger, trial: Trial) -> bool:
    """Whether a trial holds one amount against one other: none else of it is printed but zeros."""
    values = ledger.values
    wholes, parts = ([n for n in numbers if values[n]] for numbers in (trial.wholes, trial.parts))
    return len(wholes) == 1 and len(parts) == 1


def _step(ledger: Ledger, trial: Trial) -> int:
    """The last printed decimal of a trial's figures in cents; 0 where they differ in it."""
    steps = {ledger.step(number) for number in (*trial.wholes, *trial.parts) if ledger.values[number]}
    return steps.pop() if len(steps) == 1 else 0


def _of_one_figure(ledger: Ledger, trials: Sequence[Trial], made: Container[int] = ()) -> list[Trial]:
    """The trials, where one surely read figure, wrong by one amount, explains them all and two are of their own; not a
    figure of `made`, those that a sum wants as they are."""
    owed: dict[tuple[int, int], list[Trial]] = defaultdict(list)
    for trial in trials:
        for number in trial.wholes:
            owed[number, -trial.residual].append(trial)
        for number in trial.parts:
            owed[number, trial.residual].append(trial)
    for (number, _), its in owed.items():
        if len(its) < len(trials) or len(its) < 2 or not ledger.printed(number) or not ledger.is_sure(number):
            continue
        if number in made:
            continue
        others = [{*trial.wholes, *trial.parts} - {number} for trial in its]
        if any(not one & other for place, one in enumerate(others) for other in others[:place]):
            return list(its)
    return []
