"""Accusations need proof: what is a wrong figure, and what is only another structure than the one assumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mingzhang.models.identities import check_document, proved, rules
from mingzhang.models.identities.declarations import emitters, rule
from mingzhang.models.records.documents import Check, Document
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind, Verification
from tests.models.identities.sheets import document, table

PATHS = ("合计", "基本支出", "项目支出")
ROWS = [
    (None, "合计", ("1,300.00", "800.00", "500.00")),
    ("201", "一般公共服务支出", ("700.00", "400.00", "300.00")),
    ("20103", "政府办公厅（室）及相关机构事务", ("700.00", "400.00", "300.00")),
    ("2010301", "行政运行", ("450.00", "350.00", "100.00")),
    ("2010302", "一般行政管理事务", ("250.00", "50.00", "200.00")),
    ("221", "住房保障支出", ("300.00", "200.00", "100.00")),
    ("22102", "住房改革支出", ("300.00", "200.00", "100.00")),
    ("2210201", "住房公积金", ("180.00", "120.00", "60.00")),
    ("2210203", "购房补贴", ("120.00", "80.00", "40.00")),
    ("208", "社会保障和就业支出", ("300.00", "200.00", "100.00")),
    ("20805", "行政事业单位养老支出", ("210.00", "140.00", "70.00")),
    ("2080501", "行政单位离退休", ("90.00", "60.00", "30.00")),
    ("2080505", "机关事业单位基本养老保险缴费支出", ("120.00", "80.00", "40.00")),
    ("20808", "抚恤", ("90.00", "60.00", "30.00")),
    ("2080801", "死亡抚恤", ("90.00", "60.00", "30.00")),
]  # fmt: skip


def budget(changes: dict[tuple[int, int], str | None], paths: tuple[str, ...] = PATHS, rows: object = ROWS) -> Document:
    printed = [
        (code, name, tuple(changes.get((row, column), text) for column, text in enumerate(texts)))
        for row, (code, name, texts) in enumerate(rows)  # type: ignore[arg-type, var-annotated]
    ]
    return document(table(TableKind.EXPENDITURE_SUMMARY, paths, printed))


def failing(found: Document) -> list[Check]:
    return [check for check in check_document(found) if check.status is CheckStatus.FAIL and check.wholes]


@pytest.mark.parametrize("change", [((3, 1), "380.00"), ((8, 2), "90.00"), ((5, 0), "310.00")])
def test_a_wrong_figure_is_accused_in_its_row_and_its_column_and_nothing_else(
    change: tuple[tuple[int, int], str],
) -> None:
    (row, column), text = change
    found = failing(budget({(row, column): text}))
    assert found
    for check in found:
        assert (1, row + 1, column + 2) in [tuple(line) for line in check.lines]
        assert check.proven_by and check.confidence and 0 < check.confidence < 1
        assert "另有" in check.explanation


def test_a_memo_column_beside_the_parts_accuses_nobody() -> None:
    paths = (*PATHS, "2026年政府采购项目")
    rows = [
        (code, name, (*texts, "33.00" if n in (0, 1, 2, 4) else "0.00")) for n, (code, name, texts) in enumerate(ROWS)
    ]
    assert failing(budget({}, paths, rows)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [(code, name, (f"{n}.00", *texts[1:])) for n, (code, name, texts) in enumerate(ROWS, 7)],  # never holds
        [(code, name, (None, *texts[1:])) for code, name, texts in ROWS],  # the total is blank
        [*ROWS[:4], (*ROWS[4][:2], (None, None, None)), *ROWS[5:]],  # parts are blank, the rest is said elsewhere
    ],
)
def test_what_fails_everywhere_or_is_blank_accuses_nobody(rows: object) -> None:
    row_rules = [check for check in failing(budget({}, PATHS, rows)) if check.rule_id == "row_basic_project"]
    assert row_rules == []


OWN_CODES: dict[str, Callable[[int, str], str]] = {
    "款 as two digits": lambda row, code: code[-2:] if len(code) == 5 else code,
    "codes of units": lambda row, code: f"1250{row:02}",
    "a scheme of four digits": lambda row, code: f"9{row:03}",
}


@pytest.mark.parametrize("own", OWN_CODES.values(), ids=OWN_CODES)
def test_levels_whose_codes_do_not_say_so_are_not_added_together(own: Callable[[int, str], str]) -> None:
    """The parts come to a multiple of the total: that is told, and accuses nobody."""
    rows = [(code and own(row, code), name, texts) for row, (code, name, texts) in enumerate(ROWS)]
    other = replace(table(TableKind.GENERAL_PUBLIC_EXPENDITURE, PATHS, rows), ordinal=2)
    found = document(table(TableKind.EXPENDITURE_SUMMARY, PATHS, ROWS), other)
    assert failing(found) == []
    told = [check for check in check_document(found) if "整数倍" in check.explanation]
    assert told
    assert {check.status for check in told} == {CheckStatus.NOT_APPLICABLE}


def test_secret_items_left_out_excuse_what_falls_short() -> None:
    short = budget({(4, 0): "240.00", (4, 2): "190.00"})
    assert failing(short)
    said = document(short.tables[0], lines=[["部分涉密事项在预算公开时予以剔除。"]])
    assert failing(said) == []
    lines = {(line.row_index, line.column_index): line for line in proved(said).tables[0].lines}
    assert lines[4, 2].adds_up is False and lines[5, 2].adds_up is False
    of_staff = document(short.tables[0], lines=[["编制和机构设置属涉密内容，不予对外公开。"]])
    assert failing(of_staff)


@pytest.mark.parametrize("off", ["1,300.01", "1,300.02", "1,299.98"])
def test_the_last_printed_digit_accuses_nobody(off: str) -> None:
    assert failing(budget({(0, 0): off})) == []


def test_what_comes_out_only_if_all_were_rounded_badly_is_not_verified() -> None:
    def total_of(found: Document) -> Verification:
        lines = proved(found).tables[0].lines
        return next(line.verification for line in lines if (line.row_index, line.column_index) == (1, 2))

    assert total_of(budget({})) is Verification.VERIFIED
    assert total_of(budget({(0, 0): "1,300.02"})) is Verification.UNVERIFIED


@pytest.mark.parametrize("wrong", ["500.84", "500.43", "900.34"])
def test_a_misprint_in_a_lone_row_is_accused_where_another_table_tells_the_figure(wrong: str) -> None:
    row = (None, "某市财政局（本级）", ("1,300.57", "800.23", wrong))
    lone = table(TableKind.EXPENDITURE_SUMMARY, PATHS, [row])
    other = table(TableKind.PROJECT_EXPENDITURE, ("合计",), [(None, "某市财政局（本级）", ("500.34",))], ordinal=2)
    assert failing(document(lone)) == []
    (found,) = failing(document(lone, other))
    assert found.rule_id == "row_basic_project"


@pytest.mark.parametrize("gap", ["400.00", "40.00", "4.00"])
def test_another_account_is_no_misprint(gap: str) -> None:
    """The difference is printed too: it is what the other account leaves out."""
    whole = f"{800.23 + 500.34 + float(gap):,.2f}"
    lone = table(TableKind.EXPENDITURE_SUMMARY, PATHS, [(None, "某市财政局（本级）", (whole, "800.23", "500.34"))])
    rows = [(None, "某市财政局（本级）", ("1,300.57",)), (None, "上年结转", (gap,))]
    assert failing(document(lone, table(TableKind.REVENUE_SUMMARY, ("合计",), rows, ordinal=2))) == []


def test_what_is_a_part_of_what_comes_out_of_the_figures() -> None:
    lines = {(line.row_index, line.column_index): line for line in proved(budget({})).tables[0].lines}
    assert lines[4, 2].parent_row == 3
    assert lines[3, 2].parent_row == 2
    assert lines[2, 2].parent_row == 1
    assert [lines[row, 2].is_leaf for row in (1, 2, 3, 4)] == [False, False, False, True]


def test_the_rules_that_are_made_are_those_declared() -> None:
    import mingzhang.models.identities.years  # noqa: F401

    assert set(emitters()) == {declared.id for declared in rules()}
    with pytest.raises(ValueError, match="no_such_rule"):
        rule("no_such_rule")


@pytest.mark.parametrize("blank", [(7,), (5, 9), (7, 12)])
def test_a_memo_column_that_does_not_add_up_by_itself_accuses_nobody(blank: tuple[int, ...]) -> None:
    """Some rows leave it blank, the rows over them print it: no sum along a row wants such a column."""
    paths = (*PATHS, "绿色产品部分")
    share = ["130.00", "70.00", "70.00", "45.00", "25.00", "30.00", "30.00", "18.00", "12.00", "30.00", "21.00", "9.00",
             "12.00", "9.00", "9.00"]  # fmt: skip
    rows = [(code, name, (*texts, None if n in blank else share[n])) for n, (code, name, texts) in enumerate(ROWS)]
    assert failing(budget({}, paths, rows)) == []
