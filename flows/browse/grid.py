"""The cells of a page as a table and as boxes over its picture. Written by hand: a page may have thousands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from mingzhang.flows.output.spreadsheet_text import visible

Row = dict[str, Any]


def boxes(table_id: str, cells: Sequence[Row]) -> Markup:
    """The cells as rectangles of an SVG in points; those that print a figure are links to it."""
    parts = []
    for c in cells:
        box = f'x="{c["x0"]:g}" y="{c["y0"]:g}" width="{c["x1"] - c["x0"]:g}" height="{c["y1"] - c["y0"]:g}"'
        if c["line_id"]:
            name = _text(f"{c['item_name'] or ''} {c['text'] or ''}")
            parts.append(
                f'<a href="/line/{quote(c["line_id"], safe="")}" class="hit {_text(c["verification"])}" '
                f'data-line="{_text(c["line_id"])}" aria-label="{name}"><rect {box}/></a>'
            )
        else:
            parts.append(f'<rect class="cell" {box} data-cell="{_place(table_id, c)}"/>')
    return Markup("".join(parts))


def grid(table_id: str, cells: Sequence[Row]) -> Markup:
    """The cells as rows of a table; those that print a figure are links to it."""
    lines = []
    for _, row in groupby(cells, key=lambda c: c["row_index"]):
        lines.append(f"<tr>{''.join(_cell(table_id, c) for c in row)}</tr>\n")
    return Markup("".join(lines))


def _cell(table_id: str, c: Row) -> str:
    tag = "th" if c["is_header"] else "td"
    spans = "".join(
        f' {name}="{c[column]}"'
        for name, column in (("rowspan", "row_span"), ("colspan", "column_span"))
        if c[column] > 1
    )
    text = _text(c["text"] or "")
    if not c["line_id"]:
        return f'<{tag}{spans} data-cell="{_place(table_id, c)}">{text}</{tag}>'
    link = f'<a href="/line/{quote(c["line_id"], safe="")}" data-line="{_text(c["line_id"])}">{text}</a>'
    return f'<{tag}{spans} class="number {_text(c["verification"])}">{link}</{tag}>'


def _place(table_id: str, c: Row) -> str:
    return _text(f"{table_id}-{c['row_index']}-{c['column_index']}")


def _text(text: str) -> str:
    return escape(visible(str(text)))
