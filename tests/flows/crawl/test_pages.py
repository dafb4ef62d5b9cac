"""Lists, articles, names and charsets, as sites publish them."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.formats.charset import decoded
from mingzhang.flows.crawl.links import absolute, attachment_url, date_in, date_in_url, left_out
from mingzhang.flows.crawl.names import disposition_name, names_something, real_name, refusal_of
from mingzhang.flows.crawl.pages import _json_items, as_link, read_article, read_list
from mingzhang.flows.crawl.paging import created_pages, next_pages
from mingzhang.flows.crawl.records import AddressKind
from mingzhang.flows.crawl.sites import AttachmentRules, JsonKeys, ListRules, Paging, Site, TitleRules, load_sites

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = {site.name: site for site in load_sites(ROOT / "samples" / "sites.yaml").sites}
SITE = Site(name="a", region="某市", start=("http://a.gov.cn/",), hosts=("a.gov.cn",))
ARCHIVE = Path(os.environ.get("MINGZHANG_ARCHIVE", ROOT.parent / "shared" / "archive")) / "site_pages"
PDF = "application/pdf"

DEFINITION = "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){if(_nPageCount==1)return;}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DEFINITION, None),
        (f'{DEFINITION} createPageHTML(4, 0, "index", "html")', (4, False, "index", "html")),
        (f"{DEFINITION} createPageHTML(4,1,'list','shtml');", (4, True, "list", "shtml")),
        ("createPageHTML('page_div', 5, 1, 'index', 'shtml', 97);", (5, True, "index", "shtml")),
        ('<!-- createPageHTML(9, 0, "index", "html") -->', None),
        (
            '// createPageHTML(9, 0, "index", "html")\n createPageHTML(2, 0, "index", "html")',
            (2, False, "index", "html"),
        ),
        (
            "var pageCurrent; pageCurrent = 1; page_count=20;\n page_count=Math.ceil(29/20);\n"
            'createPageHTML(page_count, parseInt(pageCurrent), "index", "html");',
            (2, True, "index", "html"),
        ),
        ('createPageHTML(pages, 0, "index", "html")', None),
    ],
)
def test_calls_that_draw_pages_are_told_from_the_function(text: str, found: tuple[object, ...] | None) -> None:
    assert created_pages(text) == found


def test_hostile_pages_are_read_in_a_time_that_grows_with_their_length() -> None:
    long = 200_000
    rows = f"<table>{'<tr><td></td></tr>' * 4}<tr><td>{'1,' * long}</td></tr></table>"
    began = time.process_time()
    assert created_pages("/*" * long + "<!--" * long) is None
    assert not read_article(rows, "http://a.gov.cn/x.html", as_link(None, None, None, ""), SITE).has_tables
    assert items_of("show()" + " " * long + "x") == "is no JSON" == items_of("[" * long)
    assert items_of(f'{{"l": [{{"u": "/a", "t": "{"<" * long}"}}]}}') == 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize("wrapped", ["{}", "show({})", "a.b ( {} ) ;\n"])
def test_json_lists_with_and_without_a_function_around_them(wrapped: str) -> None:
    assert items_of(wrapped.replace("{}", '{"l": [{"u": "/a", "t": "f(x)"}]}')) == 1


def items_of(text: str) -> int | str:
    """How many items a JSON list has, or why it is none."""
    try:
        return len(_json_items(text, JsonKeys("l", "u", "t"))[0])
    except ValueError as error:
        return str(error)


def test_a_list_that_claims_a_number_of_pages_without_sense_ends_where_the_rules_say() -> None:
    query = Paging(style="query", pattern="?p={page}", most_pages=5)
    assert [number for number, _ in next_pages(query, "", "http://a.gov.cn/c/", 1, None, 10**15)] == [2, 3, 4, 5]


def pages_after(paging: Paging, text: str, page: int = 1) -> list[str]:
    site = replace(SITE, lists=ListRules(items="li", paging=paging))
    item = f'<li><a href="/x{page}.html">2026年部门预算</a></li>'
    return [link.url for link in read_list(item + text, "http://a.gov.cn/c/", "http://a.gov.cn/c/", page, 0, site).more]


def test_lists_go_on_as_their_site_does() -> None:
    created = Paging("create_page_html")
    assert pages_after(created, 'createPageHTML(3, 0, "index", "html")') == [
        "http://a.gov.cn/c/index_1.html",
        "http://a.gov.cn/c/index_2.html",
    ]
    assert pages_after(created, 'createPageHTML(3, 1, "index", "html")') == [
        "http://a.gov.cn/c/index_2.html",
        "http://a.gov.cn/c/index_3.html",
    ]
    assert pages_after(Paging("numbered", "index_{page}.html"), "", 3) == ["http://a.gov.cn/c/index_3.html"]
    assert pages_after(Paging("query", "?page={page}"), "") == ["http://a.gov.cn/c/?page=2"]
    assert pages_after(Paging("next_link", next_link="a.n"), '<a class="n" href="p2.html">下页</a>') == [
        "http://a.gov.cn/c/p2.html"
    ]
    assert pages_after(Paging("numbered", "index_{page}.html", most_pages=3), "", 3) == []
    assert pages_after(Paging("none"), "") == []


def test_json_lists_are_read_by_the_paths_that_the_site_names() -> None:
    keys = JsonKeys("data.list", "docId", "title", "pub", total="data.total", page_size=2, url_pattern="/art/{}.html")
    site = replace(SITE, lists=ListRules(json=keys, paging=Paging("query", "?page={page}")))
    text = (
        'callback({"data": {"total": 5, "list": [{"docId": 7, "title": "<b>2026年</b>部门预算", "pub": 1770652800000},'
        '{"docId": 8, "title": "招聘公告", "pub": "2026-02-11 10:00"}, {"title": "无地址"}]}});'
    )
    page = read_list(text, "http://a.gov.cn/api?c=1&page=1", "http://a.gov.cn/api?c=1&page=1", 1, 0, site)
    assert [(link.url, link.title, link.published_on, link.left_out) for link in page.links] == [
        ("http://a.gov.cn/art/7.html", "2026年部门预算", "2026-02-10", None),
        ("http://a.gov.cn/art/8.html", "招聘公告", "2026-02-11", "title"),
    ]
    assert [link.url for link in page.more] == ["http://a.gov.cn/api?c=1&page=2", "http://a.gov.cn/api?c=1&page=3"]
    half = '{"data": {"total": 1, "list": [{"docId": "\\ud800", "title": "2026年部门预算\\udfff", "pub": null}]}}'
    (link,) = read_list(half, "http://a.gov.cn/api", "http://a.gov.cn/api", 1, 0, site).links
    assert (link.url, link.title) == ("http://a.gov.cn/art/?.html", "2026年部门预算?")
    for broken in ("<html>", '{"data": {}}'):
        with pytest.raises(ValueError, match=r"is no JSON|has no list"):
            read_list(broken, "http://a.gov.cn/api", "http://a.gov.cn/api", 1, 0, site)


def test_an_article_says_what_it_is_and_what_hangs_on_it() -> None:
    page = """<html><head><meta name="PubDate" content="2026-02-11 09:00"><meta name="contentsource" content="科技局">
    </head><body><nav><a href="/app.zip">应用下载</a></nav><h1>某局2026年度部门预算</h1>
    <a href="./P020260211.pdf"><img title="下载"></a><a href="./P020260211.pdf">附件：某局2026年度部门预算.pdf</a>
    <a href="..\\files\\TABLE.XLS">表格</a><a href="/down?id=9">点击下载</a>
    <a href="/down?file=%E8%A1%A8.docx">附件2</a>
    <iframe src="/pdfjs/web/viewer.html?file=/f/b.pdf"></iframe><a href="javascript:void(0)">打印</a>
    <a href="mailto:a@b.cn">来信</a><a href="/other.html">上一篇</a></body></html>"""
    site = replace(SITE, attachments=AttachmentRules(url=(r"/down\?id=\d+$",)))
    known = as_link("某局2026年…", "2026-02-10", None, "http://a.gov.cn/b/1.html")
    article = read_article(page, "http://a.gov.cn/b/1.html", known, site)
    assert (article.about.title, article.about.published_on, article.about.publisher) == (
        "某局2026年度部门预算",
        "2026-02-11",
        "科技局",
    )
    assert {link.url: link.link_text for link in article.attachments} == {
        "http://a.gov.cn/b/P020260211.pdf": "附件：某局2026年度部门预算.pdf",
        "http://a.gov.cn/files/TABLE.XLS": "表格",
        "http://a.gov.cn/down?id=9": "点击下载",
        "http://a.gov.cn/down?file=%E8%A1%A8.docx": "附件2",
        "http://a.gov.cn/f/b.pdf": None,
    }
    assert article.left_out is None and not article.has_tables


@pytest.mark.parametrize(
    ("title", "day", "reason"),
    [
        ("某局2026年部门预算", None, None),
        ("某局 2024 年度部门决算", "2025-09-01", None),
        ("某局2019年部门预算", None, "year"),
        ("某局部门预算公开", "2018-03-01", "year"),
        ("某局部门预算公开", "2021-03-01", None),
        ("某局部门预算公开", None, None),
        ("关于2026年预算执行情况的报告", None, "title"),
        ("放假通知", "2026-01-01", "title"),
    ],
)
def test_titles_count_by_their_words_and_year(title: str, day: str | None, reason: str | None) -> None:
    assert left_out(title, day, TitleRules(first_year=2020, last_year=2026)) == reason


@pytest.mark.parametrize(
    ("body", "label", "charset"),
    [
        ("某市财政局部门预算".encode("gb18030"), "utf-8", "gb18030"),
        ("某市财政局部门预算".encode(), "gb2312", "utf-8"),
        ("﻿部门预算".encode(), None, "utf-8"),
        ("部门预算".encode("utf-16"), None, "utf-16"),
        (b"budget", "gbk", "ascii"),
        (("部门预算" * 100).encode()[:-1], None, "utf-8"),
        (("部门预算" * 100).encode() + b"\xa3", None, "utf-8"),
    ],
)
def test_charsets_are_found_out_and_not_believed(body: bytes, label: str | None, charset: str) -> None:
    text, found = decoded(body, label)
    assert found == charset
    assert text.startswith(("某市财政局部门预算", "部门预算", "budget"))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="\xd4\xa4\xcb\xe3\xb9\xab\xbf\xaa.pdf"', "预算公开.pdf"),
        ('attachment; filename="预算公开.pdf"'.encode(), "预算公开.pdf"),
        (b"attachment; filename*=UTF-8''%E9%A2%84%E7%AE%97.pdf; filename=x.pdf", "预算.pdf"),
        (b"attachment;filename*=GBK''%D4%A4%CB%E3.pdf", "预算.pdf"),
        (b"attachment;filename=%E9%A2%84%E7%AE%97.pdf", "预算.pdf"),
        (b'attachment; filename="=?UTF-8?B?6aKE566XLnBkZg==?="', "预算.pdf"),
        (b'attachment; filename="=?no-such?B?6aKE566XLnBkZg==?="', "=?no-such?B?6aKE566XLnBkZg==?="),
        (b"inline", None),
        (None, None),
    ],
)
def test_headers_name_files_in_many_ways(header: bytes | None, name: str | None) -> None:
    assert disposition_name(header) == name


def test_a_file_is_called_by_the_first_name_that_names_something() -> None:
    url = "http://a.gov.cn/202602/P020260211123456.pdf"
    assert real_name(url, "某局2026年部门预算.pdf", None, "文章", PDF) == "某局2026年部门预算.pdf"
    assert real_name(url, "某局2026年部门预算", None, "文章", PDF) == "某局2026年部门预算.pdf"
    assert real_name(url, "附件1.点击下载", "某局决算.pdf", "文章题目", PDF) == "某局决算.pdf"
    assert real_name(url, "附件", None, "某局2026年部门预算公开", PDF) == "某局2026年部门预算公开.pdf"
    assert real_name(url, None, None, None, PDF) == "P020260211123456.pdf"
    assert real_name("http://a.gov.cn/%E9%A2%84%E7%AE%97.PDF", "附件", None, None, PDF) == "预算.pdf"
    assert real_name("http://a.gov.cn/%D4%A4%CB%E3.pdf", None, None, None, PDF) == "预算.pdf"
    assert real_name(url, "某局部门预算.pdf", None, None, "application/zip") == "某局部门预算.zip"
    assert real_name(url, "../../某局\\部门/预算:表\x00.pdf", None, None, PDF) == "某局 部门 预算 表.pdf"
    assert len(real_name(url, "预算" * 300, None, None, PDF).encode()) < 200
    assert not names_something("请点击下载附件一") and names_something("部门预算")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_file"),
        (b"  \r\n", "empty_file"),
        (b"<html><body>404</body></html>", "html_instead"),
        ("\ufeff\n<!DOCTYPE html><p>请登录".encode(), "html_instead"),
        (b'{"code": 500}', "not_a_document"),
        (b"%PDF-1.7 ...", None),
        (b"Rar!\x1a\x07\x00...", None),
    ],
)
def test_what_an_attachments_bytes_are(body: bytes, reason: str | None) -> None:
    assert refusal_of(body) == reason


def test_addresses_are_made_whole_as_browsers_do() -> None:
    base = "http://a.gov.cn/b/c.html"
    assert absolute(base, " ./d.pdf#page=2 ") == "http://a.gov.cn/b/d.pdf"
    assert absolute(base, "//B.gov.cn:80/x") == "http://b.gov.cn/x"
    assert absolute(base, "预算.pdf") == "http://a.gov.cn/b/%E9%A2%84%E7%AE%97.pdf"
    assert absolute(base, "/s?q=预算", "gb18030") == "http://a.gov.cn/s?q=%D4%A4%CB%E3"
    assert absolute(base, "JavaScript:alert(1)") is None
    assert absolute(base, "#top") is None
    assert absolute(base, "x" * 3000) is None


def test_dates_are_found_in_texts_and_addresses() -> None:
    assert date_in("发布时间：2026年2月3日 10:00") == "2026-02-03"
    assert date_in("2026-13-45") is None
    assert date_in_url("http://a.gov.cn/202602/t20260210_12283572.html") == "2026-02-10"
    assert date_in_url("http://a.gov.cn/doc/2026/02/11/4733905.shtml") == "2026-02-11"


def test_a_picture_in_a_link_is_no_attachment() -> None:
    assert attachment_url("http://a.gov.cn/x.html", "banner.png", AttachmentRules()) is None
    assert attachment_url("http://a.gov.cn/x", "附件.docx", AttachmentRules()) == "http://a.gov.cn/x"


def page(beginning: str) -> str:
    found = sorted(ARCHIVE.glob(f"{beginning}*")) if ARCHIVE.is_dir() else []
    if not found:
        pytest.skip("the archive of published pages is not here")
    return found[0].read_text("utf-8")


def test_the_worked_examples_read_the_pages_that_they_were_made_for() -> None:
    root = "http://www.changsha.gov.cn/a/b/c/d/sjj/"
    audit = read_list(page("015_长沙_审计局"), root, root, 1, 0, SAMPLES["changsha-audit"])
    assert len(audit.links) == 15
    assert [link.title for link in audit.links if link.left_out] == ["长沙市审计局2021年度整体支出绩效自评报告"]
    assert (audit.links[0].title, audit.links[0].published_on) == ("长沙市审计局2026年度部门预算公开", "2026-02-10")
    assert [link.url for link in audit.more] == [f"{root}index_1.html", f"{root}index_2.html"]

    root = SAMPLES["foshan-propaganda"].start[0]
    foshan = read_list(page("022_佛山"), root, root, 1, 0, SAMPLES["foshan-propaganda"])
    assert len(foshan.links) == 20
    assert [link.url for link in foshan.more] == [f"{root}index_2.html"]
    assert {link.kind for link in foshan.links} == {AddressKind.ARTICLE}

    url = "https://www.wuxi.gov.cn/doc/2026/02/11/4733905.shtml"
    wuxi = read_article(page("014_无锡"), url, as_link(None, None, None, url), SAMPLES["wuxi-finance"])
    assert wuxi.about.published_on == "2026-02-11" and wuxi.about.publisher == "科技局"
    assert wuxi.left_out is None
    (attached,) = wuxi.attachments
    assert attached.url == "https://www.wuxi.gov.cn/uploadfiles/202602/12/2026021214260741848127.zip"
    name = real_name(attached.url, attached.link_text, None, attached.article_title, "application/zip")
    assert name == "无锡市科学技术局（本级）2026年度部门预算公开和绩效公开.zip"


@pytest.mark.parametrize("beginning", ["009_武汉", "011_宁波", "017_福州", "026_常州"])
def test_home_pages_and_notices_are_no_disclosures(beginning: str) -> None:
    url = "http://a.gov.cn/x.html"
    assert read_article(page(beginning), url, as_link(None, None, None, url), SITE).left_out == "title"
