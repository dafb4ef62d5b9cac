"""The relations themselves, page by page and as files; SQL."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from mingzhang.flows.browse.rendering import language_of
from mingzhang.flows.browse.shelf import Content, Shelf, number_in
from mingzhang.flows.language import sentence_of
from mingzhang.flows.output.row_files import CSV_MARK, ROW_FORMATS, csv_part, json_part, write_workbook
from mingzhang.flows.workers.asking import Asked, AskLimits, ask_guarded
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.exporting.dictionary_rows import comments
from mingzhang.warehouse.reading.guard import refuse_unsafe
from mingzhang.warehouse.reading.library import SharedReader
from mingzhang.warehouse.reading.listing import Wanted, count_of, page_of, select_of
from mingzhang.warehouse.reading.query import QueryAnswer, split_statements

SQL_ROWS, SQL_SECONDS, SQL_MIB = 1_000, 20.0, 1024
SQL_STATEMENTS = 10  # answered on one page; each may take its own time
SQL_TOGETHER = 4  # queries of others at once, each with so much memory
RESERVED = frozenset(("q", "sort", "page", "size", "lang", "token"))
EXAMPLES = (
    "SELECT unit_name, fiscal_year, expenditure_yuan FROM unit_years ORDER BY expenditure_yuan DESC NULLS LAST",
    "SELECT severity, count(*) FROM findings GROUP BY 1 ORDER BY 2 DESC",
    "SELECT project_name, unit_name, annual_total_yuan FROM performance_projects ORDER BY 3 DESC NULLS LAST",
)


def wanted_of(request: Request, relation: str) -> Wanted:
    """What of a relation an address asks for."""
    query = request.query_params
    return Wanted(
        relation=relation,
        filters={name: value for name, value in query.items() if name not in RESERVED},
        text=query.get("q", ""),
        sort=query.get("sort", ""),
        page=number_in(request, "page"),
        size=number_in(request, "size", 50, 1, 500),
    )


def data_routes(shelf: Shelf) -> APIRouter:
    """`/data`, `/data/RELATION`, `/data/RELATION.csv` and so on, `/sql`."""
    router = APIRouter()
    asker = _Asker(shelf)

    @router.get("/data")
    def relations(request: Request) -> Response:
        with shelf.library.reader() as reader:

            def content() -> Content:
                names = shelf.library.relations
                return {"relations": [(n, comments().get((n, ""), ""), shelf.library.columns(n)) for n in names]}

            return shelf.pages.give(request, "relations.html", reader.version, content)

    @router.get("/data/{name}")
    def relation(request: Request, name: str) -> Response:
        stem, dot, form = name.rpartition(".")
        if dot:
            return as_file(request, stem, form)
        columns = shelf.library.columns(name)
        with shelf.library.reader() as reader:

            def content() -> Content:
                wanted = wanted_of(request, name)
                answer = reader.ask(*page_of(wanted, columns))
                total = reader.ask(*count_of(wanted, columns)).rows[0][0]
                return {
                    "name": name,
                    "comment": comments().get((name, ""), ""),
                    "columns": columns,
                    "told": {column: comments().get((name, column), "") for column, _ in columns},
                    "rows": answer.rows[: wanted.size],
                    "has_more": len(answer.rows) > wanted.size,
                    "total": total,
                    "wanted": wanted,
                    "formats": ROW_FORMATS,
                    "query": request.url.query,
                }

            return shelf.pages.give(request, "relation.html", reader.version, content)

    def as_file(request: Request, name: str, form: str) -> Response:
        sql, parameters = select_of(wanted_of(request, name), shelf.library.columns(name))
        if "page" in request.query_params or "size" in request.query_params:
            wanted = wanted_of(request, name)
            sql += f" LIMIT {wanted.size} OFFSET {(wanted.page - 1) * wanted.size}"

        def pieces() -> Iterator[QueryAnswer]:
            with shelf.library.reader() as reader:
                yield from reader.stream(sql, parameters)

        def types() -> list[tuple[str, str]]:
            with shelf.library.reader() as reader:
                return reader.types(sql, parameters)

        return _file(name, form, pieces, types)

    @router.get("/sql")
    def sql_page(request: Request) -> Response:
        text = request.query_params.get("q", "").strip()
        with shelf.library.reader() as reader:
            return shelf.pages.give(
                request, "sql.html", reader.version, lambda: asker.content(reader, text, language_of(request))
            )

    @router.get("/sql.{form}")
    def sql_file(request: Request, form: str) -> Response:
        text = request.query_params.get("q", "").strip().removesuffix(";")
        _statements(text, most=1)
        with shelf.library.reader() as reader:
            answer = asker.ask(reader, text, 0).answer
            types = reader.types(text) if form == "parquet" else []
        return _file("query", form, lambda: iter([answer]), lambda: types)

    return router


class _Asker:
    """Asks what somebody else wrote, each in a process of its own that is killed past its time or memory."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._turns = threading.BoundedSemaphore(SQL_TOGETHER)

    def ask(self, reader: SharedReader, text: str, rows: int) -> Asked:
        """The first rows of a SELECT (0: all). Raises as `ask_guarded`, and for what is no SELECT."""
        refuse_unsafe(text)
        limits = AskLimits(SQL_SECONDS, SQL_MIB, rows)
        with self._turns:
            if reader.files is None:
                return ask_guarded(self._shelf.warehouse, text, limits, served=True)
            snapshot, beside = reader.files
            return ask_guarded(snapshot, text, limits, served=True, beside=beside)

    def content(self, reader: SharedReader, text: str, language: str) -> Content:
        """What the page of SQL shows: the first rows of each statement's answer, and what is wrong with the first
        that has none."""
        answers: list[Content] = []
        error: MingzhangError | None = None
        try:
            for title, statement in _statements(text, SQL_STATEMENTS) if text else ():
                asked = self.ask(reader, statement, SQL_ROWS)
                answers.append({"title": title, "q": statement, "answer": asked.answer, "has_more": asked.has_more})
        except MingzhangError as told:
            error = told
        return {
            "q": text,
            "answers": answers,
            "error": error,
            "sentence": sentence_of(error, chinese=language == "zh") if error else "",
            "formats": ROW_FORMATS,
            "examples": EXAMPLES,
        }


