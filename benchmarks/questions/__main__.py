"""Ask them all: see the package."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from mingzhang.warehouse.reading.query import Reader

FOLDER = Path(__file__).parent
LONGEST = 15


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer as rows of text."""

    name: str
    asked: str
    sql: str
    answer: tuple[tuple[str, ...], ...]


def questions() -> list[Question]:
    """Every question of the folder, in order."""
    return [_read(path) for path in sorted(FOLDER.glob("*.sql"))]


def _read(path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").splitlines()
    answer = tuple(tuple(line[len("-- answer: ") :].split("\t")) for line in lines if line.startswith("-- answer: "))
    sql = "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")
    return Question(path.stem, lines[0].removeprefix("-- "), sql, answer)


def main(warehouse: str) -> int:
    reader = Reader(warehouse)
    wrong = 0
    for question in questions():
        rows = tuple(
            tuple("" if value is None else str(value) for value in row) for row in reader.ask(question.sql).rows
        )
        is_right = rows == question.answer
        wrong += not is_right
        print(f"{'right' if is_right else 'WRONG'}  {question.name}  {question.asked}")
        if not is_right:
            print(f"       expected {question.answer}\n       answered {rows}")
    reader.close()
    print(f"{len(questions()) - wrong} of {len(questions())} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
