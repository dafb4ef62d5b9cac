"""A doubted figure is looked at with the foreign ink that was taken out of it, too: as a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from mingzhang.extractors.reread.closer import closer_readings
from mingzhang.extractors.reread.records import CellReading
from mingzhang.extractors.scan.cells import Snippet
from mingzhang.extractors.scan.kept import KeptLine
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.models.records.geometry import Box


class ByTone:
    """Reads dark pictures, which still have their foreign ink, as one figure and pale ones as another."""

    def __init__(self, pale: str, dark: str) -> None:
        self.pale, self.dark = pale, dark

    def read(self, crops: Sequence[Picture]) -> list[tuple[str, float]]:
        return [(self.pale if crop.mean() > 200 else self.dark, 0.97) for crop in crops]


def line(text: str, least: float, has_ink: bool) -> KeptLine:
    crop = np.full((32, 88), 250, np.uint8)
    snippet = Snippet(0, crop, 0, (204, 204, 284, 228), 200)
    dark = np.full_like(crop, 120) if has_ink else None
    return KeptLine(Box(102, 102, 142, 114), snippet, crop, 24.0, text, (), least, dark)


@pytest.mark.parametrize("least", [0.999, 0.4])
def test_what_is_read_with_the_ink_is_a_guess(least: float) -> None:
    read = cast(Recogniser, ByTone("1,887.41", "4,887.41"))
    (readings,) = closer_readings([[line("1,887.41", least, has_ink=True)]], read)
    assert readings[-1] == CellReading("4,887.41", 0.97, True)
    assert all(one.text == "1,887.41" and not one.is_guess for one in readings[:-1])


def test_a_line_without_foreign_ink_is_not_looked_at_so() -> None:
    read = cast(Recogniser, ByTone("1,887.41", "4,887.41"))
    (readings,) = closer_readings([[line("1,887.41", 0.4, has_ink=False)]], read)
    assert not any(one.is_guess for one in readings)


def test_of_two_cells_each_keeps_its_own_guess() -> None:
    read = cast(Recogniser, ByTone("1.00", "2.00"))
    cells = [[line("1.00", 0.999, has_ink=False)], [line("1.00", 0.999, has_ink=True)]]
    first, second = closer_readings(cells, read)
    assert [one.text for one in first] == ["1.00"]
    assert [one.text for one in second] == ["1.00", "2.00"]
    assert replace(second[-1], is_guess=False) == CellReading("2.00", 0.97)
