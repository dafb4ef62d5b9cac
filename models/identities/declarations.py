"""The declared identities, read from `identities.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from mingzhang.models.vocabulary.enums import TableKind

# How much a failing check weighs, in one word for every face.
SEVERITIES = {"error": "错误", "warning": "警示", "notice": "提示"}


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


Emitter = TypeVar("Emitter", bound=Callable[..., Any])
_emitted: dict[str, list[str]] = {}


def rule(*ids: str) -> Callable[[Emitter], Emitter]:
    """Registers who makes the checks of some rules. ValueError where one is not declared."""
    unknown = [name for name in ids if name not in by_id()]
    if unknown:
        raise ValueError(f"no such identity in identities.toml: {', '.join(unknown)}")

    def registered(emitter: Emitter) -> Emitter:
        for name in ids:
            _emitted.setdefault(name, []).append(f"{emitter.__module__}.{emitter.__qualname__}")
        return emitter

    return registered


def emitters() -> dict[str, tuple[str, ...]]:
    """Who makes the checks of each rule, of all modules that were imported."""
    return {name: tuple(its) for name, its in _emitted.items()}


@cache
def words() -> dict[str, list[str]]:
    """The words that the structure of tables is told by."""
    found: dict[str, list[str]] = declared()["words"]
    return found
