"""PDFs whose text layer calls digits by other signs than are drawn, and print that other entries than its own place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.odd_files.pdf_writer import Page, Writer
from benchmarks.printed_files.content import Figure, Printed
from benchmarks.reported_files.content import COST, Case
from benchmarks.reported_files.drawn import Sheet, Write, drawn
from benchmarks.reported_files.drawn_kinds import _mapped, amounts

DIGITS = "0123456789"
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
Make = Callable[[Printed], bytes]


def _called(others: Mapping[str, str]) -> Make:
    """A ToUnicode table that calls some digits by others."""
    codes = {ord(a): ord(b) for a, b in others.items()}
    return _mapped(lambda code: codes.get(code, code), False)


def to_unicode(says: Mapping[int, str]) -> bytes:
    """A table of characters for a font of one byte a code."""
    rows = "".join(f"<{code:02x}> <{ord(sign):04x}>\n" for code, sign in says.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(says)} beginbfchar\n{rows}endbfchar\nendcmap end end"
    ).encode()


def _renamed(shift: int) -> Make:
    """Figures in a font of their own codes (A for 0 and on); its table calls each digit by one `shift` further on."""

    def make(printed: Printed) -> bytes:
        writer = Writer()
        code = {**{digit: chr(65 + n) for n, digit in enumerate(DIGITS)}, ",": "K", ".": "L"}

        def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
            if text and all(sign in code for sign in text):
                shown = "".join(map(code.__getitem__, text))
                place = f"1 0 0 1 {x:.2f} {sheet.page.height - y:.2f} Tm"
                sheet.page.add(f"BT /F2 {size} Tf {place} ({shown}) Tj ET")
            else:
                sheet.page.text(x, y, text, size)

        sheet = Sheet(printed).captions().table(write)
        writer.pages(sheet.page)
        says = {ord(code[d]): DIGITS[(n + shift) % 10] for n, d in enumerate(DIGITS)} | {75: ",", 76: "."}
        table = writer.stream(to_unicode(says))
        font = writer.put(
            f"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/ToUnicode {table} 0 R/Encoding<</Type/Encoding"
            f"/Differences[65 {' '.join(f'/{name}' for name in NAMES)}/comma/period]>>>>"
        )
        for number, body in list(writer.objects.items()):
            writer.objects[number] = body.replace(b"/F1 3 0 R>>", b"/F1 3 0 R/F2 %d 0 R>>" % font)
        return writer.bytes()

    return make


def stands_for(change: Callable[[str], str]) -> Write:
    """Each figure marked with a text that stands for it (ActualText)."""

    def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
        if column not in sheet.printed.sides:
            sheet.page.text(x, y, text, size)
            return
        told = f"\ufeff{change(text)}".encode("utf-16-be").hex()
        sheet.page.add(f"/Span<</ActualText<{told}>>>BDC").text(x, y, text, size).add("EMC")

    return write


def _in_forms(printed: Printed) -> bytes:
    """The page's print in a form within forms, each with a matrix of its own."""
    writer = Writer()
    data = b"\n".join(Sheet(printed).captions().table().page.parts)
    form = "/Type/XObject/Subtype/Form/BBox[0 0 2000 2000]"
    number = writer.stream(
        b"q 2 0 0 2 0 0 cm " + data + b" Q", f"{form}/Matrix[.5 0 0 .5 0 0]/Resources<</Font<</F1 3 0 R>>>>"
    )
    for _ in range(6):
        resources = f"/Matrix[1.25 0 0 1.25 0 0]/Resources<</XObject<</X {number} 0 R>>>>"
        number = writer.stream(b"q 0.8 0 0 0.8 0 0 cm /X Do Q", form + resources)
    return writer.pages(Page(resources=f"/XObject<</X {number} 0 R>>").add("/X Do")).bytes()


def _below_zero_size(printed: Printed) -> bytes:
    """Sizes below zero under a matrix that turns by half a turn."""
    data = b"\n".join(Sheet(printed).captions().table().page.parts)
    return Writer().pages(Page().add(data.replace(b"/F1 ", b"/F1 -").replace(b"Tf 1 0 0 1", b"Tf -1 0 0 -1"))).bytes()


def _cropped(printed: Printed) -> bytes:
    """Another table with other figures below the part of the page that shows."""
    page = Page(height=1300, box="/MediaBox[0 0 595 1300]/CropBox[0 850 595 1300]")
    sheet = Sheet(printed, page=page).captions().table()
    Sheet(COST, page=page, top=700).captions().table()
    return sheet.bytes()


def _please_wait(printed: Printed) -> bytes:
    """A form that only its own reader draws (XFA); its page asks to wait."""
    writer, page = Writer(), Page()
    page.text(60, 60, "请稍候...", 11).text(
        60, 90, "如果此消息最终没有替换为文档的正确内容，则您的阅读器可能无法显示。", 11
    )
    form = writer.stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>')
    writer.catalog = f"/AcroForm<</Fields[]/XFA {form} 0 R>>/NeedsRendering true"
    return writer.pages(page).bytes()


def _nothing(printed: Printed) -> list[Figure]:
    return []


CASES = (
    Case("digits_swapped_6_9.pdf", _called({"6": "9", "9": "6"})),
    Case("digits_swapped_3_8.pdf", _called({"3": "8", "8": "3"})),
    Case("digits_swapped_1_7.pdf", _called({"1": "7", "7": "1"})),
    Case("digits_called_letters.pdf", _called(dict(zip(DIGITS, "abcdefghij", strict=True)))),
    Case("digits_renamed.pdf", _renamed(0)),
    Case("digits_renamed_and_called_others.pdf", _renamed(4)),
    Case("stands_for_itself.pdf", drawn(stands_for(lambda text: text))),
    Case("stands_for_others.pdf", drawn(stands_for(lambda text: text.replace("1", "7")))),
    Case("forms_in_forms.pdf", _in_forms),
    Case("sizes_below_zero.pdf", _below_zero_size),
    Case("cropped_away.pdf", _cropped),
    Case("please_wait.pdf", _please_wait, _nothing),
    *(Case(f"groups_{name}.pdf", drawn(amounts(lambda text, sign=sign: text.replace(",", sign))))  # type: ignore[misc]
      for name, sign in (("thin_space", "\u2009"), ("middle_dot", "·"), ("enumerating", "、"), ("curly", "’"))),
    Case("point_full_stop.pdf", drawn(amounts(lambda text: text.replace(".", "。")))),
)  # fmt: skip
