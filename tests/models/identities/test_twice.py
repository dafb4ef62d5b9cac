"""A misreading that comes twice in one column adds up, and proves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.models.identities import proved
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import TableKind, Verification
from tests.models.identities.sheets import document, table

NAMES = {
    "201": "一般公共服务支出",
    "20101": "人大事务",
    "2010101": "行政运行",
    "2010102": "一般行政管理事务",
    "20102": "政协事务",
}
PRINTED = {"201": "46,284.00", "20101": "46,161.69", "2010101": "3,053.34", "2010102": "43,108.35", "20102": "122.31"}


def read(source: TextSource = TextSource.OCR, **wrong: str) -> dict[str | None, Verification]:
    texts = PRINTED | {code.removeprefix("c"): text for code, text in wrong.items()}
    rows = [(code, NAMES[code], [text]) for code, text in texts.items()]
    found: Document = document(table(TableKind.GENERAL_PUBLIC_EXPENDITURE, ["合计"], rows))
    tables = tuple(replace(one, cells=tuple(replace(c, text_source=source) for c in one.cells)) for one in found.tables)
    return {
        line.item_code: line.verification for one in proved(replace(found, tables=tables)).tables for line in one.lines
    }


def test_what_is_read_right_is_proved() -> None:
    assert read()["201"] is Verification.VERIFIED


@pytest.mark.parametrize(
    ("whole", "part"), [("16,284.00", "16,161.69"), ("46,284.08", "46,161.77"), ("47,284.00", "47,161.69")]
)
def test_one_digit_misread_twice_is_not(whole: str, part: str) -> None:
    assert read(c201=whole, c20101=part)["201"] is not Verification.VERIFIED


def test_a_figure_beside_a_misreading_that_it_does_not_share_stays_proved() -> None:
    assert read(c2010102="48,108.35")["20102"] is Verification.VERIFIED
