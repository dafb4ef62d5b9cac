"""Office files as one XML, of 2003 and flat, and a workbook attached to a page."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.office_kinds import KINDS as OFFICE
from benchmarks.odd_files.office_kinds import Kind, laid_out

KINDS: dict[str, Kind] = {}


def excel_xml(content: Content) -> bytes:
    """SpreadsheetML 2003."""
    rows = []
    for r, row in enumerate(laid_out(content)):
        cells = "".join(
            f"<Cell{f' ss:MergeAcross={chr(34)}4{chr(34)}' if not r else f' ss:Index={chr(34)}{c + 1}{chr(34)}'}"
            f"{' ss:StyleID=' + chr(34) + 'm' + chr(34) if isinstance(v, float) else ''}>"
            f'<Data ss:Type="{"Number" if isinstance(v, float) else "String"}">{escape(str(v))}</Data></Cell>'
            for c, v in enumerate(row)
            if v not in (None, "")
        )
        rows.append(f"<Row>{cells}</Row>")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<ss:Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="m">'
        '<NumberFormat ss:Format="#,##0.00_ "/></Style></Styles><Worksheet ss:Name="表一"><Table>'
        f"{''.join(rows)}</Table></Worksheet></ss:Workbook>"
    ).encode()


KINDS["excel_2003.xml"] = excel_xml
KINDS["excel_2003_named_xls.xls"] = excel_xml


def word_xml(content: Content) -> bytes:
    """Word 2003 XML."""

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    rows = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(t)}</w:tc>" for t in row) + "</w:tr>" for row in content.table)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        f"{paragraph(content.title)}{paragraph(content.unit)}<w:tbl>{rows}</w:tbl></w:body></w:wordDocument>"
    ).encode()


KINDS["word_2003.xml"] = word_xml
KINDS["word_2003_named_doc.doc"] = word_xml


def flat_word(content: Content) -> bytes:
    """A document as one XML file (Flat OPC)."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(OFFICE["plain.docx"](content))) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
                body = re.sub(rb"<\?xml[^>]*\?>", b"", package.read(name)).decode()
                kind = (
                    "application/vnd.openxmlformats-package.relationships+xml" if name.endswith(".rels")
                    else "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                    if name == "word/document.xml" else "application/xml"
                )  # fmt: skip
                parts.append(
                    f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>'
                )
    return (
        '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        + "".join(parts)
        + "</pkg:package>"
    ).encode()


KINDS["flat_word.xml"] = flat_word


def attached(content: Content) -> bytes:
    """A page of text with the table's workbook as an attachment."""
    import pypdfium2 as pdfium

    from benchmarks.odd_files.pdf_writer import Page, Writer

    page = Page().text(60, 100, "各项预算表格见附件，请查阅所附工作簿。", 12)
    pdf = pdfium.PdfDocument(Writer().pages(page).bytes())
    pdf.new_attachment("附表.xlsx").set_data(OFFICE["format_accounting.xlsx"](content))
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


KINDS["attached_workbook.pdf"] = attached
