"""Charts: what is drawn, that SVG needs no font of the reader's, that PNG is a picture, that nothing is hidden."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from mingzhang.flows.charts.layout import Chart, Label, Rectangle, Series, columns_chart, scale_of, ticks_of
from mingzhang.flows.charts.outlines import Outlines, font_bytes
from mingzhang.flows.charts.png import to_png
from mingzhang.flows.charts.svg import to_svg
from mingzhang.flows.cli.app import run
from tests.support.sample_warehouse import make_sample_warehouse

CHART = Chart(
    "某市教育局 <b>",
    ("2024预算", "2025预算", "2026预算"),
    (
        Series("收入总计", (Decimal("71575000"), None, Decimal("100"))),
        Series("支出总计", (Decimal("70575000"), Decimal("-1575000"), Decimal("82575000.50"))),
    ),
)


@pytest.mark.parametrize(
    ("largest", "unit"), [("9999.99", "元"), ("10000", "万元"), ("99999999", "万元"), ("100000000", "亿元")]
)
def test_amounts_are_shown_in_a_unit_of_few_digits(largest: str, unit: str) -> None:
    assert scale_of([Decimal(largest), Decimal("-1")])[1] == unit


@pytest.mark.parametrize(("low", "high"), [(0.0, 7157.5), (-157.5, 8257.5), (0.0, 0.0), (3.0, 3.0), (-5.0, -1.0)])
def test_the_axis_covers_all_amounts_and_zero(low: float, high: float) -> None:
    ticks = ticks_of(low, high)
    assert ticks[0] <= min(low, 0.0)
    assert ticks[-1] >= max(high, 0.0)
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= 9


def test_every_amount_is_a_column_as_high_as_it_is_large() -> None:
    drawing = columns_chart(CHART)
    columns = [mark for mark in drawing.marks if isinstance(mark, Rectangle) and mark.told]
    assert len(columns) == 5
    first, other = (c for c in columns if "2024预算" in c.told)
    assert first.height / other.height == pytest.approx(71575000 / 70575000, rel=0.01)
    assert any("82,575,000.50元" in column.told for column in columns)
    assert all(c.x >= 0 and c.x + c.width <= drawing.width and c.y >= 0 for c in columns)


def test_svg_is_well_formed_and_escapes() -> None:
    for outlined in (False, True):
        text = to_svg(columns_chart(CHART), outlined=outlined)
        root = ElementTree.fromstring(text)
        assert root.attrib["aria-label"] == "某市教育局 <b>"
        assert "<b>" not in text
        assert ("<text" in text) != outlined


def test_outlines_are_those_that_the_font_draws() -> None:
    outlines = Outlines()
    font = ImageFont.truetype(io.BytesIO(font_bytes()), outlines.units_per_em)
    for sign in "预算9,%g年":
        path, width = outlines.path(sign)
        assert width == pytest.approx(font.getlength(sign), abs=2)
        assert path.startswith("M")
        assert path.endswith("Z")
    assert outlines.path("\ue000")[0] == ""


def test_every_sign_of_gb2312_can_be_drawn() -> None:
    outlines = Outlines()
    for text in ("一般公共预算支出总计", "“三公”经费（万元）：0123456789.,-%", "嘉兴厦门衢州泸州亳州濮阳"):
        assert all(outlines.path(sign)[0] for sign in text)


def test_png_is_a_picture_with_ink() -> None:
    with Image.open(io.BytesIO(to_png(columns_chart(CHART)))) as picture:
        assert picture.size == (1720, 760)
        assert len(picture.getcolors(1 << 20) or []) > 5


def test_long_labels_are_slanted_and_cut() -> None:
    names = tuple(f"某某某某市某某某某某某局第{i}分局" for i in range(12))
    drawing = columns_chart(Chart("x", names, (Series("支出", tuple(Decimal(i) for i in range(12))),)))
    labels = [mark for mark in drawing.marks if isinstance(mark, Label) and mark.slant]
    assert len(labels) == 12
    assert all(len(label.text) <= 12 for label in labels)


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_chart_by_command(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    warehouse = make_sample_warehouse(tmp_path / "w.duckdb")
    target = tmp_path / f"chart.{suffix}"
    unit = "云泽市档案馆"
    assert run(["chart", unit, "-w", str(warehouse), "-o", str(target)]) == 0
    assert target.stat().st_size > 2000
    for wrong, code in (["nobody", "no_match"], [unit, "bad_format"], [unit, "not_found"]):
        out = tmp_path / ("x.gif" if code == "bad_format" else "x.png")
        measure = ["-m", "nothing_yuan"] if code == "not_found" else []
        assert run(["chart", wrong, "-w", str(warehouse), "-o", str(out), *measure]) != 0
        assert f"[{code}]" in capsys.readouterr().err
