"""Rulings that the page-layer network sees, beside those that are traced: dotted, dashed, broken, faded, white ones."""

from __future__ import annotations

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page_edges import edge_lines
from mingzhang.extractors.scan.page_network import page_layers
from mingzhang.extractors.scan.rulings import Traced

RULED = 0.25
SURE = 128
NO_PRINT = 100


def with_seen_edges(traced: Traced, grey: Picture, pixels_per_point: float) -> Traced:
    """Traced rulings and, of the edges that the network sees on a level page, those that are really ruled in part.

    Edges that nothing rules are left to the text.
    """
    layers = page_layers(grey, pixels_per_point)
    across, upright = edge_lines(layers, pixels_per_point)
    height, width = grey.shape
    drawn = layers.sized("drawn", height, width) >= SURE
    free = layers.sized("print", height, width) < NO_PRINT
    return Traced(
        traced.horizontal + tuple(one.line for one in across if one.drawn >= RULED),
        traced.vertical + tuple(one.line for one in upright if one.drawn >= RULED),
        traced.mask | (drawn & free).astype(traced.mask.dtype),
    )
