"""Forms of labels and values: one project or one unit a form, one form or more in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.extractors.understand.forms.funds import read_funds, read_tasks
from mingzhang.extractors.understand.forms.indicators import IndicatorHeader, find_header, read_rows
from mingzhang.extractors.understand.forms.reading import FormDraft, fiscal_year_in
from mingzhang.extractors.understand.forms.sheet import FormCells, flat
from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import TableKind
from mingzhang.models.vocabulary.form_words import field_of, form_words, label_key

GOALS = ("implementation_goal", "annual_goal", "goal")
LEFT_EDGE = 0.02
BLANKS = ":： \n"
SHORT_FIELDS = ("department", "unit", "attribute", "duration", "filled_at")
SHORTEST_LABEL = 3
NO_VALUES = ("funds", "side", "ignored")
LONG_FIELDS = ("overview", "basis", "necessity", "safeguards", "plan", *GOALS)
JOINED_FIELDS = ("project_name", "unit", *LONG_FIELDS)


def read_single_forms(sheet: FormCells, table: Table) -> list[FormDraft]:
    """Every form of a sheet, in printed order, empty ones too."""
    return [_read_form(sheet, rows, table) for rows in _forms(sheet, table)]


def _forms(sheet: FormCells, table: Table) -> Iterator[range]:
    """The rows of each form: a form begins with the row that names its project (or unit), or its title above that."""
    wanted = "overall_name" if table.table_kind is TableKind.OVERALL_PERFORMANCE_TARGET_FORM else "project_name"
    starts = [row for row in range(sheet.row_count) if _names(sheet, row, wanted)]
    starts = [row - 1 if _is_title(sheet, row - 1) else row for row in starts]
    starts = [0, *starts[1:]] if starts else [0]
    for start, end in zip(starts, [*starts[1:], sheet.row_count], strict=True):
        yield range(start, end)


def _names(sheet: FormCells, row: int, wanted: str) -> bool:
    cells = sheet.starting(row)
    if not cells or field_of(cells[0].text) != wanted or cells[0].column_index != 0:
        return False
    return len(cells) < 2 or field_of(cells[1].text) is None


def _is_title(sheet: FormCells, row: int) -> bool:
    texts = [cell.text for cell in sheet.covering(row) if cell.text]
    return len(texts) == 1 and plain(texts[0]).rstrip(")").endswith(("绩效目标表", "绩效表", "年度", "申报表"))


def _read_form(sheet: FormCells, rows: range, table: Table) -> FormDraft:
    reading = FormDraft(cells=[cell for cell in sheet.cells if cell.row_index in rows])
    names = {field_of(cell.text) for cell in reading.cells if cell.column_index == 0}
    overall_kind = table.table_kind is TableKind.OVERALL_PERFORMANCE_TARGET_FORM
    reading.is_overall = overall_kind or ("project_name" not in names and "overall_name" in names)
    taken = _read_indicators(sheet, rows, reading)
    if reading.is_overall:
        taken |= read_tasks(sheet, [row for row in rows if row not in taken], table.currency_unit, reading)
    rest = [row for row in rows if row not in taken]
    read_funds(sheet, rest, table.currency_unit, reading)
    _FieldReader(sheet, reading).read(rest)
    return reading


def _read_indicators(sheet: FormCells, rows: Sequence[int], reading: FormDraft) -> set[int]:
    """Read every block of indicators; gives the rows that they fill, headers too."""
    taken: set[int] = set()
    blocks: list[tuple[IndicatorHeader, list[int]]] = []
    inside = False
    for row in rows:
        found = find_header(sheet, row)
        if found is not None:
            if not (inside and _is_again(sheet, blocks[-1][0], found)):
                blocks.append((found, []))
            inside = True
        elif inside and row > blocks[-1][0].last_row:
            inside = not _ends_indicators(sheet, row)
            if inside:
                blocks[-1][1].append(row)
        if inside:
            taken.add(row)
    for header, block in blocks:
        reading.indicators += read_rows(sheet, header, block)
    return taken


def _is_again(sheet: FormCells, one: IndicatorHeader, two: IndicatorHeader) -> bool:
    """Whether a header is the one before printed again, not that of another period's indicators below."""
    periods = [block.period for block in one.blocks] == [block.period for block in two.blocks]
    return (
        (periods or sheet.begins_page(two.row))
        and len(one.blocks) == len(two.blocks)
        and all(
            a.columns.keys() == b.columns.keys() and all(a.columns[role].shares(b.columns[role]) for role in a.columns)
            for a, b in zip(one.blocks, two.blocks, strict=True)
        )
    )


