"""Along a column: totals and the rows that make them up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mingzhang.models.identities.arithmetic.figures import FORMS, ColumnBlock, FigureColumn, FigureTable
from mingzhang.models.identities.arithmetic.nesting import Node, nest
from mingzhang.models.identities.arithmetic.trials import Trial, Tries
from mingzhang.models.identities.declarations import rule, words
from mingzhang.models.identities.formal.names import is_classification, ordinal_of
from mingzhang.models.structure.mended_nest import fallen_groups
from mingzhang.models.structure.row_sums import nest_by_sums, within
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.codes import UNIT
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind

LONGEST_LIST = 800
FEW_CODED = 0.3  # share of rows with a code below which the codes do not order the table


def column_trials(tries: Tries, sheet: FigureTable, units: frozenset[str]) -> list[tuple[ColumnBlock, list[Node]]]:
    """Every sum along the columns of a table; also the trees, for the comparisons between tables."""
    trees = []
    for block in sheet.blocks:
        if len(block.rows) < 2:
            trees.append((block, nest(block, units)))
            continue
        nodes = nest(block, units)
        if not any(row.code for row in block.rows):
            _mend(tries, sheet, block, nodes)
        trees.append((block, nodes))
        if _is_list(sheet):
            _listed(tries, sheet, block, nodes)
        elif any(node.style == "code" for node in nodes):
            _coded(tries, sheet, block, nodes)
        elif any(node.style in ("一、", "(一)", "1.", "(1)", "①") for node in nodes):
            _numbered(tries, sheet, block, nodes)
        else:
            _listed(tries, sheet, block, nodes)
    return trees


def _mend(tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node]) -> None:
    """Rows whose level was only guessed by their names: what is under a row is hung by its sums where they come out."""
    main = max(block.columns, key=lambda column: column.printed)
    values = [
        tries.ledger.values[n] if (n := sheet.ids.get((node.row.index, main.index))) is not None else 0
        for node in nodes
    ]
    place = 0
    while place < len(nodes):
        end = _end(nodes, place)
        kids = nodes[place].children
        off = abs(values[place] - sum(values[kid] for kid in kids))
        broken = kids and 2 * off > (sheet.quantum * (len(kids) + 1) if sheet.quantum > 1 else 0)
        above = within(values[place:end], sheet.quantum) if broken and end - place <= LONGEST_LIST else None
        if above is None:
            place += 1
            continue
        for node in nodes[place:end]:
            node.children = []
        for offset, over in enumerate(above[1:], start=1):
            parent = place + (over or 0)
            nodes[place + offset].parent = parent
            nodes[parent].children.append(place + offset)
        place = end


def _end(nodes: Sequence[Node], place: int) -> int:
    """The row after the last that hangs under a row."""
    end = place + 1
    while end < len(nodes):
        over = nodes[end].parent
        if over is None or over < place:
            break
        end += 1
    return end


def _is_list(sheet: FigureTable) -> bool:
    return sheet.kind in FORMS or sheet.kind in (
        TableKind.PROJECT_EXPENDITURE,
        TableKind.PROJECT_EXPENDITURE_CURRENT,
        TableKind.PROJECT_EXPENDITURE_CARRYOVER,
        TableKind.PURCHASED_SERVICES,
        TableKind.GOVERNMENT_PROCUREMENT,
        TableKind.OTHER,
    )


def _sum(
    tries: Tries,
    sheet: FigureTable,
    rule: str,
    column: FigureColumn,
    whole: Node,
    parts: Sequence[Node],
    proves: bool = True,
) -> Trial | None:
    place = tries.ledger.place
    return tries.make(
        rule,
        [place(sheet, whole.row.index, column.index)],
        [place(sheet, part.row.index, column.index) for part in parts],
        f"{whole.row.name or whole.code or '合计'}",
        sheet.quantum,
        proves=proves,
    )


def _children(
    tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: Sequence[Node], rule: str
) -> list[Trial | None]:
    found = []
    for node in nodes:
        if not node.children:
            continue
        kids = [nodes[n] for n in node.children]
        for column in block.columns:
            found.append(_sum(tries, sheet, rule, column, node, kids))
    return found


@rule("code_children", "total_codes")
def _coded(tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node]) -> None:
    repeated = any(node.is_repeated for node in nodes)
    tries.add(_children(tries, sheet, block, nodes, "code_children"), certain=not repeated)
    tries.add(_totals(tries, sheet, block, nodes, "total_codes"), certain=not repeated)


@rule("ordinal_children", "total_ordinals")
def _numbered(tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node]) -> None:
    tries.add(_children(tries, sheet, block, nodes, "ordinal_children"), certain=True)
    tries.add(_totals(tries, sheet, block, nodes, "total_ordinals"), certain=True)


def _totals(tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node], rule: str) -> list[Trial | None]:
    """The totals of a table in order: a first one over all rows that follow, then each over those since the last.

    收入总计 after 本年收入合计 is that total and the rows between.
    """
    roots = [node for node in nodes if node.parent is None and node.style != "among"]
    found: list[Trial | None] = []
    for column in block.columns:
        before: Node | None = None
        since: list[Node] = []
        ahead: Node | None = None
        for root in roots:
            if root.style != "total":
                since.append(root)
                continue
            if before is None and not since:
                ahead = before = root
                continue
            parts = ([before] if before is not None and before is not ahead else []) + since
            alternatives = [parts]
            if before is not None and since:
                alternatives += [since] if before is not ahead else [[before, *since]]
            if before is not None and not since:
                alternatives = [[before]]
            if len(since) > 1 and (before is None or before is not ahead):
                cents = [tries.ledger.values[tries.ledger.place(sheet, n.row.index, column.index)] for n in since]
                above = nest_by_sums(cents, [False] * len(cents))
                tops = [n for n, parent in zip(since, above, strict=True) if parent is None]
                alternatives.append([before, *tops] if before is not None else tops)
            found.append(_fitting(tries, sheet, rule, column, root, alternatives))
            before, since = root, []
        if ahead is not None and before is ahead and since:
            found.append(_whole_of(tries, sheet, rule, column, ahead, since))
    return found


def _fitting(
    tries: Tries, sheet: FigureTable, rule: str, column: FigureColumn, whole: Node, options: Sequence[Sequence[Node]]
) -> Trial | None:
    """The first option that holds, else the first."""
    tried = [_sum(tries, sheet, rule, column, whole, parts) for parts in options]
    return next((t for t in tried if t is not None and t.status is CheckStatus.PASS), tried[0])


def _whole_of(
    tries: Tries, sheet: FigureTable, rule: str, column: FigureColumn, whole: Node, roots: Sequence[Node]
) -> Trial | None:
    """A total over coded rows: those of the family that the table lists; rows without a code only where they fit."""
    coded = [node for node in roots if node.style == "code"]
    if not coded or len(coded) == len(roots):
        families = {(node.code or "")[0] for node in coded if is_classification(node.code)}
        if len(families) > 1:
            options = [[n for n in coded if (n.code or "")[0] == family] for family in sorted(families)]
            return _fitting(tries, sheet, rule, column, whole, [list(roots), *options])
        return _sum(tries, sheet, rule, column, whole, roots)
    return _fitting(tries, sheet, rule, column, whole, [coded, roots])


def _listed(tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node]) -> None:
    """A list of units, projects or goods: the way of reading it that holds best over all its columns."""
    nodes = _one_total(nodes)
    variants: list[Callable[[], list[Trial | None]]] = [
        lambda: _tree(tries, sheet, block, nodes),
        lambda: _tree(tries, sheet, block, _flat(nodes)),
        lambda: _tree(tries, sheet, block, _under_first(nodes)),
    ]
    levels = _levels(sheet, nodes)
    if len(set(levels)) > 1:
        variants.append(lambda: _tree(tries, sheet, block, _by_levels(nodes, levels)))
    if len(nodes) <= LONGEST_LIST:
        main = max(block.columns, key=lambda column: column.printed)
        values = [tries.ledger.values[tries.ledger.place(sheet, n.row.index, main.index)] for n in nodes]
        above = nest_by_sums(values, [node.style == "total" for node in nodes])
        variants.append(lambda: _tree(tries, sheet, block, _hung(nodes, above), is_fixed=False))
    chosen = tries.best(variants)
    if len(nodes) <= LONGEST_LIST and any(t is not None and t.status is CheckStatus.FAIL for t in chosen):
        mended = _with_fallen_groups(nodes, above, values, sheet.quantum)
        if mended is not None:
            trials = _tree(tries, sheet, block, _hung(nodes, mended), is_fixed=False)
            failing = {t.wholes[0] for t in trials if t is not None and t.status is CheckStatus.FAIL}
            if tries.score(trials)[0] >= tries.score(chosen)[0] and all(
                tries.ledger.places[number][2] == main.index for number in failing
            ):
                chosen = trials
    short = [t for t in chosen if t is not None and t.status is CheckStatus.FAIL and t.residual > 0]
    if short and _withholds(tries, sheet):
        for trial in short:
            trial.status, trial.note, trial.proves = CheckStatus.NOT_APPLICABLE, "注明涉密内容未公开", False
    tries.add(chosen)


def _with_fallen_groups(
    nodes: Sequence[Node], above: Sequence[int | None], values: Sequence[int], quantum: int
) -> list[int | None] | None:
    """The rows nested by sums, with the groups besides that one misprinted figure broke; None where there are none.

    The whole is the only total, at either end, else the first row.
    """
    totals = [place for place, node in enumerate(nodes) if node.style == "total"]
    if len(totals) > 1 or (totals and totals[0] not in (0, len(nodes) - 1)):
        return None
    whole = totals[0] if totals else 0
    groups = fallen_groups(whole, values, above, quantum)
    if groups is None:
        return None
    found = list(above)
    for head, its in groups:
        for place in its:
            found[place] = head
    return found


def _one_total(nodes: list[Node]) -> list[Node]:
    """Rows without a name of their own bear that of the header (合计): only the first of them is a total."""
    coded = sum(1 for node in nodes if node.style == "code")
    if 0 < coded < FEW_CODED * len(nodes) and not any(len(node.code or "") == UNIT for node in nodes):
        nodes = _flat(nodes)
    totals = [n for n, node in enumerate(nodes) if node.style == "total"]
    if len(totals) < 3:
        return nodes
    found = _flat(nodes)
    for place in totals[1:]:
        found[place].style = "plain"
    return found


@rule("list_children", "list_total")
def _tree(
    tries: Tries, sheet: FigureTable, block: ColumnBlock, nodes: list[Node], is_fixed: bool = True
) -> list[Trial | None]:
    found = [
        *_children(tries, sheet, block, nodes, "list_children"),
        *_totals(tries, sheet, block, nodes, "list_total"),
    ]
    for trial in found:
        if trial is not None:
            trial.is_fixed = is_fixed
    return found


def _flat(nodes: Sequence[Node]) -> list[Node]:
    return [Node(n.row, "total" if n.style == "total" else "plain", n.code) for n in nodes]


def _under_first(nodes: Sequence[Node]) -> list[Node]:
    """The first row is the department, all others its units."""
    found = _flat(nodes)
    first = next((n for n, node in enumerate(found) if node.style != "total"), None)
    if first is None:
        return found
    for place in range(first + 1, len(found)):
        if found[place].style == "total":
            break
        found[place].parent = first
        found[first].children.append(place)
    return found


def _withholds(tries: Tries, sheet: FigureTable) -> bool:
    """Whether a table, or the page it stands on, says that secret items were left out."""
    table = sheet.table
    texts = [cell.text for cell in table.cells]
    for page in tries.ledger.document.pages:
        if table.first_page <= page.number <= table.last_page:
            texts += [line.text for line in page.lines]
    whole = plain("".join(texts))
    return any(word in whole for word in words()["withheld"])


def _levels(sheet: FigureTable, nodes: Sequence[Node]) -> list[int]:
    """How far to the right the text of each row begins; goods (货物) and units stand above what has the same place."""
    wanted = {node.row.index for node in nodes}
    first: dict[int, int] = {}
    for cell in sheet.table.cells:
        if cell.row_index in wanted and cell.text and (cell.row_index, cell.column_index) not in sheet.ids:
            first[cell.row_index] = min(first.get(cell.row_index, cell.column_index), cell.column_index)
    ranks = {"sort": 0, "unit": 1}
    return [10 * first.get(n.row.index, 0) + ranks.get(n.style, 0 if ordinal_of(n.row.name) else 2) for n in nodes]


def _by_levels(nodes: Sequence[Node], levels: Sequence[int]) -> list[Node]:
    found = _flat(nodes)
    stack: list[int] = []
    for place, node in enumerate(found):
        if node.style == "total":
            stack.clear()
            continue
        while stack and levels[stack[-1]] >= levels[place]:
            stack.pop()
        if stack:
            node.parent = stack[-1]
            found[stack[-1]].children.append(place)
        stack.append(place)
    return found


def _hung(nodes: Sequence[Node], above: Sequence[int | None]) -> list[Node]:
    found = _flat(nodes)
    for place, parent in enumerate(above):
        if parent is not None and found[parent].style != "total" and found[place].style != "total":
            found[place].parent = parent
            found[parent].children.append(place)
    return found
