"""Workbooks and documents of odd make: number formats, merges, hidden parts, formulas, files inside files, old XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
import xlwt
from docx.shared import Pt
from openpyxl.styles import Border, Side

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.table_page import one_page

Kind = Callable[[Content], bytes]
KINDS: dict[str, Kind] = {}


def number(text: str) -> float | None:
    """The number that a text prints."""
    return float(text.replace(",", "")) if text else None


def saved(made: Any) -> bytes:
    """The bytes of a workbook or document."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def laid_out(content: Content) -> list[list[Any]]:
    """The rows of a sheet: captions, header, numbers."""
    rows: list[list[Any]] = [[content.title, *[None] * 4], [content.owner, None, None, None, content.unit]]
    rows.append(list(content.header))
    rows += [[*row[:2], *(number(text) for text in row[2:])] for row in content.rows]
    return rows


Change = Callable[[Any, Any, Content], None]


def sheet(change: Change, *, left: int = 0, top: int = 0) -> Kind:
    """A workbook; `change(book, sheet, content)` makes it odd."""

    def make(content: Content) -> bytes:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        for r, row in enumerate(laid_out(content), start=1 + top):
            for c, value in enumerate(row, start=1 + left):
                if value not in (None, ""):
                    page.cell(r, c, value)
        change(book, page, content)
        return saved(book)

    return make


def formatted(code: str, scale: float = 1.0) -> Kind:
    def change(_: Any, page: Any, content: Content) -> None:
        for row in page.iter_rows(min_row=4, min_col=3):
            for cell in row:
                if cell.value is not None:
                    cell.value, cell.number_format = cell.value * scale, code

    return sheet(change)


