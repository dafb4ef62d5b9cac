"""The views of the warehouse: figures with corrections applied, what to review, and what an analyst asks first."""

from __future__ import annotations

from warehouse import relations as r
from warehouse.schema import MONEY, Column, Relation

_CORRECTED = ("amount_yuan", "item_code", "item_name", "measure")


def _budget_lines_sql() -> str:
    decided = ", ".join(
        f"max_by(new_value, decided_at) FILTER (column_name = '{name}') AS {name}" for name in _CORRECTED
    )
    types = {column.name: column.type for column in r.LINE_COLUMNS}

    def served(name: str) -> str:
        if name in _CORRECTED:
            return f"coalesce(decided.{name}::{types[name]}, line.{name})"
        if name == "verification":
            return "CASE WHEN decided.line_id IS NULL THEN line.verification ELSE 'corrected' END"
        return f"line.{name}"

    columns = ", ".join(served(name) for name in types)
    return (
        f"WITH decided AS (SELECT line_id, {decided} FROM corrections GROUP BY line_id) "
        f"SELECT {columns} FROM budget_lines_extracted AS line LEFT JOIN decided ON decided.line_id = line.line_id"
    )


BUDGET_LINES = Relation(
    "budget_lines",
    "One row a printed figure, tidy, with corrections applied",
    r.LINE_COLUMNS,
    sql=_budget_lines_sql(),
)

REVIEW_ITEMS = Relation(
    "review_items",
    "What a person should look at, worst first, with the page and the box to look at",
    (
        Column("item_id", "VARCHAR", "line_id, check_id, or document and page"),
        Column("item_kind", "VARCHAR", "line (a doubtful figure), check (a broken identity) or page (not read)"),
        Column(
            "severity", "INTEGER", "3 a figure in doubt, 2 a page that was not read, 1 an identity that does not hold"
        ),
        Column("document_id", "VARCHAR", "See documents"),
        Column("file_name", "VARCHAR", "Name of the file"),
        Column("unit_name", "VARCHAR", "Unit"),
        Column("table_id", "VARCHAR", "See tables"),
        Column("line_id", "VARCHAR", "See budget_lines"),
        Column("page_number", "INTEGER", "Page to look at, from 1"),
        Column("x0", "DOUBLE", "Box to look at, left edge; NULL for a whole page"),
        Column("y0", "DOUBLE", "Top edge"),
        Column("x1", "DOUBLE", "Right edge"),
        Column("y1", "DOUBLE", "Bottom edge"),
        Column("item_name", "VARCHAR", "Item of the figure"),
        Column("amount_yuan", MONEY, "Amount as it was read, yuan"),
        Column("amount_text", "VARCHAR", "Amount as printed"),
        Column("confidence", "DOUBLE", "How sure the reading is, 0 to 1"),
        Column("reason", "VARCHAR", "Why it stands here"),
    ),
    sql="""
SELECT * FROM (
    SELECT l.line_id, 'line', 3 AS severity, l.document_id, d.file_name, coalesce(l.unit_name, d.unit_name), l.table_id,
        l.line_id, l.page_number, c.x0, c.y0, c.x1, c.y1, l.item_name, l.amount_yuan, l.amount_text,
        l.confidence AS confidence,
        coalesce((SELECT any_value(k.explanation) FROM checks k
            WHERE k.document_id = l.document_id AND k.status = 'fail' AND list_contains(k.line_ids, l.line_id)),
            'the reading is doubtful')
    FROM budget_lines l JOIN documents d ON d.document_id = l.document_id
    LEFT JOIN cells c ON c.table_id = l.table_id AND c.row_index = l.row_index AND c.column_index = l.column_index
    WHERE l.verification = 'suspect'
    UNION ALL
    SELECT p.document_id || '.p' || p.page_number, 'page', 2, p.document_id, d.file_name, d.unit_name, NULL, NULL,
        p.page_number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.mean_confidence, p.error_code
    FROM pages p JOIN documents d ON d.document_id = p.document_id WHERE p.error_code IS NOT NULL
    UNION ALL
    SELECT k.check_id, 'check', 1, k.document_id, d.file_name, d.unit_name, k.table_id, NULL,
        coalesce(k.page_number, t.first_page), NULL, NULL,
        NULL, NULL, NULL, k.actual_yuan, NULL, NULL, k.explanation
    FROM checks k JOIN documents d ON d.document_id = k.document_id LEFT JOIN tables t ON t.table_id = k.table_id
    WHERE k.status = 'fail' AND len(k.line_ids) = 0
)
ORDER BY severity DESC, confidence NULLS FIRST, document_id, page_number
""".strip(),
)

