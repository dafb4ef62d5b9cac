"""What the text claims of projects: how many, how much, of which kinds; against the forms and the project tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from mingzhang.models.identities.arithmetic.named import three_public_role
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check, wan
from mingzhang.models.identities.formal.names import bare_name, codes_by_name
from mingzhang.models.identities.narrative.statements import quantum_of
from mingzhang.models.records.documents import BudgetLine, Check, Document, PerformanceProject, Statement
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import DocumentKind, Measure, TableKind

LEAST_CONFIDENCE = 0.8
MOST_FORMS = 16
FEW = 4
LONG = 50
LAST_DIGIT = 100  # yuan: the second decimal of 万元, the last that a text prints
PROJECT_TABLES = (
    TableKind.PROJECT_EXPENDITURE,
    TableKind.PROJECT_EXPENDITURE_CURRENT,
    TableKind.PROJECT_EXPENDITURE_CARRYOVER,
)
_COUNT = re.compile(r"项目(?:支出)?(?:绩效目标)?(\d{1,9})个|(\d{1,9})个(?:一级|二级)?项目|绩效目标(\d{1,9})个")
_PART = re.compile(r"^其中")
_YEAR_NOTE = re.compile(rf"[(（][^()（）]*{YEAR}[^()（）]*[)）]")
_YEAR = re.compile(rf"{YEAR}年")
_CARRIED = re.compile(r"^上年结转的?")
_CODED = re.compile(r"[(（]\d{3,7}[)）]|[(（][类款项][)）]")


@dataclass(frozen=True, slots=True)
class ProjectClaim:
    """So many projects with so much money, by one clause of the text. `parts` are the clauses that divide it."""

    count: int
    amount: Decimal | None
    statement: Statement
    parts: tuple[ProjectClaim, ...] = ()


def claims_of(document: Document) -> list[ProjectClaim]:
    """The claims about performance targets, parts under their whole."""
    word: str = declared()["text"]["performance"]
    sections = {s.section for s in document.statements if word in plain(s.sentence) or word in plain(s.section)}
    sections |= {s.section for s in document.statements if "绩效" in plain(s.section)}
    found: list[ProjectClaim] = []
    open_parts = False
    for statement in document.statements:
        sentence = plain(statement.sentence)
        counts = _COUNT.findall(sentence)
        if statement.section not in sections or len(counts) != 1 or statement.confidence < LEAST_CONFIDENCE:
            open_parts = False
            continue
        claim = ProjectClaim(int(next(filter(None, counts[0]))), statement.amount_yuan, statement)
        starts = bool(_PART.match(sentence))
        if found and (starts or (open_parts and sentence.endswith((";", "。")) and word not in sentence)):
            whole = found[-1]
            found[-1] = ProjectClaim(whole.count, whole.amount, whole.statement, (*whole.parts, claim))
            open_parts = True
        else:
            found.append(claim)
            open_parts = False
        if sentence.endswith("。"):
            open_parts = False
    return found


def claim_checks(document: Document) -> Iterator[Check]:
    if document.facts.document_kind is DocumentKind.FINAL_ACCOUNTS:
        return
    forms = [project for project in document.projects if not project.is_overall]
    claims = claims_of(document)
    for claim in claims:
        yield from _parts(claim)
    public: str = declared()["text"]["public"]
    opened = [claim for claim in claims if public in plain(claim.statement.sentence)]
    same = [c for c in claims if c not in opened and any((c.count, c.amount) == (o.count, o.amount) for o in opened)]
    for claim in [c for c in claims if c in opened or c in same] or claims[:1]:
        yield from _against_forms(claim, forms, certain=bool(opened))
    yield from _kinds(claims, forms)


def _shown(claim: ProjectClaim) -> str:
    said = claim.statement.sentence.removeprefix("其中").strip("：:；;。")
    return f"第{claim.statement.page_number}页文字写“{said if len(said) <= LONG else said[:LONG] + '…'}”"


@rule("text_count_parts", "text_parts")
def _parts(claim: ProjectClaim) -> Iterator[Check]:
    """A claim over the clauses that divide it: counts and amounts."""
    if len(claim.parts) < 2:
        return
    page = claim.statement.page_number
    counts = [part.count for part in claim.parts]
    told = f"{_shown(claim)}，其下{' + '.join(map(str, counts))} = {sum(counts)}个"
    held = sum(counts) == claim.count
    yield formal_check("text_count_parts", held, f"{told}，{'相符' if held else '不符'}。", page=page)
    amounts = [part.amount for part in claim.parts if part.amount is not None]
    if claim.amount is None or len(amounts) < len(claim.parts):
        return
    total = sum(amounts, Decimal(0))
    held = abs(total - claim.amount) <= 1 * len(amounts)
    told = f"{_shown(claim)}，其下各类{' + '.join(map(wan, amounts))} = {wan(total)}"
    told += "，相符。" if held else f"，相差{wan(abs(total - claim.amount))}。"
    yield formal_check("text_parts", held, told, page=page, expected=total, actual=claim.amount)


@rule("text_forms", "text_forms_sum")
def _against_forms(claim: ProjectClaim, forms: Sequence[PerformanceProject], *, certain: bool) -> Iterator[Check]:
    """How many forms are printed and what they add up to. Without the word 公开 only what agrees is told."""
    if not forms:
        return
    page = claim.statement.page_number
    same = claim.count == len(forms)
    if same or certain:
        told = f"{_shown(claim)}，文件附{len(forms)}个项目绩效目标表，{'相符' if same else '不符'}。"
        yield formal_check("text_forms", same, told, page=page)
    amounts = [form.annual.total for form in forms]
    if claim.amount is None or None in amounts:
        return
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    held = abs(total - claim.amount) <= LAST_DIGIT
    if not held and not certain:
        return
    told = f"{_shown(claim)}，文件所附{len(forms)}个绩效目标表的年度资金合计{wan(total)}"
    short = [form for form in forms if form.annual.total == total - claim.amount]
    if held:
        told += "，相符。"
    elif len(short) == 1:
        told += f"，正好少了第{short[0].first_page}页《{short[0].project_name}》的{wan(total - claim.amount)}。"
    else:
        told += f"，相差{wan(abs(total - claim.amount))}。"
    yield formal_check("text_forms_sum", held, told, page=page, expected=total, actual=claim.amount)


@rule("text_forms_kinds")
def _kinds(claims: Sequence[ProjectClaim], forms: Sequence[PerformanceProject]) -> Iterator[Check]:
    """N projects of a kind with so much money: some N forms must make that up, where all kinds make up all forms."""
    amounts = [form.annual.total for form in forms]
    if not 2 <= len(forms) <= MOST_FORMS or None in amounts:
        return
    known = [amount for amount in amounts if amount is not None]
    for claim in claims:
        parts = [part for part in claim.parts if part.amount is not None]
        if sum((part.amount or Decimal(0) for part in parts), Decimal(0)) != sum(known, Decimal(0)):
            continue
        for part in parts:
            sizes = [size for size in range(1, len(known) + 1) if _subset(known, size, part.amount) is not None]
            told = _shown(part)
            if part.count in sizes:
                told += f"，所附绩效目标表中有{part.count}个项目的年度资金之和正是此数，相符。"
                yield formal_check("text_forms_kinds", True, told, page=part.statement.page_number)
                continue
            told += f"，所附绩效目标表中没有{part.count}个项目的年度资金之和是此数"
            if sizes:
                chosen = _subset(known, sizes[0], part.amount) or ()
                names = "、".join(f"《{forms[n].project_name}》{wan(known[n])}" for n in chosen)
                told += f"；{names}这{len(chosen)}个之和才是"
            yield formal_check("text_forms_kinds", False, f"{told}。", page=part.statement.page_number)


def _subset(amounts: Sequence[Decimal], size: int, total: Decimal | None) -> tuple[int, ...] | None:
    places = combinations(range(len(amounts)), size)
    return next((some for some in places if sum((amounts[n] for n in some), Decimal(0)) == total), None)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a project table: its bare name, the figure of all its money, the unit of the table."""

    name: str
    line: BudgetLine
    unit: str

    @property
    def amount(self) -> Decimal:
        return self.line.amount_yuan or Decimal(0)

    @property
    def printed(self) -> str:
        return f"{self.line.amount_text}{self.unit}"


