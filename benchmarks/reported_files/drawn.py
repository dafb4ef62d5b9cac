"""PDFs drawn as single producers draw them, on the object writer of `odd_files`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.odd_files.pdf_writer import Page, Writer, width_of
from benchmarks.printed_files.content import Printed

Write = Callable[["Sheet", int, int, float, float, float, str], None]


@dataclass
class Sheet:
    """A page in the making: where the table stands and how its cells are ruled and written."""

    printed: Printed
    page: Page = field(default_factory=Page)
    left: float = 36.0
    top: float = 110.0
    high: float = 19.0
    size: float = 8.0
    rules: str = "lines"

    @property
    def edges(self) -> list[float]:
        """The columns' edges."""
        count, edges = self.printed.columns, [self.left]
        names = {name for _, name in self.printed.sides.values()}
        codes = {code for code, _ in self.printed.sides.values()}
        wide = [(2.6 if c in names else 1.0 if c in codes else 1.25) for c in range(count)]
        for share in wide:
            edges.append(edges[-1] + 523 * share / sum(wide))
        return edges

    def captions(self) -> Sheet:
        """Title, owner and unit."""
        p, t = self.page, self.printed
        p.text(297 - width_of(t.title, 15) / 2, self.top - 40, t.title, 15)
        p.text(self.left, self.top - 7, t.owner, 9)
        p.text(self.edges[-1] - width_of(t.unit, 9), self.top - 7, t.unit, 9)
        return self

    def place(self, row: int, column: int, wide: int, high: int, text: str, head: int) -> tuple[float, float, float]:
        """(x of the text, its baseline, its size)."""
        edges, size = self.edges, self.size
        room = edges[column + wide] - edges[column] - 4
        while width_of(text, size) > room and size > 4:
            size -= 0.25
        y = self.top + row * self.high + self.high * high / 2 + size * 0.36
        if row < head:
            return (edges[column] + edges[column + wide] - width_of(text, size)) / 2, y, size
        if column in self.printed.sides:
            return edges[column + 1] - 2.5 - width_of(text, size), y, size
        return edges[column] + 2.5, y, size

    def table(self, write: Write | None = None, cells: Sequence[tuple[int, int, int, int, str]] | None = None) -> Sheet:
        """The rules and the texts."""
        head, edges, page = len(self.printed.header), self.edges, self.page
        page.add("0.5 w")
        for row, column, wide, high, text in cells if cells is not None else self.printed.cells():
            x0, x1 = edges[column], edges[column + wide]
            y0, y1 = self.top + row * self.high, self.top + (row + high) * self.high
            box = f"{x0:.2f} {page.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"
            if self.rules == "boxes":
                page.add(f"q 1 g {box} f Q q 0 G 0.5 w {box} S Q")
            elif self.rules == "lines":
                page.line(x0, y0, x1, y0).line(x0, y1, x1, y1).line(x0, y0, x0, y1).line(x1, y0, x1, y1)
            elif self.rules == "bars":
                for left, low, width, height in (
                    (x0, y1, x1 - x0, 0.6), (x0, y0, x1 - x0, 0.6), (x0, y1, 0.6, y1 - y0), (x1, y1, 0.6, y1 - y0),
                ):  # fmt: skip
                    page.add(f"{left:.2f} {page.height - low:.2f} {width:.2f} {height:.2f} re f")
            elif self.rules == "clip":
                page.add(f"q {box} W n")
            if text:
                x, y, size = self.place(row, column, wide, high, text, head)
                if write and row >= head:
                    write(self, row - head, column, x, y, size, text)
                else:
                    page.text(x, y, text, size)
            if self.rules == "clip":
                page.add(f"Q {box} S")
        return self

    def bytes(self, writer: Writer | None = None) -> bytes:
        """The file of this page."""
        return (writer or Writer()).pages(self.page).bytes()


def drawn(write: Write | None = None, rules: str = "lines", **more: object) -> Callable[[Printed], bytes]:
    """A file of one page."""
    return lambda printed: Sheet(printed, rules=rules, **more).captions().table(write).bytes()  # type: ignore[arg-type]
