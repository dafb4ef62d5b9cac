"""The words of the warehouse: kinds of document and table, measures, units, states."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    DEPARTMENT_BUDGET = "department_budget"
    UNIT_BUDGET = "unit_budget"
    FINAL_ACCOUNTS = "final_accounts"
    PERFORMANCE_TARGETS = "performance_targets"
    OTHER = "other"


class DocumentStatus(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class TableKind(StrEnum):
    """Kinds of table; the printed names are in `docs/warehouse.md`."""

    REVENUE_EXPENDITURE_SUMMARY = "revenue_expenditure_summary"
    REVENUE_SUMMARY = "revenue_summary"
    EXPENDITURE_SUMMARY = "expenditure_summary"
    FISCAL_APPROPRIATION_SUMMARY = "fiscal_appropriation_summary"
    FISCAL_APPROPRIATION_EXPENDITURE = "fiscal_appropriation_expenditure"
    FISCAL_APPROPRIATION_BASIC = "fiscal_appropriation_basic"
    GENERAL_PUBLIC_EXPENDITURE = "general_public_expenditure"
    GENERAL_PUBLIC_BASIC_BY_ECONOMIC = "general_public_basic_by_economic"
    BASIC_EXPENDITURE = "basic_expenditure"
    PROJECT_EXPENDITURE = "project_expenditure"
    PROJECT_EXPENDITURE_CURRENT = "project_expenditure_current"
    PROJECT_EXPENDITURE_CARRYOVER = "project_expenditure_carryover"
    GOVERNMENT_FUND_REVENUE = "government_fund_revenue"
    GOVERNMENT_FUND_EXPENDITURE = "government_fund_expenditure"
    GOVERNMENT_FUND_OPERATIONS = "government_fund_operations"
    STATE_CAPITAL_EXPENDITURE = "state_capital_expenditure"
    STATE_CAPITAL_OPERATIONS = "state_capital_operations"
    THREE_PUBLIC_EXPENSES = "three_public_expenses"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses"
    GOVERNMENT_PROCUREMENT = "government_procurement"
    PURCHASED_SERVICES = "purchased_services"
    MEETING_EXPENSES = "meeting_expenses"
    TRAINING_EXPENSES = "training_expenses"
    PERFORMANCE_SELF_EVALUATION = "performance_self_evaluation"
    PERFORMANCE_TARGET_FORM = "performance_target_form"
    OVERALL_PERFORMANCE_TARGET_FORM = "overall_performance_target_form"
    OTHER = "other"


class Measure(StrEnum):
    """The meaning of a column, the same in every template.

    A column of another year or stage than its table's is only that, whatever else its header says: `prior_year`,
    `budget` (年初预算数 in final accounts), `final_accounts` (上年决算数 in a budget). So sums over any other measure
    stay inside one year and stage. `of_which` and `procurement` are parts of figures beside them that no total needs.
    """

    TOTAL = "total"
    CURRENT_YEAR = "current_year"
    CARRYOVER = "carryover"
    BASIC = "basic"
    PROJECT = "project"
    PERSONNEL = "personnel"
    OPERATING = "operating"
    FISCAL_APPROPRIATION = "fiscal_appropriation"
    GENERAL_PUBLIC = "general_public"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    SPECIAL_ACCOUNT = "special_account"
    UNIT_FUNDS = "unit_funds"
    PROCUREMENT = "procurement"
    OF_WHICH = "of_which"
    PRIOR_YEAR = "prior_year"
    BUDGET = "budget"
    FINAL_ACCOUNTS = "final_accounts"
    CHANGE = "change"
    CHANGE_PERCENT = "change_percent"
    OTHER = "other"


class Stage(StrEnum):
    """Whether a figure is planned or was spent."""

    BUDGET = "budget"
    FINAL = "final"


class Side(StrEnum):
    REVENUE = "revenue"
    EXPENDITURE = "expenditure"


class Verification(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    SUSPECT = "suspect"
    CORRECTED = "corrected"


class CheckStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


class Witness(StrEnum):
    """What a second reader says of a check that fails."""

    CONFIRMS = "confirms"
    DIFFERS = "differs"
    NONE = "none"


class IndicatorPeriod(StrEnum):
    IMPLEMENTATION = "implementation"
    ANNUAL = "annual"


class Comparator(StrEnum):
    AT_LEAST = ">="
    MORE_THAN = ">"
    EQUAL = "="
    AT_MOST = "<="
    LESS_THAN = "<"
