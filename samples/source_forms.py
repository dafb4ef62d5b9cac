"""The performance forms of 2025 (six) and 2024 (five): figures, labels and indicators as printed, own sentences.

The forms cut the names of indicators to the width of their cells: eleven characters in the column of the
implementation period, seven (now and then eight or nine) in the annual one, eight for `服务对象满意度指标`. What
was cut is said here, where the whole text is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from samples.sheet import Form, Indicator
from samples.source_budget import UNIT

DEPARTMENT = "063-阳泉市卫生健康委员会"
ONCE = ("一次性项目（1年结束）", "1年")
ALWAYS = ("经常性项目（长期开展）", "99年")
FUND_KEYS = ("total", "central", "provincial", "municipal", "self_raised", "other")


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row of indicators: the two periods side by side, each text as the form shows it.

    `cut` names the periods whose text was cut: `i`, `a`, both or none.
    """

    level1: str
    level2: str
    level3: str = ""
    target: str = ""
    annual_level3: str | None = None
    annual_level2: str | None = None
    cut: str = ""

    def indicators(self) -> list[Indicator]:
        """Both periods' indicators; none where the row has neither a third level nor a target."""
        if not (self.level3 or self.target):
            return []
        annual3 = self.level3 if self.annual_level3 is None else self.annual_level3
        annual2 = self.level2 if self.annual_level2 is None else self.annual_level2
        return [
            Indicator("implementation", self.level1, self.level2, self.level3, self.target, "i" in self.cut),
            Indicator("annual", self.level1, annual2, annual3, self.target, "a" in self.cut),
        ]


@dataclass(frozen=True, slots=True)
class SourceForm:
    form: Form
    rows: tuple[Row, ...]


def _funds(source: str, figure: str) -> dict[str, str | None]:
    """The block of six fields: everything from one source, zeros for the others, 其他资金 left blank."""
    funds: dict[str, str | None] = dict.fromkeys(FUND_KEYS, "0")
    return funds | {"total": figure, source: figure, "other": None}


def _form(
    year: int, project: str, term: tuple[str, str], source: str, figures: tuple[str, str], filled_at: str,
    texts: tuple[str, str, str, str, str], goals: tuple[str, str], rows: tuple[Row, ...],
) -> SourceForm:  # fmt: skip
    contact = ("甲某", "乙某", "00000000000") if year == 2024 else (None, None, None)
    indicators = tuple(indicator for row in rows for indicator in row.indicators())
    overview, basis, necessity, safeguards, plan = texts
    return SourceForm(
        Form(project, year, DEPARTMENT, UNIT, *term, _funds(source, figures[0]), _funds(source, figures[1]),
             overview, basis, necessity, safeguards, plan, *goals, filled_at, contact, indicators),
        rows,
    )  # fmt: skip


OUT, GAIN, LIKED = "产出指标", "效益指标", "满意度指标"
SERVED = "服务对象满意度"


def _salaries(
    first: str, staff: str, right: str, lasting: str, suffix: str = "", full: bool = False
) -> tuple[Row, ...]:
    shown, cut = (None, "") if full else ("工资津补贴发放", "a")
    return (
        Row(OUT, "数量指标", first, staff),
        Row(OUT, "数量指标", "退休职工数", "35人/年"),
        Row(OUT, "质量指标", "应发尽发率", "100%"),
        Row(OUT, "质量指标", "发放对象准确性", "100%"),
        Row(OUT, "时效指标", "工资津补贴发放时间", "按月及时发放", shown, cut=cut),
        Row(OUT, "成本指标", "工资津补贴发放成本", "按职称标准发放", shown, cut=cut),
        Row(GAIN, "经济效益" + suffix),
        Row(GAIN, "社会效益" + suffix, right, "有效保障", "保障职工合法权", cut="ia"),
        Row(GAIN, "生态效益" + suffix),
        Row(GAIN, lasting),
        Row(LIKED, SERVED, "职工满意度", "≥95%"),
    )


