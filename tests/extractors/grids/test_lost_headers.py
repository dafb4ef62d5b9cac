"""Headers of seen grids whose rulings were lost are read as headers without rulings are; others stay."""

from __future__ import annotations

from mingzhang.extractors.grids.borderless import Filled
from mingzhang.extractors.grids.lost_headers import with_lost_headers
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.pages.glyphs import Glyph
from tests.extractors.grids.test_slivers import texts
from tests.extractors.grids.test_split_columns import glyphs

EDGES = [0.0, 120.0, 220.0, 320.0, 420.0, 520.0]
BODY = 80.0
Written = dict[tuple[float, float], str]


def centred(text: str, x: float, y: float) -> tuple[tuple[float, float], str]:
    """A text whose middle stands at a place, and where it begins."""
    return (x - 5.0 * len(text), y), text


def filled(head: Written, levels: list[float] | None = None) -> Filled:
    """A table of five columns and three rows of figures, over which stands a header without upright rulings; `levels`:
    rulings across the header, which end at the first column."""
    ys = [0.0, BODY, BODY + 20, BODY + 40, BODY + 60]
    level = [(EDGES[0], y, EDGES[-1], y) for y in ys]
    level += [(EDGES[1], y, EDGES[-1], y) for y in levels or []]
    upright = [(x, BODY if 0 < n < len(EDGES) - 1 else 0.0, x, ys[-1]) for n, x in enumerate(EDGES)]
    (lattice,) = lattice_grids(level, upright)
    held: list[list[Glyph]] = [[] for _ in lattice.cells]
    body = {(EDGES[c] + 40, BODY + 10 + 20 * r): f"{r + 1}{c}.00" for r in range(3) for c in range(1, 5)}
    names = {(5.0, BODY + 10 + 20 * r): "行政运行" for r in range(3)}
    for (x, y), text in {**head, **body, **names}.items():
        home = lattice.cell_at(x + 5 * len(text), y)
        assert home is not None
        held[home] += glyphs(text, x, y - 5)
    return Filled(lattice, tuple(tuple(some) for some in held))


def header_of(found: Filled) -> list[list[str]]:
    return texts(found)[: found.lattice.row_count - 3]


def test_a_header_of_two_levels_without_any_ruling() -> None:
    head = dict([
        centred("项目", 60, 40), centred("合计", 170, 40), centred("本年支出", 370, 20),
        centred("基本支出", 270, 60), centred("项目支出", 370, 60), centred("其他支出", 470, 60),
    ])  # fmt: skip
    assert header_of(with_lost_headers(filled(head))) == [
        ["项目", "合计", "本年支出", "本年支出", "本年支出"],
        ["项目", "合计", "基本支出", "项目支出", "其他支出"],
    ]


def test_two_texts_over_two_columns_each() -> None:
    head = dict([
        centred("项目", 60, 40), centred("基本支出", 220, 20), centred("项目支出", 420, 20),
        centred("人员经费", 170, 60), centred("公用经费", 270, 60), centred("小计", 370, 60),
        centred("其他支出", 470, 60),
    ])  # fmt: skip
    assert header_of(with_lost_headers(filled(head))) == [
        ["项目", "基本支出", "基本支出", "项目支出", "项目支出"],
        ["项目", "人员经费", "公用经费", "小计", "其他支出"],
    ]


def test_rests_of_walls_are_no_part_of_it_and_a_wrapped_word_is_one() -> None:
    head = dict([
        centred("项目", 60, 40), centred("合计", 170, 40), centred("基本支出", 320, 20), centred("财政专户", 470, 32),
        centred("管理资金", 470, 46), centred("人员经费", 270, 60), centred("公用经费", 370, 60),
        centred("1", 420, 60), centred("丨", 220, 20),
    ])  # fmt: skip
    assert header_of(with_lost_headers(filled(head))) == [
        ["项目", "合计", "基本支出", "基本支出", "财政专户管理资金"],
        ["项目", "合计", "人员经费", "公用经费", "财政专户管理资金"],
    ]


def test_rows_below_it_keep_their_cells() -> None:
    head = dict([centred(text, x, 40) for text, x in zip(("项目", "合计", "基本支出"), (60, 170, 270), strict=True)])
    head |= dict([centred("项目支出", 370, 40), centred("其他支出", 470, 40)])
    found = with_lost_headers(filled(head))
    assert texts(found)[-3:] == texts(filled(head))[-3:]
    assert found.lattice.row_edges[-4:] == filled(head).lattice.row_edges[-4:]


def test_a_header_whose_texts_are_no_known_words_stays() -> None:
    head = dict(
        [centred(text, x, 40) for text, x in (("甲乙丙", 60), ("丁戊己", 170), ("庚辛壬", 270), ("子丑寅", 420))]
    )
    before = filled(head)
    assert with_lost_headers(before) is before


def test_a_caption_over_all_columns_stays() -> None:
    before = filled(dict([centred("2026年部门支出总表", 260, 40)]))
    assert with_lost_headers(before) is before
