"""An invented department of another province: three units in one file, figures in yuan, codes in three columns.

The figures are drawn by a seeded generator and add up to the yuan; only the “三公” table is in 万元.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from samples.sheet import Column, Rows, SourceTable, amount, code, name

DEPARTMENT = "云泽市档案馆"
CITY = "云泽市"
YEAR = 2026
TITLE = "2026年度部门预算"

NAMES = {
    "201": "一般公共服务支出", "20126": "档案事务", "2012601": "行政运行", "2012602": "一般行政管理事务",
    "2012604": "档案馆", "208": "社会保障和就业支出", "20805": "行政事业单位养老支出", "2080501": "行政单位离退休",
    "2080502": "事业单位离退休", "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出", "210": "卫生健康支出", "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗", "2101102": "事业单位医疗", "2101103": "公务员医疗补助", "221": "住房保障支出",
    "22102": "住房改革支出", "2210201": "住房公积金", "2210203": "购房补贴",
}  # fmt: skip
PERSONNEL = {
    "30101": "基本工资", "30102": "津贴补贴", "30103": "奖金", "30106": "伙食补助费", "30107": "绩效工资",
    "30108": "机关事业单位基本养老保险缴费", "30109": "职业年金缴费", "30110": "职工基本医疗保险缴费",
    "30111": "公务员医疗补助缴费", "30112": "其他社会保障缴费", "30113": "住房公积金", "30199": "其他工资福利支出",
    "30301": "离休费", "30302": "退休费", "30305": "生活补助",
}  # fmt: skip
OPERATING = {
    "30201": "办公费", "30202": "印刷费", "30205": "水费", "30206": "电费", "30207": "邮电费", "30209": "物业管理费",
    "30211": "差旅费", "30213": "维修（护）费", "30215": "会议费", "30216": "培训费", "30217": "公务接待费",
    "30226": "劳务费", "30227": "委托业务费", "30228": "工会经费", "30229": "福利费", "30231": "公务用车运行维护费",
    "30239": "其他交通费用", "30299": "其他商品和服务支出", "31002": "办公设备购置",
}  # fmt: skip
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's budget in yuan. `spending` maps a 项 code to personnel, operating, project, project from 事业收入."""

    name: str
    spending: dict[str, tuple[int, int, int, int]]
    economic: dict[str, int]
    three_public: tuple[int, int, int, int]
    agency_operating: int


def _split(generator: random.Random, total: int, codes: Iterable[str]) -> dict[str, int]:
    """A total cut into whole parts, one a code."""
    codes = list(codes)
    weights = [generator.uniform(0.2, 3.0) for _ in codes]
    parts = [int(total * w / sum(weights)) for w in weights]
    parts[0] += total - sum(parts)
    return dict(zip(codes, parts, strict=True))


