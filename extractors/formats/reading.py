"""What every format's reader is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from mingzhang.extractors.reread.records import Look
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page, TextSource

OnPage = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. `skip_pages` are recorded with their code and not read; `on_page(page_number, page_count)` is
    called before each page."""

    settings: Settings = field(default_factory=Settings)
    skip_pages: Mapping[int, ErrorCode] = field(default_factory=dict)
    on_page: OnPage | None = None

    def begin(self, number: int, count: int) -> None:
        """Say that a page is about to be read."""
        if self.on_page:
            self.on_page(number, count)

    def require_few(self, count: int) -> None:
        """Raises `too_many_pages`."""
        if count > self.settings.max_pages:
            raise MingzhangError(ErrorCode.TOO_MANY_PAGES, str(count))


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of one file. `look` looks at recognised cells again; `warning`: what was lost although all pages were
    read, as a code and what its sentence names."""

    pages: tuple[Page, ...]
    look: Look | None = None
    warning: tuple[ErrorCode, str] | None = None


def unread(number: int, code: ErrorCode) -> Page:
    """A page that was not read, and why."""
    return Page(number, 0.0, 0.0, TextSource.BLANK, error_code=code)


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
