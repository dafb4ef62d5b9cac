"""A percentile in short gives to the last bit what numpy gives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mingzhang.extractors.scan.percentiles import percentile, percentile_of_rows


@pytest.mark.parametrize("percent", [0, 3, 30, 50, 60, 70, 99.5, 100])
@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.float64])
def test_a_percentile_is_numpys(percent: float, kind: type) -> None:
    chance = np.random.default_rng(7)
    for count in (1, 2, 3, 10, 401):
        values = chance.integers(0, 255, count).astype(kind)
        assert percentile(values, percent) == float(np.percentile(values, percent))


@pytest.mark.parametrize("percent", [0, 30, 60, 99.5, 100])
@pytest.mark.parametrize("kind", [np.uint8, np.float64])
def test_a_percentile_of_rows_is_numpys(percent: float, kind: type) -> None:
    chance = np.random.default_rng(7)
    for count in (1, 2, 10, 111):
        values = chance.integers(0, 255, (9, count)).astype(kind)
        assert percentile_of_rows(values, percent).tolist() == np.percentile(values, percent, axis=1).tolist()


def test_nothing_has_none() -> None:
    assert math.isnan(percentile(np.zeros(0), 50))
