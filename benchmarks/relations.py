"""Are the main relations of a disclosure tried at all, wherever their tables are printed?

    python -m benchmarks.relations ARCHIVE_DIR… [--list] [--keep FILE]

Reads every PDF under the folders. For each file and each main relation (the two sides of the 收支总表, rows and columns
of the 收入总表, 基本 + 项目 of the 支出总表, …) it asks whether the file prints the table with enough figures for the
relation to say something, and whether a check of it passed or failed there. A relation that was only `not_applicable`
was not tried.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from mingzhang.models.records.documents import Document, Table
from mingzhang.models.vocabulary.enums import CheckStatus, Side, TableKind

COLUMNS = frozenset(
    ("code_children", "total_codes", "ordinal_children", "total_ordinals", "list_children", "list_total")
)
ROWS = frozenset(
    ("row_basic_project", "row_personnel_operating", "row_year_carryover", "row_funds", "row_parts", "row_among")
)
BETWEEN = frozenset(("same_in_two_tables", "totals_between_tables", "revenue_by_source"))
THREE_PUBLIC = frozenset(("three_public_total", "three_public_whole", "three_public_vehicles", "row_parts"))


@dataclass(frozen=True, slots=True)
class Relation:
    """A main relation: the rules that try it, the kinds of table that print it, and what it needs there.

    `columns`: so many columns of figures in one row, each with its own header;
    `rows`: so many rows of them; `sides`: both sides.
    """

    name: str
    rules: frozenset[str]
    kinds: tuple[TableKind, ...]
    columns: int = 1
    rows: int = 1
    sides: bool = False


SUMMARY, APPROPRIATION = TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.FISCAL_APPROPRIATION_SUMMARY
BASIC = (TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, TableKind.FISCAL_APPROPRIATION_BASIC, TableKind.BASIC_EXPENDITURE)
RELATIONS = (
    Relation("收支总表: 收入总计 = 支出总计", frozenset(("balance",)), (SUMMARY,), sides=True),
    Relation("收支总表: 合计 = 各项", COLUMNS, (SUMMARY,), rows=3),
    Relation("收入总表: 合计 = 各来源", ROWS, (TableKind.REVENUE_SUMMARY,), columns=3),
    Relation("收入总表: 合计 = 各行", COLUMNS, (TableKind.REVENUE_SUMMARY,), rows=3),
    Relation("支出总表: 合计 = 基本 + 项目", ROWS, (TableKind.EXPENDITURE_SUMMARY,), columns=3),
    Relation("支出总表: 合计 = 各行", COLUMNS, (TableKind.EXPENDITURE_SUMMARY,), rows=3),
    Relation("财政拨款收支总表: 收入 = 支出", frozenset(("balance",)), (APPROPRIATION,), sides=True),
    Relation("财政拨款收支总表: 合计 = 各项", COLUMNS, (APPROPRIATION,), rows=3),
    Relation("一般公共预算支出表: 合计 = 基本 + 项目", ROWS, (TableKind.GENERAL_PUBLIC_EXPENDITURE,), columns=3),
    Relation("一般公共预算支出表: 类 = 款 = 项", COLUMNS, (TableKind.GENERAL_PUBLIC_EXPENDITURE,), rows=3),
    Relation("基本支出表: 合计 = 人员 + 公用", ROWS, BASIC, columns=3),
    Relation("基本支出表: 类 = 款", COLUMNS, BASIC, rows=3),
    Relation("“三公”经费 = 各项", THREE_PUBLIC, (TableKind.THREE_PUBLIC_EXPENSES,), columns=3),
    Relation("政府性基金支出表", ROWS | COLUMNS, (TableKind.GOVERNMENT_FUND_EXPENDITURE,), columns=2),
    Relation("收支总表 = 收入总表 = 支出总表", BETWEEN, (TableKind.REVENUE_SUMMARY, TableKind.EXPENDITURE_SUMMARY)),
)


def read(path: Path) -> Document:
    from mingzhang.extractors.pipeline import read_document

    return read_document(path)


def tried(document: Document) -> Iterator[tuple[Relation, bool, Table]]:
    """Each main relation whose tables a document prints, whether it was tried in one of them, and the first of them."""
    decided = {
        (check.rule_id, ordinal)
        for check in document.checks
        if check.status is not CheckStatus.NOT_APPLICABLE
        for ordinal in {check.table_ordinal, *(line.table_ordinal for line in check.lines)}
    }
    for relation in RELATIONS:
        tables = [table for table in document.tables if table.table_kind in relation.kinds and _prints(table, relation)]
        if tables:
            done = any((rule, table.ordinal) in decided for rule in relation.rules for table in tables)
            yield relation, done, tables[0]


def _prints(table: Table, relation: Relation) -> bool:
    """Whether a table prints enough figures that are not zero for a relation to be tried."""
    lines = [line for line in table.lines if line.amount_yuan]
    by_row: dict[int, set[tuple[str, ...]]] = {}
    by_column: dict[int, set[int]] = {}
    for line in lines:
        by_row.setdefault(line.row_index, set()).add(line.column_path)
        by_column.setdefault(line.column_index, set()).add(line.row_index)
    return (
        max(map(len, by_row.values()), default=0) >= relation.columns
        and max(map(len, by_column.values()), default=0) >= relation.rows
        and (not relation.sides or {Side.REVENUE, Side.EXPENDITURE} <= {line.side for line in lines})
    )


def show(documents: Sequence[Document], is_list: bool) -> None:
    whole = done = 0
    for relation in RELATIONS:
        its = [(d, ok, table) for d in documents for one, ok, table in tried(d) if one is relation]
        count = sum(ok for _, ok, _ in its)
        whole, done = whole + len(its), done + count
        print(f"{relation.name:36} {count:4} of {len(its):4}  {100 * count / max(len(its), 1):6.1f} %")
        for document, ok, table in its if is_list else ():
            if not ok:
                print(f"    not tried  {document.file_name} p. {table.first_page} {table.title}")
    print(f"{'all':36} {done:4} of {whole:4}  {100 * done / max(whole, 1):6.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=Path, nargs="+")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="show the files where a relation is not tried")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what was read there, and take it from there")
    options = parser.parse_args()
    if options.keep and options.keep.is_file():
        documents = pickle.loads(options.keep.read_bytes())
    else:
        paths = [path for folder in options.archives for path in sorted(folder.rglob("*.pdf"))]
        with get_context("spawn").Pool(options.workers) as pool:
            documents = pool.map(read, paths, chunksize=1)
        if options.keep:
            options.keep.write_bytes(pickle.dumps(documents))
    show(documents, options.list)


if __name__ == "__main__":
    main()
