"""Web pages, plain tables, OFD, and PDFs of two producers: reportlab (also with a password) and a browser."""

# ruff: noqa: E501
from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from html import escape

from benchmarks.printed_files.content import Printed
from benchmarks.printed_files.pages import dressed, first_figure, page, table
from benchmarks.reported_files.content import COST, Case, negative
from benchmarks.reported_files.drawn import Sheet
from benchmarks.reported_files.drawn_kinds import _picture

Make = Callable[[Printed], bytes]


def web(change: Callable[[str], str] = lambda text: text, style: str = "") -> Make:
    """The plain page, changed as a text."""
    return lambda printed: change(dressed(style=style)(printed)).encode()


def _after_cells(more: str) -> Callable[[str], str]:
    return lambda text: re.sub(r'(<td class="n[^>]*>)([^<]+)(</td>)', rf"\1\2{more}\3", text)


def _before_cells(more: str) -> Callable[[str], str]:
    return lambda text: re.sub(r'(<td class="n[^>]*>)([^<]+)(</td>)', rf"\1{more}\2\3", text)


def _row(inside: str, attributes: str = "") -> Callable[[str], str]:
    """One more row amid the body, that is not shown."""
    return lambda text: text.replace('<tr class="r2">', f'<tr {attributes}>{inside}</tr><tr class="r2">', 1)


SECRET = "".join(f"<td>{text}</td>" for text in ("299", "草稿", "7,777.77", "7,777.77", "1.00"))


def _head_in_the_middle(text: str) -> str:
    """The header stands behind the body in the source: a browser shows it on top."""
    head = re.search(r"<thead>.*?</thead>", text, re.DOTALL)
    assert head
    return text.replace(head[0], "").replace("</table>", f"{head[0]}</table>", 1)


def _foot_first(text: str) -> str:
    """tfoot before the body in the source, as HTML 4 wanted it; it is shown below."""
    rows = re.findall(r'<tr class="r\d+">.*?</tr>', text, re.DOTALL)
    return text.replace(rows[-1], "").replace("</thead>", f"</thead><tfoot>{rows[-1]}</tfoot>", 1)


def _row_span_zero(text: str) -> str:
    """A cell at the left that goes down to the end (rowspan=0)."""
    count = text.count("<tr")
    del count
    return text.replace('<tr class="r0">', '<tr class="r0"><td rowspan="0">本级</td>', 1).replace(
        "<thead><tr>", '<thead><tr><th rowspan="9">单位</th>', 1
    )


def _wide_spans(text: str) -> str:
    """A title row that spans a thousand columns."""
    return text.replace("<thead>", '<thead><tr><th colspan="1000">附表</th></tr>', 1)


def _framed(printed: Printed) -> bytes:
    """The page within a frame's srcdoc."""
    return f'<html><head><meta charset=utf-8></head><body><iframe srcdoc="{escape(dressed()(printed))}"></iframe></body></html>'.encode()


def _script_data(text: str) -> str:
    return text.replace(
        "</body>",
        '<script type="text/html"><table><tr><td>201</td><td>假</td><td>9.00</td></tr></table></script></body>',
    )


def _inner_tables(printed: Printed) -> bytes:
    """Each row a table of its own, in a cell of an outer table."""
    rows: dict[int, list[str]] = {}
    for row, _, wide, high, text in printed.cells():
        rows.setdefault(row, []).append(f"<td width=120 colspan={wide} rowspan={high}>{escape(text)}</td>")
    if len(printed.header) > 1:
        return dressed()(printed).encode()
    body = "".join(f"<tr><td><table border=1><tr>{''.join(cells)}</tr></table></td></tr>" for cells in rows.values())
    return page(f"<h2>{printed.title}</h2><p>{printed.owner} {printed.unit}</p><table>{body}</table>").encode()


