"""What offices of other provinces and sorts print, by a third hand: the Corps, central departments, schools, townships.

All of it was kept for a report and opened once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.mutated.changes import (
    EXPENDITURE,
    Change,
    codes_in_names,
    part_of,
    renamed,
    told,
    total_row_named,
    with_column,
    with_title,
)
from benchmarks.mutated.drawing import Plan, Spot
from mingzhang.models.text.amounts import printed_amount


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(plan: Plan) -> Plan:
        for one in changes:
            plan = one(plan)
        return plan

    return change


def difference(share: str) -> Change:
    """比上年增减 in money, for a last year that is not printed."""

    def write(number: int, its: Sequence[Spot]) -> str:
        amount = next((printed_amount(spot.text) for spot in its if spot.figure), None)
        if not amount:
            return ""
        return f"{(amount * Decimal(share)).quantize(Decimal('0.01')):,}"

    return with_column("right", "比2025年增减额", write, only=EXPENDITURE)


def empty_rows(count: int) -> Change:
    """Rows without a word or figure at the end, as a sheet that was printed whole has them."""

    def change(plan: Plan) -> Plan:
        last, width = plan.row_count, plan.column_count
        more = [Spot(last + row, column, 1, 1, "") for row in range(count) for column in range(width)]
        return plan.with_spots([*plan.spots, *more])

    return change


def note_row(text: str) -> Change:
    """A last row across the table with a sentence."""

    def change(plan: Plan) -> Plan:
        return plan.with_spots([*plan.spots, Spot(plan.row_count, 0, 1, plan.column_count, text)])

    return change


def title_row(plan: Plan) -> Plan:
    """The title as the first row of the table."""
    moved = [replace(spot, row=spot.row + 1) for spot in plan.spots]
    return plan.with_spots([Spot(0, 0, 1, plan.column_count, plan.title, is_header=True), *moved])


PROVINCES: dict[str, Change] = {
    "central: 执行数 of last year": with_column("after", "2025年执行数", part_of("0.91"), only=EXPENDITURE),
    "central: 增减额": difference("0.07"),
    "central: titles": with_title("一般公共预算支出(情况)?表", "公共预算财政拨款支出表"),
    "Guangdong: titles": with_title("收支总表|收支预算总表", "部门收支总体情况表"),
    "Zhejiang: titles": with_title("收支总表|收支总体情况表", "收支预算总表"),
    "the Corps: titles": with_title("^", "第八师某团场"),
    "township: titles": with_title("^(20..年)?(部门)?", "某镇人民政府"),
    "school: funds": renamed(财政专户管理资金="教育收费", 单位资金="自筹资金", 事业收入="学费住宿费收入"),
    "hospital: funds": renamed(单位资金="医疗收入", 事业收入="医疗收入", 其他收入="其他医疗收入"),
    "单位：人民币万元": told(unit_words="单位：人民币{}"),
    "货币单位": told(unit_words="货币单位：{}（保留两位小数）"),
    "金额单位 between spaces": told(unit_words="金 额 单 位 ： {}"),
    "合计 with a colon": total_row_named("合 计 ："),
    "合计数": total_row_named("合计数"),
    "本级及下属合计": total_row_named("本级及下属单位合计"),
    "2026年预算 over 合计": renamed(合计="2026年预算合计", 总计="2026年预算总计", 预算数="2026年部门预算"),
    "其中：基本支出": renamed(基本支出="其中：基本支出", 项目支出="其中：项目支出"),
    "（一）基本 words": renamed(人员经费="其中：人员支出", 公用经费="其中：公用支出", 日常公用经费="其中：公用支出"),
    "codes behind a space": codes_in_names("{0} {1}"),
    "codes with a long dash": codes_in_names("{0}——{1}"),
    "所属处室 column": with_column("left", "所属处室", lambda number, _: "办公室" if number % 2 else "财务处"),
    "是否涉密 column": with_column("right", "是否政府采购", lambda number, _: "否" if number % 3 else "是"),
    "empty rows at the end": empty_rows(4),
    "a note in the last row": note_row("注：本表按功能分类列示，因四舍五入，分项之和与合计可能略有差异。"),
    "the title in the table": title_row,
    "spaced words of the header": renamed(合计="合    计", 基本支出="基 本 支 出", 项目支出="项 目 支 出"),
    "Corps and no frame": both(told(has_frame=False), with_title("^", "兵团")),
}
