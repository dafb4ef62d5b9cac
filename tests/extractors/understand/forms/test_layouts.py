"""Layouts of forms that provinces print: where funds, goals and indicators stand differs, what they mean does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.extractors.understand.forms import form_lines, looks_like_form, read_forms, read_goals
from mingzhang.models.records.documents import PerformanceIndicator, Table
from mingzhang.models.vocabulary.enums import IndicatorPeriod, Measure, TableKind
from tests.extractors.understand.forms.sheets import OVERALL, PROJECT, table


def short(indicators: tuple[PerformanceIndicator, ...]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(one.period.value[:3], one.level1, one.level3, one.target_text) for one in indicators]


SIDE_BY_SIDE = """
项目支出绩效目标表 | < | < | < | < | < | < | <
（2025年度） | < | < | < | < | < | < | <
项目名称 | < | 科研业务费 | < | < | < | < | <
主管部门及代码 | < | [123]某部 | < | 实施单位 | < | 某研究中心 | <
项目属性 | < | 延续项目 | < | 项目期 | < | 2024-2026年 | <
项目资金\\n（万元） | < | 中期资金总额： | < | 3,600.00 | 年度资金总额： | < | 1,200.00
^ | ^ | 其中：财政拨款 | < | 3,600.00 | 其中：财政拨款 | < | 1,000.00
^ | ^ | 上年结转 | < | 0 | 上年结转 | < | 200.00
^ | ^ | 其他资金 | < | | 其他资金 | < |
总体目标 | 中期目标（2024年—2026年） | < | < | < | 年度目标 | < | <
^ | 建成三个平台。 | < | < | < | 建成一个平台。 | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
^ | 产出指标 | 数量指标 | 平台数 | ≥3个 | 数量指标 | 平台数 | ≥1个
^ | ^ | ^ | 论文数 | ≥30篇 | ^ | 论文数 | ≥10篇
^ | 满意度指标 | 服务对象满意度指标 | 用户满意度 | ≥95% | 服务对象满意度指标 | 用户满意度 | ≥95%
"""


def test_two_periods_side_by_side_with_goals_under_their_headers() -> None:
    form = table(SIDE_BY_SIDE)
    (project,) = read_forms(form)
    assert (project.fiscal_year, project.department_code, project.department_name) == (2025, "123", "某部")
    assert (project.unit_name, project.duration_years) == ("某研究中心", 3)
    assert (project.implementation_goal, project.annual_goal) == ("建成三个平台。", "建成一个平台。")
    assert project.implementation.total == Decimal("36000000.00")
    assert (project.annual.total, project.annual.other) == (Decimal("12000000.00"), None)
    assert short(project.indicators)[2:4] == [
        ("imp", "产出指标", "论文数", "≥30篇"),
        ("ann", "产出指标", "论文数", "≥10篇"),
    ]
    lines = {("/".join(line.column_path), line.amount_text): line.measure for line in form_lines(form, (project,))}
    assert lines["中期资金总额/其中：财政拨款", "3,600.00"] is Measure.FISCAL_APPROPRIATION
    assert lines["年度资金总额/上年结转", "200.00"] is Measure.CARRYOVER
    assert lines["年度资金总额", "1,200.00"] is Measure.TOTAL


def test_headers_of_the_periods_that_stand_over_the_label_column_too() -> None:
    """The two headers halve the width of the sheet, so the second begins over the first one's values."""
    for headers, goals in (
        ("实施期目标 | < | < | < | 年度目标 | < | < | <", "总体目标 | 建成。 | < | < | 开工。 | < | < | <"),
        ("实施期目标 | < | < | 年度目标 | < | < | < | <", "总体目标 | 建成。 | < | < | < | 开工。 | < | <"),
        (
            "实施期目标 | < | < | < | < | 年度目标 | < | <",
            """总体目标 | 建成。 | < | < | 开工。 | < | < | <
            ^ | 通车。 | < | < | 备料。 | < | < | <
            ^ | 验收。 | < | < | 施工。 | < | < | <""",
        ),
    ):
        (project,) = read_forms(
            table(
                f"""
                项目名称 | < | 道路工程 | < | < | < | < | <
                {headers}
                {goals}
                绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
                ^ | 产出指标 | 数量指标 | 里程 | 30公里 | 数量指标 | 里程 | 10公里
                ^ | 效益指标 | 社会效益 | 投诉 | ≤3次 | 社会效益 | 投诉 | ≤1次
                """
            )
        )
        assert short(project.indicators) == [
            ("imp", "产出指标", "里程", "30公里"),
            ("ann", "产出指标", "里程", "10公里"),
            ("imp", "效益指标", "投诉", "≤3次"),
            ("ann", "效益指标", "投诉", "≤1次"),
        ]


