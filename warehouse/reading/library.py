"""A warehouse open to many readers at once, while others may write it: what a server of pages reads from.

Of a DuckDB file a snapshot is served, taken anew when the file has changed; until the new one is ready the old one
answers. A DuckLake's own transactions are its snapshots. What is asked often and costs much is worked out once a state.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.query import QueryAnswer, Reader
from mingzhang.warehouse.reading.snapshots import Stamp, remove_snapshot, stamp_of, take_snapshot
from mingzhang.warehouse.schema.declaration import literal
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import FileAddress, LakeAddress, Where, address_of
from mingzhang.warehouse.storage.connection import for_reading

# A file that is written all the time is copied no oftener than this, and no more than so much of the time.
LEAST_SECONDS_BETWEEN, SHARE_OF_TIME = 3.0, 0.1
SETTINGS = ("enable_external_access = false", "autoload_known_extensions = false", "python_enable_replacements = false")
# Views that are worked out once for each state of the warehouse.
WORKED_OUT = ("findings", "review_items", "facts", "units", "unit_years", "spending_structure")
# Relations whose rows of one document are found by their place. Views of many documents are long: no more at once.
LINES = "budget_lines_extracted"
SPANNED = ("cells", LINES, "checks")
MOST_DOCUMENTS_AT_ONCE = 24
SERVED, KEPT = "served", "memory.worked_out"
HIDDEN = ("schema_version",)
# Units with all their names, and items of figures: what a search goes through.
_UNIT_NAMES = """
SELECT unit_id, unit_name, region, first_year, last_year, array_to_string(aliases, '\n') AS aliases,
    len(document_ids) AS document_count
FROM {catalog}.units ORDER BY document_count DESC, unit_name
""".strip()
_ITEM_NAMES = """
SELECT item_name, count(*) AS figures, count(DISTINCT document_id) AS document_count
FROM {catalog}.budget_lines_extracted WHERE item_name IS NOT NULL GROUP BY item_name ORDER BY figures DESC, item_name
""".strip()


def _list(texts: Sequence[str]) -> str:
    return ", ".join(map(literal, texts)) or "NULL"


class SharedReader(Reader):
    """A reader that shares its warehouse with others; each has a cursor of its own, for one thread.

    `files`: of a DuckDB file the snapshot and what was worked out, for a process of their own; None of a lake.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, state: _State) -> None:
        self._connection = connection
        self._guarded = False
        self._catalog = state.catalog
        self.version = state.version
        self.files = (state.file, state.beside) if state.file and state.beside else None

    def narrow(
        self, document_ids: Iterable[str], relations: Sequence[str] = SPANNED, *, takes_out: bool = False
    ) -> None:
        """From now on see of the largest relations only what these documents say: what is asked of them is quick then.

        A document's rows lie together, and DuckDB passes over the rows of others by their places. Of `SPANNED`, what is
        not among `relations` is empty. `takes_out`: figures are copied once, for several questions.
        """
        wanted = sorted(set(document_ids))[:MOST_DOCUMENTS_AT_ONCE]
        found = self.ask(
            "SELECT relation, document_id, first_place, last_place, is_alone FROM document_spans "
            f"WHERE document_id IN ({_list(wanted)})"
        ).rows
        for relation in SPANNED:
            ranges = [row[1:] for row in found if row[0] == relation and relation in relations]
            source = f"{self._catalog}.{relation}"
            parts = [
                f"SELECT * FROM {source} WHERE rowid BETWEEN {first} AND {last}"
                + ("" if is_alone else f" AND document_id = {literal(name)}")
                for name, first, last, is_alone in ranges
            ]
            sql = " UNION ALL ".join(parts) or f"SELECT * FROM {source} WHERE false"
            kind = "TABLE" if takes_out and relation == LINES else "VIEW"
            self._connection.execute(f"CREATE OR REPLACE TEMP {kind} {relation} AS {sql}")
        if self.ask("SELECT 1 FROM uncorrected").rows:
            lines = "SELECT *, amount_yuan AS extracted_yuan FROM budget_lines_extracted"
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW budget_lines AS {lines}")
            self._connection.execute("CREATE OR REPLACE TEMP VIEW checks_corrected AS SELECT * FROM checks")

    def narrow_to_findings(self) -> None:
        """From now on see only the figures that take part in findings, and no cells."""
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW budget_lines AS SELECT * FROM {KEPT}.finding_lines")
        empty = f"SELECT * FROM {self._catalog}.cells WHERE false"
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW cells AS {empty}")

    def ask(self, sql: str, parameters: Sequence[object] = (), *, timeout: float | None = None) -> QueryAnswer:
        """The rows of a query of our own. Raises `MingzhangError` (`query_failed`, `query_timeout`)."""
        return self._asked(sql, parameters, timeout)

    def stream(self, sql: str, parameters: Sequence[object] = (), *, at_once: int = 5_000) -> Iterator[QueryAnswer]:
        """The rows of a query of our own, some at a time; the first answer comes even where there are none."""
        try:
            cursor = self._connection.execute(sql, list(parameters))
            columns = tuple(column[0] for column in cursor.description or ())
            rows = cursor.fetchmany(at_once)
            yield QueryAnswer(columns, rows)
            while rows := cursor.fetchmany(at_once):
                yield QueryAnswer(columns, rows)
        except duckdb.Error as error:
            raise MingzhangError(ErrorCode.QUERY_FAILED, " ".join(str(error).split())) from error

    def types(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[str, str]]:
        """(name, type) of the columns that a query gives."""
        answer = self.ask(f"DESCRIBE {sql}", parameters)
        return [(str(row[0]), str(row[1])) for row in answer.rows]

    def _asked(self, sql: str, parameters: Sequence[object], timeout: float | None) -> QueryAnswer:
        timer = threading.Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            cursor = self._connection.execute(sql, list(parameters))
            columns = tuple(column[0] for column in cursor.description or ())
            return QueryAnswer(columns, cursor.fetchall())
        except duckdb.InterruptException as error:
            raise MingzhangError(ErrorCode.QUERY_TIMEOUT, f"{timeout or 0:g}") from error
        except duckdb.Error as error:
            raise MingzhangError(ErrorCode.QUERY_FAILED, " ".join(str(error).split())) from error
        finally:
            if timer:
                timer.cancel()


