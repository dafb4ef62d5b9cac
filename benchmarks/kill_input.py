"""What a run that is to be killed works on: small documents, made here, that have something of everything."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl.styles

from benchmarks.kill_points import Work
from benchmarks.site_mirror import Mirror, Reply

SITES = """
sites:
  - name: small
    region: 某市
    ports: [{port}]
    start: ["http://127.0.0.1:{port}/"]
    list: {{items: li}}
"""

TABLE: list[list[str | None]] = [
    ["科目编码", "科目名称", "合计"],
    ["201", "一般公共服务支出", "40.00"],
    ["210", "卫生健康支出", "60.00"],
    ["合计", None, "100.00"],
]


def make_input(work: Work, folder: Path, site: Mirror | None = None) -> None:
    """Small documents of some formats: forms with contacts, sheets, a zip in a zip with bytes that lie outside too.

    Those of a crawl are put on the site, and `folder` holds its description.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if work is Work.SCAN:
        (folder / "扫描.pdf").write_bytes(_scan())
        return
    form = _form(1)  # once: a workbook holds the time when it was written
    inner = _zip({"深处/绩效目标.xlsx": form, "深处/决算.xlsx": _sheet(1)})
    packed = _zip({"某市/绩效目标.xlsx": _form(2), "内.zip": inner, "读我.txt": b"hello"})
    if work is Work.CRAWL:
        assert site is not None
        _publish(site, {"1.pdf": _pages(), "2.xlsx": form, "3.zip": packed})
        (folder / "sites.yaml").write_text(SITES.format(port=site.port), "utf-8")
        return
    (folder / "预算.pdf").write_bytes(_pages())
    (folder / "绩效目标.xlsx").write_bytes(form)
    if work is Work.INGEST:
        (folder / "甲.zip").write_bytes(packed)


def _publish(site: Mirror, files: Mapping[str, bytes]) -> None:
    items = "".join(f'<li><a href="/{name}.html">某局2026年部门预算（{name[0]}）</a></li>' for name in files)
    site.replies["/"] = Reply(f"<ul>{items}</ul>".encode())
    for name, data in files.items():
        page = f'<h1>某局2026年部门预算（{name[0]}）</h1><a href="/{name}">附件</a>'
        site.replies[f"/{name}.html"] = Reply(page.encode())
        site.replies[f"/{name}"] = Reply(data, "application/octet-stream")


def _pages() -> bytes:
    """A PDF of two pages."""
    from tests.support.drawing import Sheet, pdf

    sheets = []
    for year in (2025, 2026):
        sheet = Sheet().text(180, 70, f"{year}年部门支出总表", 14).text(460, 95, "单位：万元")
        sheets.append(sheet.table(60, 105, [90, 240, 140], TABLE))
    return pdf(*sheets)


def _scan() -> bytes:
    from samples.render_scan import Scan, scan_pdf
    from tests.support.drawing import Sheet, pdf

    sheet = Sheet().text(180, 70, "2025年部门支出总表", 14).text(460, 95, "单位：万元")
    sheet.table(60, 105, [90, 240, 140], TABLE)
    return scan_pdf(pdf(sheet), [1], [Scan()], 1)


def _sheet(number: int) -> bytes:
    rows: list[list[Any]] = [["2025年部门支出总表"], ["部门名称：某市卫生健康委员会", None, None, None, "单位：万元"]]
    rows.append(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    rows += [["201", "一般公共服务支出", 40, 30, 10], ["210", "卫生健康支出", number, number, 0]]
    return _xlsx([*rows, ["合计", None, 40 + number, 30 + number, 10]])


def _form(number: int) -> bytes:
    """A form with a contact."""
    return _xlsx(
        [
            ["项目支出绩效目标表", "<", "<", "<", "<"],
            ["项目名称", f"执法经费{number}", "<", "<", "<"],
            ["项目主管部门", "某省某厅", "<", "项目执行单位", "某总队"],
            ["项目负责人", "甲某", "<", "联系电话", f"000-000{number}"],
            ["项目总预算", 300, "<", "项目当年预算", 100],
            ["年度绩效目标", "本年完成检查。", "<", "<", "<"],
            ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
            [None, "产出指标", "数量指标", "检查次数", "≥100次"],
            [None, "效益指标", "社会效益指标", "投诉率", "≤1%"],
        ]
    )


def _xlsx(rows: list[list[Any]]) -> bytes:
    """A sheet; `<` is one cell with the one before it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([None if value == "<" else value for value in row])
    for at, row in enumerate(rows, start=1):
        for first, value in enumerate(row, start=1):
            last = first + sum(1 for _ in itertools.takewhile(lambda other: other == "<", row[first:]))
            if value != "<" and last > first:
                sheet.merge_cells(start_row=at, end_row=at, start_column=first, end_column=last)
    side = openpyxl.styles.Side("thin")
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.border = openpyxl.styles.Border(side, side, side, side)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