def _screening(project: str, target: str, suffix: str, lasting: str, annual_level2: str | None) -> tuple[Row, ...]:
    cut = "a" if annual_level2 else ""
    if project == "重大传染病":
        return (
            Row(OUT, "数量指标", "筛查例数", target),
            Row(OUT, "质量指标", "早诊率", "≥70%"),
            Row(OUT, "质量指标", "检出率", "≥2%"),
            Row(OUT, "质量指标", "治疗率", "≥70%"),
            Row(OUT, "时效指标", "项目执行时间", "一年"),
            Row(OUT, "成本指标"),
            Row(GAIN, "经济效益" + suffix, "通过筛查检出早期癌患者", "显著", "通过筛查检出早", cut="ia"),
            Row(GAIN, "社会效益" + suffix),
            Row(GAIN, "生态效益" + suffix),
            Row(GAIN, lasting),
            Row(LIKED, SERVED, "患者满意度", "≥90%", annual_level2=annual_level2, cut=cut),
        )
    return (
        Row(OUT, "数量指标", "筛查例数", target),
        Row(OUT, "质量指标", "检出率", "≥2%"),
        Row(OUT, "时效指标", "检查及时性", "及时"),
        Row(OUT, "成本指标", "人均使用耗材", "100元/人"),
        Row(GAIN, "经济效益" + suffix),
        Row(GAIN, "社会效益" + suffix, "为我市市民提供一个上消", "有效提供", "为我市市民提供", cut="ia"),
        Row(GAIN, "生态效益" + suffix),
        Row(GAIN, lasting),
        Row(LIKED, SERVED, "患者满意度", "≥90%", annual_level2=annual_level2, cut=cut),
    )


def _reform(suffix: str, lasting: str, annual_cost: str, annual_level2: str | None) -> tuple[Row, ...]:
    return (
        Row(OUT, "数量指标", "软件采购数量", "1套"),
        Row(OUT, "质量指标", "系统验收合格率", "≥100%"),
        Row(OUT, "时效指标", "业务处理及时性", "≥100%"),
        Row(OUT, "成本指标", "系统建设成本合格率", "≥100%", annual_cost, cut="a"),
        Row(GAIN, "经济效益" + suffix),
        Row(GAIN, "社会效益" + suffix, "公共服务效率提高率", "≥100%", "公共服务效率提", cut="a"),
        Row(GAIN, "生态效益" + suffix),
        Row(GAIN, lasting),
        Row(LIKED, SERVED, "患者满意度", "≥95%", annual_level2=annual_level2, cut="a" if annual_level2 else ""),
    )


def _hospice() -> tuple[Row, ...]:
    return (
        Row(OUT, "数量指标", "老年人健康管理率", "≥74%", "老年人健康管理", cut="a"),
        Row(OUT, "质量指标", "提高安宁疗护护理人员队", "显著", "提高安宁疗护护", cut="ia"),
        Row(OUT, "时效指标", "项目执行时间", "一年"),
        Row(OUT, "成本指标"),
        Row(GAIN, "经济效益"),
        Row(GAIN, "社会效益", "通过安宁疗护服务减轻患", "显著", "通过安宁疗护照", cut="ia"),
        Row(GAIN, "生态效益"),
        Row(GAIN, "可持续发展影响"),
        Row(LIKED, SERVED, "患者满意度", "≥90%"),
    )


