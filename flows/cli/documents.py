"""`mingzhang documents` and `mingzhang forget`: what is in a warehouse, and taking a document out of it."""

from __future__ import annotations

from typing import Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import ExitCode, RowFormat, print_rows, say
from mingzhang.flows.language import told as worded

DOCUMENTS = """
SELECT left(document_id, 12) AS document, fiscal_year AS year, document_kind AS kind, unit_name, region, level,
    is_current AS current, status, (SELECT count(*) FROM budget_lines_extracted l WHERE l.document_id = d.document_id)
    AS figures, file_name
FROM documents d
WHERE (? IS NULL OR contains(coalesce(unit_name, ''), ?)) AND (? IS NULL OR fiscal_year = ?)
ORDER BY region NULLS LAST, unit_name NULLS LAST, fiscal_year, document_id
"""
FOUND = "SELECT document_id, unit_name, fiscal_year, file_name FROM documents WHERE starts_with(document_id, ?)"
SHORTEST_ID = 6


def documents(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    unit: Annotated[str | None, typer.Option("--unit", help="Only units whose name holds this.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Only this budget year.")] = None,
    form: Annotated[RowFormat, typer.Option("--format", "-f", help="How rows are printed.")] = RowFormat.TABLE,
) -> None:
    """The documents of the warehouse, one a line: whose, of which year, what kind, how many figures.

    Example: mingzhang documents --unit 财政局 --year 2026
    """
    from mingzhang.warehouse.reading.query import Reader, require_own

    reader = Reader(warehouse)
    require_own(reader, warehouse)
    answer = reader.ask(DOCUMENTS, [unit, unit, year, year])
    print_rows(answer.columns, answer.rows, form)
    reader.close()


def forget(
    document: Annotated[str, typer.Argument(help="The document's id, or its first letters (see mingzhang documents).")],
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without a question.")] = False,
) -> None:
    """Take a document with everything read of it out of the warehouse. A run that meets the file again reads it again.

    Example: mingzhang forget 3f2a9c41b7d0
    """
    from mingzhang.warehouse.loading.loader import Loader, require_current
    from mingzhang.warehouse.reading.query import Reader

    if len(document) < SHORTEST_ID:
        raise typer.BadParameter(f"give at least {SHORTEST_ID} letters of the id", param_hint="DOCUMENT")
    require_current(warehouse)
    reader = Reader(warehouse)
    found = reader.ask(FOUND, [document]).rows
    reader.close()
    if len(found) != 1:
        told = "no document has" if not found else f"{len(found)} documents have"
        raise typer.BadParameter(f"{told} an id that begins so; see mingzhang documents", param_hint="DOCUMENT")
    document_id, unit_name, year, file_name = found[0]
    named = f"{file_name} ({unit_name or '?'}, {year or '?'})"
    if not yes and not _confirmed(f"Forget {named}?"):
        raise typer.Exit(ExitCode.NOTHING_DONE)
    with Loader(warehouse) as loader:
        loader.forget(document_id)
    say(worded("Forgotten: {document}", document=named))


def _confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort as error:
        if isinstance(error.__context__, EOFError):
            raise typer.BadParameter("nobody is there to be asked; --yes does it without a question") from None
        raise
