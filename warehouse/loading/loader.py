"""The writer: staged documents into the warehouse, a transaction a document, all or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.archives import MemberRow, documents_within, known_archives, write_archive
from mingzhang.warehouse.loading.corrections import Decision, place_again, record
from mingzhang.warehouse.loading.rows import RESTRICTED
from mingzhang.warehouse.loading.schema_version import has_columns, is_current, statements_of_update
from mingzhang.warehouse.loading.staging import STAGED, staged_file, staged_query
from mingzhang.warehouse.loading.transactions import all_or_nothing, refused
from mingzhang.warehouse.loading.versions import Disclosures, disclosure_of, settle, staged_disclosure, take_out
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation, create
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import FileAddress, Where, address_of
from mingzhang.warehouse.storage.connection import (
    WRITING,
    WRITING_FILE,
    Writing,
    contacts_for_writing,
    for_reading,
    for_writing,
    have_contacts,
    have_unwritten_contacts,
)

T = TypeVar("T")

# In a DuckLake small files are merged after so many documents, and at the end of a run.
TIDY_EVERY = 500
KEEP_DAYS = 7.0
GRACE_MINUTES = 60.0
# Staged bytes of a document of some hundred pages.
LARGE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where the bytes of a document were seen, how they were published there, and where a copy is kept."""

    uri: str
    file_name: str
    byte_size: int
    modified_ns: int
    article_uri: str | None = None
    article_title: str | None = None
    publisher: str | None = None
    link_text: str | None = None
    published_on: date | None = None
    fetched_at: datetime | None = None
    stored_uri: str | None = None


