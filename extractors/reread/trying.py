"""Another reading tried: does it, and it alone, make the books balance?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from mingzhang.extractors.reread.records import Alternative
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import (
    BudgetLine,
    Check,
    Document,
    Funds,
    LineReference,
    PerformanceProject,
    Table,
)
from mingzhang.models.text.amounts import CENT, printed_amount, to_yuan
from mingzhang.models.vocabulary.enums import CheckStatus, IndicatorPeriod, Verification

RelationKey = tuple[str, int | None, frozenset[LineReference]]
Changes = dict[tuple[IndicatorPeriod, Decimal], Decimal]
ANNUAL = "年度"
MOST_LINES = 150_000
FEWEST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Books:
    """The checks of a document by what they are about."""

    failing: frozenset[RelationKey]
    exact: frozenset[RelationKey]

    @classmethod
    def of(cls, document: Document) -> Books:
        return cls(
            frozenset(_key(c) for c in document.checks if c.status is CheckStatus.FAIL),
            frozenset(
                _key(c) for c in document.checks if c.status is CheckStatus.PASS and c.difference_yuan == 0 and c.lines
            ),
        )

    def failing_with(self, line: LineReference) -> frozenset[RelationKey]:
        return frozenset(key for key in self.failing if line in key[2])

    def exact_with(self, line: LineReference) -> frozenset[RelationKey]:
        return frozenset(key for key in self.exact if line in key[2])


def _key(check: Check) -> RelationKey:
    return check.rule_id, check.table_ordinal, frozenset(check.lines)


@dataclass(frozen=True, slots=True)
class Fit:
    """An alternative that would do, and the identities that hold only with it."""

    alternative: Alternative
    gained: frozenset[RelationKey]


def fits_of(document: Document, alternatives: Sequence[Alternative]) -> list[Fit]:
    """The alternatives each of which alone makes all identities of its figure hold and breaks none."""
    before = Books.of(document)
    found = []
    for alternative in alternatives:
        changed = substituted(document, [alternative])
        if changed is None:
            continue
        gained = _gained(before, Books.of(proved(changed)), alternative.figure.reference)
        if gained:
            found.append(Fit(alternative, gained))
    return found


def _gained(before: Books, after: Books, line: LineReference) -> frozenset[RelationKey]:
    """The identities of a figure that hold exactly after a change and did not before; none where any one is broken."""
    if after.failing - before.failing or after.failing_with(line):
        return frozenset()
    lost = before.exact - after.exact
    gained = after.exact_with(line) - before.exact
    return gained if len(gained) > len(lost) else frozenset()


def most_tries(document: Document) -> int:
    """How many alternatives are tried in one go, so that large documents do not take for ever."""
    lines = sum(len(table.lines) for table in document.tables)
    return max(FEWEST_TRIES, MOST_LINES // max(lines, 1))


def only_ones(fits: Sequence[Fit], untried: Set[LineReference] = frozenset()) -> list[Alternative]:
    """The fits that no other rivals: no other amount for the figure, no other figure for the same identity.

    A figure with readings that were not tried (`untried`) may rival too.
    """
    return [
        fit.alternative
        for fit in fits
        if not _figures(fit.gained) & untried
        and not any(
            other is not fit
            and (
                other.alternative.figure.reference == fit.alternative.figure.reference
                or _figures(other.gained) & {fit.alternative.figure.reference}
                or other.gained & fit.gained
            )
            for other in fits
        )
    ]


def _figures(keys: Iterable[RelationKey]) -> set[LineReference]:
    return {line for key in keys for line in key[2]}


def together(document: Document, alternatives: Sequence[Alternative]) -> list[Alternative]:
    """Of alternatives read unanimously, at most one a figure, those that hold when all of them are taken.

    Two misreadings in one sum hide each other's cure; each is cured only if with both readings everything holds.
    """
    before = Books.of(document)
    kept = list(alternatives)
    while len(kept) > 1:
        changed = substituted(document, kept)
        if changed is None:
            return []
        after = Books.of(proved(changed))
        broken = _figures(after.failing - before.failing)
        good = [
            one
            for one in kept
            if one.figure.reference not in broken
            and not after.failing_with(one.figure.reference)
            and after.exact_with(one.figure.reference) - before.exact
        ]
        if len(good) == len(kept):
            return kept if not broken else []
        kept = good
    return []


def substituted(document: Document, alternatives: Sequence[Alternative]) -> Document | None:
    """The document with some figures as another reading has them; None where the unit of one of them is unknown."""
    by_table: dict[int, dict[tuple[int, int], Alternative]] = {}
    for one in alternatives:
        ordinal, row, column = one.figure.reference
        by_table.setdefault(ordinal, {})[row, column] = one
    tables = []
    changes: dict[int, Changes] = {}
    for table in document.tables:
        wanted = by_table.get(table.ordinal)
        if wanted is None:
            tables.append(table)
            continue
        lines = []
        for line in table.lines:
            other = wanted.get((line.row_index, line.column_index))
            if other is None:
                lines.append(_unjudged(line))
                continue
            unit = unit_of(table, line)
            if unit is None:
                return None
            amount = (other.amount * unit).quantize(CENT)
            lines.append(replace(_unjudged(line), amount_yuan=amount, amount_text=other.text))
            if line.amount_yuan is not None:
                period = (
                    IndicatorPeriod.ANNUAL if ANNUAL in "".join(line.column_path) else IndicatorPeriod.IMPLEMENTATION
                )
                changes.setdefault(table.ordinal, {})[period, line.amount_yuan] = amount
        tables.append(replace(table, lines=tuple(lines)))
    tables = [
        table if table.ordinal in by_table else replace(table, lines=tuple(map(_unjudged, table.lines)))
        for table in tables
    ]
    projects = tuple(_with_funds(project, changes) for project in document.projects) if changes else document.projects
    return replace(document, tables=tuple(tables), projects=projects, checks=())


def _with_funds(project: PerformanceProject, changes: Mapping[int, Changes]) -> PerformanceProject:
    """A form whose funds are those of its changed lines: the fields of their period that had their amount."""
    changed = {key: new for ordinal in project.table_ordinals for key, new in changes.get(ordinal, {}).items()}
    if not changed:
        return project
    return replace(
        project,
        implementation=_changed(project.implementation, IndicatorPeriod.IMPLEMENTATION, changed),
        annual=_changed(project.annual, IndicatorPeriod.ANNUAL, changed),
    )


def _changed(funds: Funds, period: IndicatorPeriod, changed: Changes) -> Funds:
    values = {field.name: getattr(funds, field.name) for field in fields(funds)}
    return Funds(**{name: changed.get((period, value), value) for name, value in values.items()})


def _unjudged(line: BudgetLine) -> BudgetLine:
    """A line as understanding leaves it: what is no amount is suspect, all else is not judged yet."""
    state = Verification.UNVERIFIED if printed_amount(line.amount_text) is not None else Verification.SUSPECT
    return line if line.verification is state else replace(line, verification=state)


def unit_of(table: Table, line: BudgetLine) -> Decimal | None:
    """Yuan in one printed unit, told by the figure itself, by others of its column, else by the table's caption."""
    column = [other for other in table.lines if other.column_index == line.column_index]
    for other in (line, *column):
        printed = printed_amount(other.amount_text)
        if printed and other.amount_yuan:
            return Decimal(round(other.amount_yuan / printed))
    return to_yuan(Decimal(1), table.currency_unit) if table.currency_unit else None
