"""The examples of docs/package.md run as they are printed; what the docs name is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mingzhang.flows.cli.app import app

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "package.md").read_text(encoding="utf-8"), flags=re.S)


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    (tmp_path / "samples").mkdir()
    shutil.copy(ROOT / "samples" / "budget_2025.pdf", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    assert len(EXAMPLES) == 2
    for example in EXAMPLES:
        exec(compile(example, "docs/package.md", "exec"), names)  # our own documentation
    assert (tmp_path / "budget.xlsx").exists()


PAGES = ("README.md", "README.zh-CN.md", "docs/browse.md", "docs/package.md", "CONTRIBUTING.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_file_that_is_named_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    printed = " ".join(re.findall(r"`[^`]*`|```.*?```", text, flags=re.S))
    assert set(re.findall(r"mingzhang ([a-z]+)\b", printed)) <= known
    for target in re.findall(r"\]\(([^)#h][^)#]*)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
