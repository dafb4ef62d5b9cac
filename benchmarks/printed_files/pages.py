"""Web pages: one table dressed in odd ways. A browser prints them, an office program turns them into files."""

from __future__ import annotations

import html
from collections.abc import Callable

from benchmarks.printed_files.content import Printed

Dress = Callable[[str, int, int], str]
Page = Callable[[Printed], str]
STYLE = """
@page { size: A4; margin: 18mm 14mm }
body { font-family: sans-serif; font-size: 10pt }
h2 { text-align: center; font-size: 15pt } .unit { display: flex; justify-content: space-between }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid black; padding: 3px 5px }
td.n { text-align: right }
"""


def plain(text: str, row: int, column: int) -> str:
    """A cell as it is."""
    return html.escape(text)


def table(printed: Printed, dress: Dress = plain, attributes: str = "", head: bool = True, body: bool = True) -> str:
    """The table's element. `dress` is given each body cell."""
    out = [f"<table {attributes}>"]
    if head:
        cells = [
            "<tr>" + "".join(f'<th colspan="{w}" rowspan="{h}">{text}</th>' for text, w, h in row) + "</tr>"
            for row in printed.header
        ]
        out += ["<thead>", *cells, "</thead>"]
    if body:
        for number, row in enumerate(printed.rows):
            marks = ["n" if column in printed.sides else "t" for column in range(len(row))]
            cells = [
                f'<td class="{mark} c{column}">{dress(text, number, column)}</td>'
                for column, (text, mark) in enumerate(zip(row, marks, strict=True))
            ]
            out.append(f'<tr class="r{number}">{"".join(cells)}</tr>')
    return "".join((*out, "</table>"))


def captions(printed: Printed) -> str:
    """Title, owner and unit of money over the table."""
    return (
        f"<h2>{printed.title}</h2><div class=unit><span>{printed.owner}</span>"
        f"<span>{printed.unit}</span></div>"
    )  # fmt: skip


def page(inside: str, style: str = "") -> str:
    """A whole page."""
    head = f"<head><meta charset=utf-8><style>{STYLE}{style}</style></head>"
    return f"<!DOCTYPE html><html>{head}<body>{inside}</body></html>"


def dressed(dress: Dress = plain, style: str = "", before: str = "", after: str = "") -> Page:
    """A page whose table is dressed in one way."""
    return lambda printed: page(before + captions(printed) + table(printed, dress) + after, style)


def first_figure(make: Callable[[str], str]) -> Dress:
    """A dress for the amounts alone: `make` is given an amount that is printed."""

    def dress(text: str, row: int, column: int) -> str:
        digits = text.replace(",", "").replace(".", "")
        return make(text) if digits.isdigit() and "." in text else html.escape(text)

    return dress


def _some(make: Callable[[str], str], every: int = 3) -> Dress:
    amounts = first_figure(make)
    return lambda text, row, column: (amounts if row % every == 1 else plain)(text, row, column)


MARK = (
    '<div style="position:fixed;left:10%;top:{top}%;transform:rotate(-35deg);font-size:48pt;color:{color};'
    'white-space:nowrap;z-index:{z}">某某市财政局</div>'
)
PROSE = "".join(
    f"<p>{'一二三四五六七八'[n]}、关于预算安排的说明。我单位按照过紧日子的要求，从严从紧编制预算，统筹安排各项支出，"
    "优先保障基本运转，压减一般性支出，确保资金使用规范、安全、有效。</p>"
    for n in range(4)
)
ZERO_WIDTH = "\u200b\u200e\u2060\ufeff"


def _over_two_tables(printed: Printed) -> str:
    cols = (
        "<colgroup>"
        + "<col style='width:12%'><col style='width:34%'>"
        + "<col>" * (printed.columns - 2)
        + "</colgroup>"
    )
    fixed = 'style="table-layout:fixed"'
    head = table(printed, attributes=fixed, body=False).replace(">", f">{cols}", 1)
    body = table(printed, attributes=fixed + ' class="b"', head=False).replace(">", f">{cols}", 1)
    return page(captions(printed) + head + "<div style='height:6px'></div>" + body)


