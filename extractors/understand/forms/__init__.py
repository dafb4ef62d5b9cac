"""Performance forms (being written)."""
from __future__ import annotations
from collections.abc import Sequence
from models.documents import BudgetLine, PerformanceProject, Table
from models.vocabulary import TableKind
def looks_like_form(texts: Sequence[str]) -> TableKind | None:
    return None
def read_forms(table: Table) -> tuple[PerformanceProject, ...]:
    return ()
def form_lines(table: Table, projects: tuple[PerformanceProject, ...]) -> tuple[BudgetLine, ...]:
    return ()
