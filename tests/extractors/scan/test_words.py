"""Read lines as characters in their places, and back to the text of a cell."""

from __future__ import annotations

import numpy as np
import pytest

from mingzhang.extractors.scan.cells import Snippet
from mingzhang.extractors.scan.guesses import ReadLine, line_of
from mingzhang.extractors.scan.words import Script, Word, word_of

CROP = np.full((40, 300, 3), 255, np.uint8)


def word(text: str, x0: int, y0: int, x1: int, confidence: float = 0.99) -> Word:
    step = (x1 - x0) / len(text)
    line = ReadLine(text, confidence, tuple((i + 0.5) * step for i in range(len(text))), (confidence,) * len(text))
    found = word_of(Snippet(0, CROP, 0, (x0, y0, x1, y0 + 20), x0), line, 20.0, 1.0)
    assert found is not None
    return found


def text_of(*words: Word) -> str:
    script = Script(words)
    return script.write(script.glyphs)[0]


def test_characters_stand_where_the_recogniser_saw_them() -> None:
    chances = np.full((12, 3), 0.01, np.float32)
    chances[:, 0] = 0.9
    for step, sign in ((2, 1), (3, 1), (8, 2)):
        chances[step, 0], chances[step, sign] = 0.05, 0.95
    line = line_of(chances, ["blank", "7", "."], 4.0)
    assert line.text == "7." and line.places == (12.0, 34.0)
    assert line.chances == pytest.approx((0.95, 0.95))


def unit_line(read: str, likely: dict[str, float]) -> str:
    """The text of `单位：…元`, between which the signs `read` are likeliest and others have some chance."""
    signs = ["blank", *dict.fromkeys(f"单位：元万千亿{read}")]
    text = f"单位：{read}元"
    chances = np.full((2 * len(text) + 1, len(signs)), 1e-6, np.float32)
    chances[:, 0] = 0.9
    for place, sign in enumerate(text):
        chances[2 * place + 1, 0], chances[2 * place + 1, signs.index(sign)] = 0.05, 0.8
    for sign, chance in likely.items():
        chances[7, signs.index(sign)] = chance
    return line_of(chances, signs, 4.0).text


@pytest.mark.parametrize("read", ["五", "方", "1j", "力"])
def test_a_misread_multiple_of_the_unit_is_the_one_that_is_likely(read: str) -> None:
    assert unit_line(read, {"万": 0.02, "千": 0.001}) == "单位：万元"
    assert unit_line(read, {"千": 0.02, "万": 0.001}) == "单位：千元"


@pytest.mark.parametrize(
    ("read", "likely"),
    [("五", {}), ("五", {"万": 0.02, "千": 0.01}), ("美", {"万": 0.02}), ("万", {"千": 0.02}), ("", {})],
    ids=["none is likely", "two are", "other money", "read", "no multiple"],
)
def test_a_unit_of_which_the_picture_tells_nothing_stays_as_read(read: str, likely: dict[str, float]) -> None:
    assert unit_line(read, likely) == f"单位：{read}元"


def test_a_line_cut_between_two_cells_gives_each_its_characters() -> None:
    one = word("养老支出207.14", 100, 50, 300)
    script = Script([one])
    words, figure = one.glyphs[:4], one.glyphs[4:]
    assert script.write(words)[0] == "养老支出" and script.write(figure)[0] == "207.14"
    assert one.glyphs[3].x1 <= one.glyphs[4].x0 + 0.01


def test_words_of_a_cell_stand_on_their_lines() -> None:
    assert (
        text_of(word("财政", 100, 50, 140), word("资金", 200, 52, 240), word("拨款", 100, 80, 140)) == "财政 资金\n拨款"
    )


@pytest.mark.parametrize(("unsure", "at"), [("金", 0), ("十资金", 1), ("1", 2)])
def test_a_cell_is_as_sure_as_the_least_sure_of_its_lines(unsure: str, at: int) -> None:
    words = [
        word(unsure if line == at else "机关事业单位基本养老", 100, 50 + 30 * line, 300, 0.4 if line == at else 0.99)
        for line in range(3)
    ]
    script = Script(words)
    assert script.write(script.glyphs)[1] == 0.4
    assert script.write(words[(at + 1) % 3].glyphs)[1] == 0.99


@pytest.mark.parametrize("mark", ["√", "|", "v"])
def test_a_mark_beside_a_figure_is_no_part_of_it(mark: str) -> None:
    assert text_of(word(mark, 100, 50, 115), word("2,833.51", 160, 50, 250)) == "2,833.51"


