"""Forms without rulings that go on over a page break, and labels and headers close to what is beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import PerformanceProject
from tests.extractors.grids.test_unruled_forms import FORMS, Kept, Spot, drawn, listed
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


def test_a_list_prints_its_indicators(tmp_path: Path) -> None:
    spots = listed()
    project = read(tmp_path / "list.pdf", [drawn("市级项目绩效目标表", spots, "none")])
    assert len(project.indicators) == 4
