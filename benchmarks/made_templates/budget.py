"""The budget that every made disclosure prints: two units, nine rows of functions, amounts in 万元."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

OFFICE = "某市某局"
YEAR = 2026
CARRIED = Decimal("20.00")
THREE_PUBLIC = {
    "因公出国（境）费用": Decimal("6.00"),
    "公务接待费": Decimal("3.50"),
    "公务用车购置费": Decimal("0.00"),
    "公务用车运行维护费": Decimal("9.20"),
}
GOODS, SERVICES = Decimal("15.50"), Decimal("20.00")
VEHICLES = {"机要通信用车": 1, "应急保障用车": 2, "其他用车": 1}
EQUIPMENT = 2
NAMES = {
    "201": "一般公共服务支出",
    "20101": "人大事务",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
}


@dataclass(frozen=True, slots=True)
class Spending:
    """What is spent on one item, in 万元."""

    code: str
    name: str
    personnel: Decimal
    operating: Decimal
    project: Decimal

    @property
    def basic(self) -> Decimal:
        return self.personnel + self.operating

    @property
    def total(self) -> Decimal:
        return self.basic + self.project


@dataclass(frozen=True, slots=True)
class UnitBudget:
    code: str
    name: str
    items: tuple[Spending, ...]


def _item(code: str, name: str, personnel: str = "0", operating: str = "0", project: str = "0") -> Spending:
    return Spending(code, name, Decimal(personnel), Decimal(operating), Decimal(project))


UNITS = (
    UnitBudget(
        "301001",
        "某市某局机关",
        (
            _item("2010101", "行政运行", "612.35", "101.20"),
            _item("2010102", "一般行政管理事务", project="350.00"),
            _item("2080505", "机关事业单位基本养老保险缴费支出", "70.11"),
            _item("2210201", "住房公积金", "55.40"),
        ),
    ),
    UnitBudget(
        "301002",
        "某市某服务中心",
        (
            _item("2010150", "事业运行", "210.08", "30.25"),
            _item("2010199", "其他人大事务支出", project="88.60"),
            _item("2080505", "机关事业单位基本养老保险缴费支出", "25.30"),
            _item("2210201", "住房公积金", "18.77"),
        ),
    ),
)


def summed(items: Iterator[Spending] | tuple[Spending, ...], code: str, name: str) -> Spending:
    its = tuple(items)
    parts = ("personnel", "operating", "project")
    return Spending(code, name, *(sum((getattr(one, part) for one in its), Decimal(0)) for part in parts))


def tree() -> list[Spending]:
    """All items of both units with the 款 and 类 over them, in the order of their codes."""
    leaves = [item for unit in UNITS for item in unit.items]
    names = {item.code: item.name for item in leaves} | NAMES
    return [
        summed(tuple(leaf for leaf in leaves if leaf.code.startswith(code)), code, names[code])
        for code in sorted(names)
    ]


TOTAL = summed(tuple(item for unit in UNITS for item in unit.items), "", "合计")
CLASSES = tuple(one for one in tree() if one.code in ("201", "208", "221"))


def expected() -> dict[tuple[str, str], Decimal]:
    """The facts of the whole by concept and fund: yuan, or numbers of things."""
    car = THREE_PUBLIC["公务用车购置费"] + THREE_PUBLIC["公务用车运行维护费"]
    money = {
        ("expenditure_total", "all"): TOTAL.total,
        ("revenue_total", "all"): TOTAL.total,
        ("revenue_current", "all"): TOTAL.total - CARRIED,
        ("expenditure_current", "all"): TOTAL.total,
        ("carryover_in", "all"): CARRIED,
        ("basic", "all"): TOTAL.basic,
        ("project", "all"): TOTAL.project,
        ("personnel", "general_public"): TOTAL.personnel,
        ("operating", "general_public"): TOTAL.operating,
        ("basic", "general_public"): TOTAL.basic,
        ("appropriation_total", "fiscal"): TOTAL.total,
        ("general_public_expenditure", "general_public"): TOTAL.total,
        ("agency_operating", "fiscal"): TOTAL.operating,
        ("overseas", "fiscal"): THREE_PUBLIC["因公出国（境）费用"],
        ("reception", "fiscal"): THREE_PUBLIC["公务接待费"],
        ("vehicle_operation", "fiscal"): THREE_PUBLIC["公务用车运行维护费"],
        ("vehicle_purchase", "fiscal"): THREE_PUBLIC["公务用车购置费"],
        ("vehicle_total", "fiscal"): car,
        ("three_public_total", "fiscal"): sum(THREE_PUBLIC.values(), Decimal(0)),
        ("procurement_total", "all"): GOODS + SERVICES,
        ("procurement_goods", "all"): GOODS,
        ("procurement_services", "all"): SERVICES,
    }
    things = {
        "vehicles": sum(VEHICLES.values()),
        "vehicles_confidential": 1,
        "vehicles_emergency": 2,
        "vehicles_other": 1,
        "equipment_100": EQUIPMENT,
    }
    return {key: amount * 10_000 for key, amount in money.items()} | {
        (name, "all"): Decimal(count) for name, count in things.items()
    }
