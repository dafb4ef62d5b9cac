"""Web pages and plain tables of odd make: spans, nested tables, blocks, charsets, separators, MHTML."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from html import escape

from benchmarks.odd_files.content import Content

Kind = Callable[[Content], bytes]
KINDS: dict[str, Kind] = {}
HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>预算公开</title>{style}</head><body>'


def body(
    content: Content, cell: str = "<td>{}</td>", row: str = "<tr>{}</tr>", table: str = "<table>{}</table>"
) -> str:
    """The table of a page."""
    return table.format("".join(row.format("".join(cell.format(escape(t)) for t in texts)) for texts in content.table))


def page(inner: Callable[[Content], str], style: str = "", captions: bool = True) -> Kind:
    """A page with captions and what `inner` gives."""

    def make(content: Content) -> bytes:
        told = f"<p>{content.title}</p><p>{content.owner}　　{content.unit}</p>" if captions else ""
        return f"{HEAD.format(style=style)}{told}{inner(content)}</body></html>".encode()

    return make


KINDS["web_plain.html"] = page(body)
KINDS["web_captions_in_table.html"] = page(
    lambda c: body(c).replace(
        "<table>", f"<table><tr><td colspan=5>{c.title}</td></tr><tr><td colspan=3>{c.owner}</td>"
        f"<td colspan=2>{c.unit}</td></tr>"), captions=False)  # fmt: skip
KINDS["web_header_groups.html"] = page(
    lambda c: body(c).replace(
        "".join(f"<td>{t}</td>" for t in c.header),
        f"<th rowspan=2>{c.header[0]}</th><th rowspan=2>{c.header[1]}</th><th colspan=3>本年预算数</th></tr><tr>"
        + "".join(f"<th>{t}</th>" for t in c.header[2:])))  # fmt: skip
KINDS["web_layout_table.html"] = page(
    lambda c: (
        f"<table><tr><td><ul><li>首页</li></ul></td><td><table><tr><td>{body(c)}</td></tr></table></td></tr></table>"
    )
)
KINDS["web_blocks_grid.html"] = page(
    lambda c: body(c, '<div class="c">{}</div>', '<div class="r">{}</div>', '<div class="t">{}</div>'),
    "<style>.t{display:table}.r{display:table-row}.c{display:table-cell}</style>",
)
KINDS["web_blocks_css_grid.html"] = page(
    lambda c: body(c, "<div>{}</div>", "{}", '<div style="display:grid;grid-template-columns:repeat(5,1fr)">{}</div>')
)
KINDS["web_definition_rows.html"] = page(lambda c: body(c, "<span>{}</span>", "<p>{}</p>", "<div>{}</div>"))
KINDS["web_preformatted.html"] = page(lambda c: "<pre>" + "\n".join("\t".join(row) for row in c.table) + "</pre>")
KINDS["web_hidden_row.html"] = page(
    lambda c: body(c).replace(
        "</tr>", '</tr><tr style="display:none"><td>999</td><td>草稿</td><td>5,555.55</td><td>1</td><td>2</td></tr>', 2))  # fmt: skip
KINDS["web_hidden_attribute.html"] = page(lambda c: body(c).replace("</td>", "<span hidden>9</span></td>"))
KINDS["web_hidden_by_class.html"] = page(
    lambda c: body(c).replace("</td>", '<span class="x">9</span></td>'), "<style>.x{display:none}</style>"
)
KINDS["web_comments_inside.html"] = page(
    lambda c: body(c).replace("<td>", "<td><!-- 1 --><!--[if gte mso 9]>2<![endif]-->")
)
KINDS["web_breaks_in_names.html"] = page(
    lambda c: body(c).replace("支出</td>", "<br>支出</td>").replace("合计", "合 &emsp;计")
)
KINDS["web_unclosed.html"] = page(lambda c: body(c).replace("</td>", "").replace("</tr>", ""))
KINDS["web_upper_case_font.html"] = page(
    lambda c: body(c, "<TD ALIGN=right><FONT SIZE=2><B>{}</B></FONT>", "<TR>{}", "<TABLE BORDER=1><TBODY>{}</TABLE>")
)
KINDS["web_template.html"] = page(
    lambda c: body(c) + "<template>" + body(c).replace("1", "8") + "</template><script>'<table><tr><td>1'</script>"
)
KINDS["web_office_export.html"] = page(
    lambda c: body(c, "<td class=xl24 x:num>{}</td>").replace(
        "<table>", '<table x:str border=0 style="border-collapse:collapse"><col width=72 span=5>'))  # fmt: skip
KINDS["web_gb18030.html"] = lambda c: KINDS["web_plain.html"](c).decode().replace("utf-8", "gb2312").encode("gb18030")
KINDS["web_utf16.html"] = lambda c: KINDS["web_plain.html"](c).decode().encode("utf-16")
KINDS["web_big5_claim.html"] = lambda c: KINDS["web_plain.html"](c).decode().replace("utf-8", "big5").encode()
KINDS["web_as_xls.xls"] = lambda c: KINDS["web_office_export.html"](c)
KINDS["web_xhtml.xhtml"] = lambda c: (
    '<?xml version="1.0" encoding="UTF-8"?>' + KINDS["web_plain.html"](c).decode().replace("<html>",
    '<html xmlns="http://www.w3.org/1999/xhtml">').replace('<meta charset="utf-8">', "")
).encode()  # fmt: skip


def mhtml(encoding: str, charset: str = "utf-8", position: int = 0) -> Kind:
    """A page saved with its parts in one file."""

    def make(content: Content) -> bytes:
        data = KINDS["web_plain.html"](content).decode().encode(charset, "replace")
        coded = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
        html = (
            f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n'
            "Content-Location: http://example.invalid/a.html\r\n\r\n"
        ).encode() + coded
        other = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
        parts = [html, other] if not position else [other, html]
        return (
            b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
            b'\ttype="text/html";\r\n\tboundary="----=_B"\r\n\r\n'
            + b"".join(b"------=_B\r\n" + part + b"\r\n" for part in parts)
            + b"------=_B--\r\n"
        )

    return make


KINDS["saved_page.mht"] = mhtml("quoted-printable")
KINDS["saved_page_base64.mhtml"] = mhtml("base64", "gb2312")
KINDS["saved_page_second.mht"] = mhtml("base64", position=1)
KINDS["saved_as_doc.doc"] = mhtml("quoted-printable")


def separated(separator: str, encoding: str, quote: str = '"', end: str = "\r\n", head: str = "") -> Kind:
    """The table as text."""

    def make(content: Content) -> bytes:
        rows = [[content.title], [content.owner, "", "", "", content.unit], *content.table]
        lines = [separator.join(f"{quote}{text}{quote}" for text in row) for row in rows]
        return (head + end.join(lines) + end).encode(encoding)

    return make


for name, kind in {
    "gb18030.csv": separated(",", "gb18030"), "semicolon.csv": separated(";", "gbk"), "bar.csv": separated("|", "utf-8", ""),
    "tab_utf16be.csv": separated("\t", "utf-16", ""), "tab.tsv": separated("\t", "utf-8", ""), "sep_line.csv": separated(
        ";", "utf-8-sig", head="sep=;\r\n"), "old_mac.csv": separated(",", "utf-8", end="\r"),
    "quoted_equals.csv": separated(",", "utf-8-sig", '"'),
}.items():  # fmt: skip
    KINDS[f"text_{name}"] = kind
KINDS["text_excel_guard.csv"] = lambda c: "\r\n".join(
    ",".join(f'"=""{t}"""' for t in row) for row in [[c.title], [c.unit], *c.table]
).encode("utf-8-sig")