def _two_columns_of_tables(printed: Printed) -> bytes:
    """Names and codes in one table, the amounts in a table beside it."""
    return page(
        f"<h2>{printed.title}</h2><p>{printed.owner} {printed.unit}</p>{table(printed)}"
        "<div style='display:none'>" + table(printed) + "</div>"
    ).encode()


def _data_picture(printed: Printed) -> bytes:
    """The table as a picture within the page's own bytes."""
    out = io.BytesIO()
    _picture(printed).save(out, "PNG")
    return page(
        f'<p>预算表如下：</p><img src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}">'
    ).encode()


def _listed(printed: Printed) -> bytes:
    """Blocks laid out as a grid by a class, ARIA roles on them."""
    rows: dict[int, list[str]] = {}
    for row, _, wide, high, text in printed.cells():
        rows.setdefault(row, []).append(
            f'<div role="cell" aria-colspan="{wide}" aria-rowspan="{high}">{escape(text)}</div>'
        )
    if len(printed.header) > 1:
        return dressed()(printed).encode()
    body = "".join(f'<div role="row">{"".join(cells)}</div>' for cells in rows.values())
    return page(
        f'<h2>{printed.title}</h2><p>{printed.owner} {printed.unit}</p><div role="table" class="t">{body}</div>',
        ".t{display:table}.t>div{display:table-row}.t>div>div{display:table-cell;border:1px solid}",
    ).encode()


def plain(separator: str, encoding: str, change: Callable[[str], str] = lambda text: text, quote: bool = True) -> Make:
    """A table of separated values; the header's spans are blanks."""

    def make(printed: Printed) -> bytes:
        height = len(printed.header) + len(printed.rows)
        rows = [[""] * printed.columns for _ in range(height)]
        for row, column, _, _, text in printed.cells():
            rows[row][column] = (
                change(text) if row >= len(printed.header) and column in printed.sides and text else text
            )
        lines = [[printed.title], [printed.owner, "", "", "", printed.unit], *rows]
        told = [
            separator.join(f'"{t}"' if quote and (separator in t or "\n" in t) else t for t in line) for line in lines
        ]
        return "\r\n".join(told).encode(encoding)

    return make


