"""The server of pages: routes, the gate before them, and what a person sees where something goes wrong."""

from __future__ import annotations

import contextlib
import mimetypes
import tempfile
import threading
import traceback
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from mingzhang.flows.browse.checks import check_routes
from mingzhang.flows.browse.data import data_routes
from mingzhang.flows.browse.documents import document_routes
from mingzhang.flows.browse.home import home_routes
from mingzhang.flows.browse.rendering import language_of
from mingzhang.flows.browse.safety import COOKIE, Gate
from mingzhang.flows.browse.shelf import Pictures, Shelf
from mingzhang.flows.browse.units import unit_routes
from mingzhang.flows.browse.warming import addresses, visit_all
from mingzhang.flows.language import sentence_of
from mingzhang.flows.prefect_support.environment import state_folder
from mingzhang.flows.workers.asking import make_ready_to_ask
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.library import Library
from mingzhang.warehouse.storage.address import Where

STATUS = {
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.NO_MATCH: 404,
    ErrorCode.NO_SUCH_LINE: 404,
    ErrorCode.SOURCE_MISSING: 404,
    ErrorCode.SOURCE_CHANGED: 404,
    ErrorCode.NO_PAGE_PICTURE: 404,
    ErrorCode.WAREHOUSE_BUSY: 409,
    ErrorCode.QUERY_TIMEOUT: 408,
}
STATIC = ("style.css", "browse.js", "icon.svg")


def make_app(warehouse: Where, *, token: str, host: str = "127.0.0.1", reviewer: str = "browser") -> FastAPI:
    """The application over a warehouse. Raises `MingzhangError` as `Library` does.

    `token` lets write, and on another host than this machine read; `reviewer` is who decides where a page names nobody.
    """
    folder = tempfile.TemporaryDirectory(prefix="mingzhang-pictures-")
    shelf = Shelf(Library(warehouse), warehouse, Pictures(Path(folder.name)), reviewer=reviewer)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=make_ready_to_ask, daemon=True).start()
        with shelf.library.reader() as reader:
            visited = addresses(reader)
        await visit_all(app, visited, token)
        yield
        shelf.library.close()
        folder.cleanup()

    app = FastAPI(title="mingzhang", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)

    @app.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in STATIC:
            raise MingzhangError(ErrorCode.NOT_FOUND, f"page: {name}")
        data = resources.files("mingzhang.flows.browse").joinpath("static", name).read_bytes()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(data, media_type=kind, headers={"Cache-Control": "no-cache"})

    @app.get("/enter")
    def enter(request: Request) -> Response:
        """The first visit: the token becomes a cookie, and goes out of the address."""
        response = RedirectResponse("/", status_code=303)
        text = request.query_params.get("token", "")
        if not _is_same(text, token):
            raise MingzhangError(ErrorCode.NOT_FOUND, "page: /enter")
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        return response

    for routes in (home_routes, unit_routes, document_routes, check_routes, data_routes):
        app.include_router(routes(shelf))
    _tell_errors(app, shelf)
    app.add_middleware(Gate, token=token, host=host)
    app.state.shelf = shelf
    return app


def _is_same(text: str, token: str) -> bool:
    import hmac

    return hmac.compare_digest(text.encode(), token.encode())


def _tell_errors(app: FastAPI, shelf: Shelf) -> None:
    """Errors are a sentence with a code; what went wrong inside goes into a log and onto no page."""

    def page(request: Request, status: int, code: str, sentence: str) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"code": code, "sentence": sentence}, status_code=status)
        body = shelf.pages.render(request, "error.html", {"code": code, "sentence": sentence})
        return Response(body, status_code=status, media_type="text/html; charset=utf-8")

    @app.exception_handler(MingzhangError)
    def known(request: Request, error: MingzhangError) -> Response:
        return page(
            request, STATUS.get(error.code, 400), error.code, sentence_of(error, chinese=language_of(request) == "zh")
        )

    from fastapi.exceptions import RequestValidationError

    @app.exception_handler(404)
    @app.exception_handler(422)
    @app.exception_handler(RequestValidationError)
    def nowhere(request: Request, _: Any) -> Response:
        return page(request, 404, "not_found", f"{request.url.path}")

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> Response:
        with contextlib.suppress(OSError), (state_folder() / "browse-errors.log").open("a", encoding="utf-8") as log:
            log.write(f"{request.url.path}\n{''.join(traceback.format_exception(error))}\n")
        return page(request, 500, "internal", type(error).__name__)
