"""Where the narrative is: over line and page breaks, between tables, outside duties and glossaries."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.understand.narrative import read_statements
from mingzhang.models.records.documents import Statement
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine, TextSource
from tests.extractors.understand.narrative.pages import PER_LINE, page_of, set_line, set_page, set_paragraph

SAMPLES = Path(__file__).resolve().parents[4] / "samples"
FILLER = "本年度各项工作任务按照批复文件执行，"
SENTENCE = f"{FILLER * 2}2025年一般公共预算当年支出715.75万元，比上年减少34.95万元，下降4.66%。"


def subjects(statements: tuple[Statement, ...]) -> list[str | None]:
    return [statement.subject for statement in statements]


def test_a_sentence_over_lines_and_pages_with_page_numbers_and_running_heads() -> None:
    lines = set_paragraph(SENTENCE, 700)
    assert len(lines) >= 3, "the sentence must wrap"
    head = "某市河道管理局2025年度部门预算公开"
    pages = []
    for number, part in enumerate((lines[:2], [set_line(line.text, 60) for line in lines[2:]], ()), start=1):
        running = TextLine(head, Box(90, 10, 260, 19))
        foot = TextLine(f"- {number} -", Box(288, 815, 312, 824))
        pages.append(page_of([running, *part, foot], number))
    (statement,) = read_statements(pages, fiscal_year=2025)
    assert statement.sentence == SENTENCE
    assert statement.page_number == 1
    assert statement.amount_yuan == Decimal("7157500.00")
    assert statement.change_percent == Decimal("-4.66")


def test_a_sentence_over_a_page_whose_next_page_holds_only_a_table() -> None:
    lines = set_paragraph(SENTENCE, 700)
    box = Box(90, 100, 500, 700)
    cell = GridCell(0, 0, 1, 1, "合计 99.99万元", box)
    table = Page(2, 600, 840, TextSource.TEXT_LAYER, (), (Grid(2, box, 1, 1, (cell,), TextSource.TEXT_LAYER),))
    rest = page_of([set_line(line.text, 60) for line in lines[2:]], 3)
    (statement,) = read_statements([page_of(lines[:2]), table, rest], fiscal_year=2025)
    assert statement.amount_yuan == Decimal("7157500.00")


def test_a_short_line_before_a_long_figure_goes_on() -> None:
    first = set_line("教育（类）支出", 60)
    second = set_line("22,262.08万元，占5.1%。" + "余款按进度拨付。" * 2, 80)
    wide = set_line(FILLER * 2 + "。", 40)
    (statement,) = read_statements([page_of([wide, first, second])], fiscal_year=2025)
    assert (statement.subject, statement.share_percent) == ("教育（类）支出", Decimal("5.1"))


def test_items_that_open_with_a_number_are_apart_without_an_indent() -> None:
    filler = "预算按充分保障预估，实际执行基本贴合预期，与年度计划相符，没有新增事项。"
    lines = [
        set_line("5、行政单位离退休（项）。年初预算为85万元，支出决算为84万元。" + "按实列支。", 60),
        set_line(filler[:PER_LINE], 80),
        set_line("6、基本养老保险缴费（项）。年初预算为161万元，支出决算为160万元。", 100),
    ]
    assert subjects(read_statements([page_of(lines)], fiscal_year=2025)) == [
        "行政单位离退休（项）年初预算", "行政单位离退休（项）支出决算",
        "基本养老保险缴费（项）年初预算", "基本养老保险缴费（项）支出决算",
    ]  # fmt: skip


def test_duties_contents_and_glossary_give_none() -> None:
    page = set_page(
        "目录", "一、收入预算情况说明..........3",
        "第一部分 部门概况", "一、主要职能", "负责总投资300亿元的交通建设。",
        "二、2025年主要工作任务", "完成投资12亿元。",
        "第三部分 预算情况说明", "一、收入预算情况说明", "收入预算5万元。",
        "第四部分 名词解释", "一、定额：每人每年补助1000元，比上年增加100元。",
    )  # fmt: skip
    statements = read_statements([page], fiscal_year=2025)
    assert subjects(statements) == ["收入预算"]
    assert statements[0].section == "一、收入预算情况说明"


def test_a_glossary_that_ends_before_the_narrative() -> None:
    body = set_paragraph("定额：每人每年1000元。" + FILLER * 3, 120)
    after = set_paragraph("2025年收入预算5万元。" + FILLER * 3, 320)
    titles = [TextLine("名词解释", Box(264, 80, 336, 98)), TextLine("单位预算编制说明", Box(228, 280, 372, 298))]
    page = page_of([titles[0], *body, titles[1], *after])
    (statement,) = read_statements([page], fiscal_year=2025)
    assert (statement.subject, statement.section) == ("收入预算", "单位预算编制说明")


def test_the_section_is_the_heading_that_names_one() -> None:
    page = set_page(
        "五、一般公共预算支出情况说明", "（一）当年支出规模变化情况", "当年支出5万元。",
        "（二）教育支出", "1.小学教育支出2万元。", "六、“三公”经费增减变动原因说明", "公务接待费1万元。",
    )  # fmt: skip
    sections = [statement.section for statement in read_statements([page], fiscal_year=2025)]
    assert sections == [
        "（一）当年支出规模变化情况", "五、一般公共预算支出情况说明", "六、“三公”经费增减变动原因说明",
    ]  # fmt: skip


def test_a_heading_names_the_figure_under_it() -> None:
    page = set_page("六、“三公”经费支出情况", "（二）公务接待费", "2025年预算安排5.00万元，与上年持平。")
    (statement,) = read_statements([page], fiscal_year=2025)
    assert statement.subject is not None and statement.subject.startswith("公务接待费")
    assert statement.change_yuan == 0
    assert statement.confidence < 1


def test_a_long_heading_never_names_a_figure() -> None:
    page = set_page("一、收支数据变动情况及原因", "2025年预算安排5万元。")
    (statement,) = read_statements([page], fiscal_year=2025)
    assert statement.subject != "收支数据变动情况及原因"
    assert statement.confidence < 0.8


def test_half_width_signs_and_full_width_digits() -> None:
    page = set_page("2025年收入预算１，２３４.5万元,其中:财政拨款(补助)收入1,000万元,占81%;其他收入234.5万元。")
    statements = read_statements([page], fiscal_year=2025)
    assert [statement.amount_yuan for statement in statements] == [12345000, 10000000, 2345000]
    assert statements[1].sentence.endswith("占81%;")


def test_the_year_of_the_narrative_where_the_document_tells_none() -> None:
    page = set_page("2025年收入预算5万元，比上年增加1万元。", "2025年支出预算5万元。")
    statements = read_statements([page], fiscal_year=None)
    assert [(s.subject, s.compared_year) for s in statements] == [("收入预算", 2024), ("支出预算", None)]


def test_a_doubtful_reading_of_the_page_is_a_doubtful_statement() -> None:
    line = TextLine("2025年收入预算5万元。", Box(114, 60, 300, 72), 0.7)
    (statement,) = read_statements([page_of([line])], fiscal_year=2025)
    assert statement.confidence == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("subject", "amount", "change", "share"),
    [
        ("收入预算总计", "8143800", "-378200", None),
        ("2024年收入预算总计", "8522000", None, None),
        ("公立医院人员经费补助及社保补助", "5010000", "80000", None),
        ("一般公共预算拨款", "7157500", None, "87.89"),
        ("当年由一般公共预算安排的支出", "7157500", "-349500", None),
        ("特定目标类项目金额", "1997500", None, None),
        ("政府采购预算总额", "0", None, None),
    ],
)
def test_figures_of_the_sample(subject: str, amount: str, change: str | None, share: str | None) -> None:
    found = [(s.amount_yuan, s.change_yuan, s.share_percent) for s in _sample() if s.subject == subject]
    expected = tuple(None if value is None else Decimal(value) for value in (amount, change, share))
    assert expected in found


def test_no_statement_out_of_the_tables_and_assets_of_the_sample() -> None:
    assert all(word not in s.sentence for s in _sample() for word in ("原值", "平方米", "年度资金总额"))


_CACHE: list[tuple[Statement, ...]] = []


def _sample() -> tuple[Statement, ...]:
    if not _CACHE:
        document = read_document(SAMPLES / "budget_2025.pdf")
        _CACHE.append(read_statements(document.pages, fiscal_year=document.facts.fiscal_year))
    return _CACHE[0]


WORDS = st.sampled_from(
    ["收入预算", "其中：", "，", "。", "；", "（", "）", "比上年", "增加", "减少", "下降", "万元", "亿元", "元",
     "12.5", "0", "%", "占", "与上年持平", "由", "到", "2024年", "上年为", "主要原因是", "一、", "1.", "为", "均",
     "-", "、", "："]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=60)), max_size=4), st.booleans())
def test_any_text_is_read_without_an_error(texts: list[str], known: bool) -> None:
    lines = [set_line(text, 60 + 20 * index) for index, text in enumerate(texts)]
    printed = "".join("".join(text.split()) for text in texts)
    for statement in read_statements([page_of(lines)], fiscal_year=2025 if known else None):
        assert statement.page_number == 1
        assert 0 <= statement.confidence <= 1
        assert statement.sentence and all(sign in printed for sign in statement.sentence)
