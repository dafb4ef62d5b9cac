"""Whether a document discloses anything; a fifth of what crawls bring does not (blank forms, rules, pages of links)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.models.identities.formal.names import bare_name, codes
from mingzhang.models.records.documents import Facts, PerformanceProject, Statement, Table
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind

# A narrative without tables (Beijing publishes such) tells at least so many amounts.
LEAST_AMOUNTS = 3
FEWEST_LISTED = 5  # codes with their own names, from where a scanned table of money is a budget's whatever its title


def told_apart(
    facts: Facts, tables: Sequence[Table], projects: Sequence[PerformanceProject], statements: Sequence[Statement]
) -> tuple[Facts, tuple[Table, ...]]:
    """The facts with `is_disclosure`, and the tables; those of a paper that discloses nothing give no lines.

    It discloses something that prints a known table with figures, a performance form, or, under the title of a budget
    or account, a narrative with amounts. A blank template keeps its kind. The title of a scanned table may be misread:
    the codes of the classification beside their own names tell it too.
    """
    known = [table for table in tables if table.table_kind is not TableKind.OTHER]
    amounts = sum(statement.amount_yuan is not None for statement in statements)
    is_titled = facts.document_kind is not DocumentKind.OTHER
    is_told = any(table.lines for table in known) or any(map(_prints_the_list, tables))
    if projects or is_told or (is_titled and amounts >= LEAST_AMOUNTS):
        return replace(facts, is_disclosure=True), tuple(tables)
    kind = facts.document_kind if known else DocumentKind.OTHER
    silent = tuple(replace(table, lines=()) for table in tables)
    return replace(facts, is_disclosure=False, document_kind=kind), silent


def _prints_the_list(table: Table) -> bool:
    """Whether a recognised table prints money beside codes of the classification and their own names."""
    if not table.currency_unit or not any(cell.text_source is TextSource.OCR for cell in table.cells):
        return False
    items = {(line.item_code, bare_name(line.item_name)) for line in table.lines if line.item_code and line.item_name}
    return sum(codes().get(code) == name for code, name in items) >= FEWEST_LISTED
