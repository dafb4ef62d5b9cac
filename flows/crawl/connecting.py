"""Lookups and connections that go nowhere but to public addresses.

Every name is looked up here; all its addresses must be public, and the connection is made to the address that was
checked, so that a name that answers differently the next time (DNS rebinding) gains nothing. Beneath that, the
reactor itself refuses to connect to anything that was not released here.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet import threads
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from twisted.python.failure import Failure
from zope.interface import implementer

from mingzhang.flows.crawl.addresses import RefusedError, check_address
from mingzhang.flows.crawl.settings import CrawlSettings

Lookup = Callable[[str], list[str]]
SECONDS_REMEMBERED = 60.0


def system_lookup(host: str) -> list[str]:
    """The addresses of a host, by the system's resolver. Blocking."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def made_up_lookup(names: dict[str, list[list[str]]]) -> Lookup:
    """A name service for tests: each lookup of a name gives its next answer, the last one for ever."""
    asked: dict[str, int] = {}

    def lookup(host: str) -> list[str]:
        if host not in names:
            return system_lookup(host)
        turn = asked[host] = asked.get(host, -1) + 1
        return names[host][min(turn, len(names[host]) - 1)]

    return lookup


def public_addresses(host: str, lookup: Lookup, private_hosts: Sequence[str] = ()) -> list[str]:
    """The addresses of a host. Raises `RefusedError` if any one of them is not public."""
    found = lookup(host)
    if host not in private_hosts:
        for address in found:
            check_address(address)
    return found


def refused_host(host: str | None) -> RefusedError | None:
    """Why the last lookup of a host was refused, None where it was not."""
    from twisted.internet import reactor

    resolver: GuardedResolver | None = getattr(reactor, "mingzhang_resolver", None)
    return resolver.refused.get(host or "") if resolver else None


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's resolver (`TWISTED_DNS_RESOLVER`). `refused` tells for each host why it was not gone to."""

    refused: dict[str, RefusedError]

    def __init__(self, reactor: Any, settings: CrawlSettings) -> None:
        self._reactor = reactor
        self._private = settings.private_hosts
        self._lookup = made_up_lookup(settings.names) if settings.names else system_lookup
        self._timeout = settings.connect_seconds
        self._released: set[str] = set()
        self._known: dict[str, tuple[float, list[str]]] = {}
        self.refused = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        """As Scrapy makes it."""
        return cls(reactor, crawler.settings["MINGZHANG"])

    def install_on_reactor(self) -> None:
        """Be the only way to names, and stand before every connection."""
        self._reactor.installNameResolver(self)
        self._reactor.mingzhang_resolver = self
        connect = self._reactor.connectTCP

        def connect_guarded(host: str, port: int, *arguments: Any, **options: Any) -> Any:
            if host not in self._released:
                check_address(host)
            return connect(host, port, *arguments, **options)

        self._reactor.connectTCP = connect_guarded

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Look a name up in a thread and hand on its addresses, all of them or none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        before = self._known.get(hostName)
        if before and self._reactor.seconds() - before[0] < SECONDS_REMEMBERED:
            self._hand_on(before[1], resolutionReceiver, portNumber)
            return resolution

        def resolved(addresses: list[str]) -> None:
            self.refused.pop(hostName, None)
            self._known[hostName] = (self._reactor.seconds(), addresses)
            if hostName in self._private:
                self._released.update(addresses)
            self._hand_on(addresses, resolutionReceiver, portNumber)

        def failed(failure: Failure) -> None:
            if isinstance(failure.value, RefusedError):
                self.refused[hostName] = failure.value
            resolutionReceiver.resolutionComplete()  # without addresses: Twisted's DNSLookupError

        looked_up = threads.deferToThread(public_addresses, hostName, self._lookup, self._private)
        looked_up.addTimeout(self._timeout, self._reactor)
        looked_up.addCallbacks(resolved, failed)
        return resolution

    @staticmethod
    def _hand_on(addresses: list[str], receiver: Any, port: int) -> None:
        for address in addresses:
            receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, port))
        receiver.resolutionComplete()
