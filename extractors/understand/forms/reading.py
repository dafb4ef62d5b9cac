"""What the readers of single forms and of lists hand on: the fields of a form, its money, its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from mingzhang.extractors.understand.forms.indicators import IndicatorRow
from mingzhang.extractors.understand.forms.sheet import flat
from mingzhang.extractors.understand.forms.truncation import cut_names
from mingzhang.models.records.documents import (
    Funds,
    PerformanceContact,
    PerformanceIndicator,
    PerformanceProject,
    Table,
    TableCell,
)
from mingzhang.models.text.amounts import YUAN, amount_with_unit, currency_in, is_beyond, plain, printed_amount, to_yuan
from mingzhang.models.text.patterns import MULTIPLES, YEAR
from mingzhang.models.vocabulary.enums import IndicatorPeriod
from mingzhang.models.vocabulary.form_words import form_words, label_key

_WITH_UNIT = re.compile(rf"([-+]?[\d,.]+)((?:{MULTIPLES})?元?)")
_RUN_ON = re.compile(r"(\D*[^\d\s.,-])\s*([-+]?\d[\d,. ]*)", re.DOTALL)
_CODED = re.compile(r"^[\[(]?(\d{2,8})[\])]?[-_—:]?(?=\D)(.+)$")
_YEARS = re.compile(r"^(?:长期)?\(?(\d{1,3})\)?年$")
_FROM_TO = re.compile(rf"({YEAR})(?:年|\.|/|-)?\D{{0,12}}?[-至到~]\D{{0,3}}({YEAR})")
_FISCAL = re.compile(rf"({YEAR})(?:年度|年|\))")
_LONG_DIGITS = re.compile(r"20\d{12}|20\d{6}")
_MOMENT = re.compile(rf"({YEAR})[年/.-](\d{{1,2}})[月/.-](\d{{1,2}})日?(?:(\d{{1,2}}):(\d{{2}})(?::(\d{{2}}))?)?$")

FUND_FIELDS = ("total", "central", "provincial", "municipal", "self_raised", "other")
TEXT_FIELDS = ("overview", "basis", "necessity", "safeguards", "plan")
LONGEST_TERM = 99  # years; what runs on without an end is printed so


@dataclass(frozen=True, slots=True)
class FormFigure:
    """A sum of money printed in a form.

    `key` is the field of `Funds`, None for a source that it lacks. `item_name` is whose sum it is where that is not the
    form's project; a sum that is only a part of the form's (one task's) is no `is_fund`.
    """

    cell: TableCell
    path: tuple[str, ...]
    key: str | None
    period: IndicatorPeriod
    currency: str | None
    item_name: str | None = None
    is_total: bool = False
    is_fund: bool = True

    @property
    def printed(self) -> str:
        """The sum as printed, without a label in the same cell."""
        return split_label(self.cell.text)[1].strip()

    @property
    def yuan(self) -> Decimal | None:
        amount, unit = amount_of(self.cell.text)
        currency = unit or self.currency
        if amount is None or currency not in YUAN or is_beyond(amount, currency):
            return None
        return to_yuan(amount, currency)


@dataclass(slots=True)
class FormDraft:
    """One form as it is being read. `texts` are fields by name."""

    is_overall: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    figures: list[FormFigure] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    cells: list[TableCell] = field(default_factory=list)
    fiscal_year: int | None = None
    is_sum: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether this is an empty form, or only a row of sums: no project."""
        said = self.texts.keys() & {"project_name", "annual_goal", "implementation_goal", "overview"}
        return self.is_sum or not (self.indicators or said or (self.is_overall and self.figures))


def amount_of(text: str) -> tuple[Decimal | None, str | None]:
    """The sum in a cell and the unit printed behind it (`250万元`), each None where there is none.

    A label before the sum (`资金总额：55.72`) is left out.
    """
    printed = split_label(text)[1]
    if (own := amount_with_unit(printed)) is not None:
        return own
    amount = printed_amount(printed)
    if amount is not None:
        return amount, None
    found = _WITH_UNIT.fullmatch(plain(printed))
    if found and found.group(2) and (amount := printed_amount(found.group(1))) is not None:
        return amount, found.group(2) if found.group(2).endswith("元") else found.group(2) + "元"
    return None, None


def split_label(text: str) -> tuple[str, str]:
    """A label and the sum behind it in one cell, after a colon or after a whole label (`单位自筹 0`); else no label."""
    label, colon, value = text.replace("：", ":").rpartition(":")
    if colon and value.strip() and not any(c.isdecimal() for c in label):
        return text[: len(label)], value
    found = _RUN_ON.fullmatch(text.strip())
    if found and label_key(found.group(1)).endswith(form_words().fund_endings):
        return found.group(1), found.group(2)
    return "", text


def to_project(reading: FormDraft, table: Table) -> PerformanceProject:
    """The record of one form."""
    texts = reading.texts
    code, department = split_department(texts.get("department"))
    person, handler, phone = (texts.get(name) for name in ("responsible_person", "handler", "phone"))
    pages = [cell.page_number for cell in reading.cells] or [table.first_page]
    unit = texts.get("unit") or texts.get("overall_name") or table.unit_name
    if unit is None and reading.is_overall:
        unit = department
    return PerformanceProject(
        fiscal_year=reading.fiscal_year or fiscal_year_in(table.title),
        project_name=texts.get("project_name"),
        department_code=code,
        department_name=department,
        unit_name=split_department(unit)[1] if unit else None,
        attribute=texts.get("attribute"),
        duration=texts.get("duration"),
        duration_years=years_of(texts.get("duration")),
        implementation=_funds(reading.figures, IndicatorPeriod.IMPLEMENTATION),
        annual=_funds(reading.figures, IndicatorPeriod.ANNUAL),
        overview=texts.get("overview"),
        basis=texts.get("basis"),
        necessity=texts.get("necessity"),
        safeguards=texts.get("safeguards"),
        plan=texts.get("plan"),
        implementation_goal=texts.get("implementation_goal"),
        annual_goal=texts.get("annual_goal"),
        filled_at=moment_of(texts.get("filled_at")),
        first_page=min(pages),
        last_page=max(pages),
        confidence=_mean(cell.confidence for cell in reading.cells if cell.text),
        indicators=_indicators(reading),
        contact=PerformanceContact(person, handler, phone) if person or handler or phone else None,
        table_ordinals=(table.ordinal,),
        is_overall=reading.is_overall,
    )


def _indicators(reading: FormDraft) -> tuple[PerformanceIndicator, ...]:
    texts = [reading.texts.get(name) for name in (*TEXT_FIELDS, "annual_goal", "implementation_goal")]
    cut = cut_names(reading.indicators, texts)
    return tuple(
        PerformanceIndicator(
            period=row.period,
            level1=row.level1,
            level2=row.level2,
            level3=row.name,
            target_text=row.target.text,
            comparator=row.target.comparator,
            target_value=row.target.value,
            target_unit=row.target.unit,
            is_truncated=was_cut,
            page_number=row.page_number,
            confidence=row.confidence,
        )
        for row, was_cut in zip(reading.indicators, cut, strict=True)
    )


def _funds(figures: Sequence[FormFigure], period: IndicatorPeriod) -> Funds:
    """The first printed figure of each field."""
    found: dict[str, Decimal | None] = {}
    for figure in figures:
        if figure.period is period and figure.key in FUND_FIELDS and figure.is_fund:
            found.setdefault(figure.key, figure.yuan)
    return Funds(**found)


def split_department(text: str | None) -> tuple[str | None, str | None]:
    """`063-某市卫生健康委员会` -> its code and its name; the code is None where none is printed."""
    name = flat(text or "")
    if name is None:
        return None, None
    found = _CODED.match(plain(name))
    if found and len(found.group(1)) >= 3:
        return found.group(1), found.group(2)
    return None, name


def years_of(duration: str | None) -> int | None:
    """The years of a project's term: `1年`, `99年`, `2024-2026年` (3)."""
    text = plain(duration)
    if found := _YEARS.match(text):
        return int(found.group(1))
    if found := _FROM_TO.search(text):
        years = int(found.group(2)) - int(found.group(1)) + 1
        return years if 0 < years <= LONGEST_TERM else None
    return None


def fiscal_year_in(text: str | None) -> int | None:
    found = _FISCAL.search(plain(text))
    return int(found.group(1)) if found else None


def moment_of(text: str | None) -> datetime | None:
    """A moment printed as `20250208172012`, `2025-02-08` or `2025年2月8日`; None for anything else."""
    printed = plain(text)
    digits = re.sub(r"\D", "", printed)
    if _LONG_DIGITS.fullmatch(digits) and not re.search(r"[年月/.-]", printed):
        parts = [digits[:4], digits[4:6], digits[6:8], digits[8:10], digits[10:12], digits[12:14]]
    else:
        found = _MOMENT.match(printed)
        parts = [part or "" for part in found.groups()] if found else []
    try:
        return datetime(*(int(part) for part in parts if part)) if parts else None  # type: ignore[arg-type]
    except ValueError:
        return None


def currency_of(texts: Iterable[str | None], otherwise: str | None) -> str | None:
    """The first unit of money named in some labels, else the table's."""
    return next((unit for text in texts if (unit := currency_in(text))), otherwise)


def _mean(values: Iterable[float]) -> float:
    some = list(values)
    return round(sum(some) / len(some), 4) if some else 0.0
