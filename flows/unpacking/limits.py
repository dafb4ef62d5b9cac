"""What unpacking may cost, measured on the bytes themselves; what an archive says of its sizes is not believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from mingzhang.models.errors import ErrorCode, MingzhangError

MEBIBYTE = 1 << 20
GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Limits of one archive with all that is packed in it. `ratio` counts after the first `free_bytes`.

    `stuck_seconds` in which nothing comes out end the process that unpacks, and `archive_seconds` for one archive; it
    may take `memory_mib`.
    """

    members: int = 10_000
    levels: int = 3
    ratio: int = 100
    free_bytes: int = MEBIBYTE
    total_bytes: int = 10 * GIGABYTE
    stuck_seconds: float = 120.0
    archive_seconds: float = 3600.0
    memory_mib: int = 2048


class OverLimit(Exception):
    """A budget is used up; caught by whoever gave it out."""

    def __init__(self, budget: Budget, error: MingzhangError) -> None:
        self.budget = budget
        self.error = error
        super().__init__(str(error))


@dataclass(slots=True, eq=False)
class Budget:
    """What may still come out of something packed that takes `packed_bytes`; charged with what is packed in it too.

    The innermost budget that is used up stops what it was given for, and nothing else.
    """

    limits: UnpackLimits
    packed_bytes: int
    parent: Self | None = None
    unpacked_bytes: int = field(default=0)
    members: int = field(default=0)

    def inner(self, packed_bytes: int) -> Budget:
        """The budget of something within."""
        return Budget(self.limits, packed_bytes, self)

    def count_member(self) -> None:
        """One more member. Raises OverLimit."""
        self.members += 1
        if self.parent is not None:
            self.parent.count_member()
        elif self.members > self.limits.members:
            raise self.over(f"{self.limits.members:,} members")

    def charge(self, byte_count: int) -> None:
        """More bytes came out. Raises OverLimit."""
        self.unpacked_bytes += byte_count
        over = max(self.limits.free_bytes, self.limits.ratio * self.packed_bytes)
        if self.unpacked_bytes > over:
            raise self.over(f"{self.limits.ratio} times its size")
        if self.parent is not None:
            self.parent.charge(byte_count)
        elif self.unpacked_bytes > self.limits.total_bytes:
            raise self.over(f"{self.limits.total_bytes / GIGABYTE:g} GB")

    def over(self, what: str) -> OverLimit:
        """The error that says that this budget is used up."""
        return OverLimit(self, MingzhangError(ErrorCode.ARCHIVE_TOO_LARGE, what))
