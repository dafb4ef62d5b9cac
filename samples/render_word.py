"""Writes source tables and text as a docx the way offices do: merged cells, headings, page breaks, tracked changes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from samples.collector import CollectedPage
from samples.sheet import SourceTable, anchors


def as_docx(pages: Sequence[CollectedPage]) -> bytes:
    """A document; every page of the source begins a new one."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.enum.text import WD_BREAK

    document = docx.Document()
    for number, page in enumerate(pages):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for block in page.blocks:
            if isinstance(block, SourceTable):
                _table(document, block)
                continue
            paragraph = document.add_paragraph()
            paragraph.add_run(block.text)
            if block.centred:
                paragraph.alignment = ALIGN.CENTER
            elif not block.level:
                paragraph.paragraph_format.first_line_indent = 266_700
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _table(document: Any, table: SourceTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    if table.number:
        document.add_paragraph(table.number)
    document.add_paragraph(table.title).alignment = ALIGN.CENTER
    if table.subtitle:
        document.add_paragraph(table.subtitle).alignment = ALIGN.CENTER
    if table.unit_line:
        document.add_paragraph(f"{table.unit_line}\t\t单位：{table.currency}")
    grid = document.add_table(len(table.rows), len(table.widths), style="Table Grid")
    for cell in anchors(table):
        first = grid.cell(cell.row, cell.column)
        if cell.row_span > 1 or cell.column_span > 1:
            first = first.merge(grid.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1))
        first.text = cell.text
    if table.note:
        document.add_paragraph(table.note)
    document.add_paragraph()
