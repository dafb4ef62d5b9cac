"""The Chinese words that findings are told with."""

from __future__ import annotations

from decimal import Decimal

from mingzhang.flows.output.number_text import money
from mingzhang.models.identities import Identity, rules
from mingzhang.models.text.amounts import YUAN
from mingzhang.warehouse.reading.findings import Finding, FindingFigure

ORIGINS = {"source": "原文", "reading": "识读"}
ORIGINS_LONG = {"source": "原文如此：文件本身这样印", "reading": "识读存疑：先看是否认错了字"}
WITNESSES = {"confirms": "另一程序读得相同", "differs": "另一程序读得不同"}
NO_TITLE = "无标题表"


def rule_of(finding: Finding) -> Identity | None:
    """The declaration of a finding's identity; None of one that is declared no more."""
    return next((rule for rule in rules() if rule.id == finding.rule_id), None)


def place(finding: Finding) -> str:
    """Page and table: `第12页《支出总表》`."""
    page = f"第{finding.page_number}页" if finding.page_number else ""
    table = f"《{finding.table_title or NO_TITLE}》" if finding.table_id else ""
    return f"{page}{table}" or "全文"


def sums(finding: Finding) -> str:
    """What is asked for, what is printed and the difference, in yuan; empty where the check compares no amounts."""
    if finding.expected_yuan is None or finding.actual_yuan is None:
        return ""
    told = f"应为 {money(finding.expected_yuan)} 元，实为 {money(finding.actual_yuan)} 元"
    told += f"，相差 {money(finding.difference_yuan)} 元"
    return told + (f"（容差 {money(finding.tolerance_yuan)} 元）" if finding.tolerance_yuan else "")


def name_of(figure: FindingFigure) -> str:
    """Item and column of a figure."""
    return "｜".join(part for part in (figure.item_name, figure.header) if part) or "（无名）"


def printed(figure: FindingFigure) -> str:
    """A figure as printed with its unit, and what it was corrected to."""
    text = (figure.amount_text or "").replace("\n", "")
    told = f"{text}{figure.currency_unit or ''}"
    if figure.verification == "corrected" and figure.amount_yuan is not None:
        told += f" → {in_unit(figure.amount_yuan, figure.currency_unit)}"
    return told


def in_unit(amount: Decimal, unit: str | None) -> str:
    """An amount in yuan as a table of a unit prints it: 7157500 in 万元 is `715.75万元`."""
    unit = unit if unit in YUAN else "元"
    value = amount / YUAN[unit]
    shown = f"{value:,.2f}" if value == round(value, 2) else f"{value.normalize():,f}"
    return f"{shown}{unit}"
