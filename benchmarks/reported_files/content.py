"""What the files print, and a case: a file and the figures that must come out of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.printed_files.content import GENERAL, Figure, Printed, flat

COST = Printed(
    "支出总表",
    "部门：某某市市场监督管理局",
    "单位：万元",
    flat("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    (
        ("201", "一般公共服务支出", "4,307.92", "3,161.45", "1,146.47"),
        ("20138", "市场监督管理事务", "4,307.92", "3,161.45", "1,146.47"),
        ("2013801", "行政运行", "3,161.45", "3,161.45", ""),
        ("2013812", "药品事务", "86.47", "", "86.47"),
        ("2013816", "食品安全监管", "1,060.00", "", "1,060.00"),
        ("210", "卫生健康支出", "129.38", "129.38", ""),
        ("21011", "行政事业单位医疗", "129.38", "129.38", ""),
        ("2101101", "行政单位医疗", "129.38", "129.38", ""),
        ("", "合计", "4,437.30", "3,290.83", "1,146.47"),
    ),
    {2: (0, 1), 3: (0, 1), 4: (0, 1)},
    10_000,
)
FINAL = Printed(
    "收入决算表",
    "部门：某某县档案馆",
    "金额单位：元",
    (
        (("科目编码", 1, 2), ("科目名称", 1, 2), ("本年收入合计", 1, 2), ("其中", 2, 1)),
        (("财政拨款收入", 1, 1), ("其他收入", 1, 1)),
    ),
    (
        ("201", "一般公共服务支出", "1,845,236.17", "1,840,036.17", "5,200.00"),
        ("20126", "档案事务", "1,845,236.17", "1,840,036.17", "5,200.00"),
        ("2012601", "行政运行", "1,240,036.17", "1,240,036.17", ""),
        ("2012604", "档案馆", "605,200.00", "600,000.00", "5,200.00"),
        ("221", "住房保障支出", "96,310.00", "96,310.00", ""),
        ("22102", "住房改革支出", "96,310.00", "96,310.00", ""),
        ("2210201", "住房公积金", "96,310.00", "96,310.00", ""),
        ("", "合计", "1,941,546.17", "1,936,346.17", "5,200.00"),
    ),
    {2: (0, 1), 3: (0, 1), 4: (0, 1)},
    1,
)
PRINTED = (COST, FINAL, GENERAL)


@dataclass(frozen=True, slots=True)
class Case:
    """A file: how it is made, the figures that must come out, and which table it prints (None: the next in turn)."""

    name: str
    make: Callable[[Printed], bytes]
    figures: Callable[[Printed], list[Figure]] = Printed.figures
    of: Printed | None = None


def negative(printed: Printed, row: int = 3) -> list[Figure]:
    """The table's figures, those of one row below zero."""
    count = [sum(bool(cells[column]) for column in printed.sides) for cells in printed.rows]
    first, last = sum(count[:row]), sum(count[: row + 1])
    return [(c, n, f"-{y}" if first <= at < last else y) for at, (c, n, y) in enumerate(printed.figures())]


def without(printed: Printed, row: int, column: int) -> list[Figure]:
    """The table's figures without that of one cell."""
    return printed.with_cell(row, column, "").figures()


def write_cases(description: str | None, cases: Iterable[Case]) -> int:
    """What the command line of a generator does: write all files into a folder, or those whose name holds a word, with
    the figures of each in `expected.json`. The exit status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, list[Figure]] = {}
    for number, case in enumerate(cases):
        if options.only in case.name:
            printed = case.of or PRINTED[number % len(PRINTED)]
            (options.folder / case.name).write_bytes(case.make(printed))
            expected[case.name] = case.figures(printed)
    (options.folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(expected)} files")
    return 0
