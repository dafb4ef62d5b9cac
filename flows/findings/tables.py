"""Findings as JSON, CSV and XLSX."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from mingzhang.flows.findings.gather import Report
from mingzhang.flows.findings.words import rule_of
from mingzhang.flows.output.json_text import json_text
from mingzhang.flows.output.row_files import CSV_MARK, csv_part
from mingzhang.flows.output.workbook_cells import put
from mingzhang.warehouse.reading.findings import Finding, FindingFigure

_NESTED = ("figures", "line_ids")


def to_json(report: Report) -> bytes:
    """One object: documents, findings with their figures, what could not be read. Amounts are numbers."""
    found = {
        "documents": [asdict(document) for document in report.documents],
        "findings": [_row(finding) | {"figures": [asdict(f) for f in finding.figures]} for finding in report.findings],
        "unread": [dict(zip(("file_name", "message", "code"), row, strict=True)) for row in report.unread],
    }
    return json_text(found).encode(errors="backslashreplace") + b"\n"


def to_csv(report: Report) -> bytes:
    """One row a finding, with a mark that lets spreadsheets see UTF-8."""
    found = (_row(finding) | {"line_ids": " ".join(finding.line_ids)} for finding in report.findings)
    return CSV_MARK + csv_part(_columns(), ([row[name] for name in _columns()] for row in found))


def to_xlsx(report: Report) -> bytes:
    """A sheet of findings and one of their figures; amounts are numbers, texts stay texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.active)
    figures = [
        {"check_id": finding.check_id} | {name: value for name, value in asdict(figure).items() if name != "box"}
        for finding in report.findings
        for figure in finding.figures
    ]
    found = [_row(finding) | {"line_ids": " ".join(finding.line_ids)} for finding in report.findings]
    names = ["check_id", *(field.name for field in fields(FindingFigure) if field.name != "box")]
    for title, columns, rows in (("findings", _columns(), found), ("figures", names, figures)):
        sheet = book.create_sheet(title)
        sheet.append(columns)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for number, row in enumerate(rows, start=2):
            _write(sheet, number, columns, row)
        sheet.freeze_panes = "A2"
        for index, column in enumerate(columns, start=1):
            wide = column in ("explanation", "rule")
            sheet.column_dimensions[sheet.cell(1, index).column_letter].width = 60 if wide else 18
            if wide:
                for number in range(2, len(rows) + 2):
                    sheet.cell(number, index).alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, number: int, columns: list[str], row: Mapping[str, Any]) -> None:
    for index, name in enumerate(columns, start=1):
        put(sheet.cell(number, index), row[name])


def _columns() -> list[str]:
    return [
        *(field.name for field in fields(Finding) if field.name not in _NESTED),
        *("rule", "rule_source", "line_ids"),
    ]


def _row(finding: Finding) -> dict[str, Any]:
    row = {name: value for name, value in asdict(finding).items() if name != "figures"}
    rule = rule_of(finding)
    return row | {"rule": rule.explanation if rule else None, "rule_source": rule.source if rule else None}
