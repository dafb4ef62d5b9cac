"""Form: the tables that must be there, empty tables, one year and one unit, no placeholders, names of codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from mingzhang.models.identities.arithmetic.figures import FORMS
from mingzhang.models.identities.declarations import declared, rule, words
from mingzhang.models.identities.formal.explanations import formal_check
from mingzhang.models.identities.formal.form_checks import form_checks
from mingzhang.models.identities.formal.labels import label_checks
from mingzhang.models.identities.formal.names import bare_name, codes, is_classification
from mingzhang.models.identities.formal.numbering import numbering_checks
from mingzhang.models.identities.narrative.wording import wording_checks
from mingzhang.models.records.documents import Check, Document, LineReference, Table
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.patterns import MONEY_UNIT, YEAR
from mingzhang.models.vocabulary.enums import CheckStatus, DocumentKind, TableKind

BUDGETS = (DocumentKind.DEPARTMENT_BUDGET, DocumentKind.UNIT_BUDGET)
# A department prints a set of tables for each of its units; a name over fewer tables is no unit of its own.
SETS = (DocumentKind.DEPARTMENT_BUDGET, DocumentKind.FINAL_ACCOUNTS)
LEAST_SET = 3
ALIKE = 0.5
SAME_TITLE = 0.75
SUBJECTS = ("政府性基金", "国有资本", "上年结转", "采购", "三公")
_YEAR = re.compile(rf"{YEAR}(?=年)")
_ZERO = re.compile(rf"(?<![\d.,])0(?:\.0+)?{MONEY_UNIT}")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


def formal_checks(document: Document) -> list[Check]:
    """Every check of form. What a document is not meant to have gives no check."""
    return [
        *_required(document),
        *_empty(document),
        *_said_empty(document),
        *_years(document),
        *_units(document),
        *_placeholders(document),
        *_names_of_codes(document),
        *numbering_checks(document),
        *label_checks(document),
        *form_checks(document),
        *wording_checks(document),
    ]


@rule("required_table")
def _required(document: Document) -> Iterator[Check]:
    if document.facts.document_kind not in BUDGETS:
        return
    form = declared()["form"]
    kinds = {table.table_kind for table in document.tables}
    if len(document.tables) < form["fewest_tables"]:
        told = f"文件只有{len(document.tables)}张表，预算表应另有附件，未作判断。"
        yield formal_check("required_table", CheckStatus.NOT_APPLICABLE, told)
        return
    for names in form["required"]:
        wanted = [TableKind(name) for name in names]
        there = next((table for table in document.tables if table.table_kind in wanted), None)
        title = _TITLES[wanted[0]]
        if there is not None:
            told = f"第{there.first_page}页有{title}《{there.title or '无标题表'}》。"
            yield formal_check("required_table", CheckStatus.PASS, told, table=there)
        elif not kinds:
            continue
        else:
            named = _heads_a_grid(document, _NAMED[wanted[0]]) or any(
                table.table_kind is TableKind.OTHER and _WORD[wanted[0]] in plain(table.title)
                for table in document.tables
            )
            told = f"文件{len(document.tables)}张表中没有{title}"
            told += "，而有一页似有此表，未能认出，未作判断。" if named else "。"
            status = CheckStatus.NOT_APPLICABLE if named else CheckStatus.FAIL
            yield formal_check("required_table", status, told)


_TITLES = {
    TableKind.REVENUE_EXPENDITURE_SUMMARY: "收支总表",
    TableKind.REVENUE_SUMMARY: "收入总表",
    TableKind.EXPENDITURE_SUMMARY: "支出总表",
    TableKind.FISCAL_APPROPRIATION_SUMMARY: "财政拨款收支总表",
    TableKind.GENERAL_PUBLIC_EXPENDITURE: "一般公共预算支出表",
    TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC: "基本支出表",
    TableKind.THREE_PUBLIC_EXPENSES: "“三公”经费表",
}


# A line over a grid that says this is the title of a required table, even where its kind was not recognised.
_NAMED = {
    TableKind.REVENUE_EXPENDITURE_SUMMARY: re.compile("收支.{0,4}总"),
    TableKind.REVENUE_SUMMARY: re.compile("收入.{0,4}(?:总|情况)"),
    TableKind.EXPENDITURE_SUMMARY: re.compile("支出.{0,4}(?:总|情况)"),
    TableKind.FISCAL_APPROPRIATION_SUMMARY: re.compile("财政拨款.{0,4}收支"),
    TableKind.GENERAL_PUBLIC_EXPENDITURE: re.compile("一般公共预算.{0,8}支出"),
    TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC: re.compile("基本支出"),
    TableKind.THREE_PUBLIC_EXPENSES: re.compile("三公"),
}
# What the title of such a table says whatever else it is called.
_WORD = {
    TableKind.REVENUE_EXPENDITURE_SUMMARY: "收支",
    TableKind.REVENUE_SUMMARY: "收入",
    TableKind.EXPENDITURE_SUMMARY: "支出",
    TableKind.FISCAL_APPROPRIATION_SUMMARY: "财政拨款",
    TableKind.GENERAL_PUBLIC_EXPENDITURE: "一般公共预算",
    TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC: "基本支出",
    TableKind.THREE_PUBLIC_EXPENSES: "三公",
}
LONGEST_TITLE = 40


def _heads_a_grid(document: Document, pattern: re.Pattern[str]) -> bool:
    """Whether a short line on a page with a grid speaks of a table: it may be there and not be recognised."""
    for page in document.pages:
        for line in page.lines if page.grids else ():
            text = plain(line.text)
            if len(text) <= LONGEST_TITLE and pattern.search(text) and not re.search("[,。;:、]", text):
                return True
    return False


@rule("empty_table_says_so")
def _empty(document: Document) -> Iterator[Check]:
    nothing = declared()["form"]["nothing"]
    texts = {page.number: plain("".join(line.text for line in page.lines)) for page in document.pages}
    whole = "".join(texts.values())
    listed = _listed_as_empty(document)
    for place, table in enumerate(document.tables):
        subject = next((word for word in SUBJECTS if word in plain(table.title)), None)
        if not table.is_empty or table.table_kind in FORMS or subject is None:
            continue
        title = table.title or "无标题表"
        near = "".join(texts.get(page, "") for page in range(table.first_page, table.last_page + 1))
        near += plain("".join(cell.text for cell in table.cells))
        unread = any("." in cell.text and printed_amount(cell.text) is not None for cell in table.cells)
        if unread or _runs_on(document.tables, place):
            told = (
                f"第{table.first_page}页《{title}》{'印有数字而未能读作金额' if unread else '可能续在下页'}，未作判断。"
            )
            yield formal_check("empty_table_says_so", CheckStatus.NOT_APPLICABLE, told, table=table)
            continue
        said = (
            any(word in near for word in nothing)
            or _is_listed(_core(table.title), listed)
            or any(
                _ZERO.search(said_of) or any(word in said_of for word in nothing)
                for at in re.finditer(subject, whole)
                for said_of in [whole[at.start() : at.end() + 60]]
            )
        )
        if said:
            told = f"第{table.first_page}页《{title}》为空表，文中已说明。"
            yield formal_check("empty_table_says_so", CheckStatus.PASS, told, table=table)
        elif texts:
            told = f"第{table.first_page}页《{title}》没有数据，也没有说明为空表。"
            yield formal_check("empty_table_says_so", CheckStatus.FAIL, told, table=table)


def _runs_on(tables: Sequence[Table], place: int) -> bool:
    """Whether a table without figures is followed by an untitled one: only its head was found."""
    if place + 1 == len(tables):
        return False
    table, after = tables[place], tables[place + 1]
    return not after.title and after.first_page <= table.last_page + 1


def _is_listed(core: str, listed: Sequence[str]) -> bool:
    """Whether a contents list says that the table of such a title is empty; titles there differ in a word or two."""
    return any(SequenceMatcher(None, core, other).ratio() >= SAME_TITLE for other in listed)


@rule("empty_table_has_none")
def _said_empty(document: Document) -> Iterator[Check]:
    """A note that a table is empty under one that has figures. Where several tables share its pages, none is meant."""
    notes: list[str] = declared()["form"]["empty_notes"]
    for page in document.pages:
        text = plain("".join(line.text for line in page.lines))
        note = next((note for note in notes if note in text), None)
        its = [table for table in document.tables if table.first_page <= page.number <= table.last_page]
        if note is None or len(its) != 1 or its[0].table_kind in FORMS:
            continue
        table = its[0]
        figures = [line for line in table.lines if line.amount_yuan]
        told = f"第{page.number}页《{table.title or '无标题表'}》注明“{note}”，"
        told += f"表中却有{len(figures)}个数（{figures[0].amount_text}等）。" if figures else "表中没有数字，相符。"
        yield formal_check("empty_table_has_none", not figures, told, table=table, page=page.number)


def _core(title: str | None) -> str:
    return bare_name(re.sub(rf"{YEAR}年度?|部门|单位|综合", "", plain(title)))


def _listed_as_empty(document: Document) -> list[str]:
    """Tables that a contents list (报表名称, 是否空表) says to be empty: the cores of their titles."""
    found: list[str] = []
    for table in document.tables:
        head = next((cell for cell in table.cells if plain(cell.text) == "是否空表"), None)
        if head is None:
            continue
        rows: dict[int, dict[int, str]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row_index, {})[cell.column_index] = cell.text
        for row in rows.values():
            if plain(row.get(head.column_index)) == "是":
                found += [_core(text) for text in row.values() if len(text) > 3]
    return found


@rule("one_year")
def _years(document: Document) -> Iterator[Check]:
    year = document.facts.fiscal_year
    if year is None:
        return
    for table in document.tables:
        printed = set(_YEAR.findall(_BRACKETED.sub("", plain(table.title))))
        if not printed:
            continue
        right = str(year) in printed
        if str(year - 1) in printed and _is_of_past(document, table):
            continue
        told = f"第{table.first_page}页《{table.title}》的年度为{'、'.join(sorted(printed))}，文件年度为{year}"
        told += "，相符。" if right else "，不符。"
        yield formal_check("one_year", CheckStatus.PASS if right else CheckStatus.FAIL, told, table=table)


def _is_of_past(document: Document, table: Table) -> bool:
    """Whether a budget's table prints what was spent, or owed, the year before (2025年债务余额情况表)."""
    is_spent = document.facts.document_kind is DocumentKind.FINAL_ACCOUNTS
    return not is_spent and any(word in plain(table.title) for word in words()["of_past"])


