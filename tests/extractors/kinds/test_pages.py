"""Pages drawn in odd ways: fonts that are not embedded, turned pages, fields, patterns, pictures of tables."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from mingzhang.extractors.formats import pdf as pdf_format
from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.extractors.pages.fonts import font_file, use_own_fonts
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.text_layer.page import OpenPage, needs_recognition
from mingzhang.extractors.text_layer.rulings import Rulings
from mingzhang.models.errors import ErrorCode
from mingzhang.models.vocabulary.enums import DocumentStatus
from tests.support.expenditure import TABLE, Drawn, drawn, figures, page_of, plainly, read, wanted


def turned(data: bytes, degrees: int) -> bytes:
    pdf = pdfium.PdfDocument(data)
    pdf[0].set_rotation(degrees)
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def test_the_font_for_what_is_not_embedded_is_there() -> None:
    assert font_file() is not None and use_own_fonts()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_that_its_entry_turns(tmp_path: Path, degrees: int) -> None:
    assert figures(read(turned(drawn(), degrees), tmp_path)) == wanted()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_whose_writing_is_turned(tmp_path: Path, degrees: int) -> None:
    page = Drawn()
    page.canvas.translate(297, 421)
    page.canvas.rotate(degrees)
    page.canvas.translate(-297, -421)
    page.canvas.translate(0, -60 if degrees != 180 else 0)
    page_of(page)
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("degrees", [90, 270])
@pytest.mark.parametrize("lines", [6, 14])
def test_a_sideways_table_beside_prose(tmp_path: Path, degrees: int, lines: int) -> None:
    page = Drawn()
    for number in range(lines):
        page.text(60, 50 + 16 * number, "本部门预算安排坚持以人民为中心，认真贯彻落实上级决策部署。")
    page.canvas.saveState()
    page.canvas.translate(300, 260)
    page.canvas.rotate(degrees)
    page.canvas.scale(0.6, 0.6)
    page.canvas.translate(-300, -650)
    page_of(page)
    page.canvas.restoreState()
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize(("gap", "shade"), [(10, 0.85), (14, 0.92), (20, 0.7)])
def test_graph_paper_rules_nothing(tmp_path: Path, gap: int, shade: float) -> None:
    page = Drawn()
    page.canvas.saveState()
    page.canvas.setStrokeGray(shade)
    page.canvas.setLineWidth(0.3)
    for x in range(0, 596, gap):
        page.canvas.line(x, 0, x, 842)
    for y in range(0, 843, gap):
        page.canvas.line(0, y, 595, y)
    page.canvas.restoreState()
    page_of(page)
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("column", [2, 3, 4])
def test_form_fields_are_print(tmp_path: Path, column: int) -> None:
    page = Drawn()
    fields: list[tuple[float, float, str]] = []

    def write(page: Drawn, row: int, at: int, x: float, y: float, text: str) -> None:
        if row and at == column:
            fields.append((x, y, text))
        else:
            plainly(page, row, at, x, y, text)

    page_of(page, write)
    for number, (x, y, text) in enumerate(fields):
        page.canvas.acroForm.textfield(
            name=f"f{number}", x=x - 60, y=842 - y - 4, width=62, height=14, value=text, fontSize=9, borderWidth=0
        )
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize("seed", [1, 2])
def test_pictures_of_tables_on_pages_of_text_are_read(tmp_path: Path, share: float, seed: int) -> None:
    pdf = open_pdf(drawn())
    image = pdf[0].render(scale=200 / 72).to_pil()
    image = image.crop((0, 0, image.width, int(image.height * 0.36)))
    page = Drawn()
    for number in range(10):
        page.text(60, 50 + 14 * number, "本部门预算安排坚持以人民为中心，认真贯彻落实上级决策部署。" + "。" * seed)
    wide = 595 * share if share > 0.8 else 400
    high = wide * image.height / image.width
    page.canvas.drawImage(ImageReader(image), 60 if share < 0.8 else 20, 600 - high, wide, high)
    for number in range(8):
        page.text(60, 700 + 14 * number, "特此说明，有关情况详见后附说明材料。")
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_photographs_are_no_tables(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    image = Image.new("RGB", (60, 40))
    image.putdata([(rng.randrange(256), rng.randrange(256), rng.randrange(256)) for _ in range(2400)])
    page = Drawn()
    page_of(page)
    page.canvas.drawImage(ImageReader(image.resize((600, 400))), 100, 100, 400, 260)
    document = read(page.done(), tmp_path)
    assert figures(document) == wanted() and len(document.tables) == 1


def test_a_watermark_of_text_over_a_scan(tmp_path: Path) -> None:
    pdf = open_pdf(drawn())
    image = pdf[0].render(scale=200 / 72).to_pil()
    page = Drawn()
    page.canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    page.canvas.setFillGray(0.8)
    for number in range(14):
        page.text(200, 100 + 50 * number, "仅供某某市人大代表审议使用请勿外传", 9)
    assert figures(read(page.done(), tmp_path)) == wanted()


def test_rare_characters_are_one_each(tmp_path: Path) -> None:
    table = [list(texts) for texts in TABLE]
    table[3][1] = "𠮷野家运行"
    found = figures(read(drawn(table=table), tmp_path))
    assert found.total() == 19


def test_without_fonts_a_page_in_fonts_that_the_file_lacks_is_partial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_format, "use_own_fonts", lambda: False)
    found = read(drawn(), tmp_path)
    assert (found.status, found.error_code) == (DocumentStatus.PARTIAL, ErrorCode.NO_FONT)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_characters_that_are_others_are_known_by_how_common_they_are(seed: int) -> None:
    rng = random.Random(seed)
    print_of = [Glyph(c, 0, 0, 9, 9, 0, 9, 9, 0, 0.0, 0) for row in TABLE for text in row for c in text]
    wrong = [g._replace(text=chr(rng.randrange(0x4E00, 0x9FA5))) if not g.text.isascii() else g for g in print_of]
    letters = [g._replace(text=chr(rng.randrange(0x3A, 0x7B))) for g in print_of]
    private = [g if g.text.isascii() else g._replace(text=chr(0xE000 + ord(g.text) % 0x1900)) for g in print_of]
    figures = 4 * [g for g in print_of if g.text.isdecimal()]
    bullets = [*print_of, *(print_of[0]._replace(text="\uf0b7") for _ in range(3))]
    pages = [OpenPage(Placement(0, 0, 595, 842, 0), 0, tuple(some), Rulings((), (), 0.0, 0.0, 0))
             for some in (print_of, wrong, letters, [*private, *figures], bullets)]  # fmt: skip
    assert [needs_recognition(one) for one in pages] == [False, True, True, True, False]


def test_the_fault_of_one_page_is_that_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = pdf_format.read_text_page

    def odd(seen: OpenPage, number: int, *rest: object, **more: object) -> object:
        if number == 2:
            raise ZeroDivisionError
        return usual(seen, number, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf_format, "read_text_page", odd)
    found = read(drawn(pages=3), tmp_path)
    assert (found.status, found.error_code) == (DocumentStatus.PARTIAL, ErrorCode.PAGE_FAILED)
    assert [page.error_code for page in found.pages] == [None, ErrorCode.PAGE_FAILED, None]
