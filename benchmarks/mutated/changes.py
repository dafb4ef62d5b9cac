"""What may be different in a template that nobody has seen: a change a function, tables in and tables out.

A change that does not apply to a table leaves it as it is. Amounts stay what they are: what is added stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.mutated.drawing import Plan, Spot
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.vocabulary.enums import TableKind

Change = Callable[[Plan], Plan]
TOTALS = ("合计", "总计", "部门合计", "合计：", "总计：")


def _texts(plan: Plan, words: Mapping[str, str], *, is_header: bool = True) -> Plan:
    """Texts of the header (or of the body) that are a word of `words`, white space aside, become another."""
    return plan.with_spots(
        [
            replace(spot, text=words["".join(spot.text.split())])
            if spot.is_header is is_header and spot.figure is None and "".join(spot.text.split()) in words
            else spot
            for spot in plan.spots
        ]
    )


def renamed(**words: str) -> Change:
    return lambda plan: _texts(plan, words)


def with_figures(plan: Plan, write: Callable[[str], str]) -> Plan:
    return plan.with_spots(
        [replace(spot, text=write(spot.text.replace("\n", ""))) if spot.figure else spot for spot in plan.spots]
    )


def grouped(separator: str) -> Change:
    """Thousands separated by another sign."""

    def write(text: str) -> str:
        amount = printed_amount(text)
        if amount is None:
            return text
        return f"{amount:,}".replace(",", separator)

    return lambda plan: with_figures(plan, write)


WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


def wide(plan: Plan) -> Plan:
    return with_figures(plan, lambda text: text.translate(WIDE))


def _blank(spot: Spot) -> bool:
    return not spot.is_header and spot.figure is None and not spot.text.strip()


def money_columns(plan: Plan) -> list[int]:
    return sorted({spot.column for spot in plan.spots if spot.figure})


def zeros_blank(plan: Plan) -> Plan:
    return plan.with_spots(
        [
            replace(spot, text="", figure=None) if spot.figure and printed_amount(spot.text) == 0 else spot
            for spot in plan.spots
        ]
    )


def blanks_filled(text: str) -> Change:
    def change(plan: Plan) -> Plan:
        columns = set(money_columns(plan))
        return plan.with_spots(
            [
                replace(spot, text=text) if _blank(spot) and spot.column in columns and spot.column_span == 1 else spot
                for spot in plan.spots
            ]
        )

    return change


def in_unit(unit: str, factor: int) -> Change:
    """The same amounts in another unit of money (`factor` of the new unit make one 万元)."""

    def change(plan: Plan) -> Plan:
        if plan.currency_unit != "万元":
            return plan

        def write(text: str) -> str:
            amount = printed_amount(text)
            if amount is None:
                return text
            shown = amount * factor
            return f"{shown.quantize(Decimal('0.01')) if factor < 10000 else shown.quantize(Decimal(1)):,}"

        return replace(with_figures(plan, write), currency_unit=unit)

    return change


def with_column(
    at: str, header: str, write: Callable[[int, Sequence[Spot]], str], *, only: frozenset[TableKind] | None = None
) -> Change:
    """One more column: `at` the left, the right, or right after the first column of figures."""

    def change(plan: Plan) -> Plan:
        columns = money_columns(plan)
        if not columns or (only is not None and plan.kind not in only):
            return plan
        place = {"left": 0, "right": plan.column_count, "after": columns[0] + 1}[at]
        if any(spot.column < place < spot.column + spot.column_span for spot in plan.spots if not spot.is_header):
            return plan
        moved = []
        for spot in plan.spots:
            if spot.column >= place:
                spot = replace(spot, column=spot.column + 1)
            elif spot.column + spot.column_span > place:
                spot = replace(spot, column_span=spot.column_span + 1)
            moved.append(spot)
        head = plan.header_rows
        taken = {(row, place) for spot in moved for row in range(spot.row, spot.row + spot.row_span)
                 if spot.column <= place < spot.column + spot.column_span}  # fmt: skip
        free = [row for row in range(head) if (row, place) not in taken]
        if free:
            moved.append(Spot(free[0], place, len(free), 1, header, is_header=True))
        for number, row in enumerate(range(head, plan.row_count), start=1):
            if (row, place) not in taken:
                its = sorted((spot for spot in plan.spots if spot.row == row), key=lambda spot: spot.column)
                moved.append(Spot(row, place, 1, 1, write(number, its)))
        return plan.with_spots(moved)

    return change


def part_of(share: str) -> Callable[[int, Sequence[Spot]], str]:
    """A part of the first figure of each row that no total needs, in some rows blank."""

    def write(number: int, its: Sequence[Spot]) -> str:
        amount = next((printed_amount(spot.text) for spot in its if spot.figure), None)
        if not amount or number % 3 == 2:
            return ""
        return f"{(amount * Decimal(share)).quantize(Decimal('0.01')):,}"

    return write


def columns_reversed(plan: Plan) -> Plan:
    """The lowest columns of each group of the header in the opposite order."""
    head = plan.header_rows
    order = {column: column for column in range(plan.column_count)}
    columns = set(money_columns(plan))
    for spot in [spot for spot in plan.spots if spot.is_header and spot.row + spot.row_span < head]:
        under = [c for c in range(spot.column, spot.column + spot.column_span) if c in columns]
        leaf = all(
            any(o.is_header and o.row == spot.row + spot.row_span and o.column == c and o.column_span == 1 and
                o.row + o.row_span == head for o in plan.spots)
            for c in under
        )  # fmt: skip
        if len(under) > 1 and under[-1] - under[0] == len(under) - 1 and leaf:
            order.update(zip(under, reversed(under), strict=True))

    def moves(spot: Spot) -> bool:
        return spot.column_span == 1 and (not spot.is_header or spot.row + spot.row_span == head)

    return plan.with_spots(
        [replace(spot, column=order[spot.column]) if moves(spot) else spot for spot in plan.spots]
    )  # fmt: skip


def total_column_last(plan: Plan) -> Plan:
    """The first column of figures goes behind all others, where it has a header of its own."""
    columns = money_columns(plan)
    if plan.kind is TableKind.THREE_PUBLIC_EXPENSES or len(columns) < 3 or columns[-1] != plan.column_count - 1:
        return plan
    first, head = columns[0], plan.header_rows
    alone = [s for s in plan.spots if s.column <= first < s.column + s.column_span]
    if any(spot.column_span > 1 for spot in alone) or columns != list(range(first, plan.column_count)):
        return plan
    if sum(spot.is_header for spot in alone) != 1 and head > 1:
        return plan
    return plan.with_spots(
        [
            replace(spot, column=plan.column_count - 1)
            if spot.column == first and spot.column_span == 1
            else replace(spot, column=spot.column - 1)
            if spot.column > first
            else spot
            for spot in plan.spots
        ]
    )


def without_upper_header(plan: Plan) -> Plan:
    """The lowest header row only."""
    head = plan.header_rows
    if head < 2 or plan.kind is TableKind.THREE_PUBLIC_EXPENSES:
        return plan
    kept = []
    for spot in plan.spots:
        last = spot.row + spot.row_span
        if spot.is_header and last < head:
            continue
        row = 0 if spot.is_header else spot.row - head + 1
        kept.append(replace(spot, row=row, row_span=1 if spot.is_header else spot.row_span))
    return plan.with_spots(kept)


def total_row(plan: Plan) -> int | None:
    """The row of the only total of a table by items, where it is the first row of the body."""
    rows = {spot.row for spot in plan.spots if not spot.is_header and "".join(spot.text.split()) in TOTALS}
    if len(rows) != 1 or not any(s.figure for s in plan.spots if s.row in rows):
        return None
    return rows.pop()


def total_row_named(name: str | None) -> Change:
    """The word of the total row: another, the unit's name (None), or nothing."""

    def change(plan: Plan) -> Plan:
        row = total_row(plan)
        if row is None:
            return plan
        word = (plan.unit_name or None) if name is None else name
        if word is None:
            return plan
        return plan.with_spots(
            [
                replace(spot, text=word) if spot.row == row and "".join(spot.text.split()) in TOTALS else spot
                for spot in plan.spots
            ]
        )

    return change


