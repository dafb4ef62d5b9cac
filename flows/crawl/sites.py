"""What a site is: data out of `sites.yaml`. How each field is meant is told in `docs/crawling.md`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import cssselect

from mingzhang.flows.crawl.addresses import RefusedError, check_url
from mingzhang.flows.crawl.yaml_fields import Fields, read_fields
from mingzhang.models.errors import ErrorCode, MingzhangError

STYLES = ("none", "create_page_html", "numbered", "query", "next_link")
KEEP_PAGE = ("never", "with_tables", "always")
SUFFIXES = (
    *("pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "zip", "rar", "7z"),
    *("jpg", "jpeg", "png", "tif", "tiff"),
)
INCLUDE = ("预算", "决算", "绩效目标", "三公")
EXCLUDE = ("预算执行", "招标", "采购公告", "招聘")
CONTACT = "mingzhang, a reader of published budget disclosures; no contact set"
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list goes on. `pattern` holds `{page}`; `first` is the number that stands for the list's second page."""

    style: str = "none"
    pattern: str = ""
    first: int | None = None
    next_link: str = ""
    most_pages: int = 200


@dataclass(frozen=True, slots=True)
class JsonKeys:
    """Where the parts of a JSON list stand: dotted paths. `total` counts items, `pages` counts pages."""

    items: str
    url: str
    title: str
    date: str = ""
    publisher: str = ""
    total: str = ""
    pages: str = ""
    page_size: int = 20
    url_pattern: str = "{}"


@dataclass(frozen=True, slots=True)
class ListRules:
    items: str = ""
    link: str = "a"
    date: str = ""
    json: JsonKeys | None = None
    paging: Paging = field(default_factory=Paging)


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """`url` are patterns of addresses; empty: every page of the site's own hosts that a list's item links to."""

    url: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    publisher: str = ""
    content: str = ""
    keep_page: str = "with_tables"


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """`url` are patterns of addresses without a suffix (download handlers)."""

    suffixes: tuple[str, ...] = SUFFIXES
    url: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleRules:
    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = EXCLUDE
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    region: str
    start: tuple[str, ...]
    hosts: tuple[str, ...]
    ports: tuple[int, ...] = ()
    publisher: str = ""
    interval: float = DAY
    recheck: float = 30 * DAY
    lists: ListRules = field(default_factory=ListRules)
    article: ArticleRules = field(default_factory=ArticleRules)
    attachments: AttachmentRules = field(default_factory=AttachmentRules)
    titles: TitleRules = field(default_factory=TitleRules)
    most_urls: int = 50_000

    @property
    def fingerprint(self) -> str:
        """Changes when the rules change, so that pages that have not changed are read again by the new ones."""
        rules = replace(self, interval=0, recheck=0)
        return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sites:
    sites: tuple[Site, ...]
    contact: str = CONTACT
    delay: float = 1.0

    def named(self, name: str | None) -> Sites:
        """Only the site of that name. Raises `MingzhangError` (`bad_sites`)."""
        if name is None:
            return self
        chosen = tuple(site for site in self.sites if site.name == name)
        if not chosen:
            known = ", ".join(site.name for site in self.sites)
            raise MingzhangError(ErrorCode.BAD_SITES, f"there is no site {name}; there are: {known}")
        return replace(self, sites=chosen)


def load_sites(file: Path, private_hosts: tuple[str, ...] = ()) -> Sites:
    """Read and check `sites.yaml`. Raises `MingzhangError` (`not_found`, `bad_sites`) with line and field."""
    top = read_fields(file)
    contact, delay = CONTACT, 1.0
    if crawler := top.below("crawler"):
        contact = crawler.text("contact", CONTACT)
        if contact != CONTACT and not (contact.isascii() and ("@" in contact or contact.startswith("http"))):
            raise crawler.wrong("contact", "must be an e-mail address or a page, for the sites' keepers")
        delay = crawler.number("delay", 1.0, 1.0, 3600)
        crawler.done()
    sites: list[Site] = []
    for fields in top.many("sites"):
        site = _site(fields, private_hosts)
        if any(site.name == other.name for other in sites):
            raise fields.wrong("name", f"{site.name} is the name of two sites")
        sites.append(site)
    top.done()
    return Sites(tuple(sites), contact, delay)


