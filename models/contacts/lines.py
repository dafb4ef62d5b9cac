"""Names and phones in lines of print as they stand one under the other: also what runs on from one into the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mingzhang.models.contacts.texts import contacts_in, may_hold

Stretch = tuple[int, int]  # first character, one past the last


def contact_spans(lines: Sequence[str]) -> Iterator[tuple[int, Stretch]]:
    """(line from 0, span in it) of each name and phone; of one that a line's end cuts, a span in either line.

    A line is tried alone and with the one below, once as if the sentence ran on and once as a label over its value.
    """
    for number, line in enumerate(lines):
        if may_hold(line):
            yield from ((number, (span.start, span.end)) for span in contacts_in(line))
    for number, (line, below) in enumerate(pairwise(lines)):
        for between in ("", "\n"):
            joined = line + between + below
            if not may_hold(joined):
                continue
            begin = len(line) + len(between)
            for span in contacts_in(joined):
                if span.end <= begin:
                    continue
                if span.start < len(line):
                    yield number, (span.start, len(line))
                yield number + 1, (max(0, span.start - begin), span.end - begin)