PAY = (
    "用于在编职工的工资性补助与单位应缴的社会保险费，人数、岗位与绩效比例以人事部门年初核定的名册为准，逐月核算；"
    "年度中间有调入、调出或者退休的，从次月起调整，差额在年末清算时一并结清，不另行申请追加。",
    "人事部门核定的工资名册；同级财政部门关于公立医院人员补助的年度安排意见。",
    "职工收入稳定，诊疗和防治工作才能不间断地开展。",
    "财务、人事两科室每月交叉核对名册，结果留存备查。",
    "每月十日前完成核算，十五日前发放到个人账户，年末统一清算。",
)
PAY_GOALS = (
    "工资与社保按核定名册足额到位，队伍保持稳定。",
    "全年十二个月工资性补助均在当月发放，退休人员的取暖补贴在供暖前发放，单位各项业务正常开展。",
)
PAY_GOALS_2024 = (
    "核定名册内的人员补助足额发放，不发生拖欠。",
    "年度内逐月发放到位，同时按标准支付退休人员取暖补贴，并安排职工参加业务培训。",
)


def _disease(year: int) -> tuple[tuple[str, str, str, str, str], tuple[str, str]]:
    texts = (
        f"承担中央下达的重点癌症筛查与随访登记任务，{year}年在城区与乡镇设点，对适龄人群开展问卷评估和临床检查，"
        "对检出的阳性病例安排转诊，治疗后每半年随访一次，随访结果与死亡登记数据比对，形成完整的个案档案。",
        f"上级财政部门提前下达的{year}年公共卫生补助资金文件，以及本市任务分解表（年度任务5200例）。",
        "早期发现可以明显减轻家庭的医疗负担，也为本地癌谱分析积累连续数据"
        + ("，与正消化道癌及城市癌早诊早治相辅。" if year == 2025 else "。"),
        "项目办每旬通报进度，质控专家每季度抽查病历。",
        "一季度培训和采购耗材，二、三季度现场筛查，四季度随访、录入与总结。",
    )
    goals = ("完成5200例筛查，逐步提高居民对癌症早期症状的认识。", "按进度完成年度例数，阳性病例全部转入随访管理。")
    return texts, goals


def _stomach(year: int) -> tuple[tuple[str, str, str, str, str], tuple[str, str]]:
    texts = (
        f"在{year}年内为三千名居民提供上消化道内镜检查，费用由市级财政承担，受检者不另付费。检查中取得的活检标本"
        "由病理科在五个工作日内出具报告，可疑病例由两名以上医师复核。",
        "省级疾控部门印发的年度实施方案；本市关于由市级安排工作经费的会议纪要〔2022〕2号。",
        "本市上消化道肿瘤的发病水平高于周边，早查早治的投入产出比较高。",
        "专款专用，单独核算，接受审计。",
        "以县（区）为单位分批组织，每批检查后两周内反馈结果。",
    )
    goals = (
        "两个年度内持续开展内镜检查，形成稳定的筛查、诊断、治疗流程。",
        "检查3000例，病理结果及时告知，检出者全部建档。",
    )
    return texts, goals


