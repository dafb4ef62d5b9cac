"""What a run may be told, once: the command line, the flows, `serve`, `prefect.yaml` and the package are made from it.

A field says what it means and what it may be; `spread` gives it to whoever starts runs, as flags or as parameters.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers.jobs import Limits
from mingzhang.models.errors import ErrorCode, MingzhangError


@dataclass(frozen=True, slots=True)
class Choice:
    """What a field means, for people; its flag where that is not the field's name; the least and the form it may have.

    `variable` names an environment variable that gives it too.
    """

    help: str
    flags: tuple[str, ...] = ()
    least: float | None = None
    pattern: str = ""
    variable: str = ""


SCHEDULER = r"^$|^(tcp|tls|ws|wss)://\S+$"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The choices of a run. Raises `MingzhangError` (`bad_option`) for what none can be."""

    warehouse: Annotated[
        str,
        Choice(
            "The DuckDB file, or ducklake+postgresql://USER@HOST/DATABASE?data=/mnt/lake",
            ("--warehouse", "-w"),
            variable="MINGZHANG_WAREHOUSE",
        ),
    ] = "mingzhang.duckdb"
    workers: Annotated[int, Choice("Processes that read; 0: one a processor.", least=0)] = 0
    again: Annotated[bool, Choice("Read everything again, unchanged or not.")] = False
    retry_failed: Annotated[bool, Choice("Read again what ran out of time or memory, or died.")] = False
    page_seconds: Annotated[float, Choice("Seconds that a page may take.", ("--page-timeout",), least=1)] = 120.0
    document_seconds: Annotated[
        float, Choice("Seconds that a document may take.", ("--document-timeout",), least=1)
    ] = 1800.0
    memory_mib: Annotated[int, Choice("MiB that a reading process may take.", ("--memory-limit",), least=256)] = 4096
    max_pages: Annotated[int, Choice("Refuse documents of more pages.", least=1)] = 3000
    ocr_model: Annotated[str, Choice("embedded, an official family (PP-OCRv6_medium), or a folder.")] = "embedded"
    dask: Annotated[str, Choice("Workers of this scheduler read: tcp://HOST:8786.", pattern=SCHEDULER)] = ""
    shared: Annotated[str | None, Choice("With --dask: a folder that all machines see by this path.")] = None
    store: Annotated[str | None, Choice("Where members of archives are kept: a folder, s3://BUCKET/PREFIX, …")] = None
    keep_files: Annotated[bool, Choice("Keep a copy of every file in the store, so that it may be moved.")] = False
    report: Annotated[str | None, Choice("Write a report of the run (Markdown) here.")] = None

    def __post_init__(self) -> None:
        for name, (_, choice) in choices().items():
            value = getattr(self, name)
            if choice.least is not None and value < choice.least:
                raise MingzhangError(ErrorCode.BAD_OPTION, f"{name} is {value}, and at least {choice.least:g}")
            if choice.pattern and not re.match(choice.pattern, value):
                raise MingzhangError(ErrorCode.BAD_OPTION, f"{name} is {value}: {choice.help}")

    @property
    def settings(self) -> Settings:
        """What of it concerns the reader."""
        return Settings(ocr_model=self.ocr_model, max_pages=self.max_pages)

    @property
    def limits(self) -> Limits:
        """What reading may cost."""
        return Limits(
            page_seconds=self.page_seconds, document_seconds=self.document_seconds, memory_mib=self.memory_mib
        )

    @property
    def shared_folder(self) -> Path | None:
        """The folder that all machines see, as an absolute path."""
        return Path(self.shared).absolute() if self.shared else None


# What concerns the reading of one file; what concerns runs that come again and again.
OF_READING = ("page_seconds", "document_seconds", "memory_mib", "max_pages", "ocr_model")
OF_SCHEDULES = ("warehouse", "workers", *OF_READING, "dask", "shared", "keep_files")


@functools.cache
def choices() -> dict[str, tuple[Any, Choice]]:
    """The fields of `RunOptions`: name -> (type, what is said of it)."""
    hints = get_type_hints(RunOptions, include_extras=True)
    found = {}
    for field in fields(RunOptions):
        hint = hints[field.name]
        if get_origin(hint) is Annotated:
            kind, choice = get_args(hint)
            found[field.name] = (kind, choice)
    return found


def spread(
    annotate: Callable[[str, Any, Choice], Any], only: Sequence[str] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: the parameter `options` of a function becomes one parameter a field, of the type `annotate` gives.

    `only` names the fields that are meant. A field that the function has a parameter of its own for stays that one.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        hints = get_type_hints(function, include_extras=True)
        parameters = inspect.signature(function).parameters
        defaults = RunOptions()
        given = [name for name in only or choices() if name not in parameters]
        spreading: list[inspect.Parameter] = []
        for name, parameter in parameters.items():
            if name != "options":
                spreading.append(parameter.replace(annotation=hints[name]))
                continue
            spreading += [
                inspect.Parameter(
                    field,
                    inspect.Parameter.POSITIONAL_OR_KEYWORD,
                    default=getattr(defaults, field),
                    annotation=annotate(field, *choices()[field]),
                )
                for field in given
            ]
        spreading.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
        signature = inspect.Signature(spreading, return_annotation=hints.get("return"))

        @functools.wraps(function)
        def spreads(*arguments: Any, **named: Any) -> Any:
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            every = dict(bound.arguments)
            options = RunOptions(**{name: every.pop(name) for name in given})
            return function(**every, options=options)

        spreads.__signature__ = signature  # type: ignore[attr-defined]
        spreads.__annotations__ = {parameter.name: parameter.annotation for parameter in spreading}
        return spreads

    return decorate
