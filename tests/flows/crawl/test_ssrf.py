"""A hostile site tries to send the crawler into its own network, in every way a page can: nothing arrives there."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from benchmarks.site_mirror import Mirror, Reply
from tests.flows.crawl.conftest import Planner

BAIT = "bait.gov-site.com"


class Victim:
    """A service of the machine that nobody should reach: counts connections, over IPv4 and IPv6.

    `heard` is what came over them, to tell who it was.
    """

    def __init__(self) -> None:
        self.connections = 0
        self.heard: list[bytes] = []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._sockets[0].getsockname()[1]
        with contextlib.suppress(OSError):
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listening in self._sockets:
            threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                self.connections += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n%PDF-1.4")
                with contextlib.suppress(OSError):
                    connection.settimeout(0.5)
                    self.heard.append(connection.recv(200))
                connection.close()

    def close(self) -> None:
        for listening in self._sockets:
            listening.close()


@pytest.fixture
def victim() -> Iterator[Victim]:
    served = Victim()
    yield served
    served.close()


def ways_in(port: int) -> list[str]:
    """Addresses that lead to the victim, or to something else that is nobody's business."""
    return [
        f"http://127.0.0.1:{port}/a.pdf",
        f"http://localhost:{port}/a.pdf",
        f"http://localhost.:{port}/a.pdf",
        f"http://LocalHost:{port}/a.pdf",
        f"http://2130706433:{port}/a.pdf",
        f"http://0x7f000001:{port}/a.pdf",
        f"http://0177.0.0.1:{port}/a.pdf",
        f"http://127.1:{port}/a.pdf",
        f"http://0:{port}/a.pdf",
        f"http://0.0.0.0:{port}/a.pdf",
        f"http://[::1]:{port}/a.pdf",
        f"http://[::]:{port}/a.pdf",
        f"http://[::ffff:127.0.0.1]:{port}/a.pdf",
        f"http://[::ffff:7f00:1]:{port}/a.pdf",
        f"http://[::127.0.0.1]:{port}/a.pdf",
        f"http://[64:ff9b::7f00:1]:{port}/a.pdf",
        f"http://[2002:7f00:1::]:{port}/a.pdf",
        f"http://[fe80::1%25lo]:{port}/a.pdf",
        f"http://１２７.０.０.１:{port}/a.pdf",
        f"http://127。0。0。1:{port}/a.pdf",
        f"http://{BAIT}@127.0.0.1:{port}/a.pdf",
        f"http://{BAIT}:{port}@127.0.0.1:{port}/a.pdf",
        f"http://127.0.0.1:{port}\\@{BAIT}/a.pdf",
        f"http:\\\\127.0.0.1:{port}\\a.pdf",
        f"http://%31%32%37.0.0.1:{port}/a.pdf",
        f"http://private.evil-names.com:{port}/a.pdf",
        f"http://mixed.evil-names.com:{port}/a.pdf",
        f"http://mapped.evil-names.com:{port}/a.pdf",
        f"http://six.evil-names.com:{port}/a.pdf",
        f"http://rebind.evil-names.com:{port}/a.pdf",
        f"http://metadata.evil-names.com:{port}/a.pdf",
        "http://169.254.169.254/latest/meta-data/a.pdf",
        "http://metadata.google.internal/a.pdf",
        "http://100.100.100.200/latest/a.pdf",
        "http://168.63.129.16/a.pdf",
        "file:///etc/passwd.pdf",
        "ftp://127.0.0.1/a.pdf",
        f"http://{BAIT}:22/a.pdf",
    ]


NAMES = {
    BAIT: [["127.0.0.1"]],
    "private.evil-names.com": [["127.0.0.1"]],
    "mixed.evil-names.com": [["93.184.215.14", "127.0.0.1"]],
    "mapped.evil-names.com": [["::ffff:127.0.0.1"]],
    "six.evil-names.com": [["::1"]],
    "rebind.evil-names.com": [["127.0.0.1"], ["10.0.0.1"], ["::1"]],
    "metadata.evil-names.com": [["169.254.169.254"]],
}
# Whatever the reason, it is one of the guard's, and no accident of the network.
REASONS = {
    *("not_http", "odd_address", "user_in_address", "port_not_allowed", "local_name", "address_not_public"),
    "host_not_allowed",
}


