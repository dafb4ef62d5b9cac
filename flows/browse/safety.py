"""What stands between the pages and anybody else: who may ask, who may write, what a page may load."""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "mingzhang_token"
LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
READING = ("GET", "HEAD")


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


def is_local(host: str) -> bool:
    """Whether a server on this host is reached from this machine only."""
    return host in LOCAL


class Gate:
    """Lets through who may ask.

    The name in `Host` must be this machine's, or the one that was served (so that no page elsewhere gets at it by a
    name of its own); pages elsewhere may link here and nothing more; what writes, and on other hosts than this machine
    everything, needs the token, in a cookie that the first visit with `?token=` sets.
    """

    def __init__(self, app: ASGIApp, *, token: str, host: str) -> None:
        self._app, self._token, self._host = app, token, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        scope["state"] = dict(scope.get("state") or {}, may_write=self.holds_token(headers.get("cookie", "")))
        refusal = self._refusal(scope, headers)
        if refusal:
            await _say(send, *refusal)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)

    def holds_token(self, cookies: str) -> bool:
        """Whether a `Cookie` header brings the token."""
        try:
            found = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return False
        return found is not None and self.is_token(found.value)

    def is_token(self, text: str) -> bool:
        """Whether a text is the token."""
        return hmac.compare_digest(text.encode(), self._token.encode())

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if name not in LOCAL and name != self._host:
            return 421, "This server answers by its own name only."
        elsewhere = headers.get("sec-fetch-site") == "cross-site"
        if elsewhere and (headers.get("sec-fetch-mode") != "navigate" or scope["method"] not in READING):
            return 403, "Pages elsewhere may link here, and nothing more."
        if scope["method"] in READING:
            is_open = is_local(self._host) or scope["state"]["may_write"] or b"token=" in scope["query_string"]
            return None if is_open else (403, "Open the address with the token that was printed at the start.")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host", ""):
            return 403, "Pages elsewhere may not write."
        return None if scope["state"]["may_write"] else (403, "Without the token nothing is written.")


async def _say(send: Any, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
