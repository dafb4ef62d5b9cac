"""PDFs whose rules are drawn in odd ways, whose print stands in odd places, whose annotations lie over a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.odd_files.pdf_writer import Page, Writer, width_of
from benchmarks.printed_files.content import Figure, Printed
from benchmarks.reported_files.content import COST, FINAL, Case
from benchmarks.reported_files.drawn import Sheet, Write, drawn

Rule = tuple[float, float, float, float]
Edges = tuple[float, float, float, float]
Draw = Callable[[Page, Rule, Edges], None]


def _plain(page: Page, rule: Rule, edges: Edges) -> None:
    page.line(*rule)


def ruled(
    draw: Draw = _plain, write: Write | None = None, before: str = "", after: str = ""
) -> Callable[[Printed], bytes]:
    """A page whose rules a function draws, each given with the table's edges (left, top, right, bottom)."""

    def make(printed: Printed) -> bytes:
        sheet = Sheet(printed, rules="none").captions()
        _rules(sheet, draw, before)
        sheet.page.add(after or "0 G 0 g [] 0 d 0.5 w")
        return sheet.table(write).bytes()

    return make


def _rules(sheet: Sheet, draw: Draw, before: str = "") -> None:
    edges, rows = sheet.edges, len(sheet.printed.header) + len(sheet.printed.rows)
    outer = (edges[0], sheet.top, edges[-1], sheet.top + rows * sheet.high)
    sheet.page.add("0.5 w 0 G")
    if before:
        sheet.page.add(before)
    seen: set[Rule] = set()
    for row, column, wide, high, _ in sheet.printed.cells():
        x0, x1 = edges[column], edges[column + wide]
        y0, y1 = sheet.top + row * sheet.high, sheet.top + (row + high) * sheet.high
        for rule in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            if rule not in seen:
                seen.add(rule)
                draw(sheet.page, rule, outer)


def _without(side: int, other: int | None = None) -> Draw:
    """All rules but those on one side of the table (0 left, 1 top, 2 right, 3 bottom), or two."""

    def draw(page: Page, rule: Rule, edges: Edges) -> None:
        for one in (side, other):
            if one is not None and rule[one % 2] == rule[one % 2 + 2] == edges[one]:
                return
        page.line(*rule)

    return draw


def _double(page: Page, rule: Rule, edges: Edges) -> None:
    x0, y0, x1, y1 = rule
    for off in (-0.9, 0.9):
        page.line(x0 + off * (x0 == x1), y0 + off * (y0 == y1), x1 + off * (x0 == x1), y1 + off * (y0 == y1))


def _lengthened(by: float) -> Draw:
    """Rules that reach over their corners, or stop short of them."""

    def draw(page: Page, rule: Rule, edges: Edges) -> None:
        x0, y0, x1, y1 = rule
        if y0 == y1:
            page.line(x0 - by, y0, x1 + by, y1)
        else:
            page.line(x0, y0 - by, x1, y1 + by)

    return draw


def _wavering(page: Page, rule: Rule, edges: Edges) -> None:
    x0, y0, x1, y1 = rule
    off = 0.7 * ((int(x0 * 7 + y0 * 3) % 3) - 1)
    page.line(x0, y0 + off * (y0 == y1), x1, y1 + off * (y0 == y1))


def _as_picture(page: Page, rule: Rule, edges: Edges) -> None:
    x0, y0, x1, y1 = rule
    wide, high = max(0.6, x1 - x0), max(0.6, y1 - y0)
    page.add(f"q {wide:.2f} 0 0 {high:.2f} {x0:.2f} {page.height - y1:.2f} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")


def _as_curve(page: Page, rule: Rule, edges: Edges) -> None:
    x0, y0, x1, y1 = rule[0], page.height - rule[1], rule[2], page.height - rule[3]
    page.add(f"{x0:.2f} {y0:.2f} m {x0:.2f} {y0:.2f} {x1:.2f} {y1:.2f} {x1:.2f} {y1:.2f} c S")


def _in_pieces(page: Page, rule: Rule, edges: Edges) -> None:
    x0, y0, x1, y1 = rule
    for part in range(5):
        a, b = part / 5, (part + 1) / 5
        page.line(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)


def moved(across: float = 0.0, down: float = 0.0, more: str = "") -> Write:
    """Body texts away from their usual places, or under other text state."""

    def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
        is_figure = column in sheet.printed.sides
        sheet.page.text(x + (across if is_figure else 0), y + down, text, size, more=more if is_figure else "")

    return write


