"""What is drawn on those pages: marks, covers, pictures, fonts, fields, notes."""

# ruff: noqa: E501
from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence

from PIL import Image

from benchmarks.odd_files.pdf_writer import Page, Writer, width_of
from benchmarks.printed_files.content import Printed
from benchmarks.reported_files.content import Case, negative, without
from benchmarks.reported_files.drawn import Sheet, Write, drawn


def amounts(change: Callable[[str], str], rows: Callable[[int], bool] = lambda row: True) -> Write:
    """Every amount of some rows written another way, its right end in place."""

    def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
        if column in sheet.printed.sides and rows(row):
            new = change(text)
            x += width_of(text, size) - width_of(new, size) - size / 2 * sum(new.count(sign) for sign in "▲△")
            text = new
        sheet.page.text(x, y, text, size)

    return write


def _pages(sheets: Sequence[Sheet], writer: Writer | None = None) -> bytes:
    return (writer or Writer()).pages(*(sheet.page for sheet in sheets)).bytes()


def _after(operators: Callable[[Sheet], str], pages: int = 1, before: bool = False) -> Callable[[Printed], bytes]:
    """Something drawn over (or under) a table, on all of the table's pages."""

    def make(printed: Printed) -> bytes:
        writer = Writer()
        sheet = Sheet(printed)
        sheet.page.resources = "/ExtGState<</Mul<</BM/Multiply>>/Half<</ca 0.35/CA 0.35>>/Tenth<</ca 0.12>>>>"
        if before:
            sheet.page.add(operators(sheet))
        sheet.captions().table()
        if not before:
            sheet.page.add(operators(sheet))
        return writer.pages(sheet.page).bytes()

    return make


def _band(sheet: Sheet, row: int) -> str:
    y = sheet.page.height - sheet.top - sheet.high * (len(sheet.printed.header) + row + 1)
    return f"{sheet.left} {y:.2f} 523 {sheet.high} re f"


def _tiled(text: str, size: float, tone: str) -> Callable[[Sheet], str]:
    def operators(sheet: Sheet) -> str:
        page = Page()
        for row in range(10):
            for column in range(5):
                page.text(20 + 120 * column, 70 + 75 * row, text, size, "0.906 0.423 -0.423 0.906")
        return f"q {tone} " + b" ".join(page.parts).decode("latin-1") + " Q"

    return operators


def _flat_mark(text: str, size: float, tone: str, ys: Sequence[float]) -> Callable[[Sheet], str]:
    def operators(sheet: Sheet) -> str:
        page = Page()
        for y in ys:
            page.text(297 - width_of(text, size) / 2, y, text, size)
        return f"q {tone} " + b" ".join(page.parts).decode("latin-1") + " Q"

    return operators


def _redacted(sheet: Sheet) -> str:
    head = len(sheet.printed.header)
    y = sheet.page.height - sheet.top - sheet.high * (head + 4)
    x = sheet.edges[sheet.printed.columns - 1]
    return f"0 g {x:.2f} {y:.2f} {sheet.edges[-1] - x:.2f} {sheet.high} re f"


