"""A warehouse for programs: `mingzhang.open` and `mingzhang.ingest`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mingzhang.flows.package.frames import Rows
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    from mingzhang.flows.ingest.session import Tally

PathLike = str | os.PathLike[str]


class Warehouse:
    """A warehouse, open for questions; use it with `with`. Relations are those of docs/warehouse.md.

    Raises `MingzhangError` (`bad_address`, `not_found`, `warehouse_busy`, `warehouse_unusable`) when it is opened.
    """

    def __init__(self, where: str | Path, *, show_contacts: bool = False) -> None:
        from mingzhang.warehouse.reading.query import Reader

        self._reader = Reader(where, show_contacts=show_contacts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def query(self, sql: str, parameters: Sequence[object] = (), *, timeout: float | None = None) -> Rows:
        """The rows of one SQL query; `?` stands for a parameter.

        Raises `MingzhangError` (`query_failed`; `query_timeout` after `timeout` seconds).
        """
        answer = self._reader.ask(sql, parameters, timeout=timeout)
        return Rows(tuple(answer.columns), tuple(map(tuple, answer.rows)))

    @property
    def relations(self) -> tuple[str, ...]:
        """The tables and views there are."""
        found = self.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1")
        return tuple(map(str, found.column("table_name")))

    def relation(self, name: str) -> Rows:
        """All rows of a table or view. Raises `MingzhangError` (`not_found`)."""
        if name not in self.relations:
            raise MingzhangError(ErrorCode.NOT_FOUND, f"relation: {name}")
        return self.query(f'SELECT * FROM "{name}"')

    @property
    def documents(self) -> Rows:
        """One row a document."""
        return self.relation("documents")

    @property
    def unit_years(self) -> Rows:
        """A unit over the years."""
        return self.relation("unit_years")

    @property
    def facts(self) -> Rows:
        """One row a fact. Raises `MingzhangError` (`not_found`) for a warehouse that an older version made."""
        return self.relation("facts")

    @property
    def findings(self) -> Rows:
        """What does not add up, worst first."""
        return self.query("SELECT * FROM findings ORDER BY position")

    def close(self) -> None:
        """Let go of it."""
        self._reader.close()


def open(where: str | Path, *, show_contacts: bool = False) -> Warehouse:
    """Open a warehouse for questions: a DuckDB file, or the address of a DuckLake. Raises as `Warehouse`."""
    return Warehouse(where, show_contacts=show_contacts)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run did. `problems`: (place, status, code, sentence) of what could not be read, or not wholly."""

    files: int
    documents: int
    unchanged: int
    by_status: dict[str, int]
    problems: tuple[tuple[str, str, str, str], ...]


def ingest(
    paths: PathLike | Iterable[PathLike],
    warehouse: str | Path,
    *,
    observe: Callable[[Tally], None] | None = None,
    **options: Any,
) -> Ingested:
    """Read files, folders and archives into a warehouse; what is in it unchanged is not read again.

    `options` are those of `mingzhang.flows.ingest.session.Request` (`workers`, `again`, `retry_failed`, `settings`,
    `limits`, …); `observe` is told the tally while it goes on. Worker processes read, so a program that calls this
    keeps its own work under `if __name__ == "__main__":`. Raises `MingzhangError` (`not_found`, `warehouse_busy`).
    """
    from mingzhang.flows.ingest.session import Request, Session

    listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    request = Request(paths=tuple(map(Path, listed)), warehouse=warehouse, **options)
    with Session(request) as session:
        if observe is not None:
            session.observe = observe
        session.land(session.open)
        tally = session.tally
    counts = (tally.files, tally.documents, tally.unchanged)
    return Ingested(*counts, dict(tally.by_status), tuple(tally.problems))
