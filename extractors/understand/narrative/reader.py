"""One paragraph of the narrative, clause by clause: which figure belongs to which subject."""

from __future__ import annotations

from dataclasses import replace

from mingzhang.extractors.understand.narrative.drafts import CARRIED, GUESSED, LOST, PARTS, Draft, choose, fits
from mingzhang.extractors.understand.narrative.events import Event, FigureRole, events_of, zero_or
from mingzhang.extractors.understand.narrative.figures import FigureKind, figures_of
from mingzhang.extractors.understand.narrative.headings import level_of
from mingzhang.extractors.understand.narrative.naming import Surroundings, amount_subject
from mingzhang.extractors.understand.narrative.segments import SentencePart, segments_of
from mingzhang.extractors.understand.narrative.subjects import (
    Subject,
    clean,
    core,
    is_empty,
    is_fiscal,
    is_fund,
    is_whole,
    label,
    staged,
)
from mingzhang.models.vocabulary.statement_words import statement_words

LABEL, LONG_SUBJECT, OWN_LABEL = 30, 40, 30  # characters


class ParagraphReader:
    """Reads one canonical paragraph under a heading; `read` gives its drafts in printed order."""

    def __init__(self, text: str, heading: str | None, fiscal_year: int | None) -> None:
        self._text = text
        self._heading = heading
        self._fiscal_year = fiscal_year
        self._drafts: list[Draft] = []
        self._label = ""
        self._label_span = (0, 0)
        self._origin_base: Subject | None = None
        self._last: Draft | None = None
        self._head: Draft | None = None
        self._parts: list[Draft] = []
        self._in_parts = False
        self._in_reason = False
        self._context_year: int | None = None
        self._compared: int | None = None
        self._measured: Draft | None = None
        self._whole: Draft | None = None
        self._listed = False
        self._part_count = 0
        self._sentence_head: Draft | None = None
        self._span = (0, 0)

    def read(self) -> list[Draft]:
        for segment in segments_of(self._text):
            self._segment(segment)
        return self._drafts

    def _segment(self, segment: SentencePart) -> None:
        self._span = (segment.start, segment.end)
        figures = figures_of(segment.outer)
        if not figures and not segment.inner:
            self._name(segment)
            return
        self._name(segment)
        self._open(segment)
        inner = list(segment.inner)
        for event in events_of(segment.outer, figures):
            while inner and inner[0][0] <= event.start:
                self._inner(inner.pop(0)[1])
            self._take(event)
        for _, text in inner:
            self._inner(text)

    def _name(self, segment: SentencePart) -> None:
        """（一）因公出国（境）费用。 and 收入预算：包括…: what the paragraph is about."""
        numbered = level_of(segment.outer) is not None
        if not numbered and (self._label or self._drafts or "：" not in segment.outer[:LABEL]):
            return
        if found := label(segment.outer.split("：")[0], self._fiscal_year):
            self._label, self._label_span = found, (segment.start, segment.end)

    def _open(self, segment: SentencePart) -> None:
        continued = segment.outer.startswith(statement_words().counted)
        self._in_reason = self._in_reason and continued
        if segment.opens_sentence:
            self._sentence_head = None
            self._in_parts = False
            self._before_parts, self._part_count = self._part_count, 0
            if not segment.outer.startswith((*statement_words().parts, *statement_words().reasons)):
                self._compared = None
        if not self._in_parts:
            self._context_year = None
        self._before = self._last
        self._before_head = self._head
        self._before_listed = self._listed
        self._listed = False
        self._last = None
        self._head = None
        self._parts = []

    def _inner(self, text: str) -> None:
        """A bracket: its figures are parts or qualities of the figure before it."""
        kept = self._last, self._head, self._parts, self._in_parts, self._in_reason
        for segment in segments_of(text):
            self._in_parts = True
            for event in events_of(segment.outer, figures_of(segment.outer)):
                self._take(event)
        self._last, self._head, self._parts, self._in_parts, self._in_reason = kept

    def _take(self, event: Event) -> None:
        self._in_reason = self._in_reason or event.opens_reason
        measured, self._measured = self._measured, None
        if measured and event.role is FigureRole.CHANGE and not event.subject and not measured.has_change:
            self._attach(event, measured)
            return
        if event.opens_parts and not event.opens_reason:
            self._in_parts = True
        if event.role is FigureRole.AMOUNT:
            self._amount(event)
        elif event.role is FigureRole.SHARE:
            self._share(event)
        elif event.role is FigureRole.OTHER_YEAR:
            if event.year == self._fiscal_year:
                self._amount(replace(event, subject=event.printed))
            else:
                self._other_year(event)
        elif event.role is FigureRole.ORIGIN:
            self._origin(event)
        elif event.role is FigureRole.TARGET:
            self._target(event)
        else:
            self._change(event)

    def _add(self, draft: Draft) -> Draft:
        self._drafts.append(draft)
        self._last = draft
        return draft

    # Amounts

    def _amount(self, event: Event) -> None:
        subject, confidence = amount_subject(event, self._surroundings())
        if event.money and event.money.is_bare and not is_fund(subject.text):
            return
        if subject.year is None and self._context_year and self._in_parts:
            subject = replace(subject, year=self._context_year)
            confidence = min(confidence, CARRIED)
        elif subject.year is not None:
            self._context_year = subject.year
        elif not self._in_parts:
            self._context_year = None
        draft = Draft(subject, [self._span], confidence, event.money)
        if confidence == CARRIED and self._label and self._label in subject.text:
            draft.add_span(self._label_span)
        draft.in_reason = self._in_reason
        draft.is_part = self._in_parts and self._head is not None
        self._tell_apart(draft)
        self._part_count += event.opens_parts or self._in_parts
        if self._head is None:
            self._head = draft
            if event.opens_parts or self._in_parts:
                self._listed = True
            else:
                self._whole = draft
            if self._sentence_head is None:
                self._sentence_head = draft
        if draft.is_part:
            self._parts.append(draft)
        self._add(draft)

    def _tell_apart(self, draft: Draft) -> None:
        """A part that has another amount under another whole of the paragraph takes the name of its whole."""
        if not draft.is_part or self._head is None or draft.amount is None:
            return
        for other in self._drafts:
            if other.subject == draft.subject and other.amount and other.amount.value != draft.amount.value:
                joined = staged(self._head.subject.text, draft.subject.text)
                if len(joined) < len(self._head.subject.text) + len(draft.subject.text):
                    draft.subject = replace(draft.subject, text=joined)
                draft.doubt(0.8)
                return

    # Figures beside an amount

    def _share(self, event: Event) -> None:
        assert event.percent
        own = clean(event.subject, self._fiscal_year)
        draft = self._last or self._before
        if own.text and not is_whole(own.text):
            draft = self._same(own, event) or self._add(Draft(own, [self._span]))
        if draft is None or draft.share is not None:
            return
        draft.share = event.percent.value
        draft.add_span(self._span)
        if draft is not self._last:
            draft.doubt(CARRIED)

    def _other_year(self, event: Event) -> None:
        """上年为222.70万元: the same subject in another year."""
        assert event.money and event.year is not None
        own = clean(event.subject, self._fiscal_year)
        base = own if own.text and not is_whole(own.text) else self._base()
        subject = Subject(base.text if base else "", self._year_of(event.year))
        draft = Draft(subject, [self._span], CARRIED if base else LOST, event.money)
        self._compared = event.year
        self._drafts.append(draft)
        self._measured = None if own.text else self._last

    def _surroundings(self) -> Surroundings:
        return Surroundings(self._label, self._heading, self._last, self._fiscal_year)

    def _base(self) -> Subject | None:
        draft = self._last or self._before_head or self._before
        if draft:
            return draft.subject
        text = self._label or label(self._heading, self._fiscal_year)
        return Subject(text) if text else None

    def _origin(self, event: Event) -> None:
        """由493万元增加到501万元: the first figure is that of before; by a year (由2025年的493万元), of that year."""
        own = clean(event.subject, self._fiscal_year)
        base = own if own.text and not is_whole(own.text) else self._base()
        text = base.text if base else ""
        self._origin_base = Subject(text)
        if event.year is not None:
            of_year = Subject(text, self._year_of(event.year))
            self._drafts.append(Draft(of_year, [self._span], CARRIED if text else LOST, event.money))
            return
        self._drafts.append(Draft(Subject(f"调整前{text}" if text else ""), [self._span], GUESSED, event.money))

    def _year_of(self, year: int) -> int | None:
        """A compared year as a year: 2024, or -1 for the year before the fiscal one; None where that is not known."""
        if year < 0:
            return self._fiscal_year + year if self._fiscal_year else None
        return year

    def _target(self, event: Event) -> None:
        own = clean(event.subject, self._fiscal_year)
        base = own if own.text else self._origin_base or self._base() or Subject("")
        draft = Draft(base, [self._span], CARRIED if base.text else LOST, event.money)
        draft.in_reason = self._in_reason
        self._head = self._head or draft
        self._add(draft)

    # Changes

    def _change(self, event: Event) -> None:
        if self._is_flat(event) and event.subject in statement_words().all:
            self._change_of_all(event)
            return
        own = clean(event.subject, self._fiscal_year)
        if event.money is None and own.text and not is_fiscal(own.text):
            return
        if is_whole(own.text):
            self._change_of_whole(event)
            return
        found = None if self._in_reason and not self._is_flat(event) else self._same(own, event)
        if found is None:
            if self._is_flat(event) and (self._in_reason or not is_fiscal(own.text)):
                return
            if self._in_reason and self._is_told(own, event):
                return
            found = self._add(Draft(own, [self._span], 0.95 if len(own.text) <= LONG_SUBJECT else GUESSED))
            found.in_reason = self._in_reason
        elif found is not self._last:
            found.doubt(CARRIED)
        self._attach(event, found)

    def _change_of_all(self, event: Event) -> None:
        """均与上年持平: said of every amount of the clause group."""
        for draft in self._drafts:
            if draft.amount and not draft.has_change and self._span in draft.spans:
                self._attach(event, draft)
                draft.doubt(CARRIED)

    def _is_told(self, subject: Subject, event: Event) -> bool:
        """Whether the paragraph has said of this subject that it changes so."""
        value = zero_or(event.money.value, event.sign) if event.money else None
        told = (draft for draft in self._drafts if value is not None and draft.change == value)
        return any(core(draft.subject.text) == core(subject.text) for draft in told)

    def _is_flat(self, event: Event) -> bool:
        return event.money is not None and event.money.kind is FigureKind.FLAT

    def _change_of_whole(self, event: Event) -> None:
        if self._in_reason:
            self._change_in_reason(event)
            return
        if self._last:
            candidates = [self._last, self._head]
        elif self._before_listed:  # a list of parts went before: what follows is said of their whole
            alone = self._before_parts == 1
            candidates = [self._before, self._whole] if alone else [self._whole, self._before]
        else:
            candidates = [self._before_head, self._before, self._sentence_head]
        open_ones = [draft for draft in candidates if draft and not draft.has_change]
        if not open_ones:
            if not any(candidates) and not self._drafts:
                self._lost(event)
            return
        chosen, confidence = choose(event, open_ones, self._last, self._parts)
        chosen.doubt(confidence if self._last or not self._before_listed else PARTS)
        self._attach(event, chosen)

    def _change_in_reason(self, event: Event) -> None:
        """Within reasons a change without a subject repeats that of the whole, or is of the reason just named."""
        last = self._last
        if last and last.in_reason and not last.has_change and last.amount:
            last.doubt(0.8)
            self._attach(event, last)
            return
        if self._is_flat(event):
            return
        value = zero_or(event.money.value, event.sign) if event.money else None
        repeated = [d for d in self._drafts if d.has_change and (d.change == value or value is None)]
        if repeated:
            return
        self._lost(event)

    def _lost(self, event: Event) -> None:
        """A change whose subject is not in its sentence: the clause before, else the label or the heading."""
        if event.money is None:
            return
        year = self._fiscal_year
        for clause in reversed(event.clauses[:-1]):
            found = clean(clause, year)
            if is_fiscal(found.text) and len(found.text) <= OWN_LABEL and not is_empty(found.text):
                self._attach(event, self._add(Draft(found, [self._span], GUESSED)))
                return
        for text in (self._label, label(self._heading, year)):
            if text and is_fiscal(text) and not is_empty(text):
                self._attach(event, self._add(Draft(Subject(text), [self._span], GUESSED)))
                return
        if not self._is_flat(event):
            self._attach(event, self._add(Draft(Subject(""), [self._span], LOST)))

    def _attach(self, event: Event, draft: Draft) -> None:
        if draft.has_change:
            return
        if event.money:
            draft.change = zero_or(event.money.value, event.sign)
            if event.money.kind is FigureKind.MONEY and event.money.value < 0:
                draft.doubt(GUESSED)
        if event.percent:
            draft.percent = zero_or(event.percent.value, event.sign)
        year = event.year if event.year is not None else self._compared
        draft.year = year
        self._compared = year
        draft.add_span(self._span)

    def _same(self, subject: Subject, event: Event) -> Draft | None:
        """An amount of this paragraph with the same subject and no change yet, the nearest first."""
        wanted = core(subject.text)
        near = [self._last, self._head, self._before_head, self._before, *reversed(self._drafts)]
        open_ones = [d for d in near if d and not d.has_change and d.subject.year == subject.year]
        for draft in open_ones:
            if wanted and core(draft.subject.text) == wanted:
                return draft
        for draft in open_ones:
            named = any(draft is one for one in near[:4]) and wanted in core(draft.subject.text)
            if named and fits(draft.amount, event.money, event.sign, event.percent):
                return draft
        return None
