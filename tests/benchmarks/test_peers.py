"""What a peer reads is counted kindly but truly."""

from __future__ import annotations

from benchmarks.agreement import Json
from benchmarks.peers import groups_of, recall_of


def table(first: int, last: int, *texts: str) -> Json:
    cells = [[0, column, 1, 1, text, False] for column, text in enumerate(texts)]
    lines = [{"amount_text": text} for text in texts if text[:1].isdigit()]
    return {"first_page": first, "last_page": last, "cells": cells, "lines": lines}


def test_tables_that_share_a_page_are_one_group() -> None:
    golden = {"tables": [table(1, 2), table(2, 3), table(4, 4)]}
    assert [(pages, len(tables)) for pages, tables in groups_of(golden)] == [(range(1, 4), 2), (range(4, 5), 1)]


def test_a_figure_run_together_with_its_neighbour_is_found_but_no_cell_of_its_own() -> None:
    golden = {"tables": [table(1, 1, "4,651.67", "一、一般公共服务支出")]}
    recall = recall_of(golden, {1: ["4,651.67 一、一般公共服务支出"]})
    assert (recall.cells_found, recall.figures_alone, recall.figures_found) == (0, 0, 1)


def test_a_figure_on_another_page_is_not_found() -> None:
    golden = {"tables": [table(1, 1, "4,651.67")]}
    assert recall_of(golden, {2: ["4,651.67"]}).figures_found == 0


def test_one_cell_answers_for_one_golden_cell_only() -> None:
    golden = {"tables": [table(1, 1, "0.00", "0.00")]}
    recall = recall_of(golden, {1: ["0.00"]})
    assert (recall.figures, recall.figures_alone) == (2, 1)


def test_a_wrapped_figure_is_read_as_one() -> None:
    golden = {"tables": [table(1, 1, "12,345,678.90")]}
    assert recall_of(golden, {1: ["12,345,\n678.90"]}).figures_found == 1
