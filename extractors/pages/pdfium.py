"""The functions of `pypdfium2.raw` under their own names, for what is asked a million times.

They keep the interpreter's lock, which costs more to hand over and back than most answers take; pdfium is called by one
thread alone in any case. Handles are plain addresses: what they give is an `int`, or None.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw as raw


def __getattr__(name: str) -> Callable[..., Any]:
    """A function of pdfium. Raises `AttributeError` where pdfium has none of that name."""
    found = getattr(raw, name)
    kept = globals()[name] = ctypes.PYFUNCTYPE(_plain(found.restype), *map(_plain, found.argtypes))(
        ctypes.cast(found, ctypes.c_void_p).value or 0
    )
    return kept


def addresses(numbers: NDArray[Any]) -> list[range]:
    """The addresses of the numbers of an array, row by row: where pdfium is to put its answers."""
    step = numbers.strides[-1] or numbers.itemsize  # none where there are no numbers
    return [range(row.ctypes.data, row.ctypes.data + step * len(row), step) for row in numbers]


def ask(function: Callable[..., int], *arguments: Iterable[int]) -> NDArray[np.bool_]:
    """One question about many: whether pdfium told, for each. The answers lie at the `addresses` given."""
    told: NDArray[np.bool_] = np.fromiter(map(function, *arguments), np.int64) != 0
    return told


def _plain(kind: Any) -> Any:
    """A pointer's type as that of an address."""
    return ctypes.c_void_p if isinstance(kind, type) and issubclass(kind, ctypes._Pointer) else kind


def handle(of: Any) -> int:
    """The address of what a pypdfium2 object, or one of its handles, stands for; 0 for none."""
    given = of.raw if hasattr(of, "raw") else of
    return ctypes.cast(given, ctypes.c_void_p).value or 0
