"""The relations themselves, page by page and as files; SQL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from mingzhang.flows.browse.shelf import Content, Shelf, number_in
from mingzhang.flows.output.row_files import CSV_MARK, ROW_FORMATS, csv_part, json_part, write_workbook
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.exporting.dictionary_rows import comments
from mingzhang.warehouse.reading.library import SharedReader
from mingzhang.warehouse.reading.listing import Wanted, count_of, page_of, select_of
from mingzhang.warehouse.reading.query import Answer

SQL_ROWS, SQL_SECONDS = 1_000, 20.0
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
                    "rows": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows[: wanted.size]],
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
        return _file(shelf, name, form, sql, parameters)

    @router.get("/sql")
    def sql_page(request: Request) -> Response:
        text = request.query_params.get("q", "").strip()
        with shelf.library.reader() as reader:
            return shelf.pages.give(request, "sql.html", reader.version, lambda: _answered(reader, text))

    @router.get("/sql.{form}")
    def sql_file(request: Request, form: str) -> Response:
        text = request.query_params.get("q", "").strip().removesuffix(";")
        with shelf.library.reader() as reader:
            _first_rows(reader, text)  # what is wrong with it is told before a file begins
        return _file(shelf, "query", form, text, [])

    return router


def _answered(reader: SharedReader, text: str) -> Content:
    """What the page of SQL shows: the first rows of an answer, or what is wrong with the question."""
    found: Content = {"q": text, "answer": None, "error": None, "formats": ROW_FORMATS}
    if text:
        try:
            found["answer"] = _first_rows(reader, text)
        except MingzhangError as error:
            found["error"] = error
    return found | {"most": SQL_ROWS, "examples": EXAMPLES}


def _first_rows(reader: SharedReader, text: str) -> Answer:
    return reader.ask_for_others(text, timeout=SQL_SECONDS, most_rows=SQL_ROWS + 1)


def _file(shelf: Shelf, name: str, form: str, sql: str, parameters: list[object]) -> Response:
    if form not in ROW_FORMATS:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"{name}.{form}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form in ("csv", "json"):
        return StreamingResponse(_parts(shelf, form, sql, parameters), media_type=ROW_FORMATS[form], headers=headers)
    with tempfile.NamedTemporaryFile(prefix="mingzhang-", suffix=f".{form}", delete=False) as file:
        path = Path(file.name)
    try:
        with shelf.library.reader() as reader:
            if form == "xlsx":
                write_workbook(path, name, reader.stream(sql, parameters))
            else:
                from mingzhang.warehouse.exporting.parquet import write_parquet

                write_parquet(path, reader.stream(sql, parameters), reader.types(sql, parameters))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(path, media_type=ROW_FORMATS[form], headers=headers, background=BackgroundTask(path.unlink))


def _parts(shelf: Shelf, form: str, sql: str, parameters: list[object]) -> Iterator[bytes]:
    with shelf.library.reader() as reader:
        first = True
        for answer in reader.stream(sql, parameters):
            if form == "csv":
                yield (CSV_MARK if first else b"") + csv_part(answer.columns if first else (), answer.rows)
            else:
                yield json_part(answer.columns, answer.rows, is_first=first)
            first = False
        if form == "json":
            yield b"]\n"
