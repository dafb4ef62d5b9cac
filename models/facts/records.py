"""A fact: one figure of one unit, one year and one meaning, with every place that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from mingzhang.models.records.documents import LineReference
from mingzhang.models.vocabulary.enums import Verification


class Fund(StrEnum):
    """Whose money: all of it, the state's (财政拨款), or one of its budgets."""

    ALL = "all"
    FISCAL = "fiscal"
    GENERAL_PUBLIC = "general_public"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    SPECIAL_ACCOUNT = "special_account"
    UNIT_FUNDS = "unit_funds"


class FactStage(StrEnum):
    """Budget or final account of the document's year, the year before as this document prints it, or the change."""

    BUDGET = "budget"
    FINAL = "final"
    PRIOR_YEAR = "prior_year"
    CHANGE = "change"


class FactScope(StrEnum):
    """The unit with all that is below it; the office itself (本级); a unit below the document's own."""

    WHOLE = "whole"
    OWN = "own"
    SUBORDINATE = "subordinate"


class Agreement(StrEnum):
    """Whether all places that say a fact say the same."""

    AGREE = "agree"
    DIFFER = "differ"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure is about. `year` is the figure's own; codes and project are None where the concept has none."""

    unit_id: str
    unit_name: str
    year: int | None
    concept: str
    fund: Fund
    stage: FactStage
    scope: FactScope
    function_code: str | None = None
    economic_code: str | None = None
    project: str | None = None

    @property
    def group(self) -> tuple[str, int | None, str, FactStage, FactScope]:
        """Within it leaves may be added: unit, year, concept, stage, scope."""
        return self.unit_id, self.year, self.concept, self.stage, self.scope


@dataclass(frozen=True, slots=True)
class FactClaim:
    """One place that says a fact. Amounts are yuan; `slack` is half of the last printed digit.

    `rank`: the place's weight, 1 the table that is there for it, 5 the narrative. `statement`: its number in the
    document, from 1.
    """

    meaning: Meaning
    amount: Decimal | None
    page_number: int
    rank: int
    slack: Decimal = Decimal(0)
    lines: tuple[LineReference, ...] = ()
    statement: int | None = None
    verification: Verification = Verification.UNVERIFIED
    quantity: Decimal | None = None
    quantity_unit: str | None = None

    @property
    def value(self) -> Decimal:
        value = self.amount if self.amount is not None else self.quantity
        assert value is not None
        return value

    def with_part(self, other: FactClaim) -> FactClaim:
        """This amount and another part of the same figure as one claim."""
        lines = (*self.lines, *other.lines)
        return replace(self, amount=self.value + other.value, slack=self.slack + other.slack, lines=lines)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with the places that say it, the one that counts first. `is_leaf`: nothing of its group is part of it."""

    meaning: Meaning
    amount_yuan: Decimal | None
    quantity: Decimal | None
    quantity_unit: str | None
    is_leaf: bool
    page_number: int
    agreement: Agreement
    verification: Verification
    lines: tuple[LineReference, ...]
    statements: tuple[int, ...]
