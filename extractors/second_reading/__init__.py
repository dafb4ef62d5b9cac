"""Doubted figures of scanned pages, read a second time from a larger picture.

`second_reading` takes a document that was proved, and gives it back with what could be put right.
"""

from extractors.second_reading.looking import look_at
from extractors.second_reading.reading import OnPage, second_reading
from extractors.second_reading.records import Look, Reading

__all__ = ["Look", "OnPage", "Reading", "look_at", "second_reading"]
