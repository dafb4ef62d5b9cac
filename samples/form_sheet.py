"""A performance form as a ruled sheet of eight columns, the way the reference's province prints it."""

from __future__ import annotations

from samples.sheet import Column, SourceTable
from samples.source_forms import Row, SourceForm

WIDTHS = (36.0, 50.0, 70.0, 96.0, 62.0, 70.0, 66.0, 66.0)
FUND_LABELS = {
    "total": "{period}资金总额：",
    "central": "其中：中央财政资金",
    "provincial": "省级财政资金",
    "municipal": "市县（区）财政资金",
    "self_raised": "单位自筹",
    "other": "其他资金",
}


def _wide(label: str, text: str | None) -> tuple[str, ...]:
    return (label, "<", text or "", "<", "<", "<", "<", "<")


def _fund_rows(source: SourceForm) -> list[tuple[str, ...]]:
    form = source.form
    rows: list[tuple[str, ...]] = []
    for key, label in FUND_LABELS.items():
        start, merged = ("项目资金（元）", "<") if key == "total" else ("^", "<")
        rows.append((
            start, merged, label.format(period="实施期"), form.implementation[key] or "", "<",
            label.format(period="年度"), "<", form.annual[key] or "",
        ))  # fmt: skip
    return rows


def _indicator_rows(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = []
    for n, row in enumerate(rows):
        before = rows[n - 1] if n else None
        level1 = "^" if before and before.level1 == row.level1 else row.level1
        level2 = "^" if level1 == "^" and before and before.level2 == row.level2 else row.level2
        annual2 = "^" if level2 == "^" else row.annual_level2 or row.level2
        annual3 = row.level3 if row.annual_level3 is None else row.annual_level3
        out.append(("^", level1, level2, row.level3, row.target, annual2, annual3, row.target))
    return out


def form_table(source: SourceForm) -> SourceTable:
    """The sheet of one form, with the places of its twelve fund figures."""
    form = source.form
    names = ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    person, handler, phone = (text or "" for text in form.contact)
    top = [
        _wide("项目名称", form.project_name),
        ("主管部门及代码", "<", form.department, "<", "<", "实施单位", form.unit_name, "<"),
        ("项目属性", "<", form.attribute or "", "<", "<", "项目期", form.duration or "", "<"),
    ]
    body = [
        *top,
        *_fund_rows(source),
        _wide("项目概况", form.overview),
        _wide("立项依据", form.basis),
        _wide("项目设立必要性", form.necessity),
        _wide("保证项目实施的制度、措施", form.safeguards),
        _wide("项目实施计划", form.plan),
        ("实施期目标", "<", "<", "<", "<", "年度目标", "<", "<"),
        ("总体目标", form.implementation_goal or "", "<", "<", "<", form.annual_goal or "", "<", "<"),
        ("绩效指标", *names),
        *_indicator_rows(source.rows),
        ("负责人：", person, "经办人：", handler, "联系电话：", phone, "填报日期：", form.filled_at or ""),
    ]
    figures: dict[tuple[int, int], tuple[str, str | None]] = {}
    for n, key in enumerate(FUND_LABELS):
        for column, period in ((3, "实施期"), (7, "年度")):
            total = f"{period}资金总额"
            path = total if key == "total" else f"{total}/{FUND_LABELS[key]}"
            figures[len(top) + n, column] = (path, "total" if key == "total" else "other")
    return SourceTable(
        "performance_target_form", None, "阳泉市市级预算部门（单位）项目支出绩效目标表", form.unit_name, "元",
        (), tuple(body), (Column("name"),) * 8, WIDTHS, form.fiscal_year,
        subtitle=f"({form.fiscal_year}年度)", form=form, fund_cells=figures, printed_currency="元",
    )  # fmt: skip