@rule("one_unit")
def _units(document: Document) -> Iterator[Check]:
    owners = {bare_name(document.facts.unit_name or ""), bare_name(document.facts.department_name or "")} - {""}
    if not owners:
        return
    for table in document.tables:
        for line in table.lines:
            if line.item_name:
                owners.add(bare_name(line.item_name))
    printed = Counter(bare_name(table.unit_name or "") for table in document.tables)
    for table in document.tables:
        name = bare_name(table.unit_name or "")
        if not name or table.table_kind in FORMS:
            continue
        right = any(name in owner or owner in name for owner in owners if len(owner) > 3)
        right = right or (document.facts.document_kind in SETS and printed[name] >= LEAST_SET)
        told = f"第{table.first_page}页《{table.title or '无标题表'}》的单位为“{table.unit_name}”"
        told += "，是本部门或其所属单位。" if right else f"，与“{document.facts.unit_name}”不同。"
        yield formal_check("one_unit", right, told, table=table)


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(declared()["form"]["placeholders"])


@rule("placeholder")
def _placeholders(document: Document) -> Iterator[Check]:
    for table in document.tables:
        texts = [(table.title or "", table.first_page), *((cell.text, cell.page_number) for cell in table.cells)]
        found = next(((text, page) for text, page in texts if text and _placeholder().search(text)), None)
        if found is None:
            told = f"第{table.first_page}页《{table.title or '无标题表'}》没有占位符。"
            yield formal_check("placeholder", CheckStatus.PASS, told, table=table)
        else:
            shown = "".join(found[0].split())[:30]
            told = f"第{found[1]}页《{table.title or '无标题表'}》中留有占位符：“{shown}”。"
            yield formal_check("placeholder", CheckStatus.FAIL, told, table=table, page=found[1])


