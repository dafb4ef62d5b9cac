"""One word, one meaning: no two modules give a public class or a public type the same name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("flows", "extractors", "models", "warehouse")
TYPE_NAME = re.compile(r"[A-Z][a-z]\w*")
# What a user of the package meets under the field's own word, beside the record that it is made from.
SHARED = frozenset(("Table",))


def type_names(tree: ast.Module) -> Iterator[str]:
    """The public classes and the named types (`Row = dict[str, Any]`) of a module."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def homes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for name in type_names(ast.parse(file.read_text("utf-8"))):
                if TYPE_NAME.fullmatch(name):
                    found[name].append(file.relative_to(ROOT).as_posix())
    return found


def test_a_type_name_means_one_thing() -> None:
    assert {name: files for name, files in homes().items() if len(files) > 1 and name not in SHARED} == {}


def test_what_may_be_shared_is_shared() -> None:
    assert {name for name in SHARED if len(homes()[name]) < 2} == set()
