"""One office is one, however it is printed; offices of one name in two places are two."""

from __future__ import annotations

import pytest

from mingzhang.models.vocabulary.offices import OfficeCoverage, office, unmarked


@pytest.mark.parametrize(
    ("names", "region"),
    [
        (["中共江苏省委办公厅", "中国共产党江苏省委员会办公厅", "江苏省委办公厅", "省委办公厅"], "江苏省"),
        (["西安市国资委", "西安市人民政府国有资产监督管理委员会", "西安市国有资产监督管理委员会"], "西安市"),
        (["深圳市财政局（本级）", "深圳市财政局", "606-深圳市财政局", "市财政局", "[606]深圳市财政局"], "深圳市"),
        (
            ["杭州市科学技术局本级", "杭州市科学技术局", "杭州市科学技术局（局本级）", "杭州市科学技术局局本级"],
            "杭州市",
        ),
        (["西安市国资委本级", "西安市国资委（委本级）", "西安市国资委委本级", "西安市国资委"], "西安市"),
        (["无锡市民政局机关本级", "无锡市民政局（机关本级）", "无锡市民政局机关", "无锡市民政局"], "无锡市"),
        (["无锡市发改委", "无锡市发展和改革委员会", "无锡市发展改革委"], "无锡市"),
        (["江苏省人大办公厅", "江苏省人大常委会办公厅", "江苏省人民代表大会常务委员会办公厅"], "江苏省"),
        (["上海市普陀区财政局", "普陀区财政局", "区财政局"], "上海市普陀区"),
    ],
)
def test_one_unit_printed_in_many_ways(names: list[str], region: str) -> None:
    assert len({office(name, region).unit_id for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长春市信访局", "长沙市信访局"),
        ("福州市公安局", "福州市公安局交通管理支队"),
        ("上海市普陀区财政局", "上海市财政局"),
        ("广州市人民政府办公厅", "广州市人民政府研究室"),
        ("西安市发展和改革委员会", "西安市卫生健康委员会"),
    ],
)
def test_two_units_are_two(one: str, other: str) -> None:
    assert office(one).unit_id != office(other).unit_id


def test_a_name_without_a_place_is_of_the_documents_place() -> None:
    assert office("市财政局", "长春市").unit_id != office("市财政局", "长沙市").unit_id
    assert office("法律援助中心", "西安市").region == "西安市"


@pytest.mark.parametrize(
    ("printed", "name", "level"),
    [
        ("266_甲州市水务局（本级）", "甲州市水务局", OfficeCoverage.OWN),
        ("甲州市水务局(汇总)", "甲州市水务局", OfficeCoverage.WHOLE),
        ("甲州市水务局机关", "甲州市水务局", OfficeCoverage.OWN),
        ("甲州市直属机关", "甲州市直属机关", None),
    ],
)
def test_codes_and_marks_of_level(printed: str, name: str, level: OfficeCoverage | None) -> None:
    assert unmarked(printed) == (name, level)