def ofd(
    change: Callable[[str], str] = lambda xml: xml, *, upper: bool = False, deltas: bool = False, template: bool = False
) -> Make:
    """GB/T 33190: rules as paths, a text object a cell."""

    def make(printed: Printed) -> bytes:
        sheet = Sheet(printed, size=8)
        mm, at, lines, texts = 25.4 / 72, 0, [], []

        def identity() -> int:
            nonlocal at
            at += 1
            return at + 10

        def text(x: float, y: float, size: float, words: str) -> str:
            step = [size * mm * (1 if ord(c) > 0x2E7F else 0.5) for c in words]
            move = f' DeltaX="{" ".join(f"{s:.3f}" for s in step[:-1])}"' if len(step) > 1 else ""
            if not deltas and len(set(step)) == 1 and len(step) > 2:
                move = f' DeltaX="g {len(step) - 1} {step[0]:.3f}"'
            return (
                f'<ofd:TextObject ID="{identity()}" Boundary="{x * mm:.3f} {(y - size) * mm:.3f} {sum(step) + 1:.3f} {size * mm * 1.3:.3f}" '
                f'Font="2" Size="{size * mm:.3f}"><ofd:TextCode X="0" Y="{size * mm:.3f}"{move}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
            )

        edges = sheet.edges
        for x, y, size, words in (
            (220, sheet.top - 40, 15, printed.title),
            (sheet.left, sheet.top - 7, 9, printed.owner),
            (480, sheet.top - 7, 9, printed.unit),
        ):
            texts.append(text(x, y, size, words))
        for row, column, wide, high, words in printed.cells():
            x0, x1 = edges[column], edges[column + wide]
            y0, y1 = sheet.top + row * sheet.high, sheet.top + (row + high) * sheet.high
            w, h = (x1 - x0) * mm, (y1 - y0) * mm
            lines.append(
                f'<ofd:PathObject ID="{identity()}" Boundary="{x0 * mm:.3f} {y0 * mm:.3f} {w:.3f} {h:.3f}" LineWidth="0.2" Stroke="true">'
                f"<ofd:AbbreviatedData>M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
            )
            if words:
                x, y, size = sheet.place(row, column, wide, high, words, len(printed.header))
                texts.append(text(x, y, size, words))
        space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
        layer = '<ofd:Layer ID="9001" Type="Body">{}</ofd:Layer>'
        ruled, written = layer.format("".join(lines)), layer.replace("9001", "9002").format("".join(texts))
        use = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if template else ""
        content = f"<ofd:Page {space}>{use}<ofd:Content>{'' if template else ruled}{written}</ofd:Content></ofd:Page>"
        parts = {
            "OFD.xml": f'<ofd:OFD {space} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
            "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>'
            '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>'
            + ('<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else "")
            + '</ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/PublicRes.xml": f'<ofd:Res {space} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
            "Doc_0/Pages/Page_0/Content.xml": content,
        }  # fmt: skip
        if template:
            parts["Doc_0/Tpls/Tpl_0/Content.xml"] = f"<ofd:Page {space}><ofd:Content>{ruled}</ofd:Content></ofd:Page>"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, xml in parts.items():
                package.writestr(
                    name.upper() if upper else name, '<?xml version="1.0" encoding="UTF-8"?>' + change(xml)
                )
        return out.getvalue()

    return make


def by_reportlab(password: bool = False, chinese: str = "STSong-Light", rotated: bool = False) -> Make:
    """A platypus table."""

    def make(printed: Printed) -> bytes:
        from reportlab.lib import colors, pagesizes
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

        pdfmetrics.registerFont(UnicodeCIDFont(chinese))
        style = ParagraphStyle("x", fontName=chinese, fontSize=8, leading=10)
        height = len(printed.header) + len(printed.rows)
        cells: list[list[object]] = [[""] * printed.columns for _ in range(height)]
        commands: list[tuple[object, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
            ("FONT", (0, 0), (-1, -1), chinese, 8),
            ("BACKGROUND", (0, 0), (-1, len(printed.header) - 1), colors.lightsteelblue),
            ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
            ("ROWBACKGROUNDS", (0, len(printed.header)), (-1, -1), (colors.whitesmoke, colors.white)),
        ]
        for row, column, wide, high, text in printed.cells():
            cells[row][column] = Paragraph(text, style) if column == 1 else text
            if wide > 1 or high > 1:
                commands.append(("SPAN", (column, row), (column + wide - 1, row + high - 1)))
        out = io.BytesIO()
        size = pagesizes.landscape(pagesizes.A4) if rotated else pagesizes.A4
        encrypt = StandardEncryption("", "owner", canPrint=0, canCopy=0, strength=128) if password else None
        made = SimpleDocTemplate(out, pagesize=size, encrypt=encrypt)
        title = ParagraphStyle("t", fontName=chinese, fontSize=14, alignment=1, spaceAfter=14)
        made.build([
            Paragraph(printed.title, title), Paragraph(f"{printed.owner}　　　　{printed.unit}", style),
            Table(cells, repeatRows=len(printed.header), style=TableStyle(commands)),
        ])  # fmt: skip
        return out.getvalue()

    return make


CASES: tuple[Case, ...] = (
    Case("head_in_the_middle.html", web(_head_in_the_middle)),
    Case("foot_first.html", web(_foot_first)),
    Case("row_span_zero.html", web(_row_span_zero)),
    Case("wide_spans.html", web(_wide_spans)),
    Case("no_break_blanks.html", web(lambda t: re.sub(r'(<td class="n[^>]*>)([^<]*)', r"\1&nbsp;\2&nbsp;", t))),
    Case("secret_rows_collapse.html", web(_row(SECRET, 'style="visibility:collapse"'))),
    Case("secret_rows_hidden.html", web(_row(SECRET, "hidden"))),
    Case("secret_by_media.html", web(_row(SECRET, "class=x"), "@media print{tr.x{display:none}}tr.x{display:none}")),
    Case("secret_off_screen.html", web(_after_cells('<span class="x">12</span>'), ".x{position:absolute;left:-9999px}"), of=COST),
    Case("secret_clipped.html", web(_after_cells('<span class="sr">12</span>'),
        ".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"), of=COST),
    Case("secret_no_size.html", web(_after_cells('<font style="font-size:0px">12</font>')), of=COST),
    Case("aria_hidden_is_seen.html", web(lambda t: t.replace('<td class="n', '<td aria-hidden="true" class="n'))),
    Case("title_attributes.html", web(lambda t: t.replace('<td class="n', '<td title="9,999.99" data-v="8" class="n'))),
    Case("marks_as_links.html", web(_after_cells('<a href="#n1"><sup>[1]</sup></a>')), of=COST),
    Case("marks_small.html", web(_after_cells('<span style="font-size:60%;vertical-align:super">2</span>')), of=COST),
    Case("yen_entity.html", web(_before_cells("&yen;"))),
    Case("zero_width_entities.html", web(_before_cells("&zwj;&#8203;&#xFEFF;&lrm;"))),
    Case("lone_halves.html", web(lambda t: t.replace("</h2>", "&#xD800;&#xDFFF;&#x110000;</h2>"))),
    Case("nul_bytes.html", web(lambda t: t.replace("<tbody>", "").replace("</h2>", "\0\0</h2>"))),
    Case("frame_with_page.html", _framed),
    Case("script_tables.html", web(_script_data)),
    Case("rows_as_tables.html", _inner_tables),
    Case("roles_on_blocks.html", _listed),
    Case("table_again_hidden.html", _two_columns_of_tables),
    Case("picture_in_page.html", _data_picture),
    Case("below_brackets_span.html", lambda p: _negative(p, lambda t: f'<span style="color:red">({t})</span>'), negative),
    Case("below_entity.html", lambda p: _negative(p, lambda t: f"&minus;{t}"), negative),
    Case("below_behind.html", lambda p: _negative(p, lambda t: f"{t}－"), negative),
    Case("deleted_and_new.html", web(_before_cells("<del>1,111.11</del><ins></ins>"))),
    Case("gb18030_quotes.csv", plain(",", "gb18030")),
    Case("utf16_tabs.csv", plain("\t", "utf-16")),
    Case("semicolons_decimal.csv", plain(";", "utf-8-sig", lambda t: t.replace(",", ""))),
    Case("utf16be_no_mark.csv", plain(",", "utf-16-be")),
    Case("apostrophes.csv", plain(",", "utf-8", lambda t: "'" + t.replace(",", ""))),
    Case("below_brackets.csv", plain(",", "gbk", lambda t: t), of=COST),
    Case("plain.ofd", ofd()),
    Case("deltas.ofd", ofd(deltas=True)),
    Case("upper_case.ofd", ofd(upper=True)),
    Case("template.ofd", ofd(template=True)),
    Case("other_prefix.ofd", ofd(lambda xml: xml.replace("ofd:", "o:").replace("xmlns:ofd", "xmlns:o"))),
    Case("no_prefix.ofd", ofd(lambda xml: xml.replace("<ofd:", "<").replace("</ofd:", "</").replace("xmlns:ofd", "xmlns"))),
    Case("reportlab.pdf", by_reportlab()),
    Case("reportlab_password.pdf", by_reportlab(password=True)),
    Case("reportlab_landscape.pdf", by_reportlab(rotated=True)),
)  # fmt: skip


def _negative(printed: Printed, write: Callable[[str], str]) -> bytes:
    sign = first_figure(write)
    return dressed(lambda text, row, column: sign(text, row, column) if row == 3 else escape(text))(printed).encode()
