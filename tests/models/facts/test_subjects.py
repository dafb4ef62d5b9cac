"""Subjects as templates of many places print them: a stem between words that only say how it is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import FactStage, Fund
from mingzhang.models.facts.subjects import read_subject
from mingzhang.models.vocabulary.enums import DocumentKind
from tests.support.facts import disclosure, said, value

UNIT = "甲州市水务局"


@pytest.mark.parametrize(
    ("subject", "named", "fund"),
    [
        ("收支总预算", ("revenue_total", "expenditure_total"), None),
        ("收、支总计均", ("revenue_total", "expenditure_total"), None),
        ("财政拨款收支总预算", ("appropriation_total",), Fund.FISCAL),
        ("预算收入", ("revenue_total",), None),
        ("部门财务总收入", ("revenue_total",), None),
        ("部门预算总支出", ("expenditure_total",), None),
        ("当年财政拨款支出", ("fiscal_expenditure",), Fund.FISCAL),
        ("一般公共预算支出年初预算", ("general_public_expenditure",), Fund.GENERAL_PUBLIC),
        ("一般公共预算基本支出", ("basic",), Fund.GENERAL_PUBLIC),
        ("“三公”经费财政拨款预算数", ("three_public_total",), None),
        ("通过财政拨款安排的“三公”经费预算", ("three_public_total",), Fund.FISCAL),
        ("因公出国", ("overseas",), None),
        ("因公出国（境）费2026年预算", ("overseas",), None),
        ("公务用车购置及运维费", ("vehicle_total",), None),
        ("公务车运行维护费支出决算数", ("vehicle_operation",), None),
        ("公务接待", ("reception",), None),
        ("上年结转（结余）", ("carryover_in",), None),
        ("甲州市水务局（含所属单位）上年末固定资产金额", ("fixed_assets",), None),
        ("一般公共预算当年拨款", ("general_public_expenditure",), None),
        ("政府性基金支出预算支出", ("government_fund_expenditure",), Fund.GOVERNMENT_FUND),
        ("“三公”经费一般公共预算支出预算", ("three_public_total",), Fund.GENERAL_PUBLIC),
        ("机关运行经费当年一般公共预算拨款", ("agency_operating",), Fund.GENERAL_PUBLIC),
        ("部门结转资金", ("carryover_in",), None),
        ("人员类项目支出", ("personnel",), None),
        ("一般公共预算财政拨款运行经费", ("agency_operating",), Fund.GENERAL_PUBLIC),
    ],
)
def test_the_stem_of_a_subject_tells_its_concept(subject: str, named: tuple[str, ...], fund: Fund | None) -> None:
    found = read_subject(subject, UNIT)
    assert (found.concepts, found.fund) == (named, fund)


@pytest.mark.parametrize(
    "subject", ["支出", "财政拨款收入", "一般公共预算拨款收入", "拟购置固定资产总额", "其他收入", "公务员培训项目"]
)
def test_what_names_no_concept_or_a_narrower_one(subject: str) -> None:
    assert read_subject(subject, UNIT).concepts == ()


def test_a_final_account_tells_budget_and_outturn_of_one_thing_apart() -> None:
    told = [said("财政拨款“三公”经费支出预算", "30"), said("财政拨款“三公”经费支出决算", "20")]
    facts = derive_facts(disclosure(statements=told, kind=DocumentKind.FINAL_ACCOUNTS))
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.BUDGET) == 30
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.FINAL) == 20


@pytest.mark.parametrize(("project", "basic"), [("60", Decimal(40)), ("50", None)])
def test_parts_under_a_heading_that_tells_no_money_count_where_they_add_up(project: str, basic: Decimal | None) -> None:
    heading = "二、其他需要说明的事项"
    told = [
        said("支出总预算", "100"),
        said("基本支出", "40", section=heading),
        said("项目支出", project, section=heading),
    ]
    assert value(derive_facts(disclosure(statements=told)), "basic") == basic


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        (
            "七、国有资产截至2025年12月31日，甲州市水务局固定资产总额888.8万元，其中：房屋3000平方米，价值600万元；车辆3辆，价值60万元；单价20万元以上的设备4台。",
            {"floor_area": 3000, "vehicles": 3, "equipment_20": 4},
        ),
        (
            "（三）国有资产占有使用情况截至2025年底，所属各预算单位共有车辆20辆，其中：省部级领导用车0辆、一般执法执勤用车19辆、离退休干部服务用车1辆。单位价值200万元以上大型设备2台（套）。",
            {
                "vehicles": 20,
                "vehicles_leaders": 0,
                "vehicles_enforcement": 19,
                "vehicles_retired": 1,
                "equipment_200": 2,
            },
        ),
        (
            "八、国有资产占用情况2025年末，固定资产1500万元。其中：房屋及构筑物面积5432.1平方米；公务用车8辆；单价50万元（含）以上通用设备1台（套）。",
            {"floor_area": Decimal("5432.1"), "vehicles": 8, "equipment_50": 1},
        ),
        ("三、主要职责（一）负责国有资产监督管理；组织车辆检查。二、人员情况", {}),
    ],
)  # fmt: skip
def test_state_assets_under_headings_of_other_places(prose: str, found: dict[str, Decimal]) -> None:
    facts = derive_facts(disclosure(prose=[prose]))
    assert {fact.meaning.concept: fact.quantity for fact in facts} == found


def test_parts_in_a_section_on_appropriations_are_of_the_budget_that_they_add_up_to() -> None:
    heading = "三、财政拨款情况说明"
    told = [
        said("一般公共预算财政拨款支出", "100", section=heading),
        said("基本支出", "40", section=heading),
        said("项目支出", "60", section=heading),
        said("政府性基金预算支出", "20", section=heading),
    ]
    facts = derive_facts(disclosure(statements=told))
    assert value(facts, "basic", Fund.GENERAL_PUBLIC) == 40
    assert value(facts, "basic", Fund.FISCAL) is None


def test_what_the_running_of_an_office_is_spent_on_is_a_part_of_it() -> None:
    sentence = "机关运行经费预算总计211万元，其中办公费34.82万元，培训费3.98万元。"
    told = [said("培训费", "3.98", section="九、机关运行经费安排使用情况说明", sentence=sentence)]
    assert derive_facts(disclosure(statements=told)) == ()


def test_parts_of_what_appropriations_pay_are_not_those_of_all_expenditure() -> None:
    heading = "四、部门预算支出情况"
    told = [
        said("预算总支出", "100", section=heading),
        said("财政拨款安排支出", "90", section=heading),
        said("基本支出", "60", section=heading),
        said("项目支出", "30", section=heading),
    ]
    facts = derive_facts(disclosure(statements=told))
    found = [value(facts, concept, fund) for concept in ("basic", "project") for fund in (Fund.ALL, Fund.FISCAL)]
    assert found == [None, 60, None, 30]


def test_a_purchase_in_the_section_on_procurement_is_procurement() -> None:
    told = [
        said("采购预算总额", "15", section="七、政府采购预算情况"),
        said("采购预算总额", "3", section="三、项目情况"),
    ]
    assert value(derive_facts(disclosure(statements=told)), "procurement_total") == 15
