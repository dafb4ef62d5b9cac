"""More kinds of files: pages saved in one file, Office's own XML, documents in documents, words beside a table."""

from __future__ import annotations

import base64
import io
import quopri
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from mingzhang.extractors.formats.html_styles import style_rules
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import PerformanceProject
from mingzhang.models.vocabulary.enums import DocumentStatus
from tests.extractors.kinds.test_files import document, html, rows_of, saved, workbook
from tests.support.expenditure import OWNER, TABLE, TITLE, UNIT, drawn, figures, read, wanted

PLAIN = html(rows_of("<td>{}</td>"))


def part(kind: str, data: bytes, encoding: str) -> bytes:
    coded = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + coded


def saved_page(*parts: bytes) -> bytes:
    head = b'MIME-Version: 1.0\r\nSubject: x\r\nContent-Type: multipart/related;\r\n\tboundary="b-1"\r\n\r\n'
    return head + b"".join(b"--b-1\r\n" + one + b"\r\n" for one in parts) + b"--b-1--\r\n"


@pytest.mark.parametrize(
    "data",
    [
        saved_page(part("text/html; charset=utf-8", PLAIN, "quoted-printable")),
        saved_page(part("text/html; charset=gb2312", PLAIN.decode().encode("gbk"), "base64")),
        saved_page(part("image/png", b"\x89PNG", "base64"), part("text/html", PLAIN, "base64")),
    ],
    ids=["quoted", "in GBK", "picture first"],
)
@pytest.mark.parametrize("name", ["a.mht", "a.doc"])
def test_pages_saved_in_one_file(tmp_path: Path, data: bytes, name: str) -> None:
    assert figures(read(data, tmp_path, name)) == wanted()


def word_2003(hold: str = "{}") -> bytes:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    rows = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(t)}</w:tc>" for t in row) + "</w:tr>" for row in TABLE)
    body = hold.format(f"{paragraph(TITLE)}{paragraph(UNIT)}<w:tbl>{rows}</w:tbl>")
    return (
        '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        f'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body>{body}</w:body></w:wordDocument>'
    ).encode()


