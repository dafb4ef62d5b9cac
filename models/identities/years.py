"""Across years of one unit: what this year's document says of last year against last year's own document.

The figures come from several documents, so these identities are tried where the documents meet (the warehouse).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR

LAST_YEAR_TOTAL = "last_year_total"
LAST_YEAR_ITEM = "last_year_item"
LAST_YEAR_COLUMN = "last_year_column"

_YEAR = re.compile(rf"{YEAR}年度?")
_BRACKETED_YEAR = re.compile(rf"[(（][^()（）]*{YEAR}[^()（）]*[)）]$")


@rule(LAST_YEAR_TOTAL, LAST_YEAR_ITEM, LAST_YEAR_COLUMN)
@dataclass(frozen=True, slots=True)
class PriorYearClaim:
    """What a document says of the year before, in yuan; `slack` is what rounding of its print explains."""

    rule_id: str
    name: str
    amount: Decimal
    slack: Decimal
    page_number: int
    line_id: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure of the year's own document that a claim may mean."""

    amount: Decimal
    page_number: int
    title: str | None
    line_id: str | None


def subject_of(text: str | None) -> str:
    """What a claim is about, without its year: `2024年收入预算总计` is `收入预算总计`."""
    return bare_name(_YEAR.sub("", _BRACKETED_YEAR.sub("", plain(text))))


def is_whole(subject: str) -> bool:
    """Whether a subject means the whole of one side of the budget."""
    return subject in declared()["text"]["whole"]


def nearest(claim: PriorYearClaim, figures: Sequence[Earlier]) -> tuple[Earlier, bool]:
    """The figure that a claim means, and whether they agree: any that agrees, else the nearest of at least one."""
    figure = min(figures, key=lambda figure: abs(figure.amount - claim.amount))
    return figure, abs(figure.amount - claim.amount) <= claim.slack
