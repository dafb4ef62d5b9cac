"""The vocabulary of concepts (`concepts.toml`): terms, where they are printed, and the words that name them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mingzhang.models.facts.records import Fund
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import ANY_YEAR

_YEAR = re.compile(f"^{ANY_YEAR}年?度?")


@dataclass(frozen=True, slots=True)
class Concept:
    """What a fact is about. `unit`: of a quantity; None for an amount of money."""

    id: str
    name: str
    where: str
    fund: Fund
    rows: frozenset[str]
    headers: tuple[str, ...]
    subjects: frozenset[str]
    pattern: re.Pattern[str] | None
    words: tuple[str, ...]
    unit: str | None


@cache
def concepts() -> dict[str, Concept]:
    """Every concept by its id, in the order of the file."""
    text = resources.files("mingzhang.models.facts").joinpath("concepts.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return {
        name: Concept(
            id=name,
            name=entry["name"],
            where=entry["where"],
            fund=Fund(entry.get("fund", "all")),
            rows=frozenset(map(word, entry.get("rows", ()))),
            headers=tuple(entry.get("headers", ())),
            subjects=frozenset(map(word, entry.get("subjects", ()))),
            pattern=re.compile(entry["pattern"]) if "pattern" in entry else None,
            words=tuple(entry.get("words", ())),
            unit=entry.get("unit"),
        )
        for section in ("concept", "quantity")
        for name, entry in read[section].items()
    }


@cache
def word(text: str) -> str:
    """A name as the vocabulary compares it: without year, ordinal, quotes, marks and white space."""
    return _YEAR.sub("", bare_name(_YEAR.sub("", plain(text))))
