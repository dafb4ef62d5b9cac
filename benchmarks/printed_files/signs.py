"""Amounts below zero and cells of two amounts: what must come out is other than what the plain table prints."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.printed_files.content import Figure, Printed

NEGATIVE: dict[str, Callable[[str], str]] = {
    "minus": lambda text: f"-{text}",
    "true_minus": lambda text: f"\u2212{text}",
    "wide_minus": lambda text: f"－{text}",
    "dash": lambda text: f"–{text}",
    "brackets": lambda text: f"({text})",
    "wide_brackets": lambda text: f"（{text}）",
    "triangle": lambda text: f"△{text}",
    "black_triangle": lambda text: f"▲{text}",
    "word": lambda text: f"负{text}",
    "trailing": lambda text: f"{text}-",
    "minus_and_blank": lambda text: f"- {text}",
    "yen_minus": lambda text: f"¥-{text}",
    "minus_yen": lambda text: f"-¥{text}",
}
ROW = 3


def negative_of(printed: Printed, way: str) -> tuple[Printed, list[Figure]]:
    """The table with one row's amounts below zero, and its figures."""
    made = printed
    for column in printed.sides:
        if printed.rows[ROW][column]:
            made = made.with_cell(ROW, column, NEGATIVE[way](printed.rows[ROW][column]))
    names = [printed.rows[ROW][name] for _, name in printed.sides.values()]
    figures: list[Figure] = [
        (code, name, f"-{yuan}" if name in names else yuan) for code, name, yuan in printed.figures()
    ]
    return made, figures
