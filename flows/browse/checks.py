"""What does not add up, worst first; the review queue; what a person decides."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from mingzhang.flows.browse.shelf import Content, Shelf, number_in, year_in
from mingzhang.flows.deciding import decide, yuan_of
from mingzhang.flows.findings.words import printed, rule_of
from mingzhang.flows.output.json_text import json_text
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.corrections import Action, Decision
from mingzhang.warehouse.reading.findings import Finding, figures_of
from mingzhang.warehouse.reading.library import MOST_DOCUMENTS_AT_ONCE, SharedReader
from mingzhang.warehouse.reading.pages import asked, document_of_line, figure_of
from mingzhang.warehouse.schema.declaration import literal

ON_A_PAGE = 10
QUEUE = 30
LINES_ONLY = ("budget_lines_extracted",)
LONGEST_BODY = 10_000
# An ingest holds the file while it writes; a decision waits so long for it.
WAIT_SECONDS = 4.0


def check_routes(shelf: Shelf) -> APIRouter:
    """`/checks`, `/review`, `/decide`."""
    router = APIRouter()

    @router.get("/checks")
    def checks_page(request: Request) -> Response:
        with shelf.library.reader() as reader:
            return shelf.pages.give(request, "checks.html", reader.version, lambda: _checks(reader, request))

    @router.get("/review")
    def review_page(request: Request) -> Response:
        with shelf.library.reader() as reader:
            return shelf.pages.give(request, "review.html", reader.version, lambda: {"remaining": _remaining(reader)})

    @router.get("/review.json")
    def queue(request: Request) -> Response:
        only_doubtful = request.query_params.get("doubtful") == "1"
        with shelf.library.reader() as reader:

            def made() -> bytes:
                items = _queue(reader, only_doubtful=only_doubtful)
                found = {"remaining": _remaining(reader), "items": items}
                return json_text(found, indent=None).encode(errors="backslashreplace")

            data = shelf.pages.remembered((reader.version, "queue", only_doubtful), made)
        return Response(data, media_type="application/json", headers={"Cache-Control": "no-store"})

    @router.post("/decide")
    async def decide_on(request: Request) -> Response:
        body = await request.body()
        if len(body) > LONGEST_BODY:
            raise MingzhangError(ErrorCode.BAD_AMOUNT, "a decision is shorter")
        fields = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        from starlette.concurrency import run_in_threadpool

        told = await run_in_threadpool(_decided, shelf, fields)
        threading.Thread(target=shelf.library.refresh, daemon=True).start()
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(told)
        await run_in_threadpool(shelf.library.refresh)
        return RedirectResponse(f"/line/{fields['line_id']}", status_code=303)

    return router


def _checks(reader: SharedReader, request: Request) -> Content:
    query = request.query_params
    page = number_in(request, "page")
    conditions, values = ["true"], list[object]()
    for name in ("severity", "origin", "witness", "document_id", "check_id"):
        if query.get(name):
            conditions.append(f"{name} = ?")
            values.append(query[name])
    if query.get("unit"):
        conditions.append("contains(unit_name, ?)")
        values.append(query["unit"])
    if year_in(request):
        conditions.append("fiscal_year = ?")
        values.append(year_in(request))
    where = " AND ".join(conditions)
    answer = reader.ask(
        "SELECT check_id, rule_id, severity, origin, document_id, file_name, unit_name, fiscal_year, table_id, "
        "table_title, page_number, expected_yuan, actual_yuan, difference_yuan, tolerance_yuan, explanation, "
        "witness, line_ids "
        f"FROM findings WHERE {where} ORDER BY position LIMIT {ON_A_PAGE} OFFSET {(page - 1) * ON_A_PAGE}",
        values,
    )
    total = reader.ask(f"SELECT count(*) FROM findings WHERE {where}", values).rows[0][0]
    reader.narrow_to_findings()
    figures = figures_of(reader, [key for row in answer.rows for key in row[-1]])
    found = [
        Finding(*(*row[:-2], tuple(row[-1]), tuple(figures[i] for i in row[-1] if i in figures), row[-2]))
        for row in answer.rows
    ]
    return {
        "findings": [(finding, rule_of(finding), _pictures(finding)) for finding in found],
        "total": total,
        "page": page,
        "has_more": page * ON_A_PAGE < total,
        "printed": printed,
        "query": dict(query),
    }


def _pictures(finding: Finding) -> int:
    """How many cut-outs show a finding."""
    return min(3, len({figure.page_number for figure in finding.figures}))


def _remaining(reader: SharedReader) -> int:
    return int(reader.ask("SELECT count(*) FROM review_items WHERE item_kind = 'line'").rows[0][0])


def _queue(reader: SharedReader, *, only_doubtful: bool) -> list[dict[str, Any]]:
    first = asked(
        reader,
        f"""
SELECT * FROM review_items WHERE item_kind = 'line' AND (NOT ? OR origin = 'reading')
ORDER BY severity DESC, origin, failing_checks DESC NULLS LAST, confidence NULLS FIRST, document_id, page_number,
    line_id
LIMIT {QUEUE}
""",
        [only_doubtful],
    )
    documents = list(dict.fromkeys(item["document_id"] for item in first))[:MOST_DOCUMENTS_AT_ONCE]
    reader.narrow(documents, LINES_ONLY)
    keys = [item["line_id"] for item in first if item["document_id"] in documents]
    told = asked(
        reader,
        """
SELECT i.line_id, i.origin, i.document_id, i.file_name, i.page_number, i.item_name, i.amount_text, i.reason,
    i.unit_name, t.title AS table_title, t.currency_unit
FROM (SELECT * FROM review_items WHERE item_kind = 'line' AND line_id IN (SELECT unnest(?::VARCHAR[]))) i
JOIN tables t ON t.table_id = i.table_id
""",
        [keys],
    )
    # Keys written out are compared while rows are read; joined, every figure of the documents would be built first.
    listed = ", ".join(map(literal, keys)) or "NULL"
    lines = reader.ask(f"SELECT line_id, column_path, amount_yuan FROM budget_lines WHERE line_id IN ({listed})").rows
    more = {line_id: {"column_path": path, "amount_yuan": amount} for line_id, path, amount in lines}
    told = [item | more[item["line_id"]] for item in told if item["line_id"] in more]
    place = {key: number for number, key in enumerate(keys)}
    return sorted(told, key=lambda item: place[item["line_id"]])


def _decided(shelf: Shelf, fields: dict[str, str]) -> dict[str, object]:
    """Write what a person decided, and tell it. Raises `MingzhangError` for what cannot be meant, and as `decide`."""
    line_id, action = fields.get("line_id", ""), fields.get("action", "")
    with shelf.library.reader() as reader:
        reader.narrow([document_of_line(reader, line_id)["document_id"]])
        figure = figure_of(reader, line_id)
    if action not in tuple(Action):
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
    note = fields.get("note") or None
    by = fields.get("by") or shelf.reviewer
    values: dict[str, str] = {}
    as_printed = None
    if action == Action.CORRECT:
        as_printed = fields.get("printed", "")
        values["amount_yuan"] = str(yuan_of(as_printed, figure.currency_unit))
    decision = Decision(line_id, Action(action), by, note, values, as_printed)
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            decide(shelf.warehouse, decision)
            return {"line_id": line_id, "action": action, "amount_yuan": values.get("amount_yuan")}
        except MingzhangError as error:
            if error.code is not ErrorCode.WAREHOUSE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.2)
