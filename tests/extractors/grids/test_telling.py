"""A form whose rulings were lost in part is read by its words, where those tell more than what rulings are left."""

from __future__ import annotations

from mingzhang.extractors.grids.forms.telling import replaced, told
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource


def grid(*rows: tuple[str, ...], top: float = 0.0) -> Grid:
    cells = tuple(
        GridCell(r, c, 1, 1, text, Box(50.0 * c, top + 20 * r, 50.0 * c + 50, top + 20 * r + 20))
        for r, texts in enumerate(rows)
        for c, text in enumerate(texts)
    )
    box = Box(0, top, 50.0 * len(rows[0]), top + 20 * len(rows))
    return Grid(1, box, len(rows), len(rows[0]), cells, TextSource.OCR)


WHOLE = grid(("一级指标", "三级指标", "指标值"), ("产出指标", "修路", "≥30公里"), ("效益指标", "通行", "更快"))
MERGED = grid(("一级指标", "三级指标", "指标值"), ("产出指标\n效益指标", "修路\n通行", "≥30公里\n更快"), ("", "", ""))
SIGNS = grid(("指标名称", "指标性质 指标值", "计量单位"), ("修路", "≥ 30", "公里"), ("架桥", "＝ 2", "座"))
PARTED = grid(
    ("指标名称", "指标性质", "指标值", "计量单位"), ("修路", "≥", "30", "公里"), ("架桥", "＝", "2", "座")
)  # fmt: skip


def test_two_words_in_one_cell_tell_nothing() -> None:
    assert told(WHOLE.cells) > told(MERGED.cells)
    assert told(PARTED.cells) > told(SIGNS.cells)


def test_the_grid_that_tells_more_counts() -> None:
    assert replaced([MERGED], [WHOLE]) == [WHOLE]
    assert replaced([SIGNS], [PARTED]) == [PARTED]


def test_a_grid_that_tells_as_much_stays() -> None:
    assert replaced([WHOLE], [WHOLE]) == [WHOLE]
    assert replaced([WHOLE], [MERGED]) == [WHOLE]


def test_a_grid_that_reaches_beyond_the_form_stays() -> None:
    beyond = grid(*(("204", "公共安全", "9.00"),) * 6, top=20.0)
    assert replaced([beyond], [WHOLE]) == [beyond]
    apart = grid(("204", "公共安全", "9.00"), top=200.0)
    assert replaced([apart, MERGED], [WHOLE]) == [apart, WHOLE]


def test_captions_that_the_form_took_in_tell_nothing() -> None:
    captioned = grid(
        ("单位名称：某局", "", ""), ("年度", "", ""), *(("产出指标\n效益指标", "修路", "≥30公里"),) * 2, top=-40.0
    )
    assert replaced([MERGED], [captioned]) == [MERGED]
