"""What a misprint looks like: one digit another one, or two neighbours changed over."""

from __future__ import annotations

FEWEST_DIGITS = 4
# A difference of fewer steps of rounding than this is any digit's.
FEWEST_STEPS = 10


def is_misprint(one: int, other: int, fewest: int = FEWEST_DIGITS) -> bool:
    """Whether two amounts in cents differ as a misprint does, in one digit or in two that changed places.

    Amounts of few digits (20,000 and 30,000), fewer than `fewest`, are too near one another to tell, and so are zero
    and negative ones.
    """
    left, right = str(one), str(other)
    if min(one, other) <= 0 or len(left) != len(right):
        return False
    if max(len(left.rstrip("0")), len(right.rstrip("0"))) < fewest:
        return False
    apart = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        return left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]
    return len(apart) == 1


def intended(printed: int, owed: int, slack: int = 0, fewest: int = FEWEST_DIGITS) -> list[int]:
    """What a figure may have been meant to be where a sum, rounded by up to `slack`, owes it `owed`; all in cents."""
    found = [printed + owed] if is_misprint(printed, printed + owed, fewest) else []
    apart = abs(owed)
    unit = 10 ** (len(str(apart)) - 1)
    if unit < FEWEST_STEPS * slack or slack < 1:
        return found
    for step in (apart // unit * unit, (apart // unit + 1) * unit):
        moved = printed + step if owed > 0 else printed - step
        if step != apart and abs(step - apart) <= slack and is_misprint(printed, moved, fewest):
            found.append(moved)
    return found
