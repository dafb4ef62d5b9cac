"""Doubted figures of scanned pages, read a second time from a larger picture.

`second_reading` takes a document that was proved, and gives it back with what could be put right.
"""

from mingzhang.extractors.reread.looking import look_at
from mingzhang.extractors.reread.reading import second_reading
from mingzhang.extractors.reread.records import CellReading, Look
from mingzhang.extractors.settings import OnPage

__all__ = ["CellReading", "Look", "OnPage", "look_at", "second_reading"]
