"""The identities on small disclosures: what holds, what fails, what proves, and what must not prove."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.planting import as_recognised
from mingzhang.models.identities import check_document, proved, rules, verified
from mingzhang.models.identities.arithmetic.figures import FigureRow
from mingzhang.models.identities.arithmetic.nesting import name_codes
from mingzhang.models.identities.formal.names import bare_name, ordinal_of
from mingzhang.models.records.documents import Check, Document, Facts, Table
from mingzhang.models.structure.row_sums import nest_by_sums
from mingzhang.models.vocabulary.enums import CheckStatus, Side, TableKind, Verification
from tests.models.identities.sheets import UNIT, beside, document, statement, table

PATHS = ("合计", "基本支出", "项目支出")
EXPENDITURE = [
    (None, "合计", ("1,130.45", "950.45", "180.00")),
    ("201", "一般公共服务支出", ("1,000.30", "820.30", "180.00")),
    ("20103", "政府办公厅（室）及相关机构事务", ("1,000.30", "820.30", "180.00")),
    ("2010301", "行政运行", ("820.30", "820.30", None)),
    ("2010302", "一般行政管理事务", ("180.00", None, "180.00")),
    ("221", "住房保障支出", ("130.15", "130.15", None)),
    ("22102", "住房改革支出", ("130.15", "130.15", None)),
    ("2210201", "住房公积金", ("130.15", "130.15", None)),
]


def expenditure(changes: dict[tuple[int, int], str | None] | None = None, **more: object) -> Document:
    return document(_expenditure(changes or {}, **more))


def _expenditure(changes: dict[tuple[int, int], str | None], **more: object):  # type: ignore[no-untyped-def]
    rows = [
        (code, name, tuple(changes.get((row, column), text) for column, text in enumerate(texts)))
        for row, (code, name, texts) in enumerate(EXPENDITURE)
    ]
    return table(TableKind.EXPENDITURE_SUMMARY, PATHS, rows, **more)  # type: ignore[arg-type]


def failing(found: Document | tuple[Check, ...]) -> set[str]:
    checks = check_document(found) if isinstance(found, Document) else found
    return {check.rule_id for check in checks if check.status is CheckStatus.FAIL}


def holding(found: Document) -> set[str]:
    return {check.rule_id for check in check_document(found) if check.status is CheckStatus.PASS}


def states(found: Document, recognised: bool = False) -> dict[tuple[int, int, int], Verification]:
    """The verification of each figure; `recognised`: as if the document had been read from pictures."""
    return {
        (t.ordinal, line.row_index, line.column_index): line.verification
        for t in proved(as_recognised(found) if recognised else found).tables
        for line in t.lines
    }


def test_rows_codes_and_total_hold_and_prove_every_figure() -> None:
    clean = expenditure()
    assert {"row_basic_project", "code_children", "total_codes"} <= holding(clean)
    assert not failing(clean)
    assert set(states(clean).values()) == {Verification.VERIFIED}


@pytest.mark.parametrize("text", ["820.80", "82.030", "8203.0", "-820.30"])
def test_a_wrong_digit_point_or_sign_is_suspect(text: str) -> None:
    wrong = expenditure({(3, 1): text})
    assert failing(wrong)
    assert states(wrong, recognised=True)[1, 4, 3] is Verification.SUSPECT


def test_a_text_layer_that_does_not_add_up_is_no_doubt_of_our_reading() -> None:
    wrong = proved(expenditure({(3, 1): "820.80"})).tables[0].lines
    line = next(line for line in wrong if (line.row_index, line.column_index) == (4, 3))
    assert line.verification is Verification.UNVERIFIED
    assert line.adds_up is False
    assert {line.adds_up for line in wrong if line.row_index > 5} <= {True, None}


def test_neighbours_that_changed_places_are_suspect() -> None:
    for changes, places in (
        ({(3, 1): None, (3, 2): "820.30"}, [(1, 4, 4)]),
        ({(3, 0): "180.00", (4, 0): "820.30"}, [(1, 4, 2), (1, 5, 2)]),
    ):
        found = states(expenditure(changes), recognised=True)
        assert [found[place] for place in places] == [Verification.SUSPECT] * len(places)


def test_a_lone_column_proves_no_addend_that_could_have_changed_places() -> None:
    rows = [
        (None, "合计", ("300.00",)),
        ("301", "工资福利支出", ("300.00",)),
        ("30101", "基本工资", ("100.00",)),
        ("30102", "津贴补贴", ("200.00",)),
    ]
    found = states(document(table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, ("预算数",), rows)))
    assert found[1, 2, 2] is Verification.VERIFIED
    assert found[1, 3, 2] is found[1, 4, 2] is Verification.UNVERIFIED


def test_a_second_table_proves_it_and_shows_what_differs() -> None:
    other = _expenditure({}, ordinal=2)
    assert "same_in_two_tables" in holding(document(_expenditure({}), other))
    swapped = document(_expenditure({(3, 0): "180.00", (4, 0): "820.30"}), other)
    assert "same_in_two_tables" in failing(swapped)


def test_rounding_passes_and_proves_nothing() -> None:
    rounded = expenditure({(1, 0): "1,000.31", (0, 0): "1,130.46", (2, 0): "1,000.31"})
    assert not failing(rounded)
    found = states(rounded)
    assert found[1, 1, 2] is not Verification.VERIFIED
    assert found[1, 4, 3] is Verification.VERIFIED


def test_cents_are_exact() -> None:
    assert not failing(expenditure(currency="元"))
    assert "total_codes" in failing(expenditure({(0, 0): "1,130.46"}, currency="元"))


def test_carryover_beside_the_year_is_an_addend() -> None:
    rows = [
        (None, "合计", ("30.00", "20.00", "10.00")),
        ("001001", "甲单位", ("18.00", "12.00", "6.00")),
        ("001002", "乙单位", ("12.00", "8.00", "4.00")),
    ]
    paths = ("合计", "本年收入/小计", "上年结转")
    found = document(table(TableKind.REVENUE_SUMMARY, paths, rows))
    assert "row_year_carryover" in holding(found)
    assert not failing(found)


def test_summary_totals_follow_one_another_and_balance() -> None:
    revenue = [
        (None, "一、一般公共预算拨款收入", ("900.00",)),
        (None, "二、其他收入", ("100.00",)),
        (None, "本年收入合计", ("1,000.00",)),
        (None, "上年结转", ("50.00",)),
        (None, "收入总计", ("1,050.00",)),
    ]
    spending = [
        (None, "一、一般公共服务支出", ("800.00",)),
        (None, "二、住房保障支出", ("250.00",)),
        (None, "本年支出合计", ("1,050.00",)),
        (None, "结转下年", (None,)),
        (None, "支出总计", ("1,050.00",)),
    ]
    kind = TableKind.REVENUE_EXPENDITURE_SUMMARY
    left = table(kind, ("收入/预算数",), revenue, side=Side.REVENUE)
    right = table(kind, ("支出/预算数",), spending, side=Side.EXPENDITURE, first_column=4)
    found = document(beside(left, right))
    assert {"total_ordinals", "balance"} <= holding(found)
    assert not failing(found)
    revenue[4] = (None, "收入总计", ("1,060.00",))
    assert {"total_ordinals", "balance"} <= failing(
        document(beside(table(kind, ("收入/预算数",), revenue, side=Side.REVENUE), right))
    )


def test_a_department_is_the_sum_of_its_units() -> None:
    def of(owner: str, ordinal: int, *amounts: str) -> Table:
        rows = [(None, "合计", amounts), ("201", "一般公共服务支出", amounts)]
        return replace(table(TableKind.EXPENDITURE_SUMMARY, PATHS, rows, ordinal=ordinal), unit_name=owner)

    units = [of("某市示例局（本级）", 2, "60.00", "50.00", "10.00"), of("某市示例中心", 3, "40.00", "30.00", "10.00")]
    whole = of(UNIT, 1, "100.00", "80.00", "20.00")
    found = replace(document(whole, *units), facts=Facts(department_name=UNIT, fiscal_year=2026))
    assert "department_units" in holding(found)
    wrong = replace(found, tables=(of(UNIT, 1, "100.50", "80.00", "20.00"), *units))
    assert "department_units" in failing(wrong)


def test_secret_items_left_out_make_no_failure() -> None:
    rows = [
        (None, "合计", ("100.00", "100.00")),
        (None, "甲项目", ("60.00", "60.00")),
        (None, "乙项目", ("30.00", "30.00")),
    ]
    paths = ("合计", "一般公共预算")
    told = [*rows, (None, "注：已剔除涉密部分", (None, None))]
    silent = check_document(document(table(TableKind.PROJECT_EXPENDITURE, paths, told)))
    assert [c.status for c in silent if c.rule_id == "list_total"] == [CheckStatus.NOT_APPLICABLE] * 2


def test_three_public_without_meetings_and_trainings() -> None:
    paths = (
        "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行维护费/小计",
        "公务用车购置及运行维护费/公务用车购置费",
        "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费", "会议费", "培训费",
    )  # fmt: skip
    texts = ("37.50", "10.00", "22.50", "18.00", "4.50", "5.00", "8.00", "9.00")
    found = document(table(TableKind.THREE_PUBLIC_EXPENSES, paths, [(None, "合计", texts)]))
    assert {"three_public_total", "three_public_vehicles"} <= holding(found)
    assert not failing(found)
    wrong = ("37.60", *texts[1:])
    assert "three_public_total" in failing(
        document(table(TableKind.THREE_PUBLIC_EXPENSES, paths, [(None, "合计", wrong)]))
    )


def test_three_public_in_rows() -> None:
    rows = [
        (None, "合计", ("84.10",)),
        (None, "1、因公出国（境）费用", ("70.00",)),
        (None, "2、公务接待费", ("6.10",)),
        (None, "3、公务用车购置及运行费", ("8.00",)),
        (None, "其中：（1）公务用车购置费", ("0.00",)),
        (None, "（2）公务用车运行费", ("8.00",)),
    ]
    found = document(table(TableKind.THREE_PUBLIC_EXPENSES, ("预算数",), rows))
    assert {"three_public_total", "three_public_vehicles"} <= holding(found)


def test_form_funds_and_its_project_in_another_unit_of_money() -> None:
    projects = [
        (None, "合计", ("650,000.00",)),
        (None, "办公楼物业管理", ("250,000.00",)),
        (None, "档案整理和数字化", ("400,000.00",)),
    ]
    listed = table(TableKind.PROJECT_EXPENDITURE, ("项目金额",), projects, currency="元")
    form = table(
        TableKind.PERFORMANCE_TARGET_FORM,
        ("资金总额",),
        [(None, "办公楼物业管理", ("25.00",)), (None, "档案整理和数字化", ("40.00",))],
        ordinal=2,
    )
    assert "form_project" in holding(document(listed, form)) or "same_in_two_tables" in holding(document(listed, form))


def test_the_narrative_against_the_tables_and_in_itself() -> None:
    right = statement(
        "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）", "8203000", "行政运行820.30万元。"
    )
    wrong = statement("行政运行（2010301）", "8213000", "行政运行（2010301）821.30万元，比上年增加10万元，增长5.00%。",
                      change_yuan=Decimal(100000), change_percent=Decimal("5.00"))  # fmt: skip
    total = statement("收支总预算", "11304500", "收支总预算1,130.45万元。")
    found = document(_expenditure({}), statements=[right, total])
    assert {"text_code", "text_total"} <= holding(found)
    assert {"text_change"} <= failing(document(_expenditure({}), statements=[total, wrong]))
    assert states(document(_expenditure({}), statements=[total, wrong]))[1, 4, 2] is Verification.VERIFIED


def test_a_total_in_the_text_without_its_ten_thousand_is_shown_beside_the_total_and_not_beside_a_zero() -> None:
    columns = ("合计", "当年预算", "上年结转")
    rows = [(None, "合计", ("1682.76", "1682.76", "0.00")), ("201", "一般公共服务支出", ("1682.76", "1682.76", "0.00"))]
    whole = table(TableKind.EXPENDITURE_SUMMARY, columns, rows)
    said = statement("预算支出", "1682.76", "2026年预算支出1682.76元。")
    check = next(c for c in check_document(document(whole, statements=[said])) if c.rule_id == "text_total")
    assert check.status is CheckStatus.FAIL
    assert check.expected_yuan == Decimal(16827600)
    assert "1,682.76元" in check.explanation and "为1682.76，" in check.explanation


def test_a_code_in_the_text_is_wrong_where_the_others_of_its_section_stand_in_one_column() -> None:
    said = [("2010302", "1800000"), ("22102", "1301500"), ("20103", "10003000")]
    others = [statement(f"某科目（{code}）", yuan, f"某科目（{code}）{int(yuan) / 10000}万元。") for code, yuan in said]
    wrong = statement("行政运行（2010301）", "8213000", "行政运行（2010301）821.30万元。")
    assert "text_code" in failing(document(_expenditure({}), statements=[*others, wrong]))
    alone = check_document(document(_expenditure({}), statements=[others[0], wrong]))
    assert {c.status for c in alone if c.rule_id == "text_code"} == {CheckStatus.PASS, CheckStatus.NOT_APPLICABLE}


def test_form_of_a_disclosure() -> None:
    empty = table(
        TableKind.GOVERNMENT_FUND_EXPENDITURE, ("合计",), [(None, "合计", (None,))], ordinal=2, title="2025年基金表"
    )
    marked = table(TableKind.OTHER, ("金额",), [(None, "XX项目", ("1.00",))], ordinal=3, title="2026年明细表")
    found = failing(document(_expenditure({}), empty, marked))
    assert {"one_year", "placeholder"} <= found
    wrong = [(code, name, texts) for code, name, texts in EXPENDITURE]
    wrong[3] = ("2010301", "机关服务", wrong[3][2])
    assert "code_name" in failing(document(table(TableKind.EXPENDITURE_SUMMARY, PATHS, wrong)))


def test_one_pass_is_what_two_calls_give() -> None:
    for found in (expenditure(), expenditure({(3, 1): "820.80"})):
        assert proved(found) == verified(found, check_document(found))


def test_checks_name_their_figures_and_pages() -> None:
    check = next(c for c in check_document(expenditure({(3, 1): "820.80"})) if c.status is CheckStatus.FAIL)
    assert check.page_number == 1
    assert check.lines
    assert check.difference_yuan
    assert check.explanation.startswith("第1页") and "820.80" in check.explanation


def test_lists_nest_by_their_sums_even_where_small_sums_meet_by_chance() -> None:
    #          合计  甲   ·   ·  乙  ·   ·    (20 = 10 + 10 by chance)
    values = [100, 70, 50, 20, 30, 10, 20]
    assert nest_by_sums(values, [True, *[False] * 6]) == [None, None, 1, 1, None, 4, 4]
    values = [57, 12, 12, 15, 15, 20, 20, 10, 10]
    totals = [True, *[False] * 8]
    assert nest_by_sums(values, totals) == [None, None, 1, None, 3, None, 5, None, 7]


def test_names_without_codes_find_their_place() -> None:
    other = "其他一般公共服务支出"
    names = ["一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行", other, other, "住房保障支出"]
    rows = [FigureRow(n, None, name, bare_name(name), False, 1) for n, name in enumerate(names)]
    assert name_codes(rows) == ["201", "20103", "2010301", "20199", "2019999", "221"]


def test_ordinals_are_told_from_amounts_and_names() -> None:
    assert [ordinal_of(n) for n in ("一、收入", "（二）支出", "1.公用", "(3)其他", "行政运行", "12345热线")] == [
        "一、", "(一)", "1.", "(1)", None, None,
    ]  # fmt: skip


def test_every_rule_that_is_tried_is_declared_and_documented() -> None:
    room = Path(__file__).resolve().parents[3] / "models" / "identities"
    declared = {rule.id for rule in rules()}
    used: set[str] = set()
    for path in room.rglob("*.py"):
        used |= set(re.findall(r'"([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert declared <= used
    page = (Path(__file__).resolve().parents[3] / "docs" / "checks.md").read_text(encoding="utf-8")
    assert all(f"`{rule.id}`" in page and rule.relation in page for rule in rules())
    assert len(declared) == len(rules())
