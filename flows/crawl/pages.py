"""What stands on a page: the items of a list, and what an article says and links to. Pure; no network."""

from __future__ import annotations

import hashlib
import html
import json
import math
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from mingzhang.flows.crawl.addresses import host_fits
from mingzhang.flows.crawl.links import absolute, attachment_url, date_in, date_in_url, is_cut, left_out
from mingzhang.flows.crawl.paging import MOST_EMPTY, next_pages
from mingzhang.flows.crawl.records import About, AddressKind, Link
from mingzhang.flows.crawl.sites import JsonKeys, Site

_FIGURE = re.compile(r"\d[\d,]{0,30}\.\d+|\d{1,3}(?:,\d{3})+|\d{3,}")
_CALLED = re.compile(r"[\w.$]{1,200}\s{0,9}\(")
LEAST_ROWS, LEAST_FIGURES = 4, 6
LONGEST_TEXT = 1000
_OUTSIDE = "ancestor-or-self::header or ancestor-or-self::nav or ancestor-or-self::footer"


@dataclass(frozen=True, slots=True)
class ListPage:
    """`items` is a fingerprint of what the page lists, None where it lists nothing."""

    links: tuple[Link, ...]
    more: tuple[Link, ...]
    items: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    about: About
    left_out: str | None
    attachments: tuple[Link, ...]
    has_tables: bool


@dataclass(frozen=True, slots=True)
class _Item:
    href: str
    title: str
    date: str | None
    publisher: str | None = None


def read_list(
    text: str, url: str, root: str, page: int, empty_run: int, site: Site, charset: str = "utf-8"
) -> ListPage:
    """The articles and attachments that a page of a list names, and the pages that follow it.

    Raises `ValueError` where a JSON list is none, or has no items where the site's data says they are.
    """
    next_link, total = None, None
    if site.lists.json:
        items, total = _json_items(text, site.lists.json)
        base = url
    else:
        selector = Selector(text)
        base = _base(selector, url)
        items = _html_items(selector, site)
        if css := site.lists.paging.next_link:
            href = selector.css(css).xpath("self::*/@href | .//@href").get()
            next_link = absolute(base, href, charset) if href else None
    links: dict[str, Link] = {}
    for item in items:
        if link := _item_link(item, base, url, site, charset):
            known = links.get(link.url)
            links[link.url] = link if known is None or len(link.title or "") > len(known.title or "") else known
    fingerprint = hashlib.sha256("\n".join(links).encode()).hexdigest() if links else None
    run = 0 if links else empty_run + 1
    more = [] if run >= MOST_EMPTY else next_pages(site.lists.paging, text, root, page, next_link, total)
    return ListPage(
        tuple(links.values()),
        tuple(Link(next_url, AddressKind.LIST, root=root, page=number, empty_run=run) for number, next_url in more),
        fingerprint,
    )


def _html_items(selector: Selector, site: Site) -> list[_Item]:
    rules = site.lists
    found: list[_Item] = []
    for item in selector.css(rules.items) if rules.items else selector.css("body"):
        for link in item.css(rules.link) if item.root.tag != "a" else [item]:
            href = link.attrib.get("href", "")
            shown, whole = _text(link), _squeezed(link.attrib.get("title", ""))
            title = whole if (is_cut(shown) or not shown) and whole else shown
            day = date_in(_text(item.css(rules.date))) if rules.date else None
            if day is None and rules.items:
                day = date_in(_text(item).replace(title, ""))
            found.append(_Item(href, title, day))
    return found


def _item_link(item: _Item, base: str, page_url: str, site: Site, charset: str) -> Link | None:
    url = absolute(base, item.href, charset)
    if url is None or url == page_url:
        return None
    day = item.date or date_in_url(url)
    reason = left_out(item.title, day, site.titles)
    if reason == "title" and is_cut(item.title) and not any(word in item.title for word in site.titles.exclude):
        reason = None  # The rest of the title may hold the word; the article tells.
    if attached := attachment_url(url, item.title, site.attachments):
        return Link(
            attached,
            AddressKind.ATTACHMENT,
            item.title,
            day,
            item.publisher,
            item.title,
            page_url,
            None,
            left_out=reason,
        )
    if site.article.url:
        if not any(re.search(pattern, url) for pattern in site.article.url):
            return None
    elif not site.lists.items and not site.lists.json and not host_fits(urlsplit(url).hostname or "", site.hosts):
        return None  # Without a selector of items every link of the page comes here.
    return Link(url, AddressKind.ARTICLE, item.title, day, item.publisher, item.title, left_out=reason)


def _json_items(text: str, keys: JsonKeys) -> tuple[list[_Item], int | None]:
    try:
        found = json.loads(_without_call(text))
    except (ValueError, RecursionError) as error:
        raise ValueError("is no JSON") from error
    listed = _at(found, keys.items)
    if not isinstance(listed, list):
        raise ValueError(f"has no list at {keys.items}")
    items = []
    for one in listed:
        part, title = _at(one, keys.url), _at(one, keys.title)
        if part in (None, "") or title is None:
            continue
        stamp = _at(one, keys.date) if keys.date else None
        publisher = _at(one, keys.publisher) if keys.publisher else None
        plain_title = _squeezed(html.unescape(re.sub(r"<[^>]*>", "", _sound(str(title)[:LONGEST_TEXT]))))
        href = keys.url_pattern.replace("{}", _sound(str(part)))
        items.append(_Item(href, plain_title, _json_date(stamp), _sound(str(publisher)) if publisher else None))
    pages, total = _at(found, keys.pages) if keys.pages else None, _at(found, keys.total) if keys.total else None
    if pages is not None and str(pages).isdecimal():
        return items, int(pages)
    if total is not None and str(total).isdecimal():
        return items, math.ceil(int(total) / keys.page_size)
    return items, None


