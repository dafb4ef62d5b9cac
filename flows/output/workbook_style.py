"""How the cells of a workbook look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A kind of cell. Colours are RRGGBB."""

    bold: bool = False
    size: float = 10.0
    colour: str = "000000"
    fill: str | None = None
    has_border: bool = False
    horizontal: str | None = None
    wrap: bool = False
    underline: bool = False


TITLE = CellStyle(bold=True, size=14.0, horizontal="center")
SUBTITLE = CellStyle()
HEADER = CellStyle(bold=True, fill="DCE6F1", has_border=True, horizontal="center", wrap=True)
GRID = CellStyle(has_border=True)
WRAPPED = CellStyle(has_border=True, wrap=True)
LINK = CellStyle(colour="0B57A4", underline=True)


@cache
def _parts(look: CellStyle) -> tuple[Any, Any, Any, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="808080")
    return (
        Font(bold=look.bold, size=look.size, color=look.colour, underline="single" if look.underline else None),
        PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        Border(left=side, right=side, top=side, bottom=side) if look.has_border else Border(),
        Alignment(horizontal=look.horizontal, vertical="center", wrap_text=look.wrap),
    )


def apply(cell: Any, look: CellStyle, *, horizontal: str | None = None) -> None:
    """Make a cell look so; `horizontal` in place of the look's own alignment."""
    from openpyxl.styles import Alignment

    cell.font, cell.fill, cell.border, alignment = _parts(look)
    cell.alignment = (
        Alignment(horizontal=horizontal, vertical="center", wrap_text=look.wrap) if horizontal else alignment
    )
