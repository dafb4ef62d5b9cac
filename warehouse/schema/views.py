"""The views of the warehouse: those of review, and what an analyst asks first."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import MONEY, Column, Relation
from mingzhang.warehouse.schema.fact_relations import FACTS, UNIT_YEARS
from mingzhang.warehouse.schema.fact_views import FACT_VIEWS
from mingzhang.warehouse.schema.review_views import REVIEW_VIEWS
from mingzhang.warehouse.schema.unit_relations import UNITS

SPENDING_STRUCTURE = Relation(
    "spending_structure",
    "What a unit spends on: its expenditure by function (类), with each one's share; from facts",
    (
        Column("unit_name", "VARCHAR", "Unit"),
        Column("fiscal_year", "INTEGER", "Year of the figures"),
        Column("document_id", "VARCHAR", "See documents"),
        Column("function_code", "VARCHAR", "Code of the 类, three digits"),
        Column("function_name", "VARCHAR", "Name of the 类 as printed"),
        Column("amount_yuan", MONEY, "Expenditure, yuan"),
        Column("share", "DOUBLE", "Share of the unit's expenditure, 0 to 1"),
        Column("table_kind", "VARCHAR", "Table that the figure comes from: 支出总表, else 一般公共预算支出表"),
        Column("verification", "VARCHAR", "As in facts"),
        Column("unit_id", "VARCHAR", "See units"),
        Column("stage", "VARCHAR", "budget or final"),
        Column("fund", "VARCHAR", "all; else of which money the unit prints functions"),
    ),
    sql="""
WITH chosen AS (
    SELECT f.*, l.item_name, l.table_kind
    FROM facts f LEFT JOIN budget_lines_extracted l ON l.line_id = f.line_ids[1]
    WHERE f.concept = 'function' AND length(f.function_code) = 3 AND f.is_current
        AND f.scope IN ('whole', 'subordinate') AND f.stage IN ('budget', 'final')
        AND f.fund IN ('all', 'fiscal', 'general_public')
    QUALIFY f.fund = min(f.fund) OVER (PARTITION BY f.unit_id, f.fiscal_year, f.stage, f.scope)
)
SELECT unit_name, fiscal_year, document_id, function_code, item_name, amount_yuan,
    amount_yuan::DOUBLE / nullif(sum(amount_yuan) OVER (PARTITION BY unit_id, fiscal_year, stage, scope), 0)::DOUBLE,
    table_kind, verification, unit_id, stage, fund
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

VIEWS = (*REVIEW_VIEWS, UNITS, FACTS, UNIT_YEARS, *FACT_VIEWS, SPENDING_STRUCTURE, PROJECTS_WITH_TARGETS)
