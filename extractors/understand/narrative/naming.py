"""What an amount is about, where its own words do not say it: the clause, label or heading before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mingzhang.extractors.understand.narrative.drafts import CARRIED, GUESSED, HEADING, LOST, Draft
from mingzhang.extractors.understand.narrative.events import Event
from mingzhang.extractors.understand.narrative.subjects import (
    Subject,
    clean,
    is_carried,
    is_empty,
    is_fiscal,
    is_of_last_year,
    label,
    stage_of,
    staged,
    without_count,
    without_stage,
)
from mingzhang.models.vocabulary.statement_words import statement_words

LONGEST_CLAUSE = 40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an amount: its paragraph's label, the heading over it, the amount before it."""

    label: str
    heading: str | None
    last: Draft | None
    fiscal_year: int | None


def amount_subject(event: Event, around: Surroundings) -> tuple[Subject, float]:
    """The subject of an amount and how sure it is (1 where it stands beside the figure)."""
    found = clean(event.subject, around.fiscal_year)
    if is_carried(found.text) and (joined := _joined(event, found, around.fiscal_year)):
        return joined, CARRIED
    is_this_year = event.subject.removesuffix("为") in statement_words().this_year
    if is_this_year and around.last and around.last.subject.year:
        return replace(around.last.subject, year=None), CARRIED
    stage = stage_of(found.text)
    if stage and around.last and not found.year:
        base = without_stage(around.last.subject.text)
        if base != around.last.subject.text:
            return replace(around.last.subject, text=staged(base, stage)), CARRIED
    if not is_empty(found.text) and not stage:
        return found, GUESSED if is_of_last_year(found.text) else 1.0
    for clause in reversed(event.clauses[:-1]):
        earlier = clean(clause, around.fiscal_year)
        if not is_empty(earlier.text) and is_fiscal(earlier.text) and len(earlier.text) <= LONGEST_CLAUSE:
            return replace(earlier, year=found.year or earlier.year), CARRIED
    for text, sure in ((around.label, CARRIED), (label(around.heading, around.fiscal_year), HEADING)):
        if text and not is_empty(text):
            return Subject(staged(text, stage) if stage else text, found.year), sure
    if around.last and event.bare:
        return Subject("", found.year), LOST
    return found, GUESSED if found.text else LOST


def _joined(event: Event, found: Subject, fiscal_year: int | None) -> Subject | None:
    """涉及金额 with the clause before it, that says which money it is."""
    clauses = [clause for clause in event.clauses[:-1] if clause]
    if not clauses:
        return None
    joined = clauses[-1]
    if len(clauses) > 1 and (joined.startswith("由") or joined.endswith("的")):
        joined = clauses[-2] + joined
    before = clean(without_count(joined), fiscal_year)
    if not before.text:
        return None
    return Subject(before.text + found.text, before.year)
