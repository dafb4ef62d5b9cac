"""Forms without rulings that go on over a page break, and labels and headers close to what is beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.grids.borderless.runs import line_of, run_of
from mingzhang.extractors.grids.forms.parting import parted_lines
from mingzhang.extractors.grids.forms.telling import replaced
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import PerformanceProject
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource
from tests.extractors.grids.test_unruled_forms import FORMS, Kept, Spot, drawn
from tests.support.drawing import Sheet, pdf

TOP = 70.0


def over_two_pages(sheet: Sheet, at: float) -> list[Sheet]:
    """A sheet cut in two at a height: what stands in the middle of a cut cell stays where it is."""
    first, second = Sheet(), Sheet()
    for x, y, text, size in sheet.texts:
        if y < at:
            first.text(x, y, text, size)
        else:
            second.text(x, y - at + TOP, text, size)
    for x0, y0, x1, y1 in sheet.rules:
        if y0 <= at:
            first.rule(x0, y0, x1, min(y1, at))
        if y1 >= at:
            second.rule(x0, max(y0, at) - at + TOP, x1, y1 - at + TOP)
    return [first, second]


def indicators(project: PerformanceProject) -> list[tuple[str | None, ...]]:
    return [(one.period.value, one.level1, one.level2, one.level3, one.target_text) for one in project.indicators]


def read(path: Path, sheets: list[Sheet]) -> PerformanceProject:
    path.write_bytes(pdf(*sheets))
    (project,) = read_document(path).projects
    return project


@pytest.mark.parametrize("kept", ["across", "outer", "none"])
@pytest.mark.parametrize(
    ("form", "at"), [("levels", 320.0), ("levels", 375.0), ("levels", 300.0), ("levels", 395.0), ("periods", 307.0)]
)
def test_a_form_goes_on_without_its_header(tmp_path: Path, form: str, at: float, kept: Kept) -> None:
    title, spots = FORMS[form]
    whole = read(tmp_path / "whole.pdf", [drawn(title, spots, "all")])
    cut = read(tmp_path / "cut.pdf", over_two_pages(drawn(title, spots, kept), at))
    assert indicators(cut) == indicators(whole)


@pytest.mark.parametrize("caption", ["表14", "附表3", "单位：万元"])
def test_the_number_of_a_table_hides_no_form_that_goes_on(tmp_path: Path, caption: str) -> None:
    title, spots = FORMS["levels"]
    first, second = over_two_pages(drawn(title, spots, "none"), 375.0)
    for sheet in (first, second):
        sheet.text(50, 45, caption, 9)
    whole = read(tmp_path / "whole.pdf", [drawn(title, spots, "all")])
    assert indicators(read(tmp_path / "cut.pdf", [first, second])) == indicators(whole)


def test_words_after_a_form_are_no_part_of_it(tmp_path: Path) -> None:
    title, spots = FORMS["levels"]
    second = Sheet().text(60, 80, "四、名词解释", 12)
    for number, line in enumerate(("一般公共预算拨款收入：指区级财政当年拨付的资金。", "结转资金：指以前年度的余额。")):
        second.text(80, 110 + 20 * number, line, 10)
    path = tmp_path / "words.pdf"
    path.write_bytes(pdf(drawn(title, spots, "none"), second))
    document = read_document(path)
    assert [len(project.indicators) for project in document.projects] == [7]
    assert not document.pages[1].grids


def test_a_label_at_the_side_may_stand_on_the_next_page_alone(tmp_path: Path) -> None:
    title, spots = FORMS["levels"]
    low = [replace(s, text="") if s.text.startswith("年\n度\n绩") else s for s in spots]
    first, second = over_two_pages(drawn(title, low, "none"), 375.0)
    for number, sign in enumerate("年度绩效指标"):
        second.text(61, 84 + 11 * number, sign, 9)
    whole = read(tmp_path / "whole.pdf", [drawn(title, spots, "all")])
    assert indicators(read(tmp_path / "cut.pdf", [first, second])) == indicators(whole)


@pytest.mark.parametrize("lines", ["分值\n权重", "分值\n权\n重", "分\n值\n权\n重"])
def test_a_tall_header_at_the_right_is_one(tmp_path: Path, lines: str) -> None:
    title, spots = FORMS["levels"]
    rows = sorted({(s.y0, s.y1) for s in spots if s.x0 == 380 and s.y0 >= 280})
    narrow = [replace(s, x1=500) if s.x0 == 380 and s.y0 >= 260 else s for s in spots]
    narrow = [
        replace(s, y0=s.y0 - 40 * (s.y1 <= 260), y1=s.y1 - 40 * (s.y1 <= 260 and s.y0 < 260)) if s.y1 <= 260 else s
        for s in narrow
    ]
    narrow = [replace(s, y0=220.0) if s.y0 == 260 else s for s in narrow]
    narrow += [Spot(500, 550, 220, 280, lines), *(Spot(500, 550, a, b, "10") for a, b in rows)]
    ruled, bare = (read(tmp_path / f"{kept}.pdf", [drawn(title, narrow, kept)]) for kept in ("all", "none"))
    assert len(ruled.indicators) == 7
    assert indicators(bare) == indicators(ruled)


@pytest.mark.parametrize("label", ["年度\n绩效\n指标", "年度绩\n效指标", "绩\n效\n指\n标"])
def test_a_label_at_the_side_may_touch_the_first_level(tmp_path: Path, label: str) -> None:
    title, spots = FORMS["levels"]
    widest = max(map(len, label.split("\n")))
    tight = [
        replace(s, text=label, x0=78 - 9.0 * widest - 1, x1=83.0) if s.text.startswith("年\n度\n绩") else s
        for s in spots
    ]
    tight = [replace(s, x0=77.0, x1=77 + 48.0) if s.x0 == 80 and s.y0 >= 280 else s for s in tight]
    ruled = read(tmp_path / "all.pdf", [drawn(title, spots, "all")])
    bare = read(tmp_path / "none.pdf", [drawn(title, tight, "none")])
    assert indicators(bare) == indicators(ruled)


@pytest.mark.parametrize("second", ["更换灯泡的数量和每一盏\n路灯的检修", "更换灯泡"])
@pytest.mark.parametrize("gap", [0, 3])
def test_two_values_below_each_other_are_two_rows(tmp_path: Path, second: str, gap: int) -> None:
    """Names of two lines fill their rows to the edge; values stand in the middle."""
    spots = [s for s in FORMS["levels"][1] if s.y0 < 280]
    y = 280.0
    for name, target in (("养护路灯的数量，包括\n沿江路段", "≥5000盏"), (second, "≥300个"), ("市民满意度", "≥90%")):
        height = 12.0 * (name.count("\n") + 1) + 2 + gap
        spots += [Spot(200, 380, y, y + height, name, 0), Spot(380, 550, y, y + height, target)]
        y += height
    spots += [Spot(80, 140, 280, y, "产出指标"), Spot(140, 200, 280, y, "数量指标")]
    ruled, bare = (
        read(tmp_path / f"{kept}.pdf", [drawn("部门项目支出绩效目标表", spots, kept)]) for kept in ("all", "upright")
    )
    assert [one.target_text for one in bare.indicators] == [one.target_text for one in ruled.indicators]


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("一级指标二级指标", ["一级指标", "二级指标"]),
        ("一级指求二级指标", ["一级指求", "二级指标"]),
        ("三级指标指标值", ["三级指标", "指标值"]),
        ("一级指标的说明", ["一级指标的说明"]),
    ],
)
def test_headers_that_touch_are_parted(text: str, headers: list[str]) -> None:
    glyphs = [Glyph(c, 10.0 * i, 0.0, 10.0 * i + 9.5, 10.0, 10.0 * i, 9.0, 10.0, 0, 0.0, 0) for i, c in enumerate(text)]
    (line,) = parted_lines([line_of([run_of(glyphs)])], 10.0)
    assert [run.text for run in line.runs] == headers


def test_the_indicators_are_taken_from_the_grid_that_tells_more_of_them() -> None:
    lost = grid(
        [
            ["项目名称", "路灯养护"],
            ["主管部门", "某市城管局"],
            ["二级指标\n三级指标", "指标值"],
            ["数量指标\n灯 泡", "≥3\n≥4"],
        ]
    )
    form = grid(
        [
            ["项目名称\n路灯养护", "", ""],
            ["主管部门\n某市城管局", "", ""],
            ["二级指标", "三级指标", "指标值"],
            ["数量指标", "灯泡", "≥3"],
        ]
    )
    (one,) = replaced([lost], [form])
    rows = {(cell.row, cell.text) for cell in one.cells if cell.text}
    assert {(0, "项目名称"), (0, "路灯养护"), (2, "三级指标"), (3, "≥3")} <= rows
    assert one.row_count == 4


def grid(rows: list[list[str]]) -> Grid:
    """A grid of 300 points, rows of 20."""
    wide = 300 / len(rows[0])
    cells = tuple(
        GridCell(r, c, 1, 1, text, Box(c * wide, 20.0 * r, (c + 1) * wide, 20.0 * (r + 1)), 0.9)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Grid(1, Box(0, 0, 300, 20.0 * len(rows)), len(rows), len(rows[0]), cells, TextSource.OCR)


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        (("二级指标", "三级指标", "指标值", "计量单位", "指标性质"), ("数量指标", "灯泡", "300", "个", "≥")),
        (("二级指标", "三级指标", "指标性质", "指标值", "计量单位"), ("质量指标", "修复率", "≤", "98", "%")),
        (("一级指标", "二级指标", "三级指标", "指标值", "计量单位"), ("产出指标", "数量指标", "灯泡", "300", "盏")),
    ],
)
def test_what_only_one_column_holds_tells_where_wide_columns_part(
    tmp_path: Path, headers: tuple[str, ...], row: tuple[str, ...]
) -> None:
    """Texts begin at the left of their columns, far from the headers in the middle."""
    edges = (40, 120, 260, 350, 450, 550)
    spots = [Spot(40, 120, 80, 100, "项目名称"), Spot(120, 550, 80, 100, "路灯养护")]
    spots += [Spot(a, b, 100, 120, text) for a, b, text in zip(edges, edges[1:], headers, strict=False)]
    for number in range(3):
        y = 120.0 + 20 * number
        spots += [Spot(a, b, y, y + 20, text, 0) for a, b, text in zip(edges, edges[1:], row, strict=False)]
    ruled, bare = (
        read(tmp_path / f"{kept}.pdf", [drawn("项目支出绩效目标表", spots, kept)]) for kept in ("all", "none")
    )
    assert len(ruled.indicators) == 3
    assert indicators(bare) == indicators(ruled)