def test_long_term_indicators_above_those_of_the_year() -> None:
    (project,) = read_forms(
        table(
            """
            项目名称 | 执法经费 | < | < | <
            项目主管部门 | 某省某厅 | < | 项目执行单位 | 某总队
            项目负责人 | 甲某 | < | 联系电话 | 000-0000
            项目总预算 | 300 | < | 项目当年预算 | 100
            长期绩效目标 | 三年内提高执法水平。 | < | < | <
            年度绩效目标 | 本年完成检查。 | < | < | <
            长期绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
            ^ | 产出指标 | 数量指标 | 检查次数 | ≥300次
            年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
            ^ | 产出指标 | 数量指标 | 检查次数 | ≥100次
            ^ | 效益指标 | 社会效益指标 | 投诉率 | ≤1%
            """,
            currency_unit="万元",
        )
    )
    assert [one.period for one in project.indicators] == [
        IndicatorPeriod.IMPLEMENTATION,
        IndicatorPeriod.ANNUAL,
        IndicatorPeriod.ANNUAL,
    ]
    assert (project.implementation.total, project.annual.total) == (Decimal(3000000), Decimal(1000000))
    assert project.contact is not None and project.contact.phone == "000-0000"


def test_values_of_both_periods_beside_shared_names() -> None:
    for header in (
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 实施期指标值 | 年度指标值",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | < \n ^ | ^ | ^ | ^ | 实施期 | 年度",
    ):
        (project,) = read_forms(
            table(f"项目名称 | 甲项目 | < | < | < | < \n {header} \n ^ | 产出指标 | 数量指标 | 检查次数 | 30次 | 10次")
        )
        assert short(project.indicators) == [
            ("imp", "产出指标", "检查次数", "30次"),
            ("ann", "产出指标", "检查次数", "10次"),
        ]


@pytest.mark.parametrize("headers", ["一级指 | 二级指标", "级指标 | 级指标", "一级指标 | 级指标"])
def test_levels_under_headers_that_were_cut_or_misread(headers: str) -> None:
    (project,) = read_forms(
        table(
            f"""
            项目名称 | < | 道路工程 | < | <
            绩效指标 | {headers} | 三级指标 | 指标值
            ^ | 产出指标 | 数量指标 | 里程 | 30公里
            ^ | 效益指标 | 社会效益指标 | 投诉 | ≤3次
            """
        )
    )
    assert [(one.level1, one.level2, one.level3) for one in project.indicators] == [
        ("产出指标", "数量指标", "里程"),
        ("效益指标", "社会效益指标", "投诉"),
    ]


@pytest.mark.parametrize("headers", ["指标质 | 指标值 | 计位", "指标性质 | 指标值 | 量单", "指质 | 指标值 | 计量单位"])
def test_signs_and_units_under_headers_that_were_misread(headers: str) -> None:
    (project,) = read_forms(
        table(
            f"""
            项目名称 | 道路工程 | < | <
            指标名称 | {headers}
            里程 | ≥ | 30 | 公里
            合格率 | = | 100 | %
            """
        )
    )
    assert [one.target_text for one in project.indicators] == ["≥30公里", "=100%"]


