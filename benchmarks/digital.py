"""Speed of pages with a text layer, as a ratio to bare pdfium: its text and its objects, and nothing made of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.archive import find_archive
from benchmarks.figures import Figure, Section
from benchmarks.timing import spread_of
from mingzhang.extractors.pipeline import read_document

SAMPLES = Path(__file__).parents[1] / "samples"
DIGITAL = ("budget_2025.pdf", "three_units_2026.pdf")
FLOOR = 5.0
ARCHIVE_FILES = 8


def digital_section(archive: Path | None, rounds: int) -> Section:
    """Reading, understanding and proof of whole files against bare pdfium, in processor time: the best of the rounds of
    each file, both in turn, so that what else the machine does weighs alike."""
    sets = {"samples": [SAMPLES / name for name in DIGITAL]}
    if archive:
        sets["archive"] = [path for path in spread_of(find_archive(archive), ARCHIVE_FILES) if _has_text(path)]
    figures = tuple(_figure(name, files, rounds) for name, files in sets.items())
    return Section(
        "Pages with a text layer: our processor time over bare pdfium's", figures, "read_document; one process."
    )


def _figure(name: str, files: Sequence[Path], rounds: int) -> Figure:
    read_document(files[0])  # what is imported or compiled once is no part of it
    ours = bare = 0.0
    for path in files:
        times = [(_seconds(read_document, path), _seconds(read_bare, path)) for _ in range(max(1, rounds))]
        ours += min(one for one, _ in times)
        bare += min(other for _, other in times)
    shown = f"{ours / bare:.2f} x ({ours:.2f} s, bare {bare:.2f} s)"
    return Figure(
        f"speed.digital.{name}", f"{name}, {len(files)} files", ours / bare, shown, FLOOR, "5 x", at_most=True
    )


def read_bare(path: Path) -> int:
    """The characters and objects of a file, counted."""
    count = 0
    with pdfium.PdfDocument(path) as document:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            count += len(text_page.get_text_range()) + sum(1 for _ in page.get_objects())
            text_page.close()
            page.close()
    return count


def _has_text(path: Path) -> bool:
    try:
        with pdfium.PdfDocument(path) as document:
            return all(document[number].get_textpage().count_chars() for number in range(min(2, len(document))))
    except pdfium.PdfiumError:
        return False


def _seconds(work: Callable[[Path], object], path: Path) -> float:
    begun = time.process_time()
    work(path)
    return time.process_time() - begun
