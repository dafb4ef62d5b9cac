"""Which text of a page a reader sees: what is white on white, see-through, under something, cut off or on a layer that
is switched off is in the file and not in print.

Only what gives cause for doubt is looked at: the page is drawn with such text and without it, and text that makes no
difference is hidden. So is pale text on a ground of its own tone, which shows only where it crosses other print.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.placement import placement_of
from mingzhang.extractors.text_layer.drawing import IDENTITY, Seen, TextObject, box_within
from mingzhang.models.records.geometry import Segment

FILLED, INVISIBLE, CLIPS = 0, 3, (4, 5, 6, 7)
# Of 255: colours from here on may be lost on white, and opacities up to here.
PALE, FAINT = 235, 80
# Pixels a point; levels of grey that an eye tells apart.
SCALE = 2.0
CONTRAST = 16
MOST_ALONE = 60
LARGEST = 5000.0
LEGIBLE = 0.4  # share of its height from which a text that is cut off can be read
LAYER_MARK = "OC".encode("utf-16-le")  # marked content that an optional layer holds (PDF 32000-1, 8.11.3)

_BOUNDS = tuple(ctypes.c_float() for _ in range(4))
_POINT = tuple(ctypes.c_float() for _ in range(2))
_TO_BOUNDS, _TO_POINT = (tuple(map(ctypes.byref, some)) for some in (_BOUNDS, _POINT))
_order = itemgetter(1)


def hidden_text(page: Any, seen: Seen, layered: bool) -> frozenset[int]:
    """Addresses of the text objects of an open pypdfium2 page that a reader does not see.

    `layered`: the file has layers (optional content) that may be switched off.
    """
    clips: dict[int, Segment | None] = {}
    hidden = {text.item for text in seen.written if text.mode == INVISIBLE or _is_cut_off(text, clips)}
    suspects = [text for text in _suspects(seen, layered) if text.item not in hidden]
    if suspects and max(page.get_size()) * SCALE <= LARGEST:
        hidden |= {text.item for text in _without_trace(page, suspects)}
    return frozenset(hidden)


def _suspects(seen: Seen, layered: bool) -> Iterable[TextObject]:
    last = max((some[-1][1] for some in (seen.fills, seen.opaque) if some), default=0)
    for text, is_pale in zip(seen.written, _are_pale([text.item for text in seen.written]), strict=True):
        if text.mode == INVISIBLE:
            continue
        if (
            is_pale
            or text.mode in CLIPS
            or (layered and (text.depth or _is_on_layer(text.item)))
            or (text.order < last and _is_covered(text, seen))
        ):
            yield text


def _are_pale(items: Sequence[int]) -> list[bool]:
    colours, told = _fill_colours(items)
    red, green, blue, alpha = colours
    pale = (alpha <= FAINT) | ((red >= PALE) & (green >= PALE) & (blue >= PALE))
    found: list[bool] = (pale & told).tolist()
    return found


def _fill_colours(items: Sequence[int]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Red, green, blue and opacity of some objects, a row each; and whether pdfium tells, for each object."""
    colours = np.zeros((4, len(items)), np.uint32)
    return colours, pdfium.ask(pdfium.FPDFPageObj_GetFillColor, items, *pdfium.addresses(colours))


def _is_on_layer(item: int) -> bool:
    for number in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark = pdfium.FPDFPageObj_GetMark(item, number)
        name, size = (ctypes.c_uint16 * 8)(), ctypes.c_ulong()
        found = pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(size))
        if found and bytes(name).startswith(LAYER_MARK):
            return True
    return False


def _is_covered(text: TextObject, seen: Seen) -> bool:
    """Whether the middle of a text lies under an opaque area that was drawn after it."""
    later = [box for some in (seen.fills, seen.opaque) for box, _ in some[bisect_right(some, text.order, key=_order) :]]
    x0, y0, x1, y1 = bounds_of(text)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in later)


