"""Archive pages as scans: pages with tables of real PDFs are drawn, spoilt like a scan and read again as pictures.

What the text layer says is the answer. Pages are chosen with a seed, one of each document, so that no template counts
more than another.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Section, count, share
from benchmarks.scan_lab.agreement import amounts_in
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.pages import Grid, Page, TextSource
from mingzhang.models.text.amounts import plain, printed_amount
from samples.render_scan import Scan, scan_pdf

LEAST_FILLED_CELLS = 25


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """How a page that was read as a picture agrees with its text layer.

    Cells and figures count where the tables have the same rows and columns; `found` are the figures that stand in any
    cell, whatever the table's shape. `misses` are (row, column, printed, read) of figures.
    """

    path: Path
    page_number: int
    same_shape: bool
    cells: int
    cells_right: int
    figures: int
    figures_right: int
    figures_found: int
    confidence: float | None
    misses: tuple[tuple[int, int, str, str], ...]


def scanned_pages(files: Sequence[Path], *, seed: int, dpi: int, limit: int | None = None) -> Iterator[ScannedPage]:
    """One page with tables of each file that has one, drawn at `dpi` with skew, noise, blur and JPEG, and compared."""
    choice = random.Random(seed)
    read = 0
    for path in files:
        document = read_document(path)
        pages = [page for page in document.pages if page.text_source is TextSource.TEXT_LAYER and _is_full(page)]
        if not pages:
            continue
        if limit is not None and read >= limit:
            return
        read += 1
        page = choice.choice(pages)
        scan = Scan(
            dpi=dpi,
            skew=choice.uniform(-1.2, 1.2),
            noise=choice.uniform(1.0, 3.0),
            blur=choice.uniform(0.5, 0.8),
            quality=choice.choice((50, 60, 75)),
        )
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder, "scan.pdf")
            picture.write_bytes(scan_pdf(path.read_bytes(), [page.number], [scan], choice.randrange(10**6)))
            yield compared(path, page, read_document(picture).pages[0])


def _is_full(page: Page) -> bool:
    return sum(bool(cell.text) for grid in page.grids for cell in grid.cells) > LEAST_FILLED_CELLS


def compared(path: Path, printed: Page, read: Page) -> ScannedPage:
    """The agreement of two readings of one page."""
    same = _shapes(printed.grids) == _shapes(read.grids)
    cells = right = figures = figures_right = 0
    misses = []
    for one, other in zip(printed.grids, read.grids, strict=True) if same else ():
        texts = {(cell.row, cell.column): cell.text for cell in other.cells}
        for cell in one.cells:
            text = texts.get((cell.row, cell.column), "")
            if not cell.text and not text:
                continue
            cells += 1
            right += _bare(cell.text) == _bare(text)
            amount = printed_amount(plain(cell.text))
            if amount is not None:
                figures += 1
                agrees = printed_amount(plain(text)) == amount
                figures_right += agrees
                if not agrees:
                    misses.append((cell.row, cell.column, cell.text, text))
    answer = amounts_in(printed.grids)
    return ScannedPage(
        path=path,
        page_number=printed.number,
        same_shape=same,
        cells=cells,
        cells_right=right,
        figures=figures if same else sum(answer.values()),
        figures_right=figures_right,
        figures_found=sum((answer & amounts_in(read.grids)).values()),
        confidence=read.mean_confidence,
        misses=tuple(misses),
    )


def _shapes(grids: Sequence[Grid]) -> list[tuple[int, int]]:
    return [(grid.row_count, grid.column_count) for grid in grids]


def _bare(text: str) -> str:
    return plain(text).replace(" ", "")


def scans_section(pages: Sequence[ScannedPage], dpi: int) -> Section:
    """What the pages came to."""
    figures = sum(page.figures for page in pages)
    key = f"scans.{dpi}"
    return Section(
        f"Archive pages as scans of {dpi} dpi",
        (
            count(f"{key}.pages", "pages, one a document", len(pages)),
            share(
                f"{key}.shape",
                "pages whose tables have the same rows and columns",
                sum(p.same_shape for p in pages),
                len(pages),
            ),
            share(f"{key}.figures", "figures right in their cell", sum(p.figures_right for p in pages), figures),
            share(f"{key}.found", "figures right in some cell", sum(p.figures_found for p in pages), figures),
            share(
                f"{key}.cells",
                "cells with the same text, where rows and columns are",
                sum(page.cells_right for page in pages),
                sum(page.cells for page in pages),
            ),
        ),
        "The text layer is the answer; text that the print cuts off at a cell's edge counts as missed.",
    )


def scans_details(pages: Sequence[ScannedPage]) -> list[str]:
    """What is worth a look, one line each."""
    return [
        f"scan\t{page.path.name}\t{page.page_number}\t{'shape' if not page.same_shape else page.misses}"
        for page in pages
        if not page.same_shape or page.misses
    ]
