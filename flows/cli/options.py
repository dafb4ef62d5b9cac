"""The options of a run as flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from mingzhang.flows.ingest.options import Choice, RunOptions, spread


def with_flags(only: Sequence[str] | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: a command's parameter `options` becomes flags, all of a run's or those that `only` names."""
    return spread(_flag, only)


def _flag(name: str, kind: Any, choice: Choice) -> Any:
    flags = choice.flags or (f"--{name.replace('_', '-')}",)
    told: dict[str, Any] = {"help": choice.help}
    if choice.least is not None:
        told["min"] = choice.least if kind is float else int(choice.least)
    if choice.variable:
        told["envvar"] = choice.variable
    return Annotated[kind, typer.Option(*flags, **told)]


def require_both(dask: str, shared: str | None) -> None:
    """Raises `typer.BadParameter` where workers elsewhere are named and no folder that they see, or the reverse."""
    if bool(dask) != bool(shared):
        raise typer.BadParameter("workers elsewhere need both --dask and --shared", param_hint="--dask")


def parameters_of(options: RunOptions) -> dict[str, Any]:
    """The options as a flow takes them, but for the report: the command writes that itself, at its end."""
    return asdict(replace(options, report=None))
