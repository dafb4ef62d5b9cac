"""The house at a revision: `python -m benchmarks.house [REVISION …]` prints what stands in each room (default: HEAD).

Rooms: folders and single modules right inside a room. Arrows: which of them import which. Circles: sets of them that
import each other, directly or by way of others. `--draw` prints the rooms of the working tree as Mermaid graphs, less
the arrows that another way makes plain; `--write` puts these pictures into docs/architecture.md.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOMS = ("flows", "extractors", "models", "warehouse")
LONG = 300  # lines
DOCS = Path(__file__).resolve().parents[1] / "docs" / "architecture.md"


@dataclass(frozen=True, slots=True)
class Room:
    """One room at a revision. `flat`: modules that stand in no inner room; `long`: modules over 300 lines."""

    name: str
    modules: int
    inner: int
    flat: int
    arrows: int
    circles: tuple[tuple[str, ...], ...]
    long: int


def sources(revision: str) -> dict[PurePosixPath, str]:
    """The modules of the rooms at a git revision, by path. Raises `CalledProcessError` for an unknown revision."""
    told = subprocess.run(["git", "archive", revision, *ROOMS], capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as packed:
        return {
            PurePosixPath(member.name): (packed.extractfile(member) or io.BytesIO()).read().decode("utf-8")
            for member in packed
            if member.isfile() and member.name.endswith(".py")
        }


def inner_room(path: PurePosixPath) -> str:
    """The folder or the module right inside a room that a module belongs to."""
    return path.parts[1].removesuffix(".py")


def imports(text: str) -> Iterator[tuple[str, ...]]:
    """The dotted names that a module imports, less the name of the package."""
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (tuple(name.removeprefix("mingzhang.").split(".")) for name in names)


def own_modules(name: str, modules: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    return {path: text for path, text in modules.items() if path.parts[0] == name and path.name != "__init__.py"}


def arrows_of(name: str, modules: Mapping[PurePosixPath, str]) -> set[tuple[str, str]]:
    """Which inner room of a room imports which other."""
    own = own_modules(name, modules)
    inner = {inner_room(path) for path in own}
    return {
        (inner_room(path), target[1])
        for path, text in own.items()
        for target in imports(text)
        if len(target) > 1 and target[0] == name and target[1] in inner and target[1] != inner_room(path)
    }


def room_of(name: str, modules: Mapping[PurePosixPath, str]) -> Room:
    own = own_modules(name, modules)
    inner = {inner_room(path) for path in own}
    arrows = arrows_of(name, modules)
    return Room(
        name=name,
        modules=len(own),
        inner=len(inner),
        flat=sum(len(path.parts) == 2 for path in own),
        arrows=len(arrows),
        circles=circles_of(inner, arrows),
        long=sum(text.count("\n") > LONG for text in own.values()),
    )


def circles_of(nodes: set[str], arrows: set[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The largest sets of nodes that each reach all others of their set."""
    reached = {node: _reached(node, arrows) for node in nodes}
    together = {tuple(sorted(n for n in nodes if n in reached[node] and node in reached[n])) for node in nodes}
    return tuple(sorted(circle for circle in together if len(circle) > 1))


def _reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        for before, after in arrows:
            if before == here and after not in found:
                found.add(after)
                ahead.append(after)
    return found


def here() -> dict[PurePosixPath, str]:
    """The modules of the rooms as they lie in the working tree."""
    root = Path(__file__).resolve().parents[1]
    files = (file for name in ROOMS for file in sorted((root / name).rglob("*.py")))
    return {PurePosixPath(file.relative_to(root).as_posix()): file.read_text("utf-8") for file in files}


def drawn(name: str, modules: Mapping[PurePosixPath, str]) -> str:
    """A room as a Mermaid graph: its inner rooms, and the arrows that no other way makes plain."""
    arrows = arrows_of(name, modules)
    plain = {
        (one, other)
        for one, other in arrows
        if not any((one, between) in arrows and other in _reached(between, arrows) for _, between in arrows)
    }
    alone = {inner_room(path) for path in own_modules(name, modules)} - {node for arrow in plain for node in arrow}
    lines = [f"    {one} --> {other}" for one, other in sorted(plain)] + [f"    {one}" for one in sorted(alone)]
    return "\n".join(("```mermaid", "graph LR", f"  subgraph {name}", *lines, "  end", "```"))


def with_pictures(text: str, modules: Mapping[PurePosixPath, str]) -> str:
    """A text with the picture of each room as it is now, in place of what it holds."""
    for name in ROOMS:
        old = re.compile(rf"```mermaid\ngraph LR\n  subgraph {name}\n.*?```", re.DOTALL)
        text = old.sub(drawn(name, modules), text)
    return text


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("revision", nargs="*", default=["HEAD"])
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.write:
        DOCS.write_text(with_pictures(DOCS.read_text("utf-8"), here()), "utf-8")
        return
    if asked.draw:
        modules = here()
        print("\n\n".join(drawn(name, modules) for name in ROOMS))
        return
    for revision in asked.revision:
        modules = sources(revision)
        print(f"{revision}\n{'room':<12}{'modules':>8}{'rooms':>7}{'flat':>6}{'arrows':>8}{'long':>6}  circles")
        for name in ROOMS:
            room = room_of(name, modules)
            circles = "; ".join(" <-> ".join(circle) for circle in room.circles) or "none"
            print(f"{name:<12}{room.modules:>8}{room.inner:>7}{room.flat:>6}{room.arrows:>8}{room.long:>6}  {circles}")


if __name__ == "__main__":
    main()
