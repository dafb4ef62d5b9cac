"""A drawing as SVG, by itself or as a part of a page."""

from __future__ import annotations

import html

from mingzhang.flows.charts.layout import INK, ChartDrawing, Label, Mark, Rectangle, Rule
from mingzhang.flows.charts.outlines import Outlines

FAMILY = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Droid Sans Fallback',sans-serif"


def to_svg(drawing: ChartDrawing, *, outlined: bool = False) -> str:
    """The drawing; `outlined`: its texts as shapes of the font that comes along, the same on every machine."""
    outlines = Outlines() if outlined else None
    size = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} width="{drawing.width:g}" height="{drawing.height:g}" '
        f'role="img" aria-label="{_text(drawing.title)}" class="chart" font-family="{FAMILY}">'
    ]
    parts += [_mark(mark, outlines) for mark in drawing.marks]
    return "".join([*parts, "</svg>"])


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _mark(mark: Mark, outlines: Outlines | None) -> str:
    if isinstance(mark, Rectangle):
        shape = f'x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.width:.1f}" height="{mark.height:.1f}"'
        title = f"<title>{_text(mark.told)}</title>" if mark.told else ""
        return f'<rect {shape} fill="{mark.colour}">{title}</rect>'
    if isinstance(mark, Rule):
        ends = f'x1="{mark.x0:.1f}" y1="{mark.y0:.1f}" x2="{mark.x1:.1f}" y2="{mark.y1:.1f}"'
        return f'<line {ends} stroke="{mark.colour}" stroke-width="1"/>'
    return _outlined(mark, outlines) if outlines else _written(mark)


def _written(label: Label) -> str:
    turned = f' transform="rotate({label.slant:g} {label.x:.1f} {label.y:.1f})"' if label.slant else ""
    weight = ' font-weight="bold"' if label.bold else ""
    return (
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" font-size="{label.size:g}" fill="{INK}" '
        f'text-anchor="{label.anchor}"{weight}{turned}>{_text(label.text)}</text>'
    )


def _outlined(label: Label, outlines: Outlines) -> str:
    path, width = outlines.path(label.text)
    scale = label.size / outlines.units_per_em
    shift = {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    turned = f"rotate({label.slant:g}) " if label.slant else ""
    placed = f"translate({label.x:.2f} {label.y:.2f}) {turned}scale({scale:.5f} {-scale:.5f}) translate({-shift:.0f} 0)"
    bold = f' stroke="{INK}" stroke-width="{outlines.units_per_em / 40:.0f}"' if label.bold else ""
    return f'<path transform="{placed}" fill="{INK}"{bold} d="{path}"><title>{_text(label.text)}</title></path>'
