"""The same files in many formats."""

from __future__ import annotations

import html
import io
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
from PIL import Image

from benchmarks.contacts.layouts import LAYOUTS, Parts, People
from mingzhang.extractors.pages.fonts import use_own_fonts
from tests.support.drawing import Sheet, pdf

_MOBILE = re.compile("(1[0-9]{10})")
SCAN_DPI = 200


def as_xlsx(parts: Parts, *, typed: bool = False) -> bytes:
    """A workbook; `typed`: what is all digits is a number."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([parts.title])
    for table in parts.tables:
        for row in table:
            page.append([int(text) if typed and text.isdigit() else text or None for text in row])
        page.append([])
    for text in (*parts.paragraphs, parts.foot):
        page.append([text or None])
    return _saved(book)


def as_docx(parts: Parts) -> bytes:
    """A document, its foot at the foot of its pages."""
    made = docx.Document()
    made.add_paragraph(parts.title)
    for text in parts.paragraphs:
        made.add_paragraph(text)
    for rows in parts.tables:
        table = made.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    made.sections[0].footer.paragraphs[0].text = parts.foot
    made.add_paragraph(parts.foot)
    return _saved(made)


def as_html(parts: Parts) -> bytes:
    """A web page; numbers in paragraphs are links."""

    def cell(text: str) -> str:
        return f"<td>{html.escape(text)}</td>".replace("\n", "<br>")

    tables = "".join(
        "<table>" + "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows) + "</table>"
        for rows in parts.tables
    )
    linked = [_MOBILE.sub(r"<a href=tel:>\1</a>", html.escape(text)) for text in parts.paragraphs]
    texts = "".join(f"<p>{text}</p>".replace("\n", "<br>") for text in linked)
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{parts.title}</title></head>"
    return (f"{head}<body><h1>{parts.title}</h1>{texts}{tables}<footer>{parts.foot}</footer></body></html>").encode()


def as_pdf(parts: Parts) -> bytes:
    """A page with ruled tables."""
    sheet, y = Sheet().text(60, 50, parts.title, 13), 80.0
    for text in "\n".join(parts.paragraphs).split("\n"):
        sheet.text(60, y, text)
        y += 20
    for rows in parts.tables:
        rows = [[text.replace("\n", " ") for text in row] for row in rows]
        sheet.table(50, y, [500 / len(rows[0])] * len(rows[0]), rows)
        y += 18 * len(rows) + 30
    return pdf(sheet.text(60, 800, parts.foot) if parts.foot else sheet)


def as_numbers(parts: Parts) -> bytes:
    """A workbook whose numbers are typed."""
    return as_xlsx(parts, typed=True)


def as_scan(parts: Parts) -> bytes:
    """A page as a picture in a PDF, as a scanner leaves it."""
    use_own_fonts()
    drawn = pypdfium2.PdfDocument(as_pdf(parts))[0].render(scale=SCAN_DPI / 72).to_pil().convert("L")
    stream = io.BytesIO()
    drawn.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=255).save(stream, "PDF", resolution=SCAN_DPI, quality=75)
    return stream.getvalue()


# By the end of the file's name; the last part is its suffix.
WRITERS: dict[str, Callable[[Parts], bytes]] = {
    "xlsx": as_xlsx, "docx": as_docx, "html": as_html, "pdf": as_pdf, "numbers.xlsx": as_numbers, "scan.pdf": as_scan,
}  # fmt: skip


def _saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def write(folder: Path, seed: int, rounds: int, scans: int) -> dict[str, list[tuple[str, str]]]:
    """Write the files of so many rounds, the scans of the first `scans`; gives for each the (kind, raw value) in it."""
    truth = {}
    people = People(random.Random(seed))
    for number in range(rounds):
        for layout, make in LAYOUTS.items():
            for suffix, writer in WRITERS.items():
                if writer is as_scan and number >= scans:
                    continue
                before = len(people.used)
                name = f"{layout}_{number}.{suffix}"
                (folder / name).write_bytes(writer(make(people)))
                truth[name] = people.used[before:]
    return truth
