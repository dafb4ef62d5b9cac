"""Two contenders on the same pages, in turns: seconds of the clock and of the processor, and their medians."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.contenders import Contender, Reading, Seconds, pdf_of_pages
from benchmarks.figures import Figure, at_most

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
MINGZHANG_COMMAND = (sys.executable, "-m", "mingzhang")


@dataclass(slots=True)
class Race:
    """Seconds of every contender on every file, in the order of the rounds."""

    names: tuple[str, ...]
    seconds: dict[tuple[str, Path], list[Seconds]] = field(default_factory=dict)

    def total(self, name: str, *, of_processor: bool = False) -> float:
        """The sum over the files of a contender's median."""
        return sum(
            statistics.median(s.processor if of_processor else s.clock for s in some)
            for (who, _), some in self.seconds.items()
            if who == name
        )

    def ratio(self, *, of_processor: bool = False) -> float:
        """The first contender's time over the second's."""
        first, second = (self.total(name, of_processor=of_processor) for name in self.names)
        return first / second

    def spread(self) -> tuple[float, float]:
        """The smallest and the largest ratio of a round."""
        first, second = self.names
        rounds = min(map(len, self.seconds.values()))
        files = {path for _, path in self.seconds}
        ratios = [
            sum(self.seconds[first, path][n].clock for path in files)
            / sum(self.seconds[second, path][n].clock for path in files)
            for n in range(rounds)
        ]
        return min(ratios), max(ratios)


def race(ours: Contender, peer: Contender, files: Sequence[Path], rounds: int, warm_up: Path) -> Race:
    """Both read every file, in turns, `rounds` times; each once before, without being timed, so that all is loaded."""
    out = Race((ours.name, peer.name))
    with Reading(ours) as first, Reading(peer) as second:
        for reading in (first, second):
            reading.read(warm_up)
        for _ in range(rounds):
            for path in files:
                for reading in (first, second):
                    seconds, _ = reading.read(path)
                    out.seconds.setdefault((reading.contender.name, path), []).append(seconds)
    return out


def ratio_figure(key: str, what: str, result: Race, pages: int, floor: float) -> Figure:
    """Our time over the peer's, with what it is by the processor's clock and between which rounds."""
    ours, peer = result.names
    least, most = result.spread()
    remark = (
        f"{result.total(ours) / pages:.3f} s a page against {result.total(peer) / pages:.3f} s of {peer}; "
        f"rounds {least:.3f} to {most:.3f}; by processor time {result.ratio(of_processor=True):.3f}"
    )
    ratio = result.ratio()
    return at_most(key, f"{what}, {pages} pages", ratio, f"{ratio:.3f}", floor, f"≤ {floor:.2f}", remark)


def spread_of(items: Sequence[T], count: int) -> list[T]:
    """`count` items spread evenly over a sequence; all where there are no more."""
    if count >= len(items):
        return list(items)
    return [items[n * len(items) // count] for n in range(count)]


def clean_environment() -> dict[str, str]:
    """The environment for the command line: no Prefect server of somebody else's."""
    return {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}


def folder_of(files: Iterable[Path], folder: Path) -> Path:
    """A folder with copies of files, numbered, so that names do not collide."""
    folder.mkdir(parents=True)
    for number, path in enumerate(files):
        shutil.copyfile(path, folder / f"{number:03}_{path.name}")
    return folder


def distinct_copies(parts: Sequence[Path], count: int, folder: Path) -> Path:
    """`count` documents made of a few: each has a comment of its own behind its last byte, so its sha256 differs."""
    folder.mkdir(parents=True)
    for number in range(count):
        part = parts[number % len(parts)]
        copy = folder / f"{number:03}_{part.name}"
        copy.write_bytes(part.read_bytes() + f"\n%% copy {number}\n".encode())
    return folder


def save_parts(path: Path, pages_of_parts: Iterable[Sequence[int]], folder: Path) -> list[Path]:
    """Some pages (from 1) of a PDF as files of their own, one for each sequence of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for pages in pages_of_parts:
        part = folder / f"{path.stem}_{pages[0]}-{pages[-1]}.pdf"
        part.write_bytes(pdf_of_pages(path, pages))
        parts.append(part)
    return parts
