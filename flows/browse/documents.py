"""A document, its pages with every cell's box, and a figure with what proves it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from mingzhang.flows.browse.shelf import Content, Shelf
from mingzhang.flows.findings.words import printed, rule_of
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.excerpts import excerpt_of_box, excerpts_of_figures
from mingzhang.warehouse.reading.findings import figures_of
from mingzhang.warehouse.reading.library import SharedReader
from mingzhang.warehouse.reading.pages import (
    asked,
    document_of,
    document_of_line,
    figure_of,
    page_view,
    tables_of,
)
from mingzhang.warehouse.reading.proof import decisions_of_line, figure_and_checks

PNG = "image/png"
AN_HOUR = {"Cache-Control": "private, max-age=3600"}


def document_routes(shelf: Shelf) -> APIRouter:
    """`/document/…` and `/line/…`."""
    router = APIRouter()

    @router.get("/document/{document_id}")
    def document_page(request: Request, document_id: str) -> Response:
        with shelf.library.reader() as reader:

            def content() -> Content:
                document = document_of(reader, document_id)
                whole = document["document_id"]
                reader.narrow([whole], ["budget_lines_extracted"])
                return {
                    "document": document,
                    "tables": tables_of(reader, whole),
                    "pages": asked(
                        reader,
                        "SELECT page_number, text_source, error_code FROM pages WHERE document_id = ? ORDER BY 1",
                        [whole],
                    ),
                    "sources": asked(
                        reader,
                        "SELECT source_uri, article_uri, article_title, published_on FROM document_sources "
                        "WHERE document_id = ? ORDER BY first_seen_at LIMIT 10",
                        [whole],
                    ),
                    "findings": asked(
                        reader,
                        "SELECT check_id, severity, origin, explanation, page_number FROM findings "
                        "WHERE document_id = ? ORDER BY position LIMIT 20",
                        [whole],
                    ),
                }

            return shelf.pages.give(request, "document.html", reader.version, content)

    @router.get("/document/{document_id}/page/{page_number}")
    def one_page(request: Request, document_id: str, page_number: int) -> Response:
        with shelf.library.reader() as reader:

            def content() -> Content:
                document = document_of(reader, document_id)
                reader.narrow([document["document_id"]], ["cells", "budget_lines_extracted"])
                view = page_view(reader, document["document_id"], page_number)
                return {"document": document, "view": view, "page_number": page_number}

            return shelf.pages.give(request, "page.html", reader.version, content)

    @router.get("/document/{document_id}/page/{page_number}/picture.png")
    def picture(document_id: str, page_number: int) -> Response:
        with shelf.library.reader() as reader:
            whole = document_of(reader, document_id)["document_id"]
            reader.narrow([whole])
            return Response(shelf.pictures.of_page(reader, whole, page_number), media_type=PNG, headers=AN_HOUR)

    @router.get("/line/{line_id}")
    def line_page(request: Request, line_id: str) -> Response:
        template = "line_card.html" if request.query_params.get("part") else "line.html"
        with shelf.library.reader() as reader:
            return shelf.pages.give(request, template, reader.version, lambda: _line(reader, line_id))

    @router.get("/line/{line_id}/picture.png")
    def line_picture(line_id: str) -> Response:
        with shelf.library.reader() as reader:
            document_id = document_of_line(reader, line_id)["document_id"]
            reader.narrow([document_id])
            figure = figure_of(reader, line_id)
            excerpt = excerpt_of_box(reader, document_id, figure.page_number, figure.box, figure.table_id)
            return Response(shelf.pictures.of_excerpt(reader, document_id, excerpt), media_type=PNG, headers=AN_HOUR)

    @router.get("/check/{check_id}/picture/{number}.png")
    def check_picture(check_id: str, number: int) -> Response:
        with shelf.library.reader() as reader:
            rows = asked(reader, "SELECT document_id, line_ids FROM findings WHERE check_id = ?", [check_id])
            if not rows:
                raise MingzhangError(ErrorCode.NOT_FOUND, f"check: {check_id}")
            reader.narrow([rows[0]["document_id"]])
            figures = figures_of(reader, rows[0]["line_ids"])
            ordered = [figures[i] for i in rows[0]["line_ids"] if i in figures]
            excerpts = excerpts_of_figures(reader, rows[0]["document_id"], ordered)
            if not 1 <= number <= len(excerpts):
                raise MingzhangError(ErrorCode.NOT_FOUND, f"cut-out: {check_id} {number}")
            drawn = shelf.pictures.of_excerpt(reader, rows[0]["document_id"], excerpts[number - 1])
            return Response(drawn, media_type=PNG, headers=AN_HOUR)

    return router


def _line(reader: SharedReader, line_id: str) -> Content:
    document = document_of_line(reader, line_id)
    reader.narrow([document["document_id"]], takes_out=True)
    figure, proofs = figure_and_checks(reader, document["document_id"], line_id)
    line = asked(reader, "SELECT * FROM budget_lines WHERE line_id = ?", [line_id])[0]
    return {
        "figure": figure,
        "printed": printed(figure),
        "line": line,
        "document": document,
        "proofs": [(proof, rule_of(proof)) for proof in proofs],
        "decisions": decisions_of_line(reader, line_id),
    }
