"""A main relation counts where its table is printed with enough figures, and as tried where a check decided."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.relations import tried
from mingzhang.models.identities import proved
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind
from tests.models.identities.sheets import document, table

ROWS = [
    (None, "合计", ("1,300.00", "800.00", "500.00")),
    ("201", "一般公共服务支出", ("700.00", "400.00", "300.00")),
    ("221", "住房保障支出", ("600.00", "400.00", "200.00")),
]


def test_what_is_printed_and_tried_counts() -> None:
    paths = ("合计", "基本支出", "项目支出")
    found = proved(document(table(TableKind.EXPENDITURE_SUMMARY, paths, ROWS)))
    assert {relation.name: done for relation, done, _ in tried(found)} == {
        "支出总表: 合计 = 基本 + 项目": True,
        "支出总表: 合计 = 各行": True,
        "收支总表 = 收入总表 = 支出总表": False,
    }
    undecided = tuple(replace(check, status=CheckStatus.NOT_APPLICABLE) for check in found.checks)
    assert not any(done for _, done, _ in tried(replace(found, checks=undecided)))


def test_a_table_of_one_column_prints_no_sum_of_columns() -> None:
    found = document(table(TableKind.EXPENDITURE_SUMMARY, ("合计",), [(a, b, c[:1]) for a, b, c in ROWS]))
    assert "支出总表: 合计 = 基本 + 项目" not in {relation.name for relation, _, _ in tried(found)}