def _site(fields: Fields, private_hosts: tuple[str, ...]) -> Site:
    name = fields.text("name")
    if not re.fullmatch(r"[\w.-]{1,64}", name):
        raise fields.wrong("name", "may hold letters, digits, - _ . only, 64 at most")
    ports = fields.integers("ports")
    if not all(0 < port < 65536 for port in ports):
        raise fields.wrong("ports", "must be ports from 1 to 65535")
    start = fields.texts("start")
    for url in start:
        try:
            check_url(url, ports, private_hosts)
        except RefusedError as error:
            raise fields.wrong("start", f"{url} is no public http(s) address ({error})") from error
    own = [urlsplit(url).hostname or "" for url in start]
    # A site and its www are one; either redirects to the other.
    own += [host.removeprefix("www.") if host.startswith("www.") else f"www.{host}" for host in own]
    article, attachments, lists = fields.below("article"), fields.below("attachments"), fields.below("list")
    site = Site(
        name=name,
        region=fields.text("region"),
        start=start,
        hosts=tuple(dict.fromkeys((*own, *_hosts(fields, "hosts")))),
        ports=ports,
        publisher=fields.text("publisher", ""),
        interval=fields.seconds("interval", DAY),
        recheck=fields.seconds("recheck", 30 * DAY),
        lists=_lists(lists) if lists else ListRules(),
        article=_article(article) if article else ArticleRules(),
        attachments=_attachments(attachments) if attachments else AttachmentRules(),
        titles=_titles(fields),
        most_urls=fields.integer("most_urls", 50_000, 1, 10_000_000),
    )
    fields.done()
    return site


def _lists(fields: Fields) -> ListRules:
    keys = fields.below("json")
    paging = fields.below("paging")
    rules = ListRules(
        items=_selector(fields, "items"),
        link=_selector(fields, "link", "a"),
        date=_selector(fields, "date"),
        json=_json(keys) if keys else None,
        paging=_paging(paging) if paging else Paging(),
    )
    if rules.json and rules.paging.style not in ("none", "query"):
        raise fields.wrong("paging", "a JSON list goes on by `style: query` only")
    fields.done()
    return rules


def _json(fields: Fields) -> JsonKeys:
    keys = JsonKeys(
        items=fields.text("items"),
        url=fields.text("url"),
        title=fields.text("title"),
        date=fields.text("date", ""),
        publisher=fields.text("publisher", ""),
        total=fields.text("total", ""),
        pages=fields.text("pages", ""),
        page_size=fields.integer("page_size", 20, 1, 10_000),
        url_pattern=fields.text("url_pattern", "{}"),
    )
    if "{}" not in keys.url_pattern:
        raise fields.wrong("url_pattern", "must hold {} where the item's own part goes")
    fields.done()
    return keys


def _paging(fields: Fields) -> Paging:
    style = fields.one_of("style", STYLES)
    first = fields.integer("first", -1, 0, 1_000_000)
    paging = Paging(
        style=style,
        pattern=fields.text("pattern", ""),
        first=None if first < 0 else first,
        next_link=_selector(fields, "next_link"),
        most_pages=fields.integer("most_pages", 200, 1, 100_000),
    )
    if style in ("numbered", "query") and "{page}" not in paging.pattern:
        raise fields.wrong("pattern", "must hold {page}, such as index_{page}.html or ?page={page}")
    if style == "next_link" and not paging.next_link:
        raise fields.wrong("next_link", "must be the CSS selector of the link to the next page")
    fields.done()
    return paging


def _article(fields: Fields) -> ArticleRules:
    rules = ArticleRules(
        url=_patterns(fields, "url"),
        title=_selector(fields, "title"),
        date=_selector(fields, "date"),
        publisher=_selector(fields, "publisher"),
        content=_selector(fields, "content"),
        keep_page=fields.one_of("keep_page", KEEP_PAGE, "with_tables"),
    )
    fields.done()
    return rules


def _attachments(fields: Fields) -> AttachmentRules:
    suffixes = tuple(one.lower().lstrip(".") for one in fields.texts("suffixes", SUFFIXES))
    for one in suffixes:
        if one not in SUFFIXES:
            raise fields.wrong("suffixes", f"{one} is none of {', '.join(SUFFIXES)}")
    rules = AttachmentRules(suffixes, _patterns(fields, "url"), _hosts(fields, "hosts"), fields.texts("exclude", ()))
    fields.done()
    return rules


def _titles(fields: Fields) -> TitleRules:
    found = fields.below("titles")
    if not found:
        return TitleRules()
    first, last = found.integer("first_year", 0, 1990, 2100), found.integer("last_year", 0, 1990, 2100)
    rules = TitleRules(found.texts("include", INCLUDE), found.texts("exclude", EXCLUDE), first or None, last or None)
    if rules.first_year and rules.last_year and rules.first_year > rules.last_year:
        raise found.wrong("last_year", f"is before first_year, {rules.first_year}")
    found.done()
    return rules


def _selector(fields: Fields, name: str, default: str = "") -> str:
    value = fields.text(name, default)
    if value:
        fields.checked(name, (value,), cssselect.parse, "CSS selector")
    return value


def _patterns(fields: Fields, name: str) -> tuple[str, ...]:
    return fields.checked(name, fields.texts(name, ()), re.compile, "regular expression")


def _hosts(fields: Fields, name: str) -> tuple[str, ...]:
    hosts = fields.texts(name, ())
    for host in hosts:
        if not re.fullmatch(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", host):
            raise fields.wrong(name, f"{host!r} is no host such as www.example.gov.cn or *.example.gov.cn")
    return hosts
