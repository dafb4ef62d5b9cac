"""The running text of a document as one string, with the page of each place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from mingzhang.models.records.documents import Document
from mingzhang.models.text.patterns import PAGE_NUMBER
from mingzhang.models.vocabulary.statement_words import canonical


@dataclass(frozen=True, slots=True)
class RunningText:
    """`text` without white space and page numbers; what the figures' tables hold is not in it."""

    text: str
    starts: tuple[int, ...]
    pages: tuple[int, ...]

    def page_at(self, offset: int) -> int | None:
        return self.pages[max(0, bisect_right(self.starts, offset) - 1)] if self.pages else None

    def around(self, start: int, end: int, size: int = 12) -> str:
        """A piece of the text with what stands before and after it, within its sentence."""
        before = re.split(r"[。；\n]", self.text[max(0, start - size) : start])[-1]
        after = re.split(r"[。；\n]", self.text[end : end + size])[0]
        return before + self.text[start:end] + after


def running_text_of(document: Document) -> RunningText:
    parts: list[str] = []
    starts: list[int] = []
    pages: list[int] = []
    size = 0
    for page in document.pages:
        starts.append(size)
        pages.append(page.number)
        for line in page.lines:
            text = canonical("".join(line.text.split()))
            if not text or PAGE_NUMBER.fullmatch(text):
                continue
            parts.append(text)
            size += len(text)
    return RunningText("".join(parts), tuple(starts), tuple(pages))
