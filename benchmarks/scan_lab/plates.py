"""A digital page taken apart: its print without rulings, the cells that its rulings make, the boxes of its glyphs.

The print is drawn by pdfium after the page's paths and line-like pictures are taken out, so that rulings and bands can
be drawn anew in any style. What the cells hold is the project's own reading of the text layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.extractors.grids.borderless import is_inferred
from mingzhang.extractors.scan.picture import draw
from mingzhang.extractors.text_layer.page import needs_recognition, open_page, read_text_page
from mingzhang.extractors.text_layer.watermark import learn_watermark
from mingzhang.models.records.pages import Grid
from mingzhang.models.text.amounts import plain, printed_amount

Picture = NDArray[np.uint8]
Boxes = NDArray[np.float64]

Role = Literal["outer", "header", "inner"]

INKED = 0.7
DARK = 160
MAX_DEPTH = 6


class PlateCell(NamedTuple):
    """A cell of the digital page: grid (from 0), place, spans, text, box (points), and where in its table it is."""

    grid: int
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: tuple[float, float, float, float]
    is_header: bool
    ends_header: bool
    in_last_row: bool
    in_last_column: bool


class Edge(NamedTuple):
    """A side of cells. `place` is y of one that runs across, x of an upright one; points."""

    across: bool
    role: Role
    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Plate:
    """A page ready to be printed anew: grey print without rulings at `dpi`, and what stands where (points)."""

    source: str
    page_number: int
    width: float
    height: float
    dpi: float
    print: Picture
    cells: tuple[PlateCell, ...]
    glyphs: Boxes
    glyph_texts: str

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every side of every cell, each stretch once."""
        return _edges(self.cells)

    def at(self, dpi: float) -> Plate:
        """The same plate with its print scaled to another resolution."""
        if abs(dpi - self.dpi) < 0.01:
            return self
        size = (round(self.width * dpi / 72), round(self.height * dpi / 72))
        way = cv2.INTER_AREA if dpi < self.dpi else cv2.INTER_CUBIC
        return replace(self, dpi=dpi, print=np.asarray(cv2.resize(self.print, size, interpolation=way), np.uint8))

    def part(self, x0: float, y0: float, x1: float, y1: float) -> Plate:
        """The part of the plate inside a box (points), as a plate of its own."""
        scale = self.dpi / 72
        left, top, right, bottom = (round(v * scale) for v in (x0, y0, x1, y1))
        cells = tuple(
            cell._replace(box=(cell.box[0] - x0, cell.box[1] - y0, cell.box[2] - x0, cell.box[3] - y0))
            for cell in self.cells
            if cell.box[0] < x1 and cell.box[2] > x0 and cell.box[1] < y1 and cell.box[3] > y0
        )
        held = self.glyphs
        inside = (held[:, 0] >= x0) & (held[:, 2] <= x1) & (held[:, 1] >= y0) & (held[:, 3] <= y1)
        texts = "".join(text for text, kept in zip(self.glyph_texts, inside, strict=True) if kept)
        glyphs = held[inside] - np.array([x0, y0, x0, y0])
        return replace(
            self,
            width=x1 - x0,
            height=y1 - y0,
            print=self.print[top:bottom, left:right],
            cells=cells,
            glyphs=glyphs,
            glyph_texts=texts,
        )


def plates_of(path: Path, dpi: float = 200.0, pages: set[int] | None = None) -> Iterator[Plate]:
    """The pages of a PDF that can be printed anew: with a ruled table, a text layer, and no watermark of their own.

    A page whose text is drawn as paths, or whose grid is inferred, gives no plate: its truth would be a guess.
    Raises MingzhangError where the file is no PDF.
    """
    pdf = open_pdf(path.read_bytes())
    try:
        for number in range(1, len(pdf) + 1):
            if pages is None or number in pages:
                plate = _plate(pdf, number, path.name, dpi)
                if plate is not None:
                    yield plate
    finally:
        pdf.close()


def side_by_side(left: Plate, right: Plate) -> Plate:
    """Two plates of one resolution as the two pages of one sheet."""
    right = right.at(left.dpi)
    height = max(left.height, right.height)
    rows = max(left.print.shape[0], right.print.shape[0])
    halves = [
        np.vstack([half, np.full((rows - half.shape[0], half.shape[1]), 255, np.uint8)])
        for half in (left.print, right.print)
    ]
    grids = 1 + max((cell.grid for cell in left.cells), default=-1)
    moved = tuple(
        cell._replace(
            grid=cell.grid + grids,
            box=(cell.box[0] + left.width, cell.box[1], cell.box[2] + left.width, cell.box[3]),
        )
        for cell in right.cells
    )
    return replace(
        left,
        width=left.width + right.width,
        height=height,
        print=np.hstack(halves),
        cells=left.cells + moved,
        glyphs=np.vstack([left.glyphs, right.glyphs + np.array([left.width, 0, left.width, 0])]),
        glyph_texts=left.glyph_texts + right.glyph_texts,
    )


