"""One file, read: `mingzhang.read`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.flows.output.document import WRITERS, format_of
from mingzhang.flows.output.rows import OutputRow, cells_by_table, heading, rows_by_relation
from mingzhang.flows.package.frames import Rows, rows_of_objects
from mingzhang.flows.writing import require_place, write_file
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box

if TYPE_CHECKING:
    import pandas
    import polars

    from mingzhang.models.records.documents import Document


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure stands: page from 1, box in points from the top left of the upright page, and what proves it."""

    line_id: str
    page_number: int
    box: Box
    as_printed: str
    verification: str
    confidence: float
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table of a disclosure as it is ruled. `kind` is of the vocabulary in docs/warehouse.md."""

    about: OutputRow
    cells: tuple[OutputRow, ...]
    lines: Rows

    @property
    def title(self) -> str:
        """Its printed number and title, else its kind."""
        return heading(self.about)

    @property
    def kind(self) -> str:
        return str(self.about["table_kind"])

    @property
    def currency_unit(self) -> str | None:
        """The printed unit of money; amounts of `lines` are yuan all the same."""
        unit: str | None = self.about["currency_unit"]
        return unit

    @property
    def pages(self) -> range:
        return range(self.about["first_page"], self.about["last_page"] + 1)

    @cached_property
    def grid(self) -> list[list[str]]:
        """The printed texts by row and column; a cell that spans several places stands in its first."""
        grid = [[""] * self.about["column_count"] for _ in range(self.about["row_count"])]
        for cell in self.cells:
            grid[cell["row_index"]][cell["column_index"]] = cell["text"] or ""
        return grid

    @property
    def header_rows(self) -> int:
        """How many rows the header has."""
        return max((cell["row_index"] + cell["row_span"] for cell in self.cells if cell["is_header"]), default=0)

    @cached_property
    def rows(self) -> Rows:
        """The printed texts under the header, a column each under its header texts joined by `/`."""
        head, names = self.grid[: self.header_rows], []
        spread = self._spread_header()
        for column in range(self.about["column_count"]):
            path = "/".join(dict.fromkeys(text for row in range(len(head)) if (text := spread[row][column])))
            names.append(path or str(column))
        unique = [f"{name} {index}" if names.count(name) > 1 else name for index, name in enumerate(names)]
        return Rows(tuple(unique), tuple(map(tuple, self.grid[self.header_rows :])))

    def _spread_header(self) -> list[list[str]]:
        spread = [[""] * self.about["column_count"] for _ in range(self.header_rows)]
        for cell in self.cells:
            if cell["is_header"]:
                for row in range(cell["row_index"], min(cell["row_index"] + cell["row_span"], self.header_rows)):
                    for column in range(cell["column_index"], cell["column_index"] + cell["column_span"]):
                        spread[row][column] = "".join((cell["text"] or "").split())
        return spread

    def to_pandas(self) -> pandas.DataFrame:
        """`rows` as a pandas table."""
        return self.rows.to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """`rows` as a polars table."""
        return self.rows.to_polars()


class Disclosure:
    """Everything that one file says. Relations are `Rows` with the columns of docs/warehouse.md."""

    def __init__(self, document: Document, *, show_contacts: bool = False) -> None:
        self.document = document
        self._rows = rows_by_relation(document, show_contacts=show_contacts)

    def __repr__(self) -> str:
        named = " ".join(str(part) for part in (self.unit_name, self.fiscal_year) if part)
        return f"<Disclosure {self.file_name}: {named}, {len(self.tables)} tables, {len(self.budget_lines)} figures>"

    def _relation(self, name: str) -> Rows:
        return rows_of_objects(self._rows[name])

    @property
    def file_name(self) -> str:
        return self.document.file_name

    @property
    def status(self) -> str:
        """complete, partial, failed or skipped; `error` says why it is not complete."""
        return str(self.document.status)

    @property
    def error(self) -> str | None:
        """Why it is not complete, in one sentence; None where it is."""
        return self.document.error_message

    @property
    def unit_name(self) -> str | None:
        return self.document.facts.unit_name

    @property
    def region(self) -> str | None:
        return self.document.facts.region

    @property
    def fiscal_year(self) -> int | None:
        return self.document.facts.fiscal_year

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the order of the pages."""
        cells = cells_by_table(self._rows)
        made = []
        for about in self._rows["tables"]:
            lines = [line for line in self._rows["budget_lines"] if line["table_id"] == about["table_id"]]
            made.append(Table(about, tuple(cells[about["table_id"]]), rows_of_objects(lines)))
        return tuple(made)

    @cached_property
    def budget_lines(self) -> Rows:
        """One row a printed figure."""
        return self._relation("budget_lines")

    @cached_property
    def forms(self) -> Rows:
        """One row a performance target form."""
        return self._relation("performance_projects")

    @cached_property
    def indicators(self) -> Rows:
        """One row an indicator of a form."""
        return self._relation("performance_indicators")

    @cached_property
    def statements(self) -> Rows:
        """Figures that the narrative claims."""
        return self._relation("statements")

    @cached_property
    def checks(self) -> Rows:
        """Every identity that was tried."""
        return self._relation("checks")

    @property
    def findings(self) -> Rows:
        """The checks that fail."""
        return rows_of_objects([check for check in self._rows["checks"] if check["status"] == "fail"])

    def provenance(self, line_id: str) -> Provenance:
        """Where a figure stands and what proves it. Raises `MingzhangError` (`no_such_line`)."""
        line = next((line for line in self._rows["budget_lines"] if line["line_id"] == line_id), None)
        if line is None:
            raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
        place = (line["table_id"], line["row_index"], line["column_index"])
        cell = next(c for c in self._rows["cells"] if (c["table_id"], c["row_index"], c["column_index"]) == place)
        told = tuple(check["explanation"] for check in self._rows["checks"] if line_id in check["line_ids"])
        box = Box(cell["x0"], cell["y0"], cell["x1"], cell["y1"])
        reading = (str(line["verification"]), line["confidence"])
        return Provenance(line_id, line["page_number"], box, line["amount_text"], *reading, told)

    def save(self, path: str | os.PathLike[str], form: str | None = None) -> Path:
        """Write it as json, csv, html, md, xlsx or parquet; the suffix decides where no form is named.

        Raises `MingzhangError` (`bad_format`, `not_writable`).
        """
        target = require_place(Path(path))
        write_file(target, WRITERS[format_of(form, target)](self._rows))
        return target


def read(path: str | os.PathLike[str], *, show_contacts: bool = False, **settings: Any) -> Disclosure:
    """Read one disclosure: PDF, OFD, docx, xlsx, xls, a web page or a picture. No warehouse, no flow, no network.

    `settings` are those of `mingzhang.extractors.settings.Settings` (`max_pages`, `ocr_model`). What is wrong with the
    file raises nothing: see `status` and `error`. Raises `MingzhangError` (`not_found`) where there is none.
    """
    from mingzhang.extractors.pipeline import read_document
    from mingzhang.extractors.settings import Settings

    file = Path(path)
    if not file.is_file():
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {file}")
    return Disclosure(read_document(file, Settings(**settings)), show_contacts=show_contacts)
