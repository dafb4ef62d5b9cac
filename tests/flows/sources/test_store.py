"""The store: whole objects or none, in a folder and in object storage, no garbage after a kill."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import pytest

from mingzhang.flows.sources.store import INCOMING, Store, fetch, read_object
from mingzhang.models.errors import ErrorCode, MingzhangError

ROOT = Path(__file__).resolve().parents[3]
DATA = "预算".encode() * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["folder", "file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    roots = {"folder": str(tmp_path / "s"), "file": f"file://{tmp_path}/s", "memory": f"memory://{tmp_path.name}"}
    return Store(roots[request.param])


def names(store: Store) -> list[str]:
    """Every object and temporary file, by its path under the root."""
    files, base = fsspec.url_to_fs(store.root)
    return sorted(name.removeprefix(base.rstrip("/") + "/") for name in files.find(base))


def test_an_object_lies_under_its_sha256_and_is_not_written_twice(store: Store) -> None:
    for _ in range(2):
        with store.writer() as writer:
            writer.write(DATA[:99])
            writer.write(DATA[99:])
            stored = writer.keep()
    assert (stored.digest, stored.byte_size) == (DIGEST, len(DATA))
    assert names(store) == [f"{DIGEST[:2]}/{DIGEST[2:]}"]
    assert read_object(stored.address) == DATA
    assert store.has(DIGEST, len(DATA))
    assert not store.has(DIGEST, 1)
    assert not store.has("0" * 64)
    assert store.is_sound(DIGEST)


def test_what_is_not_kept_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writer() as writer:
        writer.write(DATA)
        raise RuntimeError
    assert names(store) == []


def test_a_file_is_adopted_and_gone_from_where_it_was(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "a").write_bytes(DATA)
        assert store.adopt(tmp_path / "a", DIGEST).digest == DIGEST
        assert not (tmp_path / "a").exists()
    assert names(store) == [f"{DIGEST[:2]}/{DIGEST[2:]}"]


def test_a_changed_object_is_found_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(DATA)
    address = store.put_file(tmp_path / "a").address
    fetch(address, DIGEST, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == DATA
    with fsspec.open(address, "wb") as stream:
        stream.write(DATA[:-1])
    assert not store.is_sound(DIGEST)
    with pytest.raises(MingzhangError) as caught:
        fetch(address, DIGEST, tmp_path / "other")
    assert caught.value.code is ErrorCode.STORE_UNUSABLE
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a", "copy"]
    assert store.put_file(tmp_path / "a").digest == DIGEST
    assert store.is_sound(DIGEST)


def test_local_objects_are_files_to_read_in_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(DATA)
    local, remote = Store(str(tmp_path / "s")), Store("memory://elsewhere")
    assert Path(local.put_file(tmp_path / "a").address).read_bytes() == DATA
    assert local.path(DIGEST) == tmp_path / "s" / DIGEST[:2] / DIGEST[2:]
    assert remote.path(DIGEST) is None
    assert remote.address(DIGEST) == f"memory:///elsewhere/{DIGEST[:2]}/{DIGEST[2:]}"


def test_what_a_killed_process_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    code = (
        "import sys, time; from mingzhang.flows.sources.store import Store\n"
        "writer = Store(sys.argv[1]).writer(); writer.write(b'half'); print('written', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    store = Store(str(tmp_path / "s"))
    assert store.sweep() == 0
    process.kill()
    process.wait()
    with store.writer() as mine:
        assert store.sweep() == 1
        mine.write(DATA)
        mine.keep()
    assert names(store) == [f"{DIGEST[:2]}/{DIGEST[2:]}"]


def test_another_hosts_leftovers_are_swept_after_a_day(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "s"))
    incoming = tmp_path / "s" / INCOMING
    incoming.mkdir(parents=True)
    for age in (3600, 100_000):
        (incoming / f"another-host-7-7-{int(time.time()) - age}-0a").write_bytes(b"half")
    assert store.sweep() == 1


def test_a_root_that_cannot_be_used_is_an_error_with_a_code(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MingzhangError) as caught, Store(str(tmp_path / "file" / "s")).writer():
        pass
    assert caught.value.code is ErrorCode.STORE_UNUSABLE
    with pytest.raises(MingzhangError) as caught:
        Store("nosuch://a/b")
    assert caught.value.code is ErrorCode.STORE_UNUSABLE
