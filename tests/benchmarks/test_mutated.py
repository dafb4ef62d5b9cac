"""Changed templates: a drawn table reads as it was read, and the sets of changes are apart."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mutated.catalogue import CHANGES, REPORT, SEEN
from benchmarks.mutated.judging import tried
from tests.extractors.understand.test_tables import HEADER, WIDTHS, titled
from tests.support.drawing import pdf

ROWS = [
    HEADER,
    ["合计", None, "30.50", "20.00", "10.50"],
    ["201", "一般公共服务支出", "30.50", "20.00", "10.50"],
    ["20103", "政府办公厅（室）及相关机构事务", "30.50", "20.00", "10.50"],
    ["2010301", "行政运行", "20.00", "15.00", "5.00"],
    ["2010302", "一般行政管理事务", "10.50", "5.00", "5.50"],
]


def test_what_is_changed_means_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(titled("2025年部门支出总表").table(60, 100, WIDTHS, ROWS)))
    outcomes = tried(path, ["序号 column", "full-width comma", "codes in three columns"])
    assert [(o.figures, +o.counts) for o in outcomes] == [(15, {}), (0, {}), (15, {})]


def test_no_change_is_both_seen_and_kept() -> None:
    assert not set(SEEN) & set(REPORT)
    assert set(SEEN) | set(REPORT) == set(CHANGES)
    assert len(REPORT) >= 16
