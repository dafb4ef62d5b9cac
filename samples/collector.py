"""A press that draws nothing: what a document says, page by page, for formats that lay out their pages themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from samples.render_pdf import A4, Style
from samples.sheet import SourceTable


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `level` 0: running text; 1 to 3: a heading; `centred`: as a title of its own."""

    text: str
    level: int = 0
    centred: bool = False
    size: float = 11.0


@dataclass(slots=True)
class CollectedPage:
    """What starts on a page of its own; `kind` as `Press.page_kinds`."""

    kind: str
    blocks: list[Words | SourceTable] = field(default_factory=list)


@dataclass
class Collector:
    """Takes what `samples.render_pdf.Press` takes."""

    style: Style = field(default_factory=Style)
    pages: list[CollectedPage] = field(default_factory=list)
    width: float = A4[0]
    height: float = A4[1]
    y: float = 0.0

    def new_page(self, kind: str, landscape: bool = False) -> None:
        self.pages.append(CollectedPage(kind))
        self.width, self.height = A4[::-1] if landscape else A4

    def text(self, text: str, x: float, y: float, size: float, align: str = "left", bold: bool = False) -> None:
        self.pages[-1].blocks.append(Words(text, centred=align == "center", size=size))

    def paragraphs(self, lines: Iterable[str], kind: str = "narrative") -> None:
        for line in lines:
            level = len(line) - len(line.lstrip("#")) if line.startswith("#") else 0
            if line.startswith("@pie"):
                self.text(line.split()[1], 0, 0, 10, "center")
                continue
            text = line[level + 1 :] if level else line
            self.pages[-1].blocks.append(Words(text, level, centred=level == 1, size=17.0 if level == 1 else 11.0))

    def table(self, table: SourceTable, kind: str = "table", row_height: float | None = None) -> None:
        self.pages[-1].blocks.append(table)
