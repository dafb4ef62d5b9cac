"""How lists go on: the pages that follow one page of a list."""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from mingzhang.flows.crawl.sites import Paging

MOST_EMPTY = 2

_CALL = re.compile(r"(?<!function )\bcreatePage(?:HTML|Html)\s*\(((?:[^()]|\([^()]{0,200}\)){0,300})\)")
# A comment holds no beginning of another: one that is never closed is then looked through once, not from each mark.
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|/\*(?:(?!/\*).)*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_STRING = re.compile(r"""["']([\w./-]*)["']""")
_CEIL = re.compile(r"Math\.ceil\(\s*(\d+)\s*/\s*(\d+)\s*\)")


def created_pages(text: str) -> tuple[int, bool, str, str] | None:
    """What a call of `createPageHTML` says: pages in all, whether they are counted from 1, name and suffix of a page.

    Calls look like `createPageHTML(4, 0, "index", "html")`, `createPageHTML('page_div', 5, 1, 'index', 'shtml', 97)`,
    `createPageHTML(page_count, parseInt(pageCurrent), "index", "html")` with `page_count=Math.ceil(29/20)` before it.
    The function's own definition stands on the same page and is no call. None where nothing is called.
    """
    text = _COMMENT.sub("", text)
    for found in _CALL.finditer(text):
        if re.search(r"function\s{0,9}$", text[max(0, found.start() - 20) : found.start()]):
            continue
        arguments = [part.strip() for part in re.split(r",(?![^(]*\))", found.group(1))]
        names = [match.group(1) for part in arguments if (match := _STRING.fullmatch(part))]
        values = [part for part in arguments if not _STRING.fullmatch(part)]
        if len(names) < 2 or len(values) < 2:
            continue
        if _STRING.fullmatch(arguments[0]):
            names = names[1:] if len(names) > 2 else names
        total = _number(values[0], text)
        current = _number(re.sub(r"^parseInt\((.*)\)$", r"\1", values[1]), text)
        if total is not None:
            return total, current != 0, names[0], names[1]
    return None


def _number(value: str, text: str) -> int | None:
    """A literal, or what a variable is set to last."""
    if value.isdecimal():
        return int(value)
    if ceiled := _CEIL.fullmatch(value):
        return math.ceil(int(ceiled.group(1)) / max(1, int(ceiled.group(2))))
    if not re.fullmatch(r"[A-Za-z_$][\w$]*", value):
        return None
    set_to = re.findall(
        rf"\b{re.escape(value)}\s{{0,9}}=\s{{0,9}}(\d{{1,9}}|Math\.ceil\([^()]{{0,99}}\))[ \t]{{0,9}}[;\n]", text
    )
    return _number(set_to[-1], "") if set_to else None


def next_pages(
    paging: Paging, text: str, root: str, page: int, next_link: str | None, total: int | None
) -> list[tuple[int, str]]:
    """The pages to ask for after page `page` of the list that begins at `root`: (page, address), in order.

    `text` is the page's source, `next_link` the whole address that its link to the next page leads to, `total` how
    many pages a JSON list says it has.
    """
    if paging.style == "create_page_html":
        if page > 1:
            return []  # the first page tells them all
        called = created_pages(text)
        if called is None:
            return []
        pages, from_one, name, suffix = called
        first = paging.first if paging.first is not None else (2 if from_one else 1)
        last = min(pages, paging.most_pages)
        return [(number, urljoin(root, f"{name}_{first + number - 2}.{suffix}")) for number in range(2, last + 1)]
    if paging.style == "next_link":
        follows = [(page + 1, next_link)] if next_link else []
    elif paging.style in ("numbered", "query"):
        first = paging.first if paging.first is not None else (2 if paging.style == "query" else 1)
        last = page + 1 if total is None or page > 1 else min(total, paging.most_pages)
        follows = [
            (number, _numbered(root, paging.pattern, first + number - 2)) for number in range(page + 1, last + 1)
        ]
        if total is not None and page > 1:
            follows = []  # the first page told them all
    else:
        follows = []
    return [(number, url) for number, url in follows if url and number <= paging.most_pages]


def _numbered(root: str, pattern: str, number: int) -> str:
    filled = pattern.replace("{page}", str(number))
    if not filled.startswith("?"):
        return urljoin(root, filled)
    parts = urlsplit(root)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **dict(parse_qsl(filled[1:]))}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
