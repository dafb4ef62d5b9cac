"""What a web page shows that its text does not hold: content that styles put before and after cells, and print that
runs against the order of its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from mingzhang.extractors.formats.html_styles import (
    INLINE,
    MOST_AROUND,
    MOST_SELECTORS,
    Selector,
    marks_of,
    selector,
    style_rules,
)

_PSEUDO = re.compile(r"::?(before|after)\s*\Z")
_CONTENT = re.compile(r"(?:^|[;{\s])content\s*:\s*([^;}]{1,200})")
_PIECE = re.compile(r"\"([^\"\\]*)\"|'([^'\\]*)'|attr\(\s*([\w-]+)\s*\)")
_REVERSED = re.compile(r"unicode-bidi\s*:\s*(?:isolate-)?(?:bidi-)?override")
_LEFTWARD = re.compile(r"(?:^|[;{\s])direction\s*:\s*rtl")
CELLS = ("td", "th")
# Amounts to the cent: as many as a small table has, and more than scripts that only move things.
_AMOUNT = re.compile(r"\d\.\d\d(?![\d.])")
LEAST_AMOUNTS = 12


class _Rule(NamedTuple):
    """A text, or the name of an attribute that holds it, before or after the elements that a selector means."""

    meant: Selector
    is_before: bool
    pieces: list[tuple[str, str, str]]


def show_generated(root: Any) -> None:
    """Make text of what styles put into the cells of tables, and put letters into the order in which they are seen."""
    rules: dict[str, list[_Rule]] = {}
    for rule in islice(_rules(root), MOST_SELECTORS):
        rules.setdefault(min(rule.meant.marks, default=rule.meant.name), []).append(rule)
    for element in list(root.iter(*CELLS, *INLINE)) if rules else ():
        for key in (element.tag, *marks_of(element)):
            for rule in rules.get(key, ()):
                if rule.meant.means(element) and (element.tag in CELLS or any(True for _ in _cells_around(element))):
                    _put(element, rule)
    for element in [one for one in root.iter() if isinstance(one.tag, str) and _is_reversed(one)]:
        text = "".join(element.itertext())
        for child in list(element):
            element.remove(child)
        element.text = text[::-1]


def _cells_around(element: Any) -> Iterator[Any]:
    return (one for one in islice(element.iterancestors(), MOST_AROUND) if one.tag in CELLS)


def _rules(root: Any) -> Iterator[_Rule]:
    for sheet in root.iter("style"):
        for selectors, declarations in style_rules(sheet.text or ""):
            content = _CONTENT.search(declarations)
            pieces = _PIECE.findall(content[1]) if content else []
            for text in selectors.split(",") if pieces else ():
                side = _PSEUDO.search(text)
                meant = selector(_bare(text[: side.start()])) if side else None
                if side and meant is not None:
                    yield _Rule(meant, side[1] == "before", pieces)


def _bare(text: str) -> str:
    """A selector without what it asks of attributes: that they are there is seen by what they hold."""
    return re.sub(r"\[[\w-]+\]", "", text)


def _put(element: Any, rule: _Rule) -> None:
    text = "".join(
        double or single or (element.get(name) or "" if name else "") for double, single, name in rule.pieces
    )
    if rule.is_before:
        element.text = text + (element.text or "")
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _is_reversed(element: Any) -> bool:
    style, leftward = (element.get("style") or "").lower(), (element.get("dir") or "").lower() == "rtl"
    is_override = element.tag == "bdo" or (style and _REVERSED.search(style))
    return bool(is_override and (leftward or _LEFTWARD.search(style)))


def hold_figures(root: Any) -> bool:
    """Whether scripts or drawings of a page hold the figures of a table: what a browser makes of them is not read."""
    count = 0
    for element in root.iter("script", "svg"):
        text = "".join(element.itertext())
        count += sum(1 for _ in islice(_AMOUNT.finditer(text), LEAST_AMOUNTS))
    return count >= LEAST_AMOUNTS
