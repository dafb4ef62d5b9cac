"""`mingzhang correct` and `mingzhang review`: what people decide about figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import ExitCode, say, tell
from mingzhang.flows.deciding import decide, user_name, yuan_of
from mingzhang.flows.language import sentence_of
from mingzhang.flows.writing import write_file
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    from mingzhang.warehouse.loading.corrections import Decision
    from mingzhang.warehouse.reading.findings import FindingFigure
    from mingzhang.warehouse.reading.review import ReviewItem

By = Annotated[
    str | None, typer.Option("--by", envvar="MINGZHANG_REVIEWER", help="Who decides; the user's name without it.")
]
HELP = "a：读得对；输入所印的数：更正（按表的单位，也可写明元、万元）；回车：跳过；n：加备注；q：结束"


def correct(
    line_id: Annotated[str, typer.Argument(help="The figure, as mingzhang check and budget_lines name it.")],
    amount: Annotated[
        str | None, typer.Option("--amount", "-a", help="The right amount in yuan, or with its unit: 715.75万元.")
    ] = None,
    as_printed: Annotated[
        str | None, typer.Option("--printed", "-p", help="The right figure as printed, in the unit of its table.")
    ] = None,
    item_name: Annotated[str | None, typer.Option("--item-name", help="The right item.")] = None,
    item_code: Annotated[str | None, typer.Option("--item-code", help="The right code.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="The reading is right: it is printed so.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Earlier decisions on the figure end.")] = False,
    note: Annotated[str | None, typer.Option("--note", "-m", help="Why.")] = None,
    by: By = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
) -> None:
    """Decide on one figure. It is applied over what was read, never into it, and outlives a newer reading.

    Example: mingzhang correct 3f2a77d19c04be51.p7.t2.r5.c3 --amount 7157500.00 --note "第7页印作715.75万元"
    """
    from mingzhang.warehouse.loading.corrections import Action, Decision
    from mingzhang.warehouse.loading.loader import require_current
    from mingzhang.warehouse.reading.findings import figures_of
    from mingzhang.warehouse.reading.query import Reader

    given = {"amount_yuan": amount or as_printed, "item_name": item_name, "item_code": item_code}
    values = {name: value for name, value in given.items() if value is not None}
    if (amount is not None and as_printed is not None) or sum((bool(values), accept, withdraw)) != 1:
        raise typer.BadParameter("give one of --amount, --printed, --item-name, --item-code, --accept, --withdraw")
    require_current(warehouse)
    reader = Reader(warehouse)
    figure = figures_of(reader, [line_id]).get(line_id)
    reader.close()
    if figure is None:
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
    if "amount_yuan" in values:
        values["amount_yuan"] = str(yuan_of(values["amount_yuan"], figure.currency_unit if as_printed else "元"))
    action = Action.ACCEPT if accept else Action.WITHDRAW if withdraw else Action.CORRECT
    decide(warehouse, Decision(line_id, action, by or user_name(), note, values, as_printed))
    reader = Reader(warehouse)
    tell(_told(figures_of(reader, [line_id])[line_id]))
    reader.close()


def review(
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Only this one: start of its document_id, or file name.")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", "-u", help="Only units with this in their name.")] = None,
    year: Annotated[int | None, typer.Option("--year", "-y", help="Only this budget year.")] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only what may be misread, not what is printed so.")
    ] = False,
    pictures: Annotated[Path, typer.Option("--pictures", help="Folder for the cut-outs.")] = Path("review"),
    by: By = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
) -> None:
    """Go through the suspect figures, worst first: see the cut-out (a PNG), then accept, type what is printed, or skip.

    Exit codes: 0 nothing is left to review, 1 something is, 2 wrong usage, 3 nothing could be done.

    Example: mingzhang review --document budget.pdf --pictures review/
    """
    from mingzhang.warehouse.loading.loader import require_current
    from mingzhang.warehouse.reading.findings import FindingScope
    from mingzhang.warehouse.reading.review import next_item

    require_current(warehouse)
    scope = FindingScope(document, unit, year)
    skipped: set[str] = set()
    while (item := next_item(warehouse, scope, skipped, doubtful=doubtful)) is not None:
        try:
            decision = _ask(warehouse, item, pictures, by or user_name())
        except (EOFError, KeyboardInterrupt):
            print()
            break
        if isinstance(decision, bool):
            if not decision:
                break
            skipped.add(item.line_id)
        else:
            decide(warehouse, decision)
    left = next_item(warehouse, scope, set(), doubtful=doubtful)
    print(f"还有{left.remaining}项待看。" if left else "没有待看的数了。")
    raise typer.Exit(ExitCode.SOME_FAILED if left else ExitCode.FINE)


def _ask(warehouse: str, item: ReviewItem, pictures: Path, by: str) -> Decision | bool:
    """A decision on an item; True to skip it, False to end."""
    from mingzhang.warehouse.loading.corrections import Action, Decision

    tell(f"\n还有{item.remaining}项 · {item.file_name} 第{item.page_number}页《{item.table_title or '无标题表'}》")
    tell(f"{item.item_name or ''}｜{item.column_path or ''}：读作 {item.amount_text}{item.currency_unit or ''}")
    tell(f"[{'识读' if item.origin == 'reading' else '原文'}] {item.reason}")
    shown = _picture(warehouse, item, pictures)
    if shown is not None:
        print(f"图：{shown}")
    print(HELP)
    note: str | None = None
    while True:
        answer = input(f"{item.line_id} > ").strip()
        if answer == "a":
            return Decision(item.line_id, Action.ACCEPT, by, note)
        if answer in ("", "s", "q"):
            return answer != "q"
        if answer == "n":
            note = input("备注 > ").strip() or None
            continue
        try:
            amount = yuan_of(answer, item.currency_unit)
        except MingzhangError as error:
            print(f"{sentence_of(error)} [{error.code}]")
            continue
        print(f"记作 {amount:,.2f} 元")
        return Decision(item.line_id, Action.CORRECT, by, note, {"amount_yuan": str(amount)}, answer)


def _picture(warehouse: str, item: ReviewItem, folder: Path) -> Path | None:
    """The cut-out of an item as a PNG in a folder; None, with the reason told, where there is none."""
    from mingzhang.flows.findings.gather import cut_out_of_source
    from mingzhang.warehouse.reading.excerpts import excerpt_of_box
    from mingzhang.warehouse.reading.query import Reader

    reader = Reader(warehouse)
    try:
        excerpt = excerpt_of_box(reader, item.document_id, item.page_number, item.box, item.table_id)
        (cutout,) = cut_out_of_source(reader, item.document_id, [excerpt])
    except MingzhangError as error:
        say(f"mingzhang: {sentence_of(error)} [{error.code}]")
        return None
    finally:
        reader.close()
    path = folder / f"{item.line_id}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MingzhangError(ErrorCode.NOT_WRITABLE, f"{folder}: {error.strerror}") from error
    write_file(path, cutout.png)
    return path


def _told(figure: FindingFigure) -> str:
    from mingzhang.flows.findings.words import name_of, printed
    from mingzhang.flows.output.number_text import money

    read = f"读作 {money(figure.extracted_yuan)} 元" if figure.extracted_yuan is not None else "未读作金额"
    told = f"第{figure.page_number}页 {name_of(figure)}  {printed(figure)}：{read}"
    return f"{told}，现为 {money(figure.amount_yuan)} 元（{figure.verification}）"
