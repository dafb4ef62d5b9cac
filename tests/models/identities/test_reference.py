"""The re-created reference disclosure: each inconsistency is found, by rule, page and figures; nothing else fails."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.identities import proved, rules
from mingzhang.models.records.documents import Check
from mingzhang.models.vocabulary.enums import CheckStatus

SAMPLES = Path(__file__).resolve().parents[3] / "samples"

# Rule, page, and what the explanation must say: figures, labels and names as printed.
INCONSISTENCIES = [
    ("table_number_unique", 11, ("预算公开表6", "第10页", "目录中本表是表八")),
    ("table_number_contents", 11, ("预算公开表6", "目录中是表八")),
    ("table_number_style", 12, ("部门公开表9", "预算公开表1")),
    ("table_number_missing", 7, ("第7页", "第8页", "第11页", "第12页", "第13页",
     "表三", "表四", "表七", "表十一", "表十二", "表十三")),
    ("header_year", 12, ("2025预算数", "“年”字")),
    ("label_level", 12, ("部门合计",)),
    ("owner_rows", 13, ("阳泉市卫生健康委员会", "98.63", "（本年预算）》没有这一行")),
    ("text_project", 14, ("公立医院人员经费补助及社保补助", "501.00万元", "82.00万元", "419.00万元两个项目之和")),
    ("text_project", 15, ("公立医院人员及社保缴费补助", "501.00万元", "419.00万元", "82.00万元两个项目之和")),
    ("repeated_word", 15, ("无无机关运行经费",)),
    ("text_forms", 15, ("纳入绩效目标管理的二级项目5个", "6个项目绩效目标表")),
    ("text_forms", 15, ("公开绩效目标的项目5个", "6个项目绩效目标表")),
    ("text_forms_sum", 15, ("纳入绩效目标管理", "712.75万元", "715.75万元", "《基本公共卫生服务补助资金》的3.00万元")),
    ("text_forms_sum", 15, ("公开绩效目标", "712.75万元", "715.75万元", "《基本公共卫生服务补助资金》的3.00万元")),
    ("text_parts", 15, ("712.75万元", "516.00万元 + 199.75万元 = 715.75万元", "相差3.00万元")),
    ("text_forms_kinds", 15, ("其他运转类项目2个", "516.00万元", "419.00万元", "82.00万元", "15.00万元", "3个之和")),
    ("text_share", 15, ("712.75万元", "占项目支出总额的100%", "715.75万元计算为99.58%")),
    ("form_one_year", 16, ("项目期1年", "493.00万元", "419.00万元")),
    ("form_one_year", 17, ("项目期1年", "493.00万元", "82.00万元")),
    ("form_same_funds", 16, ("第16页", "第17页", "同为493.00万元", "419.00万元", "82.00万元")),
    ("form_term", 19, ("项目期99年", "30.00万元", "15.00万元", "2个年度")),
    ("form_labels", 16, ("第16、17、18页作“可持续影响”", "第19页作“可持续发展”", "第20、21页作“可持续发展影响”")),
    ("form_indicator_variants", 17, ("在编职工数", "46人/年", "在职职工数")),
    ("form_indicator_variants", 17, ("保障职工合法权益，保障", "保障职工合法权益，保证")),
    ("form_indicator_pairs", 21, ("通过安宁疗护服务减轻患", "通过安宁疗护照")),
    ("form_names_cut", 16, ("工资津补贴发放",)),
    ("form_names_cut", 17, ("工资津补贴发放",)),
    ("form_names_cut", 18, ("通过筛查检出早",)),
    ("form_names_cut", 19, ("为我市市民提供一个上消",)),
    ("form_names_cut", 20, ("系统建设成本合", "公共服务效率提")),
    ("form_names_cut", 21, ("老年人健康管理", "提高安宁疗护护理人员队")),
    ("name_variant", 18, ("正消化道癌及城市癌早诊早治", "“正”与“上”")),
    ("name_variant", 21, ("基础公共卫生服务补助资金", "“础”与“本”")),
    ("repeated_word", 22, ("1、车辆情况", "2024年年12月31日")),
    ("repeated_word", 22, ("2、房屋情况", "2024年年12月31日")),
    ("text_equipment", 22, ("50万元以上通用设备9台", "100万元以上通用设备3台", "专用设备")),
    ("other_level", 22, ("省直部门", "阳泉市肿瘤防治研究所")),
]  # fmt: skip


@cache
def checks(name: str) -> tuple[Check, ...]:
    return proved(read_document(SAMPLES / f"{name}.pdf")).checks


def failing(name: str) -> list[Check]:
    return [check for check in checks(name) if check.status is CheckStatus.FAIL]


@pytest.mark.parametrize("inconsistency", INCONSISTENCIES, ids=lambda one: f"{one[0]}-{one[1]}")
def test_each_inconsistency_is_found_at_its_place_with_its_figures(
    inconsistency: tuple[str, int, tuple[str, ...]],
) -> None:
    rule, page, told = inconsistency
    found = [check for check in failing("budget_2025") if (check.rule_id, check.page_number) == (rule, page)]
    assert [check for check in found if all(text in check.explanation for text in told)]


def test_nothing_else_fails_and_everything_else_passes() -> None:
    assert sorted((check.rule_id, check.page_number) for check in failing("budget_2025")) == sorted(
        (rule, page) for rule, page, _ in INCONSISTENCIES
    )
    passed = [check for check in checks("budget_2025") if check.status is CheckStatus.PASS]
    assert len(passed) > 260
    assert {check.rule_id for check in passed} <= {rule.id for rule in rules()}


@pytest.mark.parametrize("name", ["budget_2025_slanted_watermark", "budget_2025_pale_watermark"])
def test_a_watermark_changes_nothing(name: str) -> None:
    told = [(check.rule_id, check.page_number, check.explanation) for check in failing(name)]
    assert told == [(check.rule_id, check.page_number, check.explanation) for check in failing("budget_2025")]


def test_what_the_source_satisfies_passes() -> None:
    """Figures that agree though others near them do not."""
    told = [check.explanation for check in checks("budget_2025") if check.status is CheckStatus.PASS]
    for texts in (
        ("“收入预算总计”814.38万元", "-37.82万元", "-4.44%"),
        ("715.75万元", "-34.95万元", "-4.66%"),
        ("715.75万元占814.38万元的87.89%",),
        ("98.63万元占814.38万元的12.11%",),
        ("特定目标类项目3个", "199.75万元"),
        ("重大传染病防控经费》项目期1年", "176.75万元"),
        ("车辆2辆，各类车辆之和为2辆",),
        ("“一般公共预算拨款”为814.38万元",),
    ):
        assert [one for one in told if all(text in one for text in texts)], texts


def test_a_set_of_tables_without_its_fourth_and_seventh_is_told_so() -> None:
    """Three units whose sets leave out 财政拨款收支总表 and 国有资本经营预算支出表: both rules are right."""
    found = {(check.rule_id, check.page_number) for check in failing("three_units_2026")}
    assert {rule for rule, _ in found} == {"required_table", "table_number_gap"}
    assert {page for rule, page in found if rule == "table_number_gap"} == {5, 7, 13, 15, 21, 23}