@rule("code_name")
def _names_of_codes(document: Document) -> Iterator[Check]:
    for table in document.tables:
        seen: set[tuple[str, str]] = set()
        wrong: list[Check] = []
        for line in table.lines:
            code, name = line.item_code, line.item_name
            if code is None or not name or (code, name) in seen or not is_classification(code):
                continue
            seen.add((code, name))
            other = _neighbour_named(code, bare_name(name))
            if other is not None:
                told = f"第{line.page_number}页科目{code}写作“{name}”，该名称属于{other}，{code}应为“{codes()[code]}”。"
                place = LineReference(table.ordinal, line.row_index, line.column_index)
                wrong.append(formal_check("code_name", False, told, table=table, lines=(place,), page=line.page_number))
        yield from wrong
        if seen and not wrong:
            told = f"第{table.first_page}页《{table.title or '无标题表'}》的{len(seen)}个科目编码与名称相符。"
            yield formal_check("code_name", CheckStatus.PASS, told, table=table)


@cache
def _neighbour_named(code: str, name: str) -> str | None:
    """Another code of the same parent that bears a name, where the code itself is known by quite another."""
    standard = codes().get(code)
    if standard is None or name == standard or name in standard or standard in name:
        return None
    if SequenceMatcher(None, name, standard).ratio() >= ALIKE:
        return None
    return next(
        (
            other
            for other, its in codes().items()
            if its == name and other != code and len(other) == len(code) and other[:-2] == code[:-2]
        ),
        None,
    )
