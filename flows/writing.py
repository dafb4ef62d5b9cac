"""Files that a person asked for. Where one cannot be written a sentence says so, before a long run where that shows."""

from __future__ import annotations

import os
from pathlib import Path

from mingzhang.models.errors import ErrorCode, MingzhangError


def require_place(file: Path) -> Path:
    """A file's path, where its folder is there and may be written to. Raises `MingzhangError` (`not_writable`)."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{file}: there is no folder {folder}")
    if file.is_dir():
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{file}: it is a folder")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{file}: it may not be written")
    return file


def write_file(file: Path, data: bytes) -> None:
    """Write a file. Raises `MingzhangError` (`not_writable`)."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{file}: {error.strerror or error}") from error
