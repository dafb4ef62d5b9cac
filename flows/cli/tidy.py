"""`mingzhang tidy`: the upkeep of a warehouse for many."""

from __future__ import annotations

from typing import Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import say


def tidy(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    keep_days: Annotated[
        float, typer.Option("--keep-days", min=0, help="Earlier states of the warehouse are kept so long.")
    ] = 7,
    grace_minutes: Annotated[
        float, typer.Option("--grace-minutes", min=0, help="Files that are not needed stay so long: queries may run.")
    ] = 60,
) -> None:
    """Merge a DuckLake's small files, forget its old states, delete what nothing needs. A DuckDB file is written out.

    Every ingest ends with it, and does it after each 500 documents; it is a command for schedules of your own.

    Example: mingzhang tidy --warehouse "ducklake+postgresql://mingzhang@localhost/lake?data=/mnt/lake"
    """
    from mingzhang.warehouse.loading.loader import Loader, require_current

    require_current(warehouse)
    with Loader(warehouse) as loader:
        loader.tidy(keep_days=keep_days, grace_minutes=grace_minutes)
    say(f"Tidy: {warehouse}")
