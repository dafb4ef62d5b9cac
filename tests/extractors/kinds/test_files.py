"""The table in files of many kinds, and inside other files: read, or told to be unread."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest
from docx.shared import Pt
from openpyxl.drawing.image import Image as SheetPicture

from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.models.errors import ErrorCode
from mingzhang.models.vocabulary.enums import DocumentStatus
from tests.support.expenditure import OWNER, TABLE, TITLE, UNIT, drawn, figures, read, wanted


def picture(dpi: int = 200, crop: bool = True) -> bytes:
    """The drawn page as a PNG, its upper part only."""
    pdf = open_pdf(drawn())
    image = pdf[0].render(scale=dpi / 72).to_pil()
    stream = io.BytesIO()
    (image.crop((0, 0, image.width, int(image.height * 0.36))) if crop else image).save(stream, "PNG", dpi=(dpi, dpi))
    pdf.close()
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ([TITLE], [OWNER, None, None, None, UNIT], *TABLE):
        book.active.append(list(row))
    return saved(book)


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def html(body: str, head: str = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>') -> bytes:
    return f"{head}<p>{TITLE}</p><p>{UNIT}</p>{body}".encode()


def rows_of(cell: str, row: str = "<tr>{}</tr>", table: str = "<table>{}</table>") -> str:
    return table.format("".join(row.format("".join(cell.format(text) for text in texts)) for texts in TABLE))


HTMLS = {
    "inputs": html(rows_of('<td><input type="text" value="{}"></td>')),
    "areas": html(rows_of("<td><textarea>{}</textarea></td>")),
    "choices": html(rows_of("<td><select><option>x<option selected>{}</select></td>")),
    "blocks": html(rows_of("<div>{}</div>", "<div>{}</div>", "<div>{}</div>")),
    "list": html(rows_of("<span>{}</span>", "<li>{}</li>", "<ul>{}</ul>")),
    "styled blocks": html(
        rows_of(
            '<div style="display:table-cell">{}</div>',
            '<div style="display:table-row">{}</div>',
            '<div style="display:table"><div style="display:table-row-group">{}</div></div>',
        )
    ),
    "fragment": html(rows_of("<td>{}</td>"), head=""),
    "fragment of a table": rows_of(
        "<td>{}</td>", table=f"<table><caption>{TITLE}({UNIT})</caption>{{}}</table>"
    ).encode(),
    "fragment after text": html(rows_of("<td>{}</td>"), head="附件\n"),
    "marks without width": html(rows_of("<td>\u200b{}\ufeff</td>")),
    "entities": html(rows_of("<td>&nbsp;{}&#8203;</td>")),
    "wide note": html(rows_of("<td>{}</td>").replace("</table>", '<tr><td colspan="1000">备注</td></tr></table>')),
    "GBK that says UTF-8": html(rows_of("<td>{}</td>")).decode().encode("gbk"),
    "header in a table of its own": html(
        rows_of("<td>{}</td>").replace("</tr>", "</tr></table><table>", 1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HTMLS)
def test_web_pages(tmp_path: Path, name: str) -> None:
    assert figures(read(HTMLS[name], tmp_path, "a.html")) == wanted()


def separated(separator: str, quote: str = '"') -> str:
    lines = [[TITLE], [OWNER, "", "", "", UNIT], *TABLE]
    return "\r\n".join(separator.join(f"{quote}{text}{quote}" for text in line) for line in lines)


@pytest.mark.parametrize(
    "data",
    [separated(",").encode("gbk"), separated(",").encode("utf-8-sig"), separated("\t", "").encode("utf-16"),
     separated(";").encode()],
)  # fmt: skip
def test_tables_as_text(tmp_path: Path, data: bytes) -> None:
    assert figures(read(data, tmp_path, "a.csv")) == wanted()


@pytest.mark.parametrize("text", ["第一行\n第二行，第三\n", "a,b\nc,d\n", '{"a": 1, "b": 2}\n' * 5])
def test_other_texts_are_no_tables(tmp_path: Path, text: str) -> None:
    assert read(text.encode(), tmp_path, "a.txt").error_code == ErrorCode.UNSUPPORTED


STRICT = (
    (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
     b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
)  # fmt: skip


def rewritten(data: bytes, changes: tuple[tuple[bytes, bytes], ...]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            for old, new in changes if name.endswith((".xml", ".rels")) else ():
                part = part.replace(old, new)
            made.writestr(name, part)
    return stream.getvalue()


def document(inside: bytes | None = None, *, unit_in_head: bool = False, split: bool = False) -> bytes:
    made = docx.Document()
    made.add_paragraph("某某市财政局2025年部门预算")
    made.add_paragraph(TITLE)
    if unit_in_head:
        made.sections[0].header.paragraphs[0].text = UNIT
    else:
        made.add_paragraph(UNIT)
    if inside is not None:
        made.add_picture(io.BytesIO(inside), width=Pt(430))
        return saved(made)
    for part in (TABLE[:1], TABLE[1:]) if split else (TABLE,):
        table = made.add_table(len(part), 5)
        for row, texts in enumerate(part):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        made.add_paragraph("")
    return saved(made)


@pytest.mark.parametrize(
    "data",
    [rewritten(workbook(), STRICT), rewritten(document(), STRICT), document(unit_in_head=True), document(split=True)],
    ids=["strict workbook", "strict document", "unit in the head", "header and body apart"],
)
def test_office_files(tmp_path: Path, data: bytes) -> None:
    assert figures(read(data, tmp_path, "a.docx")) == wanted()


def test_a_workbook_as_one_xml_file(tmp_path: Path) -> None:
    rows = "".join(
        f'<Row ss:Index="{number}">'
        + "".join(
            f'<Cell ss:Index="{column}" ss:StyleID="s1"><Data ss:Type="Number">{text.replace(",", "")}</Data></Cell>'
            if number > 3 and column > 2
            else f'<Cell ss:Index="{column}"><Data ss:Type="String">{text}</Data></Cell>'
            for column, text in enumerate(texts, start=1)
            if text
        )
        + "</Row>"
        for number, texts in enumerate([[TITLE], [OWNER, "", "", "", UNIT], *TABLE], start=1)
    )
    data = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">'
        '<NumberFormat ss:Format="Standard"/></Style></Styles>'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    assert figures(read(data.encode(), tmp_path, "a.xml")) == wanted()


def test_pictures_in_office_files_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "见下图"
    book.active.add_image(SheetPicture(io.BytesIO(picture())), "A3")
    for name, data in (("a.docx", document(picture())), ("a.xlsx", saved(book))):
        found = read(data, tmp_path, name)
        assert figures(found) == wanted(), name
        assert {str(cell.text_source) for table in found.tables for cell in table.cells} == {"ocr"}


def test_a_workbook_inside_a_document_is_read(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("附表如下")
    data = saved(made)
    relation = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package" '
        b'Target="embeddings/sheet.xlsx"/></Relationships>'
    )
    run = (
        b'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rIdX"/>'
        b"</w:object></w:r></w:p><w:sectPr"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as changed:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", relation)
            if name == "word/document.xml":
                part = part.replace(b"<w:sectPr", run, 1)
            changed.writestr(name, part)
        changed.writestr("word/embeddings/sheet.xlsx", workbook())
    assert figures(read(stream.getvalue(), tmp_path, "a.docx")) == wanted()


def test_files_attached_to_a_pdf_are_told(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument(drawn())
    pdf.new_attachment("表.xlsx").set_data(workbook())
    stream = io.BytesIO()
    pdf.save(stream)
    found = read(stream.getvalue(), tmp_path)
    assert (found.status, found.error_code) == (DocumentStatus.PARTIAL, ErrorCode.INSIDE_UNREAD)
    assert figures(found) == wanted()


@pytest.mark.parametrize("after", [b"\x00" * 9000, b"\r\n<html>200 OK</html>", b"\n" * 5000])
def test_what_stands_after_the_end_is_nothing(tmp_path: Path, after: bytes) -> None:
    assert read(drawn() + after, tmp_path).status is DocumentStatus.COMPLETE


def before(data: bytes, mark: bytes) -> bytes:
    return data[: data.rfind(mark)]


@pytest.mark.parametrize("mark", [b"trailer", b"startxref", b"xref\n0"])
def test_a_pdf_without_its_end_is_read_and_said_to_be_cut(tmp_path: Path, mark: bytes) -> None:
    found = read(before(drawn(), mark), tmp_path)
    assert (found.status, found.error_code) == (DocumentStatus.PARTIAL, ErrorCode.CUT_SHORT)
    assert figures(found) == wanted()
