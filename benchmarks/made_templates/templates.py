"""The templates by what is their own, and the disclosure of each as a web page."""

from __future__ import annotations

from benchmarks.made_templates import tables as t
from benchmarks.made_templates.budget import OFFICE, YEAR
from benchmarks.made_templates.narrative import COMPARED, LISTED, paragraphs

PLAIN = ("科目编码", "科目名称")


def _whole(
    revenue: str, expenditure: str, general: str, three: str, more: str = "", said: tuple[str, ...] = LISTED
) -> str:
    head = f"<html><head><meta charset='utf-8'></head><body><h1>{OFFICE}{YEAR}年部门预算</h1>"
    parts = [t.summary("部门收支总表"), revenue, expenditure, t.appropriation("财政拨款收支总表"), general]
    parts += [t.basic_by_economic_item("一般公共预算基本支出表"), three, more, paragraphs(said)]
    return head + "".join(parts) + "</body></html>"


REVENUE, EXPENDITURE, GENERAL, THREE = (
    "部门收入总表",
    "部门支出总表",
    "一般公共预算支出表",
    "一般公共预算“三公”经费支出表",
)


def _units_and_items(header: str, coded: bool, split: bool) -> str:
    return _whole(
        t.revenue_by_unit(REVENUE),
        t.by_unit_and_item(EXPENDITURE, header, coded, split),
        t.by_unit_and_item(GENERAL, header, coded, split),
        t.three_public_across(THREE, by_unit=True),
    )


def _units_left(head: tuple[str, str], other: tuple[str, str]) -> str:
    expenditure, general = t.units_at_the_left(EXPENDITURE, head), t.units_at_the_left(GENERAL, other)
    return _whole(t.revenue_by_item(REVENUE), expenditure, general, t.three_public_down(THREE))


def _items(
    head: tuple[str, str] | str, join: str = "", last: bool = False, more: str = "", said: tuple[str, ...] = LISTED
) -> str:
    expenditure = t.by_item(EXPENDITURE, PLAIN, total_last=last)
    general = t.by_item(GENERAL, head, join, last)
    three = t.three_public_across(THREE, by_unit=False)
    return _whole(t.revenue_by_item(REVENUE), expenditure, general, three, more, said)


TEMPLATES = {
    "units and items in one column, units coded": _units_and_items("单位名称（科目）", True, False),
    "units and items in one column": _units_and_items("单位（科目名称）", False, True),
    "units at the left": _units_left(("单位编码", "单位名称"), ("部门（单位）编码", "部门（单位）名称")),
    "units at the left under other words": _units_left(("预算单位编号", "预算单位"), ("编码", "名称")),
    "codes and names": _items(PLAIN),
    "codes before names, total last": _items("功能分类", last=True),
    "codes before names, a dash between": _items("功能科目", join="——"),
    "names under an unknown header": _items(("编码", "支出方向"), last=True),
    "groups as rows": _items(PLAIN, more=t.by_group("基本支出及项目支出明细表")),
    "two years compared in words": _items(PLAIN, said=COMPARED),
}
