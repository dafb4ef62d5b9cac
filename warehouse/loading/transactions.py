"""One transaction, all or nothing: from the start again where another writer came in between."""

from __future__ import annotations

import contextlib
import random
import re
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.connection import Writing, is_disk_full

T = TypeVar("T")
_VALUES = re.compile(r"(['\x22])(?:(?!\1).)*\1|\d{3,}[\d.]*")

# Seconds to wait before a transaction is tried again that lost to one of another writer's.
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


def all_or_nothing(writing: Writing, work: Callable[[], T]) -> T:
    """`work` in one transaction, this writer's turn; from the start again where another writer came in between.

    Raises `MingzhangError` (`internal`, and what `work` raises); nothing is written then.
    """
    for pause in PAUSES:
        try:
            with writing.turn(), _transaction(writing.connection):
                return work()
        except duckdb.Error as error:
            if is_disk_full(error):
                raise MingzhangError(ErrorCode.DISK_FULL, "the warehouse's") from error
            if not lake.lost_to_another(error):
                raise refused(error) from error
        time.sleep(pause * random.uniform(0.5, 1.5))
    raise MingzhangError(ErrorCode.WAREHOUSE_BUSY, f"{len(PAUSES)} times another one wrote the same relation")


@contextlib.contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with contextlib.suppress(duckdb.Error):  # a commit that failed has rolled back already
            connection.rollback()
        raise


def refused(error: duckdb.Error) -> MingzhangError:
    """What was wrong, without the values that were: they may be what nobody is to see."""
    said = _VALUES.sub("…", str(error).splitlines()[0])
    return MingzhangError(ErrorCode.INTERNAL, f"the warehouse refused it: {said}")
