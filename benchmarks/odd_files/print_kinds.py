"""Print and what is none: hidden text, watermarks, print over print, pale and slanted print, marks, two figures."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.pdf_writer import Page, Writer, width_of
from benchmarks.odd_files.table_page import LEFT, ROW, TOP, Write, draw, one_page, plainly, with_marks

Kind = Callable[[Content], bytes]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    """Register a kind by its name."""

    def register(make: Kind) -> Kind:
        KINDS[name] = make
        return make

    return register


def false_figures(page: Page, before: str = "", after: str = "", more: str = "") -> Page:
    """Figures that nobody sees, over some cells."""
    page.add("q " + before)
    for row in (1, 2, 5):
        page.right(LEFT + 343, TOP + row * ROW + 14, "7,777.77", more=more)
        page.right(LEFT + 507, TOP + row * ROW + 14, "66.60", more=more)
    return page.add(after + " Q")


def hidden(before: str, resources: str = "", more: str = "", objects: Callable[[Writer], None] | None = None) -> Kind:
    def make(content: Content) -> bytes:
        page = Page(resources=resources)
        writer = Writer()
        if objects:
            objects(writer)
        return writer.pages(false_figures(draw(page, content), before, more=more)).bytes()

    return make


KINDS["hidden_white_cmyk"] = hidden("0 0 0 0 k")
KINDS["hidden_white_tint"] = hidden(
    "/Spot cs 0 scn",
    "/ColorSpace<</Spot[/Separation/Red/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>]>>",
)
KINDS["hidden_white_rgb_near"] = hidden("0.996 1 0.996 rg")
KINDS["hidden_alpha_state"] = hidden("/Clear gs", "/ExtGState<</Clear<</ca 0/CA 0>>>>")
KINDS["hidden_mode_clip"] = hidden("", more="7 Tr")
KINDS["hidden_clip_rect"] = hidden("500 10 5 5 re W n")
KINDS["hidden_tiny"] = hidden("0.01 0 0 0.01 300 300 cm")
KINDS["hidden_off_page"] = hidden("1 0 0 1 700 0 cm")


def layered(state: str, membership: bool = False) -> Callable[[Writer], None]:
    """Put a layer into a file; `state` is its configuration."""

    def put(writer: Writer) -> None:
        writer.put("<</Type/OCG/Name(Draft)>>", 900)
        if membership:
            writer.put("<</Type/OCMD/OCGs[900 0 R]/P/AllOn>>", 901)
        writer.catalog = f"/OCProperties<</OCGs[900 0 R]/D<<{state}>>>>"

    return put


KINDS["hidden_layer_off"] = hidden("/OC /Draft BDC", "/Properties<</Draft 900 0 R>>", objects=layered("/OFF[900 0 R]"))
KINDS["hidden_layer_membership"] = hidden(
    "/OC /Draft BDC", "/Properties<</Draft 901 0 R>>", objects=layered("/BaseState/OFF", membership=True)
)


@kind("hidden_in_form_layer_off")
def _(content: Content) -> bytes:
    writer = Writer(catalog="/OCProperties<</OCGs[900 0 R]/D<</OFF[900 0 R]>>>>")
    writer.put("<</Type/OCG/Name(Draft)>>", 900)
    inner = false_figures(Page())
    form = writer.stream(
        b"\n".join(inner.parts),
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC 900 0 R/Resources<</Font<</F1 3 0 R>>>>",
    )
    page = draw(Page(resources=f"/XObject<</Fm {form} 0 R>>"), content)
    return writer.pages(page.add("q /Fm Do Q")).bytes()


def cover(shape: str) -> Kind:
    def make(content: Content) -> bytes:
        writer, page = Writer(), Page()
        image = writer.stream(
            b"\xff" * 3, "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"
        )
        form = writer.stream(b"1 g 0 0 60 14 re f", "/Type/XObject/Subtype/Form/BBox[0 0 60 14]")
        page.resources = f"/XObject<</Im {image} 0 R/Fm {form} 0 R>>"
        for row in (1, 3, 6):
            x, y = LEFT + 343, TOP + row * ROW + 14
            page.right(x, y, "8,888.88")
            left, low = x - 62, 842 - y - 4
            page.add(
                {
                    "image": f"q 62 0 0 14 {left} {low} cm /Im Do Q",
                    "form": f"q 1.05 0 0 1.05 {left} {low} cm /Fm Do Q",
                    "polygon": f"q 1 g {left} {low} m {left + 62} {low} l {left + 62} {low + 14} l {left} {low + 14} l h f* Q",
                    "thick line": f"q 1 G 14 w {left} {low + 7} m {left + 62} {low + 7} l S Q",
                    "cmyk": f"q 0 0 0 0 k {left} {low} 62 14 re B* Q",
                }[shape]
            )
        return writer.pages(draw(page, content)).bytes()

    return make


for shape in ("image", "form", "polygon", "thick line", "cmyk"):
    KINDS[f"covered_{shape.replace(' ', '_')}"] = cover(shape)


def over_print(write: Write) -> Kind:
    return lambda content: one_page(content, write)


def several(times: int, step: float, up: float = 0.0) -> Write:
    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        for number in range(times):
            plainly(page, row, column, x + number * step, y - number * up, width, text)

    return write


KINDS["bold_twice"] = over_print(several(2, 0.3))
KINDS["bold_three_times"] = over_print(several(3, 0.25, 0.1))
KINDS["bold_four_times"] = over_print(several(4, 0.2))
KINDS["bold_same_place"] = over_print(several(3, 0.0))


@kind("bold_stroked")
def _(content: Content) -> bytes:
    return one_page(content, with_marks(lambda p, r, c, x, y, w, t: r > 0 and c > 1 and bool(
        p.right(x + w - 3, y, t, more="2 Tr 0.3 w"))))  # fmt: skip


@kind("shadow_grey")
def _(content: Content) -> bytes:
    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        page.add("0.7 g")
        plainly(page, row, column, x + 0.8, y + 0.8, width, text)
        page.add("0 g")
        plainly(page, row, column, x, y, width, text)

    return one_page(content, write)


@kind("digits_one_by_one")
def _(content: Content) -> bytes:
    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        start = x + width - 3 - width_of(text, 9) if row and column > 1 else x + 3
        for character in text:
            page.text(start, y, character)
            start += width_of(character, 9)

    return one_page(content, write)


@kind("columns_in_reverse_order")
def _(content: Content) -> bytes:
    page, later = Page(), []
    draw(page, content, lambda p, *cell: later.append(cell))
    for cell in reversed(later):
        plainly(page, *cell)
    return Writer().pages(page).bytes()


def slanted(shear: float, rows: tuple[int, ...], names: bool = True) -> Kind:
    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        if row in rows and (names or column > 1):
            page.text(x + width - 6 - width_of(text, 9) if column > 1 else x + 3, y, text, matrix=f"1 0 {shear} 1")
        else:
            plainly(page, row, column, x, y, width, text)

    return lambda content: one_page(content, write)


KINDS["italic_all"] = slanted(0.21, tuple(range(9)))
KINDS["italic_parents"] = slanted(0.34, (1, 2, 5), names=False)
KINDS["italic_back"] = slanted(-0.25, (7, 8))


def coloured(colour: str, rows: Callable[[int, int], bool], pages: int = 1) -> Kind:
    def make(content: Content) -> bytes:
        def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
            page.add(colour if rows(row, column) else "0 g")
            plainly(page, row, column, x, y, width, text)

        return Writer().pages(*(draw(Page(), content, write) for _ in range(pages))).bytes()

    return make


KINDS["pale_total_cmyk"] = coloured("0 0 0 0.25 k", lambda row, column: row >= 7)
KINDS["pale_orange"] = coloured("0.96 0.69 0.51 rg", lambda row, column: row > 0 and column > 1)
KINDS["pale_everything"] = coloured("0.72 g", lambda row, column: True)
KINDS["pale_names"] = coloured("0.75 0.8 0.9 rg", lambda row, column: row > 0 and column == 1)


@kind("white_header_on_blue_form")
def _(content: Content) -> bytes:
    page = Page().add(f"0.12 0.3 0.47 rg {LEFT} {842 - TOP - ROW} 510 {ROW} re f 0 g")

    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        page.add("0 g" if row else "1 1 1 rg")
        plainly(page, row, column, x, y, width, text)

    return Writer().pages(draw(page, content, write)).bytes()


@kind("white_total_on_dark")
def _(content: Content) -> bytes:
    last = len(content.rows)
    page = Page().add(f"0.25 g {LEFT} {842 - TOP - ROW * (last + 1)} 510 {ROW} re f 0 g")

    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        page.add("1 g" if row == last else "0 g")
        plainly(page, row, column, x, y, width, text)

    return Writer().pages(draw(page, content, write)).bytes()


def marked(mark: str, how: str) -> Kind:
    """A mark at three figures."""

    def change(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> bool:
        if (row, column) not in ((1, 2), (2, 3), (5, 2)):
            return False
        end = x + width - 12
        page.right(end, y, text)
        if how == "raised":
            page.text(end, y, mark, 5, more="4 Ts").add("0 Ts")
        elif how == "small":
            page.text(end + 0.3, y - 4, mark, 4.5)
        else:
            page.text(end, y, mark, 9)
        return True

    return lambda content: one_page(content, with_marks(change))


for name, mark, how in (
    ("raised", "2", "raised"), ("raised_bracket", "[3]", "raised"), ("small_two_digits", "12", "small"),
    ("star", "*", "plain"), ("circled", "②", "plain"), ("black_circled", "❶", "plain"), ("superscript", "³", "plain"),
    ("noted", "注1", "small"), ("dagger", "†", "plain"), ("hash", "#", "plain"),
):  # fmt: skip
    KINDS[f"mark_{name}"] = marked(mark, how)


def changed(change: Callable[[str], str], size: float = 9) -> Kind:
    """Every figure written another way, with the same meaning."""

    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        if row and column > 1:
            page.right(x + width - 3, y, text, size)
        else:
            plainly(page, row, column, x, y, width, text)

    def make(content: Content) -> bytes:
        table = content.table
        return one_page(
            content,
            write,
            table=[[change(t) if r and c > 1 and t else t for c, t in enumerate(row)] for r, row in enumerate(table)],
        )

    return make


FULL = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
KINDS["figures_full_width"] = changed(lambda t: t.translate(FULL), size=5)
KINDS["figures_yuan_sign"] = changed(lambda t: "￥" + t)
KINDS["figures_cny"] = changed(lambda t: "CNY " + t)
KINDS["figures_quote_groups"] = changed(lambda t: t.replace(",", "'"))
KINDS["figures_space_groups"] = changed(lambda t: t.replace(",", " "))
KINDS["figures_wide_comma"] = changed(lambda t: t.replace(",", "，"))
KINDS["figures_no_groups"] = changed(lambda t: t.replace(",", ""))
KINDS["figures_plus"] = changed(lambda t: "+" + t)


@kind("figures_sign_at_left_edge")
def _(content: Content) -> bytes:
    def change(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> bool:
        if row and column > 1:
            page.text(x + 2, y, "¥")
        return False

    return one_page(content, with_marks(change))
