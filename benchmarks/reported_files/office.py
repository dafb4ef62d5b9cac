"""Workbooks and documents as single programs and careless hands leave them."""

# ruff: noqa: E501
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.odd_files.office_kinds import repacked
from benchmarks.printed_files.content import Printed
from benchmarks.printed_files.office import document, fill, sheet
from benchmarks.reported_files.content import Case, grid, negative
from benchmarks.reported_files.drawn import _picture

Make = Callable[[Printed], bytes]
Change = Callable[[Worksheet, int], None]


def numbers(page: Worksheet, first: int) -> list[Any]:
    """The cells that hold amounts."""
    return [
        cell for row in page.iter_rows(min_row=first, min_col=3) for cell in row if isinstance(cell.value, (Decimal, float, int))
    ]  # fmt: skip


def changed(change: Change, **more: Any) -> Make:
    """A workbook, changed."""
    return lambda printed: sheet(printed, change, **more)


def formatted(code: str, factor: str = "1") -> Make:
    """Every amount times `factor`, in a number format."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            cell.value, cell.number_format = cell.value * Decimal(factor), code

    return changed(change)


def in_yuan(code: str, unit: str) -> Make:
    """Cells hold yuan; the format shows them in the caption's unit."""

    def make(printed: Printed) -> bytes:
        def change(page: Worksheet, first: int) -> None:
            for row in page.iter_rows(max_row=2):
                for cell in row:
                    if cell.value == printed.unit:
                        cell.value = unit
            for cell in numbers(page, first):
                cell.value, cell.number_format = cell.value * printed.scale, code

        return sheet(printed, change)

    return make


def below_zero(code: str) -> Make:
    """One row's amounts below zero, in a number format."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            cell.number_format = code
            if cell.row == first + 3:
                cell.value = -cell.value

    return changed(change)


def texts(write: Callable[[str], Any], rows: Callable[[int], bool] = lambda row: True) -> Make:
    """Amounts as texts."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            if rows(cell.row - first):
                cell.value = write(f"{cell.value:,.2f}")

    return changed(change)


def _hidden(page: Worksheet, first: int) -> None:
    last = page.max_row
    for column, value in enumerate(("299", "其他（草稿）", 7777.77, 7777.77), 1):
        page.cell(last + 1, column, value)
    page.row_dimensions[last + 1].height = 0
    page.row_dimensions[last + 1].hidden = True
    page.insert_cols(4)
    for row in range(first, last + 1):
        page.cell(row, 4, 33333.33)
    page.cell(first - 1, 4, "上年数")
    page.column_dimensions["D"].hidden = True


def _nothing_shown(page: Worksheet, first: int) -> None:
    for row in (first + 1, first + 4):
        cell = page.cell(row, 9, 8888.88)
        cell.number_format = ";;;"
        page.cell(row, 10, 4444.44).font = Font(color="00FFFFFF")


def _codes_as_numbers(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=first, max_col=1):
        if row[0].value:
            row[0].value = float(row[0].value)
            row[0].number_format = "#,##0.00" if row[0].row % 2 else "General"


def _apostrophes(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=first):
        for cell in row:
            if isinstance(cell.value, Decimal):
                cell.value = f"{cell.value:,.2f}"
                cell.quotePrefix = True


def _filter_and_frozen(page: Worksheet, first: int) -> None:
    page.auto_filter.ref = f"A{first - 1}:E{page.max_row}"
    page.freeze_panes = f"C{first}"
    page.print_area = f"A1:E{page.max_row}"


def _notes(page: Worksheet, first: int) -> None:
    for cell in numbers(page, first)[::4]:
        cell.value = CellRichText(f"{cell.value:,.2f}", TextBlock(InlineFont(vertAlign="superscript"), "1"))


def _comments(page: Worksheet, first: int) -> None:
    from openpyxl.comments import Comment

    for cell in numbers(page, first)[::3]:
        cell.comment = Comment("核对：9,999.99", "x")


def _errors_beside(page: Worksheet, first: int) -> None:
    for row in (first, first + 2):
        cell = page.cell(row, 9, "#REF!")
        cell.data_type = "e"
    page.cell(first + 1, 9, "#DIV/0!")


def _dates_in_row(page: Worksheet, first: int) -> None:
    import datetime

    page.cell(page.max_row + 1, 1, "制表日期")
    page.cell(page.max_row, 2, datetime.date(2026, 1, 28)).number_format = "yyyy年m月d日"


def _blank_rows(page: Worksheet, first: int) -> None:
    page.insert_rows(first + 2)
    page.insert_rows(first + 5)


