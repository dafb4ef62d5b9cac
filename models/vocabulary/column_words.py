"""What relations and columns are called in Chinese: `columns.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    file = resources.files("mingzhang.models.vocabulary").joinpath("columns.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def relation_name(relation: str) -> str:
    """The Chinese name of a relation; its own name where it has none."""
    return _names()["relations"].get(relation, relation)


def relation_about(relation: str) -> str | None:
    """What a row of a relation is, in Chinese; None where that is not told."""
    return _names()["about"].get(relation)


def column_name(column: str) -> str:
    """The Chinese name of a column; its own name where it has none."""
    return _names()["columns"].get(column, column)
