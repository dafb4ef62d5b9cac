"""Parts that an installation may lack: what a command says then is the line to type."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from mingzhang.models.errors import ErrorCode, MingzhangError


@contextlib.contextmanager
def needs(extra: str) -> Iterator[None]:
    """What is imported here comes with an extra. Raises `MingzhangError` (`missing_extra`) with the line to type."""
    try:
        yield
    except ImportError as error:
        missing = error.name or str(error)
        if missing.startswith("mingzhang"):
            raise
        raise MingzhangError(ErrorCode.MISSING_EXTRA, f"{missing}; type: pip install 'mingzhang[{extra}]'") from error
