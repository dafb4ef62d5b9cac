"""Tables of the made budget, as provinces print them: rows of cells, a cell a text or (text, columns, rows)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from decimal import Decimal

from benchmarks.made_templates.budget import (
    CARRIED,
    CLASSES,
    OFFICE,
    THREE_PUBLIC,
    TOTAL,
    UNITS,
    Spending,
    summed,
    tree,
)

Cell = str | tuple[str, int, int]
Row = Sequence[Cell]
ZERO = Decimal(0)
CAR = THREE_PUBLIC["公务用车购置费"] + THREE_PUBLIC["公务用车运行维护费"]
ALL_THREE = sum(THREE_PUBLIC.values(), ZERO)
ORDINALS = "一二三四"


def amount(value: Decimal) -> str:
    return f"{value:,.2f}" if value else ""


def page(title: str, rows: Sequence[Row], unit: str = "单位：万元") -> str:
    """A captioned table as HTML."""
    lines = []
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
        lines.append("".join(f'<td colspan="{c}" rowspan="{r}">{html.escape(text)}</td>' for text, c, r in cells))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<p>{title}</p><p>{unit}</p><table border="1">{body}</table>'


def summary(title: str) -> str:
    """收支总表: revenue beside expenditure."""
    rows: list[Row] = [[("收入", 2, 1), ("支出", 2, 1)], ["项目", "预算数", "项目", "预算数"]]
    left = [
        ("一、一般公共预算拨款收入", TOTAL.total - CARRIED),
        ("二、政府性基金预算拨款收入", ZERO),
        ("三、事业收入", ZERO),
    ]
    for order, ((name, value), one) in enumerate(zip(left, CLASSES, strict=True)):
        rows.append([name, amount(value), f"{ORDINALS[order]}、{one.name}", amount(one.total)])
    rows.append(["本年收入合计", amount(TOTAL.total - CARRIED), "本年支出合计", amount(TOTAL.total)])
    rows.append(["上年结转", amount(CARRIED), "结转下年", ""])
    rows.append(["收 入 总 计", amount(TOTAL.total), "支 出 总 计", amount(TOTAL.total)])
    return page(title, rows)


def appropriation(title: str) -> str:
    """财政拨款收支总表: one side by source, the other by fund."""
    rows: list[Row] = [
        [("收入", 2, 1), ("支出", 4, 1)],
        ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"],
    ]
    left = [
        ("一、本年收入", TOTAL.total - CARRIED),
        ("（一）一般公共预算拨款", TOTAL.total - CARRIED),
        ("（二）政府性基金预算拨款", ZERO),
        ("二、上年结转", CARRIED),
    ]
    right = [("一、本年支出", TOTAL.total)]
    right += [(f"（{ORDINALS[order]}）{one.name}", one.total) for order, one in enumerate(CLASSES)]
    for (name, value), (other, spent) in zip(left, right, strict=True):
        rows.append([name, amount(value), other, amount(spent), amount(spent), ""])
    total = amount(TOTAL.total)
    return page(title, [*rows, ["收入总计", total, "支出总计", total, total, ""]])


FUNDS = ("合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入", "事业收入")


def _funds(total: Decimal, carried: Decimal) -> list[Cell]:
    return [amount(total), amount(carried), amount(total - carried), "", ""]


def revenue_by_item(title: str) -> str:
    rows: list[Row] = [["科目编码", "科目名称", *FUNDS], ["", "合计", *_funds(TOTAL.total, CARRIED)]]
    for one in tree():
        carried = CARRIED if one.code in ("201", "20101", "2010102") else ZERO
        rows.append([one.code, one.name, *_funds(one.total, carried)])
    return page(title, rows)


def revenue_by_unit(title: str) -> str:
    rows: list[Row] = [["单位代码", "单位名称", *FUNDS], ["", "合计", *_funds(TOTAL.total, CARRIED)]]
    for order, unit in enumerate(UNITS):
        total = summed(unit.items, "", "").total
        rows.append([unit.code, unit.name, *_funds(total, ZERO if order else CARRIED)])
    return page(title, rows)


def _parts(code: str) -> list[Cell]:
    return [code[:3], code[3:5], code[5:7]]


def by_unit_and_item(title: str, header: str, coded_units: bool, split: bool) -> str:
    """类 款 项 beside one column that names units and, below each, its items (四川, 河南)."""
    head: list[Cell] = [("科目编码", 3, 1), *([("单位代码", 1, 2)] if coded_units else []), (header, 1, 2)]
    if split:
        rows: list[Row] = [
            [*head, ("总计", 1, 2), ("基本支出", 3, 1), ("项目支出", 1, 2)],
            ["类", "款", "项", "小计", "工资福利支出", "商品和服务支出"],
        ]
    else:
        rows = [[*head, ("合计", 1, 2), ("基本支出", 1, 2), ("项目支出", 1, 2)], ["类", "款", "项"]]

    def figures(one: Spending) -> list[Cell]:
        basic = [one.basic, one.personnel, one.operating] if split else [one.basic]
        return [amount(value) for value in (one.total, *basic, one.project)]

    blank: list[Cell] = ["", "", "", *([""] if coded_units else [])]
    rows.append([*blank, "合计", *figures(TOTAL)])
    for unit in UNITS:
        rows.append([*blank, unit.name, *figures(summed(unit.items, "", ""))])
        for item in unit.items:
            code: list[Cell] = [unit.code] if coded_units else []
            rows.append([*_parts(item.code), *code, item.name, *figures(item)])
    return page(title, rows)


def units_at_the_left(title: str, head: tuple[str, str]) -> str:
    """Code and name of the unit, then code and name of the item, in every row."""
    figures = [amount(value) for value in (TOTAL.total, TOTAL.basic, TOTAL.project)]
    rows: list[Row] = [
        [*head, "功能科目编码", "功能科目名称", "合计", "基本支出", "项目支出"],
        ["", "", "", "合计", *figures],
    ]
    for unit in UNITS:
        for one in unit.items:
            spent = [amount(value) for value in (one.total, one.basic, one.project)]
            rows.append([unit.code, unit.name, one.code, one.name, *spent])
    return page(title, rows)


def by_item(title: str, head: tuple[str, str] | str, join: str = "", total_last: bool = False) -> str:
    """Code and name in two columns; or in one (`head` is its header), set apart by `join`."""
    names: list[Cell] = [(head, 1, 2)] if isinstance(head, str) else [(word, 1, 2) for word in head]
    rows: list[Row] = [
        [*names, ("合计", 1, 2), ("基本支出", 3, 1), ("项目支出", 1, 2)],
        ["小计", "人员经费", "公用经费"],
    ]

    def row(one: Spending) -> list[Cell]:
        own = (
            [f"{one.code}{join}{one.name}" if one.code else one.name] if isinstance(head, str) else [one.code, one.name]
        )
        return [*own, *map(amount, (one.total, one.basic, one.personnel, one.operating, one.project))]

    body = [row(one) for one in tree()]
    total = row(TOTAL)
    return page(title, [*rows, *body, total] if total_last else [*rows, total, *body])


def basic_by_economic_item(title: str) -> str:
    wages = (TOTAL.personnel * Decimal("0.6")).quantize(Decimal("0.01"))
    personnel = [("30101", "基本工资", wages), ("30102", "津贴补贴", TOTAL.personnel - wages)]
    reception, cars = THREE_PUBLIC["公务接待费"], THREE_PUBLIC["公务用车运行维护费"]
    operating = [
        ("30201", "办公费", TOTAL.operating - reception - cars),
        ("30217", "公务接待费", reception),
        ("30231", "公务用车运行维护费", cars),
    ]
    rows: list[Row] = [
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["", "合计", amount(TOTAL.basic), amount(TOTAL.personnel), amount(TOTAL.operating)],
        ["301", "工资福利支出", amount(TOTAL.personnel), amount(TOTAL.personnel), ""],
        *([code, name, amount(value), amount(value), ""] for code, name, value in personnel),
        ["302", "商品和服务支出", amount(TOTAL.operating), "", amount(TOTAL.operating)],
        *([code, name, amount(value), "", amount(value)] for code, name, value in operating),
    ]
    return page(title, rows)


def three_public_across(title: str, by_unit: bool) -> str:
    unit: list[Cell] = [("单位编码", 1, 2), ("单位名称", 1, 2)] if by_unit else []
    rows: list[Row] = [
        [
            *unit,
            ("“三公”经费合计", 1, 2),
            ("因公出国（境）费用", 1, 2),
            ("公务用车购置及运行费", 3, 1),
            ("公务接待费", 1, 2),
        ],
        ["小计", "公务用车购置费", "公务用车运行维护费"],
    ]
    figures: list[Cell] = [amount(ALL_THREE), "6.00", amount(CAR), "0.00", "9.20", "3.50"]
    if not by_unit:
        return page(title, [*rows, figures])
    return page(title, [*rows, ["", "合计", *figures], [UNITS[0].code, UNITS[0].name, *figures]])


def three_public_down(title: str) -> str:
    rows: list[Row] = [
        ["项目", "2026年预算数", "2025年预算数", "增减额"],
        ["合计", amount(ALL_THREE), amount(ALL_THREE + 1), "-1.00"],
        ["1.因公出国（境）费用", "6.00", "7.00", "-1.00"],
        ["2.公务接待费", "3.50", "3.50", "0.00"],
        ["3.公务用车购置及运行维护费", amount(CAR), amount(CAR), "0.00"],
        ["其中：公务用车购置费", "0.00", "0.00", "0.00"],
        ["公务用车运行维护费", "9.20", "9.20", "0.00"],
    ]
    return page(title, rows)


def by_group(title: str) -> str:
    """人员经费, 公用经费 and 项目支出 as rows under the unit, funds as columns (广东)."""
    rows: list[Row] = [
        [("支出项目类别（资金使用单位）", 1, 2), ("总计", 1, 2), ("财政拨款", 3, 1), ("其他资金", 1, 2)],
        ["合计", "一般公共预算", "政府性基金预算"],
    ]
    groups = [("合计", TOTAL.total), (OFFICE, TOTAL.total), ("人员经费", TOTAL.personnel)]
    groups += [("公用经费", TOTAL.operating), ("项目支出", TOTAL.project)]
    for name, value in groups:
        rows.append([name, amount(value), amount(value), amount(value), "", ""])
    return page(title, rows)