def _spaced(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    """Letters put one by one, as Crystal Reports and FineReport do, each amount in three pieces."""
    if column in sheet.printed.sides:
        for piece in (text[:3], text[3:6], text[6:]):
            if piece:
                sheet.page.text(x, y, piece, size)
                x += width_of(piece, size)
    else:
        for letter in text:
            sheet.page.text(x, y, letter, size)
            x += width_of(letter, size)


def _kerned(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    """TeX: one TJ with kerns between all glyphs."""
    page = sheet.page
    pieces = " -20 ".join(page.shown(letter) for letter in text)
    page.add(f"BT /F1 {size} Tf 1 0 0 1 {x - 0.02 * size * len(text):.2f} {page.height - y:.2f} Tm [{pieces}] TJ ET")


def _space_kerned(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    """An amount padded to its column by blanks that are printed."""
    if column in sheet.printed.sides:
        blanks = "      "
        sheet.page.text(x - width_of(blanks, size), y, blanks + text, size)
    else:
        sheet.page.text(x, y, text + "    ", size)


def _page_totals(printed: Printed) -> bytes:
    """Two pages, the header again on the second, the first ends amid a 款."""
    cut = len(printed.rows) // 2
    head = len(printed.header)
    cells = list(printed.cells())
    first = Sheet(printed).captions().table(cells=[c for c in cells if c[0] < head + cut])
    rest = [c for c in cells if c[0] < head] + [(c[0] - cut, *c[1:]) for c in cells if c[0] >= head + cut]
    second = Sheet(printed, top=60).table(cells=rest)
    for number, sheet in enumerate((first, second), 1):
        sheet.page.text(270, 815, f"第 {number} 页 共 2 页", 8)
        sheet.page.text(36, 815, "打印时间：2026-01-29 14:03:55", 7)
    return _pages((first, second))


def _long_title(printed: Printed) -> bytes:
    """Three pages with the same great title over each part, in one place."""
    head, cells, sheets = len(printed.header), list(printed.cells()), []
    for number in range(3):
        part = [
            (head + (r - head) // 3, *more) for r, *more in cells if r >= head and (r - head) % 3 == number
        ]  # rows 0, 3, 6 on the first page, and so on: each row once
        sheet = Sheet(printed).captions()
        sheet.table(cells=[c for c in cells if c[0] < head] + part)  # type: ignore[list-item]
        sheets.append(sheet)
    return _pages(sheets)


def _picture(printed: Printed, dpi: int = 200) -> Image.Image:
    from mingzhang.extractors.formats.pdf import open_pdf

    pdf = open_pdf(drawn()(printed))
    image: Image.Image = pdf[0].render(scale=dpi / 72).to_pil().convert("L")
    pdf.close()
    return image.crop((0, int(image.height * 0.05), image.width, int(image.height * 0.42)))


def pictured(how: str) -> Callable[[Printed], bytes]:
    """A page of prose with the table as a picture."""

    def make(printed: Printed) -> bytes:
        image, writer, page = _picture(printed), Writer(), Page()
        for number in range(6):
            page.text(60, 60 + 17 * number, "各单位应当按照规定的时间和内容公开预算，并对重要事项作出说明。", 11)
        wide, high = image.size
        size, more = f"/Width {wide}/Height {high}", ""
        out = io.BytesIO()
        matrix = f"515 0 0 {515 * high / wide:.2f} 40 {842 - 200 - 515 * high / wide:.2f}"
        if how.startswith("fax"):
            image.point(lambda v: 255 * (v > 150)).convert("1").save(
                out, "TIFF", compression="group4", tiffinfo={278: high}
            )
            with Image.open(out) as tif:
                start, count = tif.tag_v2[273][0], tif.tag_v2[279][0]  # type: ignore[attr-defined]
                rows = tif.tag_v2[278]  # type: ignore[attr-defined]
            assert rows >= high
            data = out.getvalue()[start : start + count]
            dark = "" if how == "fax negative" else "/BlackIs1 true"
            more = f"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {wide}/Rows {high}{dark}>>"
        elif how == "soft mask":
            mask = writer.stream(
                image.point(lambda v: 255 - v).tobytes(),
                f"/Type/XObject/Subtype/Image{size}/ColorSpace/DeviceGray/BitsPerComponent 8",
            )
            data = zlib.compress(bytes(wide * high))
            more = f"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/SMask {mask} 0 R"
        elif how == "inverted":
            data = zlib.compress(image.point(lambda v: 255 - v).tobytes())
            more = "/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[1 0]/Filter/FlateDecode"
        elif how == "wavelets":
            image.convert("RGB").save(out, "JPEG2000", quality_mode="dB", quality_layers=[42])
            data, more = out.getvalue(), "/Filter/JPXDecode"
        elif how == "two filters":
            data = zlib.compress(image.tobytes()).hex().encode() + b">"
            more = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter[/ASCIIHexDecode/FlateDecode]"
        elif how == "sixteen bits":
            data = zlib.compress(bytes(b for v in image.tobytes() for b in (v, v)))
            more = "/ColorSpace/DeviceGray/BitsPerComponent 16/Filter/FlateDecode"
        else:  # turned: the picture lies on its side, the page turns it upright
            image = image.transpose(Image.Transpose.ROTATE_90)
            size = f"/Width {image.width}/Height {image.height}"
            data, more = zlib.compress(image.tobytes()), "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
            tall = 515 * high / wide
            matrix = f"0 {-tall:.2f} 515 0 40 {842 - 200:.2f}"
        number = writer.stream(data, f"/Type/XObject/Subtype/Image{size}{more}", packed=False)
        if how == "in a form":
            number = writer.stream(
                b"q 1 0 0 1 0 0 cm /Im Do Q",
                f"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</Im {number} 0 R>>>>",
            )
        page.resources = f"/XObject<</Im {number} 0 R>>"
        return writer.pages(page.add(f"q {matrix} cm /Im Do Q")).bytes()

    return make


def _mapped(destination: Callable[[int], int], letters: bool) -> Callable[[Printed], bytes]:
    """A ToUnicode table that says other characters than are printed: pdfium draws by the codes."""

    def make(printed: Printed) -> bytes:
        writer = Writer()
        used = sorted({ord(c) for *_, text in printed.cells() for c in text if (ord(c) < 128) != letters})
        rows = "".join(f"<{code:04x}> <{destination(code):04x}>\n" for code in used)
        others = sorted({ord(c) for *_, text in printed.cells() for c in text} - set(used))
        rows += "".join(f"<{code:04x}> <{code:04x}>\n" for code in others)
        text = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{rows.count(chr(10))} beginbfchar\n{rows}endbfchar\n"
            "endcmap end end"
        )
        stream = writer.stream(text.encode())
        sheet = Sheet(printed).captions().table()
        writer.pages(sheet.page)
        writer.objects[3] = writer.objects[3].replace(b"/Encoding", b"/ToUnicode %d 0 R/Encoding" % stream, 1)
        return writer.bytes()

    return make


def _field_page(how: str) -> Callable[[Printed], bytes]:
    def make(printed: Printed) -> bytes:
        writer, numbers = Writer(), []

        def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
            if column != printed.columns - 1:
                sheet.page.text(x, y, text, size)
                return
            edges = sheet.edges
            rect = f"{edges[column] + 1:.1f} {842 - y - 3:.1f} {edges[column + 1] - 1:.1f} {842 - y + 9:.1f}"
            room = edges[column + 1] - edges[column] - 2
            look = f"/Tx BMC q BT 0 g /F1 {size} Tf 2 3 Td {sheet.page.shown(text)} Tj ET Q EMC".encode()
            stream = writer.stream(
                look, f"/Type/XObject/Subtype/Form/BBox[0 0 {room:.1f} 12]/Resources<</Font<</F1 3 0 R>>>>"
            )
            kind = "/FT/Ch/Ff 131072/Opt[(1)]" if how == "choice" else "/FT/Tx"
            number = writer.put(
                f"<</Type/Annot/Subtype/Widget{kind}/T(n{row})/V({text})/Rect[{rect}]/F 4/DA(/F1 {size} Tf 0 g)"
                f"/AP<</N {stream} 0 R>>>>"
            )
            numbers.append(number)
            sheet.page.annotations.append(f"{number} 0 R")
            if how == "hidden beside":
                other = writer.put(
                    f"<</Type/Annot/Subtype/Widget/FT/Tx/T(h{row})/V(99,999.99)/Rect[{rect}]/F 2"
                    f"/DA(/F1 {size} Tf 0 g)/AP<</N {stream} 0 R>>>>"
                )
                sheet.page.annotations.append(f"{other} 0 R")
                numbers.append(other)

        sheet = Sheet(printed).captions().table(write)
        writer.catalog = (
            f"/AcroForm<</Fields[{' '.join(f'{n} 0 R' for n in numbers)}]/DR<</Font<</F1 3 0 R>>>>/DA(/F1 8 Tf 0 g)>>"
        )
        return sheet.bytes(writer)

    return make


def _note(mark: str, size: float, lift: float) -> Write:
    def write(sheet: Sheet, row: int, column: int, x: float, y: float, full: float, text: str) -> None:
        if column in sheet.printed.sides and row in (1, 3, 6):
            wide = width_of(mark, size)
            sheet.page.text(x - wide, y, text, full)
            sheet.page.text(x - wide + width_of(text, full), y - lift, mark, size)
        else:
            sheet.page.text(x, y, text, full)

    return write


def _two(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    if row == 3 and column == sheet.printed.columns - 1:
        sheet.page.text(x, y - 4, text, size * 0.8)
        sheet.page.text(x, y + 4, "(12.00)", size * 0.8)
    else:
        sheet.page.text(x, y, text, size)


RADICALS = str.maketrans("一行人工食生立支日金用", "\u2f00\u2f8f\u2f08\u2f2f\u2fb7\u2f63\u2f74\u2f40\u2f47\u2fa6\u2f64")
COMPATIBLE = str.maketrans("行金理度六", "\ufa08\uf90a\uf9e4\ufa01\uf9d1")


def _names(change: Callable[[str], str]) -> Write:
    """Names in characters that look the same: the file says them, the eye sees none."""

    def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
        sheet.page.text(x, y, text if column in sheet.printed.sides else change(text), size)

    return write


FULL = str.maketrans("0123456789.,()-", "０１２３４５６７８９．，（）－")
CASES: tuple[Case, ...] = (
    Case("report_boxes.pdf", drawn(rules="boxes")),
    Case("report_bars.pdf", drawn(rules="bars")),
    Case("report_clip_each_cell.pdf", drawn(rules="clip")),
    Case("report_letters_apart.pdf", drawn(_spaced, rules="boxes")),
    Case("tex_kerns.pdf", drawn(_kerned)),
    Case("blanks_printed.pdf", drawn(_space_kerned)),
    Case("two_pages_print_time.pdf", _page_totals),
    Case("great_title_three_pages.pdf", _long_title),
    Case("mark_user_and_time.pdf", _after(_tiled("zhangsan 2026-01-15 10:22", 9, "0.78 g"))),
    Case("mark_user_digits.pdf", _after(_tiled("20260115 370102", 10, "/Half gs 0.4 g"))),
    Case("mark_flat_draft.pdf", _after(_flat_mark("征求意见稿", 70, "0.87 g", (260, 500)), before=True)),
    Case("mark_flat_see_through.pdf", _after(_flat_mark("内部资料", 60, "/Tenth gs 1 0 0 rg", (230,)))),
    Case("highlight_multiply.pdf", _after(lambda s: f"q /Mul gs 1 1 0 rg {_band(s, 2)} {_band(s, 5)} Q")),
    Case("highlight_see_through.pdf", _after(lambda s: f"q /Half gs 1 0.8 0 rg {_band(s, 0)} Q")),
    Case("highlight_below.pdf", _after(lambda s: f"q 0.3 0.3 0.3 rg {_band(s, 2)} Q", before=True)),
    Case("black_bar_over_figure.pdf", _after(_redacted), lambda p: without(p, 3, p.columns - 1)),
    *(Case(f"picture_{how.replace(' ', '_')}.pdf", pictured(how)) for how in (
        "fax", "fax negative", "soft mask", "inverted", "wavelets", "two filters", "sixteen bits", "turned")),
    Case("digits_say_others.pdf", _mapped(lambda c: 0x30 + (c - 0x30 + 3) % 10 if 0x30 <= c <= 0x39 else c, False)),
    Case("digits_say_private.pdf", _mapped(lambda c: 0xE000 + c, False)),
    Case("letters_say_private.pdf", _mapped(lambda c: 0xE000 + c % 0x1800, True)),
    Case("letters_say_others.pdf", _mapped(lambda c: c + 7, True)),
    *(Case(f"fields_{how.replace(' ', '_')}.pdf", _field_page(how)) for how in ("text", "choice", "hidden beside")),
    Case("note_three_quarters.pdf", drawn(_note("3", 5.0, 2.6))),
    Case("note_star_small.pdf", drawn(_note("*", 6.0, 2.0))),
    Case("note_in_brackets.pdf", drawn(_note("(2)", 4.5, 3.0))),
    Case("note_on_the_line.pdf", drawn(_note("注2", 4.5, 0.0))),
    Case("two_in_a_cell.pdf", drawn(_two), lambda p: without(p, 3, p.columns - 1)),
    Case("full_width.pdf", drawn(amounts(lambda t: t.replace(",", "").translate(FULL)), size=4.0)),
    Case("bidi_isolates.pdf", drawn(amounts(lambda t: f"\u2066{t}\u2069"))),
    Case("below_red_brackets.pdf", drawn(amounts(lambda t: f"({t})", lambda row: row == 3)), negative),
    Case("below_wide_brackets.pdf", drawn(amounts(lambda t: f"（{t}）", lambda row: row == 3)), negative),
    Case("below_black_triangle.pdf", drawn(amounts(lambda t: f"▲{t}", lambda row: row == 3)), negative),
    Case("below_small_minus.pdf", drawn(amounts(lambda t: f"﹣{t}", lambda row: row == 3)), negative),
    Case("radicals.pdf", drawn(_names(lambda t: t.translate(RADICALS)))),
    Case("compatible_characters.pdf", drawn(_names(lambda t: t.translate(COMPATIBLE)))),
)  # fmt: skip
