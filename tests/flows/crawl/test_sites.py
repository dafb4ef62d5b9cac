"""The description of sites: what is right is read, what is wrong is told with its line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.flows.crawl.sites import load_sites
from mingzhang.models.errors import ErrorCode, MingzhangError

ROOT = Path(__file__).resolve().parents[3]
GOOD = """
sites:
  - name: a
    region: 某市
    start: [http://www.a.gov.cn/]
"""


def load(folder: Path, text: str) -> object:
    file = folder / "sites.yaml"
    file.write_text(text, "utf-8")
    return load_sites(file)


def test_the_worked_examples_are_right() -> None:
    sites = load_sites(ROOT / "samples" / "sites.yaml")
    assert [site.name for site in sites.sites] == ["changsha-audit", "foshan-propaganda", "wuxi-finance"]
    assert sites.named("wuxi-finance").sites[0].interval == 12 * 3600
    assert sites.delay == 1


def test_a_site_needs_name_region_and_start_only(tmp_path: Path) -> None:
    file = tmp_path / "sites.yaml"
    file.write_text(GOOD, "utf-8")
    (site,) = load_sites(file).sites
    assert site.hosts == ("www.a.gov.cn", "a.gov.cn")
    assert "pdf" in site.attachments.suffixes and "预算" in site.titles.include


@pytest.mark.parametrize(
    ("added", "line", "says"),
    [
        ("    colour: red", 6, "colour: is not known"),
        ("    interva: 1d", 6, "did you mean interval?"),
        ("    interval: often", 6, "must be a length of time such as 12h or 7d"),
        ("    name: b", 6, "stands here twice"),
        ("    list:\n      items: 'ul[['", 7, "is no CSS selector"),
        ("    article:\n      url: ['(']", 7, "is no regular expression"),
        ("    list:\n      paging: {style: endless}", 7, "must be one of none, create_page_html"),
        ("    list:\n      paging: {style: numbered, pattern: index.html}", 7, "must hold {page}"),
        ("    list:\n      json: {items: a, url: b}", 7, "title: is missing"),
        (
            "    list:\n      json: {items: a, url: b, title: c}\n      paging: {style: create_page_html}",
            8,
            "style: query",
        ),
        ("    titles: {first_year: 2026, last_year: 2020}", 6, "is before first_year"),
        ("    titles: {include: 7}", 6, "must be a list of texts"),
        ("    attachments: {suffixes: [exe]}", 6, "exe is none of"),
        ("    attachments: {hosts: ['https://x.gov.cn']}", 6, "is no host"),
        ("    ports: [80, many]", 6, "must be a list of whole numbers"),
        ("    ports: [99999]", 6, "must be ports from 1 to 65535"),
        ("    list: everything", 6, "must hold fields of its own"),
        ("  - name: a\n    region: 某市\n    start: [http://b.gov.cn/]", 6, "is the name of two sites"),
        ("  - name: b c\n    region: 某市\n    start: [http://b.gov.cn/]", 6, "may hold letters"),
        ("  - name: b\n    region: 某市\n    start: [http://127.0.0.1/]", 8, "is no public http(s) address"),
        ("  - name: b\n    region: 某市\n    start: ['ftp://b.gov.cn/']", 8, "is no public http(s) address"),
        ("  - name: b\n    start: [http://b.gov.cn/]", 6, "region: is missing"),
        ("crawler: {delay: 0.1}", 6, "must be a number from 1 to 3600"),
        ("crawler: {contact: somebody}", 6, "must be an e-mail address or a page"),
        ("   - broken", 6, "sites.yaml, line"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_field(added: str, line: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as error:
        load(tmp_path, f"{GOOD}{added}\n")
    assert error.value.code is ErrorCode.BAD_SITES
    assert says in str(error.value)
    assert f"line {line}" in str(error.value) or says.startswith("sites.yaml")


@pytest.mark.parametrize("text", ["", "- a", "sites:", "sites: []", "sites: [x]", "\tsites: 1"])
def test_a_file_that_describes_nothing_is_an_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as error:
        load(tmp_path, text)
    assert error.value.code is ErrorCode.BAD_SITES


def test_a_missing_file_and_a_missing_site_are_told(tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as error:
        load_sites(tmp_path / "none.yaml")
    assert error.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(MingzhangError, match="there are: changsha-audit"):
        load_sites(ROOT / "samples" / "sites.yaml").named("nowhere")
