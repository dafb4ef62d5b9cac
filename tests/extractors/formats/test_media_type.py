"""The kind of a file is told by its bytes: containers are looked into, names are not believed."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import xlwt

from mingzhang.extractors.media_type import MediaType, media_type, media_type_of, require_document
from mingzhang.models.errors import ErrorCode, MingzhangError


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def workbook() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("表1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.pdf"))
    return stream.getvalue()


KINDS = {
    "xlsx": (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "xls": (old_workbook(), "application/vnd.ms-excel"),
    "docx": (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ofd": (zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    "archive": (zipped("预算.pdf", "决算.xlsx"), "application/zip"),
    "archive with a folder called word": (zipped("word/预算.docx", "xl/预算.xlsx"), "application/zip"),
    "empty archive": (zipped(), "application/zip"),
    "tar": (tar(), "application/x-tar"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    "page in UTF-16": ("\ufeff<html><table></table></html>".encode("utf-16-le"), "text/html"),
    "page without a head": (b"\r\n<table border=1><tr><td>1</td></tr></table>", "text/html"),
    "workbook as XML": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
                        "application/x-excel-2003-xml"),
    "storage without a list": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "application/x-ole-storage"),
    "nothing known": (b"\x00\x01\x02", "application/octet-stream"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(KINDS))
def test_the_bytes_tell(name: str, tmp_path: Path) -> None:
    data, expected = KINDS[name]
    file = tmp_path / "wrong.pdf"
    file.write_bytes(data)
    assert media_type(data).name == expected
    assert media_type_of(file).name == expected


@pytest.mark.parametrize("name", ["archive", "archive with a folder called word", "empty archive", "tar"])
def test_archives_are_told_from_documents(name: str) -> None:
    kind = media_type(KINDS[name][0])
    assert (kind.is_archive, kind.is_document) == (True, False)


@pytest.mark.parametrize("name", ["xlsx", "xls", "docx", "ofd", "webp"])
def test_documents_are_no_archives(name: str) -> None:
    kind = media_type(KINDS[name][0])
    assert (kind.is_archive, kind.is_document) == (False, True)


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_an_office_file_that_is_cut_short_is_still_known(name: str) -> None:
    data, expected = KINDS[name]
    assert media_type(data[: len(data) * 2 // 3]).name == expected


def test_ole_chains_that_loop_end() -> None:
    data = bytearray(old_workbook())
    place = int.from_bytes(data[48:52], "little")
    fat = int.from_bytes(data[76:80], "little")
    at = (fat + 1) * 512 + 4 * place
    data[at : at + 4] = place.to_bytes(4, "little")
    assert media_type(bytes(data)).name == "application/vnd.ms-excel"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", ErrorCode.EMPTY_FILE),
        (b"<html><body>404</body></html>", "a.pdf", ErrorCode.NOT_A_PDF),
        (b"\x00\x01", "a.pdf", ErrorCode.NOT_A_PDF),
        (zipped("a.pdf"), "a.zip", ErrorCode.UNSUPPORTED),
        (zipped("x"), "a.xlsx", ErrorCode.DAMAGED),
        (old_workbook()[:1500], "a.xls", ErrorCode.DAMAGED),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", ErrorCode.UNSUPPORTED),
    ],
)
def test_what_is_not_read_says_why(data: bytes, name: str, code: ErrorCode) -> None:
    with pytest.raises(MingzhangError) as caught:
        require_document(data, name)
    assert caught.value.code is code


def test_a_document_named_pdf_is_what_it_is() -> None:
    kind = require_document(workbook(), "预算.pdf")
    assert kind == MediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
