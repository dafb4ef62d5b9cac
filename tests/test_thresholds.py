"""Thresholds live with a name: no bare number is compared with in `extractors/` and `models/`.

A number in a comparison is allowed where it counts (0 to 3), where it belongs to a code of characters (hexadecimal), or
where the file is still on the list below. The list only gets shorter: what was mended must be taken off.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COUNTS = frozenset((0, 1, 2, 3, -1, 0.0, 1.0))
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for room in ("extractors", "models") for path in (ROOT / room).rglob("*.py")
)
# How many bare numbers a file still compares with.
LEFT: dict[str, int] = {
    "extractors/scan/bands.py": 5,
    "extractors/scan/bend.py": 5,
    "extractors/scan/cells.py": 4,
    "extractors/scan/foreign.py": 2,
    "extractors/scan/ink.py": 12,
    "extractors/scan/light.py": 3,
    "extractors/scan/page_edges.py": 1,
    "extractors/scan/page_network.py": 1,
    "extractors/scan/percentiles.py": 1,
    "extractors/scan/perspective.py": 10,
    "extractors/scan/preparing.py": 1,
    "extractors/scan/recogniser.py": 1,
    "extractors/scan/rulings.py": 13,
    "extractors/scan/seal.py": 7,
    "extractors/scan/signs.py": 10,
    "extractors/scan/strokes.py": 1,
    "extractors/scan/upright.py": 4,
    "extractors/scan/watermark.py": 26,
}


def bare_numbers(path: str) -> list[tuple[int, object]]:
    """(line, number) of each bare number that a module compares something with."""
    text = (ROOT / path).read_text("utf-8")
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Compare):
            continue
        for side in (node.left, *node.comparators):
            for one in ast.walk(side):
                is_number = isinstance(one, ast.Constant) and type(one.value) in (int, float)
                if is_number and one.value not in COUNTS and "x" not in (ast.get_source_segment(text, one) or ""):
                    found.append((one.lineno, one.value))
    return found


@pytest.mark.parametrize("path", MODULES)
def test_a_threshold_has_a_name(path: str) -> None:
    found = bare_numbers(path)
    assert len(found) <= LEFT.get(path, 0), f"{path} compares with bare numbers: {found}"


def test_what_is_mended_is_off_the_list() -> None:
    assert [path for path in LEFT if path not in MODULES or not bare_numbers(path)] == []


@pytest.mark.parametrize("path", MODULES)
def test_a_year_is_looked_for_by_one_pattern(path: str) -> None:
    """`models/text/patterns.py` says what a printed year is; its copies drifted apart (20 and two digits, or four)."""
    if path != "models/text/patterns.py":
        assert re.search(r"20\\d(\\d|\{2\})(?!\\d)", (ROOT / path).read_text("utf-8")) is None
