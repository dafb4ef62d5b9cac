"""The questions of an analyst: short, answered, and asked of relations that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.questions.__main__ import LONGEST, Question, questions
from mingzhang.warehouse.loading.loader import Loader
from mingzhang.warehouse.reading.query import Reader


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "w.duckdb"
    Loader(path).close()
    return path


def test_there_are_twenty() -> None:
    assert len(questions()) == 20


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_a_question_is_short_and_runs(question: Question, empty: Path) -> None:
    assert len(question.sql.splitlines()) <= LONGEST
    assert question.answer
    answer = Reader(empty).ask(question.sql)
    assert len(answer.columns) == len(question.answer[0])
