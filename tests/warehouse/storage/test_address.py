"""Addresses: what they mean, and that no password gets out of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.storage.address import FileAddress, LakeAddress, address_of


def test_a_name_is_a_file_with_a_second_one_for_contacts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    address = address_of("budgets.duckdb")
    assert address == FileAddress(tmp_path / "budgets.duckdb")
    assert address.contacts == tmp_path / "budgets.contacts.duckdb"
    assert address_of(address) is address
    assert address_of(Path("budgets.duckdb")) == address


def test_a_lake_in_postgresql_has_two_schemas_and_two_folders() -> None:
    address = address_of("ducklake+postgresql://ana%20l@db.example:5433/lake?data=/mnt/lake/&sslmode=require")
    assert isinstance(address, LakeAddress)
    assert address.lake.catalog == (
        "postgres:host='db.example' port='5433' user='ana l' dbname='lake' sslmode='require'"
    )
    assert (address.lake.schema, address.contacts.schema) == ("mingzhang", "mingzhang_contacts")
    assert (address.lake.data, address.contacts.data) == (Path("/mnt/lake"), Path("/mnt/lake.contacts"))
    assert address.lake.catalog_file is None


def test_a_value_cannot_leave_its_quotes() -> None:
    address = address_of("ducklake+postgresql://h/a'%20host='evil?data=/d")
    assert isinstance(address, LakeAddress)
    assert address.lake.server == r"host='h' dbname='a\' host=\'evil'"


def test_a_lake_in_a_file(tmp_path: Path) -> None:
    address = address_of(f"ducklake:{tmp_path}/c.ducklake")
    assert isinstance(address, LakeAddress)
    assert address.lake.catalog_file == tmp_path / "c.ducklake"
    assert address.contacts.catalog_file == tmp_path / "c.contacts.ducklake"
    assert address.lake.data == tmp_path / "c.ducklake.files"
    assert str(address) == f"ducklake:{tmp_path}/c.ducklake"


@pytest.mark.parametrize(
    "text",
    [
        "ducklake+postgresql://me:s3cret@host/lake?data=/mnt",
        "ducklake+postgresql://me:@host/lake?data=/mnt",
        "ducklake+postgresql://me@host/lake?data=/mnt&password=s3cret",
        "ducklake+postgresql://me@host/lake?data=/mnt&pass=s3cret",
        "ducklake+postgresql://me:s3cret/x@host/lake?data=/mnt",
        "ducklake+postgresql://host:s3cret/lake?data=/mnt",
        "postgresql://me:s3cret@host/lake",
        "ducklake:x.ducklake?password=s3cret",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(MingzhangError) as caught:
        address_of(text)
    assert caught.value.code is ErrorCode.BAD_ADDRESS
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(caught.value.__cause__ and caught.value.found)


@pytest.mark.parametrize(
    "text",
    [
        "ducklake+postgresql://host/lake",
        "ducklake+postgresql://host/lake?data=relative",
        "ducklake+postgresql://host/lake?data=/d&schema=a;b",
        "ducklake:",
        "ducklake:sqlite:x",
        "s3://bucket/x",
    ],
)
def test_an_address_that_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(MingzhangError) as caught:
        address_of(text)
    assert caught.value.code is ErrorCode.BAD_ADDRESS


def test_staging_of_a_killed_run_on_a_lake_is_found_and_that_of_a_running_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    address = address_of(f"ducklake:{tmp_path}/a.ducklake")
    running = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    name = address.staging.name.removesuffix(f"{os.getpid()}")
    for process_id in (running.pid, ended.pid):
        (tmp_path / f"{name}{process_id}").mkdir()
    assert address.left_behind() == [tmp_path / f"{name}{ended.pid}"]
    running.communicate()
