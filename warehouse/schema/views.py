"""The views of the warehouse: those of review, and what an analyst asks first."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import MONEY, Column, Relation
from mingzhang.warehouse.schema.review_views import REVIEW_VIEWS
from mingzhang.warehouse.schema.unit_relations import UNITS

UNIT_YEARS = Relation(
    "unit_years",
    "A unit over the years: totals of each disclosure that names it (总计, else 合计, else 本年合计; the first one)",
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
WITH printed AS (
    SELECT coalesce(l.unit_name, d.unit_name) AS unit_name, d.fiscal_year, d.region, l.document_id, l.table_kind,
        l.side, l.measure, l.amount_yuan,
        row_number() OVER (ORDER BY CASE WHEN NOT l.is_total THEN 3 WHEN l.item_name LIKE '%总计' THEN 0
            WHEN l.item_name LIKE '本年%' THEN 2 ELSE 1 END, l.measure IS DISTINCT FROM 'total',
            CASE WHEN l.is_total THEN 0 ELSE l.amount_yuan END DESC,
            l.page_number, l.table_id, l.column_index, l.row_index, l.line_id) AS place
    FROM budget_lines l JOIN documents d ON d.document_id = l.document_id
    WHERE (l.is_total OR l.table_kind = 'three_public_expenses') AND l.amount_yuan IS NOT NULL
        AND (l.fiscal_year IS NULL OR d.fiscal_year IS NULL OR l.fiscal_year = d.fiscal_year)
        AND NOT coalesce(regexp_matches(l.column_path, '20[0-9][0-9]年')
            AND NOT contains(l.column_path, d.fiscal_year::VARCHAR), false)
), totals AS (
    SELECT unit_name, fiscal_year, region, document_id,
        coalesce(
            arg_min(amount_yuan, place) FILTER (table_kind = 'revenue_expenditure_summary' AND side = 'revenue'),
            arg_min(amount_yuan, place) FILTER (table_kind = 'revenue_summary' AND measure = 'total')) AS revenue,
        coalesce(
            arg_min(amount_yuan, place) FILTER (table_kind = 'revenue_expenditure_summary' AND side = 'expenditure'),
            arg_min(amount_yuan, place) FILTER (table_kind = 'expenditure_summary' AND measure = 'total'))
            AS expenditure,
        arg_min(amount_yuan, place) FILTER (table_kind = 'expenditure_summary' AND measure = 'basic') AS basic,
        arg_min(amount_yuan, place) FILTER (table_kind = 'expenditure_summary' AND measure = 'project') AS project,
        arg_min(amount_yuan, place) FILTER (table_kind = 'general_public_expenditure'
            AND measure IN ('total', 'general_public')) AS general_public,
        arg_min(amount_yuan, place) FILTER (table_kind = 'three_public_expenses' AND measure = 'total') AS three_public
    FROM printed GROUP BY ALL
)
SELECT unit_name, fiscal_year, region, document_id, revenue, expenditure, basic, project, general_public, three_public,
    expenditure - (SELECT max(b.expenditure) FROM totals b
        WHERE b.unit_name = totals.unit_name AND b.fiscal_year = totals.fiscal_year - 1)
FROM totals
WHERE coalesce(revenue, expenditure, three_public) IS NOT NULL
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

VIEWS = (*REVIEW_VIEWS, UNITS, UNIT_YEARS, SPENDING_STRUCTURE, PROJECTS_WITH_TARGETS)
