"""What offices of other provinces print, by another hand than `changes.py`: a second set of changes.

Every other one is kept for the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from benchmarks.mutated.changes import (
    EXPENDITURE,
    Change,
    blanks_filled,
    code_spots,
    codes_in_names,
    codes_in_three,
    money_columns,
    part_of,
    renamed,
    total_row,
    total_row_named,
    with_column,
    with_figures,
    with_title,
)
from benchmarks.mutated.drawing import Plan, Spot
from mingzhang.models.text.amounts import printed_amount


def decimals(count: int) -> Change:
    """Amounts of 万元 with zeros behind that are none of their digits."""

    def write(text: str) -> str:
        amount = printed_amount(text)
        return text if amount is None else f"{amount:,.{count}f}"

    return lambda plan: with_figures(plan, write) if plan.currency_unit == "万元" else plan


def marked(sign: str) -> Change:
    return lambda plan: with_figures(plan, lambda text: f"{sign}{text}" if printed_amount(text) else text)


def deepest_part(plan: Plan) -> Plan:
    """类, 款 and 项 in three columns, each row with the part of its own level only."""
    split = codes_in_three(plan)
    if split is plan:
        return plan
    column = next(iter(code_spots(plan).values())).column
    depth = {row: (len(spot.text.strip()) - 3) // 2 for row, spot in code_spots(plan).items()}
    return split.with_spots(
        [
            replace(spot, text="")
            if not spot.is_header and spot.row in depth and column <= spot.column < column + depth[spot.row]
            else spot
            for spot in split.spots
        ]
    )


def vertical_header(plan: Plan) -> Plan:
    """Header words of one narrow column, one sign a line."""
    return plan.with_spots(
        [
            replace(spot, text="\n".join("".join(spot.text.split())))
            if spot.is_header and spot.column_span == 1 and len("".join(spot.text.split())) <= 4
            else spot
            for spot in plan.spots
        ]
    )


def row_under_total(name: str, share: str = "1") -> Change:
    """Under the first total, a row with the same amounts again (一、本年支出), or with none."""

    def change(plan: Plan) -> Plan:
        row = total_row(plan)
        if row is None or any(s.row_span > 1 and s.row <= row < s.row + s.row_span - 1 for s in plan.spots):
            return plan
        moved = [replace(spot, row=spot.row + 1) if spot.row > row else spot for spot in plan.spots]
        for spot in (s for s in plan.spots if s.row == row):
            text = spot.text if spot.figure else (name if spot.text.strip() else "")
            moved.append(replace(spot, row=row + 1, text=text if share == "1" or not spot.figure else "", figure=None))
        return plan.with_spots(moved)

    return change


def row_at_end(name: str, write: Callable[[Decimal], str]) -> Change:
    """A last row of another sort: shares, or an item without money."""

    def change(plan: Plan) -> Plan:
        row, columns = total_row(plan), set(money_columns(plan))
        if row is None:
            return plan
        added = []
        for spot in (s for s in plan.spots if s.row == row):
            amount = printed_amount(spot.text) if spot.column in columns else None
            text = write(amount) if amount is not None else (name if spot.text.strip() else "")
            added.append(replace(spot, row=plan.row_count, row_span=1, text=text, figure=None))
        return plan.with_spots([*plan.spots, *added])

    return change


def unit_in_headers(plan: Plan) -> Plan:
    """The unit of money behind each header of money, and no line of its own."""
    head, columns = plan.header_rows, set(money_columns(plan))
    spots = [
        replace(spot, text=f"{spot.text}（{plan.currency_unit}）")
        if spot.is_header and spot.column in columns and spot.column_span == 1 and spot.row + spot.row_span == head
        else spot
        for spot in plan.spots
    ]
    return replace(plan.with_spots(spots), unit_words="")


def wrapped_names(plan: Plan) -> Plan:
    """Long names of items over two lines."""

    def broken(spot: Spot) -> Spot:
        text = spot.text.strip()
        if spot.is_header or spot.figure or len(text) < 8 or not re.search("[一-鿿]", text):
            return spot
        return replace(spot, text=f"{text[:6]}\n{text[6:]}")

    return plan.with_spots([broken(spot) for spot in plan.spots])


PRINTED: dict[str, Change] = {
    "four decimals": decimals(4),
    "six decimals": decimals(6),
    "codes in square brackets": codes_in_names("[{0}]{1}"),
    "codes behind a point": codes_in_names("{0}.{1}"),
    "deepest part of the code": deepest_part,
    "header one sign a line": vertical_header,
    "专项资金 behind the total": with_column(
        "after", "其中：专项资金列入部门预算项目", part_of("0.41"), only=EXPENDITURE
    ),
    "政府采购 at the end": with_column("right", "政府采购预算", part_of("0.29"), only=EXPENDITURE),
    "上年 at the end": with_column("right", "上年预算数", part_of("0.87"), only=EXPENDITURE),
    "增减 in percent": with_column("right", "比上年增减（%）", lambda n, _: f"{n * 13 % 60 - 20}.25", only=EXPENDITURE),
    "total row with a code": total_row_named("606-合计"),
    "total row 支出合计": total_row_named("支出合计"),
    "一、本年支出 under the total": row_under_total("一、本年支出"),
    "其中： without money under the total": row_under_total("其中：", "0"),
    "a last row of shares": row_at_end("占比（%）", lambda amount: "100.00" if amount else "0.00"),
    "a last row 结转下年": row_at_end("结转下年", lambda amount: "0.00"),
    "blanks a slash": blanks_filled("/"),
    "blanks 无": blanks_filled("无"),
    "names over two lines": wrapped_names,
    "a sign of money": marked("￥"),
    "总表 of the finance": with_title("收支总表|收支预算总表", "财务收支预算总表"),
    "title 公开表": with_title("^", "公开表"),
    "类级 words": renamed(合计="小计", 总计="总额", 基本支出="基本支出小计", 项目支出="项目支出小计"),
    "units in headers": unit_in_headers,
}
TUNED = tuple(PRINTED)[::2]
KEPT = tuple(PRINTED)[1::2]
