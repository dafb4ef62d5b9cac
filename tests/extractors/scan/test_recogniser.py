"""The real recogniser on crops of a sample, its batches, and what it says without weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.extractors.scan.recogniser import BATCH_MOST, Recogniser, batches_by_width
from mingzhang.extractors.scan.weights import find_models
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from tests.extractors.scan.pictures import sample_page


def test_crops_are_read_in_the_order_given() -> None:
    page = sample_page("performance_2024_scan.pdf", 1)
    height, width = page.shape[:2]
    title = page[int(0.028 * height) : int(0.057 * height), int(0.2 * width) : int(0.8 * width)]
    blank = np.full((40, 60, 3), 255, np.uint8)
    recogniser = Recogniser()
    readings = recogniser.read([title, blank, title])
    assert readings[0][0] == readings[2][0] == "阳泉市市级预算部门（单位）项目支出绩效目标表"
    assert readings[0][1] > 0.95
    assert readings[1][0].strip() == ""
    assert recogniser.read([]) == []
    quads = recogniser.detect(np.ascontiguousarray(page[: height // 8]))
    assert any(quad[:, 0].min() < 0.3 * width and quad[:, 0].max() > 0.6 * width for quad in quads)


@given(st.lists(st.floats(0.1, 70), max_size=80))
def test_every_crop_is_in_one_batch_of_like_width(ratios: list[float]) -> None:
    batches = list(batches_by_width(ratios))
    assert sorted(index for batch in batches for index in batch) == list(range(len(ratios)))
    for batch in batches:
        assert len(batch) <= BATCH_MOST
        widths = [max(1.0, ratios[index]) for index in batch]
        assert max(widths) <= 1.25 * min(widths) + 0.5


def test_a_batch_ends_where_padding_would_cost_more_than_another_call() -> None:
    assert list(batches_by_width([4.0] * 8 + [4.04] * 4 + [4.3])) == [list(range(12)), [12]]
    assert list(batches_by_width([4.0, 4.3])) == [[0, 1]]


@pytest.mark.parametrize("choice", ["./no/such/folder", "/no/such/folder"])
def test_missing_weights_have_a_code(choice: str) -> None:
    with pytest.raises(MingzhangError) as raised:
        Recogniser(Settings(ocr_model=choice)).read([np.full((40, 60, 3), 255, np.uint8)])
    assert raised.value.code is ErrorCode.NO_OCR


def test_a_folder_without_models_has_a_code(tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as raised:
        find_models(str(tmp_path))
    assert raised.value.code is ErrorCode.NO_OCR


def test_embedded_models_are_written_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_CACHE", str(tmp_path))
    first = find_models("embedded")
    folder = first.recognition.folder
    assert folder is not None and first.recognition.name == "PP-OCRv6_small_rec"
    assert {path.name for path in folder.iterdir()} == {"inference.onnx", "inference.yml"}
    written = (folder / "inference.yml").stat().st_mtime_ns
    assert find_models("embedded") == first
    assert (folder / "inference.yml").stat().st_mtime_ns == written
    assert not [path for path in tmp_path.rglob(".draft-*")]


def test_an_official_family_is_left_to_paddleocr() -> None:
    pair = find_models("PP-OCRv6_medium")
    assert (pair.detection.name, pair.recognition.name) == ("PP-OCRv6_medium_det", "PP-OCRv6_medium_rec")
    assert pair.detection.folder is None and pair.recognition.folder is None


def test_a_line_read_in_a_narrower_picture_has_its_characters_where_they_stand() -> None:
    page = sample_page("performance_2024_scan.pdf", 1)
    height, width = page.shape[:2]
    title = page[int(0.028 * height) : int(0.057 * height), int(0.2 * width) : int(0.8 * width)]
    recogniser = Recogniser()
    (line,), (whole,) = recogniser.read_lines([title]), recogniser._read([title])
    assert line.text == whole.text
    assert np.allclose(line.places, whole.places, atol=0.35 * title.shape[0])
    assert line.others == ()
