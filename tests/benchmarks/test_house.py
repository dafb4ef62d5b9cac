"""The drawn house: what is counted and what the picture leaves out."""

from __future__ import annotations

from pathlib import PurePosixPath

from benchmarks.house import DOCS, drawn, here, room_of, with_pictures

MODULES = {
    PurePosixPath(
        "flows/cli/app.py"
    ): "from mingzhang.flows.ingest import run\nfrom mingzhang.flows.console import say",
    PurePosixPath("flows/ingest/run.py"): "import mingzhang.flows.console",
    PurePosixPath("flows/console.py"): "import json",
    PurePosixPath("flows/alone.py"): "",
}


def test_an_arrow_that_another_way_makes_plain_is_counted_and_not_drawn() -> None:
    assert room_of("flows", MODULES).arrows == 3
    picture = drawn("flows", MODULES)
    assert "cli --> ingest" in picture and "ingest --> console" in picture
    assert "cli --> console" not in picture
    assert "    alone" in picture.splitlines()


def test_a_circle_is_found() -> None:
    back = {**MODULES, PurePosixPath("flows/console.py"): "import mingzhang.flows.cli.app"}
    assert room_of("flows", back).circles == (("cli", "console", "ingest"),)


def test_the_working_tree_has_all_rooms_and_no_circle() -> None:
    modules = here()
    assert all(room_of(name, modules).circles == () for name in ("flows", "extractors", "models", "warehouse"))


def test_the_pictures_of_the_docs_are_of_this_house() -> None:
    """Where this fails: `python -m benchmarks.house --write`."""
    text = DOCS.read_text("utf-8")
    assert text.count("```mermaid") == 4
    assert with_pictures(text, here()) == text


def test_a_picture_that_is_old_is_put_right() -> None:
    old = "before\n\n```mermaid\ngraph LR\n  subgraph flows\n    gone --> away\n  end\n```\n\nafter"
    new = with_pictures(old, MODULES)
    assert "gone" not in new
    assert new == f"before\n\n{drawn('flows', MODULES)}\n\nafter"
