"""Whether print is harder to read without foreign ink is told by what can be read at all."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.preparing import _is_clearer

SCALE = 200 / 72
Reading = tuple[str, float]


class Scripted:
    """Reads each picture of a line as the script says, first with foreign ink, then without."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = list(readings)

    def read(self, crops: Sequence[Picture]) -> list[Reading]:
        said = self.readings.pop(0)
        return [said] * len(crops)


def page() -> Picture:
    grey = np.full((400, 900), 255, np.uint8)
    for row in range(4):
        for at in (40, 480):
            cv2.putText(grey, "12345.67", (at, 80 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    return grey


@pytest.mark.parametrize(
    ("before", "after", "is_clearer"),
    [
        (("620", 0.32), ("", 0.0), True),  # the grain of a desk
        (("1345", 0.51), ("845", 0.27), True),
        (("123", 0.9), ("", 0.0), False),  # print that is wiped
        (("123", 0.97), ("123", 0.7), False),
        (("123", 0.6), ("123", 0.97), True),
    ],
)
def test_what_nobody_can_read_has_no_say(before: Reading, after: Reading, is_clearer: bool) -> None:
    grey = page()
    layer = np.full((200, 450), 255, np.uint8)
    assert _is_clearer(grey, grey, layer, SCALE, Scripted(before, after)) is is_clearer  # type: ignore[arg-type]
