"""Facts out of tables and narrative, by kinds of template: what counts, what must not, nothing counts twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Agreement, Fact, FactScope, FactStage, Fund
from mingzhang.models.records.documents import Table
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind, Verification
from tests.support.documents import cell
from tests.support.facts import disclosure, said, table, value

SUMMARY = table(
    TableKind.REVENUE_EXPENDITURE_SUMMARY,
    ["收入/预算数", "支出/预算数"],
    [
        (None, "一、一般公共预算拨款收入", ["90", ""]),
        (None, "本年收入合计", ["90", ""]),
        (None, "本年支出合计", ["", "100"]),
        (None, "上年结转", ["10", ""]),
        (None, "收入总计", ["100", ""]),
        (None, "支出总计", ["", "100"]),
    ],
)
SPENDING = table(
    TableKind.EXPENDITURE_SUMMARY,
    ["合计", "基本支出", "项目支出", "2026年政府采购项目/小计"],
    [
        (None, "合计", ["100", "60", "40", "30"]),
        ("201", "一般公共服务支出", ["70", "30", "40", "30"]),
        ("20101", "人大事务", ["70", "30", "40", "30"]),
        ("2010101", "行政运行", ["30", "30", "", ""]),
        ("2010102", "一般行政管理事务", ["40", "", "40", "30"]),
        ("208", "社会保障和就业支出", ["30", "30", "", ""]),
    ],
    ordinal=2,
)


def test_totals_with_carryover_and_a_column_of_procurement_beside() -> None:
    facts = derive_facts(
        disclosure(SUMMARY, SPENDING, statements=[said("收入预算", "100", section="一、收入预算情况")])
    )
    assert value(facts, "revenue_total") == 100
    assert value(facts, "revenue_current") == 90
    assert value(facts, "carryover_in") == 10
    assert (value(facts, "basic"), value(facts, "project")) == (60, 40)
    total = next(fact for fact in facts if fact.meaning.concept == "revenue_total")
    assert total.agreement is Agreement.AGREE and total.statements == (1,)


def leaf_sums(facts: tuple[Fact, ...]) -> dict[tuple[object, ...], Decimal]:
    sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for fact in facts:
        if fact.is_leaf and fact.amount_yuan is not None:
            sums[fact.meaning.group] += fact.amount_yuan / 10000
    return sums


def test_leaves_of_functions_add_up_to_the_total_once() -> None:
    budget = table(
        TableKind.GENERAL_PUBLIC_EXPENDITURE,
        ["合计"],
        [(None, "合计", ["90"]), ("201", "一般公共服务支出", ["60"]), ("208", "社会保障和就业支出", ["30"])],
        ordinal=3,
    )
    facts = derive_facts(disclosure(SUMMARY, SPENDING, budget))
    functions = [total for group, total in leaf_sums(facts).items() if group[2] == "function"]
    assert functions == [100]


def test_withheld_rows_make_the_parent_the_leaf() -> None:
    spending = table(
        TableKind.EXPENDITURE_SUMMARY,
        ["合计"],
        [(None, "合计", ["100"]), ("204", "公共安全支出", ["100"]), ("20402", "公安", ["35"])],
    )
    facts = derive_facts(disclosure(spending))
    assert [fact.meaning.function_code for fact in facts if fact.is_leaf and fact.meaning.function_code] == ["204"]


def test_projects_under_headings_of_their_own_never_count_twice() -> None:
    projects = table(
        TableKind.PROJECT_EXPENDITURE,
        ["项目金额"],
        [
            (None, "合计", ["40"]),
            (None, "通用类", ["40"]),
            (None, "河道清淤", ["25"]),
            (None, "水质监测", ["15"]),
        ],
    )
    facts = derive_facts(disclosure(projects))
    assert value(facts, "project") == 40 and value(facts, "project", project="河道清淤") == 25
    assert list(leaf_sums(facts).values()) == [40]


def test_projects_that_add_up_are_the_leaves() -> None:
    rows = [(None, "合计", ["40"]), (None, "河道清淤", ["25"]), (None, "水质监测", ["15"])]
    facts = derive_facts(disclosure(table(TableKind.PROJECT_EXPENDITURE, ["总计"], rows)))
    assert {fact.meaning.project for fact in facts if fact.is_leaf} == {"河道清淤", "水质监测"}


def test_functions_without_codes_get_them_from_their_names_and_units_codes_are_none() -> None:
    spending = table(
        TableKind.EXPENDITURE_SUMMARY,
        ["总计", "基本支出/人员支出", "基本支出/日常公用支出", "项目支出"],
        [
            (None, "合计", ["100", "50", "10", "40"]),
            (None, "公共安全支出", ["100", "50", "10", "40"]),
            (None, "司法", ["100", "50", "10", "40"]),
            (None, "行政运行", ["60", "50", "10", ""]),
            (None, "一般行政管理事务", ["40", "", "", "40"]),
        ],
    )
    facts = derive_facts(disclosure(spending))
    assert value(facts, "function", function_code="2040601") == 60
    assert value(facts, "basic") == 60  # 人员 and 公用 stand under 基本支出, which has no sum of its own
    units = table(
        TableKind.EXPENDITURE_SUMMARY, ["合计"], [(None, "合计", ["100"]), ("201001", "甲州市水文站", ["100"])]
    )
    listed = derive_facts(disclosure(units))
    assert not [fact for fact in listed if fact.meaning.function_code]
    assert value(listed, "expenditure_total", scope=FactScope.SUBORDINATE) == 100


VEHICLES = "公务用车购置及运行维护费"
XIAN = "一般公共预算拨款安排的“三公”经费预算"
THREE = [
    # Suzhou: the total beside 会议费 and 培训费.
    (
        f"“三公”经费合计 因公出国（境）费 {VEHICLES}/小计 {VEHICLES}/公务用车运行费 公务接待费 会议费 培训费",
        [(None, "合计", "10 4 5 5 1 7 9")],
    ),
    # Jiangsu until 2018: 合计 holds 会议费 and 培训费, 小计 is “三公”.
    (
        f"合计 “三公”经费/小计 “三公”经费/因公出国（境）费 “三公”经费/{VEHICLES}/小计 “三公”经费/公务接待费 "
        "会议费 培训费",
        [(None, None, "26 10 4 5 1 7 9")],
    ),
    # Xi'an: three blocks of years, a fund's name in the header.
    (
        f"上年/合计 上年/{XIAN}/小计 当年/合计 当年/{XIAN}/小计 当年/{XIAN}/公务接待费 "
        f"当年/会议费 增减变化情况/{XIAN}/小计",
        [(None, "合计", "30 12 26 10 1 16 -2")],
    ),
    # Yantai: last year's block before this year's, no label.
    (
        f"2025年预算数/合计 2025年预算数/公务接待费 2026年预算数/合计 "
        f"2026年预算数/{VEHICLES}/小计 2026年预算数/公务接待费",
        [(None, None, "12 2 10 9 1")],
    ),
    # Fuzhou and Guangzhou: a list.
    (
        "预算数",
        [
            (None, "合计", "10"),
            (None, "1、因公出国（境）费用", "4"),
            (None, "2、公务接待费", "1"),
            (None, "3、公务用车购置及运行费", "5"),
            (None, "其中：（1）公务用车购置费", "0.00"),
        ],
    ),
    # Shenzhen: by funds only, rows of years.
    (
        "总计/一般公共预算 总计/政府性基金预算 公务接待费/一般公共预算 公务接待费/政府性基金预算 "
        "因公出国(境)费/一般公共预算",
        [
            (None, "2025年", "12 0.00 2 0.00 0.00"),
            (None, "2026年", "9 1 1 0.00 4"),
            (None, "增减变化金额", "-3 1 -1 0 4"),
        ],
    ),
    # Shanghai: of the items one only.
    ("“三公”经费预算数/合计 “三公”经费预算数/公务接待费", [(None, None, "10 1")]),
]


def three_public(columns: str, rows: list[tuple[str | None, str | None, str]]) -> Table:
    split = [(code, name, amounts.split()) for code, name, amounts in rows]
    return table(TableKind.THREE_PUBLIC_EXPENSES, columns.split(), split)


@pytest.mark.parametrize(("columns", "rows"), THREE)
def test_three_public_is_without_meetings_and_of_this_year(
    columns: str, rows: list[tuple[str | None, str | None, str]]
) -> None:
    facts = derive_facts(disclosure(three_public(columns, rows)))
    assert value(facts, "three_public_total", Fund.FISCAL) == 10
    assert value(facts, "reception", Fund.FISCAL) == 1


def test_last_years_block_is_last_years() -> None:
    facts = derive_facts(disclosure(three_public(*THREE[3])))
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.PRIOR_YEAR) == 12
    assert {fact.meaning.year for fact in facts if fact.meaning.stage is FactStage.PRIOR_YEAR} == {2025}


def test_final_accounts_print_budget_and_final_in_pairs() -> None:
    stages = [f"财政拨款“三公”经费/{item}/{stage}" for item in ("合计", "公务接待费") for stage in ("预算数", "决算数")]
    paired = three_public(" ".join(stages), [(None, None, "2.85 0.39 2.85 0.39")])
    facts = derive_facts(disclosure(paired, kind=DocumentKind.FINAL_ACCOUNTS))
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.FINAL) == Decimal("0.39")
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.BUDGET) == Decimal("2.85")


def test_units_in_a_list_are_their_own_and_names_cut_short_are_nobodys() -> None:
    rows = [
        (None, "合计", ["10", "10"]),
        (None, "甲州市水务局", ["10", "10"]),
        (None, "甲州市水务局（本级）", ["6", "6"]),
        (None, "甲州市水文站", ["4", "4"]),
    ]
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, ["合计", "一般公共预算"], rows)))
    assert value(facts, "revenue_total") == 10
    assert value(facts, "revenue_total", scope=FactScope.OWN) == 6
    assert value(facts, "revenue_total", scope=FactScope.SUBORDINATE) == 4
    cut = [*rows[:2], (None, "甲州市水文", ["6", "6"]), (None, "甲州市水文", ["4", "4"])]
    short = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, ["合计", "一般公共预算"], cut)))
    assert value(short, "revenue_total", scope=FactScope.SUBORDINATE) is None


@pytest.mark.parametrize(
    ("subject", "section", "concept"),
    [
        ("纳入2026年部门预算的政府采购项目共有", "四、政府采购预算情况", "procurement_total"),
        ("政府采购金额（以合同签订为准）", "（二）政府采购支出情况", "procurement_total"),
        ("政府采购货物类预算", "四、政府采购情况", "procurement_goods"),
        ("拟采购服务支出", "十三、政府采购支出预算情况说明", "procurement_services"),
        ("当年机关运行经费预算", "十四、机关运行经费安排情况说明", "agency_operating"),
        ("一般公共预算拨款安排的机关运行经费支出", "八、其他重要事项说明", "agency_operating"),
    ],
)
def test_how_the_narrative_names_things(subject: str, section: str, concept: str) -> None:
    facts = derive_facts(disclosure(statements=[said(subject, "12.5", section=section)]))
    assert value(facts, concept, concepts()[concept].fund) == Decimal("12.5")


@pytest.mark.parametrize(
    "subject",
    [
        "面向中小企业预留政府采购项目预算金额",
        "其他政府采购项目中由中小企业供应商中标的采购金额",
        "一般公共预算拨款政府采购",
        "财政拨款收入预算总计",
    ],
)
def test_what_is_narrower_than_the_concept_says_nothing(subject: str) -> None:
    assert derive_facts(disclosure(statements=[said(subject, "12.5", section="四、政府采购情况")])) == ()


def test_what_is_said_of_two_totals_at_once_does_not_silence_what_is_said_of_one() -> None:
    both = [said("支出预算", "120"), said("收支预算", "100")]
    facts = derive_facts(disclosure(SUMMARY, statements=both))
    total = next(fact for fact in facts if fact.meaning.concept == "expenditure_total")
    assert (total.amount_yuan, total.agreement) == (Decimal(1000000), Agreement.DIFFER)
    alone = derive_facts(disclosure(statements=both[1:]))
    assert value(alone, "expenditure_total") == value(alone, "revenue_total") == 100


def test_a_text_that_says_another_amount_than_the_table_differs() -> None:
    facts = derive_facts(disclosure(SUMMARY, statements=[said("支出预算", "120")]))
    total = next(fact for fact in facts if fact.meaning.concept == "expenditure_total")
    assert (total.amount_yuan, total.agreement) == (Decimal(1000000), Agreement.DIFFER)


def test_sentences_about_many_things_under_one_subject_say_nothing_of_the_whole() -> None:
    facts = derive_facts(disclosure(statements=[said("人员经费", "50"), said("人员经费", "7")]))
    assert value(facts, "personnel") is None


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ((("甲州市水务局预算", "100"), ("在职人员经费", "60"), ("公用经费", "10"), ("项目支出", "30")), 10),
        ((("甲州市水务局预算", "100"), ("在职人员经费", "60.004"), ("公用经费", "10.004"), ("项目", "29.99")), 10.004),
        ((("甲州市水务局预算", "100"), ("在职人员经费", "60"), ("公用经费", "10"), ("项目支出", "20")), None),
        ((("甲州市水务局（本级）预算", "90"), ("在职人员经费", "60"), ("公用经费", "10"), ("项目支出", "20")), None),
        ((("甲州市水务局预算", "100"), ("公用经费", "100")), None),
    ],
)
def test_what_a_list_of_the_whole_adds_up_to_is_of_the_whole(
    listed: tuple[tuple[str, str], ...], found: float | None
) -> None:
    sentence = "，".join(f"{subject}{amount}万元" for subject, amount in listed)
    told = [said(subject, amount, section="一、甲州市水务局", sentence=sentence) for subject, amount in listed]
    amount = value(derive_facts(disclosure(SUMMARY, statements=told)), "operating")
    assert (None if amount is None else float(amount)) == found


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("2025年“三公”经费13万元，比2025年减少5万元。", FactStage.BUDGET),  # its year is misprinted
        ("2025年“三公”经费13万元，2026年比2025年减少5万元。", FactStage.PRIOR_YEAR),
    ],
)
def test_a_figure_compared_with_its_own_year_is_of_the_documents(sentence: str, stage: FactStage) -> None:
    told = replace(said("2025年“三公”经费", "13", section="四、“三公”经费", sentence=sentence), compared_year=2025)
    facts = derive_facts(disclosure(statements=[told]))
    assert value(facts, "three_public_total", Fund.FISCAL, stage) == 13
    assert len(facts) == 1


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        ("机要通信用车及应急保障用车0辆、老干部服务用车1辆", {"confidential": 0, "emergency": 0, "retired": 1}),
        ("机要通信用车及应急保障用车3辆、老干部用车0辆", {"retired": 0}),
        ("机要通信和应急保障用车2辆、其他用车5辆", {"other": 5}),
    ],
)
def test_kinds_that_are_counted_together_are_of_none_unless_there_are_none(kinds: str, found: dict[str, int]) -> None:
    prose = f"3.国有资产占有使用情况。截至2025年12月31日，各预算单位共有车辆9辆，其中，{kinds}。"
    facts = derive_facts(disclosure(prose=[prose]))
    assert {f.meaning.concept: f.quantity for f in facts} == {"vehicles": 9} | {
        f"vehicles_{kind}": count for kind, count in found.items()
    }


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        (
            "五、国有资产占有使用情况截至2025年8月31日，本单位共有车辆9辆，其中：机要通信用车1辆、其他用车8辆；单价100万元（含）以上设备（不含车辆）3台（套）。"
            "2026年预算安排购置车辆2辆；购置单价100万元（含）以上设备5台（套）。",
            {"vehicles": 9, "vehicles_confidential": 1, "vehicles_other": 8, "equipment_100": 3, "vehicles_to_buy": 2},
        ),
        (
            "五、国有资产占有使用情况截至2026年1月31日，本部门固定资产金额19,363.48万元，分布构成情况为：房屋12,779.03平方米，车辆3辆，单价在100万元以上的设备14台等。",
            {"floor_area": Decimal("12779.03"), "vehicles": 3, "equipment_100": 14},
        ),
        (
            "七、部门国有资产占有使用及资产购置情况说明截止2021年底，本部门所属预算单位共有车辆4辆，单价20万元以上的设备1台（套）。当年部门预算安排购置车辆0辆。",
            {"vehicles": 4, "equipment_20": 1, "vehicles_to_buy": 0},
        ),
    ],
)  # fmt: skip
def test_state_assets_are_what_is_there_and_not_what_will_be_bought(prose: str, found: dict[str, Decimal]) -> None:
    facts = derive_facts(disclosure(prose=[prose]))
    assert {fact.meaning.concept: fact.quantity for fact in facts} == found


def test_a_document_of_no_unit_has_no_facts() -> None:
    document = disclosure(SUMMARY)
    assert derive_facts(document)
    assert derive_facts(disclosure(SUMMARY, unit="")) == ()


def test_every_concept_tells_its_term_and_where_it_is_printed() -> None:
    assert all(concept.name and concept.where for concept in concepts().values())


def test_an_office_above_its_units_without_a_sum_is_not_the_whole() -> None:
    rows = [(None, "甲州市水务局", ["6"]), (None, "甲州市水文站", ["4"])]
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, ["合计"], rows)))
    assert value(facts, "revenue_total") is None
    assert value(facts, "revenue_total", scope=FactScope.OWN) == 6
    assert value(facts, "revenue_total", scope=FactScope.SUBORDINATE) == 4


@pytest.mark.parametrize("whole_has_block", [True, False])
def test_blocks_of_units_are_theirs_and_the_whole_counts_once(whole_has_block: bool) -> None:
    block = [("201", "一般公共服务支出", ["100"])] if whole_has_block else []
    rows = [
        (None, "成都市水务局", ["100"]),
        *block,
        (None, "成都市水务局（本级）", ["70"]),
        ("201", "一般公共服务支出", ["70"]),
        (None, "成都市水文站", ["30"]),
        ("201", "一般公共服务支出", ["30"]),
    ]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, ["合计"], rows), unit="成都市水务局"))
    assert value(facts, "function", function_code="201") == 100
    assert value(facts, "function", scope=FactScope.OWN, function_code="201") == 70
    assert value(facts, "function", scope=FactScope.SUBORDINATE, function_code="201") == 30


def test_rows_of_years_that_carry_their_units_name() -> None:
    """深圳: the year stands in a column of its own; the row's item is the unit."""
    columns, rows = THREE[5]
    named = three_public(columns, [(None, "甲州市水务局", amounts) for _, _, amounts in rows])
    years = tuple(cell(row, 1, str(name)) for row, (_, name, _) in enumerate(rows, start=2))
    facts = derive_facts(disclosure(replace(named, cells=years)))
    assert value(facts, "three_public_total", Fund.FISCAL) == 10
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.PRIOR_YEAR) == 12


def test_a_units_code_that_looks_like_a_functions_is_none() -> None:
    """西安: 201 is the 宣传部, and 201001 what is below it."""
    rows = [(None, "合计", ["100"]), ("201", "甲州市委宣传部", ["100"]), ("201001", "甲州市委宣传部（本级）", ["100"])]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, ["合计"], rows)))
    assert not [fact for fact in facts if fact.meaning.function_code]


@pytest.mark.parametrize(
    ("amount", "state"),
    [
        ("900", Verification.UNVERIFIED),
        ("99000", Verification.UNVERIFIED),  # a unit that holds roads or water works
        ("3024759.75", Verification.SUSPECT),
        ("302,475,975.31", Verification.SUSPECT),
    ],
)
def test_money_that_only_the_narrative_says_and_no_table_comes_near_is_in_doubt(
    amount: str, state: Verification
) -> None:
    told = said("固定资产金额", amount.replace(",", ""), section="五、国有资产占有使用情况")
    facts = derive_facts(disclosure(SUMMARY, SPENDING, statements=[told]))
    assert [fact.verification for fact in facts if fact.meaning.concept == "fixed_assets"] == [state]
    assert all(fact.verification is not Verification.SUSPECT for fact in facts if fact.lines)
