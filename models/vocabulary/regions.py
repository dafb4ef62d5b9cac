"""Provinces, their cities' usual names, and the place that a name begins with."""

from __future__ import annotations

import re

PROVINCES = [
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
]

_PLACE = re.compile(
    r"((?:"
    + "|".join(PROVINCES)
    + r")?(?:[一-鿿]{2,5}?(?:市|自治州|地区|盟))?(?:[一-鿿]{1,5}?(?:新区|自治县|区|县|旗))?)"
)
_CITY = re.compile(r"([一-鿿]{2,4}?市)(?:[一-鿿]{1,4}?(?:区|县))?")
_NOT_PLACES = re.compile(r"城市|都市|全市|本市|我市|门市|超市|上市|各市|省市|市市|市场")


def region_in(text: str) -> str | None:
    """The region that a name or title begins with (`上海市`, `江苏省`, `上海市普陀区`); None if there is none."""
    text = re.sub(r"^(?:中共|中国共产党|共青团|20\d{2}年?度?|[\d\-_]+)+", "", text)
    found = _PLACE.match(text)
    if found and found.group(1) and not _NOT_PLACES.search(found.group(1)):
        return found.group(1)
    city = next((m for m in _CITY.finditer(text) if not _NOT_PLACES.search(m.group(1))), None)
    if city:
        return city.group(1)
    return next((province for province in PROVINCES if province in text), None)
