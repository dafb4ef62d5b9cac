"""Names of members: decoded first, then checked, then made readable. No file is ever written under such a name."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib

from mingzhang.models.errors import ErrorCode, MingzhangError

# Left in archives by macOS and Windows; no document has such a name.
JUNK_FOLDERS = frozenset(("__MACOSX", ".Spotlight-V100", ".Trashes", ".fseventsd", "$RECYCLE.BIN"))
JUNK_FILES = frozenset((".ds_store", "thumbs.db", "desktop.ini", ".localized"))

LONGEST_NAME = 4096
DEEPEST = 64
# From here on the characters take three bytes in UTF-8, as all Chinese ones do.
THREE_BYTES = "\u0800"
UNICODE_PATH = 0x7075
_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def decode_name(raw: bytes, *, is_utf8: bool = False, extra: bytes = b"") -> str:
    """The name that a member's bytes mean.

    What the archive says is believed first (its UTF-8 flag, Info-ZIP's Unicode extra field 0x7075 of `extra` where it
    is about these very bytes), then GB18030 (which holds GBK) and last code page 437, the one of the format. UTF-8
    is seen without being told: Chinese text in GBK is no valid UTF-8 but for accidents of two bytes each.
    """
    told = _unicode_path(raw, extra)
    if told is not None:
        return told
    utf8 = _decoded(raw, "utf-8")
    if utf8 is not None and (is_utf8 or raw.isascii() or any(character >= THREE_BYTES for character in utf8)):
        return utf8
    return _decoded(raw, "gb18030") or utf8 or raw.decode("cp437")


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """APPNOTE 4.6.9: version 1, the CRC-32 of the name that it stands for, the name in UTF-8."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == UNICODE_PATH and len(field) > 5 and field[0] == 1:
            told = _decoded(field[5:], "utf-8")
            return told if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw) else None
        at += 4 + length
    return None


def _decoded(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None


def safe_parts(name: str) -> tuple[str, ...]:
    """The folders and the file that a decoded name is made of; empty for a name of folders only (`./`).

    Raises `MingzhangError` (`unsafe_name`): NUL, an absolute path, a drive, a server, `..`, a device, too long.
    """
    if "\0" in name:
        raise MingzhangError(ErrorCode.UNSAFE_NAME, "a NUL")
    plain = name.replace("\\", "/")
    if plain.startswith("//"):
        raise MingzhangError(ErrorCode.UNSAFE_NAME, "a server")
    if plain.startswith("/"):
        raise MingzhangError(ErrorCode.UNSAFE_NAME, "an absolute path")
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    if len(name) > LONGEST_NAME or len(parts) > DEEPEST:
        raise MingzhangError(ErrorCode.UNSAFE_NAME, "too long")
    for part in parts:
        # Windows drops blanks and dots at the end: `.. ` and `nul .pdf` mean what they look like.
        bare = unicodedata.normalize("NFKC", part).rstrip(" .")
        if part.strip() == ".." or (not bare and len(part.strip()) > 1):
            raise MingzhangError(ErrorCode.UNSAFE_NAME, "a way out of the archive")
        if _DRIVE.match(part):
            raise MingzhangError(ErrorCode.UNSAFE_NAME, "a drive")
        if _DEVICE.fullmatch(part.split(".")[0].rstrip(" ")):
            raise MingzhangError(ErrorCode.UNSAFE_NAME, "a device")
    return tuple(map(readable, parts))


def readable(name: str) -> str:
    """A name that can be printed: control characters, marks of direction and lone surrogates become U+FFFD."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in name)


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether a member was left by the system that packed it, and not by a person."""
    name = parts[-1].lower()
    return name in JUNK_FILES or name.startswith("._") or any(part in JUNK_FOLDERS for part in parts)


def numbered(name: str, number: int) -> str:
    """The name of the second, third … member of one name: `a.pdf` gives `a (2).pdf`."""
    if number < 2:
        return name
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    return f"{folder}{slash}{stem} ({number}).{suffix}" if dot and stem else f"{name} ({number})"
