"""Which rows are the parts of which: by codes, by ordinals, by names of the standard list, by units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mingzhang.models.identities.arithmetic.figures import ColumnBlock, FigureRow
from mingzhang.models.identities.formal.names import (
    bare_name,
    codes_by_name,
    is_among,
    is_classification,
    ordinal_of,
)
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.codes import CLASS, ITEM, SECTION

SORTS = frozenset(f"{word}{letter}" for word, letter in (("货物", "A"), ("工程", "B"), ("服务", "C"))) | {
    "货物", "工程", "服务", "货物类", "工程类", "服务类"
}  # fmt: skip
_OWNER = re.compile(r"(.{2,80}?)[(](.+)[)]")
HEADS = ("sort", "unit")
# A table of fewer rows does not tell its total from its only item.
LEAST_TABLE = 3
# Names of the standard list order a table where so many rows bear one, and most of those that could.
LEAST_KNOWN, MOSTLY = 3, 0.6
_TOTAL = re.compile(r"(?:(.{0,12})(?:合计|总计|小计)|共计)")


@dataclass(slots=True)
class Node:
    """A row in the tree. `style`: total, code, unit, plain or an ordinal (`一、`); `code` printed or found by name."""

    row: FigureRow
    style: str
    code: str | None = None
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    is_repeated: bool = False


def is_sum_row(row: FigureRow) -> bool:
    """Whether a row is a total; a heading with an ordinal (一、本年支出合计) is none, nor is the sum of a code's own
    items under that code (301 工资福利支出小计)."""
    if row.is_total:
        return True
    named = _TOTAL.fullmatch(plain(row.name))
    return named is not None and ordinal_of(row.name) is None and not (named[1] and is_classification(row.code))


def name_codes(rows: Sequence[FigureRow]) -> list[str | None]:
    """The standard code of each row, found by its name and its place among the others; None where there is none.

    A name is first sought below the last 款, then below the last 类, then among the 类.
    """
    by_name = codes_by_name()
    last = ""
    found: list[str | None] = []
    for row in rows:
        chosen: str | None = None
        candidates = by_name.get(row.bare, ())
        if candidates and not is_sum_row(row):
            for above in (last[:SECTION] if len(last) >= SECTION else "", last[:CLASS], ""):
                size = len(above) + 2 if above else CLASS
                chosen = next((c for c in candidates if len(c) == size and c.startswith(above)), None)
                if chosen and (above or not last or chosen[0] == last[0] or len(chosen) == CLASS):
                    break
                chosen = None
        if chosen:
            last = chosen
        found.append(chosen)
    return found


def nest(block: ColumnBlock, units: frozenset[str]) -> list[Node]:
    """The rows of a block as a tree, in printed order; `parent` and `children` are places in the list."""
    rows = block.rows
    printed = [row.code if row.code and row.code.isdecimal() and not is_sum_row(row) else None for row in rows]
    ordinals = [ordinal_of(row.name) for row in rows]
    named: list[str | None] = [None] * len(rows)
    if not any(printed):
        by_name = name_codes(rows)
        telling = [
            n for n, row in enumerate(rows) if not is_sum_row(row) and ordinals[n] is None and row.bare not in units
        ]
        known = sum(1 for n in telling if by_name[n])
        if known >= LEAST_KNOWN and known >= MOSTLY * len(telling):
            named = _filled(rows, by_name, ordinals, units)
    nodes: list[Node] = []
    for n, row in enumerate(rows):
        code = printed[n] or (named[n] if ordinals[n] is None else None)
        ordinal = ordinals[n]
        if is_sum_row(row):
            style = "total"
        elif code:
            style = "code"
        elif ordinal:
            style = ordinal
        elif is_among(row.name):
            style = "among"
        elif row.bare in SORTS:
            style = "sort"
        elif row.bare in units:
            style = "unit"
        else:
            style = "plain"
        nodes.append(Node(row, style, code))
    _hang(nodes)
    _head_as_total(nodes)
    return nodes


def _head_as_total(nodes: list[Node]) -> None:
    """A first row that bears the unit's name, or none, over the codes of all others is their 合计."""
    if len(nodes) < LEAST_TABLE or any(node.style == "total" for node in nodes):
        return
    head = nodes[0]
    below = nodes[1:]
    if head.style not in ("unit", "plain") or head.code or any(node.style != "code" for node in below):
        return
    if any(node.parent is None or node.is_repeated for node in below):
        return
    head.style = "total"
    for place in head.children:
        nodes[place].parent = None
    head.children = []


