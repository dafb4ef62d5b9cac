"""Places of offices all over China: a list made by hand, full of traps, and names drawn from the divisions."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from mingzhang.models.vocabulary.places import Division, divisions
from mingzhang.models.vocabulary.regions import place_in, region_in, starts_with_place, usual_place, without_place

LISTED = Path(__file__).with_name("office_names.csv")
OFFICES = (
    "财政局",
    "教育局",
    "人民检察院",
    "卫生健康委员会",
    "城市管理和综合执法局",
    "公安局交通警察支队",
    "南山小学",
    "东方红幼儿园",
    "城区建设管理中心",
)
HEADS = ("", "", "", "中共", "国家税务总局", "2026年")
DRAWN = 300
FLOOR = 0.995


def listed() -> list[tuple[str, str | None]]:
    with LISTED.open(encoding="utf-8") as file:
        return [(row["name"], row["region"] or None) for row in csv.DictReader(file)]


def drawn() -> list[tuple[str, str]]:
    """Names as offices print them: with the province or without, counties with their city."""
    chance = random.Random(20261128)
    places = sorted({place for found in divisions().full.values() for place in found}, key=lambda p: p.chain)
    names = []
    for place in chance.sample(places, DRAWN):
        parts = list(place.chain)
        if len(parts) > 1 and chance.random() < 0.6 and place.city:
            parts = parts[1:]
        names.append((chance.choice(HEADS) + "".join(parts) + chance.choice(OFFICES), place.region))
    return names


def test_the_places_of_four_hundred_offices() -> None:
    names = [*listed(), *drawn()]
    wrong = [(name, region, region_in(name)) for name, region in names if region_in(name) != region]
    assert len(names) >= 400
    assert 1 - len(wrong) / len(names) >= FLOOR, wrong


@pytest.mark.parametrize("sentence", ["定期向市政府报告", "已经市人大批准", "本市各区县", "校区建设办公室", "省直机关"])
def test_words_that_look_like_places_are_none(sentence: str) -> None:
    assert region_in(sentence) is None


def test_a_sentence_that_runs_into_a_place_gives_the_place_only() -> None:
    assert region_in("按照宁波市") == "宁波市"
    assert not starts_with_place("按照宁波市财政局")


def test_the_text_around_decides_between_places_of_one_name() -> None:
    assert region_in("鼓楼区财政局") is None
    assert region_in("鼓楼区财政局", ["徐州市财政局"]) == "徐州市鼓楼区"
    assert region_in("鼓楼区财政局", ["福建省财政厅", "福州市财政局"]) == "福州市鼓楼区"


def test_a_division_newer_than_the_list_is_taken_as_it_is_printed() -> None:
    assert region_in("云泽市档案馆") == "云泽市"


@pytest.mark.parametrize(
    ("texts", "region"),
    [
        (["考察了余姚市、慈溪市、海曙区、镇海区", "赴宁波市调研"], "宁波市"),
        (["江苏省财政厅批复", "南京市", "江苏省人民政府"], "江苏省"),
        (["昆山市财政局", "昆山市人民政府", "苏州市"], "苏州市昆山市"),
    ],
)
def test_a_text_is_of_the_place_that_holds_most_of_what_it_names(texts: list[str], region: str) -> None:
    place = usual_place(texts)
    assert place is not None and place.region == region


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("太仓经济技术开发区管理委员会", "苏州市太仓市"),
        ("惠安经济开发区管委会", "泉州市惠安县"),
        ("仙桃高新技术产业开发区管理委员会", "仙桃市"),
        ("高新区管委会", None),
        ("开发区财政局", None),
        ("科左中旗教育局", "通辽市科尔沁左翼中旗"),
        ("海南医科大学", "海南省"),
        ("海南州教育局", "海南藏族自治州"),
    ],
)
def test_zones_of_counties_and_short_names(name: str, region: str | None) -> None:
    assert region_in(name) == region


def test_one_mention_is_no_place_of_a_document() -> None:
    assert usual_place(["访问成都市"]) is None


def test_a_name_without_its_place() -> None:
    assert without_place("江苏省苏州市吴江区水务局") == "水务局"
    assert without_place("市水务局") == "市水务局"


def test_a_place_holds_what_lies_in_it() -> None:
    city, county = place_in("苏州市财政局"), place_in("昆山市财政局")
    assert city is not None and county is not None
    assert city.holds(county) and not county.holds(city)
    assert Division("江苏省").holds(county) and county.code == "320583"
