"""Another program is asked about the figures of failing checks, and what it says changes nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.witness import asking, witnessed
from mingzhang.models.records.documents import Check, Document, LineReference
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import CheckStatus, Witness
from tests.support.documents import line, small_document
from tests.support.drawing import Sheet, pdf

ROWS = [["项目", "合计", "基本支出"], ["教育支出", "1,234.50", "234.50"], ["卫生支出", "88.00", "77.00"]]


def drawn(rows: list[list[str]] = ROWS, pages: int = 1) -> bytes:
    return pdf(*(Sheet().table(60, 100, [150, 120, 120], rows) for _ in range(pages)))


def document(
    *texts: str, status: CheckStatus = CheckStatus.FAIL, source: TextSource = TextSource.TEXT_LAYER
) -> Document:
    """A document whose one check is of figures of these texts."""
    made = small_document()
    lines = tuple(line(row, "项", None, text) for row, text in enumerate(texts, start=1))
    places = tuple(LineReference(1, row, 1) for row in range(1, len(texts) + 1))
    check = Check("code_children", status, 1, None, None, None, None, "", places)
    page = Page(1, 595, 842, source)
    return replace(made, pages=(page,), tables=(replace(made.tables[0], lines=lines),), checks=(check,))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("1,234.50", "234.50", "88.00"), Witness.CONFIRMS),
        (("１,234.50", "88.00"), Witness.CONFIRMS),  # digits of full width are the same digits
        (("1,234.50", "99.00"), Witness.DIFFERS),
        (("88.00", "88.00"), Witness.DIFFERS),  # it stands there once
    ],
)
def test_what_it_reads_is_held_against_each_figure(texts: tuple[str, ...], said: Witness) -> None:
    asked = document(*texts)
    told = witnessed(asked, drawn())
    assert told.checks[0].witness is said
    assert replace(told, checks=asked.checks) == asked


def test_nobody_is_asked_where_nothing_is_accused_or_nothing_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "second_reading_of", lambda data, pages: pytest.fail("asked"))
    passing = document("88.00", status=CheckStatus.PASS)
    scanned = document("88.00", source=TextSource.OCR)
    for one in (passing, scanned, document()):
        assert witnessed(one, drawn()) == one


def test_without_the_program_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "find_spec", lambda name: None)
    asked = document("88.00")
    assert witnessed(asked, drawn()) == asked


def test_a_page_without_a_table_says_nothing() -> None:
    assert witnessed(document("88.00"), pdf(Sheet().text(60, 100, "88.00"))).checks[0].witness is Witness.NONE
    assert witnessed(document("88.00"), b"no pdf").checks[0].witness is Witness.NONE


@pytest.mark.parametrize("source", ["import time; time.sleep(60)", "import os; os.abort()", "print(7); print('[1')"])
def test_a_reader_that_hangs_dies_or_babbles_says_nothing(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad_reader.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(asking, "READER", "bad_reader")
    monkeypatch.setattr(asking, "LONGEST", 1.0)
    assert witnessed(document("88.00"), drawn()).checks[0].witness is Witness.NONE


def test_pages_are_asked_for_apart_and_not_without_end() -> None:
    assert set(asking.second_reading_of(drawn(pages=3), [3, 1])) == {1, 3}
    many = document("88.00")
    (figure,) = many.tables[0].lines
    far = replace(many.tables[0], lines=tuple(replace(figure, row_index=n, page_number=n) for n in range(1, 40)))
    pages = tuple(replace(many.pages[0], number=n) for n in range(1, 40))
    checks = tuple(replace(many.checks[0], lines=(LineReference(1, n, 1),)) for n in range(1, 40))
    told = witnessed(replace(many, tables=(far,), pages=pages, checks=checks), drawn(pages=39))
    confirmed = [check.witness is Witness.CONFIRMS for check in told.checks]
    assert confirmed == [True] * asking.MOST_PAGES + [False] * (39 - asking.MOST_PAGES)


def test_cells_that_were_run_together_give_their_parts() -> None:
    assert asking._texts(["4,651.67 一、教育\n支出", "0.00", "12,345,\n678.00"]) >= Counter(
        ["4,651.67", "0.00", "12,345,678.00"]
    )
