"""Findings as one HTML page that needs nothing beside it: cut-outs of the pages are part of it."""

from __future__ import annotations

import base64
import html
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from mingzhang.flows.findings.gather import Report
from mingzhang.flows.findings.words import (
    ORIGINS,
    ORIGINS_LONG,
    WITNESSES,
    name_of,
    place,
    printed,
    rule_of,
)
from mingzhang.flows.output.number_text import money
from mingzhang.models.identities.declarations import SEVERITIES
from mingzhang.warehouse.reading.findings import Finding

if TYPE_CHECKING:
    from mingzhang.extractors.cutout import Cutout

MOST_NAMES = 3


def to_html(report: Report, *, limit: int | None = None) -> bytes:
    """The page, in UTF-8. Everything that a document says is escaped; nothing is fetched and no script runs."""
    template = resources.files("mingzhang.flows.findings").joinpath("page.html").read_text(encoding="utf-8")
    return Template(template).substitute(body="\n".join(_body(report, limit))).encode()


def _text(value: object) -> str:
    return html.escape(str(value))


def _body(report: Report, limit: int | None) -> Iterator[str]:
    names = [document.file_name for document in report.documents]
    shown = "、".join(names[:MOST_NAMES]) + (f" 等{len(names)}份文件" if len(names) > MOST_NAMES else "")
    units = dict.fromkeys(f"{d.unit_name or ''} {d.fiscal_year or ''}".strip() for d in report.documents)
    about = " · ".join([shown, *(unit for unit in units if unit and len(units) <= MOST_NAMES)])
    yield f'<h1>核对结果</h1>\n<p class="about">{_text(about)}</p>'
    yield _counts(report)
    for name, sentence, code in report.unread:
        yield f'<p class="note">未能读全：{_text(name)}：{_text(sentence)} [{_text(code)}]</p>'
    files = {document.document_id: document.file_name for document in report.documents}
    for document_id, error in report.unseen.items():
        told = f"{files.get(document_id, '')}：没有页面图：{error} [{error.code}]"
        yield f'<p class="note">{_text(told)}</p>'
    if not report.findings:
        yield '<p class="none">没有发现不符。</p>'
        return
    if limit and len(report.findings) == limit:
        yield f'<p class="note">只列最重的{limit}项。</p>'
    if len({finding.origin for finding in report.findings}) > 1:
        yield _filter()
    for number, finding in enumerate(report.findings, start=1):
        yield _finding(number, finding, report.cutouts.get(finding.check_id, ()), many=len(names) > 1)


def _counts(report: Report) -> str:
    origins = Counter(finding.origin for finding in report.findings)
    counts = [
        ("bad", len(report.findings), "项不符"),
        ("source", origins["source"], "原文如此"),
        ("reading", origins["reading"], "识读存疑"),
        ("", sum(d.passed for d in report.documents) + report.passed_across, "项核对相符"),
        ("", sum(d.not_applicable for d in report.documents), "项未作判断"),
    ]
    items = "".join(f'<li class="{name}"><b>{count:,}</b><span>{told}</span></li>' for name, count, told in counts)
    return f'<ul class="counts">{items}</ul>'


def _filter() -> str:
    choices = (("all", "全部", " checked"), ("source", "只看原文", ""), ("reading", "只看识读", ""))
    labels = "".join(
        f'<label><input type="radio" name="only" id="only-{name}"{checked}>{told}</label>'
        for name, told, checked in choices
    )
    return f'<p class="filter">{labels}</p>'


def _witness(finding: Finding) -> str:
    told = WITNESSES.get(finding.witness)
    return f'<span class="tag">{told}</span>' if told else ""


def _finding(number: int, finding: Finding, cutouts: tuple[Cutout, ...], *, many: bool) -> str:
    origin, severity = finding.origin, finding.severity
    where = " · ".join((finding.file_name, place(finding)) if many else (place(finding),))
    parts = [
        f'<article class="finding {severity} {origin}" id="{_text(finding.check_id)}">',
        f'<div class="head"><span class="number">{number}</span>'
        f'<span class="tag {severity}">{SEVERITIES[severity]}</span>'
        f'<span class="tag {origin}" title="{ORIGINS_LONG[origin]}">{ORIGINS[origin]}</span>'
        f"{_witness(finding)}<span>{_text(where)}</span></div>",
        f'<p class="told">{_text(finding.explanation)}</p>',
        _sums(finding),
    ]
    for cutout in cutouts:
        data = base64.b64encode(cutout.png).decode()
        parts.append(
            f'<figure><img src="data:image/png;base64,{data}" width="{cutout.width}" height="{cutout.height}" '
            f'alt="第{cutout.page_number}页相关部分"><figcaption>第{cutout.page_number}页</figcaption></figure>'
        )
    rule = rule_of(finding)
    if rule is not None:
        parts.append(f'<p class="rule">依据：{_text(rule.explanation)}（{_text(rule.source)}）</p>')
    parts += [_figures(finding), "</article>"]
    return "\n".join(part for part in parts if part)


def _sums(finding: Finding) -> str:
    if finding.expected_yuan is None or finding.actual_yuan is None:
        return ""
    slack = f" <small>容差 {money(finding.tolerance_yuan)}</small>" if finding.tolerance_yuan else ""
    rows = (
        ("", "应为（元）", money(finding.expected_yuan)),
        ("", "实为（元）", money(finding.actual_yuan)),
        ("off", "相差（元）", money(finding.difference_yuan) + slack),
    )
    cells = "".join(f'<div class="{name}"><dt>{title}</dt><dd>{value}</dd></div>' for name, title, value in rows)
    return f'<dl class="sums">{cells}</dl>'


def _figures(finding: Finding) -> str:
    if not finding.figures:
        return ""
    rows = "".join(
        f'<tr><td>第{f.page_number}页</td><td>{_text(name_of(f))}</td><td class="amount">{_text(printed(f))}</td>'
        f"<td><code>{_text(f.line_id)}</code></td></tr>"
        for f in finding.figures
    )
    head = '<tr><th>页</th><th>项目</th><th style="text-align:right">所印</th><th>编号（mingzhang correct）</th></tr>'
    return (
        f"<details><summary>涉及的{len(finding.figures)}个数</summary>"
        f'<div class="scroll"><table>{head}{rows}</table></div></details>'
    )
