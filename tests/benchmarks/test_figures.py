"""Figures say truly whether a floor is reached, and by how much it is not."""

from __future__ import annotations

from pathlib import Path

from benchmarks.figures import Section, as_markdown, at_most, percent, share, write_part


def test_a_share_below_its_floor_says_by_how_much() -> None:
    figure = share("key", "what", 997, 1000, 99.8)
    assert figure.is_met is False
    assert figure.remark == "short by 0.1"


def test_a_time_over_its_limit_is_not_met_and_one_at_it_is() -> None:
    assert at_most("key", "what", 0.41, "0.41", 0.40, "≤ 0.40", "").is_met is False
    assert at_most("key", "what", 0.40, "0.40", 0.40, "≤ 0.40", "").is_met is True


def test_nothing_measured_is_neither_met_nor_missed() -> None:
    assert share("key", "what", 0, 0, 99).is_met is None


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert percent(99_999, 100_000) == "99.9990 % (99999 of 100000)"
    assert percent(3, 3) == "100.00 % (3 of 3)"


def test_a_part_is_written_between_its_marks_and_the_rest_is_kept(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("# Head\n\n<!-- one -->old<!-- /one -->\n\nby hand\n", encoding="utf-8")
    write_part(document, "one", "new")
    write_part(document, "two", "more")
    text = document.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.index("new") < text.index("by hand") < text.index("more")


def test_a_peer_has_a_column_of_its_own() -> None:
    figure = share("key", "what", 1, 2, peers={"another": "50 %"})
    markdown = as_markdown([Section("Title", (figure,))], {"date": "today"})
    assert "| another |" in markdown
    assert "50.00 % (1 of 2) | 50 % |" in markdown
