"""Accusations against labels, and planted errors: how they are counted."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.accusations import Accusation, judge, read_labels
from benchmarks.planted import changed

LABELS = """city\tfile\tpage\trule\tverdict\treason
某市\t甲.pdf\t3\tcode_children\tTRUE\ta 项 is missing
某市\t甲.pdf\t3\ttext_code\tTRIVIAL\t0.01
某市\t甲.pdf\t5\trow_funds\tFALSE_RULE\tmemo column
某市\t乙.pdf\t\trequired_table\tTRUE\tno table
"""


def test_precision_and_recall_by_page(tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text(LABELS, encoding="utf-8")
    found = [
        Accusation("甲.pdf", 3, "code_children", ""),
        Accusation("甲.pdf", 3, "total_codes", ""),
        Accusation("甲.pdf", 3, "text_code", ""),
        Accusation("甲.pdf", 5, "row_funds", ""),
        Accusation("甲.pdf", 9, "balance", ""),
        Accusation("丙.pdf", 1, "balance", ""),
    ]
    judged = judge(found, read_labels(path))
    assert judged.verdicts == {"TRUE": 2, "TRIVIAL": 1, "FALSE_RULE": 1, "not labelled": 1}
    assert (judged.precision, judged.recall) == (0.5, 0.5)


def test_one_digit_changes_and_the_print_stays_a_figure() -> None:
    chance = random.Random(1)
    for text in ("1,200.50", "-7.00", "9"):
        for _ in range(20):
            other = changed(text, chance)
            assert sum(a != b for a, b in zip(text, other, strict=True)) == 1
            assert not other.lstrip("-").startswith("0")
