"""What every format's reader is given, and what it gives back."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mingzhang.extractors.scan.kept import Kept
from mingzhang.extractors.settings import OnPage, Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page, TextSource

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. `skip_pages` are recorded with their code and not read; `on_page(page_number, page_count)` is
    called before each page; `depth`: in how many other files the file at hand stands. `kept` is given what
    a second look at recognised figures needs. `attached_apart`: what a PDF carries is read by somebody else."""

    settings: Settings = field(default_factory=Settings)
    skip_pages: Mapping[int, ErrorCode] = field(default_factory=dict)
    on_page: OnPage | None = None
    depth: int = 0
    kept: Kept = field(default_factory=Kept)
    attached_apart: bool = False

    def begin(self, number: int, count: int) -> None:
        """Say that a page is about to be read."""
        if self.on_page:
            self.on_page(number, count)

    def require_few(self, count: int) -> None:
        """Raises `too_many_pages`."""
        if count > self.settings.max_pages:
            raise MingzhangError(ErrorCode.TOO_MANY_PAGES, str(count))


@dataclass(frozen=True, slots=True)
class FileReading:
    """The pages of one file. `warning`: what was lost although all pages were read, as a code and what its sentence
    names."""

    pages: tuple[Page, ...]
    warning: tuple[ErrorCode, str] | None = None


def unread(number: int, code: ErrorCode) -> Page:
    """A page that was not read, and why."""
    return Page(number, 0.0, 0.0, TextSource.BLANK, error_code=code)


def read_or_unread(number: int, read: Callable[[], Page]) -> Page:
    """A page, or what kept it from being read: the fault of one page is that page's, whatever stumbles over it."""
    faults: list[ErrorCode] = []
    with fault_of_page(faults):
        return read()
    return unread(number, faults[0])


@contextmanager
def fault_of_page(faults: list[ErrorCode] | None = None) -> Iterator[None]:
    """Around the reading of one page: what goes wrong is put into `faults` as a code, and the file goes on."""
    code = ErrorCode.PAGE_FAILED
    try:
        yield
        return
    except MemoryError:
        raise
    except MingzhangError as error:
        if error.code not in (ErrorCode.DAMAGED, ErrorCode.ENCRYPTED):
            code = error.code
    except ImportError as error:
        # What is imported only where a page is a picture comes with the part that reads pictures.
        _log.warning("a page could not be read: %s", error)
        code = ErrorCode.NO_OCR
    except Exception as error:  # Its place is logged and not its words, which may be the page's.
        _log.warning("a page could not be read: %s in %s", type(error).__name__, _place_of(error))
    if faults is not None:
        faults.append(code)


def _place_of(error: Exception) -> str:
    """The module and line that an error was raised at."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{Path(last.filename).name}:{last.lineno}"


@contextmanager
def damage_recorded() -> Iterator[None]:
    """Around a library that opens a file of its format: whatever it stumbles over becomes `damaged`, with its cause.

    Such libraries raise nearly every kind of exception on malformed input (KeyError, TypeError, zlib.error, …).
    """
    try:
        yield
    except (MingzhangError, MemoryError):
        raise
    except Exception as error:
        raise MingzhangError(ErrorCode.DAMAGED) from error
