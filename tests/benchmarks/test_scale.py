"""What a run of thousands is judged by."""

from __future__ import annotations

from pathlib import Path

from benchmarks.memory import Seen
from benchmarks.scale import many_figures, padded_copies


def seen(parents: dict[int, float], seconds: dict[int, float]) -> list[Seen]:
    return [Seen(landed, parents[landed], 500.0, seconds[landed]) for landed in parents]


def test_growth_and_slowing_down_are_told() -> None:
    landed = range(10, 1001, 10)
    flat = seen(dict.fromkeys(landed, 200.0), {n: n / 10 for n in landed})
    assert all(figure.is_met is not False for figure in many_figures(flat))
    growing = seen({n: 200.0 + n / 10 for n in landed}, {n: n * n / 100 for n in landed})
    assert [figure.is_met for figure in many_figures(growing)] == [False, False, None, True]


def test_copies_differ_and_are_of_one_length(tmp_path: Path) -> None:
    for name, size in (("a.pdf", 100), ("b.pdf", 250)):
        (tmp_path / name).write_bytes(b"%PDF-1.4" + b"x" * size)
    folder = padded_copies([tmp_path / "a.pdf", tmp_path / "b.pdf"], 6, tmp_path / "many")
    contents = [path.read_bytes() for path in sorted(folder.iterdir())]
    assert len(set(contents)) == 6
    assert len(set(map(len, contents))) == 1