# What a place may tell beside the file itself; a later run that does not know it leaves it as it is.
PUBLISHED = ("article_uri", "article_title", "publisher", "link_text", "published_on", "fetched_at", "stored_uri")
CHANGING = ("modified_ns", *PUBLISHED)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What the warehouse knows of a document: with which version it was read, and how that ended."""

    pipeline_version: str
    status: str
    error_code: str | None


class Loader:
    """The warehouse, open for writing. A DuckDB file has one writer at a time (DuckDB locks it); a DuckLake has many.

    Raises `MingzhangError` (`bad_address`, `warehouse_busy`, `warehouse_unusable`) where it cannot be opened.
    """

    def __init__(self, warehouse: Where) -> None:
        self.address = address_of(warehouse)
        self._writing = for_writing(self.address)
        self._connection = self._writing.connection
        self._restricted: Writing | None = None
        self._untidy = 0
        self._ids: set[str] | None = None
        self._disclosures = Disclosures(self._connection)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._connection.close()
            raise
        if have_unwritten_contacts(self.address):
            self._open_contacts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Write everything into the one file, or merge a lake's small ones, and let go of it."""
        try:
            if self._untidy:
                self.tidy()
        finally:
            with contextlib.ExitStack() as endings:  # one that fails keeps the other from nothing
                for writing in (self._writing, self._restricted):
                    if writing is not None:
                        endings.callback(writing.finish)

    def tidy(self, *, keep_days: float = KEEP_DAYS, grace_minutes: float = GRACE_MINUTES) -> None:
        """Merge the small files of a DuckLake and forget its old snapshots; nothing to do for a DuckDB file.

        Where another writer gets in the way it is left to the next run. Raises `MingzhangError` (`internal`).
        """
        self._untidy = 0
        if isinstance(self.address, FileAddress):
            return
        for writing, name in ((self._writing, lake.NAME), (self._restricted, lake.RESTRICTED_NAME)):
            if writing is None:
                continue
            with writing.turn():
                try:
                    lake.tidy(writing.connection, name, keep_days=keep_days, grace_minutes=grace_minutes)
                except duckdb.Error as error:
                    if not lake.lost_to_another(error):
                        raise refused(error) from error

    def known(self) -> dict[str, KnownDocument]:
        """Every document of the warehouse, by its id."""
        rows = self._connection.execute(
            "SELECT document_id, pipeline_version, status, error_code FROM documents"
        ).fetchall()
        return {document_id: KnownDocument(*rest) for document_id, *rest in rows}

    def places(self) -> dict[tuple[str, int, int], str]:
        """Document ids by place, size and modification time: files that need not be hashed again."""
        rows = self._connection.execute(
            "SELECT source_uri, byte_size, modified_ns, document_id FROM document_sources"
        ).fetchall()
        return {(uri, size, modified): document_id for uri, size, modified, document_id in rows}

    def load(self, document_id: str, staged: Path, pipeline_version: str, places: Iterable[SourcePlace]) -> None:
        """Load a staged document in place of what an earlier version read from the same bytes; one transaction.

        Raises `MingzhangError` (`internal`) where the rows do not fit; nothing of the document is loaded then.
        """
        self._load_contacts(document_id, staged)
        seen = list(places)
        with self._room_for(staged):
            self._all_or_nothing(lambda: self._load(document_id, staged, pipeline_version, seen))
        self._untidy += 1
        if self._untidy >= TIDY_EVERY:
            self.tidy()

    def _load(self, document_id: str, staged: Path, pipeline_version: str, places: Sequence[SourcePlace]) -> None:
        connection = self._connection
        is_known = self._is_known(document_id)
        before = disclosure_of(connection, document_id) if is_known else None
        if is_known:
            for name in STAGED:
                connection.execute(f"DELETE FROM {name} WHERE document_id = ?", [document_id])
        derived = {
            "document_id": document_id,
            "source_uri": self._add_places({document_id: places}, are_new=not is_known).get(document_id),
            "pipeline_version": pipeline_version,
            "ingested_at": _now(),
            "is_current": True,
            "supersedes": None,
        }
        for name, relation in STAGED.items():
            _insert(connection, relation, staged_file(staged, name), derived)
        if is_known:
            place_again(connection, document_id)
        disclosure = staged_disclosure(connection, staged)
        for one in dict.fromkeys((before, disclosure)):
            if self._disclosures.note(one) and one:
                settle(connection, one)

    def forget(self, document_id: str) -> bool:
        """Take a document with all that was read of it out of the warehouse; False where it is not there.

        Its bytes are read again by the next run that meets them.
        """
        if have_contacts(self.address):
            self._open_contacts()
        restricted = self._restricted
        if restricted is not None:
            forgotten = f"DELETE FROM {r.RESTRICTED_CONTACTS.name} WHERE document_id = ?"
            all_or_nothing(restricted, lambda: restricted.connection.execute(forgotten, [document_id]))
        self._ids = None
        return self._all_or_nothing(lambda: take_out(self._connection, document_id))

    @contextlib.contextmanager
    def _room_for(self, staged: Path) -> Iterator[None]:
        """More memory for a document of a thousand pages; a file is written with little otherwise."""
        size = sum(file.stat().st_size for file in staged.iterdir())
        if size < LARGE_BYTES or not isinstance(self.address, FileAddress):
            yield
            return
        self._connection.execute(f"SET memory_limit = '{WRITING['memory_limit']}'")
        try:
            yield
        finally:
            with contextlib.suppress(duckdb.Error):  # more is in use still: the next large one sets it back
                self._connection.execute(f"SET memory_limit = '{WRITING_FILE['memory_limit']}'")

    def _is_known(self, document_id: str) -> bool:
        """Whether the warehouse has a document, and may therefore hold places and decisions of it.

        Ids are read once, and anew where another writer has written since: in a lake a question for each document
        takes a quarter of its load.
        """
        if self._ids is None or (not isinstance(self.address, FileAddress) and lake.others_wrote(self._connection)):
            self._disclosures.forget()
            self._ids = {row[0] for row in self._connection.execute("SELECT document_id FROM documents").fetchall()}
        is_known = document_id in self._ids
        self._ids.add(document_id)
        return is_known

    def decide(self, decision: Decision) -> list[str]:
        """Record what a person decided; one transaction. Raises `MingzhangError` (`no_such_line`)."""
        return self._all_or_nothing(lambda: record(self._connection, decision))

    def add_places(self, places: Mapping[str, Iterable[SourcePlace]]) -> None:
        """Remember places of documents that are in the warehouse already; one transaction."""
        seen = {document_id: list(some) for document_id, some in places.items()}
        self._all_or_nothing(lambda: self._add_places(seen))

    def archives(self, unpacker: str, passing: Iterable[str]) -> set[tuple[str, int, int]]:
        """Outermost archives that need not be opened again; see `known_archives`."""
        return known_archives(self._connection, unpacker, passing)

    def documents_within(self, archive_uri: str) -> list[tuple[str, str, str, int, str | None]]:
        """(document_id, uri, file name, size, stored_uri) of the documents in an outermost archive."""
        return documents_within(self._connection, archive_uri)

    def add_archive(self, uri: str, archives: Sequence[MemberRow], members: Sequence[MemberRow]) -> None:
        """Record an outermost archive with everything in it; one transaction."""
        self._all_or_nothing(lambda: write_archive(self._connection, uri, archives, members))

    def _all_or_nothing(self, work: Callable[[], T]) -> T:
        return all_or_nothing(self._writing, work)

    def _add_places(self, places: Mapping[str, Sequence[SourcePlace]], *, are_new: bool = False) -> dict[str, str]:
        """Add what is new and change what changed (a lake writes anew what an UPDATE meets). Gives the first places.

        `are_new`: the documents are, so no place of theirs is known.
        """
        there: dict[tuple[str, str], tuple[object, ...]] = {}
        if not are_new:
            rows = self._connection.execute(
                f"SELECT document_id, source_uri, {', '.join(CHANGING)} FROM document_sources "
                "WHERE document_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY first_seen_at, source_uri",
                [list(places)],
            ).fetchall()
            there = {(document_id, uri): tuple(told) for document_id, uri, *told in rows}
        for document_id, seen in places.items():
            for place in sorted(seen, key=lambda place: place.uri):
                there[document_id, place.uri] = self._put_place(document_id, place, there.get((document_id, place.uri)))
        first: dict[str, str] = {}
        for document_id, uri in there:
            first.setdefault(document_id, uri)
        return first

    def _put_place(self, document_id: str, place: SourcePlace, before: tuple[object, ...] | None) -> tuple[object, ...]:
        """Write a place unless it is known just so (`before`: its `CHANGING`); gives what is known of it now."""
        told = tuple(getattr(place, name) for name in CHANGING)
        if before is None:
            values = [document_id, place.uri, place.file_name, place.byte_size, told[0], _now(), *told[1:]]
            marks = ", ".join("?" * len(values))
            self._connection.execute(f"INSERT INTO document_sources VALUES ({marks})", values)
            return told
        now = tuple(old if new is None else new for old, new in zip(before, told, strict=True))
        if now != before:
            self._connection.execute(
                f"UPDATE document_sources SET {', '.join(f'{name} = ?' for name in CHANGING)} "
                "WHERE document_id = ? AND source_uri = ?",
                [*now, document_id, place.uri],
            )
        return now

    def _load_contacts(self, document_id: str, staged: Path) -> None:
        file = staged_file(staged, RESTRICTED)
        if self._restricted is None and (file.exists() or have_contacts(self.address)):
            self._open_contacts()
        if self._restricted is not None:
            connection = self._restricted.connection

            def replace_contacts() -> None:
                kept = "SELECT count(*) FROM performance_contacts WHERE document_id = ?"
                if connection.execute(kept, [document_id]).fetchone() != (0,):
                    connection.execute("DELETE FROM performance_contacts WHERE document_id = ?", [document_id])
                _insert(connection, r.RESTRICTED_CONTACTS, file, {"document_id": document_id})

            all_or_nothing(self._restricted, replace_contacts)

    def _open_contacts(self) -> None:
        self._restricted = contacts_for_writing(self.address, self._writing)
        if not has_columns(self._restricted.connection, r.RESTRICTED_CONTACTS):
            _make(self._restricted, create(r.RESTRICTED_CONTACTS))

    def _bring_up_to_date(self) -> None:
        """Make the relations, or add what an older warehouse lacks; nothing where it has this very schema."""
        if is_current(self._connection, self.address):
            return
        try:
            _make(self._writing, statements_of_update(view_columns=isinstance(self.address, FileAddress)))
        except MingzhangError as error:
            raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, f"its schema is another one ({error.found})") from error


def _make(writing: Writing, statements: Iterable[str]) -> None:
    """Run statements that change the schema, in one transaction."""

    def run() -> None:
        for statement in statements:
            writing.connection.execute(statement)

    all_or_nothing(writing, run)


def _insert(
    connection: duckdb.DuckDBPyConnection, relation: Relation, file: Path, derived: Mapping[str, object]
) -> None:
    if not file.exists():
        return
    extra = [column.name for column in relation.columns if column.derived]
    names = ", ".join([*(column.name for column in relation.staged), *extra])
    marks = "".join(", ?" for _ in extra)
    connection.execute(
        f"INSERT INTO {relation.name} ({names}) SELECT *{marks} FROM ({staged_query(relation, file)})",
        [derived[column] for column in extra],
    )


def require_current(warehouse: Where) -> None:
    """Give an older warehouse today's relations. Raises `MingzhangError` (`not_found` and those of `Loader`)."""
    address = address_of(warehouse)
    with contextlib.closing(for_reading(address, locked=False)) as connection:
        current = is_current(connection, address)
    if not current:
        Loader(address).close()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
