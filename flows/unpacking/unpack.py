"""An archive, and all that is packed in it, opened by the reader of its format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mingzhang.extractors.media_type import PDF
from mingzhang.flows.hashing import sha256_of
from mingzhang.flows.unpacking.kinds import TAR, archive_type, carrier_type
from mingzhang.flows.unpacking.limits import Budget, OverLimit
from mingzhang.flows.unpacking.opening import Opening, UnpackingRun, as_typed
from mingzhang.flows.unpacking.records import Opened, PackedFile
from mingzhang.flows.unpacking.tar_reader import PACKED, read_packed, read_tar
from mingzhang.flows.unpacking.zip_reader import read_zip
from mingzhang.models.errors import ErrorCode, MingzhangError

ArchiveReader = Callable[[Path, Opening], None]


def open_archive(packed: PackedFile, budget: Budget, unpacking: UnpackingRun) -> bool:
    """Open an archive and all that it holds; whatever happens is told to `unpacking`. Gives whether all was read.

    Raises OverLimit where a budget ends that is not this archive's own.
    """
    opening = Opening(packed, budget, unpacking, partial(open_archive, unpacking=unpacking))
    problem: MingzhangError | None = None
    outer: OverLimit | None = None
    kind, digest = "", None
    try:
        digest = sha256_of(packed.path)
        kind = archive_type(packed.path, packed.file_name) or carrier_type(packed.path) or ""
        _reader(kind)(packed.path, opening)
    except OverLimit as error:
        problem = error.error
        outer = None if error.budget is budget else error
    except Exception as error:  # Recorded with the archive; what came before stays.
        problem = as_typed(error)
    is_empty = not (opening.documents or opening.refused or opening.archives)
    if problem is None and is_empty and kind == PDF:
        return True  # It is a document itself, and carries none.
    if problem is None and is_empty:
        problem = MingzhangError(ErrorCode.NO_DOCUMENTS, str(opening.left_out))
    if problem is None and not opening.documents and opening.members <= opening.refused:
        problem = opening.reason  # Nothing came out of it: it failed for what its members did.
    opened = Opened(
        uri=packed.uri,
        file_name=packed.file_name,
        digest=digest,
        media_type=kind,
        byte_size=packed.byte_size,
        level=packed.level,
        members=opening.members,
        documents=opening.documents,
        left_out=opening.left_out,
        refused=opening.refused,
        unsound=opening.unsound,
        unpacked_bytes=budget.unpacked_bytes,
        error_code=problem.code if problem else None,
        error_message=str(problem) if problem else None,
    )
    unpacking.tell(opened)
    if outer is not None:
        raise outer
    return opened.status == "complete"


def _reader(kind: str) -> ArchiveReader:
    if kind == "application/zip":
        return read_zip
    if kind == TAR:
        return _read_plain_tar
    if kind in PACKED:
        return partial(_read_packed, kind)
    if kind == "application/x-7z-compressed":
        from mingzhang.flows.unpacking.seven_zip_reader import read_seven_zip

        return read_seven_zip
    if kind == PDF:
        from mingzhang.flows.unpacking.pdf_reader import read_attached

        return read_attached
    if kind == "application/vnd.rar":
        from mingzhang.flows.unpacking.rar_reader import read_rar

        return read_rar
    raise MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, kind or "it is no archive")


def _read_plain_tar(path: Path, opening: Opening) -> None:
    with path.open("rb") as stream:
        read_tar(stream, opening)


def _read_packed(kind: str, path: Path, opening: Opening) -> None:
    read_packed(path, kind, opening)
