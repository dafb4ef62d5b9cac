"""Opening a warehouse, whatever its address: what goes wrong has a code and says what to do."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.schema.declaration import literal
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import Address, FileAddress

Config = Mapping[str, str | int | bool]
# A document is a few thousand rows: a second thread costs more than it brings, and the workers need the cores.
WRITING: Config = {"threads": 1, "memory_limit": "1GB"}
# What is not in the file yet, and what is kept of it, is the memory that a long run grows by.
WRITING_FILE: Config = {**WRITING, "memory_limit": "128MB", "checkpoint_threshold": "16MB"}
FULL = (errno.ENOSPC, errno.EDQUOT)
LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


def is_disk_full(error: BaseException) -> bool:
    """Whether something failed because the disk, or the share of it that one may use, is full."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, duckdb.Error) and any(os.strerror(code) in str(error) for code in FULL)


def connect(path: Path, *, read_only: bool, config: Config | None = None) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file. Raises `MingzhangError` (`warehouse_busy`, `warehouse_unusable`)."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(config or {}))
    except duckdb.Error as error:
        sentence = str(error).splitlines()[0]
        if "lock" in sentence.lower():
            raise MingzhangError(ErrorCode.WAREHOUSE_BUSY, str(path)) from error
        if "replaying WAL" in sentence:
            sentence = (
                f"the log of its last writes ({path.name}.wal) is damaged; move the log away to go on from what stood "
                "before, and ingest the same files again"
            )
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, f"{path}: {sentence}") from error


@dataclass(frozen=True, slots=True)
class Writing:
    """A connection that writes; `turn` holds off the other writers of the same warehouse; `finish` ends it."""

    connection: duckdb.DuckDBPyConnection
    turn: Callable[[], contextlib.AbstractContextManager[None]]
    finish: Callable[[], None]


def for_writing(address: Address) -> Writing:
    """The warehouse, made where there is none. Raises `MingzhangError` as `connect` and `lake.attached` do."""
    if isinstance(address, FileAddress):
        return _file_for_writing(address.path)
    connection = lake.in_memory(address.lake, WRITING)
    try:
        turns = lake.Turns(connection, address.lake)
        with turns.turn():
            lake.attach(connection, address.lake, lake.NAME, read_only=False)
        connection.execute(f"USE {lake.NAME}")
    except BaseException:
        connection.close()
        raise
    return Writing(connection, turns.turn, connection.close)


def contacts_for_writing(address: Address, beside: Writing) -> Writing:
    """The place for contacts as printed, made where there is none, its owner's only. Raises as `for_writing` does.

    `beside` is the warehouse's own; of a lake it shares the turn and the end.
    """
    if isinstance(address, FileAddress):
        return _private_file_for_writing(address.contacts)
    connection = beside.connection.cursor()
    with beside.turn():
        lake.attach_apart(connection, address.contacts, lake.RESTRICTED_NAME)
    connection.execute(f"USE {lake.RESTRICTED_NAME}")
    return Writing(connection, beside.turn, connection.close)


def have_contacts(address: Address) -> bool:
    """Whether there is a place for contacts as printed."""
    return address.contacts.exists() if isinstance(address, FileAddress) else address.contacts.data.exists()


def have_unwritten_contacts(address: Address) -> bool:
    """Whether a run that was killed left contacts beside their file, in DuckDB's log."""
    return isinstance(address, FileAddress) and _log_of(address.contacts).exists()


def for_reading(
    address: Address,
    *,
    locked: bool,
    show_contacts: bool = False,
    config: Config | None = None,
    beside: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection that reads only. `locked`: no other files, no network, no settings, for SQL from others.

    `config`: settings of DuckDB's own, such as its memory. `beside`: a file of relations that were worked out before;
    they stand before those of the warehouse.

    Raises `MingzhangError` (`not_found`, `warehouse_busy`, `warehouse_unusable`).
    """
    show_contacts = show_contacts and have_contacts(address)
    if isinstance(address, FileAddress):
        if not address.path.exists():
            raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {address.path}")
        if not show_contacts and config is None and beside is None:
            return connect(address.path, read_only=True, config=LOCKED if locked else {})
        connection = connect(address.path, read_only=True, config=config)
        if show_contacts:
            connection.execute(f"ATTACH {literal(str(address.contacts))} AS restricted (READ_ONLY)")
        if beside is not None:
            own = connection.execute("SELECT current_database()").fetchone()
            connection.execute(f"ATTACH {literal(str(beside))} AS beside (READ_ONLY)")
            path = f'beside.main,"{own[0] if own else ""}".main'
            connection.execute(f"SET search_path = {literal(path)}")
    else:
        connection = lake.attached(address.lake, read_only=True, config=config)
        folders = [lake.folder_text(address.lake.data)]
        if show_contacts:
            lake.attach(connection, address.contacts, lake.RESTRICTED_NAME, read_only=True)
            folders.append(lake.folder_text(address.contacts.data))
        connection.execute(f"SET allowed_directories = [{', '.join(map(literal, folders))}]")
    if locked:
        for name, value in LOCKED.items():
            connection.execute(f"SET {name} = {value}")
    return connection


def _file_for_writing(path: Path) -> Writing:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path, read_only=False, config=WRITING_FILE)

    def finish() -> None:
        try:
            connection.execute("CHECKPOINT")
        except duckdb.Error as error:
            code = ErrorCode.DISK_FULL if is_disk_full(error) else ErrorCode.WAREHOUSE_UNUSABLE
            found = str(path.parent) if is_disk_full(error) else f"{path}: {str(error).splitlines()[0]}"
            raise MingzhangError(code, found) from error
        finally:
            connection.close()

    return Writing(connection, contextlib.nullcontext, finish)


def _private_file_for_writing(path: Path) -> Writing:
    """A file that is its owner's only, and so is DuckDB's log of it, which holds the same rows until the end."""
    for file in (path, _log_of(path)):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(file, 0o600)
    before = os.umask(0o077)
    try:
        writing = _file_for_writing(path)
        # DuckDB makes its log at the first write, with what the mask leaves then; this writes nothing that stays.
        writing.connection.execute("CREATE OR REPLACE SEQUENCE opening; DROP SEQUENCE opening")
    finally:
        os.umask(before)
    return writing


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
