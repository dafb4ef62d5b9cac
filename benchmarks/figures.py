"""What a benchmark found: figures with their floors and the peers' figures beside them, for people and for files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

REASONS = Path(__file__).with_name("reasons.toml")
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `floor` is what it must reach: at least, or at most where `at_most`; None for no floor.

    `key` names it for ever (in JSON and in reasons.toml), `shown` is what people see; `peers` holds what others reach,
    shown likewise.
    """

    key: str
    what: str
    value: float | None
    shown: str
    floor: float | None = None
    floor_shown: str = ""
    at_most: bool = False
    peers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the floor is reached; None where there is no floor, or nothing was measured."""
        if self.floor is None or self.value is None:
            return None
        return self.value <= self.floor if self.at_most else self.value >= self.floor

    @property
    def remark(self) -> str:
        """The note; where the floor is not reached, first by how much, and the reason that reasons.toml gives."""
        if self.is_met is not False:
            return self.note
        short = abs((self.value or 0.0) - (self.floor or 0.0))
        said = f"{'over' if self.at_most else 'short'} by {short:.3g}"
        return "; ".join(part for part in (said, reasons().get(self.key, ""), self.note) if part)


@dataclass(frozen=True, slots=True)
class Section:
    """A table of figures about one subject; `note` says how it was measured."""

    title: str
    figures: tuple[Figure, ...]
    note: str = ""

    @property
    def peers(self) -> list[str]:
        return list(dict.fromkeys(name for figure in self.figures for name in figure.peers))


@cache
def reasons() -> dict[str, str]:
    """Why a floor is not reached, by the figure's key: written by hand, shown only while it is not reached."""
    return dict(tomllib.loads(REASONS.read_text(encoding="utf-8"))["reasons"])


def share(
    key: str, what: str, part: int, whole: int, floor: float | None = None, *, note: str = "", peers: Any = None
) -> Figure:
    """`part` of `whole` in percent, with a floor in percent."""
    return Figure(
        key=key,
        what=what,
        value=100 * part / whole if whole else None,
        shown=percent(part, whole),
        floor=floor,
        floor_shown="" if floor is None else f"{floor:g} %",
        peers=peers or {},
        note=note,
    )


def percent(part: int, whole: int) -> str:
    """`99.95 % (1999 of 2000)`; never rounded up to 100."""
    if not whole:
        return NOTHING
    value = 100 * part / whole
    digits = f"{value:.2f}" if part == whole or value < 99.995 else f"{value:.4f}"
    return f"{digits} % ({part} of {whole})"


def count(key: str, what: str, value: int | None, note: str = "") -> Figure:
    """A number of things, without a floor."""
    return Figure(key, what, value, NOTHING if value is None else f"{value}", note=note)


def at_most(key: str, what: str, value: float, shown: str, floor: float | None, floor_shown: str, note: str) -> Figure:
    """A figure that is the better the smaller it is."""
    return Figure(key, what, value, shown, floor, floor_shown, at_most=True, note=note)


def show(console: Console, sections: Iterable[Section]) -> None:
    """The sections as tables on a terminal."""
    for section in sections:
        table = RichTable(title=section.title, caption=section.note or None, title_justify="left")
        for name, justify in (("", "left"), ("mingzhang", "right"), ("floor", "right"), ("", "left")):
            table.add_column(name, justify=justify)  # type: ignore[arg-type]
        for name in section.peers:
            table.add_column(name, justify="right")
        table.add_column("remark")
        for figure in section.figures:
            table.add_row(*_cells(figure, section.peers))
        console.print(table)


def _cells(figure: Figure, peers: Sequence[str]) -> list[str]:
    verdict = {True: "ok", False: "BELOW", None: ""}[figure.is_met]
    others = [figure.peers.get(name, NOTHING) for name in peers]
    return [figure.what, figure.shown, figure.floor_shown, verdict, *others, figure.remark]


def as_markdown(sections: Iterable[Section], head: Mapping[str, str]) -> str:
    """The sections as Markdown tables under the head of the run."""
    out = ["\n".join(f"- {name}: {value}" for name, value in head.items()), ""]
    for section in sections:
        names = ["", "mingzhang", "floor", "", *section.peers, "remark"]
        rows = [_cells(figure, section.peers) for figure in section.figures]
        keep = [n for n in range(len(names)) if n < 2 or any(row[n] for row in rows)]
        out.append(f"### {section.title}\n")
        if section.note:
            out.append(f"{section.note}\n")
        out.append("| " + " | ".join(names[n] for n in keep) + " |")
        out.append("|" + "|".join(" --- " if n in (0, len(names) - 1) else " ---: " for n in keep) + "|")
        out += ["| " + " | ".join(row[n].replace("|", "\\|") for n in keep) + " |" for row in rows]
        out.append("")
    return "\n".join(out)


def as_json(section: Section, head: Mapping[str, str]) -> dict[str, Any]:
    """A section for programs."""
    figures = [
        {
            "key": figure.key,
            "what": figure.what,
            "value": figure.value,
            "shown": figure.shown,
            "floor": figure.floor,
            "is_met": figure.is_met,
            "peers": dict(figure.peers),
            "remark": figure.remark,
        }
        for figure in section.figures
    ]
    return {"title": section.title, "head": dict(head), "figures": figures}


def add_json(path: Path, name: str, sections: Iterable[Section], head: Mapping[str, str]) -> None:
    """Put a part's figures into a JSON file, beside those of other parts and runs."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[name] = [as_json(section, head) for section in sections]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_part(path: Path, name: str, text: str) -> None:
    """Put a text between the marks `<!-- name -->` and `<!-- /name -->` of a file; at its end where there are none.

    What stands outside the marks is kept.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    part = f"<!-- {name} -->\n\n{text.strip()}\n\n<!-- /{name} -->"
    marked = re.compile(rf"<!-- {re.escape(name)} -->.*<!-- /{re.escape(name)} -->", re.DOTALL)
    after, replaced = marked.subn(lambda _: part, before)
    path.write_text(after if replaced else f"{before.rstrip()}\n\n{part}\n", encoding="utf-8")