def test_nothing_leads_into_the_machine_or_its_network(victim: Victim, plan_crawl: Planner, tmp_path: object) -> None:
    bait = Mirror(articles=0).start()
    root = f"http://{BAIT}:{bait.port}"
    ways = ways_in(victim.port)
    links = [f'<a href="{way}">预算表{number}.pdf</a>' for number, way in enumerate(ways)]
    for number, way in enumerate(ways):
        location = way.encode("utf-8").decode("latin-1")
        bait.replies[f"/moved/{number}.pdf"] = Reply(status=302, headers=(("Location", location),))
        bait.replies[f"/refresh/{number}.pdf"] = Reply(f'<meta http-equiv="refresh" content="0; url={way}">'.encode())
        bait.replies[f"/script/{number}.pdf"] = Reply(f'<script>location.href="{way}"</script>'.encode())
        hows = ("moved",) if "evil-names" in way else ("moved", "refresh", "script")  # a lookup each takes its time
        links += [f'<a href="/{how}/{number}.pdf">附件</a>' for how in hows]
    bait.replies["/"] = Reply('<ul><li><a href="/t20260101_1.html">某局2026年部门预算公开</a></li></ul>'.encode())
    bait.replies["/t20260101_1.html"] = Reply(f"<h1>某局2026年部门预算公开</h1>{''.join(links)}".encode())
    yaml = f"""
sites:
  - name: hostile
    region: 某市
    ports: [{bait.port}, {victim.port}]
    start: ["{root}/"]
    list: {{items: li}}
    attachments: {{hosts: ["*.evil-names.com", "127.0.0.1", "localhost", "{BAIT}", "0.0.0.0"]}}
"""
    crawl = plan_crawl(yaml, private_hosts=(BAIT,), names=NAMES, attempts=2)
    crawl.run()
    problems = crawl.problems()
    bait.stop()
    assert victim.connections == 0, victim.heard
    assert crawl.held() == {}
    assert set(problems.values()) <= REASONS, problems
    assert sum(url.startswith(f"{root}/moved/") for url in problems) == len(ways)
    for how in ("refresh", "script"):
        assert sum(url.startswith(f"{root}/{how}/") for url in problems) >= 30
    direct = [url for url in problems if not url.startswith(f"{root}/")]
    assert len(direct) >= 30


def test_robots_and_start_pages_do_not_lead_there_either(victim: Victim, plan_crawl: Planner) -> None:
    bait = Mirror(articles=0).start()
    inside = f"http://127.0.0.1:{victim.port}/"
    bait.replies["/robots.txt"] = Reply(status=302, headers=(("Location", inside),))
    bait.replies["/"] = Reply(status=301, headers=(("Location", inside),))
    yaml = f"""
sites:
  - name: hostile
    region: 某市
    ports: [{bait.port}, {victim.port}]
    start: ["http://{BAIT}:{bait.port}/", "http://rebind.evil-names.com:{victim.port}/"]
"""
    crawl = plan_crawl(yaml, private_hosts=(BAIT,), names=NAMES, attempts=2)
    crawl.run()
    bait.stop()
    assert victim.connections == 0, victim.heard
    assert set(crawl.problems().values()) <= REASONS


def test_proxies_of_the_environment_are_not_used(
    victim: Victim, plan_crawl: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{victim.port}")
    bait = Mirror(articles=5).start()
    crawl = plan_crawl(bait.sites_yaml())
    crawl.run()
    bait.stop()
    assert victim.connections == 0, victim.heard
    assert bait.hits


def test_the_victim_can_be_reached_at_all(victim: Victim) -> None:
    with socket.create_connection(("127.0.0.1", victim.port)) as connection:
        assert connection.recv(4)
    assert victim.connections == 1
