"""Codes of the budget classification (政府收支分类科目): how many digits each of their levels has."""

from __future__ import annotations

CLASS, SECTION, ITEM = 3, 5, 7  # 类, 款, 项
DETAIL = 9  # a level below 项 that some places keep for themselves
UNIT = 6  # a unit's own code, where a list of units has one
FUNCTION_LEVELS = (CLASS, SECTION, ITEM)
ECONOMIC_LEVELS = (CLASS, SECTION)
ALL_LEVELS = (*FUNCTION_LEVELS, DETAIL)
