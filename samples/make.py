"""Make all samples anew: `python -m samples.make [NAME ...]`.

Needs reportlab, pillow, numpy, opencv, pypdfium2 and the Debian packages fonts-wqy-microhei and fonts-wqy-zenhei; only
maintainers run it. The same versions of those give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from samples import source_budget, source_forms, source_narrative, source_units
from samples.collector import Collector
from samples.form_sheet import form_table
from samples.golden import dumps, golden
from samples.render_pdf import FONT_FILES, Placement, Press, Style, register_fonts
from samples.render_scan import Scan, cut_short, photo_pdf, scan_pdf

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
    write_budget(press)
    return press


def write_budget(press: Press | Collector) -> None:
    """The same on any press."""
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


# Tables (by place, from 1) that start a page, and whether that page is landscape; the others follow on the same page.
STARTS = {1: False, 2: True, 3: False, 4: False, 5: False, 7: False, 9: False, 12: False}


def budget_tables(press: Press | Collector) -> None:
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


def kept_pages(kinds: list[str]) -> list[int]:
    """The pages that the scan holds: cover, tables, forms, and the two pages of text that follow the tables."""
    text = [n for n, kind in enumerate(kinds, start=1) if kind == "narrative" and n > kinds.index("table")]
    return [n for n, kind in enumerate(kinds, start=1) if kind in ("cover", "table", "form") or n in text[:2]]


def make_scan() -> None:
    """The watermarked budget at 200 dpi, every page a little askew."""
    press = budget(slanted)
    data = press.finish()
    pages = kept_pages(press.page_kinds)
    skews = [0.4, -0.3, 0.6, -0.7, 0.5, 1.1, -0.4, 0.8, -1.2, 0.3, -0.6, 1.5, -0.9, 0.4, -0.5, 0.7, -1.0, 0.6, -0.3]
    scans = [Scan(skew=skews[n % len(skews)]) for n in range(len(pages))]
    moved = [Placement(p.table, [pages.index(page) + 1 for page in p.row_pages]) for p in press.placements]
    document = facts("unit_budget", source_budget.UNIT, source_budget.DEPARTMENT, 2025, "阳泉市", len(pages))
    write("budget_2025_scan", scan_pdf(data, pages, scans, 2025), document, moved, watermark_text=WATERMARK,
          holds=f"pages {pages} of the digital sample", skews=[s.skew for s in scans])  # fmt: skip


def make_forms_scan() -> None:
    """The five forms of 2024, a seal over cells of two of them, the third page upside down."""
    press = Press(Style(margin=34))
    for source in source_forms.forms_2024():
        press.new_page("form")
        press.table(form_table(source), "form")
    scans = [
        Scan(skew=0.5, grey=False, seal=(0.83, 0.25)),
        Scan(skew=-0.8),
        Scan(skew=0.3, upside_down=True),
        Scan(skew=-0.4, grey=False, seal=(0.36, 0.62)),
        Scan(skew=1.2),
    ]
    data = scan_pdf(press.finish(), [1, 2, 3, 4, 5], scans, 2024)
    document = facts("performance_targets", source_budget.UNIT, source_budget.DEPARTMENT, 2024, "阳泉市", 5)
    write("performance_2024_scan", data, document, press.placements, upside_down_pages=[3],
          skews=[s.skew for s in scans])  # fmt: skip


def make_photo() -> None:
    """One form, photographed by hand."""
    press = Press(Style(margin=34))
    press.new_page("form")
    press.table(form_table(source_forms.forms_2025()[5]), "form")
    document = facts("performance_targets", source_budget.UNIT, source_budget.DEPARTMENT, 2025, "阳泉市", 1)
    write("performance_photo", photo_pdf(press.finish(), 1, 7), document, press.placements)


def make_units() -> None:
    """Another province: three units, landscape by /Rotate, filled rules, grey headers that repeat on every page."""
    style = Style(font="zen", size=9, row_height=20, filled_rules=True, number_at_right=True, rotate=True, margin=52,
                  header_grey=0.85)  # fmt: skip
    press = Press(style)
    write_units(press)
    data = press.finish()
    name = source_units.DEPARTMENT
    document = facts("department_budget", name, name, source_units.YEAR, source_units.CITY, press.page)
    write("three_units_2026", data, document, press.placements)


def write_units(press: Press | Collector) -> None:
    """The same on any press."""
    press.new_page("cover")
    press.text(source_units.DEPARTMENT, press.width / 2, 560, 26, "center", bold=True)
    press.text(source_units.TITLE, press.width / 2, 510, 26, "center", bold=True)
    for unit in source_units.units():
        for table in source_units.tables(unit):
            press.new_page("table", landscape=True)
            press.table(table)


def make_broken() -> None:
    """The first third of a good file."""
    write("broken", cut_short(FOLDER / "budget_2025.pdf", 0.33), None, [])


MAKERS: dict[str, Callable[[], None]] = {
    "budget_2025": lambda: make_budget("budget_2025", None),
    "budget_2025_slanted_watermark": lambda: make_budget("budget_2025_slanted_watermark", slanted),
    "budget_2025_pale_watermark": lambda: make_budget("budget_2025_pale_watermark", pale, on_top=False),
    "budget_2025_scan": make_scan,
    "performance_2024_scan": make_forms_scan,
    "performance_photo": make_photo,
    "three_units_2026": make_units,
    "broken": make_broken,
}


def tools() -> dict[str, str]:
    """What the bytes of a sample depend on."""
    fonts = {name: hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16] for name, path in FONT_FILES.items()}
    packages = {name: version(name) for name in ("reportlab", "pillow", "numpy", "pypdfium2", "opencv-contrib-python")}
    return fonts | packages | {"zlib": zlib.ZLIB_RUNTIME_VERSION}


def main(names: list[str]) -> None:
    """Make some or all samples; `made_with.json` says by which versions of what, and the hash of every file."""
    register_fonts()
    for name in names or list(MAKERS):
        MAKERS[name]()
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.pdf"))}
    text = json.dumps({"tools": tools(), "files": files}, indent=1)
    (FOLDER / "made_with.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
