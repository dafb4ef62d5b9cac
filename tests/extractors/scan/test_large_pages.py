"""Pages far larger than paper: bounded in memory, and strips read part by part, not shrunk until nothing is left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mingzhang.extractors.scan.perspective import sheet_of
from mingzhang.extractors.scan.picture import LARGEST_SIDE, MOST_PIXELS, scale_within
from mingzhang.extractors.scan.preparing import DETECTED_DPI, detected, larger, parts_of

SCALE = 150 / 72


class Detector:
    """Finds one line at the middle of each part, and keeps the resolution (dpi) at which it was asked to look."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.seen: list[float] = []

    def detect(self, image: Any, longest_side: int = 1600) -> list[np.ndarray]:
        height, width = image.shape[:2]
        self.seen.append(longest_side / max(height, width) * self.scale * 72)
        x, y = width // 2, height // 2
        return [np.array([[x - 5, y - 5], [x + 5, y - 5], [x + 5, y + 5], [x - 5, y + 5]], np.float32)]


def strip(length: int, lines: int) -> np.ndarray:
    picture = np.full((length, 800), 255, np.uint8)
    for number in range(lines):
        top = number * length // lines + 8
        picture[top : top + 20, 100:700] = 0
    return picture


@pytest.mark.parametrize(
    ("width", "height"), [(595, 842), (1191, 1684), (595, 14_390), (14_390, 300), (14_400, 14_400)]
)
def test_no_page_is_drawn_beyond_what_memory_holds(width: float, height: float) -> None:
    scale = scale_within(width, height, 200)
    assert width * height * scale**2 <= MOST_PIXELS * 1.001
    assert max(width, height) * scale <= LARGEST_SIDE * 1.001
    assert scale == pytest.approx(200 / 72) or width * height > 3_100_000


def test_a_strip_is_drawn_finely_enough_to_be_read() -> None:
    assert scale_within(595, 14_390, 200) * 72 > 110


@pytest.mark.parametrize("turned", [False, True])
def test_a_strip_is_looked_at_in_parts_at_the_resolution_of_print(turned: bool) -> None:
    picture = strip(12_000, 240)
    detector = Detector(SCALE)
    quads = detected(picture.T.copy() if turned else picture, SCALE, detector)  # type: ignore[arg-type]
    assert len(detector.seen) > 4
    assert min(detector.seen) > 0.9 * DETECTED_DPI
    along = [float(quad[:, 0 if turned else 1].mean()) for quad in quads]
    assert along == sorted(along)
    assert along[-1] > 10_000


def test_a_page_is_looked_at_as_one() -> None:
    detector = Detector(SCALE)
    detected(strip(3_000, 60), SCALE, detector)  # type: ignore[arg-type]
    assert len(detector.seen) == 1


@pytest.mark.parametrize("lines", [60, 150, 300])
def test_a_strip_is_cut_between_its_lines(lines: int) -> None:
    picture = strip(12_000, lines)
    parts = parts_of(picture, 0)
    assert [stop for _, stop in parts[:-1]] == [start for start, _ in parts[1:]]
    assert (parts[0][0], parts[-1][1]) == (0, 12_000)
    assert all((picture[start - 1 : start + 1] == 255).all() for start, _ in parts[1:])


@pytest.mark.parametrize("side", [1000, 4000, 4800])
def test_tiny_print_is_not_enlarged_beyond_what_memory_holds(side: int) -> None:
    picture, scale = larger(np.full((side, side, 3), 255, np.uint8), 0.9, 2.0)
    assert picture.shape[0] * picture.shape[1] <= MOST_PIXELS * 1.01
    assert scale == pytest.approx(0.9 * picture.shape[0] / side / 2.0, rel=0.01)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shape", [(8_000, 330), (12_000, 800), (330, 8_000)])
def test_a_strip_is_no_photographed_sheet(shape: tuple[int, int]) -> None:
    assert sheet_of(np.full((*shape, 3), 255, np.uint8)) is None
