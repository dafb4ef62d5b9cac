"""Misprints that one look at a table does not tell: in nested lists, in lone sums, in a last digit."""

from __future__ import annotations

import pytest

from mingzhang.models.identities import check_document
from mingzhang.models.records.documents import Check, Document
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind
from tests.models.identities.sheets import document, table

Rows = list[tuple[str | None, str, tuple[str | None, ...]]]
PROJECTS: Rows = [
    (None, "合计", ("987.60",)),
    (None, "河道管理站", ("512.30",)),
    (None, "堤防巡查经费", ("123.40",)),
    (None, "水闸维修经费", ("388.90",)),
    (None, "水文监测站", ("475.30",)),
    (None, "测站运行经费", ("210.10",)),
    (None, "仪器更新经费", ("165.20",)),
    (None, "数据整编经费", ("100.00",)),
    (None, "白蚁防治所", ("0.00",)),
]


def failing(found: Document) -> list[Check]:
    return [check for check in check_document(found) if check.status is CheckStatus.FAIL and check.wholes]


def projects(changes: dict[int, str]) -> Document:
    """A list of projects with some figures changed, and two like it that add up."""
    rows: Rows = [(code, name, (changes.get(n, texts[0]),)) for n, (code, name, texts) in enumerate(PROJECTS)]
    others = ([(code, f"{name}{k}", texts) for code, name, texts in PROJECTS] for k in range(2))
    return document(
        *(
            table(TableKind.PROJECT_EXPENDITURE, ("金额",), its, ordinal=ordinal)
            for ordinal, its in enumerate((rows, *others), start=1)
        )
    )


@pytest.mark.parametrize(("row", "text"), [(3, "388.40"), (6, "156.20"), (5, "210.70")])
def test_a_wrong_digit_in_a_list_nested_by_sums_is_accused_in_its_own_group(row: int, text: str) -> None:
    found = failing(projects({row: text}))
    assert found
    assert all((1, row + 1, 2) in [tuple(line) for line in check.lines] for check in found)


@pytest.mark.parametrize("texts", [{3: "300.00"}, {2: "23.00", 3: "88.00"}, {6: "60.00", 7: "40.00"}])
def test_a_list_that_prints_some_of_its_parts_accuses_nobody(texts: dict[int, str]) -> None:
    assert failing(projects(texts)) == []


@pytest.mark.parametrize(("column", "text"), [(0, "21,955.55"), (0, "25,955.35"), (1, "13,994.81")])
def test_a_lone_sum_accuses_where_another_table_prints_the_amount_that_it_wants(column: int, text: str) -> None:
    paths = ("合计", "基本支出", "项目支出", "单位预留机动经费")
    texts = ["21,955.35", "13,994.31", "5,573.00", "2,388.04"]
    other = table(
        TableKind.REVENUE_EXPENDITURE_SUMMARY,
        ("预算数",),
        [(None, "基本支出", ("13,994.31",)), (None, "支出总计", ("21,955.35",))],
        ordinal=2,
    )
    printed = list(texts)
    printed[column] = text
    whole = table(TableKind.EXPENDITURE_SUMMARY, paths, [(None, "合计", tuple(printed))])
    assert [check.rule_id for check in failing(document(whole, other))] == ["row_basic_project"]
    assert failing(document(whole)) == []


def _coded(count: int, total: str) -> Document:
    """A table of so many 项 under one 款, all in whole 万元, and its total."""
    paths = ("合计", "基本支出", "项目支出")
    rows: Rows = [(None, "合计", (total, f"{count * 60:.2f}", f"{count * 40:.2f}"))]
    for code, name in (("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出")):
        rows.append((code, name, (f"{count * 100:.2f}", f"{count * 60:.2f}", f"{count * 40:.2f}")))
    rows += [(f"20805{n:02}", f"某项支出{n}", ("100.00", "60.00", "40.00")) for n in range(1, count + 1)]
    return document(table(TableKind.EXPENDITURE_SUMMARY, paths, rows))


def test_a_last_digit_is_accused_where_scores_of_sums_come_out_to_the_last_digit() -> None:
    assert failing(_coded(70, "7,000.00")) == []
    told = failing(_coded(70, "7,000.01"))
    assert {check.rule_id for check in told} >= {"row_basic_project"}
    assert all("精确到末位" in check.explanation and check.proven_by for check in told)


def test_a_last_digit_is_not_accused_where_few_sums_were_tried() -> None:
    assert failing(_coded(20, "2,000.01")) == []


def test_decimals_that_are_always_zero_are_no_digits() -> None:
    """千元 with two decimals, all of them figures of 万元: the sums are off by a last digit that counts."""
    paths = ("合计", "基本支出", "项目支出")
    rows: Rows = [("208", "社会保障和就业支出", ("1,210.00", "605.10", "604.80"))]
    rows += [(f"20805{n:02}", f"某项支出{n}", ("121.00", "60.50", "60.50")) for n in range(1, 11)]
    assert failing(document(table(TableKind.EXPENDITURE_SUMMARY, paths, rows, currency="千元"))) == []
    exact: Rows = [(code, name, (texts[0], texts[1].replace("60.50", "60.51"), texts[2])) for code, name, texts in rows]
    assert failing(document(table(TableKind.EXPENDITURE_SUMMARY, paths, exact, currency="千元")))