def _statements(text: str, most: int) -> list[tuple[str, str]]:
    """The statements of a text with their titles. Raises `MingzhangError` (`query_failed`) where there are more."""
    found = split_statements(text)
    if len(found) > most:
        raise MingzhangError(ErrorCode.QUERY_FAILED, f"{len(found)} statements, at most {most} are answered here")
    return found


Pieces = Callable[[], Iterator[QueryAnswer]]


def _file(name: str, form: str, pieces: Pieces, types: Callable[[], Sequence[tuple[str, str]]]) -> Response:
    """Rows as a file to take along; `pieces` gives them, some at a time."""
    if form not in ROW_FORMATS:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file: {name}.{form}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form in ("csv", "json"):
        return StreamingResponse(_parts(form, pieces), media_type=ROW_FORMATS[form], headers=headers)
    with tempfile.NamedTemporaryFile(prefix="mingzhang-", suffix=f".{form}", delete=False) as file:
        path = Path(file.name)
    try:
        if form == "xlsx":
            write_workbook(path, name, pieces())
        else:
            from mingzhang.warehouse.exporting.parquet import write_parquet

            write_parquet(path, pieces(), types())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(path, media_type=ROW_FORMATS[form], headers=headers, background=BackgroundTask(path.unlink))


def _parts(form: str, pieces: Pieces) -> Iterator[bytes]:
    first = True
    for answer in pieces():
        if form == "csv":
            yield (CSV_MARK if first else b"") + csv_part(answer.columns if first else (), answer.rows)
        else:
            yield json_part(answer.columns, answer.rows, is_first=first)
        first = False
    if form == "json":
        yield b"]\n"