def forms_2025() -> list[SourceForm]:
    """The six forms of the 2025 disclosure, in printed order."""
    disease, disease_goals = _disease(2025)
    stomach, stomach_goals = _stomach(2025)
    reform = (
        "升级与医保平台之间的数据接口，使挂号、结算和病案首页的信息一次录入、多处可用；同步更换老化的前置服务器，"
        "增加线上支付和电子票据功能，改造期间保留人工窗口作为备用。",
        "晋财社【2024】206号资金文件；医保部门关于线上支付试点的要求【2023】15号。",
        "现有接口响应慢，患者结算排队时间长，数据还需人工补录。",
        "信息科牵头，合同付款与验收节点挂钩。",
        "上半年完成需求确认和采购，下半年上线试运行并组织验收。",
    )
    hospice = (
        "以基础公共卫生服务补助资金添置安宁疗护病区的护理设备，培训专职护理人员，为终末期患者及其家属提供照护。",
        "晋财社【2024】220号资金文件；市级主管部门的资金分配方案。",
        "老龄化加快，住院患者对舒缓照护的需求逐年增多。",
        "护理部制定服务规范，每月回访家属。",
        "年初定编定岗，年中完成设备安装，全年不间断提供服务。",
    )
    lasting = "可持续影响"
    return [
        _form(2025, "公立医院人员及社保缴费补助", ONCE, "municipal", ("4,930,000", "4,190,000"), "20250208172012",
              PAY, PAY_GOALS, _salaries("在职职工数", "46人/年", "保障职工合法权益，保证", lasting)),
        _form(2025, "公立医院人员经费补助及社保补助", ONCE, "municipal", ("4,930,000", "820,000"), "20250116120151",
              PAY, PAY_GOALS, _salaries("在编职工数", "46人/年", "保障职工合法权益，保障", lasting)),
        _form(2025, "重大传染病防控经费", ONCE, "central", ("1,767,500", "1,767,500"), "20250206163634",
              disease, disease_goals, _screening("重大传染病", "≥5200例", "", lasting, None)),
        _form(2025, "上消化道癌及城市癌早诊早治项目（2025年）", ALWAYS, "municipal", ("300,000", "150,000"),
              "20250123081706", stomach, stomach_goals, _screening("上消化道", "≥3000例", "", "可持续发展", None)),
        _form(2025, "医疗服务与保障能力提升（公立医院综合改革）补助资金", ONCE, "central", ("200,000", "200,000"),
              "20250206161115", reform,
              ("接口升级后各系统数据一致，结算等候时间缩短。", "年内完成一套软件的采购、上线和验收。"),
              _reform("", "可持续发展影响", "系统建设成本合", None)),
        _form(2025, "基本公共卫生服务补助资金", ONCE, "central", ("30,000", "30,000"), "20250210150920", hospice,
              ("建成设备齐全、人员稳定的安宁疗护病区。", "完成病区设备添置，专职护理人员全部持证上岗。"), _hospice()),
    ]  # fmt: skip


def forms_2024() -> list[SourceForm]:
    """The five forms of 2024, in printed order; their second level says 指标, and `服务对象满意度指标` is cut."""
    disease, disease_goals = _disease(2024)
    stomach, stomach_goals = _stomach(2024)
    reform = (
        "把临床路径系统与上级平台对接，病例入径、变异和出径数据由系统自动上报。",
        "晋财社【2023】321号资金文件；卫生健康部门对临床路径管理的要求【2017】49号。",
        "人工上报时常延误，且与病案数据不一致。",
        "医务科和信息科共同验收，分阶段付款。",
        "先做接口联调，再分科室切换，年底前停用手工报表。",
    )
    lasting, served = "可持续影响指标", "服务对象满意度指"
    salaries = "公立医院人员及社保缴费补助"
    return [
        _form(2024, salaries, ALWAYS, "municipal", ("4,930,000", "4,430,000"), "20240123162453", PAY, PAY_GOALS_2024,
              _salaries("在编职工数", "45人/年", "保障职工合法权益，保障", lasting, "指标")),
        _form(2024, salaries, ALWAYS, "municipal", ("4,930,000", "500,000"), "20240119101512", PAY, PAY_GOALS_2024,
              _salaries("在编职工数", "45人/年", "保障职工合法权益，保障", lasting, "指标", full=True)),
        _form(2024, "上消化道癌及城市癌早诊早治项目（2024年）", ALWAYS, "municipal", ("300,000", "150,000"),
              "20240125171851", stomach, stomach_goals, _screening("上消化道", "≥3000例", "指标", lasting, served)),
        _form(2024, "重大传染病防控经费", ONCE, "central", ("2, 227, 000", "2, 227, 000"), "20240202085405", disease,
              disease_goals, _screening("重大传染病", "≥5200例", "指标", lasting, served)),
        _form(2024, "医疗服务与保障能力提升（公立医院综合改革）补助资金", ONCE, "central", ("200,000", "200,000"),
              "20240126111624", reform,
              ("病例数据自动上报，口径与病案一致。", "完成一套接口软件的采购和联调，并通过验收。"),
              _reform("指标", lasting, "系统建设成本合格", served)),
    ]  # fmt: skip
