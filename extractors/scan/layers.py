"""The layers of a page's picture, by a small network: print, cell edges, rulings, what doesn't belong to the page.

The network looks at the page at 120 dpi and gives a probability for each pixel and layer. Cell edges are marked also
where no ruling was drawn or it is lost; `drawn` are the rulings that are really there.
"""

from __future__ import annotations

LAYERS = ("print", "across", "upright", "drawn", "foreign")
NETWORK_DPI = 120
