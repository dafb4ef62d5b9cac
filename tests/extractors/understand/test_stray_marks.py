"""Rests of rulings read beside a code are no part of it."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.items import _STRAY


@pytest.mark.parametrize(
    ("text", "code"), [("201十", "201"), ("208=", "208"), ("|20103", "20103"), ("2010301", "2010301")]
)
def test_marks_beside_a_code_are_taken_off(text: str, code: str) -> None:
    assert _STRAY.sub("", text) == code
