"""A warehouse's file as it stood at one moment, copied so that nobody who writes it has to wait, or makes others wait.

DuckDB lets one process write a file and then none other read it. Its file holds still all the same: what a checkpoint
writes goes to free blocks, and only its last write, of the header, makes them count. A copy of file and log between two
looks at the header that are alike is therefore the warehouse after its last commit.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError

# Three headers of 4 KiB: the file's own and the two that checkpoints write in turn.
HEADERS = 3 * 4096
TRIES, PAUSE = 20, 0.25


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another: (modification in ns, bytes) of the file and of its log."""

    file: tuple[int, int]
    log: tuple[int, int] | None


def stamp_of(path: Path) -> Stamp:
    """The state of a warehouse's file now. Raises `MingzhangError` (`not_found`)."""
    try:
        found = path.stat()
    except OSError as error:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {path}") from error
    log: tuple[int, int] | None = None
    with contextlib.suppress(OSError):
        of_log = log_of(path).stat()
        log = (of_log.st_mtime_ns, of_log.st_size)
    return Stamp((found.st_mtime_ns, found.st_size), log)


def log_of(path: Path) -> Path:
    """The log that DuckDB keeps beside a file."""
    return path.with_name(f"{path.name}.wal")


def take_snapshot(path: Path, target: Path) -> Stamp:
    """Copy a warehouse's file and its log, and give the state that was copied.

    Raises `MingzhangError` (`not_found`, `not_writable`; `warehouse_busy` where it was written too fast for a copy).
    """
    for _ in range(TRIES):
        stamp = stamp_of(path)
        try:
            if _copied(path, target):
                _require_opening(target)
                return stamp
        except duckdb.Error:
            pass  # torn: its last commit was being written
        except FileNotFoundError:
            pass  # a checkpoint took the log away meanwhile
        except OSError as error:
            raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{target}: {error.strerror}") from error
        time.sleep(PAUSE)
    raise MingzhangError(ErrorCode.WAREHOUSE_BUSY, str(path))


def _copied(path: Path, target: Path) -> bool:
    before = _headers(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_snapshot(target)
    shutil.copyfile(path, target)
    log, log_target = log_of(path), log_of(target)
    if log.exists():
        shutil.copyfile(log, log_target)
    for file in (target, log_target):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(file, 0o600)
    return _headers(path) == before


def _headers(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADERS)


def _require_opening(target: Path) -> None:
    """Raises `duckdb.Error` where the copy is torn. Its log is written into it: it is ours, and opens faster then."""
    with duckdb.connect(str(target)) as connection:
        connection.execute("CHECKPOINT")


def remove_snapshot(target: Path) -> None:
    """Take away a copy and its log."""
    for file in (target, log_of(target)):
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
