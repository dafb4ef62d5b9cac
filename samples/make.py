"""Make all samples anew: `python -m samples.make [NAME ...]`.

Needs reportlab, pillow, numpy, opencv, pypdfium2 and the Debian packages fonts-wqy-microhei and fonts-wqy-zenhei; only
maintainers run it. The same versions of those give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from samples import source_budget, source_forms, source_narrative
from samples.form_sheet import form_table
from samples.golden import dumps, golden
from samples.render_pdf import Placement, Press, Style, register_fonts

FOLDER = Path(__file__).parent
WATERMARK = "仅供内部审核"


def slanted(canvas: Canvas, width: float, height: float) -> None:
    """Four slanted lines of translucent grey over everything."""
    canvas.setFillGray(0.4)
    canvas.setFillAlpha(0.28)
    canvas.setFont("hei", 34)
    for x, y in ((0.28, 0.78), (0.72, 0.62), (0.28, 0.36), (0.72, 0.2)):
        canvas.saveState()
        canvas.translate(width * x, height * y)
        canvas.rotate(40)
        canvas.drawCentredString(0, 0, WATERMARK)
        canvas.restoreState()


def pale(canvas: Canvas, width: float, height: float) -> None:
    """One upright large line of light grey behind everything."""
    canvas.setFillGray(0.87)
    canvas.setFont("hei", min(width, height) / 7)
    canvas.drawCentredString(width / 2, height / 2, WATERMARK)
    canvas.drawCentredString(width / 2, height * 0.78, WATERMARK)
    canvas.drawCentredString(width / 2, height * 0.22, WATERMARK)


def budget(watermark: Callable[[Canvas, float, float], None] | None = None, on_top: bool = True) -> Press:
    """The 2025 disclosure of one unit: cover, contents, thirteen tables, narrative, six forms."""
    press = Press(Style(), watermark, on_top)
    press.new_page("cover")
    press.text(source_budget.UNIT, press.width / 2, 560, 26, "center", bold=True)
    press.text(source_narrative.TITLE, press.width / 2, 510, 26, "center", bold=True)
    press.new_page("contents")
    press.text("目 录", press.width / 2, press.y, 18, "center", bold=True)
    press.y -= 36
    for entry, depth in source_narrative.CONTENTS:
        press.text(entry, 70 + 18 * depth, press.y, 10.5)
        press.y -= 23
    press.new_page("narrative")
    press.paragraphs(source_narrative.OVERVIEW)
    budget_tables(press)
    press.new_page("narrative")
    press.paragraphs(source_narrative.EXPLANATION)
    press.style.margin = 34
    for source in source_forms.forms_2025():
        press.new_page("form")
        press.table(form_table(source), "form")
    press.style.margin = 60
    press.new_page("narrative")
    press.paragraphs(source_narrative.AFTER_FORMS)
    return press


# Tables (by place, from 1) that start a page, and whether that page is landscape; the others follow on the same page.
STARTS = {1: False, 2: True, 3: False, 4: False, 5: False, 7: False, 9: False, 12: False}


def budget_tables(press: Press) -> None:
    """The thirteen tables; small ones share a page."""
    for n, table in enumerate(source_budget.tables(), start=1):
        if n in STARTS:
            press.new_page("table", STARTS[n])
            if n == 1:
                press.text("第二部分 2025年单位预算报表", press.width / 2, press.y, 17, "center", bold=True)
                press.y -= 40
        press.table(table, row_height=26.0 if n == 1 else None)


def facts(kind: str, unit: str | None, department: str | None, year: int, region: str, pages: int) -> dict[str, Any]:
    return {"document_kind": kind, "unit_name": unit, "department_name": department, "fiscal_year": year,
            "region": region, "page_count": pages}  # fmt: skip


def write(name: str, data: bytes, document: dict[str, Any] | None, placements: list[Placement], **more: Any) -> None:
    """Put a sample and its golden answer beside each other."""
    (FOLDER / f"{name}.pdf").write_bytes(data)
    if document is not None:
        answer = golden(f"{name}.pdf", document, placements, **more)
        (FOLDER / f"{name}.golden.json").write_text(dumps(answer), encoding="utf-8")
    print(f"{name}: {len(data) // 1024} KiB")


def make_budget(name: str, watermark: Callable[[Canvas, float, float], None] | None, on_top: bool = True) -> None:
    press = budget(watermark, on_top)
    data = press.finish()
    document = facts("unit_budget", source_budget.UNIT, source_budget.DEPARTMENT, 2025, "阳泉市", press.page)
    write(name, data, document, press.placements, watermark_text=WATERMARK if watermark else None,
          printed_inconsistencies=list(source_narrative.INCONSISTENCIES))  # fmt: skip


MAKERS: dict[str, Callable[[], None]] = {
    "budget_2025": lambda: make_budget("budget_2025", None),
    "budget_2025_slanted_watermark": lambda: make_budget("budget_2025_slanted_watermark", slanted),
    "budget_2025_pale_watermark": lambda: make_budget("budget_2025_pale_watermark", pale, on_top=False),
}


def main(names: list[str]) -> None:
    register_fonts()
    for name in names or list(MAKERS):
        MAKERS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
