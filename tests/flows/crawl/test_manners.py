"""How the crawler behaves towards a site, and what it does when a site misbehaves."""

from __future__ import annotations

import datetime
import gzip
import itertools
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.site_mirror import HOST, Mirror, Reply
from mingzhang.flows.crawl.settings import CrawlSettings, scrapy_settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from tests.flows.crawl.conftest import Planner

YAML = """
sites:
  - name: small
    region: 某市
    ports: [{port}]
    start: ["{scheme}://127.0.0.1:{port}/"]
    list: {{items: li}}
    {more}
"""
PDF = b"%PDF-1.4 a disclosure"


def yaml_of(mirror: Mirror, more: str = "", scheme: str = "http") -> str:
    return YAML.format(port=mirror.port, more=more, scheme=scheme)


def articles(mirror: Mirror, numbers: range) -> None:
    """A list of articles with an attachment each."""
    items = "".join(f'<li><a href="/a{n}.html">某局2026年部门预算（{n}）</a></li>' for n in numbers)
    mirror.replies["/"] = Reply(f"<ul>{items}</ul>".encode())
    for n in numbers:
        mirror.replies[f"/a{n}.html"] = Reply(f'<h1>某局2026年部门预算（{n}）</h1><a href="/{n}.pdf">附件</a>'.encode())
        mirror.replies[f"/{n}.pdf"] = Reply(PDF + str(n).encode(), "application/pdf")


@pytest.fixture
def site() -> Iterator[Mirror]:
    served = Mirror(articles=0).start()
    articles(served, range(2))
    yield served
    served.stop()


def gaps(mirror: Mirror) -> list[float]:
    return [later - earlier for (earlier, _), (later, _) in itertools.pairwise(mirror.times)]


