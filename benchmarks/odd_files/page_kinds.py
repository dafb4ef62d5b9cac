"""Pages of odd make: turned, of odd size and origin, spoilt files, fonts, watermarks, fields, ground patterns."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.pdf_writer import GBK, KAI, NAMED, SONG, UTF16, Font, Page, Writer
from benchmarks.odd_files.table_page import LEFT, ROW, TOP, draw, one_page, plainly

Kind = Callable[[Content], bytes]
KINDS: dict[str, Kind] = {}


def paged(**entries: str | float) -> Kind:
    return lambda content: Writer().pages(draw(Page(**entries), content)).bytes()  # type: ignore[arg-type]


for degrees in (90, 180, 270, -90, 450):
    KINDS[f"turned_entry_{degrees}"] = paged(entries=f"/Rotate {degrees}")
KINDS["user_unit_2"] = paged(entries="/UserUnit 2.0")
KINDS["user_unit_turned"] = paged(entries="/UserUnit 0.5/Rotate 90")
KINDS["crop_inside"] = paged(box="/MediaBox[-100 -50 695 900]/CropBox[0 0 595 842]")
KINDS["crop_beyond"] = paged(box="/MediaBox[0 0 595 842]/CropBox[-200 -200 900 1200]")
KINDS["crop_turned"] = paged(box="/MediaBox[-30 -40 700 900]/CropBox[10 300 590 842]", entries="/Rotate 270")
KINDS["box_reversed"] = paged(box="/MediaBox[595 842 0 0]")


def moved(matrix: str, box: str, entries: str = "") -> Kind:
    def make(content: Content) -> bytes:
        page = Page(box=f"/MediaBox[{box}]", entries=entries).add(f"q {matrix} cm")
        return Writer().pages(draw(page, content).add("Q")).bytes()

    return make


KINDS["negative_origin"] = moved("1 0 0 1 -3000 -2000", "-3000 -2000 -2405 -1158")
KINDS["huge_page"] = moved("9 0 0 9 0 0", "0 0 5355 7578")
KINDS["small_page"] = moved("0.22 0 0 0.22 0 0", "0 0 131 185")
KINDS["tiny_print_on_a4"] = moved("0.45 0 0 0.45 150 300", "0 0 595 842")
KINDS["mirrored_twice"] = moved("-1 0 0 -1 595 842", "0 0 595 842", "/Rotate 180")
KINDS["written_sideways"] = moved("0 1 -1 0 842 0", "0 0 842 595")
KINDS["written_sideways_turned"] = moved("0 1 -1 0 842 0", "0 0 842 595", "/Rotate 90")
KINDS["slightly_turned"] = moved("0.99985 0.01745 -0.01745 0.99985 7 -5", "0 0 595 842")


def in_font(font: Font, encoding: str) -> Kind:
    def make(content: Content) -> bytes:
        page = Page(encoding=encoding)
        return Writer(font=font).pages(draw(page, content)).bytes()

    return make


KINDS["font_gbk_simsun"] = in_font(GBK, "gbk")
KINDS["font_utf16_fangsong"] = in_font(UTF16, "utf-16-be")
KINDS["font_named_in_gbk"] = in_font(NAMED, "gbk")
KINDS["font_kai_bold"] = in_font(KAI, "gbk")
KINDS["font_without_descriptor"] = lambda content: (
    Writer(font=SONG).pages(draw(Page(), content)).bytes().replace(b"/FontDescriptor<<", b"/FontDescriptorX<<")
)


def split(streams: int, *, mid_token: bool = False) -> Kind:
    def make(content: Content) -> bytes:
        page = draw(Page(), content)
        if mid_token:
            page.parts = [piece for part in page.parts for piece in re.split(rb"(?<=Tf) |(?<=Tm) ", part)]
        return Writer().pages(page, split=streams).bytes()

    return make


KINDS["streams_5"] = split(5)
KINDS["streams_60"] = split(60)
KINDS["streams_within_texts"] = split(40, mid_token=True)
KINDS["object_streams"] = lambda content: Writer().pages(draw(Page(), content)).packed_bytes()


def spoilt(spoil: Callable[[bytes], bytes], *, packed: bool = False) -> Kind:
    def make(content: Content) -> bytes:
        writer = Writer().pages(draw(Page(), content), packed=not packed)
        return spoil(writer.packed_bytes() if packed else writer.bytes())

    return make


KINDS["spoilt_wrong_offsets"] = spoilt(lambda d: re.sub(rb"\n0000(\d{6}) 00000 n", rb"\n0009\1 00000 n", d))
KINDS["spoilt_startxref_0"] = spoilt(lambda d: re.sub(rb"startxref\n\d+", b"startxref\n0", d))
KINDS["spoilt_xref_stream_place"] = spoilt(lambda d: re.sub(rb"startxref\n\d+", b"startxref\n77", d), packed=True)
KINDS["spoilt_no_end"] = spoilt(lambda d: d[: d.rfind(b"xref\n0")])
KINDS["spoilt_packed_no_end"] = spoilt(lambda d: d[: d.rfind(b"startxref")], packed=True)
KINDS["spoilt_lengths"] = spoilt(lambda d: re.sub(rb"/Length \d+", b"/Length 7", d))
KINDS["spoilt_no_endstream"] = spoilt(lambda d: d.replace(b"\nendstream", b""))
KINDS["spoilt_junk_before"] = spoilt(lambda d: b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + d)
KINDS["spoilt_junk_after"] = spoilt(lambda d: d + b"\r\n--boundary--\r\n" + b" " * 4000)
KINDS["spoilt_carriage_returns"] = spoilt(lambda d: d.replace(b"endobj\n", b"endobj\r\n"))
KINDS["spoilt_half_gone"] = spoilt(lambda d: d[: int(len(d) * 0.75)], packed=True)
KINDS["spoilt_no_pages_count"] = spoilt(lambda d: d.replace(b"/Count 1", b"/Count 0"))
KINDS["spoilt_old_version_head"] = spoilt(lambda d: d.replace(b"%PDF-1.6", b"%PDF-9.9"))


def updated(content: Content) -> bytes:
    """A first version with other figures, put right by an update at the end."""
    false = [[t.replace("1", "7") if r and c > 1 else t for c, t in enumerate(row)]
             for r, row in enumerate(content.table)]  # fmt: skip
    first = Writer().pages(draw(Page(), content, table=false), packed=False)
    data = first.bytes()
    number = next(n for n, body in first.objects.items() if b"stream\n" in body)
    stream = zlib.compress(b"\n".join(draw(Page(), content).parts))
    start = len(data)
    data += f"{number} 0 obj\n<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream
    data += b"\nendstream\nendobj\n"
    table, old = len(data), int(re.findall(rb"startxref\n(\d+)", data)[-1])
    return (
        data
        + (
            f"xref\n0 1\n0000000000 65535 f \n{number} 1\n{start:010d} 00000 n \n"
            f"trailer\n<</Size {max(first.objects) + 1}/Root 1 0 R/Prev {old}>>\nstartxref\n{table}\n%%EOF\n"
        ).encode()
    )


KINDS["updated_figures"] = updated


def watermarked(how: str, text: str = "内部资料 严禁外传", pages: int = 1) -> Kind:
    def make(content: Content) -> bytes:
        writer = Writer()
        marks = Page()
        if how in ("form", "pattern", "annotation", "artifact", "state"):
            for step in range(4):
                marks.text(60 + 110 * step, 620 - 120 * step, text, 30, "0.71 0.71 -0.71 0.71")
        inner = b"0.85 g\n" + b"\n".join(marks.parts)
        form = writer.stream(inner, "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>")
        tile = Page().text(10, 800, text, 18, "0.87 0.5 -0.5 0.87")
        pattern = writer.stream(
            b"0.85 g\n" + b"\n".join(tile.parts),
            "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 220 160]/XStep 220/YStep 160"
            "/Resources<</Font<</F1 3 0 R>>>>",
        )
        made = []
        for _ in range(pages):
            page = Page(
                resources=f"/XObject<</Wm {form} 0 R>>/Pattern<</P1 {pattern} 0 R>>/ExtGState<</Pale<</ca 0.2>>>>"
            )
            if how == "form":
                page.add("q /Wm Do Q")
            if how == "artifact":
                page.add("/Artifact<</Subtype/Watermark/Type/Pagination>>BDC q /Wm Do Q EMC")
            if how == "pattern":
                page.add("q /Pattern cs /P1 scn 0 0 595 842 re f Q")
            draw(page, content)
            if how == "annotation":
                page.annotations.append(f"<</Type/Annot/Subtype/Watermark/Rect[0 0 595 842]/F 4/AP<</N {form} 0 R>>>>")
            if how == "state":
                page.add("q /Pale gs 1 0 0 rg").add(b"\n".join(marks.parts)).add("Q")
            if how == "tiled print":
                page.add("q 0.8 g")
                for row in range(9):
                    for column in range(4):
                        page.text(30 + 150 * column, 90 + 80 * row, text, 11, "0.87 0.5 -0.5 0.87")
                page.add("Q")
            if how == "upright repeated":
                page.add("q 0.88 g")
                for row in range(7):
                    page.text(150, 131 + 47 * row, text, 26)
                page.add("Q")
            if how == "digits slanted":
                page.add("q 0.8 g")
                for row in range(6):
                    page.text(60 + 60 * row, 120 + 60 * row, "2026-03-18 17:05", 14, "0.87 0.5 -0.5 0.87")
                page.add("Q")
            if how == "single letters":
                page.add("q 0.8 g")
                for number, letter in enumerate("仅供预算公开使用"):
                    page.text(80 + 55 * number, 460 - 40 * number, letter, 40, "0.81 0.59 -0.59 0.81")
                page.add("Q")
            made.append(page)
        return writer.pages(*made).bytes()

    return make


for how in ("form", "pattern", "annotation", "artifact", "state", "tiled print", "upright repeated", "digits slanted",
            "single letters"):  # fmt: skip
    KINDS[f"watermark_{how.replace(' ', '_')}"] = watermarked(how)


def ground(operators: Callable[[], str]) -> Kind:
    def make(content: Content) -> bytes:
        return Writer().pages(draw(Page().add("q").add(operators()).add("Q"), content)).bytes()

    return make


def _lines(gap: int, upright: bool, style: str) -> str:
    across = [f"0 {y} m 595 {y} l S" for y in range(0, 842, gap)]
    down = [f"{x} 0 m {x} 842 l S" for x in range(0, 595, gap)] if upright else []
    return style + " " + " ".join(across + down)


KINDS["ground_letter_lines"] = ground(lambda: _lines(24, False, "0.9 0.6 0.6 RG 0.4 w"))
KINDS["ground_graph_dashed"] = ground(lambda: _lines(12, True, "0.8 G 0.3 w [2 2] 0 d"))
KINDS["ground_graph_dark"] = ground(lambda: _lines(15, True, "0.55 0.7 0.55 RG 0.2 w"))
KINDS["ground_dots"] = ground(
    lambda: "0.7 g " + " ".join(f"{x} {y} 0.8 0.8 re" for x in range(5, 595, 15) for y in range(5, 842, 15)) + " f"
)
KINDS["ground_stripes"] = ground(
    lambda: "0.93 g " + " ".join(f"{LEFT} {842 - TOP - ROW * r} 510 {ROW} re" for r in range(1, 9, 2)) + " f"
)
KINDS["ground_coloured"] = ground(lambda: "0.98 0.95 0.85 rg 0 0 595 842 re f")


def fields(how: str) -> Kind:
    def make(content: Content) -> bytes:
        writer, page = Writer(), Page()
        numbers = []

        def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
            if row and column in (2, 3):
                rect = f"{x + 2:.1f} {842 - y - 4:.1f} {x + width - 2:.1f} {842 - y + 10:.1f}"
                value = "<" + ("\ufeff" + text).encode("utf-16-be").hex() + ">"
                look = f"q BT 0 g /F1 9 Tf 4 4 Td {page.shown(text)} Tj ET Q".encode()
                stream = writer.stream(
                    look, f"/Type/XObject/Subtype/Form/BBox[0 0 {width - 4:.1f} 14]/Resources<</Font<</F1 3 0 R>>>>"
                )
                shown = f"/AP<</N {stream} 0 R>>"
                if how == "free text":
                    body = f"<</Type/Annot/Subtype/FreeText/Rect[{rect}]/F 4/Contents {value}/DA(/F1 9 Tf 0 g){shown}>>"
                elif how == "parent":
                    parent = writer.put(f"<</FT/Tx/T(p{row}{column})/V {value}/Kids[]/DA(/F1 9 Tf 0 g)>>")
                    body = f"<</Type/Annot/Subtype/Widget/Parent {parent} 0 R/Rect[{rect}]/F 4{shown}>>"
                    numbers.append(parent)
                else:
                    body = (
                        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(f{row}{column})/V {value}/Rect[{rect}]/F 4"
                        f"/DA(/F1 9 Tf 0 g){'' if how == 'no look' else shown}>>"
                    )
                number = writer.put(body)
                if how == "parent":
                    writer.objects[parent] = writer.objects[parent].replace(b"/Kids[]", b"/Kids[%d 0 R]" % number)
                else:
                    numbers.append(number)
                page.annotations.append(f"{number} 0 R")
            else:
                plainly(page, row, column, x, y, width, text)

        draw(page, content, write)
        if how != "free text":
            kids = " ".join(f"{n} 0 R" for n in numbers)
            need = "/NeedAppearances true" if how == "no look" else ""
            writer.catalog = f"/AcroForm<</Fields[{kids}]{need}/DR<</Font<</F1 3 0 R>>>>/DA(/F1 9 Tf 0 g)>>"
        return writer.pages(page).bytes()

    return make


for how in ("look", "no look", "parent", "free text"):
    KINDS[f"fields_{how.replace(' ', '_')}"] = fields(how)


def sideways_split(parts: tuple[tuple[int, ...], ...], rows_cut: int = 0) -> Kind:
    def make(content: Content) -> bytes:
        pages = []
        for number, columns in enumerate(parts):
            pages.append(draw(Page(), content, columns=columns, captions=not number))
        return Writer().pages(*pages).bytes()

    return make


KINDS["split_sideways_at_2"] = sideways_split(((0, 1), (2, 3, 4)))
KINDS["split_sideways_at_4"] = sideways_split(((0, 1, 2, 3), (4,)))
KINDS["split_sideways_three"] = sideways_split(((0, 1, 2), (3,), (4,)))


def beside(gap: float, scale: float) -> Kind:
    """The table at the left, and a table of words at the right."""

    def make(content: Content) -> bytes:
        page = Page(width=842, height=595, box="/MediaBox[0 0 842 595]")
        draw(page, content)
        x, y = LEFT + 510 + gap, TOP
        for row, (first, second) in enumerate((("处室", "职责"), ("办公室", "综合协调"), ("财务科", "预算管理"))):
            page.text(x + 3, y + 14 + 20 * row, first).text(x + 63, y + 14 + 20 * row, second)
        for row in range(4):
            page.line(x, y + 20 * row, x + 140, y + 20 * row)
        for edge in (0, 60, 140):
            page.line(x + edge, y, x + edge, y + 60)
        return Writer().pages(page).bytes()

    return make


KINDS["beside_words"] = beside(30, 1)
KINDS["beside_words_close"] = beside(9, 1)


def unruled(rules: str) -> Kind:
    return lambda content: one_page(content, rules=rules)


for rules in ("rows", "columns", "three", "none"):
    KINDS[f"rules_{rules}"] = unruled(rules)