def total_row_last(plan: Plan) -> Plan:
    row = total_row(plan)
    if row is None or any(s.row_span > 1 for s in plan.spots if not s.is_header) or row != plan.header_rows:
        return plan
    last = plan.row_count - 1
    return plan.with_spots(
        [
            spot if spot.is_header else replace(spot, row=last if spot.row == row else spot.row - 1)
            for spot in plan.spots
        ]
    )


def code_spots(plan: Plan) -> dict[int, Spot]:
    """The cells of the code column by row, where a table has one."""
    found = {
        spot.row: spot
        for spot in plan.spots
        if not spot.is_header and spot.figure is None and re.fullmatch(r"\d{3}(\d\d){0,2}", spot.text.strip())
    }
    columns = {spot.column for spot in found.values()}
    return found if len(columns) == 1 and len(found) > 2 else {}


def codes_in_names(pattern: str) -> Change:
    """The code stands before the name, and its column is gone."""

    def change(plan: Plan) -> Plan:
        codes = code_spots(plan)
        if not codes:
            return plan
        column = next(iter(codes.values())).column
        if any(s.column < column + 1 < s.column + s.column_span for s in plan.spots):
            return plan
        kept = []
        for spot in plan.spots:
            if spot.column == column and spot.column_span == 1:
                if not spot.is_header and spot.row not in codes and spot.text:
                    kept.append(replace(spot))  # 合计 stands there: the name's cell is blank
                continue
            if spot.column == column + 1 and spot.row in codes and not spot.is_header:
                spot = replace(spot, text=pattern.format(codes[spot.row].text.strip(), spot.text))
            kept.append(replace(spot, column=spot.column - 1) if spot.column > column else spot)
        places = [(s.row, s.column) for s in kept if s.text or s.is_header]
        kept = [s for s in kept if s.text or s.is_header or (s.row, s.column) not in places]
        return plan.with_spots(kept) if len(set(places)) == len(places) else plan

    return change


