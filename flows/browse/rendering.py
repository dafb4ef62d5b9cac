"""Pages out of templates, remembered for as long as the warehouse stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from mingzhang.flows.browse.grid import boxes, grid, rows_of
from mingzhang.flows.browse.words import LANGUAGES, column_title, relation_about, relation_title, shown, speaker
from mingzhang.flows.output.number_text import money
from mingzhang.flows.output.spreadsheet_text import visible

LANGUAGE_COOKIE = "mingzhang_language"
MOST_PAGES, MOST_BYTES = 2_000, 64 << 20
MONTH = 30 * 24 * 3600


class PageCache:
    """The pages last made, by address, language and state of the warehouse; the oldest go first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> bytes | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[object, ...], page: bytes) -> None:
        with self._lock:
            self._bytes += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._pages and (len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES):
                self._bytes -= len(self._pages.popitem(last=False)[1])


def environment() -> Environment:
    """Templates that escape everything and fail on a name that is not given."""
    made = Environment(
        loader=PackageLoader("mingzhang.flows.browse", "templates"),
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(money=money, shown=shown, path=lambda text: quote(str(text), safe=""))
    made.globals.update(svg=Markup, boxes=boxes, grid=grid, rows_of=rows_of)
    return made


def language_of(request: Request) -> str:
    """Chinese, unless English was chosen: by `?lang=en`, or by the cookie that it set."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def address(request: Request, **changes: object) -> str:
    """The page's own address with some of its query changed; None takes a name out."""
    query = {name: value for name, value in request.query_params.multi_items() if name not in changes}
    pairs = [(n, v) for n, v in request.query_params.multi_items() if n in query]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return request.url.path + (f"?{urlencode(pairs)}" if pairs else "")


class Pages:
    """Makes the pages of one server."""

    def __init__(self) -> None:
        self._environment = environment()
        self._cache = PageCache()
        self._turn = threading.Lock()
        self._making: dict[tuple[object, ...], threading.Lock] = {}

    def give(
        self, request: Request, template: str, version: str, content: Callable[[], dict[str, Any]], status: int = 200
    ) -> Response:
        """A page; `content` is asked for what it shows only where the page is not there yet."""
        language = language_of(request)
        may_write = bool(request.state.may_write)
        key = (version, str(request.url.path), request.url.query, language, may_write)
        page = self.remembered(key, lambda: self.render(request, template, content()))
        response = HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-cache"})
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=MONTH, samesite="strict", httponly=True)
        return response

    def remembered(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """What was made under a key; it is made where it is not there yet, and once where many ask at a time."""
        page = self._cache.get(key)
        if page is not None:
            return page
        with self._turn:
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            page = self._cache.get(key)
            if page is None:
                try:
                    page = make()
                    self._cache.put(key, page)
                finally:
                    with self._turn:
                        self._making.pop(key, None)
        return page

    def render(self, request: Request, template: str, content: dict[str, Any]) -> bytes:
        """The bytes of a page."""
        language = language_of(request)
        words = {
            "t": speaker(language),
            "column": column_title(language),
            "relation_title": relation_title(language),
            "relation_about": relation_about(language),
            "language": language,
            "other_language": "en" if language == "zh" else "zh",
            "here": lambda **changes: address(request, **changes),
            "may_write": bool(request.state.may_write),
            "path_now": request.url.path,
        }
        return self._environment.get_template(template).render(**(words | content)).encode(errors="backslashreplace")
