"""A tar known by its first block: the sum in the header holds, in the oldest form too, which has no other mark."""

from __future__ import annotations

BLOCK = 512
_SUM = slice(148, 156)


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a tar header."""
    block = head[:BLOCK]
    digits = block[_SUM].strip(b" \0")
    if len(block) < BLOCK or not block[0] or not digits or not set(digits) <= set(b"01234567"):
        return False
    return int(digits, 8) == sum(block) - sum(block[_SUM]) + 8 * ord(" ")
