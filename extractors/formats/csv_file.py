"""csv, and texts whose fields are parted by tabs or semicolons: read as a sheet without rules."""

from __future__ import annotations

import csv

from mingzhang.extractors.comma_separated import SEPARATORS, rows_of, separator_of
from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.formats.sheet import Sheet, SheetCell, Sizes
from mingzhang.extractors.formats.xlsx import DIGIT_POINTS, USUAL_HEIGHT, USUAL_WIDTH, sheet_pages
from mingzhang.models.errors import ErrorCode, MingzhangError


def read_csv(data: bytes, options: Options) -> FileReading:
    """The one sheet of a file. Raises `damaged`, `page_too_large`."""
    text, _ = decoded(data)
    try:
        rows = list(rows_of(text, separator_of(text) or SEPARATORS[0]))
    except csv.Error as error:
        raise MingzhangError(ErrorCode.DAMAGED) from error
    cells = [
        SheetCell(row, column, field.strip())
        for row, fields in enumerate(rows)
        for column, field in enumerate(fields)
        if field.strip()
    ]
    sheet = Sheet("", cells, (), Sizes({}, USUAL_HEIGHT), Sizes({}, USUAL_WIDTH * DIGIT_POINTS))
    return FileReading(tuple(sheet_pages(iter([sheet]), 1, options)))
