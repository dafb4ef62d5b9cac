"""The first page, and what a search finds."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from mingzhang.flows.browse.shelf import Content, Shelf
from mingzhang.warehouse.reading.pages import asked
from mingzhang.warehouse.reading.search import search

NEWEST = 8


def home_routes(shelf: Shelf) -> APIRouter:
    """`/` and `/search`."""
    router = APIRouter()

    @router.get("/")
    def home(request: Request) -> Response:
        with shelf.library.reader() as reader:

            def content() -> Content:
                counts = asked(
                    reader,
                    "SELECT (SELECT count(*) FROM documents) AS documents, "
                    "(SELECT count(*) FROM names_of_units) AS units, "
                    "(SELECT count(*) FROM budget_lines_extracted) AS figures, "
                    "(SELECT count(*) FROM findings) AS findings, "
                    "(SELECT count(*) FROM review_items WHERE item_kind = 'line') AS doubts",
                    [],
                )[0]
                newest = asked(
                    reader,
                    "SELECT document_id, file_name, unit_name, fiscal_year, status, is_current FROM documents "
                    f"ORDER BY ingested_at DESC, file_name LIMIT {NEWEST}",
                    [],
                )
                worst = asked(
                    reader,
                    "SELECT check_id, severity, origin, explanation, file_name FROM findings ORDER BY position LIMIT 5",
                    [],
                )
                return {"counts": counts, "newest": newest, "worst": worst}

            return shelf.pages.give(request, "home.html", reader.version, content)

    @router.get("/search")
    def found(request: Request) -> Response:
        text = request.query_params.get("q", "")[:200]
        with shelf.library.reader() as reader:
            return shelf.pages.give(
                request, "search.html", reader.version, lambda: {"q": text, "found": search(reader, text)}
            )

    return router
