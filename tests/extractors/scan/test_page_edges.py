"""Edges of cells out of the layers of a page; layers of a large picture by tiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan import page_network
from mingzhang.extractors.scan.page_edges import edge_lines
from mingzhang.extractors.scan.page_network import LAYERS, WEIGHTS, PageLayers, page_layers

Picture = NDArray[np.uint8]
SCALE = 120 / 72


def layers(**given: Picture) -> PageLayers:
    shape = next(iter(given.values())).shape
    return PageLayers(*(given.get(name, np.zeros(shape, np.uint8)) for name in LAYERS), pixels_per_point=SCALE)


def bar(*, fall: int = 0, gap: int = 0, thick: int = 3) -> Picture:
    picture = np.zeros((60, 200), np.uint8)
    for x in range(20, 180):
        if not 90 <= x < 90 + gap:
            y = 30 + round(fall * (x - 20) / 160)
            picture[y - thick // 2 : y + thick // 2 + 1, x] = 240
    return picture


def test_a_band_of_likely_pixels_is_one_line_in_its_middle() -> None:
    (edge,), upright = edge_lines(layers(across=bar()), SCALE)
    assert not upright
    assert (edge.y0, edge.y1) == pytest.approx((30, 30), abs=0.3)
    assert (edge.x0, edge.x1) == pytest.approx((20, 179), abs=1.5)
    assert edge.trust > 0.9 and edge.drawn == 0


def test_a_small_gap_is_bridged_and_a_wide_one_parts_the_line() -> None:
    assert len(edge_lines(layers(across=bar(gap=4)), SCALE)[0]) == 1
    assert len(edge_lines(layers(across=bar(gap=30)), SCALE)[0]) == 2


def test_a_line_that_falls_a_little_keeps_its_fall() -> None:
    (edge,), _ = edge_lines(layers(across=bar(fall=4)), SCALE)
    assert edge.y1 - edge.y0 == pytest.approx(4, abs=1.2)


def test_upright_edges_lie_in_the_picture_that_was_asked_for() -> None:
    standing = np.ascontiguousarray(bar().T)
    across, (edge,) = edge_lines(layers(upright=standing, drawn=standing), 2 * SCALE)
    assert not across and edge.drawn > 0.95
    assert (edge.x0, edge.x1) == pytest.approx((60.5, 60.5), abs=0.7)
    assert edge.y0 < edge.y1


def broken(print_between: bool) -> PageLayers:
    """Two walls, and an edge from the left one that ends in the air between them."""
    across, upright, print_ = (np.zeros((120, 200), np.uint8) for _ in range(3))
    upright[20:100, 19:22] = upright[20:100, 179:182] = 240
    across[59:62, 20:90] = 240
    if print_between:
        print_[54:66, 120:130] = 240
    return layers(across=across, upright=upright, print=print_)


def test_an_edge_that_ends_in_the_air_is_led_on_to_the_next_wall() -> None:
    (edge,), walls = edge_lines(broken(print_between=False), SCALE)
    assert len(walls) == 2
    assert (edge.x0, edge.x1) == pytest.approx((20, 180), abs=1.5)
    assert edge.trust < 0.6


def test_an_edge_is_not_led_on_through_print() -> None:
    (edge,), _ = edge_lines(broken(print_between=True), SCALE)
    assert edge.x1 == pytest.approx(89, abs=1.5)


def test_an_edge_that_ends_at_a_wall_stays() -> None:
    page = broken(print_between=False)
    page.upright[20:100, 89:92] = 240
    (edge,), walls = edge_lines(page, SCALE)
    assert len(walls) == 3
    assert edge.x1 == pytest.approx(89, abs=1.5)


def test_what_stands_out_beyond_the_last_wall_is_cut_off() -> None:
    page = broken(print_between=False)
    page.across[59:62, 8:195] = 240
    (edge,), _ = edge_lines(page, SCALE)
    assert (edge.x0, edge.x1) == pytest.approx((20, 180), abs=1.5)


def test_an_edge_that_stands_out_by_a_column_stays() -> None:
    page = broken(print_between=False)
    page.upright[:, 170:] = 0
    page.upright[20:100, 99:102] = 240
    page.across[59:62, 20:180] = 240
    (edge,), _ = edge_lines(page, SCALE)
    assert edge.x1 == pytest.approx(179, abs=1.5)


def test_a_blot_is_no_edge() -> None:
    assert edge_lines(layers(across=bar(thick=25)[:, :60]), SCALE) == ([], [])


def test_a_large_picture_is_looked_at_by_tiles_without_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_network, "_run", lambda tile, _: np.stack([tile] * len(LAYERS)))
    picture = np.random.default_rng(1).integers(0, 255, (2500, 4300)).astype(np.uint8)
    seen = page_layers(picture, SCALE, Path("none"))
    assert np.array_equal(seen.across, picture)


@pytest.mark.skipif(not WEIGHTS.exists(), reason="weights are not there yet")
@pytest.mark.parametrize("shape", [(64, 64), (133, 257)])
def test_the_network_gives_layers_as_large_as_its_picture(shape: tuple[int, int]) -> None:
    seen = page_layers(np.full(shape, 250, np.uint8), SCALE)
    assert all(getattr(seen, name).shape == shape for name in LAYERS)
    assert max(int(getattr(seen, name).max()) for name in LAYERS) < 128
