"""Cut-outs of pages: the right place, turned and photographed too, and nothing that must not be seen."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.cutout import COVER, DPI, RED, cut_out
from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.models.records.excerpts import Excerpt
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource
from tests.support.drawing import Sheet, pdf

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
Picture = NDArray[np.uint8]


def picture_of(data: bytes, excerpt: Excerpt) -> Picture:
    (cutout,) = cut_out(data, [excerpt])
    decoded = cv2.imdecode(np.frombuffer(cutout.png, np.uint8), cv2.IMREAD_COLOR)
    assert decoded.shape[:2] == (cutout.height, cutout.width)
    return np.asarray(decoded, dtype=np.uint8)


def inside_the_outline(picture: Picture) -> Picture:
    """What stands in the red frame."""
    red = np.all(np.abs(picture.astype(int) - np.array(RED)) < 40, axis=2)
    ys, xs = np.nonzero(red)
    assert len(xs) > 100
    edge = 5
    return picture[ys.min() + edge : ys.max() - edge, xs.min() + edge : xs.max() - edge]


def excerpts_of_figures(document: Document) -> list[tuple[str, Excerpt]]:
    """Printed text and excerpt of each figure of a document that is long enough to be told from others."""
    pages = {page.number: page for page in document.pages}
    found = []
    for table in document.tables:
        boxes = {(cell.row_index, cell.column_index): cell.box for cell in table.cells}
        for line in table.lines:
            page = pages[line.page_number]
            is_scan = page.text_source is TextSource.OCR
            box = boxes[line.row_index, line.column_index]
            excerpt = Excerpt(page.number, (box,), rotation=page.rotation, skew=page.skew, is_scan=is_scan)
            found.append((line.amount_text, excerpt))
    return [(text, excerpt) for text, excerpt in found if len(text) > 3]


def read(pictures: list[Picture]) -> list[str]:
    """The recogniser's reading of each picture's print: of a wide cell that is mostly blank it may lose a digit."""
    return [text for text, _ in recogniser_for(Settings()).read(list(map(the_print, pictures)))]


def the_print(picture: Picture) -> Picture:
    """A picture cut to its dark pixels, with a little paper around."""
    margin = 8
    ys, xs = np.nonzero(picture.max(axis=2) < picture.max() / 2)
    rows = slice(max(0, ys.min() - margin), ys.max() + margin)
    return picture[rows, max(0, xs.min() - margin) : xs.max() + margin]


@pytest.mark.parametrize("name", ["performance_photo.pdf"])
def test_boxes_of_a_photographed_sheet_fit_on_its_cutouts(name: str) -> None:
    """Whatever reading does to make a page flat, upright and level, the cut-out has to do as well."""
    path = SAMPLES / name
    found = excerpts_of_figures(read_document(path))[:4]
    assert found
    assert read([inside_the_outline(picture_of(path.read_bytes(), excerpt)) for _, excerpt in found]) == [
        text for text, _ in found
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_of_a_turned_page_fit_on_its_cutouts(rotate: int, tmp_path: Path) -> None:
    sheet = Sheet().text(200, 60, "收入总表", 14).text(450, 80, "单位：万元")
    sheet.table(60, 90, [160, 120, 120], [["项目", "合计", "财政拨款"], ["合计", "4321.09", "8765.43"]], row=24)
    path = tmp_path / "turned.pdf"
    path.write_bytes(pdf(sheet, rotate=rotate))
    found = excerpts_of_figures(read_document(path))
    assert [text for text, _ in found] == ["4321.09", "8765.43"]
    assert read([inside_the_outline(picture_of(path.read_bytes(), excerpt)) for _, excerpt in found]) == [
        "4321.09",
        "8765.43",
    ]


BLACK = 60
FORM = pdf(
    Sheet().text(60, 50, "13900001234").table(60, 100, [100, 100, 100], [["A", "8888888", "B"], ["C", "D", "E"]])
)
FRAME, SECRET, OTHER = Box(60, 100, 360, 136), Box(160, 100, 260, 118), Box(260, 118, 360, 136)


def ink(picture: Picture) -> int:
    return int((picture.max(axis=2) < BLACK).sum())


def test_what_is_covered_cannot_be_seen() -> None:
    shown = picture_of(FORM, Excerpt(1, (OTHER,), FRAME))
    hidden = picture_of(FORM, Excerpt(1, (OTHER,), FRAME, covered=(SECRET,)))
    assert shown.shape == hidden.shape
    scale = DPI / 72
    middle = round(shown.shape[1] / 2)
    reach = round(40 * scale)
    assert ink(shown[:, middle - reach : middle + reach]) > ink(hidden[:, middle - reach : middle + reach])
    band = hidden[round(10 * scale) : round(16 * scale), middle - reach : middle + reach]
    assert ink(band) == 0


@pytest.mark.parametrize(
    ("above", "below"), [("联系电话：", "0351-1234567"), ("请拨打电话13812", "345678"), ("联系人：", "王小明")]
)
def test_what_runs_on_from_a_line_into_the_next_is_covered(above: str, below: str) -> None:
    sheet = Sheet().text(60, 100, "本单位预算已经批准").text(60, 400, above).text(60, 415, below)
    assert (picture_of(pdf(sheet), Excerpt(page_number=1, whole=True)) == COVER).all(axis=-1).sum() > 1000


@pytest.mark.parametrize(
    "line", ["联系人：王小明  联系电话：0351-1234567", "如有疑问请与王小明联系，电话13812345678。", "电话：13812345678"]
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_names_and_phones_of_the_prose_are_covered(line: str, rotate: int) -> None:
    plain, named = (
        picture_of(pdf(Sheet().text(60, 100, "本单位预算已经批准").text(60, 400, text), rotate=rotate), whole)
        for whole in [Excerpt(page_number=1, outlined=(), whole=True, rotation=rotate)]
        for text in ("", line)
    )
    assert (named == COVER).all(axis=-1).sum() > 1000 and not (plain == COVER).all(axis=-1).sum() > 500


def test_a_closed_page_shows_nothing_outside_its_table() -> None:
    form = pdf(Sheet().text(60, 50, "ABC DEF").table(60, 100, [100, 100, 100], [["A", "8", "B"], ["C", "D", "E"]]))
    opened = picture_of(form, Excerpt(1, frame=FRAME))
    closed = picture_of(form, Excerpt(1, frame=FRAME, closed=True))
    assert ink(opened[:100]) > 0
    assert ink(closed[:100]) == 0
    assert ink(picture_of(FORM, Excerpt(1, closed=True, phrases=("13900001234",)))) == 0


def test_a_phrase_of_the_narrative_is_found_and_outlined() -> None:
    sheet = Sheet()
    for number in range(20):
        sheet.text(80, 80 + 30 * number, f"第{number}行，收入预算{number}00.50万元。")
    picture = picture_of(pdf(sheet), Excerpt(1, phrases=("1300.50万元", "不在此页")))
    assert picture.shape[0] < 400
    assert inside_the_outline(picture).size > 1000
    assert picture_of(pdf(sheet), Excerpt(1, phrases=("收入预算",))).shape[0] > 1500


@pytest.mark.parametrize(
    ("data", "page", "code"), [(b"no pdf", 1, ErrorCode.DAMAGED), (FORM, 9, ErrorCode.PAGE_FAILED)]
)
def test_what_cannot_be_cut_out(data: bytes, page: int, code: ErrorCode) -> None:
    with pytest.raises(MingzhangError) as caught:
        list(cut_out(data, [Excerpt(page)]))
    assert caught.value.code is code
