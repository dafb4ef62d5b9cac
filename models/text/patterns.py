"""Pieces of patterns that several rooms look for, each once."""

from __future__ import annotations

YEAR = r"20\d\d"  # a fiscal year in digits; the words around it (年, 年度) are the reader's