def test_a_header_over_other_words_is_no_level() -> None:
    (project,) = read_forms(
        table(
            """
            项目名称 | < | 道路工程 | < | <
            绩效指标 | 处室 | 二级指标 | 三级指标 | 指标值
            ^ | 工程处 | 数量指标 | 里程 | 30公里
            """
        )
    )
    assert [(one.level1, one.level2) for one in project.indicators] == [(None, "数量指标")]


def test_names_under_a_header_of_any_word_between_levels_and_values() -> None:
    (project,) = read_forms(
        table(
            """
            项目名称 | 甲项目 | < | < | <
            一级指标 | 二级指标 | 绩效指标 | 半年（程）指标值 | 全年（程）指标值
            产出指标 | 数量指标 | 检查次数 | ≥30次 | ≥60次
            """
        )
    )
    assert short(project.indicators) == [("ann", "产出指标", "检查次数", "≥60次")]


LIST = """
单位编码 | 单位（项目）名称 | 资金总额 | 绩效目标 | 绩效指标 | < | < | < | < | < | <
^ | ^ | ^ | ^ | 一级指标 | 二级指标 | 三级指标 | 指标值 | 指标值内容 | 度量单位 | 指标值类型
合计 | | 150.00 | | | | | | | |
126001 | 某市某局 | 150.00 | | | | | | | |
126001 | 接待专项 | 100.00 | 做好接待 | 产出指标 | 数量指标 | 接待次数 | 50 | 全年 | 次 | ≥
^ | ^ | ^ | ^ | ^ | 时效指标 | 及时性 | 按时 | 全年 | | 定性
126001 | 接待专项 | 100.00 | 做好接待 | 效益指标 | 社会效益指标 | 答复率 | 95 | 全年 | % | ≥
126001 | 宣传专项 | 50.00 | 做好宣传 | 产出指标 | 数量指标 | 宣传次数 | 4 | 全年 | 次 | ＝
"""


def test_a_list_goes_on_with_its_project_after_a_page_break_and_sums_are_no_projects() -> None:
    form = table(LIST, currency_unit="万元", page_breaks=[6])
    first, second = read_forms(form)
    assert (first.project_name, first.unit_name, first.first_page, first.last_page) == ("接待专项", "某市某局", 1, 2)
    assert [one.target_text for one in first.indicators] == ["≥50次", "按时", "≥95%"]
    assert (first.annual.total, second.annual.total) == (Decimal("1000000.00"), Decimal("500000.00"))
    assert [one.target_text for one in second.indicators] == ["＝4次"]
    lines = form_lines(form, (first, second))
    assert [(line.item_name, line.amount_text, line.is_total) for line in lines] == [
        ("合计", "150.00", True), ("某市某局", "150.00", False),
        ("接待专项", "100.00", False), ("宣传专项", "50.00", False),
    ]  # fmt: skip


def test_the_same_name_on_one_page_is_another_project() -> None:
    assert len(read_forms(table(LIST, currency_unit="万元"))) == 3


GOALS = """
支出项目类别（资金使用单位） | 总计 | 财政拨款 | < | 绩效目标
^ | ^ | 合计 | 一般公共预算 | ^
合计 | 30.00 | 30.00 | 30.00 |
某市甲局 | 20.00 | 20.00 | 20.00 |
购置经费 | 20.00 | 20.00 | 20.00 | 更新设备，
 | | | | 保障办公。
某市乙中心 | 10.00 | 10.00 | 10.00 |
维修经费 | 10.00 | 10.00 | 10.00 | 修缮房屋。
"""