def _merged_wildly(page: Worksheet, first: int) -> None:
    last = page.max_row
    page.merge_cells(start_row=last, end_row=last, start_column=1, end_column=2)
    page.cell(last, 1).value = "合计"
    page.merge_cells(start_row=last + 1, end_row=last + 3, start_column=1, end_column=5)
    page.cell(last + 1, 1, "注：本表按支出功能分类科目填列，合计数与明细数因四舍五入可能略有差异。")


def parts(change: Callable[[str, bytes], bytes], base: Make = sheet, more: dict[str, bytes] | None = None) -> Make:
    """A package whose parts are changed."""
    return lambda printed: repacked(base(printed), lambda name, part: (name, change(name, part)), more)


def _in_sheet(pattern: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: re.sub(pattern, new, part) if name.startswith("xl/worksheets/sheet") else part


def _inline(name: str, part: bytes) -> bytes:
    if not name.startswith("xl/worksheets/sheet"):
        return part
    return re.sub(
        rb'<c r="([A-Z]+\d+)"( s="\d+")? t="n"><v>([\d.]+)</v></c>',
        rb'<c r="\1"\2 t="str"><f>ROUND(1,2)</f><v>\3</v></c>', part)  # fmt: skip


def _unplaced(name: str, part: bytes) -> bytes:
    """Rows and cells without their places, as some writers of reports leave them: each is the next."""
    if not name.startswith("xl/worksheets/sheet"):
        return part
    return re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb"<\1", part)


def _old_sheet(printed: Printed) -> bytes:
    """Excel 97, its third column hidden, a code as a number, a title merged."""
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    page.write_merge(0, 0, 0, printed.columns, printed.title)
    page.write(1, 0, printed.owner)
    page.write(1, printed.columns, printed.unit)
    style = xlwt.easyxf(num_format_str="#,##0.00_);[Red]\\(#,##0.00\\)")
    for row, column, wide, high, text in grid(printed):
        column += column > 1
        value: Any = (
            float(text.replace(",", ""))
            if text and row >= len(printed.header) and (column > 1 or column == 0)
            else text
        )
        if text:
            page.write_merge(row + 2, row + 1 + high, column, column + wide - 1 + (column < 2 < column + wide), value,
                             style if column > 1 else xlwt.Style.default_style)  # fmt: skip
    for row in range(2 + len(printed.header), 2 + len(printed.header) + len(printed.rows)):
        page.write(row, 2, 12345.67)
    page.col(2).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xml_2003(printed: Printed) -> bytes:
    """SpreadsheetML with merges both ways, skipped cells by ss:Index, a hidden row and a style for figures."""
    rows: list[str] = [
        f'<Row><Cell ss:MergeAcross="{printed.columns - 1}"><Data ss:Type="String">{printed.title}</Data></Cell></Row>',
        f'<Row><Cell><Data ss:Type="String">{printed.owner}</Data></Cell>'
        f'<Cell ss:Index="{printed.columns}"><Data ss:Type="String">{printed.unit}</Data></Cell></Row>',
    ]
    cells = list(grid(printed))
    for at in range(len(printed.header) + len(printed.rows)):
        made = []
        for row, column, wide, high, text in cells:
            if row == at and text:
                amount = row >= len(printed.header) and column in printed.sides
                value = text.replace(",", "") if amount else text
                spans = (f' ss:MergeAcross="{wide - 1}"' if wide > 1 else "") + (
                    f' ss:MergeDown="{high - 1}"' if high > 1 else ""
                )
                made.append(
                    f'<Cell ss:Index="{column + 1}"{spans}{" ss:StyleID=" + chr(34) + "m" + chr(34) if amount else ""}>'
                    f'<Data ss:Type="{"Number" if amount else "String"}">{value}</Data></Cell>'
                )
        rows.append(f"<Row>{''.join(made)}</Row>")
        if at == len(printed.header) + 1:
            rows.append('<Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="Number">5555.55</Data></Cell></Row>')
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="m"><NumberFormat ss:Format="Standard"/>'
        f'</Style></Styles><Worksheet ss:Name="Sheet1"><Table>{"".join(rows)}</Table></Worksheet>'
        '<Worksheet ss:Name="Sheet2"><Table/></Worksheet></Workbook>'
    ).encode()


