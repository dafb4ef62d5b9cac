"""Posts and staff, in sentences and tables; names that leave out what was said before them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.models.facts.assets import kind_of_vehicles
from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Fund
from mingzhang.models.facts.subjects import read_subject
from mingzhang.models.records.documents import TableCell
from mingzhang.models.vocabulary.enums import TableKind
from tests.support.documents import cell
from tests.support.facts import disclosure, said, table, value


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        (
            "人员情况：行政编制45人，事业编制12人；在职人员52人，其中行政42人。",
            {"headcount": 52},  # of parts nobody said the sum
        ),
        (
            "人员编制57人，其中行政编制45人、事业编制12人；实有人员52人。",
            {"headcount_authorised": 57, "headcount": 52},
        ),
        ("现有行政在职人员42人、事业在职人员10人。", {}),
        ("车辆编制5辆，实有车辆4辆。", {"vehicles": 4}),
        ("三、国有资产占有使用情况：共有车辆6辆。另：实有公务用车4辆。", {"vehicles": 6}),
        ("按标准实有用车0辆。", {"vehicles": 0}),
    ],
)
def test_posts_staff_and_vehicles_outside_of_the_assets(prose: str, found: dict[str, int]) -> None:
    facts = derive_facts(disclosure(prose=[prose]))
    assert {fact.meaning.concept: fact.quantity for fact in facts} == found


def staff(*rows: list[str]) -> list[TableCell]:
    """单位 | 编制数 (合计, 行政) | 实有人数 (在职, 退休) | 实有车辆."""
    heads = [("单位名称", 1), ("编制数", 2), ("实有人数", 2), ("车辆实有数", 1)]
    cells, column = [], 0
    for text, span in heads:
        cells.append(replace(cell(0, column, text, is_header=True), column_span=span))
        column += span
    below = ["", "合计", "行政", "在职", "退休", ""]
    cells += [cell(1, index, text, is_header=True) for index, text in enumerate(below) if text]
    return cells + [cell(row, index, text) for row, texts in enumerate(rows, 2) for index, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["甲州市水务局", "57", "45", "52", "30", "4"]], [57, 52, 4]),
        ([["合计", "67", "45", "60", "30", "6"], ["甲州市水务局", "57", "45", "52", "30", "4"]], [67, 60, 6]),
        ([["甲州市水务局", "57", "45", "52", "30", "4"], ["甲州市水文站", "10", "", "8", "", "2"]], [None, None, None]),
    ],
)
def test_a_table_of_staff_tells_the_whole_by_its_columns(rows: list[list[str]], found: list[int | None]) -> None:
    made = replace(table(TableKind.OTHER, ["合计"], []), title="部门基本情况表", cells=tuple(staff(*rows)))
    facts = derive_facts(disclosure(made))
    assert [value(facts, concept) for concept in ("headcount_authorised", "headcount", "vehicles")] == found


@pytest.mark.parametrize(
    ("subject", "sentence", "section", "concept", "fund"),
    [
        (
            "运行维护费预算",
            "3.公务用车购置及运行维护费预算20万元，其中，购置费预算未安排，运行维护费预算10万元。",
            "二、“三公”经费",
            "vehicle_operation",
            Fund.FISCAL,
        ),
        (
            "购置费",
            "公务用车购置及运行费12万元（购置费10万元，运行费2万元）。",
            "二、“三公”经费",
            "vehicle_purchase",
            Fund.FISCAL,
        ),
        (
            "2026年一般公共预算拨款合计",
            "甲州市水务局2026年一般公共预算拨款合计10万元。",
            "（一）一般公共预算当年拨款规模变化情况",
            "general_public_expenditure",
            Fund.GENERAL_PUBLIC,
        ),
    ],
)
def test_a_name_that_leaves_out_what_was_said(
    subject: str, sentence: str, section: str, concept: str, fund: Fund
) -> None:
    facts = derive_facts(disclosure(statements=[said(subject, "10", section=section, sentence=sentence)]))
    assert value(facts, concept, fund) == 10


@pytest.mark.parametrize(
    ("subject", "section"),
    [("运行维护费", "三、信息系统"), ("购置费", "四、设备"), ("一般公共预算拨款合计", "二、收入预算")],
)
def test_the_same_name_elsewhere_says_nothing(subject: str, section: str) -> None:
    facts = derive_facts(disclosure(statements=[said(subject, "10", section=section)]))
    assert not facts


@pytest.mark.parametrize(
    ("subject", "concept"),
    [
        ("年初结转和结余", "carryover_in"),
        ("年初结转结余", "carryover_in"),
        ("年初“三公”经费预算", "three_public_total"),
        ("运转类公用经费支出", "operating"),
        ("公用经费类项目支出", "operating"),
    ],
)
def test_subjects_of_other_places(subject: str, concept: str) -> None:
    assert read_subject(subject, "甲州市水务局").concepts == (concept,)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("机要通信应急用", None),
        ("机要应急", None),
        ("应急用", "vehicles_emergency"),
        ("机要通信用", "vehicles_confidential"),
    ],
)
def test_two_kinds_in_one_word_are_of_neither(name: str, kind: str | None) -> None:
    assert kind_of_vehicles(name) == kind


@pytest.mark.parametrize(
    ("income", "spent", "concept", "fund", "found"),
    [
        ("2026年政府性基金预算拨款收入", "100", "government_fund_expenditure", Fund.GOVERNMENT_FUND, 100),
        ("财政拨款收入", "100", "fiscal_expenditure", Fund.FISCAL, 100),
        ("国有资本经营预算收入", "100", "state_capital_expenditure", Fund.STATE_CAPITAL, 100),
        # Another amount may be of something else; other income tells no money that is spent as such.
        ("政府性基金预算拨款收入", "60", "government_fund_expenditure", Fund.GOVERNMENT_FUND, None),
        ("其他收入", "100", "expenditure_total", Fund.ALL, None),
    ],
)
def test_a_bare_expenditure_is_of_the_income_before_it(
    income: str, spent: str, concept: str, fund: Fund, found: int | None
) -> None:
    told = [said(income, "100", section="六、其他"), said("支出", spent, section="六、其他")]
    assert value(derive_facts(disclosure(statements=told)), concept, fund) == found
