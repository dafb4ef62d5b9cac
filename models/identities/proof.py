"""Which figures are proved, and which are in doubt.

A figure is proved by identities that hold exactly. One identity proves it against a wrong digit, point or sign; to be
proved against having changed places with a neighbour, some identity must tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.identities.figures import Ledger, Sheet
from models.identities.trials import Trial
from models.vocabulary import CheckStatus, Verification

DOUBTFUL = 0.8


def judge(ledger: Ledger, trials: Sequence[Trial]) -> dict[int, Verification]:
    """The verification of every printed figure, by its number."""
    exact: dict[int, list[Trial]] = {}
    loose: dict[int, list[int]] = {}
    failed: set[int] = set()
    for trial in trials:
        if trial.status is CheckStatus.NOT_APPLICABLE:
            continue
        everywhere = (*trial.wholes, *trial.parts)
        if trial.status is CheckStatus.FAIL:
            failed.update(everywhere)
        elif trial.residual == 0 and trial.proves:
            for number in everywhere:
                exact.setdefault(number, []).append(trial)
        elif trial.residual:
            for number in trial.wholes:
                loose.setdefault(number, []).append(-trial.residual)
            for number in trial.parts:
                loose.setdefault(number, []).append(trial.residual)
    found: dict[int, Verification] = {}
    for number, line in enumerate(ledger.lines):
        if line is None:
            continue
        proofs = exact.get(number, [])
        slips = loose.get(number, [])
        if number in failed or line.verification is Verification.SUSPECT or _is_slip(slips, len(proofs)):
            found[number] = Verification.SUSPECT
        elif proofs and len(proofs) > len(slips) and _holds_place(ledger, number, proofs):
            found[number] = Verification.VERIFIED
        elif line.confidence < DOUBTFUL:
            found[number] = Verification.SUSPECT
        else:
            found[number] = Verification.UNVERIFIED
    return found


def _is_slip(slips: Sequence[int], proofs: int) -> bool:
    """Whether nothing proves a figure and one and the same small change of it would mend all its identities."""
    return len(slips) >= 2 and not proofs and len(set(slips)) == 1


def _holds_place(ledger: Ledger, number: int, proofs: Sequence[Trial]) -> bool:
    """Whether the proofs would show it if the figure had changed places with a neighbour."""
    position, row, column = ledger.places[number]
    value = ledger.values[number]
    signs = [(_sign(trial, number), trial) for trial in proofs]
    for other in _neighbours(ledger.sheets[position], row, column):
        known = other is not None
        if (ledger.values[other] if other is not None else 0) == value:
            continue
        if not any(sign != (_sign(trial, other) if known and other is not None else 0) for sign, trial in signs):
            return False
    return True


def _sign(trial: Trial, number: int) -> int:
    return trial.wholes.count(number) - trial.parts.count(number)


def _neighbours(sheet: Sheet, row: int, column: int) -> list[int | None]:
    """The two places next to a figure on each side, as far as there are columns of figures. None: a blank place."""
    ids = sheet.ids
    columns = list(sheet.columns)
    left = sorted((c for c in columns if c < column), reverse=True)[:2]
    right = sorted(c for c in columns if c > column)[:2]
    found = [ids.get((row, c)) for c in (*left, *right)]
    return found + [ids.get((r, column)) for r in (row - 1, row - 2, row + 1, row + 2)]