def _is_cut_off(text: TextObject, clips: dict[int, Segment | None]) -> bool:
    """Whether a text stands beyond the box of its clipping path, or less of its height within it than can be read: the
    second line of a cell too low for it. `clips`: the boxes of paths by the address of their first segments; pdfium
    keeps a path once for all that it clips."""
    clip = pdfium.FPDFPageObj_GetClipPath(text.item)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    if count <= 0:
        return False
    left, bottom, right, top = _own_bounds(text.item)
    height = top - bottom
    for path in range(count):
        first = pdfium.FPDFClipPath_GetPathSegment(clip, path, 0)
        if not first:
            continue
        if first not in clips:
            clips[first] = _clip_box(clip, path)
        box = clips[first]
        if box and (box[0] >= right or box[2] <= left or box[1] >= top or box[3] <= bottom):
            return True
        if box and height > 0 and min(top, box[3]) - max(bottom, box[1]) < LEGIBLE * height:
            return True
    return False


def _clip_box(clip: int, path: int) -> Segment | None:
    """The box of the first points of a path that clips; None where it has none."""
    x, y = _POINT
    points = []
    for number in range(min(8, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
        if pdfium.FPDFPathSegment_GetPoint(segment, *_TO_POINT):
            points.append((x.value, y.value))
    if not points:
        return None
    xs, ys = [px for px, _ in points], [py for _, py in points]
    return min(xs), min(ys), max(xs), max(ys)


def _own_bounds(item: int) -> Segment:
    if not pdfium.FPDFPageObj_GetBounds(item, *_TO_BOUNDS):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = _BOUNDS
    return left.value, bottom.value, right.value, top.value


def bounds_of(text: TextObject) -> Segment:
    """The box of a text object in the page's own space."""
    own = _own_bounds(text.item)
    return own if text.outer is IDENTITY else box_within(text.outer, own)


def _without_trace(page: Any, suspects: Sequence[TextObject]) -> list[TextObject]:
    """Those of some texts that change nothing, or next to nothing, of what the page shows."""
    whole = _drawn(page)
    without = _drawn_less(page, suspects)
    places = {id(text): _place(page, text, whole.shape) for text in suspects}
    traced = [text for text in suspects if _changed(whole, without, places[id(text)])]
    lost = [text for text in suspects if text not in traced]
    if len(traced) <= MOST_ALONE:
        for text in list(traced):
            alone = _drawn_less(page, [text])
            if not _changed(whole, alone, places[id(text)]) or _is_lost_on(alone, text, places[id(text)]):
                traced.remove(text)
                lost.append(text)
    return lost


def _is_lost_on(ground: NDArray[np.uint8], text: TextObject, place: tuple[slice, slice]) -> bool:
    """Whether pale text has hardly another tone than what it stands on, and shows only where it crosses something."""
    if text.mode != FILLED or not _are_pale([text.item])[0] or not ground[place].size:
        return False
    red, green, blue, alpha = _fill_colours([text.item])[0].ravel().tolist()
    tone = float(np.median(ground[place]))
    shown = tone + ((red + green + blue) / 3 - tone) * alpha / 255
    return abs(shown - tone) < CONTRAST


def _drawn(page: Any) -> NDArray[np.uint8]:
    picture: NDArray[np.uint8] = page.render(scale=SCALE, grayscale=True).to_numpy().copy()
    return picture


def _drawn_less(page: Any, texts: Sequence[TextObject]) -> NDArray[np.uint8]:
    """The page without some texts, which are put back."""
    for text in texts:
        pdfium.FPDFPageObj_SetIsActive(text.item, False)
    try:
        return _drawn(page)
    finally:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.item, True)


def _place(page: Any, text: TextObject, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (SCALE * value for value in placement_of(page).box(*bounds_of(text)))
    high, wide = shape[:2]
    return slice(max(0, int(y0) - 1), min(high, int(y1) + 2)), slice(max(0, int(x0) - 1), min(wide, int(x1) + 2))


def _changed(one: NDArray[np.uint8], other: NDArray[np.uint8], place: tuple[slice, slice]) -> int:
    """Pixels of a place at which two pictures differ so that an eye tells."""
    a, b = one[place].astype("int16"), other[place].astype("int16")
    return int((abs(a - b) >= CONTRAST).sum())
