"""Misread figures of scans: read again and put right where exactly one reading makes the books balance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.reread import CellReading, Look, look_at, second_reading
from mingzhang.extractors.reread.doubts import doubted_figures
from mingzhang.extractors.reread.records import DoubtfulFigure
from mingzhang.extractors.scan.cells import Snippet
from mingzhang.extractors.scan.guesses import other_texts
from mingzhang.extractors.scan.kept import Kept, KeptLine
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import BudgetLine, Document, LineReference
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus, Verification

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
DIGITAL = SAMPLES / "budget_2025.pdf"
PHOTO = SAMPLES / "performance_photo.pdf"

Place = tuple[int, Box]
Texts = dict[Place, str]


@cache
def digital() -> Document:
    return read_document(DIGITAL)


def as_scan(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(
        replace(
            page,
            text_source=TextSource.OCR,
            grids=tuple(replace(grid, text_source=TextSource.OCR) for grid in page.grids),
        )
        for page in pages
    )


def read_as(document: Document, pages: Sequence[Page], misread: Texts) -> Document:
    """The document as it would be had some cells been read otherwise."""
    changed = []
    for page in pages:
        grids = [
            replace(grid, cells=tuple(replace(c, text=misread.get((page.number, c.box), c.text)) for c in grid.cells))
            for grid in page.grids
        ]
        changed.append(replace(page, grids=tuple(grids)))
    seen = understand(changed)
    return proved(
        replace(
            document,
            pages=tuple(changed),
            facts=seen.facts,
            tables=seen.tables,
            projects=seen.projects,
            statements=seen.statements,
            checks=(),
        )
    )


def lines_of(document: Document) -> dict[Place, BudgetLine]:
    found = {}
    for table in document.tables:
        cells = {(cell.row_index, cell.column_index): cell for cell in table.cells}
        for line in table.lines:
            cell = cells[line.row_index, line.column_index]
            found[cell.page_number, cell.box] = line
    return found


def showing(texts: Callable[[Place], Sequence[str]]) -> tuple[Look, list[Place]]:
    """A page on which a second look finds these texts; and the cells that were looked at."""
    seen: list[Place] = []

    def look(number: int, figures: Sequence[DoubtfulFigure]) -> list[tuple[CellReading, ...]]:
        boxes = [figure.box for figure in figures]
        seen.extend((number, box) for box in boxes)
        return [tuple(CellReading(text, 0.99) for text in texts((number, box))) for box in boxes]

    return look, seen


def proved_places() -> list[Place]:
    """Figures that identities prove, printed with a sizeable amount."""
    return [
        place
        for place, line in lines_of(digital()).items()
        if line.verification is Verification.VERIFIED and len(line.amount_text) >= 4
    ]


def with_wrong_digit(text: str) -> str:
    excerpt = next(n for n, sign in enumerate(text) if sign.isdigit())
    return text[:excerpt] + ("7" if text[excerpt] != "7" else "3") + text[excerpt + 1 :]


def truth(place: Place) -> tuple[str, ...]:
    return (lines_of(digital())[place].amount_text,) * 3


@pytest.mark.parametrize("number", range(0, 60, 12))
def test_a_wrong_digit_is_put_right_and_marked(number: int) -> None:
    place = proved_places()[number]
    right = lines_of(digital())[place]
    wrong = with_wrong_digit(right.amount_text)
    misread = read_as(digital(), as_scan(digital().pages), {place: wrong})
    assert lines_of(misread)[place].verification is Verification.SUSPECT
    mended = lines_of(second_reading(misread, showing(truth)[0]))
    assert mended[place].amount_yuan == right.amount_yuan
    assert mended[place].verification is Verification.VERIFIED
    assert mended[place].first_reading == wrong
    assert [other for other, line in mended.items() if line.first_reading is not None] == [place]


def test_a_text_layer_is_never_repaired_the_source_itself_is_wrong() -> None:
    place = proved_places()[0]
    wrong = with_wrong_digit(lines_of(digital())[place].amount_text)
    document = read_as(digital(), digital().pages, {place: wrong})
    look, seen = showing(truth)
    assert second_reading(document, look) == document
    assert seen == []


def test_an_error_printed_on_paper_stays_an_error() -> None:
    place = proved_places()[0]
    wrong = with_wrong_digit(lines_of(digital())[place].amount_text)
    document = read_as(digital(), as_scan(digital().pages), {place: wrong})
    printed = {other: line.amount_text for other, line in lines_of(document).items()}
    look, seen = showing(lambda other: (printed[other],) * 3)
    again = second_reading(document, look)
    assert place in seen
    assert lines_of(again) == lines_of(document)


def test_two_readings_that_would_both_do_are_both_refused() -> None:
    """A total of two parts: either the total or a part may have been misread, and the second look says both."""
    texts = [("项目", "金额"), ("合计", "300.00"), ("基本支出", "100.00"), ("项目支出", "250.00")]
    document = small_scan(texts)
    other = {"300.00": "350.00", "250.00": "200.00"}
    cells = {(cell.page_number, cell.box): cell.text for table in document.tables for cell in table.cells}
    both = second_reading(document, showing(lambda place: (other.get(cells[place], cells[place]),) * 3)[0])
    assert [line.first_reading for line in lines_of(both).values()] == [None] * 3
    assert [line.amount_text for line in lines_of(both).values()] == ["300.00", "100.00", "250.00"]
    assert [line.confidence for line in lines_of(both).values()] == [0.0, 1.0, 0.0]
    states = [line.verification for line in lines_of(both).values()]
    assert states == [Verification.SUSPECT, Verification.UNVERIFIED, Verification.SUSPECT]
    del other["300.00"]
    one = second_reading(document, showing(lambda place: (other.get(cells[place], cells[place]),) * 3)[0])
    assert [line.first_reading for line in lines_of(one).values()] == [None, None, "250.00"]
    assert [line.amount_text for line in lines_of(one).values()] == ["300.00", "100.00", "200.00"]


def test_two_misreadings_in_one_sum_are_put_right_together() -> None:
    document = small_scan([("项目", "金额"), ("合计", "300.00"), ("基本支出", "160.00"), ("项目支出", "250.00")])
    other = {"160.00": "100.00", "250.00": "200.00"}
    cells = {(cell.page_number, cell.box): cell.text for table in document.tables for cell in table.cells}
    mended = second_reading(document, showing(lambda place: (other.get(cells[place], cells[place]),) * 3)[0])
    assert [line.first_reading for line in lines_of(mended).values()] == [None, "160.00", "250.00"]


def small_scan(texts: Sequence[tuple[str, str]]) -> Document:
    cells = tuple(
        GridCell(row, column, 1, 1, text, Box(50 + 200 * column, 100 + 20 * row, 250 + 200 * column, 120 + 20 * row))
        for row, both in enumerate(texts)
        for column, text in enumerate(both)
    )
    grid = Grid(1, Box(50, 100, 450, 100 + 20 * len(texts)), len(texts), 2, cells, TextSource.OCR)
    heads = (
        TextLine("2025年支出预算总表", Box(150, 50, 350, 65)),
        TextLine("单位：万元", Box(380, 80, 450, 92)),
    )
    page = Page(1, 500, 700, TextSource.OCR, lines=heads, grids=(grid,))
    return read_as(Document("0" * 64, "x.pdf", "application/pdf", 1, 1, DocumentStatus.COMPLETE), [page], {})


def test_next_best_readings_differ_in_one_sign() -> None:
    """Steps of a recogniser that read 12.3 and was unsure of the 2 (a 7?) and of the point (nothing?)."""
    characters = ["blank", "1", "2", "3", "7", "."]
    steps = [
        (0.00, 0.99, 0.00, 0.00, 0.01, 0.00),
        (0.99, 0.00, 0.00, 0.00, 0.00, 0.01),
        (0.00, 0.00, 0.70, 0.00, 0.30, 0.00),
        (0.00, 0.00, 0.60, 0.00, 0.40, 0.00),
        (0.20, 0.00, 0.00, 0.00, 0.00, 0.80),
        (0.00, 0.00, 0.00, 1.00, 0.00, 0.00),
    ]
    found = other_texts(np.array(steps, dtype=np.float32), characters)
    assert [text for text, _ in found] == ["17.3", "123"]
    assert [round(chance, 2) for _, chance in found] == [0.4, 0.2]


def test_the_recogniser_tells_its_next_best_of_a_smudged_figure_and_none_of_a_clear_one() -> None:
    picture = np.full((64, 300, 3), 255, np.uint8)
    cv2.putText(picture, "1383.56", (20, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    recogniser = recogniser_for(Settings())
    clear = recogniser.read_lines([picture])[0]
    assert clear.text == "1383.56"
    assert clear.others == ()
    smudged = cv2.GaussianBlur(picture, (0, 0), 9)
    line = recogniser.read_lines([smudged])[0]
    assert line.others
    assert line.text not in [text for text, _ in line.others]


def test_a_photographed_figure_is_read_again_from_the_picture() -> None:
    """The real picture and the real recogniser: the misreading of a total that its parts contradict."""
    kept = Kept()
    document = read_document(PHOTO, kept=kept)
    right = lines_of(document)
    held = next(check for check in document.checks if check.wholes and check.parts and not check.difference_yuan)
    ordinal, row, column = held.wholes[0]
    place = next(
        (cell.page_number, cell.box)
        for cell in document.tables[ordinal - 1].cells
        if (cell.row_index, cell.column_index) == (row, column)
    )
    wrong = with_wrong_digit(right[place].amount_text)
    misread = read_as(document, document.pages, {place: wrong})
    mended = lines_of(second_reading(misread, look_at(kept, Settings())))
    assert mended[place].amount_yuan == right[place].amount_yuan
    assert mended[place].first_reading == wrong


def test_a_surely_read_figure_that_breaks_no_sum_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(100, 100, 150, 120)
    crop = np.full((32, 108), 255, np.uint8)

    def looked_at(least: float, failing: int) -> int:
        kept = Kept()
        snippet = Snippet(0, crop, 0, (204, 204, 304, 228), 200)
        kept.add(1, [KeptLine(Box(102, 102, 148, 114), snippet, crop, 24.0, "12.00", (), least)])
        figure = DoubtfulFigure(LineReference(1, 1, 1), 1, box, "12.00", Decimal(12), least, failing, 0)
        seen: list[int] = []

        def none_of(cells: Sequence[object], _: object) -> list[tuple[CellReading, ...]]:
            seen.extend(1 for _ in cells)
            return [() for _ in cells]

        monkeypatch.setattr("mingzhang.extractors.reread.closer.closer_readings", none_of)
        assert look_at(kept, Settings())(1, [figure]) == [()]
        return len(seen)

    assert looked_at(0.999, 0) == 0
    assert looked_at(0.6, 0) == 1
    assert looked_at(0.999, 1) == 1


def test_a_figure_that_sums_prove_is_in_doubt_for_no_other_digits() -> None:
    """Its row or column may be doubted: the picture of the figure says nothing about these."""
    document = read_as(digital(), as_scan(digital().pages), {})
    proved_line = lines_of(document)[proved_places()[0]]
    suspect = replace(
        document,
        tables=tuple(
            replace(
                table,
                lines=tuple(
                    replace(line, verification=Verification.SUSPECT) if line == proved_line else line
                    for line in table.lines
                ),
            )
            for table in document.tables
        ),
    )
    place = LineReference(
        next(table.ordinal for table in document.tables if proved_line in table.lines),
        proved_line.row_index,
        proved_line.column_index,
    )
    assert place not in [figure.reference for figure in doubted_figures(suspect)]