@dataclass(slots=True)
class _State:
    """One state of the warehouse, open. It is closed when nobody reads it and a newer one is there."""

    connection: duckdb.DuckDBPyConnection
    version: str
    stamp: Stamp | None
    file: Path | None
    beside: Path | None = None
    path: str = ""
    catalog: str = ""
    signature: object = None
    readers: int = 0
    retired: bool = False
    columns: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


class Library:
    """Readers of one warehouse, for as long as a server runs.

    Raises `MingzhangError` (`bad_address`, `not_found`, `warehouse_busy`, `warehouse_unusable`) when it is made.
    """

    def __init__(self, warehouse: Where, *, threads: int = 1) -> None:
        self._address = address_of(warehouse)
        self._threads = threads
        self._folder = Path(tempfile.mkdtemp(prefix="mingzhang-browse-"))
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._count = 0
        self._next_look = 0.0
        try:
            self._state = self._open()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @contextlib.contextmanager
    def reader(self) -> Iterator[SharedReader]:
        """A reader of the newest state that is ready."""
        self._look()
        with self._lock:
            state = self._state
            state.readers += 1
        cursor = state.connection.cursor()
        try:
            cursor.execute(f"SET search_path = {literal(state.path)}")
            yield SharedReader(cursor, state)
        finally:
            cursor.close()
            with self._lock:
                state.readers -= 1
                self._close_if_done(state)

    @property
    def version(self) -> str:
        """Names the state that readers get now."""
        self._look()
        return self._state.version

    def columns(self, relation: str) -> tuple[tuple[str, str], ...]:
        """(name, type) of the columns of a relation that may be shown; empty where there is none of that name."""
        return self._state.columns.get(relation, ())

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that may be shown, by name."""
        return tuple(sorted(self._state.columns))

    def refresh(self) -> None:
        """Serve what the warehouse holds now, and come back when that is so."""
        with self._making:
            self._replace()

    def close(self) -> None:
        """Let go of the warehouse."""
        with self._lock:
            self._state.retired = True
            self._close_if_done(self._state)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _look(self) -> None:
        """See whether the warehouse has changed, now and then, and get the new state ready beside the old one."""
        now = time.monotonic()
        if now < self._next_look or not self._making.acquire(blocking=False):
            return
        self._next_look = now + LEAST_SECONDS_BETWEEN
        if self._is_current():
            self._making.release()
            return
        threading.Thread(target=self._in_background, daemon=True).start()

    def _is_current(self) -> bool:
        if isinstance(self._address, LakeAddress):
            with contextlib.suppress(duckdb.Error), self._state.connection.cursor() as cursor:
                return _signature(cursor, self._state.path) == self._state.signature
            return True
        try:
            return stamp_of(self._address.path) == self._state.stamp
        except MingzhangError:
            return True  # it is being replaced, or gone: what was there last is still shown

    def _in_background(self) -> None:
        try:
            with contextlib.suppress(MingzhangError):
                self._replace()
        finally:
            self._making.release()

    def _replace(self) -> None:
        started = time.monotonic()
        new = self._open()
        with self._lock:
            old, self._state = self._state, new
            old.retired = True
            self._close_if_done(old)
        spent = time.monotonic() - started
        self._next_look = time.monotonic() + max(LEAST_SECONDS_BETWEEN, spent / SHARE_OF_TIME)

    def _close_if_done(self, state: _State) -> None:
        if state.retired and state.readers == 0:
            state.connection.close()
            for file in (state.file, state.beside):
                if file is not None:
                    remove_snapshot(file)

    def _open(self) -> _State:
        self._count += 1
        if isinstance(self._address, FileAddress):
            file = self._folder / f"{self._count}.duckdb"
            stamp = take_snapshot(self._address.path, file)
            connection = duckdb.connect(":memory:", config={"threads": self._threads})
            connection.execute(f"ATTACH {literal(str(file))} AS {SERVED} (READ_ONLY)")
            state = _State(connection, f"{self._count}", stamp, file)
            catalog = f"{SERVED}.main"
        else:
            connection = for_reading(self._address, locked=False)
            state = _State(connection, f"{self._count}", None, None)
            catalog = f"{lake.NAME}.main"
        try:
            _prepare(state, catalog)
            if state.file is not None:
                state.beside = _write_beside(state, self._folder / f"{self._count}-worked-out.duckdb")
            for setting in SETTINGS:
                connection.execute(f"SET {setting}")
        except duckdb.Error as error:
            connection.close()
            raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, str(error).splitlines()[0]) from error
        return state


def _prepare(state: _State, catalog: str) -> None:
    """Learn what relations there are, work out what costs much, and lock everything but reading."""
    connection = state.connection
    connection.execute(f"SET search_path = {literal(catalog)}")
    database, _, schema = catalog.partition(".")
    there: dict[str, list[tuple[str, str]]] = {}
    for relation, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = ? AND NOT internal ORDER BY table_name, column_index",
        [database, schema],
    ).fetchall():
        there.setdefault(relation, []).append((column, kind))
    state.columns = {name: tuple(columns) for name, columns in there.items() if name not in HIDDEN}
    if "documents" not in state.columns:
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, "it holds no documents; mingzhang ingest makes a warehouse")
    state.catalog = catalog
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {KEPT}")
    is_corrected = bool(connection.execute(f"SELECT 1 FROM {catalog}.corrections LIMIT 1").fetchone())
    connection.execute(f"CREATE TABLE {KEPT}.uncorrected AS SELECT 1 AS yes WHERE {not is_corrected}")
    spans = " UNION ALL ".join(
        f"SELECT '{name}' AS relation, document_id, min(rowid) AS first_place, max(rowid) AS last_place, "
        "max(rowid) - min(rowid) + 1 = count(*) AS is_alone "
        f"FROM {catalog}.{name} GROUP BY document_id"
        for name in SPANNED
    )
    connection.execute(f"CREATE TABLE {KEPT}.document_spans AS {spans}")
    if not is_corrected:
        lines = f"SELECT *, amount_yuan AS extracted_yuan FROM {catalog}.budget_lines_extracted"
        connection.execute(f"CREATE VIEW {KEPT}.budget_lines AS {lines}")
        connection.execute(f"CREATE VIEW {KEPT}.checks_corrected AS SELECT * FROM {catalog}.checks")
    for name in WORKED_OUT:
        if name in state.columns:
            connection.execute(f"CREATE TABLE {KEPT}.{name} AS SELECT * FROM {catalog}.{name}")
    connection.execute(f"SET search_path = {literal(f'{KEPT},{catalog}')}")
    connection.execute(
        f"CREATE TABLE {KEPT}.finding_lines AS SELECT * FROM budget_lines "
        "WHERE line_id IN (SELECT unnest(line_ids) FROM findings)"
    )
    connection.execute(f"CREATE TABLE {KEPT}.names_of_units AS {_UNIT_NAMES.format(catalog=catalog)}")
    connection.execute(f"CREATE TABLE {KEPT}.names_of_items AS {_ITEM_NAMES.format(catalog=catalog)}")
    state.path = f"{KEPT},{catalog}"
    state.signature = _signature(connection, state.path)


def _write_beside(state: _State, file: Path) -> Path:
    """What was worked out, as a file that other processes read beside the snapshot."""
    connection = state.connection
    connection.execute(f"ATTACH {literal(str(file))} AS written")
    for name in WORKED_OUT:
        if name in state.columns:
            connection.execute(f"CREATE TABLE written.main.{name} AS SELECT * FROM {KEPT}.{name}")
    connection.execute("DETACH written")
    return file


def _signature(connection: duckdb.DuckDBPyConnection, path: str) -> object:
    """What changes when documents are loaded or people decide."""
    connection.execute(f"SET search_path = {literal(path)}")
    return connection.execute(
        "SELECT (SELECT (count(*), max(ingested_at)) FROM documents), "
        "(SELECT (count(*), max(decided_at)) FROM corrections)"
    ).fetchone()
