"""What unpacking tells: archives that were opened, members that were found in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class MemberOutcome(StrEnum):
    """What became of a member that counts."""

    DOCUMENT = "document"
    ARCHIVE = "archive"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """An archive to open: where its bytes lie, its place, its name, and how many archives it lies in (0: none)."""

    path: Path
    uri: str
    file_name: str
    byte_size: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive. A document has the sha256 of its bytes; one that was refused the reason."""

    archive_uri: str
    uri: str
    file_name: str
    byte_size: int
    outcome: MemberOutcome
    document_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive, after all of it that can be read was read. `left_out` counts members that are no disclosures,
    `unsound` archives in it that are not complete themselves.
    """

    uri: str
    file_name: str
    digest: str | None
    media_type: str
    byte_size: int
    level: int
    members: int = 0
    documents: int = 0
    left_out: int = 0
    refused: int = 0
    unsound: int = 0
    unpacked_bytes: int = 0
    error_code: str | None = None
    error_message: str | None = None

    @property
    def status(self) -> str:
        """`complete`, `partial` (something of it was refused), `failed` (nothing of it could be read)."""
        if self.error_code in (None, "no_documents") and not self.refused and not self.unsound:
            return "complete"
        return "partial" if self.documents or self.members > self.refused else "failed"


Record = Member | Opened
