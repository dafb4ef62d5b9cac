"""A query from others, in a process of its own: past its time or memory it is killed, whatever DuckDB is at."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from mingzhang.extractors.process_group import die_with_parent
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.query import QueryAnswer, Reader, require_own
from mingzhang.warehouse.storage.address import Where

POLL_SECONDS = 0.05
CHUNK_ROWS = 1000
# What a process takes before it asks anything, and DuckDB's share of the rest.
OWN_MIB = 256
SHARE_OF_DUCKDB = 0.75


@dataclass(frozen=True, slots=True)
class AskLimits:
    """What a query may cost: its time, its memory, and its rows (0: all)."""

    seconds: float = 60.0
    memory_mib: int = 2048
    rows: int = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and whether there are more rows than were asked for."""

    answer: QueryAnswer
    has_more: bool


def ask_guarded(
    warehouse: Where,
    sql: str,
    limits: AskLimits = AskLimits(),
    *,
    show_contacts: bool = False,
    forked: bool = False,
    served: bool = False,
    beside: Path | None = None,
) -> Asked:
    """Ask in a child that is killed past its limits; `forked`, which is quicker, from a process that does nothing else.

    `served`: from a server with threads: its children are forked from a helper that has none. `beside` as in `Reader`.

    Raises `MingzhangError` (`query_failed`, `query_timeout`, `query_too_large`, and those of `Reader`).
    """
    deadline = time.monotonic() + limits.seconds
    # Threads do not come along in a fork: what waits for them aborts the child.
    alone = forked and sys.platform == "linux" and psutil.Process().num_threads() == 1
    context: Any = _helper() if served else multiprocessing.get_context("fork" if alone else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="mingzhang-query-", ignore_cleanup_errors=True) as folder:
        process = context.Process(target=_work, args=(sender, warehouse, sql, limits, show_contacts, folder, beside))
        process.start()
        sender.close()
        try:
            return _collect(receiver, process, limits, deadline)
        finally:
            receiver.close()
            if process.is_alive():
                process.kill()
            process.join()


def make_ready_to_ask() -> None:
    """Start the helper of a server that its queries' children are forked from, so that the first one need not wait."""
    process = _helper().Process(target=int)
    process.start()
    process.join()


def _helper() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "mingzhang.flows.cli.app"])
    return context


def _collect(receiver: Connection, process: Any, limits: AskLimits, deadline: float) -> Asked:
    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    received = 0
    while True:
        _require_within(process, limits, deadline)
        if not receiver.poll(POLL_SECONDS):
            continue
        try:
            data = receiver.recv_bytes()
        except EOFError:
            process.join()
            raise _died(process.exitcode, limits) from None
        received += len(data)
        if received > limits.memory_mib << 20:
            raise MingzhangError(ErrorCode.QUERY_TOO_LARGE, str(limits.memory_mib))
        kind, told = pickle.loads(data)
        if kind == "columns":
            columns = told
        elif kind == "rows":
            rows += told
        elif kind == "end":
            return Asked(QueryAnswer(columns, rows), told)
        else:
            raise told


def _require_within(process: Any, limits: AskLimits, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise MingzhangError(ErrorCode.QUERY_TIMEOUT, f"{limits.seconds:g}")
    with contextlib.suppress(psutil.Error):
        if psutil.Process(process.pid).memory_info().rss > limits.memory_mib << 20:
            raise MingzhangError(ErrorCode.QUERY_TOO_LARGE, str(limits.memory_mib))


def _died(code: int | None, limits: AskLimits) -> MingzhangError:
    if code in (-signal.SIGKILL, -signal.SIGABRT):
        return MingzhangError(ErrorCode.QUERY_TOO_LARGE, str(limits.memory_mib))
    names = {-number.value: number.name for number in signal.Signals}
    return MingzhangError(ErrorCode.QUERY_FAILED, f"it ended its process ({names.get(code or 0, f'exit code {code}')})")


def _work(
    sender: Connection,
    warehouse: Where,
    sql: str,
    limits: AskLimits,
    show_contacts: bool,
    folder: str,
    beside: Path | None,
) -> None:
    """The child: ask, and send the answer in pieces."""
    _become_child(limits)
    try:
        memory = max(64, int((limits.memory_mib - OWN_MIB) * SHARE_OF_DUCKDB))
        config = {
            "memory_limit": f"{memory}MB",
            "temp_directory": folder,
            "max_temp_directory_size": f"{limits.memory_mib}MB",
        }
        reader = Reader(warehouse, show_contacts=show_contacts, config=config, beside=beside)
        require_own(reader, warehouse)
        left = limits.rows or sys.maxsize
        has_more = False
        for number, part in enumerate(reader.in_pieces(sql, CHUNK_ROWS)):
            if number == 0:
                _send(sender, "columns", part)
                continue
            has_more = len(part) > left
            _send(sender, "rows", part[:left])
            left -= min(left, len(part))
            if has_more:
                break
        _send(sender, "end", has_more)
    except MingzhangError as error:
        if error.code is ErrorCode.QUERY_TOO_LARGE:
            error = MingzhangError(error.code, str(limits.memory_mib))
        _send(sender, "error", error)
    except MemoryError:
        _send(sender, "error", MingzhangError(ErrorCode.QUERY_TOO_LARGE, str(limits.memory_mib)))
    except RecursionError:
        _send(sender, "error", MingzhangError(ErrorCode.QUERY_FAILED, "it is nested too deeply"))
    sender.close()
    os._exit(0)  # nothing of the parent's is to be ended here


def _send(sender: Connection, kind: str, told: Any) -> None:
    sender.send_bytes(pickle.dumps((kind, told)))


def _become_child(limits: AskLimits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    # Memory is taken faster than it can be watched: beyond this an allocation fails.
    most = (limits.memory_mib + 2 * OWN_MIB) << 20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
