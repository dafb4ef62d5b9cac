"""The words of the narrative (情况说明), read once: headings, comparison, change, share, subjects, measures."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from mingzhang.models.vocabulary.enums import Measure

_SIGNS = {",": "，", "(": "（", ")": "）", ";": "；", ":": "：", "﹪": "%", "−": "-", "﹣": "-"}


@cache
def _canonical_character(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character)
    one = wide if len(wide) == 1 else character
    return _SIGNS.get(one, one)


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """A text with brackets and punctuation full-width, digits and letters half-width; as long as before."""
    return "".join(map(_canonical_character, text))


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The tables of `statement_words.toml`; every word canonical. See there what each of them is."""

    skipped: tuple[str, ...]
    kept: tuple[str, ...]
    own: tuple[str, ...]
    titles: tuple[str, ...]
    captions: tuple[str, ...]
    notes: tuple[str, ...]
    thresholds: tuple[str, ...]
    last_year: tuple[str, ...]
    this_year: tuple[str, ...]
    left_over: tuple[str, ...]
    before_year: tuple[str, ...]
    same_period: tuple[str, ...]
    year_stages: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    neither: tuple[str, ...]
    beyond: tuple[str, ...]
    below: tuple[str, ...]
    after_change: tuple[str, ...]
    target: tuple[str, ...]
    short_target: tuple[str, ...]
    origin: tuple[str, ...]
    flat: tuple[str, ...]
    vague: tuple[str, ...]
    each: tuple[str, ...]
    all: tuple[str, ...]
    whole: tuple[str, ...]
    share: str
    parts: tuple[str, ...]
    reasons: tuple[str, ...]
    counted: tuple[str, ...]
    joining: tuple[str, ...]
    front: tuple[str, ...]
    back: tuple[str, ...]
    empty: frozenset[str]
    stages: tuple[str, ...]
    vague_labels: tuple[str, ...]
    carried: tuple[str, ...]
    budget: tuple[str, ...]
    fiscal: tuple[str, ...]
    no_measure: tuple[str, ...]
    measures: tuple[tuple[str, Measure], ...]
    exact_measures: dict[str, Measure]


@cache
def statement_words() -> StatementWords:
    """The tables of `statement_words.toml`; alternatives are sorted with the longest first."""
    words: dict[str, Any] = tomllib.loads(
        resources.files("mingzhang.models.vocabulary").joinpath("statement_words.toml").read_text("utf-8")
    )
    change, years, subjects, sections = words["change"], words["years"], words["subjects"], words["sections"]
    return StatementWords(
        skipped=_some(sections["skipped"]),
        kept=_some(sections["kept"]),
        own=_some(sections["own"]),
        titles=_some(sections["titles"]),
        captions=_some(words["lines"]["captions"]),
        notes=_some(words["lines"]["notes"]),
        thresholds=_some(words["money"]["thresholds"]),
        last_year=_some(years["one"]),
        this_year=_some(years["own"]),
        left_over=_some(years["left_over"]),
        before_year=_some(years["before"]),
        same_period=_some(years["same_period"]),
        year_stages=_some(years["stages"]),
        up=_some(change["up"]),
        down=_some(change["down"]),
        neither=_some(change["neither"]),
        beyond=_some(change["beyond"]),
        below=_some(change["below"]),
        after_change=_some(change["after"]),
        target=_some(change["target"]),
        short_target=_some(change["short_target"]),
        origin=_some(change["from"]),
        flat=_some(change["flat"]),
        vague=_some(change["vague"]),
        each=_some(change["each"]),
        all=_some(change["all"]),
        whole=_some(change["whole"]),
        share=canonical(words["share"]["word"]),
        parts=_some(words["parts"]["open"]),
        reasons=_some(words["reasons"]["open"]),
        counted=_some(words["reasons"]["counted"]),
        joining=_some(subjects["joining"]),
        front=_some(subjects["front"]),
        back=_some(subjects["back"]),
        empty=frozenset(_some(subjects["empty"])),
        stages=_some(subjects["stages"]),
        vague_labels=_some(subjects["vague"]),
        carried=_some(subjects["carried"]),
        budget=_some(subjects["budget"]),
        fiscal=_some(subjects["fiscal"]),
        no_measure=_some(words["measures"]["none"]),
        measures=tuple((canonical(word), Measure(name)) for word, name in words["measures"]["order"]),
        exact_measures={
            canonical(word): Measure(name) for name, some in words["measures"]["exact"].items() for word in some
        },
    )


def _some(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(map(canonical, words)), key=lambda word: -len(word)))
