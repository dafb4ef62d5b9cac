"""Misprints that a figure printed again tells: lists of meetings and trainings, and last digits of pairs."""

from __future__ import annotations

import pytest

from mingzhang.models.identities import check_document
from mingzhang.models.records.documents import Check, Document
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind
from tests.models.identities.sheets import document, table

Rows = list[tuple[str | None, str, tuple[str | None, ...]]]
MEETINGS = {"防汛工作会": "1.20", "年度总结会": "2.45", "水库安全会": "0.85"}
TRAININGS = {"测报业务培训": "3.60", "闸门操作培训": "2.00", "会计人员培训": "1.15"}


def failing(found: Document) -> list[Check]:
    return [check for check in check_document(found) if check.status is CheckStatus.FAIL and check.wholes]


def details(changes: dict[str, str], *, training_total: str = "6.75", with_trainings: bool = True) -> Document:
    """A 三公 table with fees of meetings and trainings, and the lists of both; some amounts of a list changed."""
    paths = ("“三公”经费/小计", "会议费", "培训费")
    whole = table(TableKind.THREE_PUBLIC_EXPENSES, paths, [(None, "合计", ("0.00", "4.50", training_total))])
    lists = [
        table(
            kind,
            ("金额",),
            [(None, name, (changes.get(name, text),)) for name, text in items.items()],
            ordinal=ordinal,
            header=("序号", word, "金额"),
        )
        for ordinal, kind, word, items in (
            (2, TableKind.MEETING_EXPENSES, "会议名称", MEETINGS),
            (3, TableKind.TRAINING_EXPENSES, "培训名称", TRAININGS),
        )
        if with_trainings or ordinal == 2
    ]
    return document(whole, *lists)


@pytest.mark.parametrize("changes", [{"防汛工作会": "1.80"}, {"年度总结会": "2.15"}, {"测报业务培训": "9.60"}])
def test_a_wrong_digit_in_one_list_is_told_by_the_other_list_that_is_whole(changes: dict[str, str]) -> None:
    assert failing(details({})) == []
    assert [check.rule_id for check in failing(details(changes))] == ["detail_list"]


def test_a_list_accuses_nobody_where_no_other_list_is_whole() -> None:
    changes = {"防汛工作会": "1.80"}
    assert failing(details(changes, with_trainings=False)) == []
    assert failing(details(changes, training_total="9.87")) == []


def test_a_list_that_prints_some_of_its_meetings_accuses_nobody() -> None:
    assert failing(details({"防汛工作会": "0.36", "年度总结会": "1.17"})) == []


def pairs(changes: dict[tuple[int, int], str], count: int = 40) -> Document:
    """Two tables that print the same amounts of basic expenditure, each once more in its row.

    Their 款 are rounded, so that sums are off by a last digit; `changes` by table and row.
    """
    paths = ("合计", "基本支出", "项目支出")
    tables = []
    for ordinal, kind in ((1, TableKind.EXPENDITURE_SUMMARY), (2, TableKind.GENERAL_PUBLIC_EXPENDITURE)):
        amounts = [f"{17 * n + 100}.{n % 90 + 10}" for n in range(1, count + 1)]
        total = sum(round(float(text) * 100) for text in amounts) + 2
        texts = (f"{total / 100:.2f}", f"{total / 100:.2f}", "0.00")
        rows: Rows = [(None, "合计", texts), ("208", "社会保障和就业支出", texts)]
        for n, amount in enumerate(amounts, start=1):
            rows.append((f"208{n:02}", f"某项事务{n}", (changes.get((ordinal, n), amount), amount, "0.00")))
        tables.append(table(kind, paths, rows, ordinal=ordinal))
    return document(*tables)


@pytest.mark.parametrize("place", [(1, 3), (1, 17), (2, 30)])
def test_a_last_digit_that_two_pairs_contradict_is_accused_though_sums_are_rounded(place: tuple[int, int]) -> None:
    assert failing(pairs({})) == []
    n = place[1]
    told = failing(pairs({place: f"{17 * n + 100}.{n % 90 + 11}"}))
    assert {check.rule_id for check in told} == {"row_basic_project", "same_in_two_tables"}
    assert all("一致到末位" in check.explanation for check in told)


def test_last_digits_of_pairs_accuse_nobody_where_two_figures_differ_or_few_pairs_are_printed() -> None:
    wrong = {(1, n): f"{17 * n + 100}.{n % 90 + 11}" for n in (3, 17)}
    assert failing(pairs(wrong)) == []
    assert failing(pairs({(1, 3): wrong[1, 3]}, count=8)) == []
