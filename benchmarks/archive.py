"""Label-free figures over a folder of disclosures: what was read, understood and held, whether rightly or not."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.figures import Figure, Section, count, share
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import CheckStatus, DocumentKind, DocumentStatus, TableKind, Verification

CORE_KINDS = (
    frozenset({TableKind.REVENUE_EXPENDITURE_SUMMARY}),
    frozenset({TableKind.REVENUE_SUMMARY}),
    frozenset({TableKind.EXPENDITURE_SUMMARY}),
    frozenset({TableKind.FISCAL_APPROPRIATION_SUMMARY}),
    frozenset({TableKind.GENERAL_PUBLIC_EXPENDITURE}),
    frozenset({TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, TableKind.BASIC_EXPENDITURE}),
    frozenset({TableKind.THREE_PUBLIC_EXPENSES}),
)
BUDGETS = frozenset({DocumentKind.DEPARTMENT_BUDGET, DocumentKind.UNIT_BUDGET})
# Fewer core tables than this, in a budget, and the set is printed elsewhere.
PRINTS_ITS_TABLES = 3
SUFFIXES = frozenset({".pdf"})


@dataclass(frozen=True, slots=True)
class CodedAmount:
    """A budget line that carries a code; `is_first` where no other figure of its item stands before it in the row."""

    code: str
    amount: Decimal
    page: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the figures need to know of a document that was read; `path` is relative to the archive."""

    path: str
    is_pdf: bool
    status: str
    error_code: str | None
    is_budget: bool
    core_found: int
    core_missing: tuple[str, ...]
    pages: Counter[str]
    page_seconds: Counter[str]
    tables: int
    with_figures: int
    understood: int
    unknown: tuple[str, ...]
    lines: Counter[str]
    projects: int
    overall_forms: int
    indicators: int
    names_forms: bool
    checks: Counter[str]
    failing: tuple[str, ...]
    coded: tuple[CodedAmount, ...]


def find_archive(root: Path) -> list[Path]:
    """The PDF files of an archive, sorted."""
    return sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def read_archive(root: Path, workers: int) -> list[Reading]:
    """Every file of an archive, read by `workers` processes; sorted by path."""
    paths = sorted(find_archive(root), key=lambda path: -path.stat().st_size)
    with multiprocessing.get_context("spawn").Pool(workers, _quiet) as pool:
        readings = pool.imap_unordered(_read, [(path, root) for path in paths])
        return sorted(readings, key=lambda reading: reading.path)


def _quiet() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def _read(asked: tuple[Path, Path]) -> Reading:
    from mingzhang.extractors.pipeline import read_document

    path, root = asked
    with path.open("rb") as stream:
        is_pdf = b"%PDF-" in stream.read(1024)
    name = str(path.relative_to(root))
    try:
        document = read_document(path)
    except Exception as error:  # what must not happen, and is counted
        document = Document("", path.name, "", 0, None, DocumentStatus.FAILED, error_message=repr(error))
    return digest(document, name, is_pdf)


def digest(document: Document, path: str, is_pdf: bool = True) -> Reading:
    """The figures of one document."""
    kinds = {table.table_kind for table in document.tables}
    found = [bool(kind & kinds) for kind in CORE_KINDS]
    filled = [table for table in document.tables if table.lines]
    lines: Counter[str] = Counter()
    coded = []
    for table in document.tables:
        before: set[tuple[int, str]] = set()
        for line in sorted(table.lines, key=lambda line: (line.row_index, line.column_index)):
            lines.update(_properties(table.currency_unit, line.unit_name, line.fiscal_year, line.measure))
            lines[line.verification.value] += 1
            if line.item_code and line.amount_yuan is not None:
                place = (line.row_index, line.item_code)
                coded.append(CodedAmount(line.item_code, line.amount_yuan, line.page_number, place not in before))
                before.add(place)
    seconds: Counter[str] = Counter()
    for page in document.pages:
        seconds[page.text_source.value] += page.seconds  # type: ignore[assignment]
    failing = [check for check in document.checks if check.status is CheckStatus.FAIL]
    return Reading(
        path=path,
        is_pdf=is_pdf,
        status=document.status.value,
        error_code=document.error_code,
        is_budget=document.facts.document_kind in BUDGETS,
        core_found=sum(found),
        core_missing=tuple(min(kind) for kind, there in zip(CORE_KINDS, found, strict=True) if not there),
        pages=Counter(page.text_source.value for page in document.pages),
        page_seconds=seconds,
        tables=len(document.tables),
        with_figures=len(filled),
        understood=sum(table.table_kind is not TableKind.OTHER for table in filled),
        unknown=tuple(
            f"p. {table.first_page} {table.title}" for table in filled if table.table_kind is TableKind.OTHER
        ),
        lines=lines,
        projects=sum(not project.is_overall for project in document.projects),
        overall_forms=sum(project.is_overall for project in document.projects),
        indicators=sum(len(project.indicators) for project in document.projects),
        names_forms=any("绩效目标表" in "".join(line.text.split()) for page in document.pages for line in page.lines),
        checks=Counter(check.status.value for check in document.checks),
        failing=tuple(f"{check.rule_id} p. {check.page_number}: {check.explanation}" for check in failing),
        coded=tuple(coded),
    )


