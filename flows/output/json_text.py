"""JSON whose amounts are numbers, exact to the last printed digit."""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal
from typing import Any


def json_text(value: Any, indent: int | None = 1) -> str:
    """A value as JSON text. A `Decimal` is a number with its own decimals (`7157500.00`), never by way of a float.

    What JSON has no word for (dates, enumerations) is its text.
    """
    mark = secrets.token_hex(8)

    def other(part: Any) -> str:
        return f"{mark}{part:f}{mark}" if isinstance(part, Decimal) and part.is_finite() else str(part)

    text = json.dumps(value, ensure_ascii=False, indent=indent, default=other)
    return re.sub(f'"{mark}([^"]*){mark}"', r"\1", text)
