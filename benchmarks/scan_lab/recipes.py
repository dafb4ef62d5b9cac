"""What happens to a page on its way to a scan, drawn at random from wide ranges; kinds may be added to each other."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from benchmarks.scan_lab.sets import Draw, SetName

Colours = Literal["colour", "grey", "otsu", "fixed", "dithered"]
Style = Literal["full", "dotted", "dashed", "broken", "double", "white"]
Kept = Literal["all", "across", "upright", "three", "frame", "none"]


@dataclass(frozen=True, slots=True)
class Rulings:
    """How rulings are drawn: `width` in points, `tone` 0 black to 255, `lost` share of broken ones, `kept` which."""

    style: Style = "full"
    width: float = 0.7
    tone: float = 20.0
    lost: float = 0.0
    kept: Kept = "all"


@dataclass(frozen=True, slots=True)
class Bands:
    """Filled rows: header rows or every other one; `tone` of the fill, print on it white where it is dark."""

    header: float | None = None
    zebra: float | None = None


@dataclass(frozen=True, slots=True)
class Watermark:
    words: str
    tone: float
    angle: float
    size: float
    """Height of a character in points."""
    tiled: bool = False
    over: bool = False
    outline: bool = False


@dataclass(frozen=True, slots=True)
class Seal:
    name: str
    colour: tuple[int, int, int]
    strength: float
    radius: float
    at: Literal["figure", "edge"] = "figure"
    """On a figure, or across the sheet's edge (骑缝章), of which half is seen."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that is done to a page. Lengths are points, angles degrees, tones 0 (black) to 255."""

    kind: str = "clean"
    dpi: int = 200
    colours: Colours = "grey"
    jpeg: int | None = 75
    noise: float = 1.5
    blur: float = 0.6
    motion: float = 0.0
    shrink: float = 1.0
    """How much of its size the print keeps (tiny print)."""
    rulings: Rulings = Rulings()
    bands: Bands = Bands()
    watermark: Watermark | None = None
    seals: tuple[Seal, ...] = ()
    ticks: int = 0
    underlines: int = 0
    writing: int = 0
    """Words written by hand beside figures and in the margin."""
    pen: tuple[int, int, int] = (30, 40, 150)
    bleed: float | None = None
    """Tone of what shines through from the back."""
    holes: int = 0
    black_edge: float = 0.0
    dust: int = 0
    staples: int = 0
    skew: float = 0.0
    keystone: float = 0.0
    curl: float = 0.0
    waves: float = 0.0
    folds: int = 0
    gutter: float = 0.0
    """Depth of the shadow at the spine, 0 to 1; the page bends towards it."""
    shadow: float = 0.0
    light: float = 0.0
    photo: float = 0.0
    """Perspective of a photograph with a desk around, as a share of the page's sides; 0: a flatbed scanner."""
    two_up: bool = False
    turn: int = 0
    """Degrees clockwise."""
    seed: int = field(default=0)


Overrides = Mapping[str, Any]

COLOURS: tuple[Colours, ...] = ("colour", "grey")
LOGOS: Mapping[SetName, tuple[str, ...]] = {"learn": ("★", "◆", "▲"), "tune": ("◇",), "report": ("☆", "●")}


def _watermark(d: Draw, over: bool) -> Watermark:
    return Watermark(
        words=d.words(),
        tone=d.between(228, 130) if over else d.between(235, 120),
        angle=d.random.choice((d.between(20, 60), -d.between(20, 60), d.between(-15, 15))),
        size=d.between(14, 72),
        tiled=d.chance(0.5),
        over=over,
        outline=d.chance(0.2),
    )


def _seal(d: Draw, colour: tuple[int, int, int]) -> Seal:
    return Seal(d.name(), colour, d.between(0.5, 0.9), d.between(45, 68))


def _red(d: Draw) -> tuple[int, int, int]:
    return (round(d.between(180, 235)), round(d.between(10, 60)), round(d.between(20, 70)))


def _grey_seal(d: Draw) -> tuple[int, int, int]:
    tone = round(d.between(90, 175))
    return (tone, tone, tone)


def _rulings(d: Draw, **given: Any) -> Rulings:
    usual = Rulings(width=d.between(0.5, 1.1), tone=d.between(0, 70))
    return replace(usual, **given)


