"""What the odd files print: three small tables of expenditure or revenue, and the figures that must come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Content:
    """A table: its captions, its header and its rows of texts; `scale` is the yuan of one unit of money."""

    title: str
    owner: str
    unit: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    scale: int

    @property
    def table(self) -> list[list[str]]:
        """Header and rows."""
        return [list(self.header), *(list(row) for row in self.rows)]

    def with_cell(self, row: int, column: int, text: str) -> list[list[str]]:
        """The table with another text in one place; the header is row 0."""
        table = self.table
        table[row][column] = text
        return table

    def figures(self) -> list[tuple[str | None, str, str]]:
        """(code, name, yuan) of every figure printed."""
        return [
            (row[0] or None, row[1], str(Decimal(text.replace(",", "")) * self.scale))
            for row in self.rows
            for text in row[2:]
            if text
        ]


CONTENTS = (
    Content(
        "2026年部门支出总表",
        "单位名称：某某县水务局",
        "单位：万元",
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        (
            ("213", "农林水支出", "2,718.28", "1,618.03", "1,100.25"),
            ("21303", "水利", "2,718.28", "1,618.03", "1,100.25"),
            ("2130301", "行政运行", "1,618.03", "1,618.03", ""),
            ("2130305", "水利工程建设", "1,100.25", "", "1,100.25"),
            ("221", "住房保障支出", "141.42", "141.42", ""),
            ("22102", "住房改革支出", "141.42", "141.42", ""),
            ("2210201", "住房公积金", "141.42", "141.42", ""),
            ("", "合计", "2,859.70", "1,759.45", "1,100.25"),
        ),
        10_000,
    ),
    Content(
        "2024年一般公共预算支出表",
        "编制单位：某市图书馆",
        "金额单位：元",
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        (
            ("207", "文化旅游体育与传媒支出", "8,141,592.60", "5,141,592.60", "3,000,000.00"),
            ("20701", "文化和旅游", "8,141,592.60", "5,141,592.60", "3,000,000.00"),
            ("2070104", "图书馆", "8,141,592.60", "5,141,592.60", "3,000,000.00"),
            ("210", "卫生健康支出", "653,589.79", "653,589.79", ""),
            ("21011", "行政事业单位医疗", "653,589.79", "653,589.79", ""),
            ("2101102", "事业单位医疗", "653,589.79", "653,589.79", ""),
            ("", "合计", "8,795,182.39", "5,795,182.39", "3,000,000.00"),
        ),
        1,
    ),
    Content(
        "部门收入总表",
        "部门名称：某某区教育局",
        "单位：万元",
        ("科目编码", "科目名称", "合计", "一般公共预算", "政府性基金预算"),
        (
            ("205", "教育支出", "50,320.7", "50,320.7", ""),
            ("20502", "普通教育", "50,320.7", "50,320.7", ""),
            ("2050202", "小学教育", "30,120.4", "30,120.4", ""),
            ("2050203", "初中教育", "20,200.3", "20,200.3", ""),
            ("229", "其他支出", "86.5", "", "86.5"),
            ("22904", "其他政府性基金及对应专项债务收入安排的支出", "86.5", "", "86.5"),
            ("", "合计", "50,407.2", "50,320.7", "86.5"),
        ),
        10_000,
    ),
)