def test_requests_to_a_host_keep_their_distance(site: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(yaml_of(site), private_delay=0.4)
    crawl.run()
    assert len(crawl.held()) == 2
    assert len(site.times) == 6
    assert min(gaps(site)) >= 0.38


def test_the_pause_that_robots_txt_asks_for_is_kept(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: mingzhang\nCrawl-delay: 0.5\nDisallow: /1.pdf\n", "text/plain")
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert min(gaps(site)) >= 0.48
    assert crawl.problems() == {f"{site.root}/1.pdf": "robots_forbidden"}
    assert "/1.pdf" not in site.hits


@pytest.mark.parametrize("status", [503, 429])
def test_a_site_whose_robots_txt_fails_is_left_alone(status: int, site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/robots.txt"] = Reply(b"", status=status)
    crawl = plan_crawl(yaml_of(site), attempts=2)
    crawl.run()
    assert set(site.hits) == {"/robots.txt"}
    assert crawl.problems() == {f"{site.root}/": "robots_unreachable"}


def test_a_page_in_place_of_robots_txt_forbids_nothing(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/robots.txt"] = Reply("<!doctype html><html><body>首页 Disallow: /</body></html>".encode())
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert len(crawl.held()) == 2


def test_what_a_site_asks_to_wait_is_waited(site: Mirror, plan_crawl: Planner) -> None:
    busy = Reply(b"busy", status=429, headers=(("Retry-After", "1"),), has_validator=False)
    site.replies["/0.pdf"] = lambda count: busy if count == 1 else Reply(PDF)
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    first, second = [at for at, path in site.times if path == "/0.pdf"]
    assert second - first >= 0.95
    assert len(crawl.held()) == 2


def test_a_host_that_keeps_failing_is_given_up(site: Mirror, plan_crawl: Planner) -> None:
    articles(site, range(12))
    for n in range(12):
        site.replies[f"/a{n}.html"] = Reply(b"", status=500)
    crawl = plan_crawl(yaml_of(site), failures_of_a_host=3)
    crawl.run()
    assert sum(path.startswith("/a") for path, _ in [(path, at) for at, path in site.times]) == 3
    assert len(crawl.problems()) == 12
    assert "host_given_up:http_500" in crawl.problems().values()


def test_a_host_that_does_not_end_its_answer_is_not_waited_for(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/0.pdf"] = Reply(PDF, pause=3.0)
    crawl = plan_crawl(yaml_of(site), request_seconds=0.5, attempts=2)
    crawl.run()
    assert crawl.problems() == {f"{site.root}/0.pdf": "timeout"}
    assert len(crawl.held()) == 1


def test_answers_have_a_largest_size_unpacked(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/0.pdf"] = Reply(PDF + bytes(300_000), "application/pdf")
    packed = gzip.compress(PDF + bytes(50_000_000))
    assert len(packed) < 100_000
    site.replies["/1.pdf"] = Reply(packed, "application/pdf", headers=(("Content-Encoding", "gzip"),))
    crawl = plan_crawl(yaml_of(site), most_bytes=200_000)
    crawl.run()
    assert crawl.problems() == {f"{site.root}/{n}.pdf": "too_large" for n in range(2)}
    assert crawl.held() == {}


def test_a_packed_answer_is_unpacked(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/0.pdf"] = Reply(gzip.compress(PDF), "application/pdf", headers=(("Content-Encoding", "gzip"),))
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert crawl.held()[f"{site.root}/0.pdf"].byte_size == len(PDF)


def test_six_redirects_are_too_many_and_five_are_not(site: Mirror, plan_crawl: Planner) -> None:
    for n in range(2):
        hops = 5 + n
        for hop in range(hops):
            target = f"/hop{n}-{hop + 1}" if hop < hops - 1 else f"/end{n}.pdf"
            path = f"/{n}.pdf" if hop == 0 else f"/hop{n}-{hop}"
            site.replies[path] = Reply(status=302, headers=(("Location", target),), has_validator=False)
        site.replies[f"/end{n}.pdf"] = Reply(PDF)
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert list(crawl.held()) == [f"{site.root}/0.pdf"]
    assert crawl.problems() == {f"{site.root}/1.pdf": "too_many_redirects"}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html></html>", status=412),
        Reply(b"", status=521),
        Reply(b"<script>var _$aa=eval('1');document.cookie='x=1'</script>"),
    ],
)
def test_a_fire_wall_is_recognised_and_not_knocked_at(reply: Reply, site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/a0.html"] = replace(reply, has_validator=False)
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert crawl.problems() == {f"{site.root}/a0.html": "blocked_by_site"}
    assert site.hits["/a0.html"] == 2


def test_only_what_is_new_is_fetched_the_next_time(site: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    articles(site, range(3))
    site.forget()
    crawl.run()
    assert sorted(site.hits) == ["/", "/2.pdf", "/a2.html", "/robots.txt"]
    assert len(crawl.held()) == 3


def test_known_files_are_asked_for_again_after_a_time_and_fetched_if_changed(site: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(yaml_of(site, "recheck: 0s"))
    crawl.run()
    before = crawl.held()
    site.replies["/1.pdf"] = Reply(PDF + b" corrected", "application/pdf")
    site.forget()
    crawl.run()
    after = crawl.held()
    assert site.statuses[304] == 4
    changed = [url for url in after if after[url].sha256 != before[url].sha256]
    assert changed == [f"{site.root}/1.pdf"]


def test_new_rules_are_applied_to_pages_that_have_not_changed(site: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(yaml_of(site, "titles: {include: [决算]}"))
    crawl.run()
    assert crawl.held() == {}
    crawl = plan_crawl(yaml_of(site))
    crawl.run()
    assert len(crawl.held()) == 2


def test_a_list_whose_markup_has_changed_is_no_site_without_news(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/"] = Reply('<div><a href="/a0.html">某局2026年部门预算</a></div>'.encode())
    crawl = plan_crawl(yaml_of(site))
    for _ in range(2):
        crawl.run()
        assert crawl.problems() == {f"{site.root}/": "no_items"}


def test_an_article_without_its_attachment_is_told(site: Mirror, plan_crawl: Planner) -> None:
    site.replies["/a1.html"] = Reply("<h1>某局2026年部门预算（1）</h1><p>详见附件</p>".encode())
    crawl = plan_crawl(yaml_of(site, "recheck: 0s"))
    for _ in range(2):  # read, and then not modified
        crawl.run()
        assert crawl.problems() == {f"{site.root}/a1.html": "no_attachment"}


def test_a_store_that_takes_nothing_ends_the_crawl_and_loses_nothing(site: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(yaml_of(site))
    store = Path(crawl.plan.store)

    def in_the_midst(count: int) -> Reply:
        shutil.rmtree(store, ignore_errors=True)
        store.write_text("a file in the store's place")
        return Reply(PDF)

    site.replies["/0.pdf"] = in_the_midst
    with pytest.raises(MingzhangError) as error:
        crawl.run()
    assert error.value.code is ErrorCode.CRAWL_FAILED
    assert str(store) in crawl.plan.log.read_text()
    store.unlink()
    site.replies["/0.pdf"] = Reply(PDF)
    crawl.run()
    assert len(crawl.held()) == 2


def test_a_crawl_whose_time_is_up_goes_on_the_next_time(site: Mirror, plan_crawl: Planner) -> None:
    articles(site, range(10))
    crawl = plan_crawl(yaml_of(site), private_delay=0.1, crawl_seconds=0.7)
    crawl.run()
    assert len(crawl.held()) < 10
    plan_crawl(yaml_of(site)).run()
    assert len(crawl.held()) == 10
    assert {count for path, count in site.hits.items() if path != "/robots.txt"} == {1}


def test_a_certificate_that_nobody_vouches_for_is_refused(site: Mirror, plan_crawl: Planner, tmp_path: Path) -> None:
    assert site._server is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
    crawl = plan_crawl(yaml_of(site, scheme="https"), attempts=1)
    crawl.run()
    assert site.hits == {}
    assert crawl.problems() == {f"https://{HOST}:{site.port}/": "certificate"}


def test_a_certificate_that_is_vouched_for_is_taken(
    site: Mirror, plan_crawl: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site._server is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    crawl = plan_crawl(yaml_of(site, scheme="https"))
    crawl.run()
    assert len(crawl.held()) == 2


def test_the_pause_cannot_be_made_shorter_than_a_second_for_public_hosts() -> None:
    made = scrapy_settings(CrawlSettings(delay=0.0, private_hosts=(HOST,)))
    assert made["DOWNLOAD_DELAY"] == made["AUTOTHROTTLE_START_DELAY"] == 1.0
    assert made["DOWNLOAD_DELAY_JITTER"] == 0 and made["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert made["DOWNLOAD_VERIFY_CERTIFICATES"] and not made["HTTPPROXY_ENABLED"]


def self_signed(folder: Path) -> Path:
    """A certificate and its key, for 127.0.0.1, signed by nobody but itself."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
