"""Facts: one row a fact of a unit and a year; and the units over the years, as their pivot."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import DECIDED, MONEY, Column, Relation

FACT_COLUMNS = (
    Column("fact_id", "VARCHAR", "Stable: made of the document and of what the fact is about"),
    Column("unit_id", "VARCHAR", "See units", source="meaning.unit_id"),
    Column("unit_name", "VARCHAR", "Unit, less codes and marks of level", source="meaning.unit_name"),
    Column("document_id", "VARCHAR", "sha256 of the file's bytes; see documents", derived=True),
    Column(
        "fiscal_year",
        "INTEGER",
        "Year of the figure (a prior_year's is the year before the document's)",
        source="meaning.year",
    ),
    Column("concept", "VARCHAR", "What it is; see the vocabulary of concepts", source="meaning.concept"),
    Column(
        "fund",
        "VARCHAR",
        "all, fiscal (财政拨款), general_public, government_fund, state_capital, special_account, unit_funds",
        source="meaning.fund",
    ),
    Column(
        "stage",
        "VARCHAR",
        "budget, final (决算), prior_year (last year's, as this document prints it), change",
        source="meaning.stage",
    ),
    Column(
        "scope",
        "VARCHAR",
        "whole (with all below it), own (本级), subordinate (a unit below the document's own)",
        source="meaning.scope",
    ),
    Column(
        "function_code",
        "VARCHAR",
        "功能分类, 类款项 joined; from the name where no code is printed",
        source="meaning.function_code",
    ),
    Column("economic_code", "VARCHAR", "经济分类", source="meaning.economic_code"),
    Column("project", "VARCHAR", "Name of the project", source="meaning.project"),
    Column("amount_yuan", MONEY, "Amount in yuan; NULL for a quantity"),
    Column("quantity", "DECIMAL(20,4)", "A quantity; NULL for an amount"),
    Column("quantity_unit", "VARCHAR", "辆, 台(套), 平方米, 人"),
    Column(
        "is_leaf", "BOOLEAN", "Leaves of one unit, year, concept, stage and scope may be added: nothing counts twice"
    ),
    Column("line_ids", "VARCHAR[]", "Figures of tables that say it; see budget_lines"),
    Column("statement_ids", "VARCHAR[]", "Sentences that say it; see statements"),
    Column("page_number", "INTEGER", "Page of the place that counts first, from 1"),
    Column("agreement", "VARCHAR", "agree (all places say the same), differ (the first one counts), single"),
    Column("verification", "VARCHAR", "Of our reading: verified, unverified, suspect; corrected where a person did so"),
)

FACTS_EXTRACTED = Relation(
    "facts_extracted",
    "One row a fact as one document says it, before corrections; facts chooses among documents",
    FACT_COLUMNS,
)

FACTS = Relation(
    "facts",
    "One row a fact of a document, with all its places; is_current: of several documents this one counts",
    (
        *(Column(c.name, c.type, c.comment) for c in FACT_COLUMNS),
        Column(
            "is_current",
            "BOOLEAN",
            "Of several documents one counts for a unit, year, concept, stage and scope: its own, not superseded",
        ),
    ),
    sql=f"""
WITH grouped AS (
    SELECT f.document_id, f.unit_id, f.fiscal_year, f.concept, f.stage, f.scope,
        row_number() OVER (
            PARTITION BY f.unit_id, f.fiscal_year, f.concept, f.stage, f.scope
            ORDER BY coalesce(any_value(d.is_current), true) DESC, any_value(d.unit_id) = f.unit_id DESC,
                bool_or(len(f.line_ids) > 0) DESC, count(*) DESC, f.document_id
        ) AS place
    FROM facts_extracted f JOIN documents d ON d.document_id = f.document_id
    GROUP BY f.document_id, f.unit_id, f.fiscal_year, f.concept, f.stage, f.scope
), corrected AS (
    SELECT d.line_id, d.amount_yuan::{MONEY} - l.amount_yuan AS more
    FROM ({DECIDED}) d JOIN budget_lines_extracted l ON l.line_id = d.line_id
    WHERE d.amount_yuan IS NOT NULL
)
SELECT f.fact_id, f.unit_id, f.unit_name, f.document_id, f.fiscal_year, f.concept, f.fund, f.stage, f.scope,
    f.function_code, f.economic_code, f.project, f.amount_yuan + coalesce(c.more, 0), f.quantity, f.quantity_unit,
    f.is_leaf, f.line_ids, f.statement_ids, f.page_number, f.agreement,
    CASE WHEN c.line_id IS NULL THEN f.verification ELSE 'corrected' END, g.place = 1
FROM facts_extracted f
JOIN grouped g ON g.document_id = f.document_id AND g.unit_id = f.unit_id AND g.concept = f.concept
    AND g.stage = f.stage AND g.scope = f.scope AND g.fiscal_year IS NOT DISTINCT FROM f.fiscal_year
