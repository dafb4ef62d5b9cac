"""Which addresses the crawler refuses: by their spelling, by what they are, and after every lookup."""

from __future__ import annotations

import pytest
from twisted.internet import defer, threads
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock

from mingzhang.flows.crawl.addresses import Refusal, RefusedError, check_address, check_url, host_fits
from mingzhang.flows.crawl.connecting import GuardedResolver, made_up_lookup, public_addresses
from mingzhang.flows.crawl.settings import CrawlSettings

PUBLIC = "93.184.215.14"

SPELLINGS = {
    "http://2130706433/": Refusal.SPELLING,  # decimal
    "http://0x7f000001/": Refusal.SPELLING,  # hexadecimal
    "http://0x7f.0.0.1/": Refusal.SPELLING,
    "http://0177.0.0.1/": Refusal.SPELLING,  # octal
    "http://017700000001/": Refusal.SPELLING,
    "http://127.1/": Refusal.SPELLING,  # parts left out
    "http://127.0.1/": Refusal.SPELLING,
    "http://0/": Refusal.SPELLING,
    "http://127.0.0.1./": Refusal.SPELLING,  # trailing dot
    "http://www.changsha.gov.cn./": Refusal.SPELLING,
    "http://１２７.０.０.１/": Refusal.SPELLING,  # full-width digits
    "http://127。0。0。1/": Refusal.SPELLING,  # ideographic full stops
    "http://①②⑦.⓪.⓪.①/": Refusal.SPELLING,
    "http://%31%32%37.0.0.1/": Refusal.SPELLING,  # escaped
    "http://www.gov.cn%2f@127.0.0.1/": Refusal.USER,
    "http://www.gov.cn@127.0.0.1/": Refusal.USER,  # user information
    "http://user:word@www.gov.cn/": Refusal.USER,
    "http://www.gov.cn\\@127.0.0.1/": Refusal.SPELLING,  # backslash
    "http://127.0.0.1\\.www.gov.cn/": Refusal.SPELLING,
    "http://www.gov.cn\t.evil.com/": Refusal.SPELLING,  # white space
    "http://127.0.0.1\n/": Refusal.SPELLING,
    "http://www.gov.cn:99999/": Refusal.SPELLING,
    "http://www.gov.cn:x/": Refusal.SPELLING,
    "http:///etc/passwd": Refusal.SPELLING,
    "http://a..gov.cn/": Refusal.SPELLING,
    "http://[::1/": Refusal.SPELLING,
    "http://[127.0.0.1]/": Refusal.SPELLING,
    "http://www.gov.cn:22/": Refusal.PORT,
    "http://www.gov.cn:0/": Refusal.PORT,
    "https://www.gov.cn:6379/": Refusal.PORT,
    "ftp://www.gov.cn/": Refusal.SCHEME,
    "file:///etc/passwd": Refusal.SCHEME,
    "gopher://www.gov.cn/": Refusal.SCHEME,
    "data:text/plain,x": Refusal.SCHEME,
    "//www.gov.cn/": Refusal.SCHEME,
    "http://localhost/": Refusal.LOCAL_NAME,
    "http://LOCALHOST/": Refusal.LOCAL_NAME,
    "http://ⓛocalhost/": Refusal.LOCAL_NAME,
    "http://a.localhost/": Refusal.LOCAL_NAME,
    "http://printer/": Refusal.LOCAL_NAME,
    "http://metadata.google.internal/": Refusal.LOCAL_NAME,
    "http://nas.local/": Refusal.LOCAL_NAME,
}
NOT_PUBLIC = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::1", "2001:db8::1", "3fff::1"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "5f00::1"),
    "2400:3200::5efe:7f00:1",
)


@pytest.mark.parametrize(("url", "reason"), SPELLINGS.items())
def test_odd_addresses_are_refused_before_any_lookup(url: str, reason: Refusal) -> None:
    with pytest.raises(RefusedError) as error:
        check_url(url)
    assert error.value.reason is reason


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(RefusedError) as error:
        check_address(address)
    assert error.value.reason is Refusal.NOT_PUBLIC
    with pytest.raises(RefusedError) as error:
        check_url(f"http://[{address}]/" if ":" in address else f"http://{address}/")
    assert error.value.reason is Refusal.NOT_PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "http://www.changsha.gov.cn/xxgk/index_1.html?x=1",
        "https://www.foshan.gov.cn:443/",
        "http://财政.中国/",
        "http://a_b.gov.cn/",
        "http://1.1.1.1/",
        "http://[2400:3200::1]/",
        "http://www.gov.cn:8080/",
    ],
)
def test_public_sites_are_not_refused(url: str) -> None:
    assert check_url(url, ports=[8080]).port in (80, 443, 8080)


def test_a_name_is_refused_if_any_of_its_addresses_is_not_public() -> None:
    lookup = made_up_lookup({"mixed.gov.cn": [[PUBLIC, "10.0.0.1"]], "mapped.gov.cn": [["::ffff:10.0.0.1"]]})
    for name in ("mixed.gov.cn", "mapped.gov.cn"):
        with pytest.raises(RefusedError):
            public_addresses(name, lookup)
        assert public_addresses(name, lookup, private_hosts=(name,))


def test_hosts_fit_by_name_or_below_a_star() -> None:
    assert host_fits("www.a.gov.cn", ["*.a.gov.cn"]) and host_fits("a.gov.cn", ["a.gov.cn"])
    assert not host_fits("a.gov.cn", ["*.a.gov.cn"])
    assert not host_fits("evila.gov.cn", ["*.a.gov.cn", "a.gov.cn"])
    assert not host_fits("a.gov.cn.evil.com", ["*.a.gov.cn", "a.gov.cn"])


class Network:
    """Twisted's endpoint on a reactor without a network, behind the guard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: dict[str, list[list[str]]], **settings: object) -> None:
        monkeypatch.setattr(threads, "deferToThread", defer.maybeDeferred)
        self.reactor = MemoryReactorClock()
        self.resolver = GuardedResolver(self.reactor, CrawlSettings(names=names, **settings))  # type: ignore[arg-type]
        self.resolver.install_on_reactor()

    def connect(self, host: str) -> None:
        HostnameEndpoint(self.reactor, host, 80).connect(Factory()).addErrback(lambda failure: None)
        self.reactor.advance(1)

    @property
    def connected(self) -> list[str]:
        return [client[0] for client in self.reactor.tcpClients]


def test_a_name_that_answers_differently_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(monkeypatch, {"rebind.gov.cn": [[PUBLIC], ["127.0.0.1"]]})
    network.connect("rebind.gov.cn")
    assert network.connected == [PUBLIC]  # the address that was checked, with no second lookup in between
    network.reactor.advance(3600)
    network.connect("rebind.gov.cn")
    assert network.connected == [PUBLIC]
    assert network.resolver.refused["rebind.gov.cn"].reason is Refusal.NOT_PUBLIC


def test_a_name_with_one_private_address_is_not_connected_to_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(monkeypatch, {"mixed.gov.cn": [[PUBLIC, "::1"]]})
    network.connect("mixed.gov.cn")
    assert network.connected == []


def test_the_reactor_itself_connects_to_public_addresses_only(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(monkeypatch, {"mirror.test": [["127.0.0.1"]]}, private_hosts=("mirror.test",))
    for address in ("127.0.0.1", "169.254.169.254", "localhost", "::1"):
        with pytest.raises(RefusedError):
            network.reactor.connectTCP(address, 80, Factory())
    network.connect("mirror.test")
    assert network.connected == ["127.0.0.1"]
