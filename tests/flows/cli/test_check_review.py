"""mingzhang correct and review: decisions typed, applied, found again after another ingest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.cli.review import yuan_of
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.query import Reader
from tests.flows.cli.test_check import disclosure, ingest


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "wrong.pdf").write_bytes(disclosure(total="251.25"))
    path = tmp_path / "w.duckdb"
    monkeypatch.setenv("MINGZHANG_WAREHOUSE", str(path))
    monkeypatch.setenv("MINGZHANG_REVIEWER", "reviewer")
    ingest(tmp_path / "wrong.pdf", path)
    return path


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    reader = Reader(path)
    try:
        return reader.ask(sql).rows
    finally:
        reader.close()


def total_of(path: Path) -> tuple[str, str, str]:
    sql = (
        "SELECT line_id, amount_yuan::VARCHAR, verification FROM budget_lines WHERE amount_text = '251.25' AND is_total"
    )
    (row,) = ask(path, sql)
    return row  # type: ignore[return-value]


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    given: Iterator[str] = iter(answers)

    def answer(prompt: str = "") -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)


def test_a_correction_closes_the_finding_and_outlives_another_ingest(warehouse: Path, tmp_path: Path) -> None:
    line_id, amount, verification = total_of(warehouse)
    assert (amount, verification) == ("2512500.00", "unverified")
    assert run(["check"]) == 1
    assert run(["correct", line_id, "--amount", "2152500.00", "--note", "印作251.25，应为215.25"]) == 0
    assert total_of(warehouse) == (line_id, "2152500.00", "corrected")
    assert run(["check"]) == 0
    ingest(tmp_path / "wrong.pdf", warehouse, again=True)
    assert total_of(warehouse) == (line_id, "2152500.00", "corrected")
    assert run(["check"]) == 0
    assert run(["correct", line_id, "--withdraw"]) == 0
    assert total_of(warehouse)[1:] == ("2512500.00", "unverified")
    assert run(["check"]) == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--amount", "215.25万元"], "2152500.00"),
        (["--amount", "215.25"], "215.25"),
        (["--printed", "215.25"], "2152500.00"),
        (["--accept"], "2512500.00"),
    ],
)
def test_units_of_what_is_typed(warehouse: Path, options: list[str], expected: str) -> None:
    assert run(["correct", total_of(warehouse)[0], *options]) == 0
    assert total_of(warehouse)[1:] == (expected, "corrected")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.p1.t1.r1.c1", "--amount", "1"], "[no_such_line]"),
        (["LINE", "--amount", "much"], "[bad_amount]"),
        (["LINE"], "[usage]"),
        (["LINE", "--accept", "--amount", "1"], "[usage]"),
        (["LINE", "--printed", "1", "--amount", "1"], "[usage]"),
    ],
)
def test_what_cannot_be_decided(
    warehouse: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line_id = total_of(warehouse)[0]
    assert run(["correct", *[line_id if part == "LINE" else part for part in arguments]]) == 2
    assert said in capsys.readouterr().err
    assert ask(warehouse, "SELECT count(*) FROM corrections") == [(0,)]


def test_review_takes_what_is_printed_in_the_tables_unit_and_keeps_the_cutout(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    line_id = total_of(warehouse)[0]
    typed(monkeypatch, "n", "看过原件", "much", "215.25")
    assert run(["review", "--pictures", str(pictures)]) == 0
    told = capsys.readouterr().out
    assert "[bad_amount]" in told
    assert "2,152,500.00 元" in told
    assert "没有待看的数了" in told
    assert (pictures / f"{line_id}.png").read_bytes().startswith(b"\x89PNG")
    assert ask(warehouse, "SELECT new_value, reason, decided_by, printed_text FROM corrections") == [
        ("2152500.00", "看过原件", "reviewer", "215.25")
    ]


def test_review_skips_and_ends_without_a_trace(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(warehouse, "SELECT count(*) FROM review_items WHERE item_kind = 'line'")
    typed(monkeypatch, "", "q")
    assert run(["review", "--pictures", str(tmp_path / "pictures")]) == 1
    typed(monkeypatch)
    assert run(["review", "--pictures", str(tmp_path / "pictures")]) == 1
    assert ask(warehouse, "SELECT count(*) FROM corrections") == [(0,)]
    assert ask(warehouse, "SELECT count(*) FROM review_items WHERE item_kind = 'line'") == before


def test_accepted_figures_leave_the_queue_and_the_finding_stays(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, *["a"] * 20)
    assert run(["review", "--pictures", str(tmp_path / "pictures")]) == 0
    assert ask(warehouse, "SELECT DISTINCT action, old_value = new_value FROM corrections") == [("accept", True)]
    assert {origin for (origin,) in ask(warehouse, "SELECT origin FROM findings")} == {"source"}


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("715.75", "万元", "7157500.00"),
        ("7,157,500", "元", "7157500.00"),
        ("-1.5亿元", "万元", "-150000000.00"),
        ("12.5千元", None, "12500.00"),
    ],
)
def test_amounts_and_units(text: str, unit: str | None, yuan: str) -> None:
    assert str(yuan_of(text, unit)) == yuan


@pytest.mark.parametrize(("text", "unit"), [("", "元"), ("1,2345,67.8.9", "元"), ("12", None), ("元", "元")])
def test_no_amount(text: str, unit: str | None) -> None:
    with pytest.raises(MingzhangError) as caught:
        yuan_of(text, unit)
    assert caught.value.code is ErrorCode.BAD_AMOUNT
