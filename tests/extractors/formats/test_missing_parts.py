"""A page that needs a part which is not installed says which line to type, and is no damaged page."""

from __future__ import annotations

import pytest

from mingzhang.extractors.formats.reading import read_or_unread
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.pages import Page


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (ModuleNotFoundError("No module named 'onnxruntime'", name="onnxruntime"), ErrorCode.NO_OCR),
        (ImportError("libGL.so.1"), ErrorCode.NO_OCR),
        (ValueError("bad stream"), ErrorCode.PAGE_FAILED),
    ],
)
def test_why_a_page_was_not_read(fault: Exception, code: ErrorCode) -> None:
    def read() -> Page:
        raise fault

    assert read_or_unread(3, read).error_code == code
