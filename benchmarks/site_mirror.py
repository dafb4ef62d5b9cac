"""A made-up site of budget disclosures on loopback: five styles of lists, and all that goes wrong on real ones.

`python -m benchmarks.site_mirror --port 8700 --sites mirror.yaml` serves it and writes the description of its sites.
Everything follows from the seedless generator below: the same articles every time, and for each of them what a
crawler must fetch.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from benchmarks.site_words import OFFICES, SITES, cut, head

STYLES = ("created", "numbered", "query", "next", "json")
A_PAGE = 20
HOST = "127.0.0.1"
SLOW_HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the mirror answers. `pause` is in seconds."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0
    has_validator: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """A disclosure that a crawler must fetch: the address that it is linked by, and its bytes' sha256."""

    url: str
    sha256: str
    file_name: str
    title: str
    published_on: str


class _QuietServer(ThreadingHTTPServer):
    """A server that does not complain of crawlers that are killed in the middle of a sentence."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@dataclass(slots=True)
class Mirror:
    """The site. `replies` by path with query; `hits` counts the requests for each."""

    port: int = 0
    articles: int = 300
    pause: float = 0.0
    slow: float = 0.4
    documents: list[bytes] = field(default_factory=list)
    replies: dict[str, Reply | Callable[[int], Reply]] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    hits: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes_sent: int = 0
    times: list[tuple[float, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def root(self) -> str:
        """The address of the site."""
        return f"http://{HOST}:{self.port}"

    @property
    def slow_root(self) -> str:
        """The same server under another name."""
        return f"http://{SLOW_HOST}:{self.port}"

    def start(self) -> Mirror:
        """Serve in threads of this process."""
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                mirror.serve(self)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = _QuietServer((HOST, self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        build(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self.hits.clear()
            self.statuses.clear()
            self.times.clear()
            self.bytes_sent = 0

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        with self._lock:
            self.hits[handler.path] += 1
            count = self.hits[handler.path]
            self.times.append((time.monotonic(), handler.path))
            self.agents.add(handler.headers.get("User-Agent", ""))
        found = self.replies.get(handler.path) or _calendar(handler.path)
        reply = found(count) if callable(found) else found or Reply(b"<p>404</p>", status=404, has_validator=False)
        time.sleep(self.pause + reply.pause)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        body, status = reply.body, reply.status
        if reply.has_validator and status == 200 and handler.headers.get("If-None-Match") == tag:
            body, status = b"", 304
        with self._lock:
            self.statuses[status] += 1
            self.bytes_sent += len(body)
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", reply.content_type)
            handler.send_header("Content-Length", str(len(body)))
            if reply.has_validator and status in (200, 304):
                handler.send_header("ETag", tag)
            for name, value in reply.headers:
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def sites_yaml(self) -> str:
        """The description of the mirror's sites, for `mingzhang crawl`."""
        return SITES.format(port=self.port, host=HOST, slow=SLOW_HOST)


def build(mirror: Mirror) -> None:
    """Make all pages and files, and the list of what is to be found."""
    mirror.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /secret/\n", "text/plain", has_validator=False)
    each = mirror.articles // len(STYLES)
    for style in STYLES:
        _Builder(mirror, style, each).build()


def _calendar(path: str) -> Reply | None:
    """A trap: a calendar with a page for every month there will ever be."""
    parts = urlsplit(path)
    if parts.path != "/next/calendar":
        return None
    month = int(parse_qs(parts.query).get("month", ["0"])[0])
    return Reply(f'<a class="next" href="/next/calendar?month={month + 1}">下一月</a>'.encode())


