"""Documents as single programs and careless hands leave them."""

# ruff: noqa: E501
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from benchmarks.odd_files.office_kinds import repacked
from benchmarks.printed_files.content import Printed
from benchmarks.printed_files.office import captioned, document, fill, saved
from benchmarks.reported_files.content import Case
from benchmarks.reported_files.drawn_kinds import _picture
from benchmarks.reported_files.sheets import Make, parts


def word(change: Callable[[Any, Any], None], **more: Any) -> Make:
    """A document, changed."""
    return lambda printed: document(printed, change, **more)


def _first(table: Any) -> Any:
    """The rows below the header: those whose first cell has digits, or 合计 in its second."""
    return [row for row in table.rows if row.cells[0].text.isdigit() or row.cells[1].text == "合计"]


def _deleted_row(made: Any, table: Any) -> None:
    row = table.add_row()
    for cell in row.cells:
        paragraph = cell.paragraphs[0]._p
        paragraph.append(parse_xml(
            f'<w:del {nsdecls("w")} w:id="5" w:author="a"><w:r><w:delText>6,666.66</w:delText></w:r></w:del>'))  # fmt: skip
    row._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="6" w:author="a"/>'))


def _replaced_figures(made: Any, table: Any) -> None:
    """A reviewer has struck out an old figure and written the new one."""
    for row in _first(table)[1::3]:
        paragraph = row.cells[2].paragraphs[0]
        run = paragraph.runs[0]._r
        run.addprevious(parse_xml(
            f'<w:del {nsdecls("w")} w:id="7" w:author="a"><w:r><w:delText>1,111.11</w:delText></w:r></w:del>'))  # fmt: skip
        mark = parse_xml(f'<w:ins {nsdecls("w")} w:id="8" w:author="a"/>')
        run.addprevious(mark)
        mark.append(run)


def _moved_from(made: Any, table: Any) -> None:
    made.element.body.insert(2, parse_xml(
        f'<w:p {nsdecls("w")}><w:moveFrom w:id="3" w:author="a"><w:r><w:t>单位：元</w:t></w:r></w:moveFrom></w:p>'))  # fmt: skip


def _vanish_by_style(made: Any, table: Any) -> None:
    style = made.styles.add_style("Secret", 2)
    style.font.hidden = True
    for row in _first(table)[::2]:
        row.cells[-1].paragraphs[0].add_run("55", style="Secret")