def codes_gone(plan: Plan) -> Plan:
    """No codes: the levels show by how far the names are indented."""
    codes = code_spots(plan)
    changed = codes_in_names("{1}")(plan)
    if changed is plan:
        return plan
    depth = {row: 12.0 * (len(spot.text.strip()) - 3) / 2 for row, spot in codes.items()}
    column = next(iter(codes.values())).column
    return changed.with_spots(
        [
            replace(spot, indent=depth[spot.row])
            if spot.row in depth and spot.column == column and not spot.figure
            else spot
            for spot in changed.spots
        ]
    )


def codes_in_three(plan: Plan) -> Plan:
    """类, 款 and 项 in three columns."""
    codes = code_spots(plan)
    if not codes or any(spot.text.strip()[:1] != "2" for spot in codes.values()):
        return plan
    column = next(iter(codes.values())).column
    head = plan.header_rows
    found = []
    for spot in plan.spots:
        if spot.column > column:
            found.append(replace(spot, column=spot.column + 2))
        elif spot.column < column and spot.column + spot.column_span > column:
            found.append(replace(spot, column_span=spot.column_span + 2))
        elif spot.column < column:
            found.append(spot)
        elif spot.is_header and spot.column_span == 1 and spot.row + spot.row_span == head:
            if spot.row_span > 1:
                found.append(replace(spot, row_span=spot.row_span - 1, column_span=3))
                found += [Spot(head - 1, column + n, 1, 1, "类款项"[n], is_header=True) for n in range(3)]
            else:
                found += [replace(spot, column=column + n, text="类款项"[n]) for n in range(3)]
        elif spot.row in codes and spot.column_span == 1 and not spot.is_header:
            text = spot.text.strip()
            parts = [text[:3], text[3:5], text[5:7]]
            found += [replace(spot, column=column + n, text=parts[n]) for n in range(3)]
        else:
            found.append(replace(spot, column_span=spot.column_span + 2))
    return plan.with_spots(found)


def with_numbers_row(write: Callable[[int], str]) -> Change:
    """A row of column numbers under the header."""

    def change(plan: Plan) -> Plan:
        head = plan.header_rows
        if not head:
            return plan
        moved = [spot if spot.row < head else replace(spot, row=spot.row + 1) for spot in plan.spots]
        if any(spot.row < head < spot.row + spot.row_span for spot in plan.spots):
            return plan
        columns = money_columns(plan)
        for column in range(plan.column_count):
            text = write(columns.index(column) + 1) if column in columns else ("栏次" if column == 0 else "")
            moved.append(Spot(head, column, 1, 1, text, is_header=True))
        return plan.with_spots(moved)

    return change


def with_memo_row(plan: Plan) -> Plan:
    """Under the total, a row 其中：… that is no part of any sum."""
    row = total_row(plan)
    if row is None or any(s.row_span > 1 and s.row <= row < s.row + s.row_span - 1 for s in plan.spots):
        return plan
    total = [spot for spot in plan.spots if spot.row == row]
    moved = [replace(spot, row=spot.row + 1) if spot.row > row else spot for spot in plan.spots]
    for spot in total:
        amount = printed_amount(spot.text) if spot.figure else None
        text = f"{(amount * Decimal('0.37')).quantize(Decimal('0.01')):,}" if amount else ""
        is_name = "".join(spot.text.split()) in TOTALS
        moved.append(replace(spot, row=row + 1, text="其中：预留给中小企业" if is_name else text, figure=None))
    return plan.with_spots(moved)


def spaced_title(plan: Plan) -> Plan:
    return replace(plan, title=" ".join(plan.title))


def told(**how: object) -> Change:
    return lambda plan: replace(plan, **how)  # type: ignore[arg-type]


def with_title(pattern: str, replacement: str) -> Change:
    return lambda plan: replace(plan, title=re.sub(pattern, replacement, plan.title))


EXPENDITURE = frozenset(
    (TableKind.EXPENDITURE_SUMMARY, TableKind.GENERAL_PUBLIC_EXPENDITURE, TableKind.FISCAL_APPROPRIATION_EXPENDITURE)
)
