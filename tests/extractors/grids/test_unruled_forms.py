"""Performance forms without rulings, or with some of them, say what they say fully ruled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest

from mingzhang.extractors.grids.forms.centred import centred_groups
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import PerformanceProject
from tests.support.drawing import Sheet, pdf

Kept = Literal["all", "across", "upright", "outer", "none"]
SIZE = 9.0


@dataclass(frozen=True)
class Spot:
    """A cell: sides in points, text with its lines, where it stands across (0 left, 0.5 middle)."""

    x0: float
    x1: float
    y0: float
    y1: float
    text: str
    place: float = 0.5


def width(text: str) -> float:
    return sum(SIZE if ord(c) > 0x2000 else SIZE / 2 for c in text)


def drawn(title: str, spots: list[Spot], kept: Kept) -> Sheet:
    sheet = Sheet().text(200, 60, title, 14)
    left, right = min(s.x0 for s in spots), max(s.x1 for s in spots)
    top, bottom = min(s.y0 for s in spots), max(s.y1 for s in spots)
    for spot in spots:
        lines = spot.text.split("\n")
        for number, line in enumerate(lines):
            room = spot.x1 - spot.x0 - 6 - width(line)
            y = (spot.y0 + spot.y1) / 2 + (number - (len(lines) - 1) / 2) * 1.2 * SIZE + 0.35 * SIZE
            sheet.text(spot.x0 + 3 + spot.place * room, y, line, SIZE)
        for y in (spot.y0, spot.y1):
            if kept in ("all", "across") or (kept == "outer" and y in (top, bottom)):
                sheet.rule(spot.x0, y, spot.x1, y)
        for x in (spot.x0, spot.x1):
            if kept in ("all", "upright") or (kept == "outer" and x in (left, right)):
                sheet.rule(x, spot.y0, x, spot.y1)
    return sheet


def project_of(tmp_path: Path, title: str, spots: list[Spot], kept: Kept) -> PerformanceProject:
    path = tmp_path / f"{kept}.pdf"
    path.write_bytes(pdf(drawn(title, spots, kept)))
    (project,) = read_document(path).projects
    return project


def said(project: PerformanceProject) -> PerformanceProject:
    """What a form says, without how surely it was read."""
    return replace(
        project, confidence=1.0, indicators=tuple(replace(one, confidence=1.0) for one in project.indicators)
    )


def levelled() -> list[Spot]:
    """Labels, funds, a stacked label beside a goal, levels that span rows, a name that wraps."""
    spots = [
        Spot(50, 200, 100, 120, "项目名称"), Spot(200, 550, 100, 120, "路灯养护"),
        Spot(50, 200, 120, 140, "主管部门"), Spot(200, 550, 120, 140, "某市城市管理局"),
        Spot(50, 200, 140, 200, "资金金额\n（万元）"),
        Spot(200, 380, 140, 160, "实施期资金总额："), Spot(380, 550, 140, 160, "120.50"),
        Spot(200, 380, 160, 180, "其中：财政拨款"), Spot(380, 550, 160, 180, "100.50"),
        Spot(200, 380, 180, 200, "其他资金"), Spot(380, 550, 180, 200, "20.00"),
        Spot(50, 80, 200, 260, "总\n体\n目\n标"),
        Spot(80, 550, 200, 260, "目标1：全市主干道的路灯夜间都亮，坏了的当天修好；\n目标2：电费比上年少。", 0),
        Spot(50, 80, 260, 445, "年\n度\n绩\n效\n指\n标"),
        Spot(80, 140, 260, 280, "一级指标"), Spot(140, 200, 260, 280, "二级指标"),
        Spot(200, 380, 260, 280, "三级指标"), Spot(380, 550, 260, 280, "指标值"),
    ]  # fmt: skip
    y = 280.0
    for name, target, height in (
        ("养护路灯", "≥5000盏", 20), ("更换灯泡", "≥300个", 20), ("沿江路段的景观灯在节日里\n亮灯的比例", "≥95%", 35),
        ("修复及时率", "≥98%", 20), ("市民出行", "更安全", 20), ("夜间事故", "下降", 20), ("市民满意度", "≥90%", 30),
    ):  # fmt: skip
        spots += [Spot(200, 380, y, y + height, name, 0), Spot(380, 550, y, y + height, target)]
        y += height
    return [
        *spots,
        Spot(80, 140, 280, 375, "产出指标"), Spot(140, 200, 280, 320, "数量指标"),
        Spot(140, 200, 320, 375, "质量指标"),
        Spot(80, 140, 375, 415, "效益指标"), Spot(140, 200, 375, 415, "社会效益\n指标"),
        Spot(80, 140, 415, 445, "满意度\n指标"), Spot(140, 200, 415, 445, "服务对象\n满意度指标"),
    ]  # fmt: skip


def two_periods() -> list[Spot]:
    """Two goals and two periods side by side, labels beside each other, second levels without an indicator."""
    spots = [
        Spot(40, 130, 100, 118, "项目名称"), Spot(130, 555, 100, 118, "疫苗接种补助"),
        Spot(40, 130, 118, 136, "主管部门及代码"), Spot(130, 350, 118, 136, "063-某市卫生健康委员会"),
        Spot(350, 420, 118, 136, "实施单位"), Spot(420, 555, 118, 136, "某市疾控中心"),
        Spot(40, 130, 136, 172, "项目资金（元）"),
        Spot(130, 200, 136, 154, "实施期资金总额："[:7]), Spot(200, 350, 136, 154, "90,000"),
        Spot(350, 420, 136, 154, "年度资金总额"), Spot(420, 555, 136, 154, "30,000"),
        Spot(130, 200, 154, 172, "单位自筹"), Spot(200, 350, 154, 172, "0"),
        Spot(350, 420, 154, 172, "单位自筹"), Spot(420, 555, 154, 172, "0"),
        Spot(40, 130, 172, 190, "立项依据"), Spot(130, 555, 172, 190, "上级文件要求为适龄儿童免费接种。", 0),
        Spot(40, 350, 190, 208, "实施期目标"), Spot(350, 555, 190, 208, "年度目标"),
        Spot(40, 130, 208, 235, "总体目标"), Spot(130, 350, 208, 235, "三年里把接种点建到每个乡镇。", 0),
        Spot(350, 555, 208, 235, "当年新建十二个接种点，并培训护士\n六十人。", 0),
        Spot(40, 76, 235, 361, "绩效指标"[:2] + "\n" + "绩效指标"[2:]),
        Spot(76, 130, 235, 253, "一级指标"), Spot(130, 200, 235, 253, "二级指标"), Spot(200, 290, 235, 253, "三级指标"),
        Spot(290, 350, 235, 253, "指标值"), Spot(350, 420, 235, 253, "二级指标"), Spot(420, 490, 235, 253, "三级指标"),
        Spot(490, 555, 235, 253, "指标值"),
        Spot(76, 130, 253, 307, "产出指标"), Spot(76, 130, 307, 343, "效益指标"), Spot(76, 130, 343, 361, "满意度指标"),
    ]  # fmt: skip
    rows = [
        ("数量指标", "接种点数", "≥36个", "≥12个"), ("质量指标", "合格率", "100%", "100%"), ("时效指标", "", "", ""),
        ("经济效益", "", "", ""), ("社会效益", "接种覆盖率", "≥95%", "≥95%"),
        ("服务对象满意度", "家长满意度", "≥90%", "≥90%"),
    ]  # fmt: skip
    for number, (second, name, whole, annual) in enumerate(rows):
        y0, y1 = 253 + 18.0 * number, 271 + 18.0 * number
        spots += [Spot(130, 200, y0, y1, second), Spot(200, 290, y0, y1, name), Spot(290, 350, y0, y1, whole)]
        spots += [Spot(350, 420, y0, y1, second), Spot(420, 490, y0, y1, name), Spot(490, 555, y0, y1, annual)]
    return spots


def listed() -> list[Spot]:
    """A list of projects: what each is stands in the middle of its indicators; signs, values and units apart."""
    spots = [
        Spot(30, 110, 100, 125, "项目名称"), Spot(110, 180, 100, 125, "预算金额"),
        Spot(180, 320, 100, 125, "年度绩效目标"),
        Spot(320, 430, 100, 125, "指标名称"), Spot(430, 470, 100, 125, "指标\n性质"),
        Spot(470, 510, 100, 125, "指标值"),
        Spot(510, 560, 100, 125, "计量\n单位"),
        Spot(30, 110, 125, 245, "河道清淤"), Spot(110, 180, 125, 245, "310.00"),
        Spot(180, 320, 125, 245, "清淤三十公里，汛期前\n完工；两岸的步道同时\n修好，不占用农田。", 0),
    ]  # fmt: skip
    rows = [
        ("清淤长度", "≥", "30", "公里"), ("步道长度", "≥", "12", "公里"),
        ("完工前不占用的农田占\n两岸农田的比例", "＝", "100", "%"),
        ("沿河居民满意度", "≥", "85", "%"),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        y0, y1 = 125 + 30.0 * number, 155 + 30.0 * number
        sides = ((320, 430), (430, 470), (470, 510), (510, 560))
        spots += [Spot(*side, y0, y1, text) for side, text in zip(sides, row, strict=True)]
    return spots


def goals() -> list[Spot]:
    """A list of projects with a sum and a goal each; the goals wrap to unlike heights."""
    spots = [
        Spot(40, 180, 100, 120, "项目"),
        Spot(180, 280, 100, 120, "预算数（单位：万元）"),
        Spot(280, 540, 100, 120, "绩效目标"),
    ]
    y = 120.0
    for name, amount, goal in (
        (
            "公园修缮",
            "120.00",
            "修缮三处公园的步道和座椅，雨季前\n完工；市民满意度不低于九成；\n新增无障碍坡道十二处。",
        ),
        ("图书购置", "36.50", "购置新书八千册，向社区分馆配送。"),
        ("消防演练\n与培训", "9.80", "每季度演练一次，\n培训网格员六百人次。"),
    ):
        height = 12.0 * (goal.count("\n") + 1) + 10
        spots += [Spot(40, 180, y, y + height, name), Spot(180, 280, y, y + height, amount)]
        spots.append(Spot(280, 540, y, y + height, goal, 0))
        y += height
    return spots


FORMS = {
    "levels": ("部门项目支出绩效目标表", levelled()),
    "periods": ("项目支出绩效目标表", two_periods()),
    "list": ("市级项目绩效目标表", listed()),
}
GOALS = ("部门预算项目绩效目标表", goals())


@pytest.mark.parametrize("kept", ["across", "upright", "outer", "none"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_says_the_same_without_its_rulings(tmp_path: Path, form: str, kept: Kept) -> None:
    title, spots = FORMS[form]
    ruled = project_of(tmp_path, title, spots, "all")
    assert len(ruled.indicators) in (4, 7, 8)
    assert said(project_of(tmp_path, title, spots, kept)) == said(ruled)


@pytest.mark.parametrize("kept", ["across", "upright", "outer", "none"])
def test_a_list_of_goals_says_the_same_without_its_rulings(tmp_path: Path, kept: Kept) -> None:
    path = tmp_path / "list.pdf"
    projects = []
    for one in ("all", kept):
        path.write_bytes(pdf(drawn(*GOALS, one)))
        projects.append([said(project) for project in read_document(path).projects])
    assert len(projects[0]) == 3
    assert projects[1] == projects[0]


def test_a_list_with_figures_side_by_side_under_a_header_is_left_to_other_readers(tmp_path: Path) -> None:
    title, spots = GOALS
    sheet = drawn(title, spots, "none")
    for spot in spots[4::3]:
        sheet.text(spot.x0 + 3, (spot.y0 + spot.y1) / 2 + 3, "1.00", SIZE)
    path = tmp_path / "list.pdf"
    path.write_bytes(pdf(sheet))
    (page,) = read_document(path).pages
    assert not any(cell.text.count(".") > 1 for grid in page.grids for cell in grid.cells)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_printed_is_lost(tmp_path: Path, form: str) -> None:
    """Texts that belong to no label and no header stand in the cell that holds their place."""
    title, spots = FORMS[form]
    bottom = max(spot.y1 for spot in spots)
    odd = [Spot(200, 300, bottom, bottom + 20, "（接上）"), Spot(40, 120, bottom + 20, bottom + 40, "填表日期")]
    sheet = drawn(title, [*spots, *odd], "none")
    path = tmp_path / "odd.pdf"
    path.write_bytes(pdf(sheet))
    (page,) = read_document(path).pages
    found = Counter(c for grid in page.grids for cell in grid.cells for c in cell.text if not c.isspace())
    found.update(c for line in page.lines for c in line.text if not c.isspace())
    assert found == Counter(c for _, _, text, _ in sheet.texts for c in text if not c.isspace())


def test_a_table_above_a_form_is_not_taken_into_it(tmp_path: Path) -> None:
    title, spots = FORMS["levels"]
    sheet = drawn(title, [replace(spot, y0=spot.y0 + 300, y1=spot.y1 + 300) for spot in spots], "none")
    sheet.texts[0] = (200, 370, title, 14)
    sheet.text(200, 60, "支出总表", 14).text(480, 80, "单位：万元")
    sheet.table(
        50,
        100,
        (100, 200, 100, 100),
        [("科目编码", "科目名称", "合计", "基本支出"), ("204", "公共安全", "9.00", "9.00")],
    )
    path = tmp_path / "two.pdf"
    path.write_bytes(pdf(sheet))
    document = read_document(path)
    assert [len(project.indicators) for project in document.projects] == [7]
    assert len(document.pages[0].grids) == 2


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ((15.0, 35.0), [(0, 3, 0), (3, 4, 1)]),
        ((10.0, 30.0), [(0, 2, 0), (2, 4, 1)]),
        ((5.0, 25.0), [(0, 1, 0), (1, 4, 1)]),
    ],
)
def test_what_a_text_stands_in_the_middle_of_is_its_own(
    texts: tuple[float, ...], groups: list[tuple[int, int, int | None]]
) -> None:
    rows = [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 40.0)]
    assert centred_groups(rows, texts, 10.0) == groups
