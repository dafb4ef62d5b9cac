"""Facts side by side: budget and final account, year and year, text and table; each difference with its explanation."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import MONEY, Column, Relation

_ABOUT = (
    Column("unit_id", "VARCHAR", "See units"),
    Column("unit_name", "VARCHAR", "Unit"),
    Column("fiscal_year", "INTEGER", "Year of the figures"),
    Column("concept", "VARCHAR", "What it is; see the vocabulary"),
    Column("fund", "VARCHAR", "Whose money, as in facts"),
    Column("function_code", "VARCHAR", "功能分类"),
    Column("economic_code", "VARCHAR", "经济分类"),
    Column("project", "VARCHAR", "Project"),
)
_KEY = "unit_id, unit_name, fiscal_year, concept, fund, function_code, economic_code, project"
_SAME = " AND ".join(
    f"a.{name} IS NOT DISTINCT FROM b.{name}"
    for name in ("unit_id", "concept", "fund", "scope", "function_code", "economic_code", "project")
)
_A_KEY = ", ".join(f"a.{name}" for name in _KEY.split(", "))

BUDGET_AND_FINAL = Relation(
    "budget_and_final",
    "Budget beside final account of one unit and year, fact by fact, where both are in the warehouse",
    (
        *_ABOUT,
        Column("budget_yuan", MONEY, "Budget"),
        Column("final_yuan", MONEY, "Final account"),
        Column("difference_yuan", MONEY, "Final account less budget"),
        Column("carried_out", "DOUBLE", "Final account over budget, 1 where all was spent; NULL where the budget is 0"),
        Column("explanation", "VARCHAR", "One sentence in Chinese"),
        Column("budget_document_id", "VARCHAR", "Document that prints the budget; see documents"),
        Column("final_document_id", "VARCHAR", "Document that prints the final account"),
    ),
    sql=f"""
SELECT {_A_KEY}, a.amount_yuan, b.amount_yuan, b.amount_yuan - a.amount_yuan,
    b.amount_yuan::DOUBLE / nullif(a.amount_yuan, 0)::DOUBLE,
    CASE WHEN b.amount_yuan = a.amount_yuan THEN '决算与预算相同。'
        ELSE '决算比预算' || CASE WHEN b.amount_yuan > a.amount_yuan THEN '多' ELSE '少' END
            || format('{{:.2f}}', abs(b.amount_yuan - a.amount_yuan)::DOUBLE / 10000) || '万元'
            || CASE WHEN a.document_id = b.document_id THEN '（同一文件所印）。' ELSE '（两份文件）。' END END,
    a.document_id, b.document_id
FROM facts a JOIN facts b ON {_SAME} AND b.fiscal_year = a.fiscal_year
WHERE a.stage = 'budget' AND b.stage = 'final' AND a.is_current AND b.is_current AND a.amount_yuan IS NOT NULL
    AND b.amount_yuan IS NOT NULL AND a.scope = 'whole'
ORDER BY a.unit_name, a.fiscal_year, a.concept
""".strip(),
)

YEARS_SIDE_BY_SIDE = Relation(
    "years_side_by_side",
    "This year's budget beside last year's: as this year's document prints it, and as last year's own did",
    (
        *_ABOUT,
        Column("amount_yuan", MONEY, "This year's budget"),
        Column("last_as_printed_now_yuan", MONEY, "Last year's, as this year's document prints it"),
        Column("last_as_printed_then_yuan", MONEY, "Last year's budget, as last year's document printed it"),
        Column("change_yuan", MONEY, "This year's less last year's (as printed then, else as printed now)"),
        Column("explanation", "VARCHAR", "One sentence in Chinese"),
        Column("document_id", "VARCHAR", "This year's document; see documents"),
    ),
    sql=f"""
