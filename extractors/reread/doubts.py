"""Which figures of a document are read again, the likeliest culprit first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mingzhang.extractors.reread.records import DoubtfulFigure
from mingzhang.models.records.documents import Check, Document, LineReference
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import is_broken_amount, printed_amount
from mingzhang.models.vocabulary.enums import CheckStatus, Verification

UNSURE = 0.9
CONTRADICTED = 0.5
MOST_FIGURES = 200


def doubted_figures(document: Document) -> list[DoubtfulFigure]:
    """The figures of scanned pages that are suspect, or neither proved nor surely read.

    Text-layer figures are never among them. At most `MOST_FIGURES`, those in most broken identities first.
    """
    failing, passing = _memberships(document.checks)
    undecided = {
        line for check in document.checks if check.status is CheckStatus.NOT_APPLICABLE for line in check.lines
    }
    found = []
    for table in document.tables:
        cells = {(cell.row_index, cell.column_index): cell for cell in table.cells}
        for line in table.lines:
            reference = LineReference(table.ordinal, line.row_index, line.column_index)
            cell = cells.get((line.row_index, line.column_index))
            if cell is None or cell.text_source is not TextSource.OCR or line.verification is Verification.VERIFIED:
                continue
            # Where every sum of a figure holds, its row, column or unit is doubted: no other digits would do.
            if passing[reference] and not failing[reference]:
                continue
            in_doubt = (
                line.verification is Verification.SUSPECT
                or reference in failing
                or reference in undecided
                or cell.confidence < UNSURE
            )
            amount = printed_amount(cell.text)
            if not in_doubt or (amount is None and not is_broken_amount(cell.text)):
                continue
            found.append(
                DoubtfulFigure(
                    reference,
                    cell.page_number,
                    cell.box,
                    cell.text,
                    amount,
                    cell.confidence,
                    failing[reference],
                    passing[reference],
                )
            )
    found.sort(key=_likelihood)
    return found[:MOST_FIGURES]


def _likelihood(figure: DoubtfulFigure) -> tuple[bool, int, int, float]:
    """Sorts the likeliest culprit first: no amount at all, most identities broken, fewest held, least sure."""
    return figure.amount is not None, -figure.failing, figure.passing, figure.confidence


def _memberships(checks: Iterable[Check]) -> tuple[Counter[LineReference], Counter[LineReference]]:
    """In how many failing and in how many exactly holding checks each figure takes part."""
    failing: Counter[LineReference] = Counter()
    passing: Counter[LineReference] = Counter()
    for check in checks:
        if check.status is CheckStatus.FAIL:
            failing.update(set(check.lines))
        elif check.status is CheckStatus.PASS and not check.difference_yuan:
            passing.update(set(check.lines))
    return failing, passing


def likeliest_first(document: Document, agreements: Mapping[LineReference, float]) -> Document:
    """The document with suspect lines as sure as their second readings agree with the first.

    A figure that most of them contradict is suspect too, though no identity doubts it.
    Of the figures of a broken identity the likeliest culprit is then the one of least confidence. `agreements`: the
    share (0 to 1) of the readings of a figure that gave what was read first. The order of a check's figures is kept:
    it is the order of the sum.
    """
    tables = []
    for table in document.tables:
        lines = []
        for line in table.lines:
            share = agreements.get(LineReference(table.ordinal, line.row_index, line.column_index), 1.0)
            settled = line.verification is Verification.VERIFIED or line.first_reading is not None
            if not settled and (share < CONTRADICTED or line.verification is Verification.SUSPECT):
                state = Verification.SUSPECT
                line = replace(line, confidence=line.confidence * share, verification=state)
            lines.append(line)
        tables.append(replace(table, lines=tuple(lines)))
    return replace(document, tables=tuple(tables))
