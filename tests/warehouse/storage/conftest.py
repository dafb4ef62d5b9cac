"""A PostgreSQL server, lakes in it and in files, and staged documents for the tests of storage."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from tests.support.documents import small_document
from tests.support.lakes import (
    SAMPLE,
    close_readers,
    load_document,
    staged,
)
from tests.support.postgres import Postgres, postgres


@pytest.fixture(scope="package")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        os.environ["PGPASSFILE"] = str(running.passfile)
        yield running
        del os.environ["PGPASSFILE"]


_numbers = itertools.count(1)


@pytest.fixture
def in_postgres(server: Postgres, tmp_path: Path) -> str:
    """The address of a lake that is not there yet."""
    number = next(_numbers)
    return server.address(tmp_path / f"lake{number}", f"w{number}")


@pytest.fixture(params=["postgresql", "file"])
def lake_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"ducklake:{tmp_path}/catalog.ducklake"
    return str(request.getfixturevalue("in_postgres"))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sample and a small document with a contact, staged; folders by document."""
    return staged([read_document(SAMPLE), small_document()], tmp_path_factory.mktemp("staged"))


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One sample twenty times, as twenty documents."""
    document = read_document(SAMPLE)
    copies = [replace(document, document_id=f"{number:016}{document.document_id[16:]}") for number in range(20)]
    return staged(copies, tmp_path_factory.mktemp("staged"))


@pytest.fixture(scope="module")
def served(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lake in PostgreSQL with a small document, for tests that only ask."""
    address = server.address(tmp_path_factory.mktemp("served") / "lake", "served")
    load_document(address)
    return address


@pytest.fixture(autouse=True)
def _readers() -> Iterator[None]:
    yield
    close_readers()
