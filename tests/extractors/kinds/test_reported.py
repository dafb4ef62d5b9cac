"""What single programs and careless hands do to a file: each kind with three members and more."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document

HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (
    ("205", "教育支出", "310.5", "210.5", "100"),
    ("20502", "普通教育", "310.5", "210.5", "100"),
    ("2050203", "初中教育", "310.5", "210.5", "100"),
    ("", "合计", "310.5", "210.5", "100"),
)
AMOUNTS = sorted(int(float(text) * 10_000) for row in ROWS for text in row[2:])


def amounts(document: Document) -> list[int | None]:
    """Every amount read, in yuan."""
    found = [line.amount_yuan for table in document.tables for line in table.lines]
    return sorted((None if one is None else int(one) for one in found), key=lambda one: (one is None, one))


def read(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    return read_document(path)


def page(table: str, style: str = "") -> bytes:
    return (
        f"<html><head><meta charset=utf-8><style>{style}</style></head><body><p>部门支出总表</p><p>单位：万元</p>"
        f"{table}</body></html>"
    ).encode()


def table(figure: str = "{}", more: str = "") -> str:
    head = "".join(f"<th>{text}</th>" for text in HEADER)
    rows = "".join(
        "<tr>" + "".join(f"<td>{figure.format(t) if c > 1 else t}</td>" for c, t in enumerate(row)) + "</tr>"
        for row in ROWS
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}{more}</tbody></table>"


FALSE_ROW = "<tr {}><td>299</td><td>草稿</td><td>77</td><td>66</td><td>11</td></tr>"


@pytest.mark.parametrize(
    ("made", "style"),
    [
        (table("<span class=x>12</span>{}"), ".x{position:absolute;left:-9999px}"),
        (table("<span class=x>12</span>{}"), ".x{position:absolute;clip:rect(0,0,0,0)}"),
        (table("<span class=x>12</span>{}"), ".x{clip:rect(1px 1px 1px 1px)}"),
        (table("<span class=x>12</span>{}"), ".x{height:1px;overflow:hidden}"),
        (table("<span style='height:0;overflow:hidden'>12</span>{}"), ""),
        (table("<span style='color:transparent'>12</span>{}"), ""),
        (table("<del>12</del>{}"), ""),
        (table("<span style='text-decoration:line-through'>12</span>{}"), ""),
        (table("<strike>12</strike>{}"), ""),
        (table("{}<span class=n>12</span>"), ".n{font-size:60%;vertical-align:super}"),
        (table("{}<font style='vertical-align:super'>3</font>"), ""),
        (table(more=FALSE_ROW.format("style='visibility:collapse'")), ""),
        (table(more=FALSE_ROW.format("class=gone")), "tr.gone{visibility:collapse}"),
        (table("<span style='max-height:40px;overflow:hidden'>{}</span>"), ""),
    ],
)
def test_what_a_page_does_not_show_is_no_part_of_a_figure(made: str, style: str, tmp_path: Path) -> None:
    assert amounts(read(tmp_path / "a.html", page(made, style))) == AMOUNTS


@pytest.mark.parametrize("span", ["9", "3", "0"])
def test_a_cell_goes_down_to_the_end_of_its_group_of_rows(span: str, tmp_path: Path) -> None:
    made = table().replace("<thead><tr>", f'<thead><tr><th rowspan="{span}">单位</th>')
    made = made.replace("<tbody><tr>", '<tbody><tr><td rowspan="0">本级</td>')
    document = read(tmp_path / "a.html", page(made))
    assert amounts(document) == AMOUNTS
    assert {line.item_code for line in document.tables[0].lines} == {"205", "20502", "2050203", None}


def test_a_page_within_a_frame_is_read(tmp_path: Path) -> None:
    inner = page(table()).decode().replace('"', "&quot;")
    data = f'<html><head><meta charset=utf-8></head><body><iframe srcdoc="{inner}"></iframe></body></html>'.encode()
    assert amounts(read(tmp_path / "a.html", data)) == AMOUNTS


def test_a_head_that_stands_behind_its_body_comes_first(tmp_path: Path) -> None:
    made = table()
    head = re.search("<thead>.*</thead>", made)
    assert head
    made = made.replace(head[0], "").replace("</table>", head[0] + "</table>")
    assert amounts(read(tmp_path / "a.html", page(made))) == AMOUNTS


def document(change: Callable[[docx.document.Document, object], None]) -> bytes:
    made = docx.Document()
    made.add_paragraph("部门支出总表")
    made.add_paragraph("单位：万元")
    grid = made.add_table(len(ROWS) + 1, len(HEADER))
    for r, row in enumerate((HEADER, *ROWS)):
        for c, text in enumerate(row):
            grid.cell(r, c).text = text
    change(made, grid)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _run(change: Callable[[object], None]) -> Callable[[object, object], None]:
    def put(made: object, grid: object) -> None:
        for row in grid.rows[1:]:  # type: ignore[attr-defined]
            change(row.cells[2].paragraphs[0].add_run("7"))

    return put


def _styled(how: str) -> Callable[[object, object], None]:
    def put(made: object, grid: object) -> None:
        base = made.styles.add_style("Base", 2)  # type: ignore[attr-defined]
        setattr(base.font, how, True)
        style = made.styles.add_style("Secret", 2)  # type: ignore[attr-defined]
        style.base_style = base
        for row in grid.rows[1:]:  # type: ignore[attr-defined]
            row.cells[2].paragraphs[0].add_run("7", style="Secret")

    return put


@pytest.mark.parametrize(
    "change",
    [
        _styled("hidden"),
        _styled("strike"),
        _run(lambda run: setattr(run.font, "strike", True)),  # type: ignore[attr-defined]
        _run(lambda run: setattr(run.font, "size", Pt(1))),  # type: ignore[attr-defined]
        _run(lambda run: setattr(run.font.color, "rgb", RGBColor(255, 255, 255))),  # type: ignore[attr-defined]
    ],
)
def test_what_a_document_does_not_show_is_no_part_of_a_figure(
    change: Callable[[object, object], None], tmp_path: Path
) -> None:
    assert amounts(read(tmp_path / "a.docx", document(change))) == AMOUNTS


@pytest.mark.parametrize("where", ["run", "cell", "style"])
def test_white_print_on_a_dark_ground_is_seen(where: str, tmp_path: Path) -> None:
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F4E79"/>'

    def change(made: object, grid: object) -> None:
        if where == "style":
            style = made.styles.add_style("Dark", 3)  # type: ignore[attr-defined]
            style.element.append(parse_xml(f"<w:tcPr {nsdecls('w')}>{shade}</w:tcPr>"))
            grid.style = style  # type: ignore[attr-defined]
        for cell in grid.rows[0].cells:  # type: ignore[attr-defined]
            run = cell.paragraphs[0].runs[0]
            run.font.color.rgb = RGBColor(255, 255, 255)
            if where == "run":
                run._r.get_or_add_rPr().append(parse_xml(shade))
            elif where == "cell":
                cell._tc.get_or_add_tcPr().append(parse_xml(shade))

    assert amounts(read(tmp_path / "a.docx", document(change))) == AMOUNTS


def test_a_web_page_taken_into_a_document_is_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("附件")
    made.save(stream)
    out = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="rIdC" Type="{kind}" Target="chunk.html"/></Relationships>'
                part = part.replace(b"</Relationships>", relation.encode())
            if name == "word/document.xml":
                part = part.replace(b"<w:sectPr", b'<w:altChunk r:id="rIdC"/><w:sectPr', 1)
            new.writestr(name, part)
        new.writestr("word/chunk.html", page(table()))
    assert amounts(read(tmp_path / "a.docx", out.getvalue())) == AMOUNTS


def workbook(number_format: str = "#,##0.00", change: Callable[[object], None] = lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("部门支出总表",), ("单位：万元",), HEADER):
        sheet.append(row)
    for texts in ROWS:
        sheet.append([*texts[:2], *(float(text) for text in texts[2:])])
        for cell in sheet[sheet.max_row][2:]:
            cell.number_format = number_format
    sheet.merge_cells("A1:E1")
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, name: str, pattern: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as made:
        for one in old.namelist():
            part = old.read(one)
            made.writestr(one, re.sub(pattern, new, part, count=1, flags=re.DOTALL) if one == name else part)
    return out.getvalue()


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


@pytest.mark.parametrize(
    ("name", "pattern", "new"),
    [
        (SHEET, rb"<mergeCell ", b'<mergeCell ref="x"/><mergeCell ref="C9:A2"/><mergeCell '),
        (SHEET, rb"</sheetData>", b'</sheetData><autoFilter ref="A3:E7"><filterColumn colId="0"><customFilters>'
         b'<customFilter operator="beginsWith" val=""/></customFilters></filterColumn></autoFilter>'),
        (SHEET, rb"<pageMargins[^>]*>",
         b'<conditionalFormatting sqref="A1:zz"><cfRule type="strange"/></conditionalFormatting>'),
        (STYLES, rb".*", b""),
        (STYLES, rb"<fills.*</fills>", b'<fills count="1"><fill/></fills>'),
        (STYLES, rb"<fonts.*</fonts>", b'<fonts count="1"><font><color rgb="12"/></font></fonts>'),
        ("docProps/core.xml", rb"<dcterms:created.*</dcterms:created>",
         b'<dcterms:created xsi:type="dcterms:W3CDTF">yesterday</dcterms:created>'),
    ],
)  # fmt: skip
def test_what_no_figure_needs_keeps_no_workbook_from_being_read(
    name: str, pattern: bytes, new: bytes, tmp_path: Path
) -> None:
    document = read(tmp_path / "a.xlsx", changed(workbook(), name, pattern, new))
    assert document.error_code is None
    assert amounts(document) == AMOUNTS


def test_a_workbook_without_its_sheet_is_still_damaged(tmp_path: Path) -> None:
    document = read(tmp_path / "a.xlsx", changed(workbook(), SHEET, rb"^.*$", b"<worksheet"))
    assert document.error_code is ErrorCode.DAMAGED or not document.tables


@pytest.mark.parametrize("code", ["#,##0.##", "0.??", "#,##0.#"])
def test_a_point_that_nothing_follows_is_no_part_of_a_figure(code: str, tmp_path: Path) -> None:
    assert amounts(read(tmp_path / "a.xlsx", workbook(code))) == AMOUNTS


def test_a_figure_struck_out_in_a_sheet_is_none(tmp_path: Path) -> None:
    def change(sheet: object) -> None:
        sheet.append(["299", "草稿", 77, 66, 11])  # type: ignore[attr-defined]
        for cell in sheet[sheet.max_row]:  # type: ignore[attr-defined, index]
            cell.font = openpyxl.styles.Font(strike=True)

    assert amounts(read(tmp_path / "a.xlsx", workbook(change=change))) == AMOUNTS


def lines(figure: str = "{}") -> str:
    rows = [(*row[:2], *(figure.format(text) for text in row[2:])) for row in ROWS]
    return "\r\n".join(",".join(row) for row in (("部门支出总表",), ("单位：万元",), HEADER, *rows))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_table_as_text_in_sixteen_bits_needs_no_mark(encoding: str, tmp_path: Path) -> None:
    assert amounts(read(tmp_path / "a.csv", lines().encode(encoding))) == AMOUNTS


@pytest.mark.parametrize("figure", ["'{}", " '{} ", '"=""{}"""'])
def test_what_keeps_a_program_from_counting_is_no_part_of_a_figure(figure: str, tmp_path: Path) -> None:
    assert amounts(read(tmp_path / "a.csv", lines(figure).encode())) == AMOUNTS


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_rows_of_values_that_lack_their_last_fields(sign: str, tmp_path: Path) -> None:
    cut = "\r\n".join(line.rstrip(",").replace(",", sign) for line in lines().split("\r\n"))
    assert amounts(read(tmp_path / "a.csv", cut.encode())) == AMOUNTS
