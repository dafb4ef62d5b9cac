"""The words that stand before names and phones, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class ContactWords:
    """`persons` and `phones` are labels, `joins` what stands between two of them; `none` is no name. `signers` stand
    before a colon and a name, or an office, which ends in one of `offices`."""

    persons: tuple[str, ...]
    phones: tuple[str, ...]
    joins: tuple[str, ...]
    signers: tuple[str, ...]
    offices: tuple[str, ...]
    none: frozenset[str]
    family_names: frozenset[str]
    double_names: frozenset[str]


@cache
def contact_words() -> ContactWords:
    """The tables of `contacts.toml`."""
    words: dict[str, Any] = tomllib.loads(
        resources.files("mingzhang.models.vocabulary").joinpath("contacts.toml").read_text("utf-8")
    )
    return ContactWords(
        persons=tuple(words["persons"]),
        phones=tuple(words["phones"]),
        joins=tuple(words["joins"]),
        signers=tuple(words["signers"]),
        offices=tuple(words["offices"]),
        none=frozenset(words["none"]),
        family_names=frozenset("".join(words["family_names"].split())),
        double_names=frozenset(words["double_names"]),
    )
