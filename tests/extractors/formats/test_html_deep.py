"""Markup that is deep or long: read, or told as not read; never a page that seems to have no tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document

TABLE = "<table border=1><tr><td>项目<td>金额<tr><td>合计<td>100.00<tr><td>其中<td>100.00</table>"
END = "</body></html>"
READ = {
    "unclosed": "<div>" * 50_000 + TABLE,
    "closed": "<div>" * 3_000 + TABLE + "</div>" * 3_000,
    "of several kinds": "<div><span><font>" * 2_000 + TABLE,
    "a long attribute": f"<div title='{'x' * 11_000_000}'>{TABLE}</div>",
    "a long comment": f"<!--{'x' * 11_000_000}-->{TABLE}",
}
TOLD = {
    "tables in tables": "<table><tr><td>a<td>" * 600 + "x" + "</td></tr></table>" * 600,
    "lists in lists": "<ul><li>a" * 1_500 + TABLE,
    "with attributes": "".join(f"<div id={number}>" for number in range(3_000)) + TABLE,
}


def read(body: str, folder: Path) -> tuple[str, str | None, int]:
    (folder / "a.html").write_text(f"<html><meta charset=utf-8><body>{body}{END}", "utf-8")
    document = read_document(folder / "a.html")
    return document.status, document.error_code, len(document.tables)


@pytest.mark.parametrize("body", READ.values(), ids=READ.keys())
def test_read(body: str, tmp_path: Path) -> None:
    assert read(body, tmp_path) == ("complete", None, 1)


@pytest.mark.parametrize("body", TOLD.values(), ids=TOLD.keys())
def test_told(body: str, tmp_path: Path) -> None:
    status, code, tables = read(body, tmp_path)
    assert (status, code) == ("partial", "too_deep") or tables == 1
