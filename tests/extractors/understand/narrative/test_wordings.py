"""The wordings of the narrative: which figure is an amount, a change, a share, and of what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.extractors.understand.narrative import read_statements
from mingzhang.extractors.understand.narrative.subjects import clean, measure_of
from mingzhang.models.records.documents import Statement
from tests.extractors.understand.narrative.pages import set_page

YEAR = 2025
WAN = Decimal(10_000)
Brief = tuple[str | None, str | None, str | None, str | None, str | None, int | None]


def read(*paragraphs: str) -> tuple[Statement, ...]:
    return read_statements([set_page("一、预算情况说明", *paragraphs)], fiscal_year=YEAR)


def brief(statement: Statement) -> Brief:
    """(subject, amount, change, percent, share, compared year); money in 万元 as text."""

    def wan(value: Decimal | None) -> str | None:
        return None if value is None else f"{(value / WAN).normalize():f}"

    def percent(value: Decimal | None) -> str | None:
        return None if value is None else f"{value.normalize():f}"

    return (
        statement.subject,
        wan(statement.amount_yuan),
        wan(statement.change_yuan),
        percent(statement.change_percent),
        percent(statement.share_percent),
        statement.compared_year,
    )


ONE: list[tuple[str, Brief]] = [
    ("2025年收入预算320万元，比上年增加20万元，增长6.67%。", ("收入预算", "320", "20", "6.67", None, 2024)),
    ("2025年度本单位支出预算320万元，较上年减少80万元，下降20%。", ("支出预算", "320", "-80", "-20", None, 2024)),
    ("某市河道管理局2025年度收入预算为320万元，同比增长5%。", ("收入预算", "320", None, "5", None, 2024)),
    ("政府采购预算10.5万元，较2024年压减1.5万元。", ("政府采购预算", "10.5", "-1.5", None, None, 2024)),
    ("公务接待费2万元，与上年持平。", ("公务接待费", "2", "0", None, None, 2024)),
    ("公务接待费2万元，与2023年预算持平。", ("公务接待费", "2", "0", None, None, 2023)),
    ("公务接待费0万元，与上年预算数相同。", ("公务接待费", "0", "0", None, None, 2024)),
    ("会议费3万元，较上年无增减。", ("会议费", "3", "0", None, None, 2024)),
    ("培训费3万元，比上年增加0万元，增长0.00%。", ("培训费", "3", "0", "0", None, 2024)),
    ("培训费0万元，比上年增加（减少）0万元，增长（减少）0%。", ("培训费", "0", "0", "0", None, 2024)),
    ("培训费3万元，比上年增减0万元。", ("培训费", "3", "0", None, None, 2024)),
    ("一般公共预算拨款收入90万元，占75%。", ("一般公共预算拨款收入", "90", None, None, "75", None)),
    ("项目支出预算30万元，占本年支出合计的25.5%。", ("项目支出预算", "30", None, None, "25.5", None)),
    ("政府性基金拨款支出预算为0。", ("政府性基金拨款支出预算", "0", None, None, None, None)),
    ("“教育支出”科目1,200万元，主要用于学校运转。", ("教育支出", "1200", None, None, None, None)),
    ("1.2080505机关事业单位基本养老保险缴费支出12.3万元，主要用于养老保险。",
     ("2080505机关事业单位基本养老保险缴费支出", "12.3", None, None, None, None)),
    ("2.住房保障支出（类）住房改革支出（款）住房公积金（项）8万元。",
     ("住房保障支出（类）住房改革支出（款）住房公积金（项）", "8", None, None, None, None)),
    ("2025年，某市河道管理局机关运行经费支出1.2亿元，比上年增加200万元。",
     ("机关运行经费支出", "12000", "200", None, None, 2024)),
    ("信息化建设（2040219）5000元，较上年减少1000元。", ("信息化建设（2040219）", "0.5", "-0.1", None, None, 2024)),
    ("2025年财政拨款“三公”经费预算8万元，比2024年财政拨款“三公”经费年初预算减少2万元，下降20%。",
     ("财政拨款“三公”经费预算", "8", "-2", "-20", None, 2024)),
    ("2025年度收入、支出预算总计80万元，与上年相比收、支预算总计各增加5万元，增长6.67%。",
     ("收入、支出预算总计", "80", "5", "6.67", None, 2024)),
    ("会议费预算支出13万元，本年数小于上年预算数4万元。", ("会议费预算支出", "13", "-4", None, None, 2024)),
    ("（三）公务接待费。2025年预算数3.55万元，主要用于来访接待。", ("公务接待费", "3.55", None, None, None, None)),
    ("3．公共安全支出40万元，主要用于办案。与上年相比增加10万元，增长33.33%。",
     ("公共安全支出", "40", "10", "33.33", None, 2024)),
    ("财政拨款收、支总预算60万元。与上年相比，财政拨款收、支总计各减少20万元，减少25%。",
     ("财政拨款收、支总预算", "60", "-20", "-25", None, 2024)),
    ("2025年本单位编报绩效目标的项目共4个，涉及项目预算资金29万元。",
     ("编报绩效目标的项目涉及项目预算资金", "29", None, None, None, None)),
    ("纳入绩效目标管理的二级项目5个，金额合计71万元。",
     ("纳入绩效目标管理的二级项目金额合计", "71", None, None, None, None)),
    ("截至2024年12月31日，本部门固定资产金额19万元，车辆3辆，单价在100万元以上的设备14台等。",
     ("固定资产金额", "19", None, None, None, None)),
    ("收入预计：150万元。", ("收入", "150", None, None, None, None)),
    ("本部门没有使用政府性基金预算拨款安排的支出，与上年持平。",
     ("政府性基金预算拨款安排的支出", None, "0", None, None, 2024)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ONE, ids=[text[:24] for text, _ in ONE])
def test_one_statement(text: str, expected: Brief) -> None:
    assert [brief(statement) for statement in read(text)] == [expected]


SEVERAL: list[tuple[str, list[Brief]]] = [
    (
        "2025年预算收入总计100万元，其中：本年收入70万元，上年结转30万元，比上年减少25万元，下降20%。",
        [
            ("预算收入总计", "100", "-25", "-20", None, 2024),
            ("本年收入", "70", None, None, None, None),
            ("上年结转", "30", None, None, None, None),
        ],
    ),
    (
        "2025年收入预算100万元，其中：财政拨款收入60万元，比上年增加20万元，增长50%；其他收入40万元，与上年持平。",
        [
            ("收入预算", "100", None, None, None, None),
            ("财政拨款收入", "60", "20", "50", None, 2024),
            ("其他收入", "40", "0", None, None, 2024),
        ],
    ),
    (
        "公务用车购置及运行维护费20万元（公务用车购置费12万元，比上年增加12万元；公务用车运行维护费8万元，"
        "与上年持平。）比上年增加12万元，增长150%。",
        [
            ("公务用车购置及运行维护费", "20", "12", "150", None, 2024),
            ("公务用车购置费", "12", "12", None, None, 2024),
            ("公务用车运行维护费", "8", "0", None, None, 2024),
        ],
    ),
    (
        "2025年收入预算90万元，比2024年年初预算数100万元减少10万元，下降10%。",
        [("收入预算", "90", "-10", "-10", None, 2024), ("2024年收入预算", "100", None, None, None, None)],
    ),
    (
        "重大传染病防控经费17万元，上年为22万元，减少5万元。",
        [
            ("重大传染病防控经费", "17", "-5", None, None, 2024),
            ("2024年重大传染病防控经费", "22", None, None, None, None),
        ],
    ),
    (
        "补助资金由40万元增加到50万元，增加10万元。",
        [("调整前补助资金", "40", None, None, None, None), ("补助资金", "50", "10", None, None, None)],
    ),
    (
        "2025年预算收入80万元，其中办案经费20万元；2024年度预算收入85万元，其中办案经费为22万元。",
        [
            ("预算收入", "80", None, None, None, None),
            ("办案经费", "20", None, None, None, None),
            ("2024年预算收入", "85", None, None, None, None),
            ("2024年办案经费", "22", None, None, None, None),
        ],
    ),
    (
        "2025年“三公”经费预算27万元，其中：因公出国（境）费10万元，公务接待费6万元，公务用车购置费11万元，均与上年持平。",
        [
            ("“三公”经费预算", "27", "0", None, None, 2024),
            ("因公出国（境）费", "10", "0", None, None, 2024),
            ("公务接待费", "6", "0", None, None, 2024),
            ("公务用车购置费", "11", "0", None, None, 2024),
        ],
    ),
    (
        "2025年本部门收入预算155万元，比上年减少5万元，主要原因是培训费减少2万元，增加租赁费1万元，增减相抵后减少5万元。",
        [
            ("收入预算", "155", "-5", None, None, 2024),
            ("培训费", None, "-2", None, None, 2024),
            ("租赁费", None, "1", None, None, 2024),
        ],
    ),
    (
        "支出预算60万元。按支出功能分类，包括教育支出20万元，其他支出40万元。比2024年增加6万元。",
        [
            ("支出预算", "60", "6", None, None, 2024),
            ("教育支出", "20", None, None, None, None),
            ("其他支出", "40", None, None, None, None),
        ],
    ),
    (
        "行政运行（款）支出年初预算为15万元，支出决算为12万元，完成年初预算的80%。",
        [
            ("行政运行（款）支出年初预算", "15", None, None, None, None),
            ("行政运行（款）支出决算", "12", None, None, None, None),
        ],
    ),
    (
        "政府采购预算12万元：货物采购预算5万元、服务采购预算7万元；"
        "其中一般公共预算安排采购预算8万元：货物采购预算3万元、服务采购预算5万元。",
        [
            ("政府采购预算", "12", None, None, None, None),
            ("货物采购预算", "5", None, None, None, None),
            ("服务采购预算", "7", None, None, None, None),
            ("一般公共预算安排采购预算", "8", None, None, None, None),
            ("货物采购预算", "3", None, None, None, None),
            ("服务采购预算", "5", None, None, None, None),
        ],
    ),
    (
        "增加租赁费5万元（上年执行数为0.00万元，无法计算增减比率）。",
        [("租赁费", None, "5", None, None, None), ("2024年租赁费", "0", None, None, None, None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL, ids=[text[:24] for text, _ in SEVERAL])
def test_several_statements(text: str, expected: list[Brief]) -> None:
    assert [brief(statement) for statement in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "本部门共有车辆12辆，单价100万元（含）以上设备16台（套）。",
        "价值50万元（原值）以上的通用设备9台。",
        "离退休干部用车为0，其他用车为0。",
        "根据某财社〔2024〕216号文件和第三十二条的规定执行。",
        "办公用房建筑面积4986.13平方米，人均使用耗材100元/人。",
        "处置时间3.5分钟，同比提升30%，满意率达95%。",
        "决算数与预算数基本持平。",
        "填列数应与收支预算总表收入数一致。",
    ],
)
def test_no_statement(text: str) -> None:
    assert read(text) == ()


def test_a_figure_whose_subject_was_carried_says_so() -> None:
    beside, carried = read("会议费5万元，与上年持平。", "（一）办公费。2025年预算数3万元。")
    assert beside.confidence == 1.0
    assert carried.subject == "办公费"
    assert carried.confidence < 1.0


def test_a_percentage_that_contradicts_its_amount_is_doubted() -> None:
    (statement,) = read("预留机动经费100万元。与上年相比增加90万元，增长1312.56%。")
    assert brief(statement)[1:4] == ("100", "90", "1312.56")
    assert statement.confidence < 0.8


def test_two_parts_of_one_name_are_doubted() -> None:
    statements = read("采购12万元：货物5万元、服务7万元；其中追加8万元：货物3万元、服务5万元。")
    assert [statement.confidence < 1 for statement in statements if statement.subject in ("货物", "服务")] == [
        False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("收入预算总计5万元。", "total"),
        ("2024年收入预算总计5万元。", None),
        ("一般公共预算拨款收入5万元。", "general_public"),
        ("国有资本经营预算拨款支出预算5万元。", "state_capital"),
        ("一般公共预算财政拨款基本支出预算5万元。", "basic"),
        ("人员经费5万元。", "personnel"),
        ("医院人员经费补助5万元。", None),
        ("上年结转结余5万元。", "carryover"),
        ("公务接待费5万元。", None),
        ("一般公共预算机关运行经费5万元。", None),
        ("一般公共预算财政拨款运行经费5万元。", None),
        ("事业单位经营收入5万元。", None),
    ],
)
def test_measures(text: str, measure: str | None) -> None:
    (statement,) = read(text)
    assert statement.measure == measure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "上年机关运行经费134.65万元，本年131.45万元。",
            [("2024年机关运行经费", "134.65"), ("机关运行经费", "131.45")],
        ),
        ("去年公务接待费3万元，今年2万元。", [("2024年公务接待费", "3"), ("公务接待费", "2")]),
        ("上年度安排培训费3.5万元。", [("2024年培训费", "3.5")]),
        ("公务接待费由2024年的3万元减少到2025年的2万元。", [("2024年公务接待费", "3"), ("公务接待费", "2")]),
        ("会议费由上年的3万元增加至今年的4万元。", [("2024年会议费", "3"), ("会议费", "4")]),
        ("上年结转3万元。", [("上年结转", "3")]),
        ("上年度安排了经费3万元。", [("上年度安排了经费", "3")]),
    ],
)
def test_a_figure_of_the_year_before_is_of_that_year(text: str, expected: list[tuple[str, str]]) -> None:
    found = [brief(statement) for statement in read(text)]
    assert [one[:2] for one in found] == expected
    assert all(one[2:] == (None, None, None, None) for one in found)


@pytest.mark.parametrize("below", ["所属信息中心", "下属水文站", "直属市排水管理处"])
def test_what_is_said_of_a_unit_below_is_not_said_of_the_whole(below: str) -> None:
    subject = clean(f"{below}2026年收入预算", 2026)
    assert subject.text.startswith(below)
    assert measure_of(subject) is None
