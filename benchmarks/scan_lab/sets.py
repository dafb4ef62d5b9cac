"""Three sets that never meet: learn, tune, report. By city folder for pages, by slices of their range for recipes.

Every range of a recipe is cut into twelve slices. The report set draws only from slices that the others never see,
the hard end among them; words of watermarks and seals are divided likewise.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SetName = Literal["learn", "tune", "report"]

FOLDERS: dict[SetName, frozenset[str]] = {
    "learn": frozenset({"001_上海", "004_重庆", "005_广州", "020_西安"}),
    "tune": frozenset({"003_深圳", "江苏省委办公厅"}),
    "report": frozenset(
        {
            *("002_北京", "006_苏州", "008_杭州", "014_无锡", "015_长沙", "017_福州", "018_济南", "025_烟台"),
            *("040_长春", "041_嘉兴", "079_湖州", "上海市普陀区"),
            *("江苏省人大办公厅", "江苏省人民检察院", "江苏省高级人民法院"),
        }
    ),
}
SLICES = 12
MAY_DRAW: dict[SetName, tuple[int, ...]] = {"learn": (0, 1, 3, 4, 6, 7, 9, 10), "tune": (2, 8), "report": (5, 11)}
WORDS: dict[SetName, tuple[str, ...]] = {
    "learn": (
        "内部资料注意保密", "草稿", "严禁复制", "财政预算管理一体化", "仅限查阅", "DRAFT COPY", "公开使用",
        "征求意见稿", "未经许可不得转载", "信息公开专用", "样本", "部门预算系统", "张三 2025-01-20", "此件仅作存档",
        "INTERNAL", "人大审议版", "第一稿", "机密", "打印时间 09:31", "预决算公开平台",
    ),
    "tune": ("试行版本", "请勿外传", "CONFIDENTIAL", "李四 10.20.3.7"),
    "report": ("送审稿", "校对用途", "财务处存查", "COPY 2026", "妥善保管", "王五 办公室"),
}  # fmt: skip
NAMES: dict[SetName, tuple[str, ...]] = {
    "learn": ("样张专用章仅供测试", "虚构市财政局公章", "某某委员会办公室", "合同专用章", "预算管理处业务章"),
    "tune": ("示例单位财务专用章",),
    "report": ("假想区人民政府印", "无名局档案室", "测试机关骑缝章"),
}


def files_of(name: SetName, archives: Sequence[Path]) -> list[Path]:
    """The PDF files of a set, sorted by folder and name."""
    return sorted(
        path
        for archive in archives
        for folder in archive.iterdir()
        if folder.name in FOLDERS[name]
        for path in folder.rglob("*.pdf")
    )


@dataclass(frozen=True, slots=True)
class Draw:
    """Chance for a recipe of one set: the same seed gives the same recipe."""

    set_name: SetName
    random: random.Random

    def between(self, low: float, high: float) -> float:
        """A value of the slices of low to high that this set may see."""
        part = self.random.choice(MAY_DRAW[self.set_name])
        return low + (high - low) * (part + self.random.random()) / SLICES

    def about(self, low: float, high: float) -> float:
        """As `between`, with either sign."""
        return self.between(low, high) * self.random.choice((-1, 1))

    def whole(self, low: int, high: int) -> int:
        return min(high, int(self.between(low, high + 1)))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def words(self) -> str:
        return self.random.choice(WORDS[self.set_name])

    def name(self) -> str:
        return self.random.choice(NAMES[self.set_name])

    def seed(self) -> int:
        return self.random.randrange(2**31)
