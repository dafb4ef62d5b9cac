"""`--warehouse`, as every command takes it."""

from __future__ import annotations

from typing import Annotated

import typer

DEFAULT_WAREHOUSE = "mingzhang.duckdb"
WAREHOUSE_HELP = "The DuckDB file, or ducklake+postgresql://USER@HOST/DATABASE?data=/mnt/lake"
WarehouseOption = Annotated[
    str, typer.Option("--warehouse", "-w", envvar="MINGZHANG_WAREHOUSE", help=WAREHOUSE_HELP, show_default=True)
]
