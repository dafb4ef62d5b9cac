"""Pages -> statements: the figures that the narrative claims, each with what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from mingzhang.extractors.understand.narrative.drafts import Draft
from mingzhang.extractors.understand.narrative.headings import PlacedParagraph, placed
from mingzhang.extractors.understand.narrative.paragraphs import read_paragraphs
from mingzhang.extractors.understand.narrative.reader import ParagraphReader
from mingzhang.extractors.understand.narrative.subjects import measure_of
from mingzhang.models.records.documents import Statement
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import CENT
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.statement_words import canonical

_YEAR = re.compile(rf"({YEAR})年")


def read_statements(pages: Sequence[Page], *, fiscal_year: int | None) -> tuple[Statement, ...]:
    """The statements of a document's narrative in printed order. Amounts are yuan, percentages as printed.

    `fiscal_year` is the year of the disclosure; where it is None the year that the narrative names most is taken.
    Duties, glossaries and contents give none. A figure whose subject had to be carried over several clauses, or whose
    arithmetic leaves a choice, has a confidence below 1.
    """
    narrative = list(placed(read_paragraphs(pages)))
    if fiscal_year is None:
        years = Counter(year for place in narrative for year in _YEAR.findall(canonical(place.paragraph.text)))
        fiscal_year = int(years.most_common(1)[0][0]) if years else None
    statements: list[Statement] = []
    for place in narrative:
        reader = ParagraphReader(canonical(place.paragraph.text), place.heading, fiscal_year)
        statements += [_statement(draft, place, fiscal_year) for draft in reader.read()]
    return tuple(statements)


def _statement(draft: Draft, place: PlacedParagraph, fiscal_year: int | None) -> Statement:
    paragraph = place.paragraph
    year = draft.year
    if year is not None and year < 0:
        year = fiscal_year + year if fiscal_year else None
    return Statement(
        section=place.section,
        subject=draft.subject.printed,
        measure=measure_of(draft.subject),
        amount_yuan=draft.amount.value.quantize(CENT) if draft.amount else None,
        change_yuan=_cents(draft.change),
        change_percent=draft.percent,
        share_percent=draft.share,
        compared_year=year,
        sentence="".join(paragraph.text[start:end] for start, end in sorted(draft.spans)),
        page_number=paragraph.page_at(min(draft.spans)[0]),
        confidence=round(min(draft.confidence, paragraph.confidence), 4),
    )


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(CENT)
