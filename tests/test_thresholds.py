"""Thresholds live with a name: no bare number is compared with in `extractors/` and `models/`.

A number in a comparison is allowed where it counts (0 to 3) and where it belongs to a code of characters (hexadecimal).
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
    assert found == [], f"{path} compares with bare numbers"


@pytest.mark.parametrize("path", MODULES)
def test_a_year_is_looked_for_by_one_pattern(path: str) -> None:
    """`models/text/patterns.py` says what a printed year is; its copies drifted apart (20 and two digits, or four)."""
    if path != "models/text/patterns.py":
        assert re.search(r"20\\d(\\d|\{2\})(?!\\d)", (ROOT / path).read_text("utf-8")) is None