UNIT_YEARS = Relation(
    "unit_years",
    "A unit over the years: the totals of each disclosure that names it",
    (
        Column("unit_name", "VARCHAR", "Unit; the document's own where a table names none"),
        Column("fiscal_year", "INTEGER", "Budget year"),
        Column("region", "VARCHAR", "Region"),
        Column("document_id", "VARCHAR", "See documents; a unit may stand in its own file and in its department's"),
        Column("revenue_yuan", MONEY, "收入总计"),
        Column("expenditure_yuan", MONEY, "支出总计"),
        Column("basic_yuan", MONEY, "基本支出"),
        Column("project_yuan", MONEY, "项目支出"),
        Column("general_public_yuan", MONEY, "一般公共预算支出"),
        Column("three_public_yuan", MONEY, "“三公”经费"),
        Column(
            "expenditure_change_yuan", MONEY, "支出总计 less that of the year before, where that is in the warehouse"
        ),
    ),
    sql="""
WITH totals AS (
    SELECT coalesce(l.unit_name, d.unit_name) AS unit_name, d.fiscal_year, d.region, l.document_id,
        max(amount_yuan) FILTER (l.table_kind = 'revenue_expenditure_summary' AND side = 'revenue') AS revenue,
        max(amount_yuan) FILTER (l.table_kind = 'revenue_expenditure_summary' AND side = 'expenditure') AS expenditure,
        max(amount_yuan) FILTER (l.table_kind = 'revenue_summary' AND measure = 'total') AS revenue_too,
        max(amount_yuan) FILTER (l.table_kind = 'expenditure_summary' AND measure = 'total') AS expenditure_too,
        max(amount_yuan) FILTER (l.table_kind = 'expenditure_summary' AND measure = 'basic') AS basic,
        max(amount_yuan) FILTER (l.table_kind = 'expenditure_summary' AND measure = 'project') AS project,
        max(amount_yuan) FILTER (l.table_kind = 'general_public_expenditure' AND measure IN ('total', 'general_public'))
            AS general_public,
        max(amount_yuan) FILTER (l.table_kind = 'three_public_expenses' AND measure = 'total') AS three_public
    FROM budget_lines l JOIN documents d ON d.document_id = l.document_id
    WHERE (is_total OR l.table_kind = 'three_public_expenses')
        AND (l.fiscal_year IS NULL OR d.fiscal_year IS NULL OR l.fiscal_year = d.fiscal_year)
    GROUP BY ALL
)
SELECT unit_name, fiscal_year, region, document_id, coalesce(revenue, revenue_too) AS revenue,
    coalesce(expenditure, expenditure_too) AS expenditure, basic, project, general_public, three_public,
    expenditure - (SELECT max(b.expenditure) FROM totals b
        WHERE b.unit_name = totals.unit_name AND b.fiscal_year = totals.fiscal_year - 1)
FROM totals
WHERE coalesce(revenue, revenue_too, expenditure, expenditure_too, three_public) IS NOT NULL
ORDER BY unit_name, fiscal_year
""".strip(),
)

