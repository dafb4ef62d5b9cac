"""DuckLake: the catalog in a database, the rows in Parquet, many writers and readers at once.

What it lacks of a DuckDB file (1.5.5): unique keys, comments on the columns of views, RETURNING of an UPDATE.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.schema.declaration import literal
from mingzhang.warehouse.storage.address import Lake

NAME = "warehouse"
RESTRICTED_NAME = "restricted"
# Inserts of fewer rows are kept in the catalog until `tidy` writes them into Parquet. More makes loading slower (200:
# by half; 1000: fourfold), fewer makes more files (10: five a document; 50: three).
INLINED_ROWS = 50
# Files of whose rows so large a part is deleted are written anew.
REWRITTEN_FROM = 0.25
TURN_SECONDS = 600.0
EXTENSIONS = {True: ("ducklake", "postgres_scanner"), False: ("ducklake",)}
NOTHING_FETCHED = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def attached(
    lake: Lake, name: str = NAME, *, read_only: bool, config: Mapping[str, str | int | bool] | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB of `in_memory` with a lake attached under `name` and in use; a writer makes one where there is none.

    Raises `MingzhangError` (`not_found`, `warehouse_busy`, `warehouse_unusable`).
    """
    connection = in_memory(lake, config or {})
    try:
        attach(connection, lake, name, read_only=read_only)
        connection.execute(f"USE {name}")
    except BaseException:
        connection.close()
        raise
    return connection


def attach(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str, *, read_only: bool) -> None:
    """Attach a lake to a connection of `attached`. Raises as that does."""
    if lake.catalog_file and read_only and not lake.catalog_file.exists():
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {lake.catalog_file}")
    options = [f"DATA_PATH {literal(folder_text(lake.data))}", f"DATA_INLINING_ROW_LIMIT {INLINED_ROWS}"]
    if lake.schema:
        options.append(f"METADATA_SCHEMA {literal(lake.schema)}")
    if read_only:
        options.append("READ_ONLY")
    else:
        for folder in (lake.data, lake.catalog_file.parent if lake.catalog_file else lake.data):
            folder.mkdir(parents=True, exist_ok=True)
    try:
        connection.execute(f"ATTACH {literal(f'ducklake:{lake.catalog}')} AS {name} ({', '.join(options)})")
    except duckdb.Error as error:
        raise _told(lake, error) from error


def folder_text(folder: Path) -> str:
    """A folder as DuckLake writes one."""
    return f"{folder}/"


def attach_apart(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str) -> None:
    """Attach a lake for writing whose folder, and catalog where that is a file, are its maker's only.

    Who made it may open them to a group; they are left as they are then. Raises as `attached` does.
    """
    lake.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = lake.catalog_file is not None and not lake.catalog_file.exists()
    attach(connection, lake, name, read_only=False)
    if lake.catalog_file and is_new:
        os.chmod(lake.catalog_file, 0o600)


class Turns:
    """Writers of one lake take turns, a transaction each: none loses to another what it wrote.

    DuckLake has no unique keys, and tells two writers that delete from one relation to start anew. So a writer holds a
    lock of PostgreSQL's for as long as its transaction lasts; a process that dies lets go of it. A catalog in a file
    has one writer anyhow.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
        """`connection` is one of `in_memory`. Raises `MingzhangError` (`warehouse_unusable`)."""
        self._key = int(hashlib.sha256(f"mingzhang {lake.schema}".encode()).hexdigest()[:15], 16)
        self._connection: duckdb.DuckDBPyConnection | None = None
        if lake.server:
            self._connection = connection.cursor()
            try:
                self._connection.execute(f"ATTACH {literal(lake.server)} AS turns (TYPE postgres, READ_ONLY)")
            except duckdb.Error as error:
                raise _told(lake, error) from error

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it. Raises `MingzhangError` (`warehouse_busy`, `warehouse_unusable`)."""
        if self._connection is None:
            yield
            return
        until = time.monotonic() + TURN_SECONDS
        while not self._taken():
            if time.monotonic() > until:
                raise MingzhangError(ErrorCode.WAREHOUSE_BUSY, f"no turn to write for {TURN_SECONDS:.0f} s")
            time.sleep(random.uniform(0.01, 0.05))
        try:
            yield
        finally:
            with contextlib.suppress(duckdb.Error):  # a server that is gone holds no lock
                self._connection.execute("ROLLBACK")

    def _taken(self) -> bool:
        assert self._connection is not None
        try:
            self._connection.execute("BEGIN")
            asked = f"SELECT pg_try_advisory_xact_lock({self._key}) AS taken"
            row = self._connection.execute(f"FROM postgres_query('turns', {literal(asked)})").fetchone()
        except duckdb.Error as error:
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            raise MingzhangError(
                ErrorCode.WAREHOUSE_UNUSABLE, f"its catalog does not answer: {one_line(error)}"
            ) from error
        if row == (True,):
            return True
        self._connection.execute("ROLLBACK")
        return False


