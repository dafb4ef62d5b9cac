from __future__ import annotations

import pytest

from mingzhang.models.vocabulary.enums import Measure, TableKind
from mingzhang.models.vocabulary.table_words import kind_of_title, measure_of, measure_words

TITLES = [
    ("2025年预算收支总表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
    ("部门收支总体情况表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
    ("2026年预算单位财务收支预算总表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
    ("收入支出决算总表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
    ("部门综合预算收入总表", TableKind.REVENUE_SUMMARY),
    ("收入决算表", TableKind.REVENUE_SUMMARY),
    ("本年支出总体情况表", TableKind.EXPENDITURE_SUMMARY),
    ("部门支出总表", TableKind.EXPENDITURE_SUMMARY),
    ("财政拨款收支预算总表", TableKind.FISCAL_APPROPRIATION_SUMMARY),
    ("财政拨款收入支出决算总表", TableKind.FISCAL_APPROPRIATION_SUMMARY),
    ("财政拨款支出表（功能科目）", TableKind.FISCAL_APPROPRIATION_EXPENDITURE),
    ("财政拨款基本支出表（经济科目）", TableKind.FISCAL_APPROPRIATION_BASIC),
    ("2025年一般公共预算支出预算表（不含上年结转）", TableKind.GENERAL_PUBLIC_EXPENDITURE),
    ("一般公共预算财政拨款支出决算表", TableKind.GENERAL_PUBLIC_EXPENDITURE),
    ("2025年一般公共预算安排基本支出分经济科目表（不含上年结转）", TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC),
    ("部门预算基本支出预算表", TableKind.BASIC_EXPENDITURE),
    ("2025年项目支出预算表（本年预算）", TableKind.PROJECT_EXPENDITURE_CURRENT),
    ("2025年项目支出预算表（上年结转）", TableKind.PROJECT_EXPENDITURE_CARRYOVER),
    ("部门综合预算专项业务经费支出表", TableKind.PROJECT_EXPENDITURE),
    ("2025年政府性基金预算收入表（不含上年结转）", TableKind.GOVERNMENT_FUND_REVENUE),
    ("政府性基金预算支出情况表", TableKind.GOVERNMENT_FUND_EXPENDITURE),
    ("部门综合预算政府性基金收支表", TableKind.GOVERNMENT_FUND_OPERATIONS),
    ("国有资本经营预算支出预算表", TableKind.STATE_CAPITAL_EXPENDITURE),
    ("2025年国有资本经营预算收支预算表（不含上年结转）", TableKind.STATE_CAPITAL_OPERATIONS),
    ("2026年单位“三公”经费和机关运行经费预算表", TableKind.THREE_PUBLIC_EXPENSES),
    ("政府性基金“三公”经费支出表", TableKind.THREE_PUBLIC_EXPENSES),
    ("2025年财政拨款安排机关运行经费预算表", TableKind.AGENCY_OPERATING_EXPENSES),
    ("部门综合预算政府采购（资产配置、购买服务）预算表", TableKind.GOVERNMENT_PROCUREMENT),
    ("政府购买服务支出预算表", TableKind.PURCHASED_SERVICES),
    ("阳泉市市级预算部门（单位）项目支出绩效目标表", TableKind.PERFORMANCE_TARGET_FORM),
    ("部门整体支出绩效目标表", TableKind.OVERALL_PERFORMANCE_TARGET_FORM),
    ("培训费明细表", TableKind.TRAINING_EXPENSES),
    ("2023年度项目支出绩效自评表", TableKind.PERFORMANCE_SELF_EVALUATION),
    ("基本支出及项目支出明细表", TableKind.EXPENDITURE_SUMMARY),
    ("债务支出情况表", TableKind.OTHER),
    ("行政事业性收费预算支出表", TableKind.OTHER),
    (None, None),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_titles_of_many_provinces(title: str | None, kind: TableKind | None) -> None:
    assert kind_of_title(title) == kind


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        ("收入/2025年", Measure.TOTAL),
        ("支出/金额/一般公共预算", Measure.GENERAL_PUBLIC),
        ("基本支出/小计", Measure.BASIC),
        ("基本支出/人员经费", Measure.PERSONNEL),
        ("基本支出/日常公用支出", Measure.OPERATING),
        ("其中：基本支出", Measure.BASIC),
        ("上年结转结余/一般公共预算", Measure.CARRYOVER),
        ("支出/当年预算安排", Measure.CURRENT_YEAR),
        ("增减变化情况/小计", Measure.CHANGE),
        ("增减/增减率", Measure.CHANGE),
        ("增减%", Measure.CHANGE_PERCENT),
        ("上年预算数", Measure.PRIOR_YEAR),
        ("2026年政府采购项目/小计", Measure.PROCUREMENT),
        ("2026年政府采购项目/其中：预留给中小企业", Measure.OF_WHICH),
        ("一般公共预算拨款/其中：专项资金列入", Measure.OF_WHICH),
        ("预算数（万元）", Measure.TOTAL),
        ("部门预算/公共预算拨款/小计", Measure.GENERAL_PUBLIC),
        ("收入/编制预算", Measure.CURRENT_YEAR),
        ("单位资金/事业收入", Measure.OTHER),
        ("单位资金", Measure.UNIT_FUNDS),
        ("财政专户管理资金", Measure.SPECIAL_ACCOUNT),
        ("使用非财政拨款结余", Measure.OTHER),
        ("非财政拨款收入", Measure.OTHER),
        ("人员类项目支出", Measure.PERSONNEL),
        ("甲乙丙", None),
        ("", None),
    ],
)
def test_headers_mean_the_same_in_every_template(path: str, measure: Measure | None) -> None:
    assert measure_of(*path.split("/")) == measure


def test_a_word_means_one_thing() -> None:
    words = measure_words()
    assert not words.dominant.keys() & words.exact.keys()
    assert not words.generic & words.exact.keys()