for name, code in (
    ("accounting", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '), ("currency", '"￥"#,##0.00;"￥"-#,##0.00'),
    ("text", "@"), ("scientific", "0.00E+00"), ("locale", "[$-804]#,##0.00"),
    ("conditional", '[>=1000]#,##0.00;[<1000]0.00'),
):  # fmt: skip
    KINDS[f"format_{name}.xlsx"] = formatted(code)


def scaled(code: str) -> Kind:
    """Cells hold yuan, the format shows ten thousands; the caption says 万元."""

    def make(content: Content) -> bytes:
        def change(_: Any, page: Any, content: Content) -> None:
            page["E2"] = "单位：万元"
            for row in page.iter_rows(min_row=4, min_col=3):
                for cell in row:
                    if cell.value is not None:
                        cell.value = round(cell.value * content.scale, 2)
                        cell.number_format = code if content.scale > 1 else "0.00"
            if content.scale == 1:
                page["E2"] = content.unit

        return sheet(change)(content)

    return make


KINDS["format_ten_thousand_point.xlsx"] = scaled("0!.0000")
KINDS["format_ten_thousand_backslash.xlsx"] = scaled("0\\.0000")


@lambda make: KINDS.setdefault("merged_all.xlsx", sheet(make))
def _merged(_: Any, page: Any, content: Content) -> None:
    page.merge_cells("A1:E1")
    page.merge_cells("A2:C2")
    page.insert_rows(4)
    for column in "ABCDE":
        page.merge_cells(f"{column}3:{column}4")


@lambda make: KINDS.setdefault("hidden_rows_columns.xlsx", sheet(make))
def _hidden(_: Any, page: Any, content: Content) -> None:
    page.insert_rows(6)
    for column, value in enumerate(("999", "草稿", 5555.55, 4444.44, 1111.11), start=1):
        page.cell(6, column, value)
    page.row_dimensions[6].hidden = True
    for row in range(4, page.max_row + 1):
        page.cell(row, 6, 12345.67)
    page.cell(3, 6, "上年数")
    page.column_dimensions["F"].hidden = True


@lambda make: KINDS.setdefault("hidden_sheet.xlsx", sheet(make))
def _hidden_sheet(book: Any, page: Any, content: Content) -> None:
    other = book.create_sheet("草稿")
    for row in page.iter_rows(values_only=True):
        other.append([value * 3 if isinstance(value, float) else value for value in row])
    other.sheet_state = "hidden"


@lambda make: KINDS.setdefault("white_on_white.xlsx", sheet(make))
def _white(_: Any, page: Any, content: Content) -> None:
    for row in (4, 5):
        cell = page.cell(row, 7, 8888.88)
        cell.font = openpyxl.styles.Font(color="FFFFFFFF")


@lambda make: KINDS.setdefault("formulas_with_values.xlsx", sheet(make))
def _bordered(_: Any, page: Any, content: Content) -> None:
    side = Side(style="thin")
    for row in page.iter_rows(min_row=3):
        for cell in row:
            cell.border = Border(side, side, side, side)


def formulas(content: Content) -> bytes:
    """Totals as formulas that nobody has worked out: no values are stored."""

    def change(_: Any, page: Any, content: Content) -> None:
        for row in range(4, page.max_row + 1):
            page.cell(row, 3, f"=SUM(D{row}:E{row})")

    return sheet(change)(content)


KINDS["formulas_without_values.xlsx"] = formulas
KINDS["away_from_corner.xlsx"] = sheet(lambda *_: None, left=3, top=5)


@lambda make: KINDS.setdefault("figures_as_text.xlsx", sheet(make))
def _texts(_: Any, page: Any, content: Content) -> None:
    for row in page.iter_rows(min_row=4, min_col=3):
        for cell in row:
            if cell.value is not None:
                cell.value = f"\u00a0{cell.value:,.2f}\u200f "
    for row in page.iter_rows(min_row=4, max_col=1):
        if row[0].value:
            row[0].value = int(row[0].value)


def side_by_side(gap: int, rows: int = 20) -> Kind:
    """A list of words beside the table, `gap` empty columns away."""

    def change(_: Any, page: Any, content: Content) -> None:
        first = 6 + gap
        for r, pair in enumerate((("部门职责", None), ("处室", "职责"), ("办公室", "综合协调"), ("财务科", "预算"))):
            for c, value in enumerate(pair):
                page.cell(r + 1, first + c, value)

    return sheet(change)


KINDS["beside_words_1.xlsx"] = side_by_side(1)
KINDS["beside_words_3.xlsx"] = side_by_side(3)


@lambda make: KINDS.setdefault("below_another.xlsx", sheet(make, top=6))
def _below(_: Any, page: Any, content: Content) -> None:
    for r, row in enumerate((("机构设置情况",), ("处室", "人数"), ("办公室", "若干"), ("财务科", "若干")), start=1):
        for c, value in enumerate(row, start=1):
            page.cell(r, c, value)


def in_xls(content: Content) -> bytes:
    """The format of Excel 97."""
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    style = xlwt.easyxf(num_format_str='_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ')
    for r, row in enumerate(laid_out(content)):
        for c, value in enumerate(row):
            if value not in (None, ""):
                page.write(r, c, value, style if isinstance(value, float) else xlwt.Style.default_style)
    page.row(3).hidden = False
    return saved(book)


KINDS["old.xls"] = in_xls
STRICT = (
    (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
     b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
)  # fmt: skip


def repacked(
    data: bytes, change: Callable[[str, bytes], tuple[str, bytes]], more: dict[str, bytes] | None = None
) -> bytes:
    """A package with its parts changed and others added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return stream.getvalue()


def strict(make: Kind) -> Kind:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        for old, new in STRICT if name.endswith((".xml", ".rels")) else ():
            part = part.replace(old, new)
        return name, part

    return lambda content: repacked(make(content), change)


plain_sheet = sheet(lambda *_: None)
KINDS["strict_accounting.xlsx"] = strict(KINDS["format_accounting.xlsx"])
KINDS["strict_merged.xlsx"] = strict(KINDS["merged_all.xlsx"])
KINDS["prefixed_parts.xlsx"] = lambda content: repacked(
    plain_sheet(content),
    lambda name, part: (
        name,
        re.sub(rb"<(/?)(?!\?)", rb"<\1x:", part).replace(b" xmlns=", b" xmlns:x=")
        if name.startswith("xl/worksheets/sheet")
        else part,
    ),
)
KINDS["backslash_names.xlsx"] = lambda content: repacked(
    plain_sheet(content), lambda name, part: (name.replace("/", "\\"), part)
)


def document(fill: Callable[[Any, Content], None], captions: bool = True) -> Kind:
    """A document of text whose tables `fill` makes."""

    def make(content: Content) -> bytes:
        made = docx.Document()
        made.add_paragraph("某某县水务局2026年预算说明")
        if captions:
            made.add_paragraph(content.title)
            made.add_paragraph(f"{content.owner}          {content.unit}")
        fill(made, content)
        return saved(made)

    return make


def filled(made: Any, rows: Sequence[Sequence[str]], columns: int = 5) -> Any:
    """A table of texts."""
    table = made.add_table(len(rows), columns)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    return table


KINDS["plain.docx"] = document(lambda made, content: filled(made, content.table) and None)


def captions_inside(made: Any, content: Content) -> None:
    rows = [[content.title, "", "", "", ""], [content.owner, "", "", "", content.unit], *content.table]
    table = filled(made, rows)
    table.cell(0, 0).merge(table.cell(0, 4))


KINDS["captions_inside.docx"] = document(captions_inside, captions=False)


def in_cell(made: Any, content: Content) -> None:
    outer = made.add_table(1, 1)
    filled(outer.cell(0, 0), content.table)


KINDS["table_in_a_cell.docx"] = document(in_cell)


def deleted_text(made: Any, content: Content) -> None:
    table = filled(made, content.table)
    for row in (1, 3):
        paragraph = table.cell(row, 2).paragraphs[0]
        run = paragraph.add_run("77")
        run.font.hidden = True


KINDS["hidden_text.docx"] = document(deleted_text)
KINDS["deleted_text.docx"] = lambda content: repacked(
    KINDS["hidden_text.docx"](content),
    lambda name, part: (
        name,
        re.sub(
            rb"<w:r><w:rPr><w:vanish/></w:rPr><w:t>77</w:t></w:r>",
            b'<w:del w:id="1" w:author="x"><w:r><w:delText>77</w:delText></w:r></w:del>', part),
    ),
)  # fmt: skip
KINDS["inserted_text.docx"] = lambda content: repacked(
    KINDS["plain.docx"](content),
    lambda name, part: (
        name,
        re.sub(rb"<w:r>(<w:t>[\d,.]+</w:t>)</w:r>", rb'<w:ins w:id="2" w:author="x"><w:r>\1</w:r></w:ins>', part)
        if name == "word/document.xml" else part,
    ),
)  # fmt: skip
KINDS["content_controls.docx"] = lambda content: repacked(
    KINDS["plain.docx"](content),
    lambda name, part: (
        name,
        re.sub(rb"(<w:tr>.*?</w:tr>)", rb"<w:sdt><w:sdtContent>\1</w:sdtContent></w:sdt>", part, flags=re.DOTALL)
        if name == "word/document.xml" else part,
    ),
)  # fmt: skip
KINDS["text_box.docx"] = lambda content: repacked(
    KINDS["plain.docx"](content),
    lambda name, part: (
        name,
        re.sub(
            rb"(<w:tbl>.*</w:tbl>)",
            rb'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>\1'
            rb"<w:p/></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
            part, flags=re.DOTALL)
        if name == "word/document.xml" else part,
    ),
)  # fmt: skip


def embedded(inside: Callable[[Content], bytes], target: str, kind: str = "package") -> Kind:
    """A document whose table is another file, shown as an object."""

    def make(content: Content) -> bytes:
        made = docx.Document()
        made.add_paragraph("预算表见附件")
        relation = (
            f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
            f'Target="embeddings/{target}"/></Relationships>'
        ).encode()
        run = (
            b'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rIdX"/>'
            b"</w:object></w:r></w:p><w:sectPr"
        )

        def change(name: str, part: bytes) -> tuple[str, bytes]:
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", relation)
            return name, part.replace(b"<w:sectPr", run, 1) if name == "word/document.xml" else part

        return repacked(saved(made), change, {f"word/embeddings/{target}": inside(content)})

    return make


KINDS["embedded_xlsx.docx"] = embedded(KINDS["format_accounting.xlsx"], "Microsoft_Excel_Sheet1.xlsx")
KINDS["embedded_xls.docx"] = embedded(in_xls, "oleObject1.xls", "oleObject")
KINDS["embedded_docx.docx"] = embedded(KINDS["plain.docx"], "Microsoft_Word_Document.docx")
KINDS["embedded_pdf.docx"] = embedded(one_page, "oleObject2.bin", "oleObject")


def picture_of(content: Content, dpi: int = 200) -> bytes:
    """The drawn page as a PNG, the table's part only."""
    from mingzhang.extractors.formats.pdf import open_pdf

    pdf = open_pdf(one_page(content))
    image = pdf[0].render(scale=dpi / 72).to_pil()
    pdf.close()
    stream = io.BytesIO()
    image.crop((0, int(image.height * 0.06), image.width, int(image.height * 0.38))).save(stream, "PNG", dpi=(dpi, dpi))
    return stream.getvalue()


def with_picture(made: Any, content: Content) -> None:
    made.add_picture(io.BytesIO(picture_of(content)), width=Pt(450))


KINDS["picture.docx"] = document(with_picture, captions=False)
