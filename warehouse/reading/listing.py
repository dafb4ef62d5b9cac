"""A page of any relation: filtered, sorted, some rows at a time. Names are the warehouse's, values are parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.models.errors import ErrorCode, MingzhangError

MOST_ROWS = 500
_WORDS = ("VARCHAR",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a relation is asked for. `filters`: a column's value, as text. `text`: part of any text of a row.

    `sort` is a column, with a minus before it from the largest down. Pages count from 1.
    """

    relation: str
    filters: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    sort: str = ""
    page: int = 1
    size: int = 50


def select_of(wanted: Wanted, columns: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    """(SQL, parameters) of all rows that are asked for, in order. `columns`: (name, type) of the relation.

    Raises `MingzhangError` (`not_found`) for a relation or column that is not there.
    """
    types = dict(columns)
    if not types:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"relation: {wanted.relation}")
    conditions: list[str] = []
    parameters: list[object] = []
    for name, value in wanted.filters.items():
        _require(name, types)
        if value == "":
            conditions.append(f'"{name}" IS NULL')
        elif types[name] in _WORDS:
            conditions.append(f'"{name}" = ?')
            parameters.append(value)
        else:
            conditions.append(f'"{name}" = try_cast(? AS {types[name]})')
            parameters.append(value)
    texts = [name for name, kind in columns if kind in _WORDS]
    if wanted.text and texts:
        conditions.append("(" + " OR ".join(f'contains("{name}", ?)' for name in texts) + ")")
        parameters += [wanted.text] * len(texts)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = ""
    if wanted.sort:
        name = wanted.sort.removeprefix("-")
        _require(name, types)
        order = f' ORDER BY "{name}" {"DESC" if wanted.sort.startswith("-") else "ASC"} NULLS LAST'
    return f'SELECT * FROM "{wanted.relation}"{where}{order}', parameters


def page_of(wanted: Wanted, columns: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    """(SQL, parameters) of one page, with one row more where there are further pages. Raises as `select_of`."""
    sql, parameters = select_of(wanted, columns)
    size = min(max(1, wanted.size), MOST_ROWS)
    return f"{sql} LIMIT {size + 1} OFFSET {(max(1, wanted.page) - 1) * size}", parameters


def count_of(wanted: Wanted, columns: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    """(SQL, parameters) of how many rows there are. Raises as `select_of`."""
    sql, parameters = select_of(Wanted(wanted.relation, wanted.filters, wanted.text), columns)
    return sql.replace("SELECT *", "SELECT count(*)", 1), parameters


def _require(name: str, types: Mapping[str, str]) -> None:
    if name not in types:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"column: {name}")