def flat(data: bytes) -> bytes:
    """A docx as one XML file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")) and not name.startswith("["):
                body = re.sub(r"<\?xml[^>]*\?>", "", package.read(name).decode())
                parts.append(f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>')
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'.encode()


def backslashed(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [word_2003(), word_2003("<wx:sect><wx:sub-section>{}</wx:sub-section></wx:sect>"), flat(document()),
     backslashed(workbook()), backslashed(document())],
    ids=["Word 2003", "in sections", "parts in a row", "backslashes, xlsx", "backslashes, docx"],
)  # fmt: skip
def test_office_files_of_other_make(tmp_path: Path, data: bytes) -> None:
    assert figures(read(data, tmp_path, "a.doc")) == wanted()


def with_object(inside: bytes, name: str) -> bytes:
    """A document whose only content is an object that has no picture."""
    made = docx.Document()
    made.add_paragraph("附表如下")
    relation = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package" '
        f'Target="embeddings/{name}"/></Relationships>'
    ).encode()
    run = (
        b'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rIdX"/>'
        b"</w:object></w:r></w:p><w:sectPr"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(made))) as source, zipfile.ZipFile(stream, "w") as changed:
        for place in source.namelist():
            data = source.read(place)
            if place == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", relation)
            changed.writestr(place, data.replace(b"<w:sectPr", run, 1) if place == "word/document.xml" else data)
        changed.writestr(f"word/embeddings/{name}", inside)
    return stream.getvalue()


@pytest.mark.parametrize("inside", [workbook(), document(), drawn(), with_object(workbook(), "b.xlsx")])
def test_documents_in_documents_are_read(tmp_path: Path, inside: bytes) -> None:
    assert figures(read(with_object(inside, "a.bin"), tmp_path, "a.docx")) == wanted()


@pytest.mark.parametrize("inside", [b"\xd0\xcf\x11\xe0" + bytes(4000), b"nobody knows", b"PK\x03\x04"])
def test_objects_that_are_not_read_are_told(tmp_path: Path, inside: bytes) -> None:
    found = read(with_object(inside, "a.bin"), tmp_path, "a.docx")
    assert (found.status, found.error_code) == (DocumentStatus.PARTIAL, ErrorCode.INSIDE_UNREAD)


def test_a_document_within_itself_ends(tmp_path: Path) -> None:
    inside = document()
    for _ in range(6):
        inside = with_object(inside, "a.docx")
    assert read(inside, tmp_path, "a.docx").error_code == ErrorCode.INSIDE_UNREAD


Change = Callable[[Any], None]
WORDS = (("部门职责", None), ("处室", "职责"), ("办公室", "综合协调"), ("财务科", "预算管理"))


def sheet_with(change: Change, left: int = 0) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for r, row in enumerate(([TITLE], [OWNER, None, None, None, UNIT], *TABLE), start=1):
        for c, value in enumerate(row, start=1 + left):
            page.cell(r, c, value or None)
    change(page)
    return saved(book)


@pytest.mark.parametrize("gap", [1, 2, 4])
def test_words_beside_a_table_are_none_of_it(tmp_path: Path, gap: int) -> None:
    def at_the_right(page: Any) -> None:
        for r, pair in enumerate(WORDS, start=1):
            for c, value in enumerate(pair):
                page.cell(r, 6 + gap + c, value)

    def at_the_left(page: Any) -> None:
        for r, pair in enumerate(WORDS, start=1):
            for c, value in enumerate(pair, start=1):
                page.cell(r, c, value)

    assert figures(read(sheet_with(at_the_right), tmp_path, "a.xlsx")) == wanted()
    assert figures(read(sheet_with(at_the_left, left=2 + gap), tmp_path, "b.xlsx")) == wanted()


@pytest.mark.parametrize("column", [2, 3, 4])
def test_a_blank_column_parts_no_table(tmp_path: Path, column: int) -> None:
    found = read(sheet_with(lambda page: page.insert_cols(column + 1)), tmp_path, "a.xlsx")
    assert figures(found) == wanted() and len(found.tables) == 1


PAGES = {
    "laid out in a grid": html(
        rows_of("<div>{}</div>", "{}", '<div style="display:grid;grid-template-columns:repeat(5,1fr)">{}</div>')),
    "as written": html("<pre>" + "\n".join("\t".join(row) for row in TABLE) + "</pre>"),
    "hidden by a class": html("<style>td .x, .x {display: none}</style>" + rows_of('<td>{}<i class="x">9</i></td>')),
    "hidden by a name": html("<style>b#y,u{visibility:hidden}</style>" + rows_of("<td>{}<u>8</u></td>")),
    "hidden on paper only": html(
        "<style>@media print {td {display:none}} @page{margin:0}</style>" + rows_of("<td>{}</td>")),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_web_pages_of_other_make(tmp_path: Path, name: str) -> None:
    assert figures(read(PAGES[name], tmp_path, "a.html")) == wanted()


def test_style_rules_are_those_outside_of_other_rules() -> None:
    sheet = "a{b:c} @media print{d{e:f} g{h:i}} /* j{k:l} */ m,n{o:p} q{"
    assert [(one.strip(), rules) for one, rules in style_rules(sheet)] == [("a", "b:c"), ("m,n", "o:p")]


@pytest.mark.parametrize("guard", ['"=""{}"""', '="{}"'])
def test_codes_that_a_program_kept_from_being_numbers(tmp_path: Path, guard: str) -> None:
    rows = [[TITLE], [UNIT], *([t.replace(",", "") for t in row] for row in TABLE)]
    data = "\r\n".join(",".join(guard.format(text) for text in row) for row in rows)
    assert figures(read(data.encode("utf-8-sig"), tmp_path, "a.csv")) == wanted()


HEAD = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")


@pytest.mark.parametrize("name", ["单位名称、项目名称", "项目(单位)", "评价对象"])
def test_a_list_of_projects_under_a_header_of_its_own_words(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    rows = [
        ["项目支出绩效目标表"], [name, "绩效目标", *HEAD], [str(n) for n in range(1, 9)], ["某某县档案局"],
        ["数字化经费", "加工三十万页。", "产出指标", "数量指标", "加工页数", ">=", "30", "万页"],
        [None, None, "产出指标", "质量指标", "合格率", ">=", "98", "%"],
        ["培训经费", "培训两期。", "产出指标", "数量指标", "期数", "=", "2", "期"],
        [None, None, "满意度指标", "服务对象满意度", "满意度", ">=", "95", "%"],
    ]  # fmt: skip
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            page.cell(r, c, value)
    for place in ("A1:H1", "A4:H4", "A5:A6", "B5:B6", "A7:A8", "B7:B8"):
        page.merge_cells(place)
    found = read(saved(book), tmp_path, "a.xlsx").projects
    assert [told(one) for one in found] == [
        ("数字化经费", "加工三十万页。", ["加工页数", "合格率"]), ("培训经费", "培训两期。", ["期数", "满意度"]),
    ]  # fmt: skip


def told(project: PerformanceProject) -> tuple[str | None, str | None, list[str | None]]:
    return project.project_name, project.annual_goal, [one.level3 for one in project.indicators]
