"""The declared identities, read from `identities.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from mingzhang.models.vocabulary.enums import TableKind


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as it is declared. `families` is empty where it applies to every kind of table.

    `explanation` is one Chinese sentence; `source` the rule, the template or the arithmetic that it rests on.
    """

    id: str
    scope: str
    relation: str
    tolerance: str
    families: tuple[TableKind, ...]
    severity: str
    explanation: str
    source: str


@cache
def declared() -> dict[str, Any]:
    """The whole of `identities.toml`."""
    text = resources.files("mingzhang.models.identities").joinpath("identities.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def rules() -> tuple[Identity, ...]:
    """Every identity, in the order of its declaration."""
    return tuple(
        Identity(
            id=entry["id"],
            scope=entry["scope"],
            relation=entry["relation"],
            tolerance=entry["tolerance"],
            families=tuple(TableKind(kind) for kind in entry["families"]),
            severity=entry["severity"],
            explanation=entry["explanation"],
            source=entry["source"],
        )
        for entry in declared()["identity"]
    )


@cache
def by_id() -> dict[str, Identity]:
    return {identity.id: identity for identity in rules()}


@cache
def words() -> dict[str, list[str]]:
    """The words that the structure of tables is told by."""
    found: dict[str, list[str]] = declared()["words"]
    return found
