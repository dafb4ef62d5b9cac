"""Rows that count things and print no money, whatever the table's unit: 车辆数合计（辆）, 保有量, costly equipment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mingzhang.models.identities.formal.names import bare_name, ordinal_of
from mingzhang.models.text.amounts import plain

_UNIT = re.compile(
    r"[(（](?:辆|台|台[、，]?辆|台[、，(（]?套[)）]?|个|人|人次|次|批次|批|团|名|户|家|套|份|平方米|㎡)[)）]$"
)
_NUMBER_OF = re.compile(
    r"(?:团组|人次|批次|保有|车辆|公务用车)(?:总)?(?:数量|数|量)(?:合计)?$|(?:接待|出国境)(?:人次|批次)$"
)
# What a thing costs tells which are counted: 单价100万元（含）以上设备（不含车辆）.
_DEARER_THAN = re.compile(r"(?:单价|单位价值|单台价值|价值)[^\d]{0,6}\d+万?元?.{0,8}以上")
_EQUIPMENT = re.compile(r"以上[^费额值]{0,12}设备")
_WORTH = re.compile(r"价值|金额|原值|净值|费")
_VEHICLES = re.compile(r"车辆|用车")


def is_worth(text: str) -> bool:
    """Whether a name or a header speaks of what things cost; a price that only tells which things are meant is none."""
    return bool(_WORTH.search(_DEARER_THAN.sub("以上", plain(text))))


def counts(name: str) -> bool:
    """Whether a row's own name says that it counts."""
    text = plain(name)
    if is_worth(text):
        return False
    if _UNIT.search(text) or _NUMBER_OF.search(bare_name(text)):
        return True
    return bool(_DEARER_THAN.search(text) and _EQUIPMENT.search(text))


def counting_rows(names: Mapping[int, str | None]) -> frozenset[int]:
    """The rows that count, of names by row in printed order: those that say so, and what is listed under such a one.

    Under 车辆数合计（辆） stand the kinds of vehicles: by a deeper ordinal, else as 用车 without one.
    """
    return frozenset(_counting(names))


def _counting(names: Mapping[int, str | None]) -> Iterator[int]:
    styles: list[str] = []
    above: tuple[int, bool] | None = None  # how deep the counting row stands, and whether it counts vehicles
    for row, name in names.items():
        if not name:
            continue
        depth = _depth(styles, ordinal_of(name))
        if counts(name):
            if above is None or depth is None or depth <= above[0]:
                above = (-1 if depth is None else depth, bool(_VEHICLES.search(name)))
            yield row
        elif above is not None and _is_under(name, depth, *above):
            yield row
        else:
            above = None


def _depth(styles: list[str], style: str | None) -> int | None:
    """How deep a row stands by the style of its ordinal; `styles`, from the outermost, is kept up to date."""
    if style is None:
        return None
    if style not in styles:
        styles.append(style)
    del styles[styles.index(style) + 1 :]
    return len(styles) - 1


def _is_under(name: str, depth: int | None, above: int, of_vehicles: bool) -> bool:
    if is_worth(name):
        return False
    return (depth is not None and above >= 0 and depth > above) or (of_vehicles and bare_name(name).endswith("用车"))
