"""The samples held against what reading them must reach: digital, watermarked, scanned, photographed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.agreement import Agreement, Score
from benchmarks.figures import Figure, Section, share

SCANS = ("budget_2025_scan.pdf", "performance_2024_scan.pdf")
PHOTOS = ("performance_photo.pdf",)
PARTS = (("cells", "cells"), ("figures", "figures"), ("forms", "form fields"), ("indicators", "indicators"))


def sample_section(agreements: Iterable[Agreement]) -> Section:
    """Floors and figures; what is read and not there counts like what is missed."""
    found = list(agreements)
    photos = [one for one in found if one.name in PHOTOS]
    scans = [one for one in found if one.name in SCANS]
    digital = [one for one in found if one not in photos and one not in scans]
    figures = [
        *_figures("digital", "digital and watermarked", digital, {name: 100 for name, _ in PARTS}),
        *_figures("scan", "200 dpi scan", scans, {"figures": 99.9, "cells": 99}),
        *_figures("photo", "photographed form", photos, {"figures": 99}),
    ]
    note = "Cells after NFKC, by row and column; figures by row, column and yuan; an indicator with all its fields."
    return Section("Samples against their golden answers", tuple(figures), note)


def _figures(key: str, what: str, some: Sequence[Agreement], floors: Mapping[str, float]) -> list[Figure]:
    out = []
    for name, label in PARTS:
        total = _sum(one.scores()[name] for one in some)
        whole = total.count + total.extra
        if whole:
            out.append(share(f"samples.{key}.{name}", f"{what}: {label}", total.right, whole, floors.get(name)))
    return out


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.count += score.count
        total.right += score.right
        total.extra += score.extra
    return total
