"""What the pages say, in Chinese or English, and how amounts and names are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from mingzhang.flows.output.number_text import decimal_text
from mingzhang.flows.output.spreadsheet_text import visible
from mingzhang.models.vocabulary.column_words import column_name, relation_name
from mingzhang.models.vocabulary.column_words import relation_about as about

LANGUAGES = ("zh", "en")


@cache
def _words() -> Mapping[str, list[str]]:
    file = resources.files("mingzhang.flows.browse").joinpath("words.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def speaker(language: str) -> Callable[[str], str]:
    """A function that gives the words of a key. KeyError for one that is not in `words.toml`."""
    index = LANGUAGES.index(language)
    return lambda key: _words()[key][index]


def column_title(language: str) -> Callable[[str], str]:
    """A function that gives the title of a column."""
    return column_name if language == "zh" else lambda name: name.replace("_", " ")


def relation_title(language: str) -> Callable[[str], str]:
    """A function that gives the title of a relation."""
    return relation_name if language == "zh" else lambda name: name


def relation_about(language: str) -> Callable[[str, str], str]:
    """A function that tells what a row of a relation is; its second argument is what the warehouse says in English."""
    return lambda name, english: (about(name) if language == "zh" else None) or english


def shown(value: Any) -> str:
    """A value of a relation as a page shows it; texts that hide or reverse are written out."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return " ".join(map(shown, value))
    return visible(str(value))
