"""A server visits its own pages before anybody else does, so that the first visitors find them as quick as the next."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote, unquote

from fastapi import FastAPI

from mingzhang.flows.browse.safety import COOKIE
from mingzhang.models.errors import MingzhangError
from mingzhang.warehouse.reading.library import SharedReader

# Who opens the first page waits no longer than this; the rest goes on beside.
MOST_SECONDS = 2.0
HOST = "127.0.0.1"
_FIRST_UNIT = "SELECT unit_name FROM documents WHERE unit_name IS NOT NULL ORDER BY document_id LIMIT 1"
_FIRST_FIGURE = """
SELECT t.document_id, t.first_page, (SELECT line_id FROM budget_lines_extracted LIMIT 1) FROM tables t LIMIT 1
""".strip()


def addresses(reader: SharedReader) -> list[str]:
    """One address of every kind of page, of what the warehouse holds."""
    found = ["/", "/checks", "/review", "/review.json", "/data", "/data/budget_lines", "/sql?q=SELECT%201"]
    with contextlib.suppress(MingzhangError):
        for (unit,) in reader.ask(_FIRST_UNIT).rows:
            found += [f"/unit?name={quote(unit)}", f"/compare?unit={quote(unit)}", f"/search?q={quote(unit)}"]
        for document_id, page, line_id in reader.ask(_FIRST_FIGURE).rows:
            found += [f"/document/{document_id}", f"/document/{document_id}/page/{page}"]
            found += [f"/data/budget_lines.csv?document_id={document_id}&size=1"]
            found += [f"/line/{line_id}"] if line_id else []
    return found


async def visit_all(app: FastAPI, paths: list[str], token: str) -> None:
    """Ask the server for its own pages, and wait `MOST_SECONDS` at most. What goes wrong is told to those who ask."""
    cookie = f"{COOKIE}={token}"

    async def visits() -> None:
        for path in paths:
            with contextlib.suppress(Exception):
                await _visit(app, path, cookie)

    task = asyncio.create_task(visits())
    app.state.visits = task  # nothing else holds it
    await asyncio.wait([task], timeout=MOST_SECONDS)


async def _visit(app: FastAPI, address: str, cookie: str) -> None:
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"},
        **{"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": ""},
        **{
            "headers": [(b"host", HOST.encode()), (b"cookie", cookie.encode())],
            "client": (HOST, 0),
            "server": (HOST, 80),
        },
    }
    asked: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if asked:
            return asked.pop()
        await asyncio.Event().wait()  # nobody goes away
        raise AssertionError

    async def send(_: MutableMapping[str, Any]) -> None:
        pass

    await app(scope, receive, send)
