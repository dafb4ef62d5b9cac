"""A chart of amounts as marks on a plane: grouped columns, with their axis, labels and legend. Lengths are pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# Told apart in print and by eyes that see few colours (Okabe and Ito).
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A6D00", "#4D4D4D")
INK, FAINT, PAPER = "#1F2933", "#D9DEE4", "#FFFFFF"
SMALL, NORMAL, LARGE = 12.0, 13.0, 16.0
TICKS = 5
MOST_SERIES = len(COLOURS)


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts in yuan, one for each label of the chart; None where there is none."""

    name: str
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is to be drawn: `labels` along the axis (years, units), a group of columns over each."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle; `told` is what a reader is told of it."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `anchor`: start, middle or end of it is at x. y is its base line. `slant`: degrees, clockwise."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    bold: bool = False
    slant: float = 0.0


Mark = Rectangle | Rule | Label


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """Marks on a plane, in the order in which they are drawn."""

    width: float
    height: float
    title: str
    marks: tuple[Mark, ...]


def scale_of(amounts: Sequence[Decimal]) -> tuple[Decimal, str]:
    """(divisor, unit) that amounts are shown in: 元, 万元 or 亿元, so that the largest has few digits."""
    largest = max((abs(amount) for amount in amounts), default=Decimal(0))
    if largest >= Decimal(100_000_000):
        return Decimal(100_000_000), "亿元"
    if largest >= Decimal(10_000):
        return Decimal(10_000), "万元"
    return Decimal(1), "元"


def ticks_of(low: float, high: float) -> list[float]:
    """Round numbers that cover a range, zero among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def text_width(text: str, size: float) -> float:
    """About how wide a text is: Chinese signs are as wide as high, others half of it."""
    return sum(size if ord(sign) > 0x2E80 else size * 0.56 for sign in text)


def columns_chart(chart: Chart, width: float = 860.0, height: float = 380.0) -> ChartDrawing:
    """A chart of grouped columns. More than eight series are not told apart and are left out."""
    series = chart.series[:MOST_SERIES]
    amounts = [amount for one in series for amount in one.amounts if amount is not None]
    divisor, unit = scale_of(amounts)
    values = [float(amount / divisor) for amount in amounts]
    ticks = ticks_of(min(values, default=0.0), max(values, default=1.0))
    left = 14.0 + max(text_width(_number(tick), SMALL) for tick in ticks)
    slanted = any(text_width(label, SMALL) > (width - left) / max(1, len(chart.labels)) for label in chart.labels)
    legend_rows = _legend(series, left, width)
    top = 52.0 + 20.0 * len(legend_rows)
    bottom = height - (84.0 if slanted else 30.0)
    right = width - 10.0

    def y_of(value: float) -> float:
        return bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    marks: list[Mark] = [Rectangle(0, 0, width, height, PAPER)]
    marks.append(Label(10, 24, chart.title, LARGE, bold=True))
    marks.append(Label(10, top - 14, unit, SMALL))
    marks += [mark for row in legend_rows for mark in row]
    for tick in ticks:
        marks.append(Rule(left, y_of(tick), right, y_of(tick), INK if tick == 0 else FAINT))
        marks.append(Label(left - 6, y_of(tick) + 4, _number(tick), SMALL, "end"))
    step = (right - left) / max(1, len(chart.labels))
    column = min(46.0, step * 0.78 / max(1, len(series)))
    for place, label in enumerate(chart.labels):
        middle = left + step * (place + 0.5)
        start = middle - column * len(series) / 2
        for index, one in enumerate(series):
            amount = one.amounts[place]
            if amount is None:
                continue
            value = float(amount / divisor)
            y0, y1 = sorted((y_of(value), y_of(0.0)))
            told = f"{one.name} {label}：{amount:,.2f}元"
            marks.append(Rectangle(start + column * index + 1, y0, column - 2, max(1.0, y1 - y0), COLOURS[index], told))
            shown = _short(value)
            if text_width(shown, 11.0) <= column + 8:
                marks.append(Label(start + column * (index + 0.5), y0 - 4, shown, 11.0, "middle"))
        if slanted:
            marks.append(Label(middle + 4, bottom + 14, _cut(label), SMALL, "end", slant=-28.0))
        else:
            marks.append(Label(middle, bottom + 18, label, SMALL, "middle"))
    return ChartDrawing(width, height, chart.title, tuple(marks))


def _legend(series: Sequence[Series], left: float, width: float) -> list[list[Mark]]:
    rows: list[list[Mark]] = []
    x = left
    for index, one in enumerate(series):
        wide = 18 + text_width(one.name, NORMAL) + 18
        if not rows or x + wide > width:
            rows.append([])
            x = left
        y = 44.0 + 20.0 * (len(rows) - 1)
        rows[-1] += [Rectangle(x, y - 10, 12, 12, COLOURS[index]), Label(x + 17, y, one.name, NORMAL)]
        x += wide
    return rows


def _number(value: float) -> str:
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def _short(value: float) -> str:
    if value and abs(value) < 0.01:
        return ""  # no column is seen, and the reader is told by the axis
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


def _cut(text: str, most: int = 10) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
