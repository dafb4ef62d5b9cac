"""Whether another program reads the figures of a failing check as we do.

camelot sees neither our rulings nor our characters. It is asked for the pages of failing checks alone, in a process of
its own that ends with ours or past its time, and what it says is written beside the check: no figure goes by it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from mingzhang.extractors.process_group import die_with_parent
from mingzhang.models.records.documents import Check, Document, LineReference
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import CheckStatus, Witness

READER = "mingzhang.extractors.witness.second_reader"
MOST_PAGES = 12
LONGEST = 30.0  # seconds for a document
OF_TIME_LEFT = 0.5  # share of what its page's time limit leaves to this process
# Its libraries reserve memory for every thread.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

PrintedAt = tuple[int, str]  # page and text of a figure
SaidByPage = dict[int, Counter[str]]


def witnessed(document: Document, data: bytes) -> Document:
    """The document of a PDF, each failing check with what the second reader says of its printed figures.

    `confirms`: each of them stands in a cell of its page, as often as here; `differs`: it sees tables there and lacks
    one; `none`: it sees no table, is not installed, took too long, or the check is of a scan or of no figures.
    """
    figures = _printed(document)
    asked = {
        index: [figures[line] for line in check.lines]
        for index, check in enumerate(document.checks)
        if check.status is CheckStatus.FAIL and check.lines and all(line in figures for line in check.lines)
    }
    if not asked or find_spec("camelot") is None:
        return document
    pages = dict.fromkeys(page for some in asked.values() for page, _ in some)
    said = {page: texts for page, texts in second_reading_of(data, list(pages)[:MOST_PAGES]).items() if texts}
    checks = list[Check](document.checks)
    for index, some in asked.items():
        checks[index] = replace(checks[index], witness=_verdict(some, said))
    return replace(document, checks=tuple(checks))


def _printed(document: Document) -> dict[LineReference, PrintedAt]:
    """Page and text of the figures that a text layer prints."""
    layered = {page.number for page in document.pages if page.text_source is TextSource.TEXT_LAYER}
    return {
        LineReference(table.ordinal, line.row_index, line.column_index): (line.page_number, _plain(line.amount_text))
        for table in document.tables
        for line in table.lines
        if line.page_number in layered
    }


def _verdict(figures: Iterable[PrintedAt], said: Mapping[int, Counter[str]]) -> Witness:
    wanted = Counter(figures)
    if any(page not in said for page, _ in wanted):
        return Witness.NONE
    found = all(said[page][text] >= count for (page, text), count in wanted.items())
    return Witness.CONFIRMS if found else Witness.DIFFERS


def second_reading_of(data: bytes, pages: Iterable[int]) -> SaidByPage:
    """How often each text stands in the cells of some pages of a PDF, as the second reader sees them; pages that it
    could not read in time are left out."""
    try:
        with tempfile.TemporaryDirectory(prefix="mingzhang-witness-") as folder:
            file, output = Path(folder, "file.pdf"), Path(folder, "said")
            file.write_bytes(data)
            with output.open("wb") as said:
                _run([sys.executable, "-m", READER, str(file), *map(str, pages)], said.fileno())
            return {page: _texts(cells) for page, cells in _told(output.read_text("utf-8"))}
    except OSError:  # A full disk, or no process to be had: nobody was asked.
        return {}


def _run(command: list[str], output: int) -> None:
    """Run the reader for as long as it may take; whatever becomes of it, what it has written counts."""
    with subprocess.Popen(
        command,
        env=os.environ | ONE_THREAD,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    ) as process:
        try:
            process.wait(_seconds())
        except subprocess.TimeoutExpired:
            process.kill()


def _seconds() -> float:
    """Time that the reader may take, so that the limit that this process itself stands under is not met."""
    left = signal.getitimer(signal.ITIMER_REAL)[0] if hasattr(signal, "getitimer") else 0.0
    return min(LONGEST, OF_TIME_LEFT * left) if left else LONGEST


def _told(lines: str) -> Iterator[tuple[int, list[str]]]:
    """The pages that were written in full."""
    for line in lines.splitlines():
        with contextlib.suppress(ValueError):
            page, cells = said if isinstance(said := json.loads(line), list) else (0, [])
            yield page, cells


def _texts(cells: Iterable[str]) -> Counter[str]:
    """The texts of cells, and their parts where it ran neighbours together (`4,651.67 一、一般公共服务支出`)."""
    found: Counter[str] = Counter()
    for cell in cells:
        parts = cell.split()
        found.update(map(_plain, parts))
        if len(parts) > 1:
            found[_plain(cell)] += 1
    return found


def _plain(text: str) -> str:
    """A text without blanks, its characters in their usual width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
