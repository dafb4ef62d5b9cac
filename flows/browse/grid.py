"""The cells of a page, and rows of a relation, as tables; written by hand, as there may be thousands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from mingzhang.flows.browse.words import shown
from mingzhang.flows.output.spreadsheet_text import visible

PageRow = dict[str, Any]
SHORT = 4  # signs: longer texts are names, which a narrow screen does not set one sign a line


def boxes(table_id: str, cells: Sequence[PageRow]) -> Markup:
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


def grid(table_id: str, cells: Sequence[PageRow]) -> Markup:
    """The cells as rows of a table; those that print a figure are links to it."""
    lines = []
    for _, row in groupby(cells, key=lambda c: c["row_index"]):
        lines.append(f"<tr>{''.join(_cell(table_id, c) for c in row)}</tr>\n")
    return Markup("".join(lines))


def _cell(table_id: str, c: PageRow) -> str:
    tag = "th" if c["is_header"] else "td"
    spans = "".join(
        f' {name}="{c[column]}"'
        for name, column in (("rowspan", "row_span"), ("colspan", "column_span"))
        if c[column] > 1
    )
    text = _text(c["text"] or "")
    if not c["line_id"]:
        spans += ' class="name"' if len(text) > SHORT else ""
        return f'<{tag}{spans} data-cell="{_place(table_id, c)}">{text}</{tag}>'
    link = f'<a href="/line/{quote(c["line_id"], safe="")}" data-line="{_text(c["line_id"])}">{text}</a>'
    return f'<{tag}{spans} class="number {_text(c["verification"])}">{link}</{tag}>'


def _place(table_id: str, c: PageRow) -> str:
    return _text(f"{table_id}-{c['row_index']}-{c['column_index']}")


def _text(text: str) -> str:
    return escape(visible(str(text)))


LONG, START, MOST_LINKS = 160, 80, 4
_TO_LINES = ("line_ids", "doubted_line_ids")


def rows_of(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Markup:
    """Rows of a relation or an answer as rows of a table; documents, pages, figures, units and checks are links."""
    document = columns.index("document_id") if "document_id" in columns else None
    lines = []
    for row in rows:
        its_document = None if document is None else row[document]
        cells = [_value(name, value, its_document) for name, value in zip(columns, row, strict=True)]
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    return Markup("".join(lines))


def _value(name: str, value: Any, document_id: str | None) -> str:
    if value is None:
        return "<td></td>"
    if type(value) is not str:
        if name in _TO_LINES and isinstance(value, list):
            links = [
                f'<a href="/line/{quote(str(one), safe="")}">{i}</a> ' for i, one in enumerate(value[:MOST_LINKS], 1)
            ]
            return f"<td>{''.join(links)}{f'… {len(value)}' if len(value) > MOST_LINKS else ''}</td>"
        text = escape(shown(value))
        if name == "page_number" and document_id:
            text = f'<a href="/document/{quote(document_id, safe="")}/page/{value}">{text}</a>'
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return f'<td class="number">{text}</td>' if is_number else f"<td>{text}</td>"
    text = _text(value)
    if target := _TARGETS.get(name):
        label = text[:12] if name == "document_id" else text
        return f'<td><a href="{target}{quote(value, safe="")}">{label}</a></td>'
    if name.endswith("_id"):
        return f'<td class="id" title="{text}">{text}</td>'
    if len(value) > LONG:
        return f"<td><details><summary>{_text(value[:START])}…</summary>{text}</details></td>"
    return f"<td>{text}</td>"


_TARGETS = {
    "document_id": "/document/",
    "line_id": "/line/",
    "decided_line_id": "/line/",
    "unit_name": "/unit?name=",
    "check_id": "/checks?check_id=",
}
