"""A warehouse as files in a folder: CSV, Parquet, XLSX, SQLite, with the data dictionary in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mingzhang.flows.output.row_files import CSV_MARK, csv_part, write_workbook
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.exporting.dictionary_rows import DICTIONARY_COLUMNS, dictionary_rows
from mingzhang.warehouse.exporting.parquet import write_parquet
from mingzhang.warehouse.exporting.sqlite import write_table
from mingzhang.warehouse.reading.library import Library
from mingzhang.warehouse.reading.query import QueryAnswer
from mingzhang.warehouse.storage.address import Where

FORMATS = ("csv", "parquet", "xlsx", "sqlite")
DATABASE = "mingzhang.sqlite"


def export_warehouse(
    warehouse: Where, folder: Path, forms: Sequence[str], only: Sequence[str] = ()
) -> Iterator[tuple[Path, int]]:
    """Write the relations and give each file that was written with its rows.

    A warehouse that is being written is exported as it stood after its last commit. Raises `MingzhangError`
    (`not_writable`; `not_found` for a relation that is not there; those of `Library`).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{folder}: {error.strerror or error}") from error
    library = Library(warehouse)
    try:
        unknown = [name for name in only if name not in library.relations]
        if unknown:
            raise MingzhangError(ErrorCode.NOT_FOUND, f"relation: {unknown[0]}, none of {', '.join(library.relations)}")
        if "sqlite" in forms:
            (folder / DATABASE).unlink(missing_ok=True)
        for name in only or library.relations:
            for form in forms:
                yield _written(library, name, form, folder)
        yield from _dictionary(folder)
    except OSError as error:
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{folder}: {error.strerror or error}") from error
    finally:
        library.close()


def _written(library: Library, name: str, form: str, folder: Path) -> tuple[Path, int]:
    path = folder / (DATABASE if form == "sqlite" else f"{name}.{form}")
    count = 0

    def counted(answers: Iterator[QueryAnswer]) -> Iterator[QueryAnswer]:
        nonlocal count
        for answer in answers:
            count += len(answer.rows)
            yield answer

    with library.reader() as reader:
        answers = counted(reader.stream(f'SELECT * FROM "{name}"'))
        if form == "parquet":
            write_parquet(path, answers, library.columns(name))
        elif form == "xlsx":
            write_workbook(path, name, answers)
        elif form == "sqlite":
            write_table(path, name, library.columns(name), answers)
        else:
            _write_csv(path, answers)
    return path, count


def _write_csv(path: Path, answers: Iterator[QueryAnswer]) -> None:
    with path.open("wb") as file:
        file.write(CSV_MARK)
        for number, answer in enumerate(answers):
            file.write(csv_part(() if number else answer.columns, answer.rows))


def _dictionary(folder: Path) -> Iterator[tuple[Path, int]]:
    rows = dictionary_rows()
    table = folder / "dictionary.csv"
    table.write_bytes(CSV_MARK + csv_part(DICTIONARY_COLUMNS, rows))
    yield table, len(rows)
    page = folder / "dictionary.md"
    page.write_text("\n".join(_page(rows)), encoding="utf-8")
    yield page, len(rows)


def _page(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield "# 数据字典 / Data dictionary"
    for relation, relation_zh, column, column_zh, kind, comment in rows:
        if not column:
            yield f"\n## {relation_zh} / `{relation}`\n\n{comment}.\n"
            yield "| Column | 中文 | Type | Meaning |\n|---|---|---|---|"
        else:
            told = comment.replace("|", "\\|")
            yield f"| `{column}` | {column_zh} | {kind} | {told} |"
    yield ""
