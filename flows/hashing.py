"""Files known by their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

PART = 1 << 20  # bytes read at a time


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    return sha256_and_head(path, 0)[0]


def sha256_and_head(path: Path, most: int) -> tuple[str, bytes]:
    """The sha256 of a file's bytes and the first `most` of them, read once."""
    with path.open("rb") as stream:
        head = stream.read(most)
        digest = hashlib.sha256(head)
        while part := stream.read(PART):
            digest.update(part)
    return digest.hexdigest(), head
