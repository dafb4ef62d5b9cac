"""Each rule of form and of text on a small disclosure that keeps it and on one that breaks it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.identities import check_document
from mingzhang.models.identities.formal.numbering import contents_of
from mingzhang.models.records.documents import Check, Document, Facts, Statement, Table
from mingzhang.models.vocabulary.enums import CheckStatus, DocumentKind, TableKind
from tests.models.identities.sheets import UNIT, document, form, statement, table

KINDS = (
    TableKind.REVENUE_SUMMARY,
    TableKind.EXPENDITURE_SUMMARY,
    TableKind.GENERAL_PUBLIC_EXPENDITURE,
    TableKind.GOVERNMENT_FUND_EXPENDITURE,
)
TITLES = ("收入总表", "支出总表", "一般公共预算支出表", "政府性基金预算支出表")
CONTENTS = ["目录", *(f"表{number}{title}" for number, title in zip("一二三四", TITLES, strict=True))]
DEPARTMENT = "某市示例委员会"
OF_DEPARTMENT = Facts(DocumentKind.UNIT_BUDGET, UNIT, DEPARTMENT, "某市", 2026)


def numbered(*numbers: str | None, contents: bool = False) -> Document:
    """Four tables with these numbers, each on a page of its own after the contents."""
    tables = [
        table(kind, ("合计",), [(None, "合计", ("1.00",))], ordinal=place, title=title, number=number)
        for place, (kind, title, number) in enumerate(zip(KINDS, TITLES, numbers, strict=False), start=2)
    ]
    return document(*tables, lines=[CONTENTS] if contents else [])


def retitled(title: str) -> Document:
    found = numbered("表1", "表2", "表3", "表4", contents=True)
    return replace(found, tables=(*found.tables[:3], replace(found.tables[3], title=title)))


def owned(name: str, year: int = 2026) -> Document:
    forms = [
        replace(form("甲项目", "10000"), department_code="063", department_name=DEPARTMENT),
        replace(form("乙项目", "20000"), department_code="063", department_name=name, fiscal_year=year),
    ]
    return document(projects=forms)


def headed(*headers: str) -> Document:
    return document(
        *(
            table(kind, ("合计",), [(None, "合计", ("1.00",))], ordinal=place, header=(header,))
            for place, (kind, header) in enumerate(zip(KINDS, headers, strict=True), start=1)
        )
    )


def projects(*rows: tuple[str, str], ordinal: int = 1) -> Table:
    listed = [(None, name, (amount,)) for name, amount in rows]
    return table(TableKind.PROJECT_EXPENDITURE_CURRENT, ("合计",), listed, ordinal=ordinal, title="项目支出表")


def listed(first: str) -> Document:
    own = projects((UNIT, "5.00"), ("设备购置补助资金", "5.00"))
    other = projects((first, "2.00"), (UNIT, "2.00"), ("设备维护补助资金", "2.00"), ordinal=2)
    return document(own, other, facts=OF_DEPARTMENT)


def said(*texts: str) -> Document:
    return document(lines=[texts], facts=OF_DEPARTMENT)


def totals(label: str) -> Document:
    rows = [(None, label, (None,))]
    return document(table(TableKind.AGENCY_OPERATING_EXPENSES, ("合计",), rows, title="机关运行经费表"))


def claiming(count: str, amount: str, *parts: tuple[str, str], share: str | None = None) -> list[Statement]:
    """The performance section of a text: so many projects with so much money (万元), divided into kinds."""
    more = "" if share is None else f"，占项目支出总额的{share}%"
    sentence = f"公开绩效目标的项目{count}个，涉及{amount}万元{more}。"
    found = [
        statement("绩效目标的项目涉及", f"{amount}0000", sentence, share_percent=Decimal(share) if share else None)
    ]
    for place, (number, money) in enumerate(parts):
        opening = "其中" if place == 0 else ""
        found.append(statement("某类项目金额", f"{money}0000", f"{opening}某类项目{number}个，金额{money}万元；"))
    return found


FORMS = [form("设备购置", "50000"), form("系统维护", "30000", page=21), form("人员培训", "20000", page=22)]


def with_forms(count: str, amount: str, *parts: tuple[str, str], share: str | None = None) -> Document:
    summary = table(
        TableKind.EXPENDITURE_SUMMARY, ("合计", "基本支出", "项目支出"), [(None, "合计", ("10.00", None, "10.00"))]
    )
    return document(summary, statements=claiming(count, amount, *parts, share=share), projects=FORMS)


def divided(sentence: str, *amounts: str) -> Document:
    names = ("收入合计", "甲类收入", "乙类收入")
    return document(statements=[statement(n, f"{a}0000", sentence) for n, a in zip(names, amounts, strict=True)])


def spending(amount: str) -> Document:
    rows = projects(("设备购置补助资金", "82.00"), ("系统维护补助资金", "419.00"))
    return document(
        rows, statements=[statement("设备购置补助资金", f"{amount}0000", f"设备购置补助资金{amount}万元。")]
    )


def money_of_kind(amount: str) -> Document:
    rows = [(None, "合计", ("30.00", "20.00", "10.00"))]
    summary = table(TableKind.EXPENDITURE_SUMMARY, ("合计", "基本支出", "项目支出"), rows)
    sentence = f"支出预算30万元，其中项目支出{amount}万元。"
    told = replace(statement("项目支出", f"{amount}0000", sentence), measure="project")
    return document(summary, statements=[statement("支出预算", "300000", sentence), told])


def years(now: str, last: str, change: str) -> Document:
    sentence = f"收入预算{now}.00万元，2025年为{last}.00万元，增减{change}.00万元。"
    told = statement("收入预算", f"{now}0000", sentence, change_yuan=Decimal(f"{change}0000"), compared_year=2025)
    return document(statements=[told, statement("2025年收入预算", f"{last}0000", sentence)])


def noted(amount: str | None) -> Document:
    return document(
        table(TableKind.GOVERNMENT_FUND_EXPENDITURE, ("合计",), [(None, "合计", (amount,))]),
        lines=[["注：本表无数据"]],
    )


def labelled(*labels: str) -> Document:
    tables, forms = [], []
    for ordinal, label in enumerate(labels, start=1):
        tables.append(table(TableKind.PERFORMANCE_TARGET_FORM, (), [(None, label, ())], ordinal=ordinal))
        forms.append(form(f"项目{ordinal}", "10000", page=ordinal, table_ordinals=(ordinal,)))
    return document(*tables, projects=forms)


def of_unit(name: str) -> Document:
    found = numbered(None)
    return replace(found, tables=tuple(replace(one, unit_name=name) for one in found.tables))


def indicated(*indicators: tuple[str, str, str], cut: bool = False) -> Document:
    return document(projects=[form("设备购置", "10000", "10000", indicators=indicators, cut=cut)])


SHARED = [("质量指标", name, name) for name in ("验收合格率", "设备完好率", "人员到位率")]


def sisters(name: str) -> Document:
    one = form("补助甲", "10000", indicators=[*SHARED, ("数量指标", "在编职工数", "在编职工数")])
    other = form("补助乙", "20000", page=21, indicators=[*SHARED, ("数量指标", name, name)])
    return document(projects=[one, other])


def named(text: str) -> Document:
    return document(projects=[form("上消化道癌早诊早治筛查项目（2026年）", "10000", overview=text)])


CASES: dict[str, tuple[Document, Document]] = {
    "table_number_unique": (numbered("表1", "表2", "表3", "表4"), numbered("表1", "表2", "表3", "表3")),
    "table_number_style": (numbered("表1", "表2", "表3", "表4"), numbered("表1", "表2", "表3", "部门公开表4")),
    "table_number_missing": (numbered("表1", "表2", "表3", "表4"), numbered("表1", None, "表3", "表4")),
    "table_number_gap": (numbered("表1", None, "表3", "表4"), numbered("表1", "表2", "表4", "表5")),
    "table_number_contents": (
        numbered("表1", "表2", "表3", "表4", contents=True),
        numbered("表1", "表2", "表3", "表6", contents=True),
    ),
    "contents_titles": (retitled("政府性基金预算支出表"), retitled("政府性基金支出预算明细表")),
    "form_owner": (owned(DEPARTMENT), owned("某市另一委员会")),
    "form_year": (owned(DEPARTMENT), owned(DEPARTMENT, year=2025)),
    "header_year": (
        headed("2026年预算数", "2026年预算数", "2026年预算数", "2026年预算数"),
        headed("2026年预算数", "2026年预算数", "2026年预算数", "2026预算数"),
    ),
    "owner_rows": (listed("某项补助资金"), listed(DEPARTMENT)),
    "one_unit": (of_unit(UNIT), of_unit("另一市测试中心")),
    "repeated_word": (said("截至2025年12月31日，本单位无机关运行经费。"), said("截至2025年年12月31日。")),
    "other_level": (said("“三公”经费：指市直部门安排的费用。"), said("“三公”经费：指省直部门安排的费用。")),
    "name_variant": (named("上消化道癌早诊早治筛查"), named("开展上消化到癌早诊早治筛查")),
    "text_vehicles": (
        said("共有车辆5辆，其中：应急保障用车2辆、其他用车3辆。"),
        said("共有车辆5辆，其中：应急保障用车2辆、其他用车2辆。"),
    ),
    "text_equipment": (
        said("单位价值50万元以上通用设备9台（套），单位价值100万元以上专用设备3台（套）。"),
        said("单位价值50万元以上设备8台，其中，单位价值100万元以上设备15台。"),
    ),
    "text_count_parts": (with_forms("3", "10", ("1", "5"), ("2", "5")), with_forms("3", "10", ("1", "5"), ("1", "5"))),
    "text_parts": (
        divided("收入合计10万元，其中甲类收入4万元，乙类收入6万元。", "10", "4", "6"),
        divided("收入合计10万元，其中甲类收入4万元，乙类收入9万元。", "10", "4", "9"),
    ),
    "text_forms": (with_forms("3", "10"), with_forms("2", "10")),
    "text_forms_sum": (with_forms("3", "10"), with_forms("3", "8")),
    "text_forms_kinds": (
        with_forms("3", "10", ("1", "5"), ("2", "5")),
        with_forms("3", "10", ("2", "8"), ("2", "2")),
    ),
    "text_share": (with_forms("3", "10", share="100"), with_forms("3", "8", share="100")),
    "text_project": (spending("82"), spending("501")),
    "text_measure": (money_of_kind("10"), money_of_kind("12")),
    "text_last_year": (years("10", "12", "-2"), years("10", "12", "2")),
    "empty_table_has_none": (noted(None), noted("5.00")),
    "form_one_year": (
        document(projects=[form("设备购置", "10000", "10000", years=1)]),
        document(projects=[form("设备购置", "10000", "30000", years=1)]),
    ),
    "form_term": (
        document(projects=[form("设备购置", "10000", "90000", years=10)]),
        document(projects=[form("设备购置", "10000", "20000", years=99)]),
    ),
    "form_same_funds": (
        document(projects=[form("甲项目", "10000", "30000"), form("乙项目", "20000", "50000")]),
        document(projects=[form("甲项目", "10000", "30000"), form("乙项目", "20000", "30000")]),
    ),
    "form_labels": (labelled("可持续影响", "可持续影响指标"), labelled("可持续影响", "可持续发展")),
    "form_indicator_pairs": (
        indicated(("质量指标", "验收合格率", "验收合格")),
        indicated(("质量指标", "验收合格率", "设备完好率")),
    ),
    "form_names_cut": (
        indicated(("质量指标", "验收合格率", "验收合格率")),
        indicated(("质量指标", "验收合格率", "验收合"), cut=True),
    ),
    "form_indicator_variants": (sisters("在编职工数"), sisters("在职职工数")),
}


def outcomes(found: Document, rule: str) -> list[CheckStatus]:
    return [check.status for check in check_document(found) if check.rule_id == rule]


@pytest.mark.parametrize("rule", CASES)
def test_a_disclosure_that_keeps_a_rule_passes(rule: str) -> None:
    found = outcomes(CASES[rule][0], rule)
    assert found and set(found) == {CheckStatus.PASS}


@pytest.mark.parametrize("rule", CASES)
def test_a_disclosure_that_breaks_a_rule_fails_and_is_told_where(rule: str) -> None:
    broken: list[Check] = [
        check for check in check_document(CASES[rule][1]) if (check.rule_id, check.status) == (rule, CheckStatus.FAIL)
    ]
    assert broken
    for check in broken:
        assert check.page_number and check.explanation.startswith("第") and check.explanation.endswith("。")


def test_the_label_of_a_department_is_wrong_in_a_unit_and_right_in_a_department() -> None:
    unit = totals("部门合计")
    assert outcomes(unit, "label_level") == [CheckStatus.FAIL]
    assert outcomes(totals("合计"), "label_level") == []
    facts = replace(unit.facts, document_kind=DocumentKind.DEPARTMENT_BUDGET)
    assert outcomes(replace(unit, facts=facts), "label_level") == []


def test_two_projects_named_as_one_are_told_apart() -> None:
    told = [c.explanation for c in check_document(spending("501")) if c.rule_id == "text_project"]
    assert "“系统维护补助资金”419.00万元两个项目之和" in told[0]


def test_a_form_that_the_text_forgot_is_named() -> None:
    told = [c.explanation for c in check_document(with_forms("3", "8")) if c.rule_id == "text_forms_sum"]
    assert "正好少了第22页《人员培训》的2.00万元" in told[0]


def test_parts_that_leave_something_out_are_no_fault_but_parts_in_brackets_are_not_counted_twice() -> None:
    part = divided("收入合计10万元，其中甲类收入4万元，乙类收入3万元。", "10", "4", "3")
    assert outcomes(part, "text_parts") == []
    sentence = "经费458.50万元，其中，接待费28.50万元，用车费400.00万元（其中，购置费150.00万元，运行费250.00万元），"
    sentence += "出国费30.00万元。"
    amounts = ("4585000", "285000", "4000000", "1500000", "2500000", "300000")
    names = ("经费", "接待费", "用车费", "购置费", "运行费", "出国费")
    nested = document(statements=[statement(n, a, sentence) for n, a in zip(names, amounts, strict=True)])
    assert outcomes(nested, "text_parts") == [CheckStatus.PASS, CheckStatus.PASS]


@pytest.mark.parametrize(
    ("sentence", "amounts", "told"),
    [
        (
            "资金12万元，其中中央资金8万元、省级资金4万元，下达市县11万元，本级支出1万元。",
            "12 8 4 11 1",
            [CheckStatus.PASS],
        ),
        ("公共预算18万元，其中经费拨款17万元、行政收费1万元；基金预算5万元。", "18 17 1 5", [CheckStatus.PASS]),
        ("卫生支出19万元，其中：管理事务19万元：行政运行14万元，其他支出5万元。", "19 19 14 5", []),
        ("资金12.00万元，其中中央资金8.00万元、省级资金5.00万元，市级资金1.00万元。", "12 8 5 1", [CheckStatus.FAIL]),
        ("资金12万元，其中中央资金12万元、省级资金5万元。", "12 12 5", [CheckStatus.FAIL]),
    ],
)
def test_parts_that_are_told_in_two_ways(sentence: str, amounts: str, told: list[CheckStatus]) -> None:
    said = [statement(name, f"{a}0000", sentence) for name, a in zip("总甲乙丙丁", amounts.split(), strict=False)]
    assert outcomes(document(statements=said), "text_parts") == told


def test_a_change_of_what_was_spent_is_not_one_of_what_was_planned() -> None:
    sentence = "经费全年预算40万元，实际支出31.2万元。较上年30万元增加1.2万元。"
    said = [
        statement("经费全年预算", "400000", sentence, change_yuan=Decimal(12000), compared_year=2023),
        statement("实际支出", "312000", sentence),
        statement("2023年经费全年预算", "300000", sentence),
    ]
    assert outcomes(document(statements=said), "text_last_year") == []
    wrong = [said[0], replace(said[1], amount_yuan=Decimal(352000)), said[2]]
    assert outcomes(document(statements=wrong), "text_last_year") == [CheckStatus.FAIL]


def test_numbers_of_a_set_that_begins_again_for_the_next_unit_are_no_doubles() -> None:
    first, second = numbered("表1", "表2", "表3"), numbered("表1", "表2", "表3")
    others = tuple(replace(t, ordinal=t.ordinal + 9, unit_name="某市示例中心") for t in second.tables)
    both = replace(first, tables=(*first.tables, *others))
    for rule in ("table_number_unique", "table_number_gap"):
        assert outcomes(both, rule) == [CheckStatus.PASS]


def test_the_number_of_a_contents_entry_is_told_from_a_title_that_begins_with_a_numeral() -> None:
    found = document(
        table(KINDS[0], ("合计",), [(None, "合计", ("1.00",))], ordinal=2),
        lines=[["目录", "表十收入总表", "表十一一般公共预算支出表", "表12支出总表", "表132026年政府性基金表"]],
    )
    assert contents_of(found) == {
        "收入总表": "十", "一般公共预算支出表": "十一", "支出总表": "12", "政府性基金表": "13",
    }  # fmt: skip
