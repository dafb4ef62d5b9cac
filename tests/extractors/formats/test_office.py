"""Formats that need LibreOffice, and what is said where it is missing, slow or refuses."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mingzhang.extractors.formats import office
from mingzhang.extractors.formats.office import convert, office_program
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus

RTF = rb"{\rtf1\ansi\ansicpg936 Budget 2025\par}"
needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def read(tmp_path: Path, data: bytes, name: str) -> Document:
    (tmp_path / name).write_bytes(data)
    return read_document(tmp_path / name)


def test_without_libreoffice_the_file_is_skipped_and_the_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    document = read(tmp_path, RTF, "a.rtf")
    assert (document.status, document.error_code) == (DocumentStatus.SKIPPED, ErrorCode.NEEDS_LIBREOFFICE)
    assert "libreoffice-writer" in (document.error_message or "")


@needs_office
def test_rtf_in_gbk_is_read(tmp_path: Path) -> None:
    words = "".join(f"\\'{byte:02x}" for byte in "2025年部门预算".encode("gbk"))
    document = read(tmp_path, b"{\\rtf1\\ansi\\ansicpg936\\uc1 " + words.encode() + b"\\par}", "a.doc")
    assert document.media_type == "application/rtf"
    assert [line.text for page in document.pages for line in page.lines] == ["2025年部门预算"]


EXCEL_XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="s"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">2025年部门支出总表</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">单位：万元</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">科目名称</Data></Cell><Cell><Data ss:Type="String">合计</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">教育支出</Data></Cell><Cell><Data ss:Type="Number">5.25</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">卫生健康支出</Data></Cell><Cell><Data ss:Type="Number">6.25</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@needs_office
def test_a_workbook_as_xml_under_the_name_xls_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, EXCEL_XML.encode(), "a.xls")
    lines = [(line.item_name, str(line.amount_yuan)) for table in document.tables for line in table.lines]
    assert lines == [("教育支出", "52500.00"), ("卫生健康支出", "62500.00")]


def script(folder: Path, body: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def gone(process: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_conversion_past_its_time_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "child"
    script(tmp_path, f"sleep 600 & echo $! > {note}; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(MingzhangError) as caught:
        convert(RTF, "rtf", "docx", "application/rtf", seconds=1.0)
    assert caught.value.code is ErrorCode.CONVERSION_FAILED
    assert gone(int(note.read_text()))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("echo 'Error: source file could not be loaded'", ErrorCode.CONVERSION_FAILED),
        ("echo 'the document asks for a password'", ErrorCode.ENCRYPTED),
        ("exit 81", ErrorCode.CONVERSION_FAILED),
    ],
)
def test_a_conversion_that_makes_nothing_says_so(
    body: str, code: ErrorCode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, body)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(MingzhangError) as caught:
        convert(RTF, "rtf", "docx", "application/rtf")
    assert caught.value.code is code
    assert str(tmp_path) not in str(caught.value)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    script(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office.tempfile, "tempdir", str(scratch))
    with pytest.raises(MingzhangError):
        convert(RTF, "rtf", "docx", "application/rtf")
    assert list(scratch.iterdir()) == []