def _anchored_picture(printed: Printed) -> bytes:
    """A drawing at an absolute place, over cells with a line of text."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    from openpyxl.drawing.image import Image as SheetPicture
    from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
    from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D

    stream = io.BytesIO()
    _picture(printed).save(stream, "PNG")
    made = SheetPicture(stream)
    made.anchor = AbsoluteAnchor(pos=XDRPoint2D(900000, 900000), ext=XDRPositiveSize2D(9000000, 4000000))
    page["A1"] = "附：预算表（图片）"
    page.add_image(made)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- documents ---


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
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _stacked(printed: Printed) -> bytes:
    """One row whose cells each hold a whole column, a line a paragraph."""
    made = docx.Document()
    made.add_paragraph(printed.title)
    made.add_paragraph(f"{printed.owner}    {printed.unit}")
    table = made.add_table(len(printed.header) + 1, printed.columns, style="Table Grid")
    fill(table, Printed("", "", "", printed.header, (), {}, 1))
    for column in range(printed.columns):
        cell = table.cell(len(printed.header), column)
        cell.text = printed.rows[0][column]
        for row in printed.rows[1:]:
            cell.add_paragraph(row[column])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _other_chunk(printed: Printed) -> bytes:
    """A document that takes a web page in as a chunk (altChunk): Word prints it."""
    from benchmarks.printed_files.pages import dressed

    made = docx.Document()
    made.add_paragraph("附件：预算公开表")
    out = io.BytesIO()
    made.save(out)

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

    return repacked(out.getvalue(), change, {"word/chunk.html": dressed()(printed).encode()})


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
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as package:
        picture = next(name for name in package.namelist() if name.startswith("word/media/"))
    emf = b"\1\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + b"\0\0\1\0" + bytes(60)
    return repacked(
        out.getvalue(),
        lambda name, part: (
            (picture.replace(".png", ".emf"), emf) if name == picture else
            (name, part.replace(b".png", b".emf").replace(b'Extension="png" ContentType="image/png"', b'Extension="emf" ContentType="image/x-emf"'))
        ),
    )  # fmt: skip


CASES: tuple[Case, ...] = (
    Case("hidden_row_and_column.xlsx", changed(_hidden)),
    Case("nothing_shown_beside.xlsx", changed(_nothing_shown)),
    Case("codes_as_numbers.xlsx", changed(_codes_as_numbers)),
    Case("apostrophes.xlsx", changed(_apostrophes)),
    Case("filter_and_frozen.xlsx", changed(_filter_and_frozen)),
    Case("rich_text_marks.xlsx", changed(_notes)),
    Case("comments.xlsx", changed(_comments)),
    Case("errors_beside.xlsx", changed(_errors_beside)),
    Case("date_below.xlsx", changed(_dates_in_row)),
    Case("blank_rows.xlsx", changed(_blank_rows)),
    Case("total_merged_note_below.xlsx", changed(_merged_wildly)),
    Case("format_capitals.xlsx", formatted('[DBNum2][$-804]General"元"')),
    Case("format_small_han.xlsx", formatted("[DBNum1][$-804]General")),
    Case("format_full_width.xlsx", formatted("[DBNum3][$-804]General")),
    Case("format_yuan_behind.xlsx", formatted('#,##0.00"元";-#,##0.00"元"')),
    Case("format_rmb.xlsx", formatted('"人民币"#,##0.00')),
    Case("format_question_marks.xlsx", formatted("#,##0.??")),
    Case("format_fraction.xlsx", formatted("# ?/?")),
    Case("format_percent_colour.xlsx", formatted("[Color10][>=0]#,##0.00;[Color3]-#,##0.00")),
    Case("format_ten_thousands.xlsx", in_yuan('0!.0000"万"', "单位：万元")),
    Case("format_thousands.xlsx", in_yuan("#,##0.00000,", "单位：千元")),
    Case("below_accounting.xlsx", below_zero("#,##0.00_);(#,##0.00)"), negative),
    Case("below_triangle_format.xlsx", below_zero("#,##0.00;△#,##0.00"), negative),
    Case("below_word_format.xlsx", below_zero('#,##0.00;"负"#,##0.00'), negative),
    Case("below_red_only.xlsx", below_zero("0.00_ ;[Red]0.00 "), negative),
    Case("text_yuan_sign.xlsx", texts(lambda t: f"￥ {t}")),
    Case("text_full_width.xlsx", texts(lambda t: t.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，")))),
    Case("text_blank_groups.xlsx", texts(lambda t: " ".join(t.split(",")))),
    Case("text_below_zero.xlsx", texts(lambda t: f"△ {t}", lambda row: row == 3), negative),
    Case("text_two_lines.xlsx", texts(lambda t: f"{t}\n(其中：1.00)", lambda row: row == 99)),
    Case("string_results.xlsx", parts(_inline)),
    Case("cells_without_places.xlsx", parts(_unplaced)),
    Case("dimension_lies.xlsx", parts(_in_sheet(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'))),
    Case("merges_overlap.xlsx", parts(_in_sheet(rb"<mergeCells[^>]*>", rb'<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="XFD1:A2"/><mergeCell ref="x"/>'))),
    Case("no_styles.xlsx", parts(lambda name, part: b"" if name == "xl/styles.xml" else part)),
    Case("old_hidden_column.xls", _old_sheet),
    Case("xml_2003_spans.xml", xml_2003),
    Case("picture_at_a_place.xlsx", _anchored_picture),
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
