"""`mingzhang browse`: the warehouse in a browser."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import say
from mingzhang.flows.deciding import user_name
from mingzhang.flows.language import told
from mingzhang.models.errors import ErrorCode, MingzhangError


def browse(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; elsewhere than on this machine the token lets in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, help="0: any.")] = 8765,
    by: Annotated[
        str | None, typer.Option("--by", envvar="MINGZHANG_REVIEWER", help="Who decides; the user's name without it.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nobody decides anything.")] = False,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the first page.")] = True,
) -> None:
    """Look at the warehouse in a browser: units over the years, pages with every box, checks, review, SQL, files.

    It goes on while ingest writes the same warehouse. Ctrl-C ends it.

    Example: mingzhang browse --warehouse budgets.duckdb
    """
    from mingzhang.flows.extras import needs

    with needs("browse"):
        import uvicorn

        from mingzhang.flows.browse.app import make_app
        from mingzhang.flows.browse.safety import new_token

    from mingzhang.warehouse.loading.loader import require_current

    try:
        require_current(warehouse)
    except MingzhangError as error:
        if error.code is not ErrorCode.WAREHOUSE_BUSY:  # who writes it has brought it up to date
            raise
    token = new_token()
    listening = _listening(host, port)
    app = make_app(warehouse, token=token, host=host, reviewer=by or user_name())
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{listening.getsockname()[1]}/"
    entrance = address if read_only else f"{address}enter?token={token}"
    say(f"mingzhang browse: {entrance}" + ("" if read_only else f"  ({told('the token lets you correct figures')})"))
    if open_browser:
        import webbrowser

        webbrowser.open(entrance)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
    server.run(sockets=[listening])
    say("Ended.")


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `MingzhangError` (`port_taken`)."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise MingzhangError(ErrorCode.PORT_TAKEN, str(port)) from error
    return found
