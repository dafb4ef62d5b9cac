"""Files that a PDF carries are documents of their own: in its list, pinned to a page, in an archive, in a portfolio."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from mingzhang.extractors.pipeline import read_document
from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.models.errors import ErrorCode
from tests.support.packing import Packed, zip_bytes

ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("206", "科学技术支出", 30, 10, 20),
    ("20601", "科学技术管理事务", 30, 10, 20),
    (None, "合计", 30, 10, 20),
)


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["2025年部门支出总表"])
    sheet.append(["单位名称：某某县科技局", None, None, None, "单位：万元"])
    for row in ROWS:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def carrier(*attached: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "see what is attached")
    canvas.save()
    pdf = pdfium.PdfDocument(out.getvalue())
    for name, data in attached:
        pdf.new_attachment(name).set_data(data)
    saved = io.BytesIO()
    pdf.save(saved)
    return saved.getvalue()


def pinned(name: str, data: bytes) -> bytes:
    """A PDF with a file pinned to its page as a note, and in no list."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "see the pin")
    canvas.save()
    pdf = pdfium.PdfDocument(out.getvalue())
    page = pdf[0]
    note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_FILEATTACHMENT)
    encoded = (name + "\0").encode("utf-16-le")
    title = (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
    pdfium.PdfAttachment(raw.FPDFAnnot_AddFileAttachment(note, title), pdf).set_data(data)
    raw.FPDFPage_CloseAnnot(note)
    saved = io.BytesIO()
    pdf.save(saved)
    return saved.getvalue()


def run(folder: Path, **options: object) -> Tally:
    request = Request((folder / "in",), folder / "w.duckdb", workers=1, **options)  # type: ignore[arg-type]
    with Session(request) as session:
        session.land(session.open)
    return session.tally


def held(folder: Path) -> dict[str, tuple[str, str | None, int]]:
    """Place -> (status, code, budget lines) of every document."""
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT s.source_uri, d.status, d.error_code, "
            "(SELECT count(*) FROM budget_lines l WHERE l.document_id = d.document_id) "
            "FROM document_sources s JOIN documents d USING (document_id)"
        ).fetchall()
    return {uri.removeprefix(f"{folder}/in/"): tuple(rest) for uri, *rest in rows}  # type: ignore[misc]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda data: carrier(("公开表.xlsx", data)), "公开表.xlsx"),
        (lambda data: carrier(("C:\\桌面\\公开表.xlsx", data), ("x.joboptions", b"plain")), "公开表.xlsx"),
        (lambda data: pinned("公开表.xlsx", data), "公开表.xlsx"),
    ],
)
def test_what_a_pdf_carries_lands_as_a_document_of_its_own(folder: Path, make, name: str) -> None:  # type: ignore[no-untyped-def]
    (folder / "in" / "说明.pdf").write_bytes(make(workbook()))
    run(folder)
    found = held(folder)
    assert found[f"说明.pdf!/{name}"] == ("complete", None, 9)
    assert found["说明.pdf"] == ("complete", "no_tables", 0)
    assert len(found) == 2
    assert run(folder).to_read == 0
    assert held(folder) == found


def test_a_pdf_in_an_archive_gives_what_it_carries(folder: Path) -> None:
    portfolio = carrier(("一.xlsx", workbook()), ("二.zip", zip_bytes([Packed("内/一.xlsx", workbook())])))
    (folder / "in" / "甲.zip").write_bytes(zip_bytes([Packed("册.pdf", portfolio)]))
    run(folder)
    assert held(folder) == {
        "甲.zip!/册.pdf": ("complete", "no_tables", 0),
        "甲.zip!/册.pdf!/一.xlsx": ("complete", None, 9),
        "甲.zip!/册.pdf!/二.zip!/内/一.xlsx": ("complete", None, 9),
    }


def test_one_file_read_alone_tells_of_what_it_carries(tmp_path: Path) -> None:
    path = tmp_path / "说明.pdf"
    path.write_bytes(carrier(("公开表.xlsx", workbook())))
    document = read_document(path)
    assert (document.status, document.error_code) == ("partial", ErrorCode.INSIDE_UNREAD)


def test_a_bomb_that_a_pdf_carries_is_refused_and_told(folder: Path) -> None:
    bomb = b"<html><table><tr><td>1</td></tr></table>" + b" " * (64 << 20)
    (folder / "in" / "说明.pdf").write_bytes(packed_carrier("a.html", bomb))
    tally = run(folder)
    assert held(folder) == {"说明.pdf": ("partial", "inside_unread", 0)}
    assert [code for _, status, code, _ in tally.archives.problems if status == "refused"] == ["archive_too_large"]


def packed_carrier(name: str, data: bytes) -> bytes:
    """A PDF of one empty page whose attachment is packed."""
    packed = zlib.compress(data, 9)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
        b"<< /Type /Filespec /F (%b) /EF << /F 5 0 R >> >>" % name.encode(),
        b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed),
    )
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        out, size, table, size, len(out),
    )  # fmt: skip
