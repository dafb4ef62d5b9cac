"""What the styles of a web page do not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
)
# Style sheets: rules by simple selectors only; what counts for print or small screens only (`@media`) is left out.
_COMMENT = re.compile(r"/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)")
_SIMPLE = re.compile(r"[A-Za-z]*[0-9]?(?:[.#][\w-]+)?")
LONGEST_SHEET = 1 << 18


def hide_by_style(root: Any) -> None:
    """Mark as hidden what the page's own style sheets do not show, by classes, identities and names of elements."""
    names: set[str] = set()
    for sheet in root.iter("style"):
        if (sheet.get("media") or "all").strip().lower() in ("all", "screen"):
            for selectors, rules in style_rules(sheet.text or ""):
                if HIDDEN.search(rules.lower()):
                    names.update(one.strip() for one in selectors.split(",") if _SIMPLE.fullmatch(one.strip()))
    if not names:
        return
    for element in root.iter():
        if isinstance(element.tag, str) and not names.isdisjoint(_selectors(element)):
            element.set("hidden", "")


def style_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules of a style sheet that stand in no rule about media or the like."""
    text = _COMMENT.sub("", sheet[:LONGEST_SHEET])
    depth, begin, selectors = 0, 0, ""
    for brace in re.finditer(r"[{}]", text):
        piece, begin = text[begin : brace.start()], brace.end()
        if brace[0] == "{":
            selectors = piece.strip() if depth == 0 else ""
            depth += 1
        else:
            if depth == 1 and selectors and not selectors.startswith("@"):
                yield selectors, piece
            depth, selectors = max(0, depth - 1), ""


def _selectors(element: Any) -> Iterator[str]:
    """The simple selectors that mean an element."""
    marks = [f".{name}" for name in (element.get("class") or "").split()]
    if element.get("id"):
        marks.append(f"#{element.get('id')}")
    yield element.tag
    for mark in marks:
        yield from (mark, f"{element.tag}{mark}")
