"""Unpacking in a process of its own: an archive that hangs, crashes or eats memory costs itself, never the run."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mingzhang.extractors.process_group import die_with_parent
from mingzhang.flows.unpacking.limits import Budget, UnpackLimits
from mingzhang.flows.unpacking.opening import UnpackingRun
from mingzhang.flows.unpacking.records import Member, MemberOutcome, Opened, PackedFile
from mingzhang.flows.unpacking.unpack import open_archive
from mingzhang.models.errors import ErrorCode, MingzhangError

GRACE_SECONDS = 5.0


@dataclass(slots=True)
class Unpacked:
    """An archive with everything that was found in it, those in it too."""

    packed: PackedFile
    opened: list[Opened] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    @property
    def documents(self) -> list[Member]:
        """The members that are documents."""
        return [member for member in self.members if member.outcome is MemberOutcome.DOCUMENT]


@dataclass(frozen=True, slots=True)
class _Alive:
    """`done`: bytes and entries so far; where it does not grow nothing goes on."""

    uri: str
    done: int


@dataclass(frozen=True, slots=True)
class _Done:
    """An archive is through, with all that lay in it."""


def unpack(
    archives: Sequence[PackedFile],
    folder: Path,
    limits: UnpackLimits,
    on_member: Callable[[str, int], None] = lambda uri, members: None,
    on_document: Callable[[Member], None] = lambda member: None,
) -> Iterator[Unpacked]:
    """Open archives one after another. Documents are put into `folder` under their sha256.

    `on_member(uri, members so far)` is called as it goes on, `on_document` as soon as a document lies there.
    """
    waiting = list(archives)
    while waiting:
        with _running(waiting, folder, limits) as (connection, process):
            while waiting:
                unpacked = Unpacked(waiting[0])
                problem = _listen(connection, process, unpacked, limits, on_member, on_document)
                if problem is not None:
                    unpacked.opened.append(_broken(unpacked, problem))
                waiting.pop(0)
                yield unpacked
                if problem is not None:
                    break


def _listen(
    connection: Connection,
    process: Any,
    unpacked: Unpacked,
    limits: UnpackLimits,
    on_member: Callable[[str, int], None],
    on_document: Callable[[Member], None],
) -> MingzhangError | None:
    """Take what is told of one archive; an error where nothing more will be, or where nothing is done any more."""
    began = went_on = time.monotonic()
    done = -1
    while True:
        try:
            now = time.monotonic()
            if now - began > limits.archive_seconds:
                return MingzhangError(ErrorCode.ARCHIVE_STUCK, f"it took longer than {limits.archive_seconds:g} s")
            stuck = went_on + limits.stuck_seconds - now
            if stuck <= 0 or not connection.poll(min(stuck, began + limits.archive_seconds - now)):
                if time.monotonic() - went_on < limits.stuck_seconds:
                    continue
                return MingzhangError(ErrorCode.ARCHIVE_STUCK, f"nothing was done for {limits.stuck_seconds:g} s")
            told = connection.recv()
            if not isinstance(told, _Alive) or told.done > done:
                went_on = time.monotonic()
                done = told.done if isinstance(told, _Alive) else done
        except (EOFError, ConnectionError):
            process.join(GRACE_SECONDS)
            code = process.exitcode
            names = {-number.value: number.name for number in signal.Signals}
            return MingzhangError(ErrorCode.ARCHIVE_STUCK, f"its process died, {names.get(code, f'exit code {code}')}")
        if isinstance(told, _Done):
            return None
        if isinstance(told, Opened):
            unpacked.opened.append(told)
        elif isinstance(told, Member):
            unpacked.members.append(told)
            if told.outcome is MemberOutcome.DOCUMENT:
                on_document(told)
        on_member(told.uri, len(unpacked.members))


def _broken(unpacked: Unpacked, problem: MingzhangError) -> Opened:
    packed = unpacked.packed
    own = [member for member in unpacked.members if member.archive_uri == packed.uri]
    return Opened(
        uri=packed.uri,
        file_name=packed.file_name,
        digest=None,
        media_type="",
        byte_size=packed.byte_size,
        level=packed.level,
        members=len(own),
        documents=sum(member.outcome is MemberOutcome.DOCUMENT for member in own),
        refused=sum(member.outcome is MemberOutcome.REFUSED for member in own),
        error_code=problem.code,
        error_message=str(problem),
    )


@contextlib.contextmanager
def _running(archives: list[PackedFile], folder: Path, limits: UnpackLimits) -> Iterator[tuple[Connection, Any]]:
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, list(archives), folder, limits), daemon=False)
    process.start()
    sender.close()
    try:
        yield receiver, process
    finally:
        receiver.close()
        process.join(0 if process.is_alive() else GRACE_SECONDS)
        if process.is_alive():
            _kill(process.pid)
            process.join()


def _kill(process_id: int | None) -> None:
    """The process and the programs that it started; they are a group of their own."""
    if process_id is not None:
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(process_id, signal.SIGKILL)


def _work(sender: Connection, archives: list[PackedFile], folder: Path, limits: UnpackLimits) -> None:
    _start(limits)
    unpacking = UnpackingRun(
        folder, sender.send, lambda uri, done: sender.send(_Alive(uri, done)), prefix=str(os.getpid())
    )
    for packed in archives:
        open_archive(packed, Budget(limits, packed.byte_size), unpacking)
        sender.send(_Done())


def _start(limits: UnpackLimits) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    most = limits.memory_mib << 20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.WARNING)