def _without_call(text: str) -> str:
    """What is handed to a function, `show({…});`, else the text as it is (JSONP)."""
    text = text.strip()
    called = _CALLED.match(text)
    inner = text.removesuffix(";").rstrip()
    return inner[called.end() : -1] if called and inner.endswith(")") else text


def _sound(text: str) -> str:
    """A text without halves of characters, which JSON can write and nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _at(found: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def _json_date(stamp: Any) -> str | None:
    if stamp is None:
        return None
    if re.fullmatch(r"\d{10}|\d{13}", str(stamp)):
        seconds = int(stamp) / (1000 if len(str(stamp)) == 13 else 1)
        return datetime.fromtimestamp(seconds + 8 * 3600, UTC).date().isoformat()  # China has one time zone
    return date_in(str(stamp))


def read_article(text: str, url: str, known: Link, site: Site, charset: str = "utf-8") -> ArticlePage:
    """What an article says of itself, and the attachments that it links to. `known` is what its list said of it."""
    selector = Selector(text)
    base = _base(selector, url)
    rules = site.article
    title = (
        (_text(selector.css(rules.title)) if rules.title else "")
        or _meta(selector, "ArticleTitle")
        or _own_title(selector, known)
    )
    day = (
        (date_in(_text(selector.css(rules.date))) if rules.date else None)
        or date_in(_meta(selector, "PubDate"))
        or known.published_on
        or date_in_url(url)
    )
    publisher = (
        (_publisher(_text(selector.css(rules.publisher))) if rules.publisher else "")
        or _meta(selector, "ContentSource")
        or known.publisher
        or site.publisher
        or None
    )
    about = About(title or None, day, publisher)
    content = selector.css(rules.content) if rules.content else None
    if not content:
        content = selector.xpath("//body") or selector.xpath("/*")
    attachments: dict[str, Link] = {}
    for href, link_text in _linked(content):
        whole = absolute(base, href, charset)
        attached = attachment_url(whole, link_text, site.attachments) if whole else None
        if not attached or attached == url or any(word in link_text for word in site.attachments.exclude):
            continue
        link = Link(attached, AddressKind.ATTACHMENT, None, day, publisher, link_text or None, url, title or None)
        before = attachments.get(attached)
        if before is None or len(link_text) > len(before.link_text or ""):
            attachments[attached] = link
    shown = left_out(title, day, site.titles)
    # A list's title and the page's differ now and then; what either of them says to be a disclosure is one.
    if shown and not left_out(known.title, day, site.titles):
        shown = None
    return ArticlePage(about, shown, tuple(attachments.values()), _has_tables(content))


def _linked(content: Any) -> list[tuple[str, str]]:
    found = []
    for link in content.xpath(f".//a[@href and not({_OUTSIDE})]"):
        text = _text(link) or _squeezed(link.attrib.get("title", ""))
        if not text:
            text = _squeezed(link.xpath(".//img/@title | .//img/@alt").get() or "")
        named = _squeezed(link.attrib.get("title", "") or link.attrib.get("download", ""))
        found.append((link.attrib["href"], named if is_cut(text) and named else text))
    for frame in content.xpath(".//iframe[@src] | .//embed[@src] | .//object[@data]"):
        found.append((frame.attrib.get("src") or frame.attrib.get("data", ""), ""))
    return found


def _own_title(selector: Selector, known: Link) -> str:
    heading = _text(selector.css("h1"))
    if heading:
        return heading
    if known.title and not is_cut(known.title):
        return known.title
    whole = _text(selector.xpath("//title"))
    return re.split(r"[_|]| - |--", whole)[0].strip() or (known.title or "")


def _publisher(text: str) -> str:
    """A publisher as printed, without the words before and after it: `信息来源：某局 发布时间：…`."""
    found = re.search(r"(?:来源|发布机构|发布单位|发布机关|公开主体)[^:：]{0,4}[:：]\s*([^\s|]+)", text)
    return found.group(1) if found else ("" if date_in(text) else text)


def _meta(selector: Selector, name: str) -> str:
    lower = "translate(@name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    return _squeezed(selector.xpath(f"//meta[{lower} = $name]/@content", name=name.lower()).get() or "")


def _has_tables(content: Any) -> bool:
    for table in content.xpath(".//table[not(.//table)]"):
        rows = table.xpath(".//tr")
        if (
            len(rows) >= LEAST_ROWS
            and len(_FIGURE.findall(" ".join(table.xpath(".//text()").getall()))) >= LEAST_FIGURES
        ):
            return True
    return False


def _base(selector: Selector, url: str) -> str:
    href = selector.xpath("//base/@href").get()
    try:
        return urljoin(url, href.strip()) if href else url
    except ValueError:
        return url


def _text(selected: Any) -> str:
    """The text of the first element selected, white space squeezed; scripts and styles left out."""
    first = selected.xpath("self::node()")[:1]
    inner = first.xpath(".//text()[not(parent::script or parent::style)]").getall()
    return _squeezed("".join(inner))[:LONGEST_TEXT]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u3000", " ").replace("\xa0", " ")).strip()


def as_link(title: str | None, published_on: str | None, publisher: str | None, url: str) -> Link:
    """What is known of an article before it is read."""
    return replace(Link(url, AddressKind.ARTICLE), title=title, published_on=published_on, publisher=publisher)
