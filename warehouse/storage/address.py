"""Where a warehouse is: a DuckDB file for one writer, or a DuckLake for many writers and readers.

    mingzhang.duckdb                                         a DuckDB file
    ducklake+postgresql://USER@HOST:PORT/DATABASE?data=/mnt/lake
                                                             a DuckLake: catalog in PostgreSQL, rows in Parquet
    ducklake:catalog.ducklake                                a DuckLake with its catalog in a DuckDB file

No address holds a password: PostgreSQL's own ways give it (`~/.pgpass`, `PGPASSWORD`, `?service=`).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from mingzhang.models.errors import ErrorCode, MingzhangError

POSTGRES_SCHEME = "ducklake+postgresql://"
LAKE_SCHEME = "ducklake:"
# What of libpq's own may stand in an address, beside where the server is.
LIBPQ = frozenset(
    (
        "host",
        "service",
        "passfile",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "connect_timeout",
        "target_session_attrs",
    )
)
OWN = frozenset(("data", "contacts", "schema"))
DEFAULT_SCHEMA = "mingzhang"
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,50}")


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A DuckDB file; contacts as printed are in a second file beside it."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def contacts(self) -> Path:
        """The file beside the warehouse that holds contacts as printed."""
        return self.path.with_name(f"{self.path.stem}.contacts.duckdb")

    @property
    def staging(self) -> Path:
        """Where one run on this machine stages what it reads."""
        return self.path.with_name(f".{self.path.name}.staging")

    def left_behind(self) -> list[Path]:
        """Staging folders of runs that were killed on this machine."""
        return [self.staging] if self.staging.exists() else []

    @property
    def shared(self) -> Path:
        """A folder that other machines see too, where this warehouse is on a shared file system."""
        return self.path.parent


@dataclass(frozen=True, slots=True)
class Lake:
    """One DuckLake: `catalog` as DuckLake names it, `schema` inside a PostgreSQL catalog, the folder of its Parquet."""

    catalog: str
    data: Path
    schema: str | None = None

    @property
    def catalog_file(self) -> Path | None:
        """The file that the catalog is; None where it is in PostgreSQL."""
        return None if self.schema else Path(self.catalog)

    @property
    def server(self) -> str | None:
        """How libpq is told of the server; None where the catalog is a file."""
        return self.catalog.removeprefix("postgres:") if self.schema else None


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """A DuckLake, and a second one of its own rights for contacts as printed."""

    text: str
    lake: Lake
    contacts: Lake

    def __str__(self) -> str:
        return self.text

    @property
    def staging(self) -> Path:
        """Where one run on this machine stages what it reads: its own, for there may be several."""
        return Path(tempfile.gettempdir(), f"{self._staging_name}{os.getpid()}")

    def left_behind(self) -> list[Path]:
        """Staging folders of runs that were killed on this machine."""
        folders = Path(tempfile.gettempdir()).glob(f"{self._staging_name}*")
        return [folder for folder in folders if not _is_running(folder.name.removeprefix(self._staging_name))]

    @property
    def _staging_name(self) -> str:
        return f"mingzhang-{hashlib.sha256(self.text.encode()).hexdigest()[:12]}-"

    @property
    def shared(self) -> Path:
        """A folder that all machines see, beside the rows."""
        return self.lake.data.with_name(f".{self.lake.data.name}.staging")


def _is_running(process_id: str) -> bool:
    """Whether a process of that number, other than this one, is there."""
    if not process_id.isdecimal() or int(process_id) == os.getpid():
        return False
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


Address: TypeAlias = FileAddress | LakeAddress
Where: TypeAlias = str | Path | Address


def address_of(where: Where) -> Address:
    """What an address means. Raises `MingzhangError` (`bad_address`)."""
    if isinstance(where, FileAddress | LakeAddress):
        return where
    text = str(where)
    if isinstance(where, str) and text.startswith(POSTGRES_SCHEME):
        return _in_postgres(text)
    if isinstance(where, str) and text.startswith(LAKE_SCHEME):
        return _in_file(text)
    if "://" in text:
        raise _bad(text.partition("://")[0] + "://…", "an address starts with ducklake+postgresql:// or is a file")
    return FileAddress(Path(where).absolute())


def _in_postgres(text: str) -> LakeAddress:
    try:
        parts = urlsplit(text)
        host, port, password = parts.hostname, parts.port, parts.password
    except ValueError as error:  # its text may show a part of a password
        raise _bad(POSTGRES_SCHEME + "…", "write USER@HOST:PORT/DATABASE?data=/mnt/lake") from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if password is not None or "password" in options:
        raise _bad(POSTGRES_SCHEME + "…", "take the password out; ~/.pgpass or PGPASSWORD gives it")
    _refuse_unknown(options, LIBPQ | OWN)
    if "data" not in options or not Path(options["data"]).is_absolute():
        raise _bad(text, "say where the rows lie: ?data=/mnt/lake, an absolute folder that all machines see")
    schema = options.get("schema", DEFAULT_SCHEMA)
    if not _SCHEMA.fullmatch(schema):
        raise _bad(text, "a schema's name is small letters, digits and _")
    found = {
        "host": host,
        "port": None if port is None else str(port),
        "user": unquote(parts.username) if parts.username else None,
        "dbname": unquote(parts.path.strip("/")) or None,
        **{name: value for name, value in options.items() if name in LIBPQ},
    }
    catalog = "postgres:" + " ".join(f"{name}={_quoted(value)}" for name, value in found.items() if value)
    data, contacts = _folders(options)
    return LakeAddress(text, Lake(catalog, data, schema), Lake(catalog, contacts, f"{schema}_contacts"))


def _in_file(text: str) -> LakeAddress:
    name, _, query = text.removeprefix(LAKE_SCHEME).partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    _refuse_unknown(options, OWN - {"schema"})
    if not name or ":" in name:
        raise _bad(text, "a catalog is a file (ducklake:catalog.ducklake) or ducklake+postgresql://…")
    path = Path(name).absolute()
    data, contacts = _folders({"data": f"{path}.files"} | options)
    apart = path.with_name(f"{path.stem}.contacts{path.suffix}")
    return LakeAddress(text, Lake(str(path), data), Lake(str(apart), contacts))


def _folders(options: dict[str, str]) -> tuple[Path, Path]:
    data = Path(options["data"]).absolute()
    return data, Path(options.get("contacts", data.with_name(f"{data.name}.contacts"))).absolute()


def _refuse_unknown(options: dict[str, str], known: frozenset[str]) -> None:
    unknown = sorted(set(options) - known)
    if unknown:
        raise _bad("ducklake…", f"{', '.join(unknown)} is none of {', '.join(sorted(known))}")


def _quoted(value: str) -> str:
    """A value as libpq's connection strings write it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _bad(text: str, why: str) -> MingzhangError:
    return MingzhangError(ErrorCode.BAD_ADDRESS, f"{text}: {why}")
