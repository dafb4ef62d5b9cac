"""Every pattern that the crawler, the unpacker and the search for contacts try on foreign text is quick on any text.

The patterns are read out of the modules, and each is tried on long texts made of its own words and of what such texts
are usually made of. A pattern whose time grows with the square of the text takes minutes on these.
"""

from __future__ import annotations

import ast
import importlib
import re
import re._parser as parser  # type: ignore[import-not-found]
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from protego import Protego

from mingzhang.flows.crawl.middlewares import _location, plain_rules

ROOT = Path(__file__).resolve().parents[3]
MODULES = [
    f"mingzhang.{'.'.join(file.relative_to(ROOT).with_suffix('').parts)}"
    for room in ("flows/crawl", "flows/unpacking", "models/contacts")
    for file in sorted((ROOT / room).glob("*.py"))
]
TRIED = {"search", "match", "fullmatch", "findall", "sub", "split", "finditer", "compile"}
LENGTH = 6_000
SECONDS = 12


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name in MODULES:
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{name}.{attribute}", value
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TRIED:
                first = node.args[0] if node.args else None
                is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    yield f"{name}:{node.lineno}", re.compile(first.value)


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
    return list(dict.fromkeys([*words, run]))[:12]


def texts_for(pattern: re.Pattern[Any]) -> Iterator[str]:
    words = [word for word in words_of(pattern) if word] or ["a"]
    whole = "".join(words)
    for word in (*words, whole, "1", "1,", "a", " ", "<", "(", "2025 ", "138", "王", "负责人：", "\\"):
        yield word * (LENGTH // len(word))
        for filling in (" ", "1", "a", "(", "王", "-"):
            yield word + filling * LENGTH
            yield (word + filling * 50) * (LENGTH // (50 + len(word)))


FOUND = dict(patterns())


@pytest.fixture
def in_time() -> Iterator[None]:
    def too_slow(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_there_are_patterns() -> None:
    assert len(FOUND) > 40


@pytest.mark.parametrize("name", FOUND)
def test_a_pattern_is_quick_on_any_text(name: str, in_time: None) -> None:
    pattern = FOUND[name]
    is_bytes = isinstance(pattern.pattern, bytes)
    for text in texts_for(pattern):
        given: Any = text.encode("utf-8") if is_bytes else text
        pattern.search(given)
        pattern.match(given)


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
