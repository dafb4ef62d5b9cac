"""What will be bought, item by item, and what indicators weigh."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.records.documents import Funds, PerformanceProject
from mingzhang.models.vocabulary.enums import TableKind
from tests.support.documents import cell, small_document
from tests.support.facts import disclosure, table


def bought(*rows: tuple[str, str, str], header: str = "采购品目名称") -> dict[str | None, Decimal | None]:
    """Items of a table with the columns 专项名称, a name's own header and 总计; rows of project, name and amount."""
    figures = [(None, project, [amount]) for project, _, amount in rows]
    made = table(TableKind.GOVERNMENT_PROCUREMENT, ["总计"], figures)
    cells = [cell(0, 0, "采购品目大类", is_header=True), cell(0, 1, "专项名称", is_header=True)]
    cells += [cell(0, 2, header, is_header=True)]
    cells += [cell(index, 2, name) for index, (_, name, _) in enumerate(rows, start=2) if name]
    facts = derive_facts(disclosure(replace(made, cells=tuple(cells))))
    found = [fact for fact in facts if fact.meaning.concept == "procurement_item"]
    assert all(fact.is_leaf for fact in found)
    return {fact.meaning.project: fact.amount_yuan for fact in found}


def test_items_that_add_up_to_the_total_are_facts_and_the_same_thing_twice_is_one() -> None:
    found = bought(("合计", "", "9"), ("设备", "打印机", "2"), ("信息化", "打印机", "3"), ("物业", "物业服务", "4"))
    assert found == {"打印机": 50_000, "物业服务": 40_000}


@pytest.mark.parametrize(
    ("last", "header"), [("5", "采购品目名称"), ("4", "采购组织形式")], ids=["no sum", "no column of names"]
)
def test_items_that_do_not_add_up_or_have_no_names_are_none(last: str, header: str) -> None:
    assert bought(("合计", "", "9"), ("设备", "打印机", "5"), ("物业", "物业服务", last), header=header) == {}


def test_weights_of_indicators_by_project_in_one_table_of_several() -> None:
    texts = [
        ["项目名称", "三级指标", "指标值", "权重"],
        ["甲项目", "培训次数", ">=2次", "40"],
        ["", "合格率", ">=95%", "50"],
        ["乙项目", "巡查次数", ">=9次", "90"],
        ["", "巡查次数", ">=3次", "10"],
    ]
    cells = tuple(cell(row, column, text) for row, line in enumerate(texts) for column, text in enumerate(line))
    form = replace(
        small_document().tables[0], ordinal=1, table_kind=TableKind.PERFORMANCE_TARGET_FORM, lines=(), cells=cells
    )
    facts = derive_facts(disclosure(form))
    assert {fact.meaning.project: (fact.quantity, fact.quantity_unit) for fact in facts} == {
        "甲项目｜培训次数": (40, "分"),
        "甲项目｜合格率": (50, "分"),
    }


def test_weights_of_a_form_are_of_its_own_project() -> None:
    texts = [
        ["绩效指标", "指标名称", "指标值", "指标权重(%)"],
        ["", "建成数量", "≥63", "10"],
        ["", "满意度", "≥90", "15"],
    ]
    cells = tuple(cell(row, column, text) for row, line in enumerate(texts) for column, text in enumerate(line))
    form = replace(
        small_document().tables[0], ordinal=1, table_kind=TableKind.PERFORMANCE_TARGET_FORM, lines=(), cells=cells
    )
    none = Funds()
    project = replace(
        small_document().projects[0], project_name="甲项目", table_ordinals=(1,), implementation=none, annual=none
    )
    assert isinstance(project, PerformanceProject)
    facts = derive_facts(replace(disclosure(form), projects=(project,)))
    assert {fact.meaning.project: fact.quantity for fact in facts} == {"甲项目｜建成数量": 10, "甲项目｜满意度": 15}