def project_checks(document: Document) -> Iterator[Check]:
    """What the text says of a project against the rows of the project tables that bear its name."""
    if document.facts.document_kind is DocumentKind.FINAL_ACCOUNTS:
        return
    rows = _rows(document)
    names = {row.name for row in rows}
    said: dict[tuple[str, Decimal], list[Statement]] = {}
    for statement in document.statements:
        subject = _YEAR_NOTE.sub("", plain(statement.subject))
        name = bare_name(_CARRIED.sub("", subject))
        if not statement.amount_yuan or name not in names or statement.confidence < LEAST_CONFIDENCE:
            continue
        if _YEAR.search(subject) or _CODED.search(subject) or name in codes_by_name() or three_public_role(name):
            continue
        said.setdefault((name, statement.amount_yuan), []).append(statement)
    for (name, amount), statements in said.items():
        yield _project(statements, name, amount, rows)


def _rows(document: Document) -> list[ProjectRow]:
    found = []
    for table in document.tables:
        if table.table_kind not in PROJECT_TABLES:
            continue
        seen: set[int] = set()
        for line in table.lines:
            if line.is_total or not line.item_name or line.amount_yuan is None or line.row_index in seen:
                continue
            if line.measure is not Measure.TOTAL:
                continue
            seen.add(line.row_index)
            name = bare_name(_YEAR_NOTE.sub("", plain(line.item_name)))
            if len(name) >= FEW:
                found.append(ProjectRow(name, line, table.currency_unit or ""))
    return found


