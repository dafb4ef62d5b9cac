"""7z, by py7zr: every member gets a target of its own, and the library never sees a name or writes a file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from py7zr import PasswordRequired, SevenZipFile, UnsupportedCompressionMethodError
from py7zr.compressor import SupportedMethods
from py7zr.io import MemIO, NullIOFactory

from mingzhang.flows.unpacking.limits import OverLimit
from mingzhang.flows.unpacking.opening import MemberIntake, Opening, as_typed
from mingzhang.models.errors import ErrorCode, MingzhangError


def read_seven_zip(path: Path, opening: Opening) -> None:
    """The members of a 7z. Raises `archive_encrypted`, `archive_unsupported`, `archive_damaged`."""
    with path.open("rb") as stream:
        try:
            archive = SevenZipFile(stream, "r")
        except PasswordRequired as error:
            raise MingzhangError(ErrorCode.ARCHIVE_ENCRYPTED, "its list of members too") from error
        except Exception as error:  # The library's parser gives whatever Python gives for bytes that make no sense.
            raise _typed(error) from error
        with archive:
            _read_members(archive, stream, opening)


def _read_members(archive: Any, stream: Any, opening: Opening) -> None:
    targets: dict[int, _Target] = {}
    for file in getattr(archive, "files", ()):
        opening.count()
        kind = _special(file)
        if file.is_directory:
            continue
        if kind:
            opening.refuse(file.filename, MingzhangError(ErrorCode.NOT_A_FILE, kind))
        targets[file.id] = _Target(file.filename, None if kind else opening)
        archive.worker.register_filelike(file.id, targets[file.id])
    streams = getattr(archive.header, "main_streams", None)
    empty = [file for file in getattr(archive, "files", ()) if file.emptystream]
    _read_block(archive, stream, empty, 0, 0, targets)
    if streams is None:
        return
    places = streams.packinfo.packpositions
    for number, folder in enumerate(streams.unpackinfo.folders):
        files = list(folder.files or ())
        if SupportedMethods.needs_password(folder.coders):
            for file in files:
                _refuse(targets.get(file.id), MingzhangError(ErrorCode.ARCHIVE_ENCRYPTED, "this member"))
            continue
        begin, end = (archive.afterheader + places[min(at, len(places) - 1)] for at in (number, number + 1))
        _read_block(archive, stream, files, begin, end, targets)


def _read_block(archive: Any, stream: Any, files: list[Any], begin: int, end: int, targets: dict[int, _Target]) -> None:
    """Members that are packed in one piece; where it is damaged, those from there on are refused."""
    try:
        archive.worker.extract_single(stream, files, None, begin, end, None)
    except (OverLimit, MemoryError):
        raise
    except Exception as error:  # As above; each member that is lost by it is recorded.
        typed = _typed(error)
        if typed.code is ErrorCode.STORE_UNUSABLE:
            raise typed from error
        for file in files:
            _refuse(targets.get(file.id), typed)


def _refuse(target: _Target | None, error: MingzhangError) -> None:
    if target is not None and target.opening is not None and not target.is_done:
        target.is_done = True
        target.opening.refuse(target.shown, error)


def _special(file: Any) -> str | None:
    if file.is_symlink or file.is_junction:
        return "symbolic link"
    if file.is_socket or not (file.is_file or file.is_directory):
        return "device or pipe"
    return None


def _typed(error: Exception) -> MingzhangError:
    if isinstance(error, UnsupportedCompressionMethodError):
        return MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, "its packing method")
    typed = as_typed(error)
    return typed if typed.code is not ErrorCode.INTERNAL else MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "as a 7z")


class _Target(MemIO):
    """Where py7zr pushes a member's bytes; without an opening they are measured by nobody and dropped."""

    def __init__(self, name: str, opening: Opening | None) -> None:
        super().__init__(name, NullIOFactory())  # type: ignore[no-untyped-call]
        self.shown = name
        self.opening = opening
        self.is_done = False
        self._intake: MemberIntake | None = None

    def open(self, mode: str = "r") -> _Target:
        self._intake = self.opening.take(self.shown) if self.opening else None
        self.is_done = self._intake is None
        return self

    def write(self, chunk: bytes | bytearray) -> int:
        if self._intake is not None:
            self._intake.write(bytes(chunk))
        elif self.opening is not None:
            self.opening.budget.charge(len(chunk))
        return len(chunk)

    def __enter__(self) -> _Target:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._intake is None:
            return
        self.is_done = True
        if error is None:
            self._intake.close()
        else:
            self._intake.fail(_typed(error) if isinstance(error, Exception) else error)
