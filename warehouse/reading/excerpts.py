"""Where on the pages a finding or a figure is to be looked at, and what must not be seen there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from mingzhang.models.records.excerpts import Excerpt
from mingzhang.models.records.geometry import Box, union
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import FIGURE, MONEY_UNIT
from mingzhang.models.vocabulary.form_words import form_words
from mingzhang.warehouse.reading.findings import Finding, FindingFigure
from mingzhang.warehouse.reading.query import Reader

MOST_PAGES = 3
# A name or number of which the warehouse holds only the mask.
MASKED = re.compile(r"[\w(（]\*+|\*{2,}")
CONTACT_FIELDS = ("responsible_person", "handler", "phone")
# Longer texts mention somebody in charge, they do not name one.
LONGEST_LABEL = 40
# Points above and below within which a table's other rows are shown too.
NEIGHBOURS = 48.0
# Figures with their unit, as a sentence of the narrative prints them.
_FIGURE = re.compile(f"{FIGURE}(?:{MONEY_UNIT}|%|个)")


def excerpts_of_finding(reader: Reader, finding: Finding) -> list[Excerpt]:
    """The pages that a finding is about, the first figure's first; the sentence's page where no figure is named."""
    if finding.figures:
        return excerpts_of_figures(reader, finding.document_id, finding.figures)
    if finding.page_number is None:
        return []
    tables = (finding.table_id,) if finding.table_id else ()
    phrases = tuple(dict.fromkeys(text for text in _FIGURE.findall(finding.explanation) if len(text) > 2))
    return [_excerpt(reader, finding.document_id, finding.page_number, (), tables, phrases)]


def excerpts_of_figures(reader: Reader, document_id: str, figures: Sequence[FindingFigure]) -> list[Excerpt]:
    """An excerpt a page that the figures stand on, three at most."""
    pages = list(dict.fromkeys(figure.page_number for figure in figures))
    excerpts = []
    for page in pages[:MOST_PAGES]:
        here = [figure for figure in figures if figure.page_number == page]
        tables = tuple(dict.fromkeys(figure.table_id for figure in here))
        excerpt = _excerpt(reader, document_id, page, tuple(figure.box for figure in here if figure.box), tables)
        leading = here[0] is figures[0] or len(figures) == 2
        excerpts.append(replace(excerpt, leading=leading))
    return excerpts


def excerpt_of_box(
    reader: Reader, document_id: str, page_number: int, box: Box | None, table_id: str | None
) -> Excerpt:
    """The excerpt of something to review."""
    return _excerpt(reader, document_id, page_number, (box,) if box else (), (table_id,) if table_id else ())


def _excerpt(
    reader: Reader,
    document_id: str,
    page: int,
    outlined: tuple[Box, ...],
    table_ids: tuple[str, ...],
    phrases: tuple[str, ...] = (),
) -> Excerpt:
    place = reader.ask(
        "SELECT coalesce(rotation, 0), coalesce(skew, 0), text_source = 'ocr', contact_boxes FROM pages "
        "WHERE document_id = ? AND page_number = ?",
        [document_id, page],
    ).rows
    rotation, skew, is_scan, sides = place[0] if place else (0, 0.0, False, None)
    is_form, covered = _contacts(reader, document_id, page)
    side = iter(sides or ())
    covered += tuple(Box(*box) for box in zip(side, side, side, side, strict=True))
    is_closed = is_form or (is_scan and sides is None)  # who is named on a scan was not noted by older readers
    if is_closed and not table_ids:
        table_ids = _tables_on(reader, document_id, page)  # nothing else of such a page is shown
    extents = reader.ask(
        "SELECT min(x0), min(y0), max(x1), max(y1), min(x0) FILTER (is_header), min(y0) FILTER (is_header), "
        "max(x1) FILTER (is_header), max(y1) FILTER (is_header) FROM cells "
        "WHERE document_id = ? AND page_number = ? AND table_id IN (SELECT unnest(?)) GROUP BY table_id ORDER BY 2",
        [document_id, page, list(table_ids)],
    ).rows
    rows: Box | None = None
    if outlined and extents:
        around = union(list(outlined))
        near = reader.ask(
            "SELECT min(x0), min(y0), max(x1), max(y1) FROM cells WHERE document_id = ? AND page_number = ? "
            "AND table_id IN (SELECT unnest(?)) AND y0 >= ? AND y1 <= ?",
            [document_id, page, list(table_ids), around.y0 - NEIGHBOURS, around.y1 + NEIGHBOURS],
        ).rows[0]
        rows = Box(*near) if near[0] is not None else None
    return Excerpt(
        page_number=page,
        outlined=outlined,
        frame=union([Box(*row[:4]) for row in extents]) if extents else None,
        rows=rows,
        header=Box(*extents[0][4:]) if len(extents) == 1 and extents[0][4] is not None else None,
        covered=covered,
        closed=is_closed,
        phrases=phrases,
        rotation=rotation,
        skew=skew,
        is_scan=bool(is_scan),
    )


def _tables_on(reader: Reader, document_id: str, page: int) -> tuple[str, ...]:
    found = reader.ask(
        "SELECT DISTINCT table_id FROM cells WHERE document_id = ? AND page_number = ? ORDER BY 1", [document_id, page]
    ).rows
    return tuple(table_id for (table_id,) in found)


def _contacts(reader: Reader, document_id: str, page: int) -> tuple[bool, tuple[Box, ...]]:
    """Whether a page belongs to a performance form, and its cells that print names or phones.

    Those are cells with a masked text, of whatever table, and on forms the cells labelled as contacts with their
    neighbour at the right, whatever was read in them.
    """
    is_form = bool(
        reader.ask(
            "SELECT 1 FROM performance_projects WHERE document_id = ? AND ? BETWEEN first_page AND last_page LIMIT 1",
            [document_id, page],
        ).rows
    )
    cells = reader.ask(
        "SELECT table_id, row_index, column_index, coalesce(text, ''), x0, y0, x1, y1 FROM cells "
        "WHERE document_id = ? AND page_number = ? ORDER BY table_id, row_index, column_index",
        [document_id, page],
    ).rows
    covered: list[Box] = []
    for index, (table, row, _, text, *box) in enumerate(cells):
        if is_form and _is_contact_label(text):
            covered.append(Box(*box))
            beside = cells[index + 1] if index + 1 < len(cells) else None
            if beside is not None and beside[:2] == (table, row):
                covered.append(Box(*beside[4:]))
        elif MASKED.search(text):
            covered.append(Box(*box))
    return is_form, tuple(covered)


def _is_contact_label(text: str) -> bool:
    squeezed = plain(text)
    return len(squeezed) <= LONGEST_LABEL and any(label in squeezed for label in _contact_labels())


@cache
def _contact_labels() -> tuple[str, ...]:
    return tuple(label for label, field in form_words().fields.items() if field in CONTACT_FIELDS)
