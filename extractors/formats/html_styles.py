"""What the styles of a web page do not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|text-decoration(?:-line)?\s*:\s*line-through"
)
# A colour that is none, or the page's own.
_CLEAR = re.compile(r"(?:^|[;{\s])color\s*:\s*(?:transparent|rgba\([^)]{0,40},\s*0(?:\.0+)?\s*\)|#[0-9a-f]{6}00\b)")
_WHITE = re.compile(
    r"(?:^|[;{\s])color\s*:\s*(?:white\b|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|rgb\(\s*100%)"
)
_CLIPPED = re.compile(r"clip-path\s*:\s*(?:inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0)")
# Cut to nothing, or moved out of the page: how pages keep what only reading machines shall have.
_CUT = re.compile(r"(?:^|[;{\s])clip\s*:\s*rect\(\s*([01])(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?[\s,]+\1(?:px)?\s*\)")
_AWAY = re.compile(r"(?:^|[;{\s])(?:left|top|right|text-indent)\s*:\s*-\d{3,}(?:px|em|pt|rem)")
_NO_SIZE = re.compile(r"(?:^|[;{\s])(?:max-)?height\s*:\s*[01](?:px|pt|em)?\s*(?:;|$)")
_RAISED = re.compile(r"vertical-align\s*:\s*super")
_GROUND = re.compile(r"background(?:-color|-image)?\s*:(?!\s*(?:none|transparent|white|#fff(?:fff)?)\s*(?:;|$))")
# Style sheets: rules by names, classes and identities, and by those within others; what counts for print or small
# screens only (`@media`) is left out.
_COMMENT = re.compile(r"/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)")
_SIMPLE = re.compile(r"(?=.)([A-Za-z]*[0-9]?)((?:[.#][\w-]+)*)")
LONGEST_SHEET = 1 << 18
MOST_SELECTORS, MOST_AROUND = 500, 60
INLINE = ("span", "font", "a", "small", "i", "b", "em", "strong")


@dataclass(frozen=True, slots=True)
class Selector:
    """The elements with a name ('' for any), classes and an identity, within others from the outermost on."""

    name: str
    marks: frozenset[str]
    within: tuple[Selector, ...] = ()

    def means(self, element: Any) -> bool:
        """Whether the rule of this selector is about an element."""
        return self._fits(element) and self._is_within(element)

    def _fits(self, element: Any) -> bool:
        return (not self.name or self.name == element.tag) and self.marks <= marks_of(element)

    def _is_within(self, element: Any) -> bool:
        left = list(self.within)
        for around in islice(element.iterancestors(), MOST_AROUND):
            if not left:
                break
            if left[-1]._fits(around):
                left.pop()
        return not left


def hide_by_style(root: Any) -> None:
    """Mark as hidden what the page's styles do not show, or show in the colour of the page; what they raise above the
    line is `sup`."""
    lists: tuple[list[Selector], ...] = ([], [], [], [])
    for sheet in root.iter("style"):
        if (sheet.get("media") or "all").strip().lower() in ("all", "screen"):
            for selectors, rules in style_rules(sheet.text or ""):
                meant = [found for found, is_so in zip(lists, _meaning(rules.lower()), strict=True) if is_so]
                for found in meant:
                    found += [one for text in selectors.split(",") if (one := selector(text)) is not None]
    of_unseen, of_white, of_grounds, of_raised = (_by_key(each[:MOST_SELECTORS]) for each in lists)
    own: dict[str, tuple[bool, bool, bool, bool]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            continue
        style = (element.get("style") or "").lower()
        if element.tag == "font" and element.get("color"):
            style = f"color:{element.get('color').lower()};{style}"
        if style not in own:
            own[style] = _meaning(style)
        unseen, white, _, above = own[style]
        is_white = (white or _is_meant(element, of_white)) and not _has_ground(element, of_grounds)
        if unseen or is_white or _is_meant(element, of_unseen):
            element.set("hidden", "")
        elif element.tag in INLINE and (above or _is_meant(element, of_raised)):
            element.tag = "sup"


def _meaning(rules: str) -> tuple[bool, bool, bool, bool]:
    """Whether declarations hide, print in white, give a ground, raise above the line."""
    if not rules:
        return False, False, False, False
    unseen = bool(HIDDEN.search(rules) or _CLIPPED.search(rules) or _CUT.search(rules) or _AWAY.search(rules))
    unseen = unseen or bool(_NO_SIZE.search(rules) and "overflow" in rules and "hidden" in rules)
    unseen = unseen or bool(_CLEAR.search(rules) and "text-stroke" not in rules and "background-clip" not in rules)
    return unseen, bool(_WHITE.search(rules)), bool(_GROUND.search(rules)), bool(_RAISED.search(rules))


def selector(text: str) -> Selector | None:
    """A selector of names, classes, identities and of those within others; None for one of another kind."""
    made: list[Selector] = []
    for part in text.replace(">", " ").split():
        found = _SIMPLE.fullmatch(part)
        if found is None:
            return None
        marks = frozenset(re.findall(r"[.#][\w-]+", found[2]))
        made.append(Selector(found[1].lower(), marks, tuple(made)))
    return made[-1] if made else None


def _by_key(selectors: list[Selector]) -> dict[str, list[Selector]]:
    found: dict[str, list[Selector]] = {}
    for one in selectors:
        found.setdefault(min(one.marks, default=one.name), []).append(one)
    return found


def _is_meant(element: Any, selectors: dict[str, list[Selector]]) -> bool:
    return bool(selectors) and any(
        one.means(element) for key in (element.tag, *marks_of(element)) for one in selectors.get(key, ())
    )


def _has_ground(element: Any, grounds: dict[str, list[Selector]]) -> bool:
    for around in (element, *islice(element.iterancestors(), MOST_AROUND)):
        style = (around.get("style") or "").lower()
        if around.get("bgcolor") or around.get("background") or _GROUND.search(style) or _is_meant(around, grounds):
            return True
    return False


def marks_of(element: Any) -> set[str]:
    """The classes and the identity of an element, as selectors name them."""
    marks = {f".{name}" for name in (element.get("class") or "").split()}
    return marks | {f"#{element.get('id')}"} if element.get("id") else marks


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
