"""What the files print: three tables of a budget, and the figures that must come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

HeaderCell = tuple[str, int, int]
PlacedCell = tuple[int, int, int, int, str]
"""Row, column, columns and rows that it spans, text."""
Figure = tuple[str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A table: captions, header cells (text, columns, rows) by row, body texts; `scale`: yuan of one unit.

    `sides`: for each amount column, the columns of its code (or None) and its name.
    """

    title: str
    owner: str
    unit: str
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    sides: dict[int, tuple[int | None, int]]
    scale: int

    @property
    def columns(self) -> int:
        """How many columns the body has."""
        return len(self.rows[0])

    def header_cells(self) -> Iterator[PlacedCell]:
        """The header's cells, each at the first place that those before it and above it leave free."""
        taken: set[tuple[int, int]] = set()
        for at, row in enumerate(self.header):
            column = 0
            for text, wide, high in row:
                while (at, column) in taken:
                    column += 1
                yield at, column, wide, high, text
                taken |= {(at + down, column + right) for down in range(high) for right in range(wide)}

    def cells(self) -> Iterator[PlacedCell]:
        """Every cell: the header's, then those of the body."""
        yield from self.header_cells()
        for at, texts in enumerate(self.rows, len(self.header)):
            for column, text in enumerate(texts):
                yield at, column, 1, 1, text

    def with_cell(self, row: int, column: int, text: str) -> Printed:
        """Another text in one place of the body."""
        rows = [list(cells) for cells in self.rows]
        rows[row][column] = text
        return replace(self, rows=tuple(map(tuple, rows)))

    def figures(self) -> list[Figure]:
        """(code, name, yuan) of every figure printed."""
        return [
            (
                (row[code] or None) if code is not None else None,
                row[name] or None,
                str(Decimal(row[column].replace(",", "")) * self.scale),
            )
            for row in self.rows
            for column, (code, name) in self.sides.items()
            if row[column]
        ]


def flat(*texts: str) -> tuple[tuple[HeaderCell, ...], ...]:
    return (tuple((text, 1, 1) for text in texts),)


EXPENDITURE = Printed(
    "2025年部门支出总表",
    "部门：某某市交通运输局",
    "单位：万元",
    flat("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    (
        ("208", "社会保障和就业支出", "612.40", "612.40", ""),
        ("20805", "行政事业单位养老支出", "612.40", "612.40", ""),
        ("2080505", "机关事业单位基本养老保险缴费支出", "408.26", "408.26", ""),
        ("2080506", "机关事业单位职业年金缴费支出", "204.14", "204.14", ""),
        ("214", "交通运输支出", "9,873.15", "3,560.90", "6,312.25"),
        ("21401", "公路水路运输", "9,873.15", "3,560.90", "6,312.25"),
        ("2140101", "行政运行", "3,560.90", "3,560.90", ""),
        ("2140106", "公路养护", "6,312.25", "", "6,312.25"),
        ("", "合计", "10,485.55", "4,173.30", "6,312.25"),
    ),
    {2: (0, 1), 3: (0, 1), 4: (0, 1)},
    10_000,
)
GENERAL = Printed(
    "2026年一般公共预算支出表",
    "编制单位：某某区司法局",
    "单位：元",
    (
        (("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 1, 2), ("基本支出", 3, 1), ("项目支出", 1, 2)),
        (("小计", 1, 1), ("人员经费", 1, 1), ("公用经费", 1, 1)),
    ),
    (
        ("204", "公共安全支出", "15,320,418.77", "13,120,418.77", "11,806,318.77", "1,314,100.00", "2,200,000.00"),
        ("20406", "司法", "15,320,418.77", "13,120,418.77", "11,806,318.77", "1,314,100.00", "2,200,000.00"),
        ("2040601", "行政运行", "13,120,418.77", "13,120,418.77", "11,806,318.77", "1,314,100.00", ""),
        ("2040604", "基层司法业务", "1,450,000.00", "", "", "", "1,450,000.00"),
        ("2040607", "公共法律服务", "750,000.00", "", "", "", "750,000.00"),
        ("221", "住房保障支出", "983,264.00", "983,264.00", "983,264.00", "", ""),
        ("22102", "住房改革支出", "983,264.00", "983,264.00", "983,264.00", "", ""),
        ("2210201", "住房公积金", "983,264.00", "983,264.00", "983,264.00", "", ""),
        ("", "合计", "16,303,682.77", "14,103,682.77", "12,789,582.77", "1,314,100.00", "2,200,000.00"),
    ),
    {column: (0, 1) for column in range(2, 7)},
    1,
)
SUMMARY = Printed(
    "2025年收支总表",
    "单位名称：某某县融媒体中心",
    "单位：万元",
    (
        (("收入", 2, 1), ("支出", 2, 1)),
        (("项目", 1, 1), ("预算数", 1, 1), ("项目", 1, 1), ("预算数", 1, 1)),
    ),
    (
        ("一、一般公共预算拨款收入", "2,046.31", "一、一般公共服务支出", ""),
        ("二、政府性基金预算拨款收入", "", "二、文化旅游体育与传媒支出", "1,980.42"),
        ("三、事业收入", "150.00", "三、社会保障和就业支出", "193.07"),
        ("四、其他收入", "35.66", "四、卫生健康支出", "58.48"),
        ("本年收入合计", "2,231.97", "本年支出合计", "2,231.97"),
        ("上年结转", "12.50", "年终结转结余", "12.50"),
        ("收入总计", "2,244.47", "支出总计", "2,244.47"),
    ),
    {1: (None, 0), 3: (None, 2)},
    10_000,
)
PRINTED = (EXPENDITURE, GENERAL, SUMMARY)
