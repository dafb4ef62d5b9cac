"""What kind of table it is: by its title, else by its shape."""

from __future__ import annotations

from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.models.records.documents import BudgetLine
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import Measure, TableKind
from mingzhang.models.vocabulary.table_words import by_function, kind_of_title

NEARLY_ALL, MOST = 0.8, 0.5  # shares of a table's codes
WIDEST, FEW_CODES = 8, 4  # columns and codes of a table by economic items
FORMS = (TableKind.PERFORMANCE_TARGET_FORM, TableKind.OVERALL_PERFORMANCE_TARGET_FORM)
OWN_REVENUE = ("事业收入", "经营收入", "其他收入", "上级补助", "单位资金", "财政专户", "专户", "其他资金")


def kind_of(table: LogicalTable, lines: tuple[BudgetLine, ...]) -> TableKind:
    """The kind of a table. `other` where neither title nor shape tells."""
    named = kind_of_title(table.caption.title)
    if named is None and table.form:
        return table.form
    if named is None:
        named = kind_of_shape(table, lines)
    if named in by_function() and _codes_are_functional(lines):
        return by_function()[named]
    return named or TableKind.OTHER


def _codes_are_functional(lines: tuple[BudgetLine, ...]) -> bool:
    codes = [line.item_code for line in lines if line.item_code]
    return bool(codes) and sum(code.startswith("2") for code in codes) > NEARLY_ALL * len(codes)


def kind_of_shape(table: LogicalTable, lines: tuple[BudgetLine, ...]) -> TableKind | None:
    """The kind that the header words and item names of a table without a telling title show, None where they don't."""
    texts = [plain(cell.text) for cell in table.cells if cell.text]
    words = "|".join(texts)
    measures = {line.measure for line in lines}
    codes = [line.item_code for line in lines if line.item_code]
    functional = bool(codes) and sum(c.startswith("2") for c in codes) > MOST * len(codes)
    economic = bool(codes) and sum(c.startswith("3") for c in codes) > MOST * len(codes)
    if "出国" in words and "接待" in words and "用车" in words and not economic:
        return TableKind.THREE_PUBLIC_EXPENSES
    if _two_sided(texts):
        return _summary_of(texts, words)
    if "采购" in words and "货物" in words:
        return TableKind.GOVERNMENT_PROCUREMENT
    if "项目名称" in words and Measure.TOTAL in measures and not codes:
        return TableKind.PROJECT_EXPENDITURE
    if economic and table.column_count <= WIDEST:
        if "机关运行" in words:
            return TableKind.AGENCY_OPERATING_EXPENSES
        return TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC if len(codes) > FEW_CODES else None
    return _by_function(words, measures) if functional else None


def _summary_of(texts: list[str], words: str) -> TableKind | None:
    """The kind of a table that sets revenue beside expenditure."""
    bare = [text.lstrip("一二三四五六七八九十、()（）0123456789.") for text in texts]
    if any(text.startswith(OWN_REVENUE) for text in bare):
        return TableKind.REVENUE_EXPENDITURE_SUMMARY
    return TableKind.FISCAL_APPROPRIATION_SUMMARY if "财政拨款" in words or "公共预算" in words else None


def _by_function(words: str, measures: set[Measure | None]) -> TableKind | None:
    """The kind of a table whose codes are those of functions."""
    if any(word in words for word in ("事业收入", "财政拨款收入")) and Measure.BASIC not in measures:
        return TableKind.REVENUE_SUMMARY
    if "政府性基金" in words and Measure.BASIC in measures:
        return TableKind.GOVERNMENT_FUND_EXPENDITURE
    if "一般公共预算" in words:
        return TableKind.GENERAL_PUBLIC_EXPENDITURE
    return TableKind.EXPENDITURE_SUMMARY if {Measure.BASIC, Measure.PROJECT} <= measures else None


def _two_sided(texts: list[str]) -> bool:
    revenue = any(t in ("收入总计", "收入合计", "本年收入合计", "收入") for t in texts)
    expenditure = any(t in ("支出总计", "支出合计", "本年支出合计", "支出") for t in texts)
    return revenue and expenditure