@rule("text_project")
def _project(said: Sequence[Statement], name: str, amount: Decimal, rows: Sequence[ProjectRow]) -> Check:
    """One amount of a project, in however many places the text says it."""
    first = said[0]
    own = [row for row in rows if row.name == name]
    slack = max(Decimal(quantum_of(first)) / 200, Decimal(50))
    pages = sorted({statement.page_number for statement in said})
    again = f"（正文{len(said)}处，第{'、'.join(map(str, pages))}页）" if len(said) > 1 else ""
    told = f"第{first.page_number}页文字“{first.subject}”为{wan(amount)}{again}，"
    told += "、".join(f"第{row.line.page_number}页项目支出表为{row.printed}" for row in own[:FEW])
    near = min((row.amount for row in own), key=lambda figure: abs(figure - amount))
    sums = [*(row.amount for row in own), sum((row.amount for row in own), Decimal(0))]
    held = any(abs(figure - amount) <= slack for figure in sums)
    if held:
        told += "，相符。"
    else:
        other = _other(own, rows, amount, slack)
        told += f"；文字所写是它与“{other.line.item_name}”{other.printed}两个项目之和。" if other else "，不符。"
    return formal_check(
        "text_project", held, told, page=first.page_number, expected=amount if held else near, actual=amount
    )


def _other(own: Sequence[ProjectRow], rows: Sequence[ProjectRow], amount: Decimal, slack: Decimal) -> ProjectRow | None:
    """Another project that makes up the amount together with one of that name."""
    names = {row.name for row in own}
    pairs = ((one, row) for one in own for row in rows if row.name not in names)
    return next((row for one, row in pairs if abs(one.amount + row.amount - amount) <= slack), None)
