"""How likely a recognised figure is right, learnt from judged scans, and how well that holds:

    python -m benchmarks.scan_lab.calibrate tune.json --learn      writes models/identities/confidence.toml
    python -m benchmarks.scan_lab.calibrate report.json --picture docs/scan_confidence.svg

The files are those of `benchmarks.scan_lab.judge --json`: of each budget line read, its marks of doubt and whether it
is right in all its parts. `--learn` fits a logistic regression in which no mark of doubt raises the chance, on all
pages but each third, and tells how it does on those that it did not see. Without it, what is told is the confidence
that the lines were given when they were read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mingzhang.models.identities.confidence import MARKS, WEIGHTS

BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
STEPS = 6000
RATE = 0.5
PULL = 2e-4

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of scans: marks (lines x MARKS), right (1 or 0), the confidence given, and the number of their page."""

    marks: Values
    right: Values
    given: Values
    page: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> Lines:
        return Lines(self.marks[chosen], self.right[chosen], self.given[chosen], self.page[chosen])


def read(paths: Sequence[Path]) -> Lines:
    rows = []
    pages: dict[tuple[str, int], int] = {}
    for path in paths:
        for scan in json.loads(path.read_text(encoding="utf-8")):
            page = pages.setdefault((scan["source"], scan["page"]), len(pages))
            rows += [(one["marks"], one["right"], one["confidence"], page) for one in scan["read_lines"]]
    marks = np.array([[its[name] for name in MARKS] for its, *_ in rows])
    right, given = np.array([row[1] for row in rows], float), np.array([row[2] for row in rows], float)
    return Lines(marks, right, given, np.array([row[3] for row in rows]))


def learnt(lines: Lines) -> tuple[float, Values]:
    """Intercept and weights (none above 0) by gradient descent on the log likelihood, weights pulled to 0."""
    intercept, weights = 4.0, np.zeros(len(MARKS))
    for step in range(STEPS):
        off = lines.right - chances(lines.marks, intercept, weights)
        rate = RATE * (1 - step / STEPS)
        intercept += rate * float(off.mean()) * 10
        weights = np.minimum(0.0, weights + rate * 10 * (lines.marks.T @ off / len(off) - PULL * weights))
    return intercept, weights


def chances(marks: Values, intercept: float, weights: Values) -> Values:
    return np.asarray(1 / (1 + np.exp(-intercept - marks @ weights)))


def table(right: Values, chance: Values) -> list[tuple[str, int, float, float]]:
    """Of each span of confidence: how many lines, their mean confidence, the share that is right."""
    rows = []
    for low, high in pairwise(BINS):
        chosen = (low <= chance) & ((chance < high) | (high == BINS[-1]))
        if chosen.any():
            rows.append(
                (f"{low:g} to {high:g}", int(chosen.sum()), float(chance[chosen].mean()), float(right[chosen].mean()))
            )
    return rows


def as_text(rows: Sequence[tuple[str, int, float, float]]) -> str:
    head = ["| confidence | lines | mean | right |", "| --- | ---: | ---: | ---: |"]
    return "\n".join(
        head + [f"| {span} | {count} | {100 * mean:.1f} % | {100 * right:.1f} % |" for span, count, mean, right in rows]
    )


def picture(rows: Sequence[tuple[str, int, float, float]]) -> str:
    """A reliability diagram as SVG: confidence across, share of right lines upright, circles by how many they are."""
    size, edge = 320, 45

    def place(x: float, y: float) -> tuple[float, float]:
        return edge + x * size, edge + (1 - y) * size

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size + 2 * edge}" height="{size + 2 * edge}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{size + 2 * edge}" height="{size + 2 * edge}" fill="#fff"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = place(tick, tick)
        parts.append(f'<path d="M{x:.0f} {edge}V{edge + size}M{edge} {y:.0f}H{edge + size}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{x:.0f}" y="{edge + size + 16}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{edge - 6}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    (x0, y0), (x1, y1) = place(0, 0), place(1, 1)
    parts.append(f'<path d="M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}" stroke="#999" stroke-dasharray="4 3"/>')
    for _, count, mean, right in rows:
        x, y = place(mean, right)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + np.log10(count) * 2:.1f}" fill="#2f6fb0" fill-opacity=".7"/>'
        )
        parts.append(f'<text x="{x - 10:.0f}" y="{y + 4:.0f}" text-anchor="end">{count}</text>')
    parts.append(f'<text x="{edge + size / 2}" y="{size + 2 * edge - 8}" text-anchor="middle">confidence</text>')
    parts.append(f'<text x="{edge}" y="{edge - 14}">share of lines that are right</text></svg>')
    return "\n".join(parts) + "\n"


def card(intercept: float, weights: Values, seen: Lines, unseen: Lines) -> str:
    held = chances(unseen.marks, intercept, weights)
    lines = [
        "# How likely a recognised budget line is right in all its parts (models/identities/confidence.py).",
        "# Written by: python -m benchmarks.scan_lab.calibrate JUDGED.json --learn",
        f"# Learnt from {len(seen.right)} lines of {len(set(seen.page.tolist()))} pages of the laboratory's tune set,"
        f" {100 * seen.right.mean():.1f} % of them right.",
        f"# Pages that it did not see: {len(unseen.right)} lines, {100 * unseen.right.mean():.1f} % right,"
        f" mean chance {100 * held.mean():.1f} %, Brier score {float(np.mean((held - unseen.right) ** 2)):.4f}"
        f" (of the recogniser's confidence {float(np.mean((unseen.given - unseen.right) ** 2)):.4f}).",
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(MARKS, weights, strict=True)),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", type=Path, nargs="+")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    lines = read(given.judged)
    chance = lines.given
    if given.learn:
        held = lines.page % 3 == 2
        seen, unseen = lines.where(~held), lines.where(held)
        intercept, weights = learnt(seen)
        WEIGHTS.write_text(card(intercept, weights, seen, unseen), encoding="utf-8")
        lines, chance = unseen, chances(unseen.marks, intercept, weights)
    rows = table(lines.right, chance)
    print(as_text(rows))
    if given.picture:
        given.picture.write_text(picture(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
