"""Findings as lines of text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mingzhang.flows.findings.gather import Report
from mingzhang.flows.findings.words import ORIGINS, WITNESSES, name_of, place, printed, rule_of, sums
from mingzhang.models.identities.declarations import SEVERITIES
from mingzhang.warehouse.reading.findings import Finding

MOST_FIGURES = 8


def lines_of(report: Report, *, limit: int | None = None) -> Iterator[str]:
    """The report, worst finding first, then the counts."""
    for number, finding in enumerate(report.findings, start=1):
        yield from _finding(number, finding, many=len(report.documents) > 1)
        yield ""
    yield from summary(report, limit)


def _finding(number: int, finding: Finding, *, many: bool) -> Iterator[str]:
    name = f"{finding.file_name}  " if many else ""
    where = "" if finding.explanation.startswith(f"第{finding.page_number}页") else f"{place(finding)}  "
    labels = f"[{SEVERITIES[finding.severity]}][{ORIGINS[finding.origin]}]"
    labels += f"[{WITNESSES[finding.witness]}]" if finding.witness in WITNESSES else ""
    yield f"{number}. {labels} {name}{where}{finding.explanation}"
    told = sums(finding)
    if told:
        yield f"   {told}"
    rule = rule_of(finding)
    if rule is not None:
        yield f"   依据：{rule.explanation}（{rule.source}）"
    for figure in finding.figures[:MOST_FIGURES]:
        yield f"   · 第{figure.page_number}页 {name_of(figure)}  {printed(figure)}  {figure.line_id}"
    if len(finding.figures) > MOST_FIGURES:
        yield f"   · …共{len(finding.figures)}个数"


def summary(report: Report, limit: int | None = None) -> Iterator[str]:
    """How much was tried, and how it came out; what could not be read."""
    passed = sum(document.passed for document in report.documents) + report.passed_across
    unclear = sum(document.not_applicable for document in report.documents)
    origins = Counter(finding.origin for finding in report.findings)
    whole = report.documents[0] if len(report.documents) == 1 else None
    about = f"{whole.file_name}" if whole else f"{len(report.documents)}份文件"
    told = "、".join(f"{ORIGINS[origin]}{origins[origin]}项" for origin in ORIGINS if origins[origin])
    more = "（只列最重的）" if limit and len(report.findings) == limit else ""
    found = f"{len(report.findings)}项不符（{told}）{more}" if report.findings else "没有发现不符"
    yield f"{about}：{passed}项核对相符，{found}，{unclear}项未作判断。"
    for name, sentence, code in report.unread:
        yield f"未能读全：{name}：{sentence} [{code}]"