def _fields(made: Any, table: Any) -> None:
    """Each amount the result of a field; its instruction is not print."""
    for row in _first(table):
        for cell in row.cells[2:]:
            run = cell.paragraphs[0].runs[0] if cell.text else None
            if run is not None:
                for kind in ("begin", None, "separate"):
                    inner = (f'<w:fldChar w:fldCharType="{kind}"/>' if kind else "<w:instrText> =SUM(ABOVE) \\# 0.00 </w:instrText>")  # fmt: skip
                    run._r.addprevious(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))
                run._r.addnext(parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>'))


def _drop_downs(made: Any, table: Any) -> None:
    """Cells as content controls, names a drop-down list whose other items are not shown."""
    for row in _first(table):
        for cell in row.cells[1:3]:
            run = cell.paragraphs[0].runs[0]._r
            control = parse_xml(
                f'<w:sdt {nsdecls("w")}><w:sdtPr><w:dropDownList><w:listItem w:displayText="不选" w:value="1"/>'
                "</w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>")  # fmt: skip
            run.addprevious(control)
            control[-1].append(run)


def _foot_notes(printed: Printed) -> bytes:
    """Marks of footnotes on figures: the numbers are Word's own, the notes a part of their own."""

    def change(made: Any, table: Any) -> None:
        for row in _first(table)[1::3]:
            row.cells[2].paragraphs[0]._p.append(parse_xml(
                f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'))  # fmt: skip

    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>含上年结转 12.34 万元。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    ).encode()
    return repacked(document(printed, change), lambda name, part: (name, part), {"word/footnotes.xml": notes})


def _text_box(printed: Printed) -> bytes:
    """Title and unit in floating boxes (DrawingML with its VML twin): each is printed once."""
    data = document(printed)
    title, unit = printed.title, printed.unit
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x">'
        '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:txbx><w:txbxContent>'
        "{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        '<mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{0}</w:txbxContent>'
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (title, unit))

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "word/document.xml":
            text = part.decode()
            start = text.index("<w:body>") + len("<w:body>")
            table = text.index("<w:tbl>")
            part = (text[:start] + box.format(inside) + text[table:]).encode()
        return name, part

    return repacked(data, change)


def _nested(printed: Printed) -> bytes:
    """A layout table: captions in its first row, the table within its second, a note in the third."""
    made = docx.Document()
    outer = made.add_table(3, 1)
    outer.cell(0, 0).text = printed.title
    outer.cell(0, 0).add_paragraph(f"{printed.owner}    {printed.unit}")
    inner = outer.cell(1, 0).add_table(len(printed.header) + len(printed.rows), printed.columns)
    fill(inner, printed)
    outer.cell(2, 0).text = "制表：预算科"
    return saved(made)


def _stacked(printed: Printed) -> bytes:
    """One row whose cells each hold a whole column, a line a paragraph."""
    made = captioned(printed)
    table = made.add_table(len(printed.header) + 1, printed.columns, style="Table Grid")
    fill(table, Printed("", "", "", printed.header, (), {}, 1))
    for column in range(printed.columns):
        cell = table.cell(len(printed.header), column)
        cell.text = printed.rows[0][column]
        for row in printed.rows[1:]:
            cell.add_paragraph(row[column])
    return saved(made)


def _other_chunk(printed: Printed) -> bytes:
    """A document that takes a web page in as a chunk (altChunk): Word prints it."""
    from benchmarks.printed_files.pages import dressed

    made = docx.Document()
    made.add_paragraph("附件：预算公开表")

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "word/_rels/document.xml.rels":
            part = part.replace(b"</Relationships>",
                b'<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
                b'Target="/word/chunk.html"/></Relationships>')  # fmt: skip
        if name == "word/document.xml":
            part = part.replace(b"<w:sectPr", b'<w:altChunk r:id="rIdC"/><w:sectPr', 1)
        if name == "[Content_Types].xml":
            part = part.replace(b"<Override", b'<Default Extension="html" ContentType="text/html"/><Override', 1)
        return name, part

    return repacked(saved(made), change, {"word/chunk.html": dressed()(printed).encode()})


def _grid_lies(name: str, part: bytes) -> bytes:
    """A tblGrid of one column."""
    if name != "word/document.xml":
        return part
    return re.sub(
        rb"<w:tblGrid>.*?</w:tblGrid>", b'<w:tblGrid><w:gridCol w:w="100"/></w:tblGrid>', part, flags=re.DOTALL
    )


def _metafile(printed: Printed) -> bytes:
    """A document whose table is a Windows metafile: to be told, it cannot be read."""
    made = docx.Document()
    made.add_paragraph("预算表见下图")
    stream = io.BytesIO()
    _picture(printed).save(stream, "PNG")
    stream.seek(0)
    made.add_picture(stream)
    data = saved(made)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        picture = next(name for name in package.namelist() if name.startswith("word/media/"))
    emf = b"\1\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + b"\0\0\1\0" + bytes(60)
    return repacked(
        data,
        lambda name, part: (
            (picture.replace(".png", ".emf"), emf) if name == picture else
            (name, part.replace(b".png", b".emf").replace(b'Extension="png" ContentType="image/png"', b'Extension="emf" ContentType="image/x-emf"'))
        ),
    )  # fmt: skip


CASES: tuple[Case, ...] = (
    Case("row_struck_out.docx", word(_deleted_row)),
    Case("figures_replaced.docx", word(_replaced_figures)),
    Case("unit_moved_away.docx", word(_moved_from)),
    Case("vanish_by_style.docx", word(_vanish_by_style)),
    Case("amounts_are_fields.docx", word(_fields)),
    Case("drop_downs.docx", word(_drop_downs)),
    Case("foot_notes.docx", _foot_notes),
    Case("captions_in_boxes.docx", _text_box),
    Case("table_within_layout.docx", _nested),
    Case("columns_stacked_in_cells.docx", _stacked),
    Case("web_page_as_chunk.docx", _other_chunk),
    Case("grid_lies.docx", parts(_grid_lies, document)),
    Case("metafile.docx", _metafile),
)  # fmt: skip