def tidy(connection: duckdb.DuckDBPyConnection, name: str, *, keep_days: float, grace_minutes: float) -> None:
    """Write inlined rows into Parquet, merge small files, forget snapshots older than `keep_days`.

    Files that nothing needs any more go `grace_minutes` later, so that a query under way still finds them; so do those
    of loads that were killed. Raises duckdb.Error.
    """
    before = f"now() - INTERVAL '{grace_minutes * 60:.0f} seconds'"
    kept = f"now() - INTERVAL '{keep_days * 86400:.0f} seconds'"
    for step in (
        f"ducklake_flush_inlined_data('{name}')",
        f"ducklake_rewrite_data_files('{name}', delete_threshold => {REWRITTEN_FROM})",
        f"ducklake_merge_adjacent_files('{name}')",
        f"ducklake_expire_snapshots('{name}', older_than => {kept})",
        f"ducklake_cleanup_old_files('{name}', older_than => {before})",
        f"ducklake_delete_orphaned_files('{name}', older_than => {before})",
    ):
        connection.execute(f"CALL {step}")


def others_wrote(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether somebody else wrote into the lake since this connection's last commit."""
    states = f"(FROM ducklake_current_snapshot('{NAME}')), (FROM ducklake_last_committed_snapshot('{NAME}'))"
    current, own = connection.execute(f"SELECT {states}").fetchall()[0]
    return bool(current != own)


def lost_to_another(error: duckdb.Error) -> bool:
    """Whether a transaction failed only because another writer changed the same relation meanwhile."""
    return isinstance(error, duckdb.TransactionException) and "conflict" in str(error).lower()


def one_line(error: BaseException) -> str:
    """An error's text in one line."""
    return " ".join(str(error).split())


def in_memory(lake: Lake, config: Mapping[str, str | int | bool]) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with what the lake needs; nothing is attached. Raises `MingzhangError`."""
    connection = duckdb.connect(":memory:", config={**NOTHING_FETCHED, **config})
    try:
        for name in EXTENSIONS[lake.server is not None]:
            connection.execute(f"LOAD {literal(str(_extension(name)))}")
    except duckdb.Error as error:
        connection.close()
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, one_line(error)) from error
    return connection


def _extension(name: str) -> Path:
    """The extension's file in its package of the registry (`duckdb-extension-…`): nothing is fetched."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    folder = Path(package.origin).parent if package and package.origin else Path()
    found = next(folder.glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"), None)
    if package is None or found is None:
        distribution = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, f"a DuckLake needs {distribution}; install it with pip")
    return found


def _told(lake: Lake, error: duckdb.Error) -> MingzhangError:
    text = one_line(error)
    if "does not exist - and creating a new DuckLake" in text:
        return MingzhangError(ErrorCode.NOT_FOUND, f"DuckLake: {lake.schema or lake.catalog}")
    if "Conflicting lock" in text or "Could not set lock" in text:
        return MingzhangError(ErrorCode.WAREHOUSE_BUSY, lake.catalog)
    return MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, text)