LEFT JOIN corrected c ON c.line_id = f.line_ids[1]
""".strip(),
)

# Columns of unit_years: the concept, the order in which funds are taken, and the Chinese term.
_PIVOT = (
    ("revenue", "revenue_total", ("all",), "收入总计"),
    ("expenditure", "expenditure_total", ("all",), "支出总计"),
    ("basic", "basic", ("all", "fiscal", "general_public"), "基本支出"),
    ("project", "project", ("all", "fiscal", "general_public"), "项目支出"),
    ("personnel", "personnel", ("all", "fiscal", "general_public"), "人员经费"),
    ("operating", "operating", ("all", "fiscal", "general_public"), "公用经费"),
    ("carryover_in", "carryover_in", ("all",), "上年结转"),
    ("appropriation", "appropriation_total", ("fiscal",), "财政拨款收支总计"),
    ("general_public", "general_public_expenditure", ("general_public",), "一般公共预算支出"),
    ("government_fund", "government_fund_expenditure", ("government_fund",), "政府性基金预算支出"),
    ("three_public", "three_public_total", ("fiscal",), "“三公”经费, without 会议费 and 培训费"),
    ("overseas", "overseas", ("fiscal",), "因公出国（境）费"),
    ("vehicle_purchase", "vehicle_purchase", ("fiscal",), "公务用车购置费"),
    ("vehicle_operation", "vehicle_operation", ("fiscal",), "公务用车运行维护费"),
    ("reception", "reception", ("fiscal",), "公务接待费"),
    ("agency_operating", "agency_operating", ("fiscal",), "机关运行经费"),
    ("procurement", "procurement_total", ("all",), "政府采购"),
)


def _pivoted(name: str, concept: str, funds: tuple[str, ...]) -> str:
    taken = ", ".join(f"any_value(amount_yuan) FILTER (concept = '{concept}' AND fund = '{fund}')" for fund in funds)
    return f"coalesce({taken})" if len(funds) > 1 else taken


UNIT_YEARS = Relation(
    "unit_years",
    "A unit over the years: one row a unit, year and stage, its totals; the pivot of facts",
    (
        Column("unit_name", "VARCHAR", "Usual name of the unit"),
        Column("fiscal_year", "INTEGER", "Year of the figures"),
        Column("region", "VARCHAR", "Region"),
        Column("document_id", "VARCHAR", "Document of the totals; see documents"),
        *(Column(f"{name}_yuan", MONEY, term) for name, _, _, term in _PIVOT),
        Column(
            "expenditure_change_yuan", MONEY, "支出总计 less that of the year before, where that is in the warehouse"
        ),
        Column("unit_id", "VARCHAR", "See units"),
        Column("stage", "VARCHAR", "budget or final"),
        Column("scope", "VARCHAR", "whole; subordinate where only a department's file tells of the unit"),
        Column("vehicles", "DECIMAL(20,4)", "Vehicles, 辆"),
    ),
    sql=f"""
WITH told AS (
    SELECT * FROM facts
    WHERE is_current AND stage IN ('budget', 'final') AND scope IN ('whole', 'subordinate')
        AND function_code IS NULL AND economic_code IS NULL AND project IS NULL
    QUALIFY scope = CASE WHEN bool_or(scope = 'whole') OVER (PARTITION BY unit_id, fiscal_year, stage)
        THEN 'whole' ELSE 'subordinate' END
), totals AS (
    SELECT unit_id, fiscal_year, stage, scope, any_value(unit_name) AS named,
        arg_min(document_id, (concept NOT IN ('expenditure_total', 'revenue_total'), concept, document_id))
            AS document_id,
        {", ".join(f"{_pivoted(*entry[:3])} AS {entry[0]}" for entry in _PIVOT)},
        any_value(quantity) FILTER (concept = 'vehicles') AS vehicles
    FROM told GROUP BY unit_id, fiscal_year, stage, scope
)
SELECT coalesce(u.unit_name, t.named), t.fiscal_year, u.region, t.document_id,
    {", ".join(f"t.{entry[0]}" for entry in _PIVOT)},
    t.expenditure - b.expenditure, t.unit_id, t.stage, t.scope, t.vehicles
FROM totals t LEFT JOIN units u ON u.unit_id = t.unit_id
LEFT JOIN totals b ON b.unit_id = t.unit_id AND b.fiscal_year = t.fiscal_year - 1 AND b.stage = t.stage
    AND b.scope = t.scope
WHERE coalesce({", ".join(f"t.{entry[0]}" for entry in _PIVOT)}) IS NOT NULL
ORDER BY 1, t.fiscal_year, t.stage
""".strip(),
)
