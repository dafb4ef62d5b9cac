"""Speed of reading pages, as ratios: text layers against camelot, pictures against PaddleOCR's full-page pipeline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.archive import find_archive
from benchmarks.contenders import CAMELOT, DPI, MINGZHANG, PADDLEOCR, Reading, is_installed, pictures_of
from benchmarks.figures import Figure, Section
from benchmarks.timing import race, ratio_figure, save_parts, spread_of

SAMPLES = Path(__file__).parents[1] / "samples"
TEXT_FLOOR = 0.10
SCANNED_TABLES_FLOOR = 0.40
SCANNED_TEXT_FLOOR = 0.80
TEXT_SAMPLES = ("budget_2025.pdf", "three_units_2026.pdf")
ARCHIVE_FILES = 12
ARCHIVE_PAGES = 8
SCANNED_SAMPLES = {"budget_2025_scan.pdf": (2, 4, 11, 14), "performance_2024_scan.pdf": (1,)}
NARRATIVE = (1, 2, 14, 15)
SCANNED_PAGES = 4
LEAST_GLYPHS = 20


def text_section(archive: Path | None, rounds: int) -> Section:
    """Pages with a text layer: reading and understanding them, against camelot's lattice with its combined engine."""
    figures = []
    with tempfile.TemporaryDirectory() as scratch:
        files = [SAMPLES / name for name in TEXT_SAMPLES]
        result = race(MINGZHANG, CAMELOT, files, rounds, files[0])
        figures.append(ratio_figure("speed.text.samples", "samples", result, _pages(files), TEXT_FLOOR))
        if archive:
            files = _archive_parts(archive, Path(scratch))
            result = race(MINGZHANG, CAMELOT, files, 1, files[0])
            figures.append(ratio_figure("speed.text.archive", "archive", result, _pages(files), TEXT_FLOOR))
    note = "mingzhang: read_document, with understanding. camelot: read_pdf, lattice, engine combined: grids and texts."
    return Section("Pages with a text layer: our time over camelot's default", tuple(figures), note)


def scan_section(archive: Path | None, rounds: int) -> Section:
    """Pages that are pictures: against PaddleOCR's pipeline over the whole page, same weights, same pictures."""
    figures = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tables = [
            part
            for name, pages in SCANNED_SAMPLES.items()
            for part in save_parts(SAMPLES / name, [(page,) for page in pages], folder)
        ]
        result = race(MINGZHANG, PADDLEOCR, tables, rounds, tables[0])
        what = "scanned samples, tables and forms"
        figures.append(ratio_figure("speed.scan.tables", what, result, len(tables), SCANNED_TABLES_FLOOR))
        texts = _drawn(save_parts(SAMPLES / TEXT_SAMPLES[0], [(page,) for page in NARRATIVE], folder / "text"))
        result = race(MINGZHANG, PADDLEOCR, texts, rounds, texts[0])
        what = "pages of text, drawn as pictures"
        figures.append(ratio_figure("speed.scan.text", what, result, len(texts), SCANNED_TEXT_FLOOR))
        if archive:
            figures += list(_archive_scans(archive, folder / "archive"))
    note = (
        f"One process and one thread each, pages of {DPI} dpi. PaddleOCR gets each picture ready drawn and gives lines "
        "of text; mingzhang draws the page, takes out the watermark, and gives tables, lines and forms."
    )
    return Section("Scanned pages: our time over PaddleOCR's full page", tuple(figures), note)


def peer_missing(name: str) -> str | None:
    """Why a part can't run: the peer that is not installed."""
    peer = {"text": CAMELOT, "scan": PADDLEOCR}.get(name)
    return None if peer is None or is_installed(peer) else f"{peer.name} is not installed"


def _pages(files: Sequence[Path]) -> int:
    import pypdfium2 as pdfium

    count = 0
    for path in files:
        pdf = pdfium.PdfDocument(path)
        count += len(pdf)
        pdf.close()
    return count


def _archive_parts(archive: Path, folder: Path) -> list[Path]:
    """A few pages of files spread over the archive: those in the middle, where the tables mostly are."""
    parts = []
    for number, path in enumerate(spread_of([p for p in find_archive(archive) if _glyphs(p)], ARCHIVE_FILES)):
        glyphs = _glyphs(path)
        written = [page for page, count in enumerate(glyphs, start=1) if count >= LEAST_GLYPHS]
        start = max(0, min(len(written) // 4, len(written) - ARCHIVE_PAGES))
        if written:
            parts += save_parts(path, [written[start : start + ARCHIVE_PAGES]], folder / str(number))
    return parts


def _glyphs(path: Path) -> list[int]:
    """How many characters each page of a PDF has; empty where it cannot be opened."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return []
    try:
        counts = []
        for page in pdf:
            text = page.get_textpage()
            counts.append(text.count_chars())
            text.close()
            page.close()
        return counts
    finally:
        pdf.close()


def _pictures(path: Path) -> list[int]:
    """The pages of a PDF (from 1) that hold a picture; empty where it cannot be opened."""
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return []
    try:
        return [n for n, page in enumerate(pdf, start=1) if any(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))]
    finally:
        pdf.close()


def _drawn(parts: Sequence[Path]) -> list[Path]:
    """PDFs of one page each drawn as pictures, in place."""
    from PIL import Image

    for part in parts:
        picture = pictures_of(part)[0]
        Image.fromarray(picture[:, :, ::-1]).save(part, "PDF", resolution=DPI, quality=75)
    return list(parts)


def _archive_scans(archive: Path, folder: Path) -> Iterator[Figure]:
    """Real scans: the archive's pages without text, sorted by whether they hold a table."""
    parts = []
    for number, path in enumerate(find_archive(archive)):
        counts = _glyphs(path)
        bare = [page for page in _pictures(path) if counts[page - 1] == 0]
        parts += save_parts(path, [(page,) for page in bare], folder / str(number))
    tables: list[Path] = []
    texts: list[Path] = []
    with Reading(MINGZHANG) as reading:
        for part in spread_of(parts, 3 * SCANNED_PAGES):
            _, pages = reading.read(part)
            (tables if pages and pages[0].tables else texts).append(part)
    for key, what, some, floor in (
        ("tables", "archive, scanned tables", tables, SCANNED_TABLES_FLOOR),
        ("text", "archive, scanned text", texts, SCANNED_TEXT_FLOOR),
    ):
        chosen = spread_of(some, SCANNED_PAGES)
        if chosen:
            result = race(MINGZHANG, PADDLEOCR, chosen, 1, chosen[0])
            yield ratio_figure(f"speed.scan.archive.{key}", what, result, len(chosen), floor)