@pytest.mark.parametrize(("misread", "printed"), [("額", "额"), ("財", "财"), ("頡", "额")])
def test_a_sign_that_is_not_written_in_disclosures_gives_way_to_the_next(misread: str, printed: str) -> None:
    chances = np.full((6, 4), 0.01, np.float32)
    chances[:, 0] = 0.9
    chances[2] = 0.3, 0.5, 0.02, 0.18
    line = line_of(chances, ["blank", misread, "獃", printed], 4.0)
    assert line.text == printed
    assert line.confidence < 0.5


@pytest.mark.parametrize("rare", ["滘", "漖", "塱"])
def test_a_rare_sign_beside_which_no_other_is_likely_stands(rare: str) -> None:
    chances = np.full((6, 4), 0.0005, np.float32)
    chances[:, 0] = 0.9
    chances[2] = 0.001, 0.997, 0.001, 0.001
    line = line_of(chances, ["blank", rare, "沙", "."], 4.0)
    assert line.text == rare
    assert line.confidence > 0.99


def test_a_dash_on_the_line_of_a_figure_stays_its_minus() -> None:
    assert text_of(word("-", 100, 55, 110), word("126.49", 120, 50, 200)) == "- 126.49"
    assert text_of(word("一", 100, 20, 120), word("126.49", 120, 50, 200)) == "126.49", "a rest of the ruling above"


def test_a_lone_unsure_stroke_is_no_text_and_a_sure_one_is() -> None:
    assert text_of(word("一", 100, 50, 120, 0.4)) == ""
    assert text_of(word("-", 100, 50, 120, 0.95)) == "-"


def test_a_name_beside_a_tick_stays_as_printed() -> None:
    assert text_of(word("√", 100, 50, 115), word("是", 160, 50, 180)) == "√ 是"


@pytest.mark.parametrize(
    ("read", "printed"), [("1.711.04", "1,711.04"), ("-9.866.11", "-9,866.11"), ("1,234.567.89", "1,234,567.89")]
)
def test_commas_of_a_figure_that_were_read_as_points_are_commas(read: str, printed: str) -> None:
    assert text_of(word(read, 100, 50, 200)) == printed
    assert word(read, 100, 50, 200).confidence == 0.99, "no other figure is printed so"


@pytest.mark.parametrize("text", ["1.711", "12.34.56", "2024.03.15", "1.2.3", "1,234,56"])
def test_points_that_may_be_points_stay(text: str) -> None:
    assert text_of(word(text, 100, 50, 200)) == text


@pytest.mark.parametrize(
    ("read", "figure"),
    [
        ("A108,059,614", "108,059,614"),
        ("V77.70", "77.70"),
        ("0.00,", "0.00"),
        ("7,180/92", "7,180.92"),
        ("」0.00", "0.00"),
    ],
)
def test_a_figure_is_freed_of_what_touches_it_and_doubted(read: str, figure: str) -> None:
    one = word(read, 100, 50, 250)
    text, confidence = Script([one]).write(one.glyphs)
    assert text == figure
    assert confidence < 0.8


@pytest.mark.parametrize("rest", ["A", "」", "Mx"])
def test_a_sign_on_a_line_of_its_own_beside_a_figure_is_a_rest(rest: str) -> None:
    words = word(rest, 100, 20, 120), word("108,059,614", 120, 50, 250)
    script = Script(words)
    assert script.write(script.glyphs) == ("108,059,614", 0.75)


def test_a_letter_beside_a_bare_number_stays() -> None:
    assert text_of(word("A", 100, 20, 120), word("108", 120, 50, 180)) == "A\n108"


@pytest.mark.parametrize("text", ["A108", "≥95.00", "5.00%", "合计118.12", "K2.5", "12/34", "B201,05", "3月0.5天"])
def test_what_may_belong_to_a_text_stays(text: str) -> None:
    assert text_of(word(text, 100, 50, 250)) == text


@pytest.mark.parametrize(
    ("begun", "end", "whole"),
    [
        ("单位：万", "万元", "单位：万元"),
        ("金额单位：", "元", "金额单位：元"),
        ("单位：", "万元", "单位：万元"),
        ("单位：百万", "元", "单位：百万元"),
    ],
)
def test_a_unit_of_money_read_in_two_pieces_is_one(begun: str, end: str, whole: str) -> None:
    script = Script([word(begun, 500, 52, 560), word(end, 552, 46, 590), word("部门名称：某局", 10, 50, 120)])
    assert [line.text for line in script.lines(script.glyphs)] == ["部门名称：某局", whole]


@pytest.mark.parametrize(
    ("begun", "end", "x"), [("单位：万元", "万元", 565), ("单位：", "万元", 700), ("部门：", "万元", 565)]
)
def test_other_lines_stay_apart(begun: str, end: str, x: int) -> None:
    script = Script([word(begun, 500, 50, 560), word(end, x, 50, x + 40)])
    assert [line.text for line in script.lines(script.glyphs)] == [begun, end]
