"""Numbers as people read them: yuan, and figures of any scale."""

from __future__ import annotations

from decimal import Decimal

CENTS = 2  # decimals that an amount has at least


def money(yuan: Decimal | float | None) -> str:
    """Yuan with separators and two decimals; empty where there is none."""
    return "" if yuan is None else f"{yuan:,.2f}"


def decimal_text(value: Decimal) -> str:
    """A decimal with separators, less the zeros that stand behind more than two decimals."""
    text = f"{value:,f}"
    return text if len(text.partition(".")[2]) <= CENTS else text.rstrip("0").rstrip(".")
