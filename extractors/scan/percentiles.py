"""A percentile of few values, as `numpy.percentile` gives it in a fiftieth of the time; and the spread of tones."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

OF_NORMAL = 1.48  # a standard deviation in median distances from the middle, of what is spread normally


def percentile(values: NDArray[Any], percent: float) -> float:
    """The value below which so many per cent of some (of one dimension) lie, linear between neighbours; nan of none."""
    ordered = np.sort(values)
    if not len(ordered):
        return nan
    place = (len(ordered) - 1) * (percent / 100)
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    share = place - below
    return high - (high - low) * (1 - share) if 2 * share >= 1 else low + (high - low) * share


def percentile_of_rows(values: NDArray[Any], percent: float) -> NDArray[np.float64]:
    """The same of each row of some values (of two dimensions, no row empty)."""
    count = values.shape[1]
    ordered = np.sort(values, axis=1)
    place = (count - 1) * (percent / 100)
    below = int(place)
    low = ordered[:, below].astype(np.float64)
    high = ordered[:, min(below + 1, count - 1)].astype(np.float64)
    share = place - below
    return np.asarray(high - (high - low) * (1 - share) if 2 * share >= 1 else low + (high - low) * share)


def spread_of(tones: NDArray[Any], middle: float) -> float:
    """The standard deviation of the tones of paper, told by the median distance from their middle, which print hardly
    moves."""
    return OF_NORMAL * float(np.median(np.abs(tones - middle)))
