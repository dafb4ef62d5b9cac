"""What to show of a page when a person is to look at it."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.models.records.geometry import Box


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of one page. Boxes are points on the upright page.

    `outlined`: what to look at; the first is the figure in question where `leading`, the others take part.
    `frame`: the table that it stands in, None for running text. `rows`: the table's whole rows around what is
    outlined. `header`: the table's header on this page, shown above. `covered`: what must not be seen (contacts).
    `closed`: show nothing outside the frame, and look nothing up. `phrases`: texts to look for on the page where no
    box is known. `rotation` (clockwise) and `skew` (degrees) are those of the page as it was read; `is_scan` that it
    was read from its picture. `whole`: show the whole page, and not the part around what is outlined.
    """

    page_number: int
    outlined: tuple[Box, ...] = ()
    frame: Box | None = None
    rows: Box | None = None
    header: Box | None = None
    covered: tuple[Box, ...] = ()
    closed: bool = False
    phrases: tuple[str, ...] = ()
    rotation: int = 0
    skew: float = 0.0
    is_scan: bool = False
    leading: bool = True
    whole: bool = False
