"""OFD (GB/T 33190): the small languages of its attributes, what may be drawn, and packages that want to harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import fromstring
from PIL import Image

from mingzhang.extractors.formats.ofd import page_of_ofd, read_ofd
from mingzhang.extractors.formats.ofd_objects import POINTS_A_MM, Character, drawing_of
from mingzhang.extractors.formats.ofd_package import PageParts, Resources, XmlPart
from mingzhang.extractors.formats.ofd_syntax import matrix, moved, product, spacings, subpaths
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus
from samples.render_ofd import SPACE, OfdPage, ofd_of

A4 = (595.0, 842.0)
RUNS = st.lists(st.tuples(st.integers(0, 40), st.decimals(-50, 50, places=3, allow_nan=False)), max_size=12)


@given(RUNS, st.booleans())
def test_spacings_are_runs_written_out(runs: list[tuple[int, object]], comma: bool) -> None:
    parts, expected = [], []
    for count, distance in runs:
        if count > 2 or count == 0:
            parts.append(f"g {count} {distance}")
        else:
            parts += [str(distance)] * count
        expected += [float(str(distance))] * count
    assert spacings((", " if comma else " ").join(parts), 1000) == expected


@given(st.text(alphabet="g0123456789.-+e ,x", max_size=40), st.integers(0, 60))
def test_spacings_of_anything_end(text: str, most: int) -> None:
    found = spacings(text, most)
    assert len(found) <= most and all(isinstance(value, float) for value in found)


def test_a_run_longer_than_the_text_is_cut() -> None:
    assert spacings("g 999999999 2.5", 4) == [2.5] * 4


@given(st.text(alphabet="MLQBACSg0123456789.- ", max_size=60))
def test_paths_of_anything_end(text: str) -> None:
    for points, _ in subpaths(text):
        assert len(points) > 1


def test_paths_close_and_curve() -> None:
    assert subpaths("M 0 0 L 10 0 L 10 5 C") == [([(0, 0), (10, 0), (10, 5), (0, 0)], False)]
    ((points, curves),) = subpaths("M 0 0 B 0 5 5 5 5 0")
    assert curves and points[0] == (0, 0) and points[-1] == (5, 0)
    assert len(subpaths("M 0 0 L 1 1 M 5 5 L 6 6 M 9 9")) == 2


@given(st.lists(st.floats(-10, 10), min_size=12, max_size=12), st.floats(-9, 9), st.floats(-9, 9))
def test_a_product_of_matrices_does_one_then_the_other(values: list[float], x: float, y: float) -> None:
    inner, outer = matrix(" ".join(map(str, values[:6]))), matrix(" ".join(map(str, values[6:])))
    assert moved(product(inner, outer), x, y) == pytest.approx(moved(outer, *moved(inner, x, y)), abs=1e-6)


def text(words: str, x: float, y: float, size: float = 4.0, more: str = "", code: str = "") -> str:
    """A text object whose base line begins at x, y (mm)."""
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} 80 {size * 1.3}" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x0: float, y0: float, x1: float, y1: float, more: str = "") -> str:
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2" {more}>'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table() -> list[str]:
    rules = [rule(20, y, 120, y) for y in (40, 50, 60)] + [rule(x, 40, x, 60) for x in (20, 70, 120)]
    words = [("名称", 22, 47), ("金额", 72, 47), ("教育", 22, 57), ("1,234.50", 72, 57)]
    return rules + [text(*word) for word in words]


def document(*objects: str, pictures: list[tuple[bytes, str]] = [], **parts: str) -> bytes:  # noqa: B006
    return ofd_of([OfdPage(*A4, objects=list(objects))], pictures, **parts)


def page_of(data: bytes) -> Page:
    (page,) = read_ofd(data, Options()).pages
    return page


def texts(page: Page) -> list[str]:
    return [cell.text for grid in page.grids for cell in grid.cells]


PLAIN = ["名称", "金额", "教育", "1,234.50"]


def test_text_and_rules_make_a_grid() -> None:
    page = page_of(document(*table(), text("2025年支出表", 60, 30)))
    assert texts(page) == PLAIN
    assert [line.text for line in page.lines] == ["2025年支出表"]
    assert page.grids[0].box.x0 == pytest.approx(20 / 25.4 * 72, abs=0.5)
    assert (page.width, page.height) == (pytest.approx(595, abs=0.2), pytest.approx(842, abs=0.2))


def test_a_matrix_places_and_sizes_text() -> None:
    turned = text("编号", 60, 30, 1.0, 'CTM="4 0 0 4 0 -3"')
    assert [line.text for line in page_of(document(*table(), turned)).lines] == ["编号"]


def test_deltas_place_single_characters() -> None:
    spread = text("1234", 72, 67, code='DeltaX="2 40 2"')
    assert "12" in {line.text.split()[0] for line in page_of(document(*table(), spread)).lines}


def test_a_matrix_moves_the_origin_and_only_turns_and_sizes_the_spacings() -> None:
    code = '<ofd:TextCode X="1" Y="2" DeltaX="4" DeltaY="5">甲乙</ofd:TextCode>'
    objects = f'<ofd:TextObject Boundary="10 20 200 300" Size="1" CTM="2 0 0 3 100 50">{code}</ofd:TextObject>'
    parts = PageParts(XmlPart("", fromstring(f"<Page {SPACE}><ofd:Content>{objects}</ofd:Content></Page>")), (), (),
                      (0.0, 0.0, 500.0, 500.0), Resources())  # fmt: skip
    places = [(item.x / POINTS_A_MM, 500 - item.y / POINTS_A_MM) for item in drawing_of(parts).items
              if isinstance(item, Character)]  # fmt: skip
    assert places == [pytest.approx((112, 76)), pytest.approx((120, 91))]


def test_indentation_around_a_text_takes_no_spacings() -> None:
    words = text("\n        2025年\n      ", 60, 30, code='DeltaX="g 4 2"')
    assert [line.text for line in page_of(document(*table(), words)).lines] == ["2025年"]


def test_invisible_and_white_things_are_not_seen() -> None:
    objects = [
        text("密", 60, 30, more='Visible="false"'),
        rule(45, 40, 45, 60, 'Visible="false"'),
        '<ofd:PathObject Boundary="44 40 0.3 20" Stroke="false" Fill="true"><ofd:FillColor Value="255 255 255"/>'
        "<ofd:AbbreviatedData>M 0 0 L 0.3 0 L 0.3 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>",
    ]
    page = page_of(document(*table(), *objects))
    assert texts(page) == PLAIN and not page.lines


def test_a_template_lies_under_its_pages() -> None:
    template = f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{''.join(table())}</ofd:Layer></ofd:Content></ofd:Page>"
    data = document(text("续", 150, 30), Doc_0__Tpls__Tpl_0__Content_xml=template)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["Doc_0/Tpls/Tpl_0/Content.xml"] = parts.pop("Doc_0/Tpls/Tpl_0/Content_xml")
    assert texts(page_of(packed(parts))) == PLAIN


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_places_may_be_absolute_or_climb() -> None:
    parts = parts_of(document(*table()))
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        b'BaseLoc="Pages/Page_0/Content.xml"', b'BaseLoc="/Doc_0/Pages/../Pages/Page_0/Content.xml"'
    )
    assert texts(page_of(packed(parts))) == PLAIN


def test_drawings_that_hold_themselves_end() -> None:
    unit = (
        f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:CompositeGraphicUnits>'
        '<ofd:CompositeGraphicUnit ID="50" Width="9" Height="9">'
        '<ofd:Content><ofd:CompositeObject Boundary="0 0 9 9" ResourceID="50"/>'
        f"{text('印', 1, 5)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    parts = parts_of(document(*table(), '<ofd:CompositeObject Boundary="150 20 9 9" ResourceID="50"/>'))
    parts["Doc_0/DocumentRes.xml"] = unit.encode()
    page = page_of(packed(parts))
    assert [line.text for line in page.lines] == ["印"]


def test_annotations_are_drawn_and_links_are_not() -> None:
    parts = parts_of(document(*table()))
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        b"</ofd:Pages>", b"</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    )
    parts["Doc_0/Annots/Annotations.xml"] = (
        f'<ofd:Annotations {SPACE}><ofd:Page PageID="100000"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page>'
        "</ofd:Annotations>"
    ).encode()
    parts["Doc_0/Annots/A.xml"] = (
        f'<ofd:PageAnnot {SPACE}><ofd:Annot Type="Stamp"><ofd:Appearance Boundary="150 100 40 40">'
        f"{text('骑缝章', 1, 9)}</ofd:Appearance></ofd:Annot>"
        f'<ofd:Annot Type="Link"><ofd:Appearance Boundary="0 0 9 9">{text("链", 1, 9)}'
        "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    ).encode()
    assert [line.text for line in page_of(packed(parts)).lines] == ["骑缝章"]


def test_entities_are_not_resolved() -> None:
    parts = parts_of(document(*table()))
    page = "Doc_0/Pages/Page_0/Content.xml"
    evil = b'<!DOCTYPE x [<!ENTITY a "9999"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    body = parts[page].split(b"?>", 1)[1].replace("教育".encode(), "教&a;&b;育".encode())
    parts[page] = evil + body
    assert "9999" not in "".join(texts(page_of(packed(parts))))


def test_a_page_that_is_malformed_costs_only_itself(tmp_path: Path) -> None:
    parts = parts_of(ofd_of([OfdPage(*A4, objects=table()), OfdPage(*A4, objects=table()), OfdPage(*A4)]))
    parts["Doc_0/Pages/Page_1/Content.xml"] = b"<ofd:Page"
    del parts["Doc_0/Pages/Page_2/Content.xml"]
    (tmp_path / "a.ofd").write_bytes(packed(parts))
    document = read_document(tmp_path / "a.ofd")
    assert (document.status, document.page_count) == (DocumentStatus.PARTIAL, 3)
    assert [page.error_code for page in document.pages] == [None, ErrorCode.PAGE_FAILED, ErrorCode.PAGE_FAILED]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"OFD.xml": b"<a/>"}, ErrorCode.DAMAGED),
        ({"OFD.xml": b"<a"}, ErrorCode.DAMAGED),
        ({"Doc_0/Document.xml": b"<a/>"}, ErrorCode.DAMAGED),
        ({"Encryptions.xml": b"<a/>"}, ErrorCode.ENCRYPTED),
    ],
)
def test_packages_without_pages_say_why(change: dict[str, bytes], code: ErrorCode) -> None:
    with pytest.raises(MingzhangError) as caught:
        read_ofd(packed(parts_of(document(*table())) | change), Options())
    assert caught.value.code is code


def test_a_page_larger_than_any_paper_is_refused() -> None:
    parts = parts_of(document(*table()))
    page = "Doc_0/Pages/Page_0/Content.xml"
    parts[page] = parts[page].replace(b"0 0 209.903 297.039", b"0 0 9e6 9e6")
    with pytest.raises(MingzhangError) as caught:
        read_ofd(packed(parts), Options())
    assert caught.value.code is ErrorCode.PAGE_TOO_LARGE


def picture() -> bytes:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("black", (0, 0, 100, 50))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def test_pictures_are_drawn_where_they_lie() -> None:
    image = '<ofd:ImageObject Boundary="20 40 100 50" CTM="100 0 0 50 0 0" ResourceID="1001"/>'
    seen, scale = page_of_ofd(document(image, pictures=[(picture(), "png")]), 1, 100)

    def shade(x: float, y: float) -> int:
        at = 72 / 25.4 * scale
        return int(seen[round(y * at), round(x * at)].max())

    assert shade(22, 42) < 30 and shade(68, 63) < 30
    assert min(shade(72, 42), shade(22, 67), shade(10, 10), shade(118, 88)) > 225


def test_a_picture_that_is_missing_fails_its_page_and_says_so(tmp_path: Path) -> None:
    image = '<ofd:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="77"/>'
    (tmp_path / "a.ofd").write_bytes(document(image))
    found = read_document(tmp_path / "a.ofd")
    assert (found.status, found.error_code) == (DocumentStatus.FAILED, ErrorCode.PAGE_FAILED)


def test_a_blank_page_is_blank(tmp_path: Path) -> None:
    assert page_of(document()).text_source is TextSource.BLANK
