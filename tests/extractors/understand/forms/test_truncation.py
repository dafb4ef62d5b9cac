"""Names that a form cut: told by what stands beside them, and not suspected otherwise."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.forms import read_forms
from tests.extractors.understand.forms.sheets import table

HEAD = """
项目名称 | < | 甲项目 | < | < | < | < | <
项目概况 | < | 为市民提供一个上消化道癌早诊早治的机会，提高财政资金投入总量。 | < | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
"""


def cut(implementation: str, annual: str, level2: str = "社会效益", annual_level2: str | None = None) -> list[bool]:
    row = f"^ | 效益指标 | {level2} | {implementation} | 显著 | {annual_level2 or level2} | {annual} | 显著"
    (project,) = read_forms(table(HEAD + row))
    return [one.is_truncated for one in project.indicators]


@pytest.mark.parametrize(
    ("implementation", "annual", "wanted"),
    [
        ("工资津补贴发放时间", "工资津补贴发放", [False, True]),
        ("保障职工合法权益，保障", "保障职工合法权", [True, True]),
        ("通过安宁疗护服务减轻患", "通过安宁疗护照", [True, True]),
        ("系统建设成本合格率", "系统建设成本合格", [False, True]),
        ("在编职工数", "在编职工数", [False, False]),
        ("参训学员满意度提升", "参训学员满意率", [False, False]),
        ("培训班次数（次）", "培训班次数", [False, False]),
        ("为市民提供一个上消", "无", [True, False]),
        ("提高财政资金投入总量", "无", [False, False]),
        ("开展活动（含线上", "无", [True, False]),
    ],
)
def test_names(implementation: str, annual: str, wanted: list[bool]) -> None:
    assert cut(implementation, annual) == wanted


def test_a_second_level_that_stops_within_its_word() -> None:
    assert cut("患者满意度", "患者满意度", "服务对象满意度", "服务对象满意度指") == [False, True]
    assert cut("患者满意度", "患者满意度", "服务对象满意度", "服务对象满意度指标") == [False, False]
