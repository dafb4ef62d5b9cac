"""Where the crawler may go: which addresses, names, ports and spellings of them. Pure; nothing is looked up here.

The networks are those of the IANA special-purpose registries (RFC 6890 and what came after it). A URL is refused for
its spelling before any name is looked up; an address is refused after every lookup, and again when it is connected to.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import idna

WEB_PORTS = frozenset((80, 443))
DEFAULT_PORTS = {"http": 80, "https": 443}

_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # Azure's host services answer at this otherwise public address.
        ),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "2620:4f:8000::/48",
            "3fff::/20",  # documentation
        ),
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)  # the upper half of an interface identifier that carries an IPv4 address

_LOCAL_NAMES = (
    *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private"),
    *("home.arpa", "in-addr.arpa", "ip6.arpa", "onion", "test", "invalid", "example"),
)
_UNWANTED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_NUMBER = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)\Z")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")


class Refusal(StrEnum):
    """Why the crawler does not go to an address."""

    SCHEME = "not_http"
    SPELLING = "odd_address"
    USER = "user_in_address"
    PORT = "port_not_allowed"
    LOCAL_NAME = "local_name"
    NOT_PUBLIC = "address_not_public"
    OTHER_HOST = "host_not_allowed"


class RefusedError(Exception):
    """An address where the crawler does not go; `found` says what of it was refused."""

    def __init__(self, reason: Refusal, found: str) -> None:
        self.reason = reason
        self.found = found
        super().__init__(f"{reason}: {found}")


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """A URL that may be asked for, as far as its text tells. `host` is lower-case ASCII, without brackets."""

    scheme: str
    host: str
    port: int


def check_url(url: str, ports: Iterable[int] = (), private_hosts: Iterable[str] = ()) -> RequestTarget:
    """The target of a URL. Raises `RefusedError` for whatever is no plain http(s) address of a public host.

    `ports` are allowed beside 80 and 443. `private_hosts` are exempt from the rules on names and addresses (tests).
    """
    if _UNWANTED.search(url) or "\\" in url:
        raise RefusedError(Refusal.SPELLING, url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedError(Refusal.SPELLING, url) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise RefusedError(Refusal.SCHEME, url)
    if "@" in parts.netloc:
        raise RefusedError(Refusal.USER, url)
    host = _plain_host(parts.netloc, parts.hostname or "")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in WEB_PORTS and port not in set(ports):
        raise RefusedError(Refusal.PORT, f"{host}:{port}")
    if host not in set(private_hosts):
        _check_name(host)
    return RequestTarget(parts.scheme, host, port)


def _plain_host(netloc: str, host: str) -> str:
    if netloc.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host))  # a zone (%eth0) is taken by Python, and refused below
        except ValueError as error:
            raise RefusedError(Refusal.SPELLING, netloc) from error
    if not host or "%" in host or ":" in host or host.endswith("."):
        raise RefusedError(Refusal.SPELLING, netloc)
    if host.isascii():
        plain = host
    else:
        try:
            plain = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise RefusedError(Refusal.SPELLING, netloc) from error
    labels = plain.split(".")
    if len(plain) > 253 or not all(map(_LABEL.match, labels)):
        raise RefusedError(Refusal.SPELLING, netloc)
    if _NUMBER.match(labels[-1]):
        # 2130706433, 0177.0.0.1, 0x7f.1, 127.1, １２７.０.０.１: only the one plain spelling of an address is taken.
        try:
            spelled = str(ipaddress.IPv4Address(plain))
        except ValueError as error:
            raise RefusedError(Refusal.SPELLING, netloc) from error
        if spelled != host:
            raise RefusedError(Refusal.SPELLING, netloc)
    return plain


def _check_name(host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
            raise RefusedError(Refusal.LOCAL_NAME, host) from None
        return
    check_address(str(address))


def check_address(text: str) -> None:
    """Whether a numeric address may be connected to. Raises `RefusedError` for all that is not public unicast."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise RefusedError(Refusal.SPELLING, text) from error
    if isinstance(address, ipaddress.IPv4Address):
        public = not any(address in network for network in _NOT_PUBLIC_4)
    else:
        public = (
            address.scope_id is None
            and address in _PUBLIC_6
            and not any(address in network for network in _NOT_PUBLIC_6)
            and (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP
        )
    if not public or not address.is_global:
        raise RefusedError(Refusal.NOT_PUBLIC, text)


def host_fits(host: str, patterns: Iterable[str]) -> bool:
    """Whether a host is one of those named; `*.changsha.gov.cn` names all below it."""
    return any(
        host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:]) and host != pattern[2:])
        for pattern in patterns
    )