def _properties(currency: object, unit: object, year: object, measure: object) -> Iterator[str]:
    yield "all"
    for name, value in (("currency", currency), ("unit", unit), ("year", year), ("measure", measure)):
        if value is not None:
            yield name


def is_typed(reading: Reading) -> bool:
    """Whether a reading ended in a status, with a code where it is not complete."""
    return reading.status == DocumentStatus.COMPLETE or reading.error_code is not None


def archive_section(readings: Sequence[Reading]) -> Section:
    """The figures of an archive, summed over its documents."""
    pdfs = [reading for reading in readings if reading.is_pdf]
    fakes = [reading for reading in readings if not reading.is_pdf]
    lines = _sum(reading.lines for reading in readings)
    checks = _sum(reading.checks for reading in readings)
    pages = _sum(reading.pages for reading in readings)
    seconds = _sum(reading.page_seconds for reading in readings)
    budgets = [reading for reading in readings if reading.is_budget]
    printing = [reading for reading in budgets if reading.core_found >= PRINTS_ITS_TABLES]
    naming = [reading for reading in readings if reading.names_forms]
    tried = checks[CheckStatus.PASS.value] + checks[CheckStatus.FAIL.value]
    statuses = Counter(reading.status for reading in pdfs)
    figures = [
        share("archive.typed", "files that end in a typed status", sum(map(is_typed, readings)), len(readings), 100),
        Figure("archive.status", "status of the PDF files", None, _counts(statuses)),
        Figure(
            "archive.fakes",
            "no PDF though named .pdf",
            None,
            _counts(Counter(f"{r.status} ({r.error_code})" for r in fakes)),
        ),
        count("archive.pages", "pages", pages.total(), _counts(pages)),
        count("archive.tables", "tables", sum(reading.tables for reading in readings)),
        share(
            "archive.kinds",
            "tables with figures whose kind is known",
            sum(reading.understood for reading in readings),
            sum(reading.with_figures for reading in readings),
            98,
        ),
        share(
            "archive.core",
            "budgets with all seven core kinds, of those that print their tables",
            sum(reading.core_found == len(CORE_KINDS) for reading in printing),
            len(printing),
            100,
            note=f"of {len(budgets)} budgets",
        ),
        *(
            share(f"archive.{name}", f"budget lines with {what}", lines[name], lines["all"], 99)
            for name, what in (
                ("unit", "a unit's name"),
                ("year", "a year"),
                ("currency", "a unit of money"),
                ("measure", "a measure"),
            )
        ),
        count("archive.projects", "project forms", sum(reading.projects for reading in readings)),
        count("archive.overall", "overall forms", sum(reading.overall_forms for reading in readings)),
        count("archive.indicators", "indicators", sum(reading.indicators for reading in readings)),
        share(
            "archive.forms",
            "files with forms, of those whose text names a 绩效目标表",
            sum(bool(reading.projects + reading.overall_forms) for reading in naming),
            len(naming),
        ),
        share(
            "archive.identities",
            "identities that hold, of those tried (our own checks)",
            checks[CheckStatus.PASS.value],
            tried,
        ),
        *(
            share(f"archive.{state.value}", f"budget lines that are {state.value}", lines[state.value], lines["all"])
            for state in Verification
        ),
        *(
            Figure(
                f"archive.speed.{source}",
                f"pages a second by {source}, one process",
                pages[source] / seconds[source],
                f"{pages[source] / seconds[source]:.2f}",
                note=f"{pages[source]} pages",
            )
            for source in ("text_layer", "ocr")
            if seconds[source]
        ),
    ]
    return Section(f"Archive of {len(readings)} files, our own figures", tuple(figures))


def archive_details(readings: Iterable[Reading]) -> Iterator[str]:
    """What is worth a look: tables not understood, core kinds missing, identities that fail, files without forms."""
    for reading in readings:
        if not is_typed(reading):
            yield f"{reading.path}: {reading.status} without a code"
        for table in reading.unknown:
            yield f"{reading.path}: kind not known: {table}"
        if reading.is_budget and PRINTS_ITS_TABLES <= reading.core_found < len(CORE_KINDS):
            yield f"{reading.path}: missing {', '.join(reading.core_missing)}"
        for check in reading.failing:
            yield f"{reading.path}: fails: {check}"
        if reading.names_forms and not reading.projects + reading.overall_forms:
            yield f"{reading.path}: names a 绩效目标表, none read"


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counters, Counter())


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items())) or "none"
