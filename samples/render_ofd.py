"""Draws source tables and text as an OFD (GB/T 33190) as office software prints them: the same pages as the PDF.

A small writer: one document, a template with the page's frame, text objects with `g n d` spacings, path objects for
rules, image objects. Places are mm from the top left.
"""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from samples.render_pdf import A4, Press

MM = 25.4 / 72
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
Matrix = tuple[float, float, float, float, float, float]


@dataclass
class OfdPage:
    """A page being written: its objects as XML, in drawing order."""

    width: float
    height: float
    objects: list[str] = field(default_factory=list)


@dataclass
class OfdCanvas:
    """Takes the calls of reportlab's Canvas that the samples use; y grows upwards, points."""

    buffer: io.BytesIO
    pages: list[OfdPage] = field(default_factory=list)
    pictures: list[tuple[bytes, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._state: dict[str, Any] = {"grey": 0.0, "line": 0.0, "alpha": 1.0, "at": (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)}
        self._saved: list[dict[str, Any]] = []
        self._size = A4
        self._page = OfdPage(*A4)
        self._font, self._font_size, self._line_width, self._ids = "", 10.0, 0.6, 10

    def setTitle(self, title: str) -> None: ...

    def setPageSize(self, size: tuple[float, float]) -> None:
        self._page.width, self._page.height = size

    def setPageRotation(self, degrees: int) -> None:
        """OFD turns no pages: a turned page is upright paper with text that runs sideways."""
        if degrees % 180:
            self._page.width, self._page.height = self._page.height, self._page.width

    def saveState(self) -> None:
        self._saved.append(dict(self._state))

    def restoreState(self) -> None:
        self._state = self._saved.pop()

    def translate(self, x: float, y: float) -> None:
        self._state["at"] = _product((1.0, 0.0, 0.0, 1.0, x, y), self._state["at"])

    def rotate(self, degrees: float) -> None:
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        self._state["at"] = _product((c, s, -s, c, 0.0, 0.0), self._state["at"])

    def setFillGray(self, grey: float) -> None:
        self._state["grey"] = grey

    def setStrokeGray(self, grey: float) -> None:
        self._state["line"] = grey

    def setFillAlpha(self, alpha: float) -> None:
        self._state["alpha"] = alpha

    def setFont(self, font: str, size: float) -> None:
        self._font, self._font_size = font, size

    def setLineWidth(self, width: float) -> None:
        self._line_width = width

    def drawString(self, x: float, y: float, text: str) -> None:
        if not text.strip():
            return
        widths = [round(pdfmetrics.stringWidth(letter, self._font, self._font_size) * MM, 3) for letter in text]
        a, b, c, d, e, f = _product((1.0, 0.0, 0.0, 1.0, x, y), self._state["at"])
        size = self._font_size * MM
        left, top = e * MM, (self._page.height - f) * MM - size
        plain = (a, b, c, d) == (1.0, 0.0, 0.0, 1.0)
        # Turned text: about the start of its base line, at (0, size) in the object.
        matrix = "" if plain else (f' CTM="{a:.5f} {-b:.5f} {-c:.5f} {d:.5f} {size * c:.4f} {size - size * d:.4f}"')
        grey = round(255 * self._state["grey"])
        alpha = "" if self._state["alpha"] == 1.0 else f' Alpha="{round(255 * self._state["alpha"])}"'
        boundary = f"{left:.3f} {top:.3f} {sum(widths) + 1:.3f} {1.3 * size:.3f}"
        self._page.objects.append(
            f'<ofd:TextObject ID="{self._next()}" Boundary="{boundary}"'
            f'{matrix} Font="3" Size="{size:.4f}"><ofd:FillColor Value="{grey} {grey} {grey}"{alpha}/>'
            f'<ofd:TextCode X="0" Y="{size:.4f}"{_delta(widths[:-1])}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def drawRightString(self, x: float, y: float, text: str) -> None:
        self.drawString(x - pdfmetrics.stringWidth(text, self._font, self._font_size), y, text)

    def drawCentredString(self, x: float, y: float, text: str) -> None:
        self.drawString(x - pdfmetrics.stringWidth(text, self._font, self._font_size) / 2, y, text)

    def rect(self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0) -> None:
        corners = [
            _moved(self._state["at"], *p) for p in ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        ]
        self._path(corners, "M {} L {} L {} L {} C", stroke, fill)

    def ellipse(self, x1: float, y1: float, x2: float, y2: float, stroke: int = 1, fill: int = 0) -> None:
        self.wedge(x1, y1, x2, y2, 0.0, 359.9, stroke, fill)

    def wedge(
        self, x1: float, y1: float, x2: float, y2: float, start: float, extent: float, stroke: int = 1, fill: int = 0
    ) -> None:
        middle, radius = ((x1 + x2) / 2, (y1 + y2) / 2), (x2 - x1) / 2
        ends = [
            (middle[0] + radius * math.cos(math.radians(t)), middle[1] + radius * math.sin(math.radians(t)))
            for t in (start, start + extent)
        ]
        arc = f"A {radius * MM:.3f} {radius * MM:.3f} 0 {int(extent > 180)} 0"
        points = [_moved(self._state["at"], *point) for point in (middle, *ends)]
        self._path(points, f"M {{}} L {{}} {arc} {{}} C", stroke, fill)

    def picture(self, data: bytes, kind: str, x: float, y: float, width: float, height: float) -> None:
        """A picture (its file's bytes) in a box whose lower left corner is x, y."""
        self.pictures.append((data, kind))
        top = (self._page.height - y - height) * MM
        w, h = width * MM, height * MM
        self._page.objects.append(
            f'<ofd:ImageObject ID="{self._next()}" Boundary="{x * MM:.3f} {top:.3f} {w:.3f} {h:.3f}" '
            f'CTM="{w:.4f} 0 0 {h:.4f} 0 0" ResourceID="{1000 + len(self.pictures)}"/>'
        )

    def _path(self, points: list[tuple[float, float]], pattern: str, stroke: int, fill: int) -> None:
        places = [(x * MM, (self._page.height - y) * MM) for x, y in points]
        left, top = min(x for x, _ in places), min(y for _, y in places)
        width, height = max(x for x, _ in places) - left, max(y for _, y in places) - top
        data = pattern.format(*(f"{x - left:.3f} {y - top:.3f}" for x, y in places))
        grey, line = round(255 * self._state["grey"]), round(255 * self._state["line"])
        self._page.objects.append(
            f'<ofd:PathObject ID="{self._next()}" Boundary="{left:.3f} {top:.3f} {width:.3f} {height:.3f}" '
            f'LineWidth="{self._line_width * MM:.3f}" Stroke="{"true" if stroke else "false"}" '
            f'Fill="{"true" if fill else "false"}"><ofd:FillColor Value="{grey} {grey} {grey}"/>'
            f'<ofd:StrokeColor Value="{line} {line} {line}"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>'
            "</ofd:PathObject>"
        )

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def showPage(self) -> None:
        self.pages.append(self._page)
        self._page = OfdPage(*A4)
        self._state = {"grey": 0.0, "line": 0.0, "alpha": 1.0, "at": (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)}

    def save(self) -> None:
        self.buffer.write(ofd_of(self.pages, self.pictures))


class OfdPress(Press):
    """A press whose paper is OFD."""

    def __post_init__(self) -> None:
        self._buffer = io.BytesIO()
        self.canvas = OfdCanvas(self._buffer)
        self.width, self.height = A4
        self.y = 0.0


def ofd_of(pages: list[OfdPage], pictures: list[tuple[bytes, str]] = [], **more: str) -> bytes:  # noqa: B006
    """The package. `more` puts further parts into it, or others in the place of these (`/` written as `__`)."""
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {SPACE} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res">'
        '<ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts></ofd:Res>',
        "Doc_0/DocumentRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias>'
        + "".join(
            f'<ofd:MultiMedia ID="{1001 + n}" Type="Image"><ofd:MediaFile>image_{n}.{kind}</ofd:MediaFile>'
            "</ofd:MultiMedia>"
            for n, (_, kind) in enumerate(pictures)
        )
        + "</ofd:MultiMedias></ofd:Res>",
        "Doc_0/Tpls/Tpl_0/Content.xml": f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="6"/></ofd:Content></ofd:Page>',
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        '<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        "</ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{100_000 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for n, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'<ofd:Page {SPACE}><ofd:Template TemplateID="5" ZOrder="Background"/><ofd:Area><ofd:PhysicalBox>'
            f"0 0 {page.width * MM:.3f} {page.height * MM:.3f}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
            f'<ofd:Layer ID="7" Type="Body">{"".join(page.objects)}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    for n, (data, kind) in enumerate(pictures):
        parts[f"Doc_0/Res/image_{n}.{kind}"] = data
    parts |= {name.replace("__", "/"): text for name, text in more.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            whole = HEAD + text if isinstance(text, str) else text
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), whole, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _delta(widths: list[float]) -> str:
    """The DeltaX attribute, runs of equal distances as `g n d`."""
    if not widths:
        return ""
    parts = []
    for width, run in groupby(widths):
        count = len(list(run))
        parts.append(f"g {count} {width:g}" if count > 2 else " ".join([f"{width:g}"] * count))
    return f' DeltaX="{" ".join(parts)}"'


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(at: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = at
    return a * x + c * y + e, b * x + d * y + f