class _Builder:
    """One site of the mirror, in one style of lists."""

    def __init__(self, mirror: Mirror, style: str, count: int) -> None:
        self.mirror, self.style, self.count = mirror, style, count
        # The pages' charset, and the one that their header claims.
        self.charset, self.label = {"created": ("gb18030", "utf-8"), "numbered": ("utf-8", "gb2312")}.get(
            style, ("utf-8", "utf-8")
        )

    def build(self) -> None:
        rows = [self._article(number) for number in range(self.count)]
        pages = [rows[start : start + A_PAGE] for start in range(0, len(rows), A_PAGE)]
        for page, some in enumerate(pages):
            self._list(page, some, len(pages), len(rows))

    def _page(self, body: str) -> Reply:
        return Reply(
            f"<html><head><meta charset='{self.label}'><title>某市</title></head><body>{body}</body></html>".encode(
                self.charset
            ),
            f"text/html; charset={self.label}",
        )

    def _list(self, page: int, rows: list[tuple[str, str, str]], pages: int, total: int) -> None:
        style, replies = self.style, self.mirror.replies
        if style == "json":
            data = [{"id": Path(url).stem, "name": title, "time": f"{day} 09:00:00"} for url, title, day in rows]
            body = json.dumps({"code": 200, "data": {"rows": data, "count": total}}, ensure_ascii=False).encode()
            replies[f"/json/api?page={page + 1}"] = Reply(body, "application/json")
            return
        if style == "query":
            items = "".join(f'<div class="row"><a href="{u}">{html.escape(t)}</a><i>{d}</i></div>' for u, t, d in rows)
            shown = self._page(items)
            replies["/query/list?channel=7" if page == 0 else f"/query/list?channel=7&page={page + 1}"] = shown
            if page == pages - 1:
                replies[f"/query/list?channel=7&page={pages + 1}"] = shown  # past the end, the last page once more
            return
        items = "".join(
            f'<li><a href="{u}" title="{html.escape(t)}">{html.escape(cut(t))}</a><span>{d}</span></li>'
            for u, t, d in rows
        )
        after = ""
        if style == "created":
            after = (
                "<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script>"
                f'<script>createPageHTML({pages}, {page}, "index", "html");</script>'
            )
        elif style == "next":
            follows = f"/next/page{page + 2}.html" if page < pages - 1 else "/next/calendar?month=1"
            after = f'<a class="next" href="{follows}">下一页</a>'
        address = {
            "created": "/created/" if page == 0 else f"/created/index_{page}.html",
            "numbered": "/numbered/index.html" if page == 0 else f"/numbered/index_{page}.html",
            "next": "/next/" if page == 0 else f"/next/page{page + 1}.html",
        }[style]
        replies[address] = self._page(f'<ul class="list">{items}</ul>{after}')

    def _article(self, number: int) -> tuple[str, str, str]:
        """Make an article with its attachment; gives its address, title and date."""
        year = 2026 - number % 6
        day = f"{year}-{1 + number % 12:02}-{1 + number % 28:02}"
        office = OFFICES[number % len(OFFICES)]
        url = f"/{self.style}/{day[:4]}{day[5:7]}/t{day.replace('-', '')}_{number}.html"
        if self.style == "json":
            url = f"/json/{number}.html"
        sort = number % 10
        if sort == 7:
            title = f"某市{office}公开招聘工作人员公告（{year}年第{number}号）"
        elif sort == 8:
            title = f"{2010 + number % 9}年某市{office}部门预算（{number}）"
        else:
            kind = "部门预算公开" if number % 2 else "部门决算公开"
            title = f"某市{office}{year}年度{kind}（{self.style}之{number}，含所属单位及专项资金绩效目标）"
        body = head(title, day, number)
        if sort == 7:
            body += self._link(f"/{self.style}/files/jobs{number}.pdf", "岗位表")
        elif sort == 8:
            body += self._link(f"/{self.style}/files/old{number}.pdf", "附件")
        else:
            body += self._disclosure(number, title, day, url)
        self.mirror.replies[url] = self._page(body)
        return url, title, day

    def _link(self, url: str, text: str) -> str:
        return f'<p><a href="{url}">{html.escape(text)}</a></p>'

    def _document(self, number: int) -> bytes:
        documents = self.mirror.documents
        if documents:
            return documents[number % len(documents)]
        return f"%PDF-1.4\n% {self.style} {number}\n%%EOF\n".encode()

    def _expect(self, url: str, body: bytes, name: str, title: str, day: str) -> None:
        whole = url if "://" in url else self.mirror.root + url
        self.mirror.expected.append(Expected(whole, hashlib.sha256(body).hexdigest(), name, title, day))

    def _disclosure(self, number: int, title: str, day: str, article: str) -> str:
        """The attachment of an article, most of them plain; every sort of trouble stands at a number of its own."""
        mirror, replies, root = self.mirror, self.mirror.replies, f"/{self.style}/files"
        body = self._document(number)
        name = f"{title}.pdf"
        url = f"{root}/P0{day.replace('-', '')}{number:06}.pdf"
        pdf = Reply(body, "application/pdf")
        if number == 1:  # three redirects
            for step in range(3):
                target = f"{root}/step{step + 1}" if step < 2 else f"{root}/real{number}.pdf"
                replies[url if step == 0 else f"{root}/step{step}"] = Reply(
                    status=302, headers=(("Location", target),), has_validator=False
                )
            replies[f"{root}/real{number}.pdf"] = pdf
        elif number == 2:  # a redirect that leads to itself, by way of another
            replies[url] = Reply(status=302, headers=(("Location", f"{root}/loop"),), has_validator=False)
            replies[f"{root}/loop"] = Reply(status=302, headers=(("Location", url),), has_validator=False)
            mirror.refused[mirror.root + url] = "too_many_redirects"
            return self._link(url, name)
        elif number == 3:  # a dead link
            mirror.refused[mirror.root + url] = "http_404"
            return self._link(url, name)
        elif number == 4:  # a page under the name of a PDF
            replies[url] = Reply("<html><body>系统登录<a href='/'>首页</a></body></html>".encode(), "application/pdf")
            mirror.refused[mirror.root + url] = "html_instead"
            return self._link(url, name)
        elif number == 5:  # robots.txt says no
            url = f"/secret/{self.style}{number}.pdf"
            replies[url] = pdf
            mirror.refused[mirror.root + url] = "robots_forbidden"
            return self._link(url, name)
        elif number == 6:  # once busy, then there
            busy = Reply(b"busy", "text/plain", 503, (("Retry-After", "1"),), has_validator=False)
            replies[url] = lambda count, pdf=pdf, busy=busy: busy if count == 1 else pdf  # type: ignore[misc]
        elif number == 9:  # the tables stand in the article itself
            rows = "".join(f"<tr><td>项目{n}</td><td>{n}1,234.50</td><td>{n}678.90</td></tr>" for n in range(1, 9))
            tables = f"<table>{rows}</table>"
            body = self._page(head(title, day, number) + tables).body
            self._expect(article, body, f"{title}.html", title, day)
            return tables
        elif number == 10:  # an empty file
            replies[url] = Reply(b"", "application/pdf", has_validator=False)
            mirror.refused[mirror.root + url] = "empty_file"
            return self._link(url, name)
        elif number == 11:  # a page that sends on to the file
            replies[url] = Reply(f"<meta http-equiv='refresh' content='0;url={root}/meta{number}.pdf'>".encode())
            replies[f"{root}/meta{number}.pdf"] = pdf
        elif number == 12:  # a fire wall
            replies[url] = Reply(b"<script>var a=1</script>", status=412, has_validator=False)
            mirror.refused[mirror.root + url] = "blocked_by_site"
            return self._link(url, name)
        elif number == 13:  # a slow file
            replies[url] = Reply(body, "application/pdf", pause=mirror.slow)
            url = mirror.slow_root + url
        elif number == 14:  # linked by the article before it too
            url = f"{root}/P0shared.pdf"
            replies[url] = pdf
            self._expect(url, body, name, title, day)
            return self._link(url, name)
        elif number == 15:
            return self._link(f"{root}/P0shared.pdf", name)
        elif number == 16:  # the same bytes under another address
            body = self._document(14)
            replies[url] = Reply(body, "application/pdf")
        elif number == 19:  # a link into the crawler's own network
            mirror.refused["http://10.0.0.1/budget.pdf"] = "address_not_public"
            return self._link("http://10.0.0.1/budget.pdf", name)
        elif number == 21:  # a link to somebody else's site
            mirror.refused["http://www.example.com/budget.pdf"] = "host_not_allowed"
            return self._link("http://www.example.com/budget.pdf", name)
        elif self.style == "query":  # download handlers; the name stands in a header, in GBK
            url = f"/query/download?id={number}"
            header = f'attachment; filename="{title}.pdf"'.encode("gb18030").decode("latin-1")
            replies[url] = Reply(body, "application/octet-stream", headers=(("Content-Disposition", header),))
            self._expect(url, body, name, title, day)
            return self._link(url, "点击下载")
        elif self.style == "numbered" and number % 10 == 0:  # capitals, and a zip
            held = BytesIO()
            with zipfile.ZipFile(held, "w") as packed:
                packed.writestr(zipfile.ZipInfo("预算.pdf"), body)
            body, name, url = held.getvalue(), f"{title}.zip", f"{root}/P0{number}.ZIP"
            replies[url] = Reply(body, "application/zip")
        elif self.style == "next":  # shown in a viewer
            replies[url] = pdf
            self._expect(url, body, name, title, day)
            return f'<iframe src="/viewer/web/viewer.html?file={quote(url)}"></iframe>'
        else:
            replies[url] = pdf
        self._expect(url, body, name, title, day)
        return self._link(url, name)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--documents", type=Path, help="a folder of PDFs to publish, in turn")
    parser.add_argument("--sites", type=Path, help="write the description of the sites to this file")
    options = parser.parse_args()
    documents = [file.read_bytes() for file in sorted(options.documents.glob("*.pdf"))] if options.documents else []
    mirror = Mirror(port=options.port, articles=options.articles, pause=options.pause, documents=documents)
    try:
        mirror.start()
    except OSError as error:
        parser.error(f"port {options.port} cannot be used ({error.strerror}); name another with --port")
    if options.sites:
        options.sites.write_text(mirror.sites_yaml(), "utf-8")
    print(f"{mirror.root}: {len(mirror.expected)} disclosures", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        mirror.stop()


if __name__ == "__main__":
    main()