def _plate(pdf: pdfium.PdfDocument, number: int, name: str, dpi: float) -> Plate | None:
    page = pdf[number - 1]
    try:
        opened = open_page(page)
        if opened.is_blank or needs_recognition(opened):
            return None
        read = read_text_page(opened, number, learn_watermark([opened.glyphs]))
        if not read.grids or read.watermark_text or any(is_inferred(grid) for grid in read.grids):
            return None
        glyphs = [glyph for glyph in opened.glyphs if abs(glyph.angle) <= 3 and glyph.turn == 0]
        if not glyphs:
            return None
        _take_out_paths(page)
        turns = opened.placement.turn - (page.get_rotation() // 90)
        picture = cv2.cvtColor(draw(page, dpi / 72, turns), cv2.COLOR_BGR2GRAY)
        boxes = np.array([[g.x0, g.y0, g.x1, g.y1] for g in glyphs], np.float64)
        if _inked(picture, boxes, dpi / 72) < INKED:
            return None
        return Plate(
            source=name,
            page_number=number,
            width=picture.shape[1] * 72 / dpi,
            height=picture.shape[0] * 72 / dpi,
            dpi=dpi,
            print=np.asarray(picture, np.uint8),
            cells=_cells(read.grids),
            glyphs=boxes,
            glyph_texts="".join(g.text[:1] for g in glyphs),
        )
    finally:
        page.close()


def _cells(grids: tuple[Grid, ...]) -> tuple[PlateCell, ...]:
    cells = []
    for index, grid in enumerate(grids):
        header = header_rows(grid)
        for cell in grid.cells:
            last_row, last_column = cell.row + cell.row_span, cell.column + cell.column_span
            cells.append(
                PlateCell(
                    index,
                    cell.row,
                    cell.column,
                    cell.row_span,
                    cell.column_span,
                    cell.text,
                    (cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y1),
                    cell.row < header,
                    last_row == header,
                    last_row == grid.row_count,
                    last_column == grid.column_count,
                )
            )
    return tuple(cells)


def header_rows(grid: Grid) -> int:
    """How many rows stand above the first printed amount, at least one."""
    with_amounts = [cell.row for cell in grid.cells if printed_amount(plain(cell.text)) is not None]
    return max(1, min(with_amounts, default=1))


def _inked(picture: Picture, boxes: Boxes, scale: float) -> float:
    """Share of the glyphs that show ink where the text layer says they stand."""
    dark = cv2.integral((picture < DARK).astype(np.uint8))
    corners = np.round(boxes * scale).astype(int)
    x0, x1 = (np.clip(corners[:, i] + e, 0, picture.shape[1]) for i, e in ((0, 0), (2, 1)))
    y0, y1 = (np.clip(corners[:, i] + e, 0, picture.shape[0]) for i, e in ((1, 0), (3, 1)))
    return float(np.mean(dark[y1, x1] - dark[y0, x1] - dark[y1, x0] + dark[y0, x0] > 0))


def _take_out_paths(page: Any) -> None:
    """Take every path and every line-like picture out of a page (in memory only)."""
    count = raw.FPDFPage_CountObjects(page)
    for item in [raw.FPDFPage_GetObject(page, i) for i in range(count)]:
        if _is_drawn(item):
            raw.FPDFPage_RemoveObject(page, item)
            raw.FPDFPageObj_Destroy(item)
        else:
            _take_out_inner(item, 0)


def _take_out_inner(form: Any, depth: int) -> None:
    if raw.FPDFPageObj_GetType(form) != raw.FPDF_PAGEOBJ_FORM or depth >= MAX_DEPTH:
        return
    for item in [raw.FPDFFormObj_GetObject(form, i) for i in range(raw.FPDFFormObj_CountObjects(form))]:
        if _is_drawn(item):
            raw.FPDFFormObj_RemoveObject(form, item)
            raw.FPDFPageObj_Destroy(item)
        else:
            _take_out_inner(item, depth + 1)


def _is_drawn(item: Any) -> bool:
    return raw.FPDFPageObj_GetType(item) in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)


def _edges(cells: tuple[PlateCell, ...]) -> tuple[Edge, ...]:
    sides: dict[tuple[bool, Role, float], list[tuple[float, float]]] = {}
    for cell in cells:
        x0, y0, x1, y1 = (round(v, 1) for v in cell.box)
        bottom: Role = "outer" if cell.in_last_row else "header" if cell.ends_header else "inner"
        top: Role = "inner" if cell.row else "outer"
        if not cell.ends_header and (True, "header", y1) in sides:
            bottom = "header"
        if cell.row and (True, "header", y0) in sides:
            top = "header"
        for key, span in (
            ((True, top, y0), (x0, x1)),
            ((True, bottom, y1), (x0, x1)),
            ((False, "inner" if cell.column else "outer", x0), (y0, y1)),
            ((False, "outer" if cell.in_last_column else "inner", x1), (y0, y1)),
        ):
            sides.setdefault(key, []).append(span)
    return tuple(
        Edge(across, role, place, start, end)
        for (across, role, place), spans in sorted(sides.items())
        for start, end in _merged(sorted(spans))
    )


def _merged(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    start, end = spans[0]
    for left, right in spans[1:]:
        if left > end + 0.3:
            yield start, end
            start, end = left, right
        else:
            end = max(end, right)
    yield start, end
