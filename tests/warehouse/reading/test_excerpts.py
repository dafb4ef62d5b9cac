"""Where to look on a page, and what is covered there: contacts, on whatever page they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from mingzhang.models.records.geometry import Box, union
from mingzhang.models.records.pages import Page, TextLine, TextSource
from mingzhang.warehouse.loading.contacts import recognised_contacts
from mingzhang.warehouse.reading.excerpts import excerpt_of_box, excerpts_of_finding
from mingzhang.warehouse.reading.findings import FindingScope, findings
from mingzhang.warehouse.reading.query import Reader
from tests.support.documents import cell, small_document
from tests.warehouse.conftest import Load


def test_contacts_of_a_form_are_covered_and_the_rest_of_the_page_closed(warehouse: Path) -> None:
    reader = Reader(warehouse)
    (found,) = findings(reader, FindingScope())
    (excerpt,) = excerpts_of_finding(reader, found)
    assert excerpt.closed
    assert {Box(10.0, 20.0, 60.0, 30.0), Box(60.0, 20.0, 110.0, 30.0)} <= set(excerpt.covered)
    assert excerpt.outlined == (Box(60.0, 40.0, 110.0, 50.0), Box(60.0, 30.0, 110.0, 40.0))
    reader.close()


def test_what_stands_beside_a_label_is_covered_even_if_it_was_not_read(tmp_path: Path, load: Load) -> None:
    document = small_document()
    cells = (cell(5, 0, "单位负责人："), cell(5, 1, "l3qOOOO"), cell(6, 0, "项目概况"), cell(6, 1, "说明"))
    form = replace(document.tables[1], cells=cells)
    project = replace(document.projects[0], contact=None)
    load(replace(document, tables=(document.tables[0], form), projects=(project,)))
    reader = Reader(tmp_path / "w.duckdb")
    excerpt = excerpt_of_box(reader, document.document_id, 1, None, None)
    assert {cells[0].box, cells[1].box} <= set(excerpt.covered)
    assert not {cells[2].box, cells[3].box} & set(excerpt.covered)
    reader.close()


def test_of_a_page_with_a_form_its_tables_are_shown_where_no_table_is_named(warehouse: Path) -> None:
    reader = Reader(warehouse)
    (found,) = findings(reader, FindingScope())
    (named,) = excerpts_of_finding(reader, found)
    unnamed = excerpt_of_box(reader, found.document_id, named.page_number, None, None)
    assert unnamed.closed and unnamed.covered == named.covered
    assert unnamed.frame is not None and named.frame is not None
    assert union([unnamed.frame, named.frame]) == unnamed.frame
    reader.close()


def test_a_page_without_forms_is_open(tmp_path: Path, load: Load) -> None:
    load(small_document(projects=()))
    reader = Reader(tmp_path / "w.duckdb")
    excerpt = excerpt_of_box(reader, small_document().document_id, 1, Box(60, 30, 110, 40), None)
    assert (excerpt.closed, excerpt.is_scan) == (False, False)
    assert excerpt_of_box(reader, small_document().document_id, 2, None, None).is_scan
    reader.close()


def test_contacts_of_tables_that_are_no_forms_are_covered(tmp_path: Path, load: Load) -> None:
    document = small_document()
    cells = (
        cell(5, 0, "填表人：王建国"),
        cell(5, 1, "联系电话：13800138000"),
        cell(6, 0, "合计"),
        cell(6, 1, "13800138000.00"),
    )
    table = replace(document.tables[0], cells=cells, lines=())
    load(replace(document, tables=(table, document.tables[1]), projects=(), checks=()))
    reader = Reader(tmp_path / "w.duckdb")
    excerpt = excerpt_of_box(reader, document.document_id, 1, None, None)
    assert {cells[0].box, cells[1].box} <= set(excerpt.covered)
    assert not {cells[2].box, cells[3].box} & set(excerpt.covered)
    reader.close()


def page_of(*texts: str, confidence: float = 0.97, source: TextSource = TextSource.OCR) -> Page:
    lines = tuple(TextLine(t, Box(20, 20 + 20 * n, 220, 32 + 20 * n), confidence) for n, t in enumerate(texts))
    return Page(1, 300, 400, source, lines)


@pytest.mark.parametrize(
    ("texts", "covered"),
    [
        (("总体情况", "联系人：王建国 13800138000", "收入增加"), {1}),
        (("电话：0351-", "4066666", "收入增加"), {0, 1}),
        (("收入增加", "监督电话", "8206611"), {2}),
        (("收入增加", "比上年减少"), set()),
    ],
)
def test_recognised_lines_that_name_somebody_are_covered(
    texts: tuple[str, ...], covered: set[int], tmp_path: Path, load: Load
) -> None:
    page = page_of(*texts)
    load(replace(small_document(projects=()), pages=(page,)))
    reader = Reader(tmp_path / "w.duckdb")
    excerpt = excerpt_of_box(reader, small_document().document_id, 1, Box(60, 30, 110, 40), None)
    boxes = [box for box in excerpt.covered if box.x1 - box.x0 > 150]
    assert not excerpt.closed
    assert [n for n, line in enumerate(page.lines) if any(b.y0 < line.box.middle[1] < b.y1 for b in boxes)] == sorted(
        covered
    )
    reader.close()


def test_recognised_lines_on_a_page_of_text_are_covered_too() -> None:
    plain = page_of("联系人：王建国", confidence=1.0, source=TextSource.TEXT_LAYER)
    picture = page_of("联系人：王建国", confidence=0.9, source=TextSource.TEXT_LAYER)
    assert (recognised_contacts(plain), recognised_contacts(page_of())) == (None, [])
    assert recognised_contacts(picture)


def test_a_scan_that_an_older_reader_read_shows_its_tables_only(tmp_path: Path, load: Load) -> None:
    load(small_document(projects=()))
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("UPDATE pages SET contact_boxes = NULL")
    reader = Reader(tmp_path / "w.duckdb")
    assert [excerpt_of_box(reader, small_document().document_id, n, None, None).closed for n in (1, 2)] == [False, True]
    reader.close()
