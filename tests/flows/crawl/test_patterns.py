"""Every pattern of the house that may be tried on foreign text is quick on any text.

The patterns are read out of the modules, and each is tried on long texts made of its own words and of what such texts
are usually made of. A pattern whose time grows with the square of the text takes minutes on these.
"""

from __future__ import annotations

import ast
import importlib
import re
import re._parser as parser  # type: ignore[import-not-found]
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from protego import Protego

from mingzhang.flows.crawl.middlewares import _location, plain_rules

ROOT = Path(__file__).resolve().parents[3]
MODULES = [
    f"mingzhang.{'.'.join(file.relative_to(ROOT).with_suffix('').parts)}"
    for room in ("extractors", "flows", "models", "warehouse")
    for file in sorted((ROOT / room).rglob("*.py"))
    if file.name != "__init__.py"
]
TRIED = {"search", "match", "fullmatch", "findall", "sub", "subn", "split", "finditer"}
# Of a text this long; a pattern whose time grows with the square of it takes many times the seconds.
LENGTH, SECONDS = 20_000, 1.5
Named = tuple[re.Pattern[Any], frozenset[str]]


def patterns() -> Iterator[tuple[str, Named]]:
    """Each pattern of the house, and the ways in which the house tries it."""
    trees = {name: ast.parse(Path(importlib.import_module(name).__file__ or "").read_text("utf-8")) for name in MODULES}
    ways = ways_by_name(trees)
    seen: set[int] = set()
    for name, tree in trees.items():
        for attribute, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern) and id(value) not in seen:
                seen.add(id(value))
                where = name if attribute.startswith("_") else ""
                yield f"{name}.{attribute}", (value, frozenset(ways.get((where, attribute), TRIED)))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TRIED:
                first = node.args[0] if node.args else None
                is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    yield f"{name}:{node.lineno}", (re.compile(first.value), frozenset((node.func.attr,)))


def ways_by_name(trees: Mapping[str, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """(module, or '' for public names; name) -> the methods called on it; what is handed on otherwise is left out."""
    ways: dict[tuple[str, str], set[str]] = {}
    handed_on: set[tuple[str, str]] = set()
    for module, tree in trees.items():
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in TRIED:
                key = (module if node.value.id.startswith("_") else "", node.value.id)
                ways.setdefault(key, set()).add(node.attr)
                called.add(id(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                handed_on.add((module if node.id.startswith("_") else "", node.id))
    return {key: some for key, some in ways.items() if key not in handed_on}


def words_of(pattern: re.Pattern[Any]) -> list[str]:
    """Runs of literal characters in a pattern."""
    words, run = [], ""

    def walk(parsed: Any) -> None:
        nonlocal run
        for operation, argument in parsed:
            if str(operation) == "LITERAL":
                run += chr(argument)
                continue
            if run:
                words.append(run)
            run = ""
            for part in argument if isinstance(argument, tuple) else (argument,):
                for inner in part if isinstance(part, list) else (part,):
                    if isinstance(inner, parser.SubPattern):
                        walk(inner)
            if run:
                words.append(run)
            run = ""

    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    walk(parser.parse(text, pattern.flags & ~re.ASCII if isinstance(pattern.pattern, bytes) else pattern.flags))
    return list(dict.fromkeys([*words, run]))[:8]


def texts_for(pattern: re.Pattern[Any]) -> Iterator[str]:
    words = [word for word in words_of(pattern) if word] or ["a"]
    whole = "".join(words)
    for word in (*words, whole, "1", "1,", "a", " ", "<", "(", "2025 ", "王", "负责人：", "\\"):
        yield word * (LENGTH // len(word))
    for word in (*words, whole):
        for filling in (" ", "1", "a", "王"):
            yield word + filling * LENGTH
            yield (word + filling * 50) * (LENGTH // (50 + len(word)))


FOUND = dict(patterns())


@pytest.fixture
def in_time() -> Iterator[None]:
    def too_slow(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, too_slow)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def test_there_are_patterns() -> None:
    assert len(FOUND) > 250


def try_all(pattern: re.Pattern[Any], ways: frozenset[str]) -> None:
    """Raises TimeoutError where a text takes more than its time (of the processor, not of the clock)."""
    for text in texts_for(pattern):
        given: Any = text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        if "match" in ways:
            pattern.match(given)
        if "fullmatch" in ways:
            pattern.fullmatch(given)
        if ways - {"match", "fullmatch"}:
            pattern.search(given)
        if ways & {"findall", "finditer", "sub", "subn", "split"}:
            pattern.findall(given)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@pytest.mark.parametrize("room", ["extractors", "flows", "models", "warehouse"])
def test_every_pattern_is_quick_on_any_text(room: str, in_time: None) -> None:
    slow = []
    for name, (pattern, ways) in FOUND.items():
        if name.startswith(f"mingzhang.{room}."):
            try:
                try_all(pattern, ways)
            except TimeoutError:
                slow.append(f"{name}: {pattern.pattern!r}")
    assert slow == []


@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv=refresh content="1' * 220,
        '<meta a http-equiv="refresh" content=' * 200,
        "<script>" + " " * 8100,
        "<script>location=" + "document." * 800,
    ],
)
def test_a_page_that_holds_the_crawler_up(page: str, in_time: None) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    from scrapy.http import HtmlResponse

    assert _location(HtmlResponse("http://example.org/", body=page.encode()[:8192])) is None


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/next/">', "http://example.org/next/"),
        ("<META content='3;URL=next.html' HTTP-EQUIV='Refresh'>", "http://example.org/next.html"),
        ("<html><script>window.location.href = '/index/';</script>", "http://example.org/index/"),
    ],
)
def test_a_page_that_leads_on(page: str, target: str) -> None:
    from scrapy.http import HtmlResponse

    assert _location(HtmlResponse("http://example.org/", body=page.encode())) == target


def test_rules_of_many_wildcards(in_time: None) -> None:
    rules = Protego.parse(plain_rules("User-agent: *\nDisallow: /" + "*a" * 200 + "b\nDisallow: /x/*/y\n"))
    assert not rules.can_fetch("http://example.org/x/1/y", "mingzhang")
    rules.can_fetch("http://example.org/" + "a" * 2000, "mingzhang")
    assert rules.can_fetch("http://example.org/bcd", "mingzhang")
