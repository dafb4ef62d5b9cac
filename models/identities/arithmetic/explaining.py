"""Trials told as checks: one Chinese sentence with the page and the figures as printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mingzhang.models.identities.arithmetic.figures import Ledger
from mingzhang.models.identities.arithmetic.trials import Trial
from mingzhang.models.records.documents import Check, LineReference
from mingzhang.models.text.amounts import CENT
from mingzhang.models.vocabulary.enums import CheckStatus

SHOWN = 8
# Rules that say one amount in two places.
EQUAL = ("same_in_two_tables", "form_project", "revenue_by_source")


def yuan(cents: int) -> Decimal:
    return (Decimal(cents) * CENT).quantize(CENT)


def check_of(ledger: Ledger, trial: Trial) -> Check:
    """A trial as a check. `expected_yuan` is what the parts make, `actual_yuan` what the whole prints."""
    values, lines = ledger.values, ledger.lines
    actual = sum(values[n] for n in trial.wholes)
    expected = actual - trial.residual
    sheet = ledger.sheet_of(trial.wholes[0])
    printed = [n for n in (*trial.wholes, *trial.parts) if lines[n] is not None]
    first = lines[printed[0]] if printed else None
    return Check(
        rule_id=trial.rule,
        status=trial.status,
        table_ordinal=sheet.table.ordinal,
        expected_yuan=yuan(expected),
        actual_yuan=yuan(actual),
        difference_yuan=yuan(trial.residual),
        tolerance_yuan=yuan(trial.tolerance),
        explanation=_sentence(ledger, trial),
        lines=tuple(_reference(ledger, n) for n in dict.fromkeys(printed)),
        page_number=first.page_number if first is not None else sheet.table.first_page,
        wholes=tuple(_reference(ledger, n) for n in dict.fromkeys(trial.wholes) if lines[n] is not None),
        parts=tuple(_reference(ledger, n) for n in dict.fromkeys(trial.parts) if lines[n] is not None),
        proven_by=trial.proven_by,
        confidence=trial.confidence,
    )


def _reference(ledger: Ledger, number: int) -> LineReference:
    position, row, column = ledger.places[number]
    return LineReference(ledger.sheets[position].table.ordinal, row, column)


def _sentence(ledger: Ledger, trial: Trial) -> str:
    whole = trial.wholes[0]
    place = _where(ledger, (*trial.wholes, *trial.parts))
    names = _names(ledger, trial)
    if trial.rule in EQUAL:
        other = trial.parts[0]
        units = [ledger.sheet_of(n).table.currency_unit or "" for n in (whole, other)]
        units = units if units[0] != units[1] else ["", ""]
        there = f"第{_page(ledger, other)}页《{ledger.sheet_of(other).title}》为{_figure(ledger, other)}{units[1]}"
        start = f"{place}“{names}”为{_figure(ledger, whole)}{units[0]}，{there}"
    else:
        parts = [n for n in trial.parts if ledger.lines[n] is not None]
        told = " + ".join(_figure(ledger, n) for n in parts[:SHOWN])
        if len(parts) > SHOWN:
            told += f" + …（共{len(parts)}项）"
        wholes = " + ".join(_figure(ledger, n) for n in trial.wholes)
        start = f"{place}“{names}”{wholes}，各部分{told or '均为空'}"
    if trial.status is CheckStatus.NOT_APPLICABLE:
        return f"{start}，未作判断：{trial.note or '不适用'}。"
    if trial.residual == 0:
        return f"{start}，相符。"
    how = "在四舍五入容差内" if trial.status is CheckStatus.PASS else "不符"
    proof = ""
    if trial.status is CheckStatus.FAIL and trial.proven_by:
        told = f"同一关系在{_scope(trial)}另有{trial.proven_by}处成立"
        proof = f"（{trial.note or told}）"
    return f"{start}，相差{yuan(trial.residual):,}元，{how}{proof}。"


def _scope(trial: Trial) -> str:
    """Where the proof stands: all of it in the table itself, or some in other tables of the file."""
    return "同表" if trial.mates == trial.proven_by else "同一文件中"


def _page(ledger: Ledger, number: int) -> int:
    line = ledger.lines[number]
    return line.page_number if line is not None else ledger.sheet_of(number).table.first_page


def _where(ledger: Ledger, numbers: Sequence[int]) -> str:
    first = next((n for n in numbers if ledger.lines[n] is not None), numbers[0])
    return f"第{_page(ledger, first)}页《{ledger.sheet_of(first).title}》"


def _names(ledger: Ledger, trial: Trial) -> str:
    """Item and column of the whole, as far as they are printed."""
    numbers = (*trial.wholes, *trial.parts)
    line = next((ledger.lines[n] for n in numbers if ledger.lines[n] is not None), None)
    if line is None:
        return trial.label
    if trial.rule.startswith("row_"):
        return f"{line.item_name or line.item_code or ''}：{trial.label}".strip("：")
    column = line.column_path[-1] if line.column_path else ""
    item = line.item_name if trial.rule in EQUAL else trial.label
    return f"{item or trial.label}：{column}".strip("：")


def _figure(ledger: Ledger, number: int) -> str:
    line = ledger.lines[number]
    return line.amount_text.replace("\n", "") if line is not None else "空"
