"""`mingzhang export`, `show`, `chart`: a warehouse as files, a figure beside its page, a unit's amounts drawn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WAREHOUSE_HELP, WarehouseOption
from mingzhang.flows.console import say, tell
from mingzhang.flows.language import sentence_of, told
from mingzhang.flows.writing import require_place, write_file
from mingzhang.models.errors import ErrorCode, MingzhangError

PICTURES = (".png", ".svg")
STATUSES = {"pass": "相符", "fail": "不符", "not_applicable": "未作判断"}


def export(
    named: Annotated[str | None, typer.Argument(metavar="WAREHOUSE", help=WAREHOUSE_HELP)] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    to: Annotated[Path, typer.Option("--to", help="The folder; it is made where it is not there.")] = Path("export"),
    forms: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="csv, parquet, xlsx, sqlite; several are given apart.")
    ] = None,
    relations: Annotated[
        list[str] | None, typer.Option("--only", help="Only these tables and views; without it all of them.")
    ] = None,
) -> None:
    """Write every table and view into a folder, with the data dictionary in Chinese and English. Contacts stay masked.

    Example: mingzhang export budgets.duckdb --to budgets/ --format csv --format parquet
    """
    from mingzhang.flows.output.warehouse_files import FORMATS, export_warehouse

    chosen = forms or ["csv", "parquet"]
    unknown = [form for form in chosen if form not in FORMATS]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(FORMATS)}", param_hint="--format")
    for written, rows in export_warehouse(named or warehouse, to, chosen, relations or []):
        say(told("{file}: {rows} rows", file=written, rows=f"{rows:,}"))


def show(
    line_id: Annotated[str, typer.Argument(help="The figure, as budget_lines and mingzhang check name it.")],
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the cut-out; LINE.png without it.")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open the cut-out.")] = True,
) -> None:
    """Tell where a figure stands and what proves it, and show the part of its page.

    Example: mingzhang show 3f2a77d19c04be51.p7.t2.r5.c3 --warehouse budgets.duckdb
    """
    from mingzhang.flows.findings.gather import cut_out_of_source
    from mingzhang.flows.findings.words import name_of, printed
    from mingzhang.flows.output.number_text import money
    from mingzhang.warehouse.loading.loader import require_current
    from mingzhang.warehouse.reading.excerpts import excerpt_of_box
    from mingzhang.warehouse.reading.pages import document_of_line
    from mingzhang.warehouse.reading.proof import figure_and_checks
    from mingzhang.warehouse.reading.query import Reader

    target = require_place(output or Path(f"{line_id}.png"))
    require_current(warehouse)
    reader = Reader(warehouse)
    try:
        document = document_of_line(reader, line_id)
        figure, proofs = figure_and_checks(reader, document["document_id"], line_id)
        tell(f"{name_of(figure)}  {printed(figure)} = {money(figure.amount_yuan)} 元（{figure.verification}）")
        place = f"第{figure.page_number}页《{figure.table_title or '无标题表'}》"
        tell(f"{document['file_name']} {place} {document['unit_name'] or ''}")
        for proof in proofs:
            tell(f"  [{STATUSES.get(proof.severity, proof.severity)}] {proof.explanation}")
        excerpt = excerpt_of_box(reader, document["document_id"], figure.page_number, figure.box, figure.table_id)
        try:
            (cutout,) = cut_out_of_source(reader, document["document_id"], [excerpt])
        except MingzhangError as error:
            say(f"mingzhang: {sentence_of(error)} [{error.code}]")
            return
    finally:
        reader.close()
    write_file(target, cutout.png)
    say(told("Written: {file}", file=target))
    if open_it and sys.stdout.isatty():
        _open(target)


def chart(
    units: Annotated[list[str], typer.Argument(help="One unit over the years, or several beside each other.")],
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    measures: Annotated[
        list[str] | None, typer.Option("--measure", "-m", help="Columns of unit_years; for several units the first.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.png or FILE.svg; the suffix decides.")] = Path(
        "chart.png"
    ),
    english: Annotated[bool, typer.Option("--english", help="English words.")] = False,
) -> None:
    """Draw a unit's amounts over the years, or one amount of several units, as PNG or SVG.

    Example: mingzhang chart 某市教育局 --measure expenditure_yuan --output chart.svg
    """
    from mingzhang.flows.charts.png import to_png
    from mingzhang.flows.charts.svg import to_svg
    from mingzhang.flows.charts.unit_charts import drawing_of_units
    from mingzhang.warehouse.loading.loader import require_current
    from mingzhang.warehouse.reading.query import Reader

    if output.suffix.lower() not in PICTURES:
        raise MingzhangError(ErrorCode.BAD_FORMAT, f"{output.name} ends in none of {', '.join(PICTURES)}")
    require_place(output)
    require_current(warehouse)
    reader = Reader(warehouse)
    try:
        drawing = drawing_of_units(reader, units, measures or [], "en" if english else "zh")
    finally:
        reader.close()
    is_svg = output.suffix.lower() == ".svg"
    write_file(output, to_svg(drawing, outlined=True).encode() if is_svg else to_png(drawing))
    say(told("Written: {file}", file=output))


def _open(file: Path) -> None:
    """Show a file with whatever this system opens it with; nothing where there is no such program."""
    opener = next((name for name in ("open", "xdg-open", "wslview") if shutil.which(name)), None)
    if opener:
        subprocess.Popen([opener, str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