KINDS: dict[str, Callable[[Draw], Overrides]] = {
    "clean": lambda d: {"dpi": d.random.choice((200, 300))},
    "jpeg": lambda d: {"jpeg": d.whole(25, 45)},
    "low": lambda d: {"dpi": d.whole(100, 150), "jpeg": d.whole(50, 85)},
    "fax": lambda d: {
        "dpi": d.whole(150, 204),
        "colours": d.random.choice(("otsu", "fixed", "dithered")),
        "jpeg": None,
        "noise": d.between(1, 6),
    },
    "tiny": lambda d: {"shrink": d.between(0.8, 0.6), "dpi": 200},
    "soft": lambda d: {"blur": d.between(0.9, 1.5), "noise": d.between(2, 8), "motion": d.between(0, 3)},
    "skew": lambda d: {"skew": d.about(1.0, 6.0)},
    "keystone": lambda d: {"keystone": d.about(0.01, 0.05)},
    "curl": lambda d: {"curl": d.about(3.0, 12.0)},
    "waves": lambda d: {"waves": d.between(0.8, 3.0)},
    "folds": lambda d: {"folds": d.whole(1, 3), "shadow": d.between(0.05, 0.2)},
    "gutter": lambda d: {"gutter": d.about(0.35, 0.85), "curl": d.about(2.0, 9.0)},
    "shadow": lambda d: {"shadow": d.between(0.15, 0.45), "light": d.between(0.05, 0.3)},
    "holes": lambda d: {
        "holes": d.random.choice((2, 4)),
        "black_edge": d.between(2, 14),
        "dust": d.whole(20, 200),
        "staples": d.whole(0, 2),
    },
    "bleed": lambda d: {"bleed": d.between(235, 190)},
    "watermark": lambda d: {"watermark": _watermark(d, over=False)},
    "watermark_over": lambda d: {"watermark": _watermark(d, over=True)},
    "seal": lambda d: {"seals": (_seal(d, _red(d)),), "colours": "colour"},
    "seal_blue": lambda d: {"seals": (_seal(d, (30, round(d.between(40, 110)), 190)),), "colours": "colour"},
    "seal_grey": lambda d: {"seals": (_seal(d, _grey_seal(d)),)},
    "pen": lambda d: {
        "ticks": d.whole(3, 14),
        "underlines": d.whole(1, 6),
        "pen": d.random.choice(((30, 40, 150), (40, 40, 45), (190, 30, 40))),
        "colours": d.random.choice(("colour", "grey")),
    },
    "seal_edge": lambda d: {"seals": (replace(_seal(d, _red(d)), at="edge"),), "colours": "colour"},
    "logo": lambda d: {
        "watermark": replace(
            _watermark(d, over=False), words=d.random.choice(LOGOS[d.set_name]), size=d.between(50, 160)
        )
    },
    "handwriting": lambda d: {"writing": d.whole(1, 5), "pen": (40, 45, 120), "colours": d.random.choice(COLOURS)},
    "header_light": lambda d: {"bands": Bands(header=d.between(235, 190))},
    "header_dark": lambda d: {
        "bands": Bands(header=d.between(110, 10)),
        "colours": d.random.choice(("grey", "colour")),
    },
    "zebra": lambda d: {"bands": Bands(zebra=d.between(240, 205))},
    "zebra_white": lambda d: {
        "bands": Bands(header=d.between(215, 175), zebra=d.between(240, 215)),
        "rulings": _rulings(d, style="white", width=d.between(0.8, 2.0)),
    },
    "hairline": lambda d: {
        "rulings": _rulings(d, width=d.between(0.22, 0.4), tone=d.between(0, 90), lost=d.between(0.0, 0.35))
    },
    "dotted": lambda d: {"rulings": _rulings(d, style="dotted", width=d.between(0.4, 0.9))},
    "dashed": lambda d: {"rulings": _rulings(d, style="dashed", width=d.between(0.4, 0.9))},
    "broken": lambda d: {"rulings": _rulings(d, style="broken", lost=d.between(0.15, 0.5))},
    "faded": lambda d: {"rulings": _rulings(d, style="broken", tone=d.between(130, 210), lost=d.between(0.0, 0.3))},
    "double": lambda d: {"rulings": _rulings(d, style="double", width=d.between(0.4, 0.6))},
    "no_upright": lambda d: {"rulings": _rulings(d, kept="across")},
    "no_across": lambda d: {"rulings": _rulings(d, kept="upright")},
    "three_line": lambda d: {"rulings": _rulings(d, kept="three", width=d.between(0.6, 1.4))},
    "frame": lambda d: {"rulings": _rulings(d, kept="frame")},
    "none": lambda d: {"rulings": _rulings(d, kept="none")},
    "two_up": lambda d: {"two_up": True, "dpi": 200},
    "upside_down": lambda d: {"turn": 180},
    "quarter": lambda d: {"turn": d.random.choice((90, 270))},
    "photo": lambda d: {
        "photo": d.between(0.02, 0.1),
        "light": d.between(0.1, 0.4),
        "shadow": d.between(0, 0.3),
        "noise": d.between(2, 5),
        "blur": d.between(0.7, 1.2),
        "colours": "colour",
        "curl": d.about(0, 3),
        "skew": d.about(0, 3),
    },
}


def draw_recipe(kinds: str, set_name: SetName, seed: int) -> Recipe:
    """A recipe of one kind, or of several joined by `+` (`dotted+watermark_over`), or `any` / `any2` / `any3`.

    Raises KeyError where a kind is not known.
    """
    draw = Draw(set_name, random.Random(f"{kinds} {set_name} {seed}"))
    names = kinds.split("+")
    if kinds.startswith("any"):
        names = draw.random.sample(sorted(KINDS), int(kinds[3:] or 1))
    usual: dict[str, Any] = {
        "jpeg": draw.whole(55, 90),
        "noise": draw.between(0.8, 3.0),
        "blur": draw.between(0.4, 0.8),
        "skew": draw.about(0.0, 0.8),
        "rulings": _rulings(draw),
    }
    for name in names:
        usual |= KINDS[name](draw)
    known = {one.name for one in fields(Recipe)}
    assert set(usual) <= known
    return Recipe(kind="+".join(names), seed=draw.seed(), **usual)
