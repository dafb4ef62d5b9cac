"""A year, a figure, a unit of money and a page number are each looked for by one pattern."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from mingzhang.models.text.patterns import MONEY, PAGE_NUMBER, PRINTED_FIGURE, decimals_of

ROOT = Path(__file__).resolve().parents[3]
# What a pattern of one's own for one of them would hold.
OWN = ("19|20)", "20\\d\\d", "20\\d{2}", "百万|亿", "百万|千", "万|亿|", "千|万|", "页?(?:[/", "共?\\d{1,4}页")
HOME = ROOT / "models/text/patterns.py"


def test_each_has_one_home() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in ("extractors", "flows", "models", "warehouse")
        for file in sorted((ROOT / room).rglob("*.py"))
        if file != HOME
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and any(own in node.value for own in OWN)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "-12-",
        "—3—",
        "第12页",
        "第1页,共12页",
        "第1页，共12页",
        "第3页共12页",
        "3/12",
        "1／12",
        "页(12)",
        "~7~",
    ],
)
def test_page_numbers(text: str) -> None:
    assert PAGE_NUMBER.fullmatch(text)


@pytest.mark.parametrize("text", ["20101", "2010101", "12.50", "1,200", "12万元", "3年", "一、", "第一页", ""])
def test_no_page_numbers(text: str) -> None:
    assert PAGE_NUMBER.fullmatch(text) is None


@pytest.mark.parametrize(
    ("text", "figure", "multiple"),
    [("共1,234.56万元", "1,234.56", "万"), ("3.2百万元", "3.2", "百万"), ("80元", "80", ""), ("1.5千元", "1.5", "千")],
)
def test_money(text: str, figure: str, multiple: str) -> None:
    assert MONEY.findall(text) == [(figure, multiple)]


@pytest.mark.parametrize(("text", "is_one"), [("1,234", True), ("-12.5", True), ("2010101", False), ("2024", False)])
def test_printed_figures(text: str, is_one: bool) -> None:
    assert bool(re.fullmatch(PRINTED_FIGURE, text)) is is_one


@pytest.mark.parametrize(("figure", "decimals"), [("12", 0), ("1,200.5", 1), ("0.123", 3)])
def test_decimals(figure: str, decimals: int) -> None:
    assert decimals_of(figure) == decimals
