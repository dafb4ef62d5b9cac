"""Addresses as pages write them, made whole; dates and titles as they stand beside them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from mingzhang.flows.crawl.sites import AttachmentRules, TitleRules
from mingzhang.models.text.patterns import ANY_YEAR

LONGEST_URL = 2000
_DATE = re.compile(rf"(?<!\d)({ANY_YEAR})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})(?!\d)")
_RUN_DATE = re.compile(rf"(?:^|[t/_])({ANY_YEAR})(\d{{2}})(\d{{2}})(?=[_/.]|$)")
_YEAR = re.compile(rf"(?<!\d)({ANY_YEAR})(?=\s*(?:年|-|—|度|部门|单位|预算|决算|[^\d]|$))")
# A link that only shows a picture is no link to a file because the picture has a name.
_PICTURES = frozenset(("jpg", "jpeg", "png", "tif", "tiff"))
_CUT = ("…", "...", "．．．")


def absolute(base: str, href: str, charset: str = "utf-8") -> str | None:
    """The whole address of a link; None for links that are none (scripts, anchors, mail).

    Backslashes in paths are slashes, as browsers read them; in the part that names the host they are left alone, and
    refused later. What is beyond ASCII is escaped: the path as UTF-8, the query in the page's charset.
    """
    href = href.strip().strip("\u200b\ufeff")
    if not href or href.startswith("#") or re.match(r"(?:javascript|mailto|tel|data|about|blob):", href, re.IGNORECASE):
        return None
    try:
        head, mark, tail = href.partition("?")
        if "\\" in head and "\\" not in urlsplit(head).netloc:
            href = head.replace("\\", "/") + mark + tail
        whole = safe_url_string(urljoin(base, href), "gb18030" if charset == "gb18030" else "utf-8")
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        return href if len(href) <= LONGEST_URL else None  # no address at all: refused, with its text, later
    netloc = parts.netloc.lower() if "@" not in parts.netloc else parts.netloc
    if (parts.scheme, port) in (("http", 80), ("https", 443)):
        netloc = netloc.rpartition(":")[0]
    whole = urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, ""))
    return whole if len(whole) <= LONGEST_URL else None


def date_in(text: str | None) -> str | None:
    """The first date in a text, as an ISO date: `2026-02-10`, `2026年2月10日`, `2026/2/10`."""
    for found in _DATE.finditer(text or ""):
        if iso := _iso(*found.groups()):
            return iso
    return None


def date_in_url(url: str) -> str | None:
    """The date that an address carries: `…/202602/t20260210_12283572.html`, `/doc/2026/02/11/4733905.shtml`."""
    path = urlsplit(url).path
    for found in _RUN_DATE.finditer(path):
        if iso := _iso(*found.groups()):
            return iso
    return date_in(path)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def is_cut(title: str) -> bool:
    """Whether a list shows only the beginning of a title."""
    return title.rstrip().endswith(_CUT)


def left_out(title: str | None, published_on: str | None, rules: TitleRules) -> str | None:
    """Why a title does not count (`title`, `year`), None where it does.

    The year is the title's where it names one, else that of publication (or the one before, for what was published
    late). A title that says neither is kept.
    """
    plain = re.sub(r"\s+", "", title or "")
    if any(word in plain for word in rules.exclude) or not any(word in plain for word in rules.include):
        return "title"
    first, last = rules.first_year or 0, rules.last_year or 9999
    years = [int(year) for year in _YEAR.findall(plain)]
    if years:
        return None if any(first <= year <= last for year in years) else "year"
    if published_on:
        return None if first <= int(published_on[:4]) <= last + 1 else "year"
    return None


def suffix_of(text: str) -> str:
    """The suffix of a name or of an address' path, lower-case, without its dot."""
    name = unquote(urlsplit(text).path if "://" in text else text).rsplit("/", 1)[-1]
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def attachment_url(url: str, link_text: str, rules: AttachmentRules) -> str | None:
    """The address of the attachment that a link leads to; None where it leads to none.

    A link counts by the suffix of its path, of a value of its query (`download.jsp?name=a.pdf`), of its text, or by
    the site's patterns. A viewer's page (`viewer.html?file=/a.pdf`) stands for the file that it shows.
    """
    if suffix_of(url) in rules.suffixes:
        return url
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if suffix_of(value) in rules.suffixes:
            shown = name.lower() in ("file", "url", "src") and suffix_of(url) in ("html", "htm", "shtml")
            return absolute(url, value) if shown else url
    named = suffix_of(link_text.strip())
    if any(re.search(pattern, url) for pattern in rules.url) or (named in rules.suffixes and named not in _PICTURES):
        return url
    return None
