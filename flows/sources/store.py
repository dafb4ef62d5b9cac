"""The content-addressed store: bytes under their sha256, in a folder or in object storage (any address of fsspec's).

`ab/cdef…` holds the bytes whose sha256 is `abcdef…`. An object appears whole or not at all: it is written under a
temporary name in `.incoming/` and renamed. What a killed process left there is removed when the next run starts.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import fsspec
import psutil

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.storage.address import Address, FileAddress

INCOMING = ".incoming"
CHUNK = 1 << 20
# Another host's temporary names are left alone so long: whether its process lives cannot be seen from here.
STALE_SECONDS = 24 * 3600.0
_OWNER = re.compile(r"(?P<host>.+)-(?P<process>\d+)-(?P<started>\d+)-(?P<written>\d+)-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object of the store: the sha256 of its bytes, its size, and its address."""

    digest: str
    byte_size: int
    address: str


@dataclass(slots=True)
class Store:
    """A store under one root: a folder, or an address such as `s3://bucket/prefix` or `memory://name`.

    Raises `MingzhangError` (`store_unusable`) where the root cannot be reached.
    """

    root: str
    _files: Any = field(init=False, repr=False)
    _base: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            self._files, self._base = fsspec.url_to_fs(self.root, use_listings_cache=False)
        except (ImportError, ValueError, OSError) as error:
            raise MingzhangError(ErrorCode.STORE_UNUSABLE, f"{self.root}: {error}") from error
        self._base = self._base.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether the objects are files of this machine, which can be read in place."""
        return "file" in _protocols(self._files)

    def address(self, digest: str) -> str:
        """Where an object lies: an absolute path of a local store, a full address of another."""
        path = self._place(digest)
        return path if self.is_local else str(self._files.unstrip_protocol(path))

    def path(self, digest: str) -> Path | None:
        """The file that an object is; None in a store that is not of this machine."""
        return Path(self._place(digest)) if self.is_local else None

    def has(self, digest: str, byte_size: int | None = None) -> bool:
        """Whether an object is there, of this size."""
        try:
            size = self._files.info(self._place(digest))["size"]
        except FileNotFoundError:
            return False
        return byte_size is None or size == byte_size

    def is_sound(self, digest: str) -> bool:
        """Whether an object is there and has the bytes that its name says; reads all of it."""
        found = hashlib.sha256()
        try:
            with self._files.open(self._place(digest), "rb") as stream:
                while chunk := stream.read(CHUNK):
                    found.update(chunk)
        except FileNotFoundError:
            return False
        return found.hexdigest() == digest

    def writer(self) -> StoreWriter:
        """Something to write bytes to; `keep` makes them an object, leaving without it drops them."""
        return StoreWriter(self)

    def put_file(self, path: Path) -> StoredObject:
        """Keep a copy of a file."""
        with path.open("rb") as stream, self.writer() as writer:
            while chunk := stream.read(CHUNK):
                writer.write(chunk)
            return writer.keep()

    def adopt(self, path: Path, digest: str) -> StoredObject:
        """Make an object of a file whose sha256 is known, and take the file away from where it is."""
        size = path.stat().st_size
        place = self.path(digest)
        with _reachable(self):
            if self.has(digest, size):
                path.unlink()
            elif place is not None and _same_device(path, Path(self._base)):
                place.parent.mkdir(parents=True, exist_ok=True)
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
                os.replace(path, place)
            else:
                digest = self.put_file(path).digest
                path.unlink()
        return StoredObject(digest, size, self.address(digest))

    def sweep(self) -> int:
        """Remove what killed processes left half written; gives how many. Other runs that live are left alone."""
        swept = 0
        with contextlib.suppress(FileNotFoundError):
            for entry in self._files.ls(f"{self._base}/{INCOMING}", detail=True):
                if not _is_owned(entry["name"].rsplit("/", 1)[-1]):
                    with contextlib.suppress(FileNotFoundError):
                        self._files.rm_file(entry["name"])
                        swept += 1
        return swept

    def _place(self, digest: str) -> str:
        return f"{self._base}/{digest[:2]}/{digest[2:]}"


class StoreWriter:
    """Bytes on their way into a store. A context: what is not kept when it is left is removed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digest = hashlib.sha256()
        self._size = 0
        self._files = store._files
        self._temporary = f"{store._base}/{INCOMING}/{_owner()}-{int(time.time())}-{secrets.token_hex(6)}"
        with _reachable(store):
            self._files.makedirs(f"{store._base}/{INCOMING}", exist_ok=True)
            self._stream: Any = self._files.open(self._temporary, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.drop()

    def write(self, chunk: bytes) -> None:
        """Take more bytes."""
        self._digest.update(chunk)
        self._size += len(chunk)
        with _reachable(self._store):
            self._stream.write(chunk)

    def keep(self) -> StoredObject:
        """Make an object of what was written. Bytes that the store has already are not written a second time."""
        digest = self._digest.hexdigest()
        place = self._store._place(digest)
        with _reachable(self._store):
            self._stream.flush()
            if self._store.is_local:
                os.fsync(self._stream.fileno())
            self._stream.close()
            if self._store.has(digest, self._size):
                self.drop()
            else:
                self._files.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
                if self._store.is_local:
                    os.replace(self._temporary, place)
                else:
                    self._files.mv(self._temporary, place)
        self._stream = None
        return StoredObject(digest, self._size, self._store.address(digest))

    def drop(self) -> None:
        """Forget what was written."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            with contextlib.suppress(FileNotFoundError):
                self._files.rm_file(self._temporary)
            self._stream = None


def fetch(address: str, digest: str, target: Path) -> None:
    """Copy an object to a file of this machine, which appears whole or not at all, and only with the right bytes.

    Raises `MingzhangError` (`store_unusable`) where the object is missing, out of reach, or not what its name says.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    found = hashlib.sha256()
    try:
        with fsspec.open(address, "rb") as source, partial.open("wb") as copy:
            while chunk := source.read(CHUNK):
                found.update(chunk)
                copy.write(chunk)
        if found.hexdigest() != digest:
            raise MingzhangError(ErrorCode.STORE_UNUSABLE, f"{address} is not what its name says")
        partial.rename(target)
    except (OSError, ImportError, ValueError) as error:
        raise MingzhangError(ErrorCode.STORE_UNUSABLE, f"{address}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)


def is_remote(address: str) -> bool:
    """Whether an object lies in a store that is not of this machine."""
    return "://" in address


def default_root(warehouse: Address) -> str:
    """The store of a warehouse for which no other is named: a folder beside it."""
    place = warehouse.path if isinstance(warehouse, FileAddress) else warehouse.lake.data
    return f"{place}.store"


def is_there(address: str, byte_size: int) -> bool:
    """Whether an object is at an address, of this size."""
    try:
        if not is_remote(address):
            return Path(address).stat().st_size == byte_size
        files, path = fsspec.url_to_fs(address)
        return bool(files.info(path)["size"] == byte_size)
    except (OSError, ImportError, ValueError):
        return False


def read_object(address: str) -> bytes:
    """The bytes of an object. Raises OSError, and what the library of a far store raises."""
    if not is_remote(address):
        return Path(address).read_bytes()
    with fsspec.open(address, "rb") as stream:
        data: bytes = stream.read()
    return data


@contextlib.contextmanager
def _reachable(store: Store) -> Any:
    try:
        yield
    except OSError as error:
        raise MingzhangError(ErrorCode.STORE_UNUSABLE, f"{store.root}: {error.strerror or error}") from error


def _same_device(path: Path, root: Path) -> bool:
    root.mkdir(parents=True, exist_ok=True)
    return path.stat().st_dev == root.stat().st_dev


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _owner() -> str:
    """Who writes: host, process and when it started, so that a number given again is not taken for the first."""
    return f"{socket.gethostname()}-{os.getpid()}-{int(psutil.Process().create_time())}"


def _is_owned(name: str) -> bool:
    """Whether the process that writes this may still be at it."""
    owner = _OWNER.fullmatch(name)
    if owner is None:
        return False
    if owner["host"] != socket.gethostname():
        return time.time() - int(owner["written"]) < STALE_SECONDS
    try:
        writer = psutil.Process(int(owner["process"]))
        same = abs(writer.create_time() - int(owner["started"])) < 2
        return bool(same and writer.status() != psutil.STATUS_ZOMBIE)  # dead, and nobody has asked how it ended
    except psutil.NoSuchProcess:
        return False