def _ends_indicators(sheet: FormCells, row: int) -> bool:
    """Whether a row begins at the left edge with the label of a field."""
    first = next(iter(sheet.starting(row)), None)
    if first is None or sheet.span(first).x0 > LEFT_EDGE:
        return False
    return field_of(first.text) not in (None, "side") or inline_field(first.text) is not None


def inline_field(text: str) -> tuple[str, str] | None:
    """The field and its value where both stand in one cell (`填报日期：20250123081706`)."""
    label, colon, value = text.replace("：", ":").partition(":")
    known = form_words().fields.get(label_key(label)) if colon and value.strip() else None
    return (known, value) if known else None


def run_on_field(text: str) -> tuple[str, str] | None:
    """The field and its value where the rule between their cells was not seen (`项目期99年`)."""
    printed = "".join(text.split())
    for label, name in form_words().fields.items():
        if name in SHORT_FIELDS and printed.startswith(label) and len(printed) > len(label) >= SHORTEST_LABEL:
            return name, printed[len(label) :]
    return None


class _FieldReader:
    """Fields by their labels: the value is to the right of its label, or under it where labels stand side by side."""

    def __init__(self, sheet: FormCells, reading: FormDraft) -> None:
        self.sheet = sheet
        self.reading = reading
        self.found: dict[str, list[TableCell | str]] = {}
        self.heads: list[tuple[str, TableCell]] = []
        self.last: str | None = None

    def read(self, rows: Sequence[int]) -> None:
        for row in rows:
            self._read_row(row)
        texts = {name: text for name, parts in self.found.items() if (text := _joined(name, parts))}
        goal = texts.pop("goal", None)
        if goal is not None and "annual_goal" not in texts:
            texts["annual_goal"] = goal
        self.reading.texts |= texts

    def _read_row(self, row: int) -> None:
        cells = self.sheet.covering(row)
        here = [cell for cell in cells if cell.row_index == row]
        if self.sheet.begins_page(row) and self._goes_on(here):
            return
        is_title = len(here) == len(cells) == 1 and _is_title(self.sheet, row)
        if is_title and self.reading.fiscal_year is None:
            self.reading.fiscal_year = fiscal_year_in(here[0].text)
        heads, self.heads = self.heads, []
        label: str | None = None
        alone: TableCell | None = None
        valued = False
        for cell in cells:
            name = field_of(cell.text)
            inline = None
            if name is None and cell.row_index == row and not self._is_value(label):
                inline = inline_field(cell.text) or (run_on_field(cell.text) if valued else None)
            if name is not None or inline is not None:
                self._head(label, alone)
                label, alone = name, cell
                if inline is not None:
                    self._keep(inline[0], inline[1])
                    label, alone = None, None
            elif cell.row_index == row:
                self._value(label, cell, heads)
                alone, valued = None, label is not None
        self._head(label, alone)

    def _is_value(self, label: str | None) -> bool:
        return label in LONG_FIELDS and label not in self.found

    def _head(self, label: str | None, alone: TableCell | None) -> None:
        """Remember a label that had no cell of its own to the right: its value may stand below it."""
        if label is not None and alone is not None and label not in NO_VALUES:
            self.heads.append((label, alone))

    def _value(self, label: str | None, cell: TableCell, heads: Sequence[tuple[str, TableCell]]) -> None:
        if label in NO_VALUES:
            return
        if label in (None, "goal"):
            place = self.sheet.span(cell)
            over = next((name for name, head in heads if self.sheet.span(head).shares(place)), None)
            label = over or label
        if label is not None:
            self._keep(label, cell)

    def _keep(self, name: str, value: TableCell | str) -> None:
        text = value if isinstance(value, str) else value.text
        self.found.setdefault(name, [])
        if text.strip(BLANKS):
            self.found[name].append(value)
            self.last = name

    def _goes_on(self, here: Sequence[TableCell]) -> bool:
        """Whether the first row of a page is the rest of the last field's text; then it is put to it."""
        texts = [cell for cell in here if cell.text]
        if len(texts) != 1 or self.last not in JOINED_FIELDS or texts[0].column_index == here[0].column_index == 0:
            return False
        if field_of(texts[0].text) or here[0].text:
            return False
        self._keep(self.last, texts[0])
        return True


def _joined(name: str, parts: Sequence[TableCell | str]) -> str | None:
    texts = [text for part in parts if (text := flat(part if isinstance(part, str) else part.text))]
    if name in JOINED_FIELDS:
        return "".join(texts) or None
    return texts[0] if texts else None
