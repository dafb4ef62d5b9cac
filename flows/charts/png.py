"""A drawing as PNG, with the font that comes along."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from mingzhang.flows.charts.layout import INK, ChartDrawing, Label, Rectangle, Rule
from mingzhang.flows.charts.outlines import font_bytes

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image

SCALE = 2.0


def to_png(drawing: ChartDrawing, scale: float = SCALE) -> bytes:
    """The drawing, `scale` pixels for each of its own."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (round(drawing.width * scale), round(drawing.height * scale)), "white")
    pen = ImageDraw.Draw(picture)
    for mark in drawing.marks:
        if isinstance(mark, Rectangle):
            corners = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            pen.rectangle([round(value * scale) for value in corners], fill=mark.colour)
        elif isinstance(mark, Rule):
            ends = (mark.x0, mark.y0, mark.x1, mark.y1)
            pen.line([round(value * scale) for value in ends], fill=mark.colour, width=max(1, round(scale / 2)))
        elif mark.slant:
            _slanted(picture, mark, scale)
        else:
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
            place = (mark.x * scale, mark.y * scale)
            weight = round(scale / 2) if mark.bold else 0
            pen.text(place, mark.text, INK, _font(mark.size * scale), anchor, stroke_width=weight, stroke_fill=INK)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _slanted(picture: Image, label: Label, scale: float) -> None:
    """A text that ends at its place and rises towards it."""
    from PIL import Image, ImageDraw

    font = _font(label.size * scale)
    left, top, right, bottom = (round(value) for value in font.getbbox(label.text))
    side = 2 * max(right - left, bottom - top) + 8
    plane = Image.new("L", (side, side), 0)
    ImageDraw.Draw(plane).text((side // 2, side // 2), label.text, 255, font, "rs")
    turned = plane.rotate(-label.slant, center=(side // 2, side // 2), resample=Image.Resampling.BICUBIC)
    corner = (round(label.x * scale) - side // 2, round(label.y * scale) - side // 2)
    picture.paste(Image.new("RGB", turned.size, INK), corner, turned)


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(font_bytes()), round(size))