def test_goals_in_a_table_of_project_expenditure() -> None:
    projects = read_goals(table(GOALS, TableKind.PROJECT_EXPENDITURE, currency_unit="万元", page_breaks=[5]))
    assert [(one.unit_name, one.project_name, one.annual_goal) for one in projects] == [
        ("某市甲局", "购置经费", "更新设备，保障办公。"), ("某市乙中心", "维修经费", "修缮房屋。")
    ]  # fmt: skip
    assert [one.annual.total for one in projects] == [Decimal("200000.00"), Decimal("100000.00")]
    assert read_goals(table("科目编码 | 科目名称 | 合计 \n 201 | 一般公共服务支出 | 5.00", TableKind.OTHER)) == ()


def test_indicators_written_out_in_a_goal() -> None:
    goal = (
        "1、1-产出指标；11-数量指标；道路长度；实施周期指标值:47.1公里；年度指标值:40公里。"
        "2、2-效益指标；22-社会效益；事故数；实施周期指标值:零；年度指标值:零。"
    )
    (project,) = read_forms(table(f"项目 | 预算数（单位：万元） | 绩效目标 \n 养护项目 | 6,833.64 | {goal}"))
    assert project.annual.total == Decimal("68336400.00")
    assert short(project.indicators) == [
        ("imp", "产出指标", "道路长度", "47.1公里"), ("ann", "产出指标", "道路长度", "40公里"),
        ("imp", "效益指标", "事故数", "零"), ("ann", "效益指标", "事故数", "零"),
    ]  # fmt: skip


TASKS = """
部门（单位）名称 | < | 某市审计局 | < | < | <
年\\n度\\n主\\n要\\n任\\n务 | 任务名称 | 主要内容 | 预算金额（万元） | < | <
^ | ^ | ^ | 总额 | 财政拨款 | 其他资金
^ | 机关运转 | 人员经费 | 300 | 300 |
^ | 审计事务 | 外勤经费 | 50.5 | 40.5 | 10
^ | 金额合计 | < | 350.5 | 340.5 | 10
年度总体目标 | 做好审计。 | < | < | < | <
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值权重（90分）
^ | 产出指标 | 数量指标 | 审计报告（篇） | ≥150 | 6
"""


def test_tasks_of_an_overall_form() -> None:
    form = table(TASKS, OVERALL)
    (project,) = read_forms(form)
    assert (project.is_overall, project.unit_name, project.annual_goal) == (True, "某市审计局", "做好审计。")
    assert (project.annual.total, project.annual.other) == (Decimal(3505000), Decimal(100000))
    assert (project.indicators[0].target_text, project.indicators[0].target_unit) == ("≥150", "篇")
    lines = form_lines(form, (project,))
    assert {(line.item_name, line.column_path, line.is_total) for line in lines if line.amount_text == "10"} == {
        ("审计事务", ("预算金额（万元）", "其他资金"), False), ("金额合计", ("预算金额（万元）", "其他资金"), True)
    }  # fmt: skip


def test_an_overall_form_with_labels_and_sums_in_one_cell() -> None:
    form = table(
        """
        部门（单位）名称 | 某县某局 | < | < | <
        年度预算申请（万元） | 资金总额：1,935.36 | < | < | <
        ^ | 其中：一般公共预算：1,935.36 | < | 其中：基本支出：1,517.95 | <
        整体绩效目标 | 完成各项工作。 | < | < | <
        部门整体支出年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
        ^ | 产出指标 | 数量指标 | 办件数 | ≥100件
        """,
        OVERALL,
    )
    (project,) = read_forms(form)
    assert project.annual.total == Decimal("19353600.00")
    measures = {"/".join(line.column_path): line.measure for line in form_lines(form, (project,))}
    assert measures["资金总额/其中：一般公共预算"] is Measure.GENERAL_PUBLIC
    assert measures["资金总额/其中：基本支出"] is Measure.BASIC


def test_labels_of_funds_over_their_sums() -> None:
    (project,) = read_forms(
        table(
            """
            部门名称 | 某市某局 | < | <
            年度部门整体支出预算（万元） | 资金总额 | 财政拨款 | 其他资金
            ^ | 500 | 450 | 50
            年度总体目标 | 做好工作 | < | <
            """,
            OVERALL,
        )
    )
    assert (project.annual.total, project.annual.other) == (Decimal(5000000), Decimal(500000))
    assert project.unit_name == "某市某局"


