"""Cut-outs of formats other than PDF: pictures are cut, formats without drawn pages say why not."""

from __future__ import annotations

import io

import cv2
import numpy as np
import openpyxl
import pytest
from PIL import Image, ImageDraw

from mingzhang.extractors.cutout import RED, cut_out
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.excerpts import Excerpt
from mingzhang.models.records.geometry import Box
from samples.render_ofd import OfdPage, ofd_of

DOT = Box(100.0, 200.0, 140.0, 220.0)
SPOT = Excerpt(1, (DOT,), is_scan=True)


def sheet() -> Image.Image:
    """A4 at 100 dpi with lines of text-like strokes, and a blue box in the place to be shown."""
    image = Image.new("RGB", (827, 1169), "white")
    pen = ImageDraw.Draw(image)
    for y in range(60, 1100, 40):
        pen.line((60, y, 760, y), fill="black", width=2)
    pen.rectangle([round(value * 100 / 72) for value in DOT], fill="blue")
    return image


def saved(kind: str) -> bytes:
    stream = io.BytesIO()
    sheet().save(stream, kind, dpi=(100, 100))
    return stream.getvalue()


def ofd() -> bytes:
    image = '<ofd:ImageObject Boundary="0 0 209.9 297.039" CTM="209.9 0 0 297.039 0 0" ResourceID="1001"/>'
    return ofd_of([OfdPage(595.0, 842.0, [image])], [(saved("PNG"), "png")])


@pytest.mark.parametrize("data", [saved("PNG"), saved("TIFF"), ofd()], ids=["png", "tiff", "ofd"])
def test_the_right_part_of_a_picture_is_outlined(data: bytes) -> None:
    (cutout,) = cut_out(data, [SPOT])
    seen = cv2.imdecode(np.frombuffer(cutout.png, np.uint8), cv2.IMREAD_COLOR).astype(int)
    ys, xs = np.nonzero(np.all(np.abs(seen - np.array(RED)) < 40, axis=2))
    assert len(xs) > 50
    inside = seen[ys.min() + 9 : ys.max() - 9, xs.min() + 9 : xs.max() - 9]
    assert inside[..., 0].mean() > 150 > 60 > inside[..., 1:].mean()


def workbook() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "excerpt"),
    [(workbook(), SPOT), (b"<html><table></table></html>", SPOT), (ofd(), Excerpt(1, (DOT,)))],
    ids=["xlsx", "html", "the text of an ofd"],
)
def test_formats_without_drawn_pages_say_so(data: bytes, excerpt: Excerpt) -> None:
    with pytest.raises(MingzhangError) as caught:
        list(cut_out(data, [excerpt]))
    assert caught.value.code is ErrorCode.NO_PAGE_PICTURE
    assert "open the file itself" in str(caught.value)