def _forms(changes: dict[int, str], short: bool = False) -> Document:
    """A list of projects, and a form that prints them again; some amounts of the form changed."""
    amounts = [f"{120 + 37 * n}" if short else f"{1_234.56 + 817.39 * n:,.2f}" for n in range(10)]
    names = [f"防汛抗旱第{sign}段工程经费" for sign in "甲乙丙丁戊己庚辛壬癸"]
    listed: Rows = [(None, name, (amount,)) for name, amount in zip(names, amounts, strict=True)]
    printed: Rows = [(None, name, (changes.get(n, amounts[n]),)) for n, name in enumerate(names)]
    return document(
        table(TableKind.PROJECT_EXPENDITURE, ("合计",), listed),
        table(TableKind.PERFORMANCE_TARGET_FORM, ("合计",), printed, ordinal=2),
    )


@pytest.mark.parametrize(("changes", "short"), [({3: "3,686.78"}, False), ({0: "1,234.65"}, False), ({5: "385"}, True)])
def test_one_project_of_a_form_that_differs_by_a_misprint_is_accused(changes: dict[int, str], short: bool) -> None:
    assert [check.rule_id for check in failing(_forms(changes, short))] == ["same_in_two_tables"]


@pytest.mark.parametrize("changes", [{3: "9,999.99"}, {3: "3,686.78", 4: "4,504.13"}, {}])
def test_a_form_that_prints_another_account_accuses_nobody(changes: dict[int, str]) -> None:
    assert failing(_forms(changes)) == []


def test_a_misprint_is_one_too_where_the_sums_that_tell_it_are_rounded() -> None:
    paths = ("合计", "基本支出", "项目支出")
    rows: Rows = [
        ("201", "一般公共服务支出", ("3,710.29", "2,310.16", "1,400.13")),
        ("20101", "人大事务", ("1,380.39", "1,000.10", "380.30")),
        ("20103", "政府办公厅及相关机构事务", ("1,220.40", "700.21", "520.20")),
        ("20106", "财政事务", ("1,109.50", "609.86", "499.63")),
    ]
    assert failing(document(table(TableKind.EXPENDITURE_SUMMARY, paths, rows))) == []
    rows[1] = ("20101", "人大事务", ("1,330.39", "1,000.10", "380.30"))
    found = failing(document(table(TableKind.EXPENDITURE_SUMMARY, paths, rows)))
    assert {check.rule_id for check in found} >= {"row_basic_project"}


def test_a_misprint_under_a_printed_code_is_accused_though_a_row_beside_is_worth_as_much() -> None:
    small = [("30101", "基本工资", ("603.58",)), ("30102", "津贴补贴", ("697.81",)), ("30103", "奖金", ("0.32",))]
    rows: Rows = [
        ("301", "工资福利支出", ("1,301.71",)),
        *small,
        ("302", "商品和服务支出", ("36.22",)),
        ("30201", "办公费", ("12.10",)),
        ("30207", "邮电费", ("24.12",)),
        ("303", "对个人和家庭的补助", ("90.15",)),
        ("30301", "离休费", ("28.21",)),
        ("30302", "退休费", ("61.94",)),
        ("310", "资本性支出", ("50.20",)),
        ("31002", "办公设备购置", ("20.10",)),
        ("31003", "专用设备购置", ("30.10",)),
    ]
    assert failing(document(table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, ("预算数",), rows))) == []
    rows[1] = ("30101", "基本工资", ("603.88",))
    found = failing(document(table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, ("预算数",), rows)))
    assert [check.rule_id for check in found] == ["code_children"]


@pytest.mark.parametrize(("count", "fails"), [(10, False), (2, True)])
def test_zeros_behind_all_figures_are_no_digits_of_theirs(count: int, fails: bool) -> None:
    """1,192.85 is 1,192.8500 in another print: a sum that is off by a last digit of two decimals is rounded."""
    paths = ("合计", "人员经费", "公用经费")
    rows: Rows = [
        (f"3010{n}", f"某项支出{n}", (f"{n * 3 + 0.85:.4f}", f"{n + 0.21:.4f}", f"{n * 2 + 0.64:.4f}"))
        for n in range(1, count)
    ]
    rows += [("30199", "其他工资福利支出", ("60.1600" if fails else "60.1700", "40.1100", "20.0500"))]
    if fails:
        rows += [(f"302{n:02}", f"某项支出{n}", ("9.1234", "4.0817", "5.0417")) for n in range(4)]
        rows[1] = ("30199", "其他工资福利支出", ("60.1700", "40.1100", "20.0500"))
    found = failing(document(table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, paths, rows)))
    assert bool(found) is fails