def _small_decimals(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    if column not in sheet.printed.sides:
        sheet.page.text(x, y, text, size)
        return
    whole, point, rest = text.partition(".")
    sheet.page.text(x, y, whole, size).text(x + width_of(whole, size), y, point + rest, size * 0.75)


def _underlined(times: int) -> Write:
    def write(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
        sheet.page.text(x, y, text, size)
        if column in sheet.printed.sides and row == len(sheet.printed.rows) - 1:
            for number in range(times):
                sheet.page.line(x, y + 1.5 + 1.2 * number, x + width_of(text, size), y + 1.5 + 1.2 * number)

    return write


def _struck(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    """A dotted leader between the name and the column's edge."""
    if column == 1 and row < len(sheet.printed.rows) - 1:
        room = sheet.edges[2] - 4 - x - width_of(text, size)
        dots = "." * max(0, int(room / width_of(".", size)))
        sheet.page.text(x, y, text, size).text(x + width_of(text, size), y, dots, size)
    else:
        sheet.page.text(x, y, text, size)


def _wrapped(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    if column == 1 and len(text) > 5:
        half = (len(text) + 1) // 2
        sheet.page.text(x, y - 4.2, text[:half], 7.5).text(x, y + 4.2, text[half:], 7.5)
    else:
        sheet.page.text(x, y, text, size)


def _by_sign(sheet: Sheet, row: int, column: int, x: float, y: float, size: float, text: str) -> None:
    """The signs of a figure from its last to its first, as some printers' drivers write them."""
    if column not in sheet.printed.sides:
        sheet.page.text(x, y, text, size)
        return
    for number in reversed(range(len(text))):
        sheet.page.text(x + width_of(text[:number], size), y, text[number], size)


def _annotated(kind: str) -> Callable[[Printed], bytes]:
    """Annotations over the table: links with frames, closed notes with figures in them, a box that is struck out."""

    def make(printed: Printed) -> bytes:
        writer, sheet = Writer(), Sheet(printed).captions().table()
        page, edges = sheet.page, sheet.edges
        for row in range(len(printed.rows)):
            y = page.height - sheet.top - sheet.high * (row + 1 + len(printed.header))
            box = f"[{edges[2] + 3:.1f} {y + 3:.1f} {edges[3] - 3:.1f} {y + sheet.high - 3:.1f}]"
            if kind == "links":
                entry = "/Subtype/Link/Border[0 0 1]/A<</S/URI/URI(http://x/)>>"
            elif kind == "notes":
                entry = "/Subtype/Text/Contents(999.99)/Open false/F 2"
            else:
                entry = "/Subtype/Square/C[1 0 0]/BS<</W 1>>/Contents(888.88)"
            page.annotations.append(f"<</Type/Annot{entry}/Rect{box}>>")
        return sheet.bytes(writer)

    return make


def _two_tables(printed: Printed) -> bytes:
    """Another table right below, under captions of its own that leave little room."""
    upper = Sheet(COST).captions().table()
    lower = Sheet(FINAL, page=upper.page, top=upper.top + upper.high * (len(COST.rows) + 1) + 62).captions().table()
    return lower.bytes()


def _both(printed: Printed) -> list[Figure]:
    return [*COST.figures(), *FINAL.figures()]


def _over_pages(
    shift: float = 0.0, header: bool = False, top: bool = True, again: str = ""
) -> Callable[[Printed], bytes]:
    """A table over two pages: the second moved aside, with a header again, without its topmost rule, under 续表."""

    def make(printed: Printed) -> bytes:
        middle = len(printed.rows) // 2
        first = replace(printed, rows=printed.rows[:middle])
        rest = replace(printed, rows=printed.rows[middle:], header=printed.header if header else ())
        one, two = Sheet(first).captions().table(), Sheet(rest, left=36 + shift, top=60, rules="none")
        _rules(two, _plain if top else _without(1))
        two.table()
        if again:
            two.page.text(36, 50, again, 9)
        return Writer().pages(one.page, two.page).bytes()

    return make


def _numbered_lines(printed: Printed) -> bytes:
    """Numbers of lines in the margin, as on legal paper, and a mark of the printer's above."""
    sheet = Sheet(printed).captions().table()
    for number in range(1, 40):
        sheet.page.text(14, 60 + number * sheet.high, str(number), 7)
    return sheet.page.text(300, 20, "20250123-1-0042", 6) and sheet.bytes()


def _beside_rules(printed: Printed) -> bytes:
    """A column of remarks without rules at the right of the table."""
    narrow = Sheet(printed)
    narrow.page.width = 760
    narrow.captions().table()
    for row in range(len(printed.rows)):
        narrow.page.text(narrow.edges[-1] + 8, narrow.top + narrow.high * (row + len(printed.header)) + 12, "见附注", 7)
    return narrow.bytes()


def _slanted_corner(printed: Printed) -> bytes:
    """A slanted line through the first header cell, with a word on either side of it."""
    sheet = Sheet(printed, rules="lines").captions()
    high = sheet.high * len(printed.header)
    header = (((("", *printed.header[0][0][1:]), *printed.header[0][1:])), *printed.header[1:])
    named = Sheet(replace(printed, header=header), page=sheet.page)
    named.table()
    x0, x1 = named.edges[0], named.edges[1]
    named.page.line(x0, named.top, x1, named.top + high)
    named.page.text(x0 + 2, named.top + high - 3, "编码", 6.5).text(x1 - 15, named.top + 7, "科目", 6.5)
    return named.bytes()


CASES = (
    Case("rule_missing_top.pdf", ruled(_without(1))),
    Case("rule_missing_bottom.pdf", ruled(_without(3))),
    Case("rules_missing_sides.pdf", ruled(_without(0, 2))),
    Case("rules_missing_top_bottom.pdf", ruled(_without(1, 3))),
    Case("rules_double.pdf", ruled(_double)),
    Case("rules_short.pdf", ruled(_lengthened(-1.6))),
    Case("rules_long.pdf", ruled(_lengthened(4.0))),
    Case("rules_wavering.pdf", ruled(_wavering)),
    Case("rules_as_pictures.pdf", ruled(_as_picture)),
    Case("rules_as_curves.pdf", ruled(_as_curve)),
    Case("rules_in_pieces.pdf", ruled(_in_pieces)),
    Case("rules_dashed.pdf", ruled(before="[3 2] 0 d")),
    Case("rules_dotted.pdf", ruled(before="1 J [0 1.5] 0 d 0.6 w")),
    Case("rules_pale.pdf", ruled(before="0.88 G")),
    Case("rules_coloured.pdf", ruled(before="0.2 0.6 0.9 RG 1.5 w")),
    Case("rules_white_on_grey.pdf", ruled(before="0.85 g 36 542 523 190 re f 1 G 1.2 w"), of=COST),
    Case("rules_thick.pdf", ruled(before="3 w")),
    Case("figures_low.pdf", ruled(write=moved(down=5.5))),
    Case("figures_high.pdf", ruled(write=moved(down=-5.0))),
    Case("figures_over_their_edge.pdf", ruled(write=moved(across=4.5))),
    Case("figures_spaced.pdf", ruled(write=moved(across=-18, more="1.2 Tc")), of=COST),
    Case("figures_narrowed.pdf", ruled(write=moved(more="65 Tz"))),
    Case("figures_small_decimals.pdf", drawn(_small_decimals)),
    Case("figures_backwards.pdf", drawn(_by_sign)),
    Case("totals_underlined.pdf", drawn(_underlined(1))),
    Case("totals_underlined_twice.pdf", drawn(_underlined(2))),
    Case("names_with_leaders.pdf", drawn(_struck)),
    Case("names_in_two_lines.pdf", drawn(_wrapped)),
    Case("annotation_links.pdf", _annotated("links")),
    Case("annotation_closed_notes.pdf", _annotated("notes")),
    Case("annotation_squares.pdf", _annotated("squares")),
    Case("two_tables_close.pdf", _two_tables, _both, COST),
    Case("second_page_aside.pdf", _over_pages(shift=14)),
    Case("second_page_no_top_rule.pdf", _over_pages(top=False)),
    Case("second_page_header_again.pdf", _over_pages(header=True)),
    Case("second_page_goes_on.pdf", _over_pages(header=True, again="续表")),
    Case("lines_numbered.pdf", _numbered_lines),
    Case("remarks_beside.pdf", _beside_rules),
    Case("corner_slanted.pdf", _slanted_corner),
)
