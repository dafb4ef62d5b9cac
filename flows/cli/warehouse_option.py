"""`--warehouse`, as every command takes it: what a run may be told says what it means."""

from __future__ import annotations

from typing import Annotated

import typer

from mingzhang.flows.ingest.options import RunOptions, choices

DEFAULT_WAREHOUSE = RunOptions().warehouse
_, _CHOICE = choices()["warehouse"]
WAREHOUSE_HELP = _CHOICE.help
WarehouseOption = Annotated[
    str, typer.Option(*_CHOICE.flags, envvar=_CHOICE.variable, help=_CHOICE.help, show_default=True)
]
