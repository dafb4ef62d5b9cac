"""What a misprint looks like: one digit another one, or two neighbours changed over."""

from __future__ import annotations

FEWEST_DIGITS = 4


def is_misprint(one: int, other: int) -> bool:
    """Whether two amounts in cents differ as a misprint does, in one digit or in two that changed places.

    Amounts of few digits (20,000 and 30,000) are too near one another to tell, and so are zero and negative ones.
    """
    left, right = str(one), str(other)
    if min(one, other) <= 0 or len(left) != len(right):
        return False
    if max(len(left.rstrip("0")), len(right.rstrip("0"))) < FEWEST_DIGITS:
        return False
    apart = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        return left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]
    return len(apart) == 1
