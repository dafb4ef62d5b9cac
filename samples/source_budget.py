"""The thirteen tables of the 2025 unit disclosure: figures, titles and labels as printed, inconsistencies included.

Two tables are numbered 6, some have no number, one says 部门公开表 where the others say 预算公开表.
"""

from __future__ import annotations

from samples.sheet import Column, Rows, SourceTable, amount, code, name

UNIT = "阳泉市肿瘤防治研究所"
DEPARTMENT = "阳泉市卫生健康委员会"
YEAR = 2025
EMPTY = "注：本表无数据"

FUNCTIONS = (
    "一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出",
    "文化旅游体育与传媒支出", "社会保障和就业支出", "社会保险基金支出", "卫生健康支出", "节能环保支出",
    "城乡社区支出", "农林水支出", "交通运输支出", "资源勘探工业信息等支出", "商业服务业等支出", "金融支出",
    "援助其他地区支出", "自然资源海洋气象等支出", "住房保障支出", "粮油物资储备支出", "国有资本经营预算支出",
    "灾害防治及应急管理支出", "预备费", "其他支出", "转移性支出", "债务还本支出", "债务付息支出",
    "债务发行费用支出", "抗疫特别国债安排的支出",
)  # fmt: skip
FUNDS = ("一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算", "四、财政专户管理资金", "五、单位资金")
CHINESE = "一二三四五六七八九十"


def ordinal(n: int) -> str:
    """1 to 30 in Chinese."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return CHINESE[ones - 1]
    return ("" if tens == 1 else CHINESE[tens - 1]) + "十" + (CHINESE[ones - 1] if ones else "")


def _table(
    kind: str,
    number: str | None,
    title: str,
    header: Rows,
    body: Rows,
    columns: tuple[Column, ...],
    widths: tuple[float, ...],
    note: str | None = None,
    number_row: bool = False,
) -> SourceTable:
    return SourceTable(
        kind, number, title, UNIT, "万元", header, body, columns, widths, YEAR,
        unit_line=f"单位名称：{UNIT}", note=note, number_row=number_row,
    )  # fmt: skip


def _functions(figures: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The thirty rows of the expenditure side; only 卫生健康支出 has figures."""
    return [
        (f"{ordinal(n)}、{text}", *(figures if text == "卫生健康支出" else ("",) * len(figures)))
        for n, text in enumerate(FUNCTIONS, start=1)
    ]


def _summary() -> SourceTable:
    income = dict.fromkeys(FUNDS, "") | {"一、一般公共预算": "715.75"}
    left = [*income.items(), *[("", "")] * 25]
    right = _functions(("814.38", "715.75", "98.63"))
    body = (
        *((*a, *b) for a, b in zip(left, right, strict=True)),
        ("本年收入合计", "715.75", "本年支出合计", "814.38", "715.75", "98.63"),
        ("上年结转", "98.63", "年终结转", "", "", ""),
        ("收入总计", "814.38", "支出总计", "814.38", "715.75", "98.63"),
    )
    header = (
        ("收入", "<", "支出", "<", "<", "<"),
        ("项目", "2025年", "项目", "2025年合计", "当年预算安排", "上年结转安排"),
    )
    columns = (
        name("revenue"), amount("total", "revenue"), name("expenditure"), amount("total", "expenditure"),
        amount("current_year", "expenditure"), amount("carryover", "expenditure"),
    )  # fmt: skip
    return _table("revenue_expenditure_summary", "预算公开表1", "2025年预算收支总表", header, body, columns,
                  (110, 58, 150, 62, 66, 66))  # fmt: skip


def _revenue() -> SourceTable:
    header: Rows = (
        ("项目", "<", "本年收入", "<", "<", "<", "<", "<", "上年结转"),
        (
            "科目编码",
            "科目名称",
            "合计",
            "一般公共预算",
            "政府性基金",
            "国有资本经营预算",
            "财政专户管理资金",
            "单位资金",
            "^",
        ),
    )
    rows = (
        ("合计", "<", "715.75", "98.63"),
        ("210", "卫生健康支出", "715.75", "98.63"),
        ("21002", "公立医院", "536.00", ""),
        ("2100208", "其他专科医院", "536.00", ""),
        ("21004", "公共卫生", "179.75", "98.63"),
        ("2100408", "基本公共卫生服务", "3.00", ""),
        ("2100409", "重大公共卫生服务", "176.75", "98.63"),
    )
    body = tuple((a, b, figure, figure, "", "", "", "", carried) for a, b, figure, carried in rows)
    columns = (code(), name(), amount("total"), amount("general_public"), amount("government_fund"),
               amount("state_capital"), amount("special_account"), amount("unit_funds"),
               amount("carryover"))  # fmt: skip
    return _table("revenue_summary", "预算公开表2", "2025年预算收入总表", header, body, columns,
                  (70, 150, 72, 80, 72, 76, 76, 66, 66))  # fmt: skip


