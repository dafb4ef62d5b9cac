"""Disclosures are written in simplified characters and the names of places."""

from __future__ import annotations

import pytest

from mingzhang.models.vocabulary.written import is_written_here


@pytest.mark.parametrize("sign", [*"额财险费鄠浉", *"0.-,%≥（"])
def test_what_is_written(sign: str) -> None:
    assert is_written_here(sign)


@pytest.mark.parametrize("sign", "額財險費養編經")
def test_what_is_not(sign: str) -> None:
    assert not is_written_here(sign)