def _unit(seed: int, unit: str, functions: dict[str, str], public: tuple[int, int, int, int], agency: int) -> Unit:
    """`functions` maps a 项 code to the kinds of money it has: p(ersonnel), o(perating), j (project), b(usiness)."""
    generator = random.Random(seed)
    spending = {}
    for item, kinds in functions.items():
        large = 6_000_000 if item.startswith("201") else 700_000
        spending[item] = (
            generator.randrange(large // 3, large) if "p" in kinds else 0,
            generator.randrange(large // 9, large // 3) if "o" in kinds else 0,
            generator.randrange(9, 260) * 10_000 if "j" in kinds else 0,
            generator.randrange(9, 80) * 10_000 if "b" in kinds else 0,
        )
    personnel = sum(money[0] for money in spending.values())
    operating = sum(money[1] for money in spending.values())
    economic = _split(generator, personnel, PERSONNEL) | _split(generator, operating, OPERATING)
    return Unit(unit, spending, economic, public, agency)


def units() -> list[Unit]:
    """The three units: the department itself, one with 事业收入, one small."""
    return [
        _unit(11, "云泽市档案馆（本级）", {
            "2012601": "po", "2012602": "j", "2012604": "j", "2080501": "po", "2080505": "p", "2080506": "p",
            "2101101": "p", "2101103": "p", "2210201": "p", "2210203": "p",
        }, (0, 1_2000, 0, 5_7600), 48_3520),
        _unit(12, "云泽市城建档案中心", {
            "2012604": "pojb", "2080502": "po", "2080505": "p", "2080506": "p", "2101102": "p", "2210201": "p",
        }, (0, 4500, 0, 2_8800), 0),
        _unit(13, "云泽市地方志编纂中心", {
            "2012604": "poj", "2080505": "p", "2101102": "p", "2210201": "p",
        }, (0, 0, 0, 0), 0),
    ]  # fmt: skip


def _yuan(value: int) -> str:
    return f"{value:,}" if value else ""


def _ten_thousand(value: int) -> str:
    return f"{Decimal(value) / 10000:.2f}"


def _rows(figures: Mapping[str, tuple[int, ...]], depth: tuple[int, ...], names: dict[str, str]) -> Rows:
    """Rows of codes in columns (类, 款, 项) with the sums of every level, and the total last."""
    keys = sorted({key[:size] for key in figures for size in depth})
    rows = []
    for key in keys:
        sums = [sum(column) for column in zip(*(v for k, v in figures.items() if k.startswith(key)), strict=True)]
        if any(sums):
            parts = [key[start:end] for start, end in zip((0, *depth), depth, strict=False)]
            rows.append((*parts, names[key], *map(_yuan, sums)))
    sums = [sum(column) for column in zip(*figures.values(), strict=True)]
    return (*rows, ("合计", *["<"] * len(depth), *map(_yuan, sums)))


def _table(
    unit: Unit, kind: str, number: str, title: str, header: Rows, body: Rows, columns: tuple[Column, ...],
    widths: tuple[float, ...], note: str | None = None, currency: str = "元",
) -> SourceTable:  # fmt: skip
    return SourceTable(kind, number, title, unit.name, currency, header, body, columns, widths, YEAR,
                       unit_line=f"编制单位：{unit.name}", note=note, repeat_header=True)  # fmt: skip


def _summary(unit: Unit) -> SourceTable:
    fiscal = sum(sum(money[:3]) for money in unit.spending.values())
    business = sum(money[3] for money in unit.spending.values())
    left = [("一、财政拨款收入", _yuan(fiscal)), ("1.一般公共预算资金", _yuan(fiscal)), ("2.政府性基金", ""),
            ("3.国有资本经营预算", ""), ("二、事业收入", _yuan(business)), ("三、事业单位经营收入", ""),
            ("四、其他收入", "")]  # fmt: skip
    classes = [key for key in NAMES if len(key) == 3]
    right = [
        (f"{'一二三四'[n]}、{NAMES[key]}", _yuan(sum(sum(m) for k, m in unit.spending.items() if k.startswith(key))))
        for n, key in enumerate(classes)
    ]
    right += [("", "")] * (len(left) - len(right))
    total = _yuan(fiscal + business)
    return _table(
        unit, "revenue_expenditure_summary", "单位预算01表", "2026年预算单位财务收支预算总表",
        (("本年收入", "<", "本年支出", "<"), ("项目", "预算数", "项目", "预算数")),
        (*((*a, *b) for a, b in zip(left, right, strict=True)), ("收入总计", total, "支出总计", total)),
        (name("revenue"), amount("total", "revenue"), name("expenditure"), amount("total", "expenditure")),
        (200, 150, 200, 150),
    )  # fmt: skip


def _function_header(title: str, labels: tuple[str, ...]) -> Rows:
    return (
        ("项目", "<", "<", "<", title, *["<"] * (len(labels) - 1)),
        ("功能分类科目编码", "<", "<", "功能分类科目名称", *labels),
        ("类", "款", "项", "^", *["^"] * len(labels)),
    )


CODES = (code(), code(), code(), name())


def _by_function(unit: Unit) -> list[SourceTable]:
    depth = (3, 5, 7)
    revenue = {k: (sum(m), sum(m[:3]), m[3], 0, 0) for k, m in unit.spending.items()}
    spending = {k: (sum(m), m[0] + m[1], m[2] + m[3]) for k, m in unit.spending.items()}
    public = {k: (sum(m[:3]), m[0] + m[1], m[0], m[1], m[2]) for k, m in unit.spending.items()}
    labels = ("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")
    public_header = (
        ("项目", "<", "<", "<", "一般公共预算支出", "<", "<", "<", "<"),
        ("功能分类科目编码", "<", "<", "功能分类科目名称", "合计", "基本支出", "<", "<", "项目支出"),
        ("类", "款", "项", "^", "^", "小计", "人员经费", "公用经费", "^"),
    )
    return [
        _table(unit, "revenue_summary", "单位预算02表", "2026年预算单位收入预算总表",
               _function_header("收入预算", labels), _rows(revenue, depth, NAMES),
               (*CODES, amount("total"), amount("fiscal_appropriation"), *[amount("other")] * 3),
               (34, 34, 34, 200, 90, 90, 80, 80, 80)),
        _table(unit, "expenditure_summary", "单位预算03表", "2026年预算单位支出预算总表",
               _function_header("支出预算", ("合计", "基本支出", "项目支出")), _rows(spending, depth, NAMES),
               (*CODES, amount("total"), amount("basic"), amount("project")), (34, 34, 34, 250, 124, 124, 122)),
        _table(unit, "general_public_expenditure", "单位预算05表", "2026年预算单位一般公共预算支出功能分类预算表",
               public_header, _rows(public, depth, NAMES),
               (*CODES, amount("total"), amount("basic"), amount("personnel"), amount("operating"), amount("project")),
               (34, 34, 34, 220, 84, 84, 80, 80, 72)),
    ]  # fmt: skip


def _government_fund(unit: Unit) -> SourceTable:
    return _table(
        unit, "government_fund_expenditure", "单位预算06表", "2026年预算单位政府性基金预算支出功能分类预算表",
        _function_header("政府性基金预算支出", ("合计", "基本支出", "项目支出")),
        (("合计", "<", "<", "<", "", "", ""),),
        (*CODES, amount("total"), amount("basic"), amount("project")), (34, 34, 34, 250, 124, 124, 122),
        note="注：本单位没有政府性基金预算安排的支出，故此表无数据。",
    )  # fmt: skip


def _economic(unit: Unit) -> SourceTable:
    figures = {k: (v, v if k in PERSONNEL else 0, v if k in OPERATING else 0) for k, v in unit.economic.items()}
    header = (
        ("项目", "<", "<", "一般公共预算基本支出", "<", "<"),
        ("经济分类科目编码", "<", "经济分类科目名称", "合计", "人员经费", "公用经费"),
        ("类", "款", "^", "^", "^", "^"),
    )
    return _table(
        unit, "general_public_basic_by_economic", "单位预算08表",
        "2026年预算单位一般公共预算基本支出部门预算经济分类预算表", header,
        _rows(figures, (3, 5), PERSONNEL | OPERATING | CLASSES),
        (code(), code(), name(), amount("total"), amount("personnel"), amount("operating")),
        (45, 45, 260, 124, 124, 122),
    )  # fmt: skip


def _three_public(unit: Unit) -> SourceTable:
    abroad, reception, purchase, running = unit.three_public
    vehicles = purchase + running
    items = ("“三公”经费预算数", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "购置费", "运行费",
             "机关运行经费预算数")  # fmt: skip
    figures = (abroad + reception + vehicles, abroad, reception, vehicles, purchase, running, unit.agency_operating)
    header = (
        ("“三公”经费预算数", "<", "<", "<", "<", "<", "机关运行经费预算数"),
        ("合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "<", "<", "^"),
        ("^", "^", "^", "小计", "购置费", "运行费", "^"),
    )
    return _table(
        unit, "three_public_expenses", "单位预算09表", "2026年预算单位“三公”经费和机关运行经费预算表", header,
        (tuple(_ten_thousand(value) for value in figures),),
        tuple(amount("total", item=item) for item in items), (100,) * 7, currency="万元",
    )  # fmt: skip


def tables(unit: Unit) -> list[SourceTable]:
    """The seven tables of one unit in printed order."""
    return [_summary(unit), *_by_function(unit), _government_fund(unit), _economic(unit), _three_public(unit)]
