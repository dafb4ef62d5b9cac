"""What a person decides about a figure: the amount that was meant, who decides, and the decision on its way."""

from __future__ import annotations

import getpass
import os
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    from mingzhang.warehouse.loading.corrections import Decision
    from mingzhang.warehouse.storage.address import Where

_AMOUNT = re.compile(r"(?P<figure>.*?)(?P<unit>百万元|千元|万元|亿元|元)?")


def yuan_of(text: str, unit: str | None) -> Decimal:
    """An amount in yuan: in the unit that the text names, else in `unit`. Raises `MingzhangError` (`bad_amount`)."""
    from mingzhang.models.text.amounts import YUAN, printed_amount, to_yuan

    found = _AMOUNT.fullmatch(text.strip())
    amount = printed_amount(found.group("figure")) if found else None
    named = (found.group("unit") if found else None) or unit
    if amount is None or named not in YUAN:
        raise MingzhangError(ErrorCode.BAD_AMOUNT, text if named in YUAN else f"{text} (in which unit?)")
    return to_yuan(amount, named)


def decide(warehouse: Where, decision: Decision) -> None:
    """Write a decision. Raises `MingzhangError` (`no_such_line`, `warehouse_busy`)."""
    from mingzhang.warehouse.loading.loader import Loader

    with Loader(warehouse) as loader:
        loader.decide(decision)


def user_name() -> str:
    """The user's name, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USER", "unknown")
