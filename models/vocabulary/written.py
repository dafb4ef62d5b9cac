"""The Han characters that disclosures are written in: those of the national standard, and of the names of places."""

from __future__ import annotations

from functools import cache
from importlib import resources

# The ideographs of Unicode's first block.
FIRST, LAST = "一", "鿿"


@cache
def is_written_here(sign: str) -> bool:
    """Whether a sign is no Han character, or one of GB 2312 (simplified characters) or of a place's name.

    A recogniser that knows all of Unicode takes 额 for 額 on a poor scan.
    """
    if not FIRST <= sign <= LAST:
        return True
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return sign in _of_places()
    return True


@cache
def _of_places() -> frozenset[str]:
    folder = resources.files("mingzhang.models.vocabulary")
    return frozenset(
        "".join(folder.joinpath(f"{name}.csv").read_text(encoding="utf-8") for name in ("divisions", "areas"))
    )
