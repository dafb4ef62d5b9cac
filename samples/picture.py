"""The picture of the README: a page of a sample beside the rows that came out of it.

    python -m samples.picture docs/page_and_rows.png

Needs Debian's fonts-wqy-microhei; run by maintainers when the reader's output changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Table
from mingzhang.models.vocabulary.enums import TableKind, Verification

SAMPLE = Path(__file__).with_name("budget_2025_slanted_watermark.pdf")
KIND = TableKind.REVENUE_SUMMARY
FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
SCALE = 1.35
COLOURS = {
    Verification.VERIFIED: (22, 128, 60),
    Verification.SUSPECT: (200, 40, 30),
    Verification.UNVERIFIED: (90, 90, 90),
}
COLUMNS = (("item_code", 80), ("item_name", 150), ("measure", 130), ("amount_yuan", 110), ("verification", 90))


def main(target: Path) -> None:
    """Draw the picture and save it."""
    document = read_document(SAMPLE)
    table = next(table for table in document.tables if table.table_kind is KIND)
    page = _marked_page(table)
    rows = _rows(table, page.height)
    whole = Image.new("RGB", (page.width + rows.width + 24, page.height), "white")
    whole.paste(page, (0, 0))
    whole.paste(rows, (page.width + 24, 0))
    whole.quantize(64).save(target, optimize=True)


def _marked_page(table: Table) -> Image.Image:
    pdf = pdfium.PdfDocument(SAMPLE)
    drawn = pdf[table.first_page - 1].render(scale=SCALE).to_pil().convert("RGB")
    pen = ImageDraw.Draw(drawn)
    places = {(line.row_index, line.column_index): line.verification for line in table.lines}
    bottom = 0.0
    for cell in table.cells:
        bottom = max(bottom, cell.box.y1)
        found = places.get((cell.row_index, cell.column_index))
        if found:
            box = [value * SCALE for value in cell.box]
            pen.rectangle(box, outline=COLOURS[found], width=2)
    return drawn.crop((0, 40, drawn.width, int(bottom * SCALE) + 60))


def _rows(table: Table, height: int) -> Image.Image:
    font = ImageFont.truetype(FONT, 13)
    width = sum(size for _, size in COLUMNS) + 20
    drawn = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(drawn)
    pen.text((0, 6), "SELECT … FROM budget_lines", font=font, fill=(40, 70, 140))
    y, x = 34, 0
    for name, size in COLUMNS:
        pen.text((x, y), name, font=font, fill="black")
        x += size
    pen.line((0, y + 20, width, y + 20), fill="black")
    for line in table.lines[: max(1, (height - 70) // 20)]:
        y, x = y + 20, 0
        values = (line.item_code or "NULL", line.item_name, line.measure, f"{line.amount_yuan:,}", line.verification)
        for (_, size), value in zip(COLUMNS, values, strict=True):
            fill = COLOURS[line.verification] if value == line.verification else (20, 20, 20)
            pen.text((x, y + 4), str(value), font=font, fill=fill)
            x += size
    return drawn


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/page_and_rows.png"))
