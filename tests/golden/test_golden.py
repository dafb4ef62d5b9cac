"""The samples are read as their golden answers say: digital ones exactly, scans above a floor."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.accuracy import SAMPLES, measure
from benchmarks.agreement import Agreement, Score
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus

DIGITAL = ["budget_2025", "budget_2025_slanted_watermark", "budget_2025_pale_watermark", "three_units_2026"]
SCANS = ["budget_2025_scan", "performance_2024_scan", "performance_photo"]
# Percent that a scan must reach. Form fields are whole sentences, so that one wrong comma fails a field.
FLOORS = {"figures": 99.9, "cells": 99.0, "spans": 99.0, "indicators": 95.0, "forms": 95.0}


@cache
def reading(name: str) -> Agreement:
    return measure(name)[0]


def report(score: Score) -> str:
    return f"{score.right} of {score.count}, {score.extra} too many:\n" + "\n".join(score.misses[:20])


@pytest.mark.parametrize("kind", list(Agreement("").scores()))
@pytest.mark.parametrize("name", DIGITAL)
def test_digital_samples_are_read_exactly(name: str, kind: str) -> None:
    agreement = reading(name)
    score = agreement.scores()[kind]
    assert score.is_exact, report(score)
    assert agreement.page_count_same


@pytest.mark.parametrize("kind", list(FLOORS))
@pytest.mark.parametrize("name", SCANS)
def test_scans_are_read_above_the_floor(name: str, kind: str) -> None:
    score = reading(name).scores()[kind]
    assert score.count, "the golden answer asks for nothing"
    assert score.percent >= FLOORS[kind], report(score)


def read(name: str) -> Document:
    return read_document(SAMPLES / f"{name}.pdf")


def test_a_truncated_file_is_recorded_as_damaged() -> None:
    document = read("broken")
    assert document.status is DocumentStatus.FAILED
    assert document.error_code == ErrorCode.DAMAGED
    assert not document.tables


@pytest.mark.parametrize("name", DIGITAL[1:3])
def test_watermarks_are_named_and_in_no_cell(name: str) -> None:
    document = read(name)
    assert {page.watermark_text for page in document.pages} == {"仅供内部审核"}
    assert not any("审核" in cell.text for table in document.tables for cell in table.cells)


def test_the_plain_budget_has_no_watermark() -> None:
    assert {page.watermark_text for page in read("budget_2025").pages} == {None}