def _filled(
    rows: Sequence[FigureRow], by_name: Sequence[str | None], ordinals: Sequence[str | None], units: frozenset[str]
) -> list[str | None]:
    """Codes by name; a name that the list lacks is taken for one more 项 (or 款) beside the row above it."""
    found = list(by_name)
    for n, row in enumerate(rows):
        if found[n] or is_sum_row(row) or ordinals[n] is not None or row.bare in units or n == 0:
            continue
        above = found[n - 1]
        if above is None:
            continue
        below = next((c for c in found[n + 1 :] if c), None)
        if below and len(below) == ITEM and not below.startswith(above[:SECTION]) and below[:CLASS] == above[:CLASS]:
            found[n] = below[:SECTION]
        elif len(above) in (SECTION, ITEM):
            found[n] = f"{above[:SECTION]}~{n}" if len(above) == ITEM or above[:1] == "2" else f"{above[:CLASS]}~{n}"
        elif len(above) == CLASS:
            found[n] = f"{above}~{n}"
    return found


def _hang(nodes: list[Node]) -> None:
    first = next((n for n in nodes if n.style != "total"), None)
    sections = first is not None and first.style in (*HEADS, "plain") and any(n.style == "code" for n in nodes)
    stack: list[int] = []
    seen: set[str] = set()
    for place, node in enumerate(nodes):
        if node.style == "total":
            stack.clear()
            seen.clear()
            continue
        if node.style == "among":
            continue
        _pop(nodes, stack, node, sections)
        if node.style == "code" and node.code:
            if not stack or nodes[stack[-1]].style in (*HEADS, "plain"):
                seen = seen if stack and place - stack[-1] > 1 else set()
            node.is_repeated = node.code in seen
            seen.add(node.code)
        if stack:
            node.parent = stack[-1]
            nodes[stack[-1]].children.append(place)
        stack.append(place)


def _pop(nodes: list[Node], stack: list[int], node: Node, sections: bool) -> None:
    if node.style == "code":
        while stack and not _stands_over(nodes[stack[-1]], node.code or "", sections):
            stack.pop()
        return
    if node.style == "sort" or (sections and node.style == "plain"):
        stack.clear()
        return
    if node.style == "unit":
        while stack and nodes[stack[-1]].style != "sort":
            stack.pop()
        return
    styles = [nodes[n].style for n in stack]
    if node.style in styles:
        del stack[styles.index(node.style) :]
        return
    while stack and nodes[stack[-1]].style == "code":
        stack.pop()
    if node.style != "plain":
        while stack and nodes[stack[-1]].style == "plain" and not _follows_total(nodes, stack[-1]):
            stack.pop()


def _stands_over(node: Node, code: str, sections: bool) -> bool:
    """Whether a row of a code may be a part of the row above it."""
    if node.style == "code":
        above = node.code or ""
        return len(above) < len(code) and code.startswith(above)
    return node.style not in (*HEADS, "plain") or sections


def _follows_total(nodes: list[Node], place: int) -> bool:
    return place > 0 and nodes[place - 1].style == "total"


def cross_key(node: Node, units: frozenset[str]) -> str | None:
    """What the same row is called in other tables: its code, the code of its 类 by name, else its bare name.

    A unit named in brackets behind a project (`某项目（某单位）`) is no part of the name.
    """
    if node.code and "~" not in node.code:
        return node.code
    if node.style == "total" or not node.row.bare:
        return None
    whole = [c for c in codes_by_name().get(node.row.bare, ()) if len(c) == 3]
    if whole and not node.code:
        return whole[0]
    owner = _OWNER.fullmatch(plain(node.row.name))
    if owner and bare_name(owner.group(2)) in units:
        return f"名{bare_name(owner.group(1))}"
    return f"名{node.row.bare}"
