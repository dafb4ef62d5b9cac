"""Indicators written out in a goal.

`1、1-产出指标；11-数量指标；道路长度；实施周期指标值:47.1公里；年度指标值:47.1公里。2、…`
"""

from __future__ import annotations

import re

from mingzhang.extractors.understand.forms.indicators import IndicatorRow
from mingzhang.extractors.understand.forms.targets import read_target
from mingzhang.models.records.documents import TableCell
from mingzhang.models.vocabulary.enums import IndicatorPeriod
from mingzhang.models.vocabulary.form_words import column_of, form_words, level_word, period_of

_PART = re.compile(r"[;；]")
_NUMBER = re.compile(r"^(?:[。;；]*\s*\d{1,2}、)?\s*(?:\d{1,2}-)?")
_NEXT = re.compile(r"(?:(?<=[。；;])|(?<=^))\s*(?=\d{1,2}、\s*\d{1,2}-)|(?<=\S)(?=\d{1,2}、\s*\d{1,2}-\S{2,6}指标)")
LONGEST_NAME = 60


def read_free_text(text: str, cell: TableCell | None) -> list[IndicatorRow]:
    """The indicators in a text that names levels, names and `指标值:`; none where it does not."""
    if cell is None or "指标值" not in text:
        return []
    found: list[IndicatorRow] = []
    for number, entry in enumerate(_NEXT.split(text)):
        found += _read_entry(entry, number, cell)
    return found


def _read_entry(entry: str, number: int, cell: TableCell) -> list[IndicatorRow]:
    level1 = level2 = name = None
    targets: list[tuple[IndicatorPeriod, str]] = []
    for part in _PART.split(entry):
        bare = _NUMBER.sub("", part).strip("。 ")
        label, colon, value = bare.replace("：", ":").partition(":")
        if colon and column_of(label) == "value":
            targets.append((period_of(label) or IndicatorPeriod.ANNUAL, value.strip("。 ")))
        elif level_word(bare) in form_words().first_levels and level1 is None:
            level1 = bare
        elif level_word(bare) in form_words().second_levels and level2 is None:
            level2 = bare
        elif bare and not targets and name is None and len(bare) <= LONGEST_NAME:
            name = bare
        elif bare and targets:
            period, before = targets[-1]
            targets[-1] = (period, f"{before}；{bare}")
    if level1 is None and level2 is None:
        return []
    return [
        IndicatorRow(period, number, cell.page_number, level1, level2, name, read_target(value), cell.confidence, 0.0)
        for period, value in targets
    ]
