"""Writes source tables and text as a web page of the kind that government sites have: layout tables, GBK, and a label
that says UTF-8."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from samples.collector import CollectedPage, Words
from samples.sheet import SourceTable, anchors

HEAD = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}">
<title>信息公开</title><style>td {{ border: 1px solid }}</style><script>var total = "999999.99<table>";</script></head>
<body><table class="layout" width="100%"><tr><td><table><tr><td><a href="/">首页</a></td><td><a href="/gk/">公开</a>
</td></tr><tr><td><a href="/zw/">政务</a></td><td><a href="/hd/">互动</a></td></tr></table></td></tr><tr><td>
"""
FOOT = """</td></tr></table><div style="display: none">内部 888888.88</div></body></html>"""


def as_html(pages: Sequence[CollectedPage], charset: str = "gbk", label: str = "utf-8") -> bytes:
    """The page. Characters that the charset lacks are written as entities."""
    parts = [HEAD.format(label=label)]
    for page in pages:
        for block in page.blocks:
            parts.append(_words(block) if isinstance(block, Words) else _table(block))
    return "\n".join([*parts, FOOT]).encode(charset, "xmlcharrefreplace")


def _words(words: Words) -> str:
    if words.centred:
        return f'<p align="center"><b>{escape(words.text)}</b></p>'
    if words.level:
        return f"<p><strong>{escape(words.text)}</strong></p>"
    return f"<p>　　{escape(words.text)}</p>"


def _table(table: SourceTable) -> str:
    parts = [f"<p>{escape(table.number)}</p>"] if table.number else []
    parts.append(f"<h3>{escape(table.title)}</h3>")
    if table.subtitle:
        parts.append(f'<p style="text-align:center">{escape(table.subtitle)}</p>')
    if table.unit_line:
        parts.append(
            f'<table width="100%"><tr><td>{escape(table.unit_line)}</td>'
            f'<td align="right">单位：{escape(table.currency)}</td></tr></table>'
        )
    rows: dict[int, list[str]] = {}
    for cell in anchors(table):
        spans = "".join(
            f' {name}="{count}"'
            for name, count in (("rowspan", cell.row_span), ("colspan", cell.column_span))
            if count > 1
        )
        text = escape(cell.text).replace(" ", "&nbsp;") or "&nbsp;"
        if len(cell.text) > 8 and cell.is_header:
            text = f"{text[:4]}<br/>{text[4:]}"
        rows.setdefault(cell.row, []).append(f"<td{spans}><p><span>{text}</span></p></td>")
    body = "\n".join(f"<tr>{''.join(rows.get(row, []))}</tr>" for row in range(len(table.rows)))
    parts.append(f'<table border="1" cellspacing="0">\n{body}\n</table>')
    if table.note:
        parts.append(f"<p>{escape(table.note)}</p>")
    return "\n".join(parts)