WITH earlier AS (
    SELECT a.fact_id, max(b.amount_yuan) FILTER (b.stage = 'prior_year') AS told_now,
        max(b.amount_yuan) FILTER (b.stage = 'budget') AS told_then
    FROM facts a JOIN facts b ON {_SAME} AND b.fiscal_year = a.fiscal_year - 1 AND b.is_current
    WHERE a.stage = 'budget' AND a.is_current AND a.scope = 'whole' AND b.stage IN ('prior_year', 'budget')
        AND (b.stage = 'budget' OR b.document_id = a.document_id)
    GROUP BY a.fact_id
)
SELECT {_A_KEY}, a.amount_yuan, e.told_now, e.told_then, a.amount_yuan - coalesce(e.told_then, e.told_now),
    CASE WHEN e.told_now IS NULL THEN '上年数取自上年文件。' WHEN e.told_then IS NULL THEN '上年数取自本年文件。'
        WHEN abs(e.told_now - e.told_then) <= 100 THEN '两份文件所印上年数相同。'
        ELSE '本年文件所印上年数比上年文件' || CASE WHEN e.told_now > e.told_then THEN '多' ELSE '少' END
            || format('{{:.2f}}', abs(e.told_now - e.told_then)::DOUBLE / 10000) || '万元。' END,
    a.document_id
FROM facts a JOIN earlier e ON e.fact_id = a.fact_id
WHERE a.amount_yuan IS NOT NULL
ORDER BY a.unit_name, a.fiscal_year, a.concept
""".strip(),
)

TEXT_AND_TABLES = Relation(
    "text_and_tables",
    "Facts that tables and narrative both say, of one file or of two of one disclosure, with what each says",
    (
        *_ABOUT,
        Column("table_yuan", MONEY, "What the tables say"),
        Column("text_yuan", MONEY, "What the narrative says"),
        Column("difference_yuan", MONEY, "Narrative less tables"),
        Column("explanation", "VARCHAR", "One sentence in Chinese"),
        Column("sentence", "VARCHAR", "The sentence"),
        Column("sentence_page", "INTEGER", "Its page, from 1"),
        Column("table_page", "INTEGER", "Page of the table, from 1"),
        Column("document_id", "VARCHAR", "Document of the table; see documents"),
        Column("text_document_id", "VARCHAR", "Document of the sentence: the same, or the narrative's own file"),
    ),
    sql=f"""
WITH pairs AS (
    SELECT f.fact_id, f.document_id AS text_document_id, unnest(f.statement_ids) AS statement_id FROM facts f
    WHERE len(f.line_ids) > 0 AND f.amount_yuan IS NOT NULL
    UNION ALL
    SELECT a.fact_id, b.document_id, unnest(b.statement_ids)
    FROM facts a JOIN facts b ON {_SAME} AND b.fiscal_year = a.fiscal_year AND b.stage = a.stage
        AND b.document_id <> a.document_id
    WHERE len(a.line_ids) > 0 AND len(b.line_ids) = 0 AND a.is_current AND a.amount_yuan IS NOT NULL
)
SELECT f.unit_id, f.unit_name, f.fiscal_year, f.concept, f.fund, f.function_code, f.economic_code, f.project,
    f.amount_yuan, s.amount_yuan, s.amount_yuan - f.amount_yuan,
    CASE WHEN s.amount_yuan = f.amount_yuan THEN '文字与表格一致。'
        WHEN abs(s.amount_yuan - f.amount_yuan) <= 5000 THEN '相差在四舍五入之内。'
        ELSE '文字比表格' || CASE WHEN s.amount_yuan > f.amount_yuan THEN '多' ELSE '少' END
            || format('{{:.2f}}', abs(s.amount_yuan - f.amount_yuan)::DOUBLE / 10000) || '万元。' END,
    s.sentence, s.page_number, f.page_number, f.document_id, p.text_document_id
FROM pairs p JOIN facts_extracted f ON f.fact_id = p.fact_id
JOIN statements s ON s.statement_id = p.statement_id AND s.document_id = p.text_document_id
WHERE s.amount_yuan IS NOT NULL
ORDER BY abs(s.amount_yuan - f.amount_yuan) DESC, f.unit_name, f.concept
""".strip(),
)

FACT_VIEWS = (BUDGET_AND_FINAL, YEARS_SIDE_BY_SIDE, TEXT_AND_TABLES)