def _long(printed: Printed) -> str:
    """Prose, then the table, so that it breaks over a page; its header comes again."""
    return page(PROSE * 2 + captions(printed) + table(printed), "thead{display:table-header-group} td{padding:9px}")


def _hidden_rows(way: str) -> Page:
    def make(printed: Printed) -> str:
        extra = "<tr class=x>" + "".join(
            f"<td>{'99,999.99' if column in printed.sides else '测试'}</td>" for column in range(printed.columns)
        )
        whole = table(printed)
        at = whole.rindex("<tr class=")
        return page(captions(printed) + whole[:at] + extra + "</tr>" + whole[at:], f"tr.x td {{ {way} }}")

    return make


WAYS: dict[str, Page] = {
    "plain": dressed(),
    # 1. print that is no watermark, and watermarks
    "italic_figures": dressed(style="td.n{font-style:italic}"),
    "skewed_figures": dressed(style="td.n{transform:skewX(-12deg)}"),
    "pale_figures": dressed(style="td.n{color:#9ab}"),
    "very_pale_body": dressed(style="td{color:#c8c8c8}"),
    "grey_header": dressed(style="th{color:#bbb}"),
    "white_header_on_blue": dressed(style="th{color:white;background:#1f4e79}"),
    "shadow_on_header": dressed(style="th,h2{text-shadow:2px 2px 2px #bbb}"),
    "half_seen_total": dressed(style="tr:last-child td{opacity:.45}"),
    "outlined_title": dressed(style="h2{-webkit-text-stroke:1px black;color:transparent}"),
    "mark_behind": dressed(before=MARK.format(top=40, color="rgba(120,120,120,.35)", z=-1)),
    "mark_over": dressed(before=MARK.format(top=30, color="rgba(200,30,30,.3)", z=9)),
    "marks_over_all": dressed(
        before="".join(MARK.format(top=t, color="rgba(90,90,90,.25)", z=5) for t in (8, 26, 44, 62))
    ),
    "mark_of_digits": dressed(
        before=MARK.format(top=30, color="rgba(90,90,90,.3)", z=5).replace("某某市财政局", "2025 公开 1,234.56")
    ),
    # 4. signs of money and marks that are not seen
    "yen_sign": dressed(first_figure(lambda text: f"¥{text}")),
    "wide_yen_sign": dressed(first_figure(lambda text: f"￥ {text}")),
    "rmb": dressed(first_figure(lambda text: f"RMB{text}")),
    "zero_width": dressed(first_figure(lambda text: ZERO_WIDTH.join(text))),
    "no_break_groups": dressed(first_figure(lambda text: text.replace(",", "\u00a0"))),
    "thin_groups": dressed(first_figure(lambda text: text.replace(",", "\u2009"))),
    "right_to_left_marks": dressed(first_figure(lambda text: f"\u202d{text}\u202c")),
    "full_width": dressed(first_figure(lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text))),
    # 5. what is not seen
    "row_white": _hidden_rows("color:white"),
    "row_clear": _hidden_rows("color:transparent"),
    "row_opacity": _hidden_rows("opacity:0"),
    "row_unseen": _hidden_rows("visibility:hidden"),
    "row_gone": _hidden_rows("display:none"),
    "row_of_no_size": _hidden_rows("font-size:0;line-height:0;padding:0;border:0"),
    "row_clipped": _hidden_rows("clip-path:inset(50%);border:0"),
    "layer_unseen": dressed(
        after="<div style='position:absolute;top:200px;left:60px;opacity:0'>8,888.88 7,777.77</div>"
    ),
    "covered": dressed(
        before="<div style='position:absolute;top:120px;left:60px;z-index:-2'>8,888.88 7,777.77 6,666.66</div>"
        "<div style='position:absolute;top:110px;left:40px;width:400px;height:40px;background:white;z-index:-1'></div>"
    ),
    # 7. marks of notes
    "note_sup": dressed(_some(lambda text: f"{text}<sup>1</sup>"), after="<p>注：<sup>1</sup>含上年结转。</p>"),
    "note_sup_bracket": dressed(_some(lambda text: f"{text}<sup>[2]</sup>"), after="<p>注：[2] 含上年结转。</p>"),
    "note_before": dressed(_some(lambda text: f"<sup>a</sup>{text}"), after="<p>a. 含上年结转。</p>"),
    "note_circled": dressed(_some(lambda text: f"{text}①"), after="<p>注：①含上年结转。</p>"),
    "note_on_names": dressed(lambda text, row, column: text + ("<sup>②</sup>" if "支出" in text and row == 2 else "")),
    # 9, 10 and the last line
    "column_numbers": lambda printed: page(
        captions(printed)
        + table(printed).replace(
            "</thead>",
            "<tr>" + "".join(f"<td>{n + 1}</td>" for n in range(printed.columns)) + "</tr></thead>",
        )
    ),
    "column_numbers_栏次": lambda printed: page(
        captions(printed)
        + table(printed).replace(
            "</thead>",
            "<tr><td colspan=2>栏次</td>"
            + "".join(f"<td>{n + 1}</td>" for n in range(printed.columns - 2))
            + "</tr></thead>",
        )
    ),
    "header_apart": _over_two_tables,
    "over_pages": _long,
    "prose_before": lambda printed: page(PROSE + captions(printed) + table(printed) + PROSE),
    "graph_paper": dressed(
        style="body{background-image:linear-gradient(#9cf 1px,transparent 1px),"
        "linear-gradient(90deg,#9cf 1px,transparent 1px);background-size:18px 18px}"
    ),
    "striped": dressed(style="td,th{border:0}tr:nth-child(even){background:#eef}"),
    "rows_ruled": dressed(style="td,th{border-width:1px 0}"),
    "dotted": dressed(style="td,th{border:1px dotted #777}"),
    "hair_rules": dressed(style="td,th{border:0.2px solid #ccc}"),
    "double_rules": dressed(style="td,th{border:3px double black}table{border-collapse:separate;border-spacing:0}"),
    "cells_apart": dressed(style="table{border-collapse:separate;border-spacing:3px}"),
    "rounded": dressed(style="table{border-collapse:separate;border-spacing:0}td,th{border-radius:6px}"),
    "in_two_columns": dressed(style="body{zoom:.5}"),
    "sideways": dressed(style="@page{size:A4 landscape}"),
    "names_wrapped": dressed(style="table{table-layout:fixed}td.t{width:60px}"),
    "letters_spaced": dressed(style="td,th{letter-spacing:2px}"),
    "justified": dressed(style="td.t,th{text-align:justify;text-align-last:justify}"),
    "bold_body": dressed(style="td{font-weight:bold}"),
    "indented": dressed(
        lambda text, row, column: ("&emsp;" * (row % 3) if column == 1 and not text[:1].isdigit() else "") + text
    ),
    "zoomed": dressed(style="body{zoom:1.4}@page{size:A3}"),
    "unit_below_title": lambda printed: page(
        f"<h2>{printed.title}</h2><p style='text-align:center'>（{printed.unit}）</p><p>{printed.owner}</p>"
        + table(printed)
    ),
    "captions_in_table": lambda printed: page(
        table(printed).replace(
            "<thead>",
            f"<thead><tr><th colspan={printed.columns} style='border:0'>{printed.title}</th></tr>"
            f"<tr><th colspan=2 style='border:0;text-align:left'>{printed.owner}</th>"
            f"<th colspan={printed.columns - 2} style='border:0;text-align:right'>{printed.unit}</th></tr>",
        )
    ),
}
