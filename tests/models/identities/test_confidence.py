"""A recognised figure's confidence is about the whole budget line: its digits, its row, its column, its unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.models.identities.confidence import DOUBTFUL, MARKS, likelihood, marks_of, with_confidence
from mingzhang.models.records.documents import BudgetLine, Document, Table, TableCell
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus, Measure, Verification
from tests.models.identities.test_trust import cell, table


def told(found: Table) -> tuple[BudgetLine, ...]:
    page = Page(1, 500.0, 700.0, TextSource.OCR, mean_confidence=0.99)
    document = Document(
        "0" * 64, "x.pdf", "application/pdf", 1, 1, DocumentStatus.COMPLETE, pages=(page,), tables=(found,)
    )
    return with_confidence(document).tables[0].lines


def scanned(*changed: TableCell, **parts: object) -> Table:
    """A table of three lines with a measure; `parts` of the first line otherwise."""
    found = table(**{str(number): one for number, one in enumerate(changed)})
    lines = [replace(line, measure=Measure.TOTAL) for line in found.lines]
    return replace(found, lines=(replace(lines[0], **parts), *lines[1:]))  # type: ignore[arg-type]


def test_a_line_read_without_doubt_is_surely_right_and_keeps_its_state() -> None:
    lines = told(scanned())
    assert all(line.confidence > 0.95 for line in lines)
    assert {line.verification for line in lines} == {Verification.UNVERIFIED}


@pytest.mark.parametrize(
    "parts",
    [
        {"amount_yuan": None},
        {"item_name": "-LU", "item_code": None},
        {"item_code": "301301", "measure": None},
    ],
    ids=["its unit of money was not read", "its row says nothing", "a code that there is not, under an unknown header"],
)
def test_digits_read_surely_are_suspect_where_what_they_mean_is_not_known(parts: dict[str, object]) -> None:
    first, *others = told(scanned(**parts))
    assert first.verification is Verification.SUSPECT
    assert first.confidence < DOUBTFUL
    assert {line.verification for line in others} == {Verification.UNVERIFIED}


def test_a_header_hardly_read_makes_its_whole_column_suspect() -> None:
    found = scanned(cell(0, 2, "n", 0.43))
    lines = told(replace(found, lines=tuple(replace(line, measure=None) for line in found.lines)))
    assert {line.verification for line in lines} == {Verification.SUSPECT}


def test_a_proved_line_stays_proved() -> None:
    first, *_ = told(scanned(verification=Verification.VERIFIED))
    assert first.verification is Verification.VERIFIED


def test_a_text_layer_is_as_sure_as_it_was() -> None:
    found = replace(table(TextSource.TEXT_LAYER), currency_unit=None)
    assert told(found) == found.lines
    assert marks_of(found, {}) == {}


@pytest.mark.parametrize("mark", MARKS)
def test_no_mark_of_doubt_makes_a_line_surer(mark: str) -> None:
    none = dict.fromkeys(MARKS, 0.0)
    assert likelihood(none | {mark: 1.0}) <= likelihood(none)


@pytest.mark.parametrize(
    ("code", "is_odd"), [("2070102", False), ("30299", False), ("301301", True), ("3010130", True)]
)
def test_a_code_is_odd_by_its_make_and_not_because_a_list_lacks_it(code: str, is_odd: bool) -> None:
    found = scanned(item_code=code, item_name="某项支出")
    assert marks_of(found, {})[1, 2]["code_odd"] == float(is_odd)
