"""Performance forms in themselves and beside one another: term and funds, labels, the two periods, names cut short."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check, some, wan
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.records.documents import (
    Check,
    Document,
    LineReference,
    PerformanceIndicator,
    PerformanceProject,
    Table,
)
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import DocumentKind, IndicatorPeriod, Measure

LONG_TERM = 5
LONG_LABEL = 12
LEAST_ALIKE = 4  # signs of two names that may be one with a slip; shorter ones differ by their meaning
# A label whose last word (指标) was cut.
CUT = "指"
_LABEL_END = re.compile(r"指标?$")


def form_checks(document: Document) -> Iterator[Check]:
    forms = [project for project in document.projects if not project.is_overall]
    for form in forms:
        yield from _term(document, form)
        yield from _periods(form)
    yield from _owners(document, forms)
    yield from _years(document, forms)
    yield from _same_funds(document, forms)
    yield from _labels(document, forms)
    yield from _indicators_between(forms)


def _where(form: PerformanceProject) -> str:
    return f"第{form.first_page}页绩效目标表《{form.project_name or '未写项目名称'}》"


def _table_of(document: Document, form: PerformanceProject) -> Table | None:
    return next((table for table in document.tables if table.ordinal in form.table_ordinals), None)


def _totals_of(table: Table | None, *amounts: Decimal | None) -> tuple[LineReference, ...]:
    """Where a form prints the given totals."""
    if table is None:
        return ()
    return tuple(
        LineReference(table.ordinal, line.row_index, line.column_index)
        for line in table.lines
        if line.measure is Measure.TOTAL and line.amount_yuan in amounts
    )


@rule("form_one_year", "form_term")
def _term(document: Document, form: PerformanceProject) -> Iterator[Check]:
    """Funds of the whole term against those of the year: equal where the term is a year, years times more else."""
    whole, year, years = form.implementation.total, form.annual.total, form.duration_years
    if whole is None or not year or years is None or years < 1:
        return
    table = _table_of(document, form)
    told = f"{_where(form)}项目期{form.duration or f'{years}年'}，实施期资金{wan(whole)}，年度资金{wan(year)}"
    if years == 1:
        held = whole == year
        told += "，相符。" if held else "；只有一年的项目，两者应当相等。"
        lines = () if held else _totals_of(table, whole, year)
        yield formal_check(
            "form_one_year", held, told, table=table, page=form.first_page, lines=lines, expected=year, actual=whole
        )
    elif years >= LONG_TERM:
        held = whole * 2 >= year * years
        told += (
            "，相称。" if held else f"；实施期资金只够{f'{whole / year:.1f}'.removesuffix('.0')}个年度，与项目期不称。"
        )
        yield formal_check("form_term", held, told, table=table, page=form.first_page)


@rule("form_owner")
def _owners(document: Document, forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """One name for one code of a department; in the disclosure of a unit all forms are its own."""
    own = bare_name(document.facts.unit_name or "")
    is_unit = document.facts.document_kind is DocumentKind.UNIT_BUDGET
    names: dict[str, str] = {}
    right = 0
    for form in forms:
        code, department, unit = form.department_code, form.department_name, bare_name(form.unit_name or "")
        if code and department:
            usual = names.setdefault(code, department)
            if bare_name(usual) != bare_name(department):
                told = f"{_where(form)}的主管部门及代码为“{code}-{department}”，其他表为“{code}-{usual}”。"
                yield formal_check("form_owner", False, told, page=form.first_page)
                continue
        if is_unit and own and unit and own not in unit and unit not in own:
            told = f"{_where(form)}的实施单位为“{form.unit_name}”，本文件的单位是“{document.facts.unit_name}”。"
            yield formal_check("form_owner", False, told, page=form.first_page)
            continue
        right += bool((code and department) or (is_unit and own and unit))
    if right:
        told = f"第{forms[0].first_page}页起{right}张绩效目标表的主管部门、代码与单位一致。"
        yield formal_check("form_owner", True, told, page=forms[0].first_page)


@rule("form_year")
def _years(document: Document, forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """The year of a form is that of the document."""
    year = document.facts.fiscal_year
    printed = [form for form in forms if form.fiscal_year and str(form.fiscal_year) not in (form.project_name or "")]
    wrong = [form for form in printed if form.fiscal_year != year]
    for form in wrong if year else ():
        told = f"{_where(form)}的年度为{form.fiscal_year}，文件年度为{year}，不符。"
        yield formal_check("form_year", False, told, page=form.first_page)
    if year and printed and not wrong:
        told = f"第{printed[0].first_page}页起{len(printed)}张绩效目标表的年度都是{year}。"
        yield formal_check("form_year", True, told, page=printed[0].first_page)


@rule("form_same_funds")
def _same_funds(document: Document, forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """The same funds for the whole term in forms of two projects, where they are not those of the year."""
    by_amount: dict[Decimal, list[PerformanceProject]] = defaultdict(list)
    for form in forms:
        if form.implementation.total and form.annual.total:
            by_amount[form.implementation.total].append(form)
    for amount, its in by_amount.items():
        if len({form.project_name for form in its}) < 2 or all(form.annual.total == amount for form in its):
            continue
        names = "、".join(f"第{form.first_page}页《{form.project_name}》" for form in its)
        years = "、".join(wan(form.annual.total or Decimal(0)) for form in its)
        told = f"{names}的实施期资金同为{wan(amount)}，而年度资金各为{years}，可能有一处是照抄的。"
        yield formal_check("form_same_funds", False, told, page=its[0].first_page)
    if len(by_amount) > 1 and len(by_amount) == sum(map(len, by_amount.values())):
        told = f"{len(by_amount)}个项目的实施期资金各不相同。"
        yield formal_check("form_same_funds", True, told, page=forms[0].first_page)


@rule("form_labels")
def _labels(document: Document, forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """One label for one kind of indicator in all forms: 可持续影响, 可持续发展, 可持续发展影响."""
    stems: list[str] = declared()["labels"]["form_stems"]
    for stem in stems:
        by_form: dict[str, list[int]] = defaultdict(list)
        for form in forms:
            labels = {
                text
                for table in document.tables
                if table.ordinal in form.table_ordinals
                for cell in table.cells
                if len(cell.text) <= LONG_LABEL and (text := _LABEL_END.sub("", plain(cell.text))).startswith(stem)
            }
            labels = {label for label in labels if label != stem}
            if len(labels) == 1:
                by_form["、".join(sorted(labels))].append(form.first_page)
        if sum(map(len, by_form.values())) < 2:
            continue
        page = min(page for pages in by_form.values() for page in pages)
        if len(by_form) == 1:
            yield formal_check(
                "form_labels", True, f"第{page}页起各绩效目标表都写作“{next(iter(by_form))}”。", page=page
            )
            continue
        told = "；".join(f"第{'、'.join(map(str, pages))}页作“{label}”" for label, pages in by_form.items())
        told = f"第{page}页起各绩效目标表，同一栏的名称不一致：{told}。"
        yield formal_check("form_labels", False, told, page=page)


@rule("form_indicator_pairs", "form_names_cut")
def _periods(form: PerformanceProject) -> Iterator[Check]:
    """The indicators of the whole term beside those of the year: the same names, none of them cut."""
    whole = [i for i in form.indicators if i.period is IndicatorPeriod.IMPLEMENTATION]
    year = [i for i in form.indicators if i.period is IndicatorPeriod.ANNUAL]
    cut = [i for i in form.indicators if i.is_truncated]
    if not whole or not year:
        return
    names = [name for i in cut if (name := i.level2 if (i.level2 or "").endswith(CUT) else i.level3 or i.level2)]
    if cut:
        told = f"{_where(form)}有{len(cut)}处指标名称没有印全：{some(f'“{name}”' for name in dict.fromkeys(names))}。"
    else:
        told = f"{_where(form)}的指标名称都印全了。"
    yield formal_check("form_names_cut", not cut, told, page=form.first_page)
    if len(whole) != len(year):
        return
    differing = [(a, b) for a, b in zip(whole, year, strict=True) if not _one_name(a, b)]
    for one, other in differing:
        told = f"{_where(form)}同一行的指标，实施期写作“{one.level3}”，年度写作“{other.level3}”，不是同一个名称。"
        yield formal_check("form_indicator_pairs", False, told, page=one.page_number)
    if not differing:
        told = f"{_where(form)}实施期与年度的{len(whole)}个指标名称对应一致。"
        yield formal_check("form_indicator_pairs", True, told, page=form.first_page)


def _own_words(one: PerformanceProject, other: PerformanceProject, name: str, name_other: str) -> bool:
    """Whether two indicators differ as their projects do: 援疆 and 援藏, 赴沪 and 赴京."""
    pairs = [(a, b) for a, b in zip(name, name_other, strict=True) if a != b]
    mine = (one.project_name or "") + (one.annual_goal or "") + (one.overview or "")
    its = (other.project_name or "") + (other.annual_goal or "") + (other.overview or "")
    return any(a in mine and b in its and (a not in its or b not in mine) for a, b in pairs)


def _one_name(one: PerformanceIndicator, other: PerformanceIndicator) -> bool:
    """Whether two names are one, or one of them is cut."""
    a, b = bare_name(one.level3 or ""), bare_name(other.level3 or "")
    return not a or not b or a.startswith(b) or b.startswith(a)


@rule("form_indicator_variants")
def _indicators_between(forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """Forms that share nearly all indicators, one of which has a character off."""
    listed = [{(i.level2, i.level3 or "", i.target_text) for i in form.indicators if i.level3} for form in forms]
    alike = 0
    for n, one in enumerate(listed):
        for m in range(n):
            other = listed[m]
            if len(one & other) < max(3, min(len(one), len(other)) // 2):
                continue
            alike += 1
            seen: set[tuple[str, str]] = set()
            for level2, name, target in sorted(one - other, key=str):
                for level2_other, name_other, target_other in sorted(other - one, key=str):
                    same = (level2, target) == (level2_other, target_other) and len(name) == len(
                        name_other
                    ) >= LEAST_ALIKE
                    if not same or sum(a != b for a, b in zip(name, name_other, strict=True)) != 1:
                        continue
                    if (
                        re.search(r"\d", name)
                        or (name, name_other) in seen
                        or _own_words(forms[n], forms[m], name, name_other)
                    ):
                        continue
                    seen.add((name, name_other))
                    told = f"{_where(forms[n])}的指标“{name}”（{target}），第{forms[m].first_page}页"
                    told += f"《{forms[m].project_name}》同一指标写作“{name_other}”。"
                    yield formal_check("form_indicator_variants", False, told, page=forms[n].first_page)
            if not seen:
                told = f"{_where(forms[n])}与第{forms[m].first_page}页的同类指标写法一致。"
                yield formal_check("form_indicator_variants", True, told, page=forms[n].first_page)
