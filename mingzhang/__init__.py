"""Budget disclosures as data.

    import mingzhang

    disclosure = mingzhang.read("budget.pdf")          # one file: tables, forms, statements, checks, provenance
    disclosure.tables[0].to_pandas()
    disclosure.save("budget.xlsx")
    mingzhang.ingest("disclosures/", "budgets.duckdb") # many files into a warehouse
    with mingzhang.open("budgets.duckdb") as warehouse:
        warehouse.query("SELECT unit_name, fiscal_year, expenditure_yuan FROM unit_years").to_polars()

The rooms (`flows`, `extractors`, `models`, `warehouse`) lie at the top of the repository and are installed as
`mingzhang.flows` and so on; `mingzhang` is the only name that an installation takes.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mingzhang.flows.package.disclosure import Disclosure, Provenance, Table, read
    from mingzhang.flows.package.frames import Rows
    from mingzhang.flows.package.warehouse import Ingested, Warehouse, ingest, open
    from mingzhang.models.errors import MingzhangError

__all__ = [
    "Disclosure",
    "Ingested",
    "MingzhangError",
    "Provenance",
    "Rows",
    "Table",
    "Warehouse",
    "ingest",
    "open",
    "read",
]

_HOMES = {
    **dict.fromkeys(("Disclosure", "Provenance", "Table", "read"), "mingzhang.flows.package.disclosure"),
    **dict.fromkeys(("Ingested", "Warehouse", "ingest", "open"), "mingzhang.flows.package.warehouse"),
    "Rows": "mingzhang.flows.package.frames",
    "MingzhangError": "mingzhang.models.errors",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("mingzhang")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
