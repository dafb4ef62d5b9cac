"""The shapes of a font's signs, out of its TrueType tables (`cmap`, `loca`, `glyf`, `hmtx`), as SVG paths."""

from __future__ import annotations

import struct
from functools import cache
from importlib import resources

FONT = "mingzhang_charts.ttf"
_ON, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_WORDS, _XY, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 1, 2, 8, 32, 64, 128
OutlinePoint = tuple[float, float, bool]


@cache
def font_bytes() -> bytes:
    """The font that comes along: Open Sans and Droid Sans Fallback, the signs of GB 2312 (Apache-2.0)."""
    return resources.files("mingzhang.flows.charts").joinpath(FONT).read_bytes()


class Outlines:
    """Signs of the font as paths in its own units, y upwards."""

    def __init__(self) -> None:
        data = font_bytes()
        count = struct.unpack_from(">H", data, 4)[0]
        self._data = data
        self._at = {
            data[p : p + 4].decode(): struct.unpack_from(">I", data, p + 8)[0] for p in range(12, 12 + 16 * count, 16)
        }
        self.units_per_em: int = struct.unpack_from(">H", data, self._at["head"] + 18)[0]
        self._long = struct.unpack_from(">h", data, self._at["head"] + 50)[0] == 1
        self._widths = struct.unpack_from(">H", data, self._at["hhea"] + 34)[0]
        self._glyphs = self._cmap()

    def path(self, text: str) -> tuple[str, float]:
        """(path, width) of a text; a sign that the font lacks is a blank."""
        parts: list[str] = []
        x = 0.0
        for sign in text:
            glyph = self._glyphs.get(ord(sign), 0)
            if glyph:
                for contour in self._contours(glyph):
                    parts.append(_contour_path([(px + x, py, on) for px, py, on in contour]))
            x += self._advance(glyph) if glyph else self.units_per_em * 0.5
        return "".join(parts), x

    def _advance(self, glyph: int) -> int:
        index = min(glyph, self._widths - 1)
        advance: int = struct.unpack_from(">H", self._data, self._at["hmtx"] + 4 * index)[0]
        return advance

    def _cmap(self) -> dict[int, int]:
        """Glyphs by code point, of the sub-table with format 4 (the basic plane)."""
        data, start = self._data, self._at["cmap"]
        for i in range(struct.unpack_from(">H", data, start + 2)[0]):
            table = start + struct.unpack_from(">I", data, start + 4 + 8 * i + 4)[0]
            if struct.unpack_from(">H", data, table)[0] == 4:
                return self._segments(table)
        return {}

    def _segments(self, table: int) -> dict[int, int]:
        data = self._data
        count = struct.unpack_from(">H", data, table + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", data, table + 14)
        starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
        deltas = struct.unpack_from(f">{count}H", data, table + 16 + 4 * count)
        ranges_at = table + 16 + 6 * count
        ranges = struct.unpack_from(f">{count}H", data, ranges_at)
        glyphs: dict[int, int] = {}
        for i in range(count):
            for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
                glyph = code
                if ranges[i]:
                    glyph = struct.unpack_from(">H", data, ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i]))[0]
                    if not glyph:
                        continue
                glyphs[code] = (glyph + deltas[i]) & 0xFFFF
        return glyphs

    def _contours(self, glyph: int) -> list[list[OutlinePoint]]:
        data, loca = self._data, self._at["loca"]
        if self._long:
            begin, end = struct.unpack_from(">2I", data, loca + 4 * glyph)
        else:
            begin, end = (2 * x for x in struct.unpack_from(">2H", data, loca + 2 * glyph))
        if begin == end:
            return []
        at = self._at["glyf"] + begin
        count = struct.unpack_from(">h", data, at)[0]
        return self._simple(at + 10, count) if count >= 0 else self._composite(at + 10)

    def _simple(self, at: int, count: int) -> list[list[OutlinePoint]]:
        data = self._data
        ends = struct.unpack_from(f">{count}H", data, at)
        at += 2 * count
        at += 2 + struct.unpack_from(">H", data, at)[0]
        total = ends[-1] + 1 if ends else 0
        flags: list[int] = []
        while len(flags) < total:
            flag = data[at]
            at += 1
            flags.append(flag)
            if flag & _REPEAT:
                flags += [flag] * data[at]
                at += 1
        xs, at = self._coordinates(flags, at, _X_SHORT, _X_SAME)
        ys, at = self._coordinates(flags, at, _Y_SHORT, _Y_SAME)
        points = [(float(x), float(y), bool(f & _ON)) for x, y, f in zip(xs, ys, flags, strict=True)]
        return [points[(ends[i - 1] + 1 if i else 0) : ends[i] + 1] for i in range(count)]

    def _coordinates(self, flags: list[int], at: int, short: int, same: int) -> tuple[list[int], int]:
        value, values = 0, []
        for flag in flags:
            if flag & short:
                value += self._data[at] if flag & same else -self._data[at]
                at += 1
            elif not flag & same:
                value += struct.unpack_from(">h", self._data, at)[0]
                at += 2
            values.append(value)
        return values, at

    def _composite(self, at: int) -> list[list[OutlinePoint]]:
        data = self._data
        contours: list[list[OutlinePoint]] = []
        more = True
        while more:
            flags, glyph = struct.unpack_from(">2H", data, at)
            at += 4
            dx, dy = struct.unpack_from(">2h" if flags & _WORDS else ">2b", data, at)
            at += 4 if flags & _WORDS else 2
            a, b, c, d = 1.0, 0.0, 0.0, 1.0
            if flags & _SCALE:
                a = d = struct.unpack_from(">h", data, at)[0] / 16384
                at += 2
            elif flags & _TWO_SCALES:
                a, d = (x / 16384 for x in struct.unpack_from(">2h", data, at))
                at += 4
            elif flags & _MATRIX:
                a, b, c, d = (x / 16384 for x in struct.unpack_from(">4h", data, at))
                at += 8
            if not flags & _XY:
                dx = dy = 0
            for contour in self._contours(glyph):
                contours.append([(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour])
            more = bool(flags & _MORE)
        return contours


def _contour_path(points: list[OutlinePoint]) -> str:
    """A closed contour of lines and quadratic curves; between two points off it lies one on it, in their middle."""
    whole: list[OutlinePoint] = []
    for i, (x, y, on) in enumerate(points):
        px, py, before = points[i - 1]
        if not on and not before:
            whole.append(((x + px) / 2, (y + py) / 2, True))
        whole.append((x, y, on))
    first = next((i for i, point in enumerate(whole) if point[2]), None)
    if first is None:
        return ""
    whole = [*whole[first:], *whole[:first], whole[first]]
    parts = [f"M{whole[0][0]:.0f} {whole[0][1]:.0f}"]
    i = 1
    while i < len(whole):
        x, y, on = whole[i]
        if on:
            parts.append(f"L{x:.0f} {y:.0f}")
            i += 1
        else:
            parts.append(f"Q{x:.0f} {y:.0f} {whole[i + 1][0]:.0f} {whole[i + 1][1]:.0f}")
            i += 2
    return "".join([*parts, "Z"])