def _by_function(kind: str, number: str | None, title: str, figures: tuple[str, ...]) -> SourceTable:
    header = (("项目", "<", "2025年预算数", "<", "<"), ("科目编码", "科目名称", "合计", "基本支出", "项目支出"))
    labels = (("合计", "<"), ("210", "卫生健康支出"), ("21002", "公立医院"), ("2100208", "其他专科医院"),
              ("21004", "公共卫生"), ("2100408", "基本公共卫生服务"), ("2100409", "重大公共卫生服务"))  # fmt: skip
    body = tuple((a, b, figure, "", figure) for (a, b), figure in zip(labels, figures, strict=True))
    columns = (code(), name(), amount("total"), amount("basic"), amount("project"))
    return _table(kind, number, title, header, body, columns, (75, 170, 90, 90, 90))


def _appropriation() -> SourceTable:
    income = dict.fromkeys(FUNDS[:3], "") | {"一、一般公共预算": "715.75"}
    left = [*income.items(), *[("", "")] * 27]
    right = _functions(("814.38", "814.38", "", ""))
    body = (
        *((*a, *b) for a, b in zip(left, right, strict=True)),
        ("本年收入合计", "715.75", "本年支出合计", "814.38", "814.38", "", ""),
        ("上年财政拨款结转", "98.63", "年终结转", "", "", "", ""),
        ("一、一般公共预算", "98.63", "", "", "", "", ""),
        ("二、政府性基金预算", "", "", "", "", "", ""),
        ("三、国有资本经营预算", "", "", "", "", "", ""),
        ("收入总计", "814.38", "支出总计", "814.38", "814.38", "", ""),
    )
    header = (
        ("收入", "<", "支出", "<", "<", "<", "<"),
        ("项目", "金额", "项目", "金额", "<", "<", "<"),
        ("^", "^", "^", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
    )
    columns = (name("revenue"), amount("total", "revenue"), name("expenditure"), amount("total", "expenditure"),
               amount("general_public", "expenditure"), amount("government_fund", "expenditure"),
               amount("state_capital", "expenditure"))  # fmt: skip
    return _table("fiscal_appropriation_summary", None, "2025年财政拨款收支总表", header, body, columns,
                  (108, 50, 136, 50, 56, 56, 58))  # fmt: skip


def _empty_tables() -> dict[int, SourceTable]:
    """The six tables that hold a header and no figure."""
    economic = _table(
        "general_public_basic_by_economic", "预算公开表6", "2025年一般公共预算安排基本支出分经济科目表（不含上年结转）",
        (("部门预算支出经济科目名称", "政府预算支出经济科目名称", "2025年预算数", "<", "<"),
         ("^", "^", "合计", "人员经费", "公用经费")),
        (("合计", "<", "", "", ""),),
        (name(), name(), amount("total"), amount("personnel"), amount("operating")), (130, 130, 85, 85, 85), EMPTY,
    )  # fmt: skip
    fund_revenue = _table(
        "government_fund_revenue", None, "2025年政府性基金预算收入表（不含上年结转）",
        (("项目", "<", "政府性基金收入预算"), ("收入科目编码", "科目名称", "^")),
        (("合计", "<", ""),), (code(), name(), amount("government_fund")), (120, 220, 175), EMPTY,
    )  # fmt: skip
    fund_expenditure = _table(
        "government_fund_expenditure", "预算公开表6", "2025年政府性基金预算支出表（不含上年结转）",
        (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        (("合计", "<", "", "", ""),),
        (code(), name(), amount("total"), amount("basic"), amount("project")), (85, 160, 90, 90, 90), EMPTY,
    )  # fmt: skip
    state_capital = _table(
        "state_capital_operations", "部门公开表9", "2025年国有资本经营预算收支预算表（不含上年结转）",
        (("国有资本经营预算收入", "<", "<", "国有资本经营预算支出", "<", "<", "<", "<"),
         ("项目", "<", "国有资本经营收入预算", "科目编码", "科目名称", "合计", "基本支出", "项目支出"),
         ("收入科目编码", "科目名称", "^", "^", "^", "^", "^", "^")),
        (("合计", "<", "", "", "", "", "", ""),),
        (code(), name("revenue"), amount("state_capital", "revenue"), code(), name("expenditure"),
         amount("total", "expenditure"), amount("basic", "expenditure"), amount("project", "expenditure")),
        (58, 70, 72, 56, 80, 58, 60, 60), EMPTY,
    )  # fmt: skip
    four = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")
    measures = tuple(amount(m) for m in ("total", "general_public", "government_fund", "state_capital"))
    items = ("因公出国（境）费", "公务接待费", "公务用车购置及运行费", "①公务用车购置费", "②公务用车运行维护费", "合计")
    three_public = _table(
        "three_public_expenses", "预算公开表10", "2025年财政拨款安排“三公”经费支出预算表",
        (("项目", "2025年预算数", "<", "<", "<"), ("^", *four)),
        tuple((item, "", "", "", "") for item in items), (name(), *measures), (165, 85, 85, 90, 90), EMPTY,
    )  # fmt: skip
    operating = _table(
        "agency_operating_expenses", None, "2025年财政拨款安排机关运行经费预算表",
        (("单位名称", "2025预算数", "<", "<", "<"), ("^", *four)),
        (("部门合计", "", "", "", ""),), (name(), *measures), (165, 85, 85, 90, 90), EMPTY,
    )  # fmt: skip
    return {6: economic, 7: fund_revenue, 8: fund_expenditure, 9: state_capital, 10: three_public, 11: operating}


def _projects() -> tuple[SourceTable, SourceTable]:
    header = (
        ("项目名称", "合计", "2025年财政拨款", "<", "<", "财政专户管理资金", "单位资金"),
        ("^", "^", "一般公共预算", "政府性基金预算", "国有资本经营预算", "^", "^"),
        ("1", "2", "3", "4", "5", "6", "7"),
    )
    figures = (
        (UNIT, "715.75"),
        ("公立医院人员经费补助及社保补助", "82.00"),
        ("医疗服务与保障能力提升（公立医院综合改革）补助资金", "20.00"),
        ("重大传染病防控经费", "176.75"),
        ("公立医院人员及社保缴费补助", "419.00"),
        ("基本公共卫生服务补助资金", "3.00"),
        ("上消化道癌及城市癌早诊早治项目（2025年）", "15.00"),
    )
    columns = (name(), amount("total"), amount("general_public"), amount("government_fund"), amount("state_capital"),
               amount("special_account"), amount("unit_funds"))  # fmt: skip
    current = _table(
        "project_expenditure_current", None, "2025年项目支出预算表（本年预算）", header,
        tuple((item, figure, figure, "", "", "", "") for item, figure in figures), columns,
        (168, 58, 66, 52, 62, 56, 54), number_row=True,
    )  # fmt: skip
    carried = _table(
        "project_expenditure_carryover", None, "2025年项目支出预算表（上年结转）",
        (("项目名称", "合计", "2025年财政拨款", "<", "<"),
         ("^", "^", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
         ("1", "2", "3", "4", "5")),
        tuple((item, "98.63", "98.63", "", "") for item in (DEPARTMENT, UNIT, "重大传染病防控经费")), columns[:5],
        (190, 80, 90, 75, 80), number_row=True,
    )  # fmt: skip
    return current, carried


def tables() -> list[SourceTable]:
    """The thirteen tables in printed order."""
    empty = _empty_tables()
    all_funds = ("814.38", "814.38", "536.00", "536.00", "278.38", "3.00", "275.38")
    current = ("715.75", "715.75", "536.00", "536.00", "179.75", "3.00", "176.75")
    return [
        _summary(),
        _revenue(),
        _by_function("expenditure_summary", None, "2025年预算支出总表", all_funds),
        _appropriation(),
        _by_function(
            "general_public_expenditure", "预算公开表5", "2025年一般公共预算支出预算表（不含上年结转）", current
        ),
        *(empty[n] for n in range(6, 12)),
        *_projects(),
    ]
