"""RAR, by a program that is installed: bsdtar gives a tar on a pipe; unar and 7z write into a folder that is watched.

The format's packing is not free, so there is no library. None of the programs is trusted: what they give is named,
measured and told apart as the members of any archive.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mingzhang.extractors.process_group import die_with_parent
from mingzhang.flows.unpacking.names import decode_name
from mingzhang.flows.unpacking.opening import Opening
from mingzhang.flows.unpacking.rar_blocks import listed
from mingzhang.flows.unpacking.tar_reader import read_tar
from mingzhang.models.errors import ErrorCode, MingzhangError

PROGRAMS = ("bsdtar", "unar", "7z", "7zz")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
CHUNK = 1 << 18
LOOK_SECONDS = 0.1
LONGEST_WORDS = 4096


def program() -> str | None:
    """The first program that is here and opens RAR."""
    return next((name for name in PROGRAMS if shutil.which(name)), None)


def read_rar(path: Path, opening: Opening) -> None:
    """The members of a RAR. Raises `no_unpacker`, `archive_damaged`, `archive_encrypted`."""
    chosen = program()
    if chosen is None:
        raise MingzhangError(ErrorCode.NO_UNPACKER, "RAR")
    if chosen == "bsdtar":
        _by_pipe(path, opening)
    else:
        _by_folder(chosen, path, opening)
    named = listed(path)
    if named is not None:
        wanted = named.files + (named.folders if chosen == "bsdtar" else 0)
        if opening.members < wanted:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, f"{opening.members} of {wanted} members came out")


def _by_pipe(path: Path, opening: Opening) -> None:
    command = ["bsdtar", "-cf", "-", "-b", "1", "--format=pax", f"@{path}"]
    with tempfile.TemporaryFile() as words:
        process = _start(command, words, stdout=subprocess.PIPE)
        assert process.stdout is not None
        try:
            problem = None
            try:
                read_tar(process.stdout, opening)  # type: ignore[arg-type]
            except MingzhangError as error:
                problem = error
            process.stdout.close()
            _judge(process.wait(), words, problem)
        finally:
            _end(process)


def _by_folder(chosen: str, path: Path, opening: Opening) -> None:
    with tempfile.TemporaryDirectory(dir=opening.unpacking.folder) as name, tempfile.TemporaryFile() as words:
        folder = Path(name)
        commands = {
            "unar": ["unar", "-quiet", "-no-directory", "-force-skip", "-password", "", "-o", name, str(path)],
            "7z": [chosen, "x", "-y", "-p", "-bd", f"-o{name}", str(path)],
        }
        process = _start(commands.get(chosen, commands["7z"]), words, stdout=subprocess.DEVNULL)
        try:
            written = 0
            while process.poll() is None:
                time.sleep(LOOK_SECONDS)
                written = _require_room(folder, opening, written)
            _require_room(folder, opening, written)
            _take_all(folder, opening)
            _judge(process.returncode, words, None)
        finally:
            _end(process)


def _require_room(folder: Path, opening: Opening, before: int) -> int:
    """Stop a program that writes more than the archive may hold, before it fills the disk.

    Gives the bytes that it has written by now; `before`: by the last look.
    """
    sizes = list(_sizes(folder))
    opening.unpacking.goes_on(opening.archive.uri, max(0, sum(sizes) - before))
    limits = opening.budget.limits
    most = min(limits.total_bytes, max(limits.free_bytes, limits.ratio * opening.budget.packed_bytes))
    if len(sizes) > limits.members:
        raise opening.budget.over(f"{limits.members:,} members")
    if sum(sizes) > most:
        raise opening.budget.over(f"{limits.ratio} times its size")
    return sum(sizes)


def _sizes(folder: Path) -> Iterator[int]:
    for file in _files(folder):
        with contextlib.suppress(FileNotFoundError):  # the program renames what it has written
            yield file.lstat().st_size


def _take_all(folder: Path, opening: Opening) -> None:
    for file in sorted(_files(folder)):
        opening.count()
        name = decode_name(os.fsencode(file.relative_to(folder)))
        mode = file.lstat().st_mode
        if stat.S_ISREG(mode):
            opening.stream(name, _chunks(file))
        else:
            kind = "symbolic link" if stat.S_ISLNK(mode) else "device or pipe"
            opening.refuse(name, MingzhangError(ErrorCode.NOT_A_FILE, kind))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name) for name in (*names, *links))


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from iter(lambda: stream.read(CHUNK), b"")


def _start(command: list[str], words: IO[bytes], stdout: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=words,
        env={**os.environ, **ENVIRONMENT},
        preexec_fn=die_with_parent,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def _judge(code: int, words: IO[bytes], problem: MingzhangError | None) -> None:
    """What the program said decides; a pipe that ended too early is only how we saw it."""
    if code == 0 and problem is None:
        return
    words.seek(0)
    said = words.read(LONGEST_WORDS).decode("utf-8", "replace")
    if "encrypt" in said.lower() or "password" in said.lower():
        raise MingzhangError(ErrorCode.ARCHIVE_ENCRYPTED, "it, or members of it")
    if problem is not None and problem.code is not ErrorCode.ARCHIVE_DAMAGED:
        raise problem
    lines = [line.partition(": ")[2] or line for line in said.splitlines() if line.strip() and "(null)" not in line]
    raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, lines[0][:200] if lines else f"exit code {code}")
