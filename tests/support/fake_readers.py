"""Readers that misbehave, for the pool to hold: each has the signature of `read_document`."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus

PAGES = 6
OnPage = Callable[[int, int], None]


def _read(path: Path, skip: Mapping[int, ErrorCode], on_page: OnPage, act: Callable[[int], None]) -> Document:
    pages = []
    for number in range(1, PAGES + 1):
        on_page(number, PAGES)
        if number not in skip:
            act(number)
        pages.append(
            Page(
                number,
                width=595.0,
                height=842.0,
                text_source=TextSource.TEXT_LAYER,
                watermark_text=f"read by {os.getpid()}",
                rotation=1 << 40 if "too_wide" in path.name else 0,
                error_code=skip.get(number),
            )
        )
    data = path.read_bytes()
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=path.name,
        media_type="application/pdf",
        byte_size=len(data),
        page_count=PAGES,
        status=DocumentStatus.PARTIAL if skip else DocumentStatus.COMPLETE,
        pages=tuple(pages),
        error_code=next(iter(skip.values()), None),
    )


def well(path: Path, settings: Settings, *, skip_pages: Mapping[int, ErrorCode], on_page: OnPage) -> Document:
    return _read(path, skip_pages, on_page, lambda page: None)


def slow(path: Path, settings: Settings, *, skip_pages: Mapping[int, ErrorCode], on_page: OnPage) -> Document:
    return _read(path, skip_pages, on_page, lambda page: time.sleep(0.1))


def by_name(path: Path, settings: Settings, *, skip_pages: Mapping[int, ErrorCode], on_page: OnPage) -> Document:
    """Does what the file's name says, on page 2 (`always_...`: on every page; `at_open_...`: before the first)."""
    deed = next((deed for word, deed in DEEDS.items() if word in path.name), lambda: None)
    if "at_open" in path.name:
        deed()
    return _read(path, skip_pages, on_page, lambda page: deed() if page == 2 or "always" in path.name else None)


def _hang_in_c() -> None:
    ctypes.CDLL(None).sleep(600)


def _eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(os.urandom(1) * (32 << 20)))
        time.sleep(0.01)


def _fault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _exit() -> None:
    os._exit(7)


def _raise() -> None:
    raise RuntimeError("not expected")


DEEDS: dict[str, Callable[[], None]] = {
    "hang": _hang_in_c,
    "memory": _eat_memory,
    "fault": _fault,
    "exit": _exit,
    "raise": _raise,
}