SPENDING_STRUCTURE = Relation(
    "spending_structure",
    "What a unit spends on: its expenditure by function (类), with each one's share",
    (
        Column("unit_name", "VARCHAR", "Unit"),
        Column("fiscal_year", "INTEGER", "Budget year"),
        Column("document_id", "VARCHAR", "See documents"),
        Column("function_code", "VARCHAR", "Code of the 类, three digits"),
        Column("function_name", "VARCHAR", "Name of the 类 as printed"),
        Column("amount_yuan", MONEY, "Expenditure, yuan"),
        Column("share", "DOUBLE", "Share of the unit's expenditure in the same table, 0 to 1"),
        Column("table_kind", "VARCHAR", "Table that the figures come from: 支出总表, else 一般公共预算支出表"),
        Column("verification", "VARCHAR", "As in budget_lines"),
    ),
    sql="""
WITH classes AS (
    SELECT coalesce(l.unit_name, d.unit_name) AS unit_name, d.fiscal_year, l.document_id, l.table_kind, l.item_code,
        l.item_name, l.amount_yuan, l.verification
    FROM budget_lines l JOIN documents d ON d.document_id = l.document_id
    WHERE l.table_kind IN ('expenditure_summary', 'general_public_expenditure')
        AND l.measure IN ('total', 'general_public') AND NOT l.is_total AND length(l.item_code) = 3
        AND (l.fiscal_year IS NULL OR d.fiscal_year IS NULL OR l.fiscal_year = d.fiscal_year)
    QUALIFY row_number() OVER (PARTITION BY l.table_id, l.item_code, coalesce(l.unit_name, d.unit_name)
        ORDER BY l.measure DESC, l.row_index, l.column_index) = 1
), chosen AS (
    SELECT * FROM classes
    QUALIFY table_kind = min(table_kind) OVER (PARTITION BY document_id, unit_name)
)
SELECT unit_name, fiscal_year, document_id, item_code, item_name, amount_yuan,
    amount_yuan::DOUBLE / nullif(sum(amount_yuan) OVER (PARTITION BY document_id, unit_name), 0)::DOUBLE,
    table_kind, verification
FROM chosen
ORDER BY unit_name, fiscal_year, amount_yuan DESC
""".strip(),
)

PROJECTS_WITH_TARGETS = Relation(
    "projects_with_targets",
    "Projects with their targets: one row an indicator, a project without any once",
    (
        Column("unit_name", "VARCHAR", "Unit that carries it out"),
        Column("fiscal_year", "INTEGER", "Budget year"),
        Column("project_name", "VARCHAR", "Project"),
        Column("annual_yuan", MONEY, "Funds of the year, yuan"),
        Column("implementation_yuan", MONEY, "Funds over the whole term, yuan"),
        Column("annual_goal", "VARCHAR", "年度目标"),
        Column("period", "VARCHAR", "implementation (实施期) or annual (年度)"),
        Column("level1", "VARCHAR", "一级指标"),
        Column("level2", "VARCHAR", "二级指标"),
        Column("level3", "VARCHAR", "三级指标"),
        Column("target_text", "VARCHAR", "指标值, as printed"),
        Column("comparator", "VARCHAR", ">=, >, =, <=, < or NULL"),
        Column("target_value", "DECIMAL(24,6)", "The number in the target"),
        Column("target_unit", "VARCHAR", "Its unit of measure"),
        Column("project_id", "VARCHAR", "See performance_projects"),
        Column("document_id", "VARCHAR", "See documents"),
        Column("page_number", "INTEGER", "Page, from 1"),
    ),
    sql="""
SELECT coalesce(p.unit_name, d.unit_name), coalesce(p.fiscal_year, d.fiscal_year), p.project_name, p.annual_total_yuan,
    p.implementation_total_yuan, p.annual_goal, i.period, i.level1, i.level2, i.level3, i.target_text, i.comparator,
    i.target_value, i.target_unit, p.project_id, p.document_id, coalesce(i.page_number, p.first_page)
FROM performance_projects p JOIN documents d ON d.document_id = p.document_id
LEFT JOIN performance_indicators i ON i.project_id = p.project_id
""".strip(),
)

VIEWS = (BUDGET_LINES, REVIEW_ITEMS, UNIT_YEARS, SPENDING_STRUCTURE, PROJECTS_WITH_TARGETS)
