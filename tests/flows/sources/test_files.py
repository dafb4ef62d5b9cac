"""Which files of a folder are looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.flows.sources.files import find_files


@pytest.mark.parametrize("suffix", ["pdf", "mht", "MHTML", "xml", "csv", "ods", "odt", "xlsb", "xlsm", "docm", "zip"])
def test_a_folder_s_file_of_every_format_that_is_read_is_found(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"部门预算.{suffix}").write_bytes(b"1")
    assert [file.file_name for file in find_files([tmp_path])] == [f"部门预算.{suffix}"]


def test_what_is_no_document_and_what_is_hidden_is_left_out(tmp_path: Path) -> None:
    for name in ("notes.txt", "a.py", ".hidden.pdf", "budgets.duckdb"):
        (tmp_path / name).write_bytes(b"1")
    assert find_files([tmp_path]) == []