def test_two_forms_in_one_table() -> None:
    one = """{0}绩效目标表 | < | < | <
        项目名称 | {0} | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 次数 | {1}次"""
    projects = read_forms(table(one.format("甲项目", 3) + "\n" + one.format("乙项目", 5)))
    assert [(one.project_name, short(one.indicators)[0][3]) for one in projects] == [
        ("甲项目", "3次"),
        ("乙项目", "5次"),
    ]


def test_an_empty_form_is_no_project() -> None:
    form = table(
        """
        项目名称 | | 主管部门 | <
        资金金额（万元） | 实施期资金总额： | | <
        总体目标 | | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        成本指标 | 经济成本 | ...... |
        产出指标 | 数量指标 | |
        """
    )
    assert read_forms(form) == ()
    assert form_lines(form, ()) == ()


def test_nothing_is_in_yuan_where_no_unit_is_printed() -> None:
    form = table("项目名称 | 甲项目 | < \n 项目资金 | 资金总额 | 100 \n 年度目标 | 完成 | <")
    (project,) = read_forms(form)
    assert project.annual.total is None
    (line,) = form_lines(form, (project,))
    assert (line.amount_yuan, line.amount_text) == (None, "100")


def test_one_wrong_character_in_a_label_is_understood() -> None:
    form = table("项日名称 | 甲项目 | < \n 主管部门 及代码： | 063-某委 | < \n 项目概兄 | 建设 | <")
    (project,) = read_forms(form)
    assert (project.project_name, project.department_code, project.overview) == ("甲项目", "063", "建设")


def test_label_and_value_in_one_cell_where_a_scan_lost_a_rule() -> None:
    (project,) = read_forms(
        table(
            """
            项目名称 | 甲项目 | < | <
            主管部门及代码 | 063-某委 | 实施单位某所 | <
            项目属性 | 经常性项目 | 项目期99年 | <
            项目资金（元） | 年度资金总额：500 | 省级财政资金 0 | 市县（区）财政资3000
            负责人 | ： | 填报日期：20250123081706 | <
            """
        )
    )
    assert (project.unit_name, project.duration, project.duration_years) == ("某所", "99年", 99)
    assert (project.annual.total, project.annual.provincial, project.annual.municipal) == (
        Decimal(500),
        Decimal(0),
        None,
    )
    assert project.contact is None
    assert project.filled_at is not None and project.filled_at.isoformat() == "2025-01-23T08:17:06"


def test_shapes() -> None:
    def kind(form: Table) -> TableKind | None:
        return looks_like_form([cell.text for cell in form.cells])

    assert kind(table(SIDE_BY_SIDE)) is PROJECT
    assert kind(table(LIST)) is PROJECT
    assert kind(table(TASKS)) is OVERALL
    assert kind(table("项目 | 预算数（单位：万元） | 绩效目标 \n 养护项目 | 6,833.64 | 养好道路")) is PROJECT
    assert kind(table("项目 | 本年预算数 \n 一、一般公共服务支出 | 5.00 \n 绩效工资 | 3.00")) is None
    assert kind(table("项目名称 | 金额 | 备注 \n 购置经费 | 5.00 |")) is None


def test_the_placeholders_of_a_form_that_nobody_filled_in_are_no_indicators() -> None:
    form = table("""
项目支出绩效目标表 | < | < | <
项目名称 | 巡河 | < | <
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 指标1：巡河次数 | ≥3次
^ | ^ | 指标2： |
^ | 质量指标 | 指标1 | ≥95%
^ | ^ | 指标： |
^ | ^ | …… |
""")
    (project,) = read_forms(form)
    assert [one.target_text for one in project.indicators] == ["≥3次", "≥95%"]
