"""Rows as tables of pandas or polars, whichever is asked for; neither is needed for anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mingzhang.flows.extras import needs

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Any]]):
    """Rows of a relation, each a mapping by column. Amounts are `Decimal` in yuan; what is missing is None."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Rows(self.columns, self.values[index])
        return dict(zip(self.columns, self.values[index], strict=True))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    def column(self, name: str) -> list[Any]:
        """The values of a column. ValueError for one that is not there."""
        index = self.columns.index(name)
        return [row[index] for row in self.values]

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas table. Raises `MingzhangError` (`missing_extra`) where pandas is not installed."""
        with needs("pandas"):
            import pandas
        return pandas.DataFrame([list(row) for row in self.values], columns=list(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """A polars table. Raises `MingzhangError` (`missing_extra`) where polars is not installed."""
        with needs("polars"):
            import polars
        return polars.DataFrame([list(row) for row in self.values], schema=list(self.columns), orient="row")


def rows_of_objects(objects: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> Rows:
    """Rows out of objects that all have the same columns; `columns` names those where there are no objects."""
    names = tuple(objects[0]) if objects else tuple(columns)
    return Rows(names, tuple(tuple(one[name] for name in names) for one in objects))
