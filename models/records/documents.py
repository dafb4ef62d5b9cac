"""What one disclosure says: tables, budget lines, performance forms, cover facts. Amounts are yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import (
    CheckStatus,
    Comparator,
    DocumentKind,
    DocumentStatus,
    IndicatorPeriod,
    Measure,
    Side,
    Stage,
    TableKind,
    Verification,
    Witness,
)


@dataclass(frozen=True, slots=True)
class TableCell:
    """An anchor cell of a logical table; rows run on over the pages."""

    row_index: int
    column_index: int
    row_span: int
    column_span: int
    text: str
    is_header: bool
    page_number: int
    box: Box
    confidence: float
    text_source: TextSource


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One printed figure. `amount_yuan` has two decimals; None where the unit is not known.

    `unit_name`: the owner of the row, `department_name` the whole that it is a part of; `is_whole`: the whole's own
    figure and no part's (a sub-unit's, the 本级's), None where the owner is not known.
    `fiscal_year` is the document's, `figure_year` and `stage` the figure's own, by its row or column.
    `column_path`: the header texts over the column from top to bottom.
    `first_reading`: what was read first, where a second reading of a scan put it right; else None.
    `verification` is about the reading. `adds_up` is about the print: False where a proven relation fails with the
    figure, True where one holds that could have failed, None where nothing speaks. `parent_row` is the row whose figure
    in the same column this one is a part of; `is_leaf` whether no other row is a part of it, None where the
    table's structure was not found.
    """

    row_index: int
    column_index: int
    unit_name: str | None
    fiscal_year: int | None
    side: Side | None
    item_code: str | None
    item_name: str | None
    parent_code: str | None
    is_total: bool
    measure: Measure | None
    column_path: tuple[str, ...]
    amount_yuan: Decimal | None
    amount_text: str
    page_number: int
    confidence: float
    verification: Verification = Verification.UNVERIFIED
    first_reading: str | None = None
    figure_year: int | None = None
    stage: Stage | None = None
    department_name: str | None = None
    is_whole: bool | None = None
    adds_up: bool | None = None
    parent_row: int | None = None
    is_leaf: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A logical table, however many pages it runs over. `ordinal` counts the document's tables from 1."""

    ordinal: int
    table_number: str | None
    table_kind: TableKind
    title: str | None
    unit_name: str | None
    currency_unit: str | None
    first_page: int
    last_page: int
    row_count: int
    column_count: int
    is_empty: bool
    confidence: float
    cells: tuple[TableCell, ...]
    lines: tuple[BudgetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Funds:
    """The money block of a performance form, in yuan; None where the form leaves the field blank or lacks it."""

    total: Decimal | None = None
    central: Decimal | None = None
    provincial: Decimal | None = None
    municipal: Decimal | None = None
    self_raised: Decimal | None = None
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PerformanceIndicator:
    period: IndicatorPeriod
    level1: str | None
    level2: str | None
    level3: str | None
    target_text: str | None
    comparator: Comparator | None
    target_value: Decimal | None
    target_unit: str | None
    is_truncated: bool
    page_number: int
    confidence: float


@dataclass(frozen=True, slots=True)
class PerformanceContact:
    """Who answers for a form. Restricted: see `performance_contacts` in the data dictionary."""

    responsible_person: str | None
    handler: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class PerformanceProject:
    """One performance target form: of a project (项目支出绩效目标表) or of a whole unit (整体支出绩效目标表).

    `table_ordinals` names the tables that the form was read from.
    """

    fiscal_year: int | None
    project_name: str | None
    department_code: str | None
    department_name: str | None
    unit_name: str | None
    attribute: str | None
    duration: str | None
    duration_years: int | None
    implementation: Funds
    annual: Funds
    overview: str | None
    basis: str | None
    necessity: str | None
    safeguards: str | None
    plan: str | None
    implementation_goal: str | None
    annual_goal: str | None
    filled_at: datetime | None
    first_page: int
    last_page: int
    confidence: float
    indicators: tuple[PerformanceIndicator, ...]
    contact: PerformanceContact | None
    table_ordinals: tuple[int, ...] = ()
    is_overall: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure that the narrative (情况说明) claims. Amounts in yuan; percentages as printed (4.44 for 4.44%).

    `change_yuan` and `change_percent` are negative where the text says 减少 or 下降.
    """

    section: str | None
    subject: str | None
    measure: str | None
    amount_yuan: Decimal | None
    change_yuan: Decimal | None
    change_percent: Decimal | None
    share_percent: Decimal | None
    compared_year: int | None
    sentence: str
    page_number: int
    confidence: float = 1.0


class LineReference(NamedTuple):
    """Which printed figure: the table's ordinal in its document, row and column."""

    table_ordinal: int
    row_index: int
    column_index: int


@dataclass(frozen=True, slots=True)
class Check:
    """One identity tried. `explanation` is one sentence in Chinese with the figures as printed.

    `lines` are the printed figures that take part. Where it is a sum, the sum of `wholes` should be the sum of `parts`
    (printed figures only). Of a failing sum, `proven_by` says in how many other places of the document the relation
    holds where it could have failed, `confidence` which share (0 to 1) of all places they are. `witness`: whether
    another program reads the same figures on the pages of a check that fails.
    """

    rule_id: str
    status: CheckStatus
    table_ordinal: int | None
    expected_yuan: Decimal | None
    actual_yuan: Decimal | None
    difference_yuan: Decimal | None
    tolerance_yuan: Decimal | None
    explanation: str
    lines: tuple[LineReference, ...] = ()
    page_number: int | None = None
    wholes: tuple[LineReference, ...] = ()
    parts: tuple[LineReference, ...] = ()
    proven_by: int | None = None
    confidence: float | None = None
    witness: Witness = Witness.NONE


@dataclass(frozen=True, slots=True)
class Facts:
    """What the cover and the tables say the document is; None where it could not be told.

    `level`: 本级 or 汇总, where that is printed beside the unit's name. `is_disclosure`: False for a paper that
    discloses no budget, account or target of a unit (an application form, a regulation, a page that links to files).
    """

    document_kind: DocumentKind = DocumentKind.OTHER
    unit_name: str | None = None
    department_name: str | None = None
    region: str | None = None
    fiscal_year: int | None = None
    level: str | None = None
    is_disclosure: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that one file gives. `document_id` is the sha256 of its bytes."""

    document_id: str
    file_name: str
    media_type: str
    byte_size: int
    page_count: int | None
    status: DocumentStatus
    facts: Facts = Facts()
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    projects: tuple[PerformanceProject, ...] = ()
    statements: tuple[Statement, ...] = ()
    checks: tuple[Check, ...] = ()
    error_code: str | None = None
    error_message: str | None = None
    seconds: float = 0.0
