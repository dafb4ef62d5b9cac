"""Parts that an installation may lack: what a command says then is the line to type."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from mingzhang.models.errors import ErrorCode, MingzhangError

# The parts of an installation that bring a module which the core lacks.
EXTRA_OF = {
    **dict.fromkeys(("cv2", "onnxruntime", "paddleocr", "paddlex", "rapidocr"), "ocr"),
    **dict.fromkeys(("scrapy", "twisted"), "crawl"),
    **dict.fromkeys(("prefect", "distributed", "dask", "prefect_dask", "sqlalchemy"), "cluster"),
    **dict.fromkeys(("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner"), "cluster"),
    **dict.fromkeys(("fastapi", "jinja2", "markupsafe", "starlette", "uvicorn"), "browse"),
    "camelot": "witness",
    "pandas": "pandas",
    "polars": "polars",
}


def missing_extra(error: ImportError) -> MingzhangError | None:
    """The sentence about a module that an extra brings; None for another module."""
    module = (error.name or "").partition(".")[0]
    if module not in EXTRA_OF:
        return None
    return MingzhangError(ErrorCode.MISSING_EXTRA, f"{module}; type: pip install 'mingzhang[{EXTRA_OF[module]}]'")


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
