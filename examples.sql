-- Units over the years: what comes in, what goes out, and how much of it is projects
SELECT u.unit_name, u.fiscal_year, revenue_yuan, expenditure_yuan, project_yuan, three_public_yuan, d.file_name
FROM unit_years u
JOIN documents d USING (document_id)
ORDER BY u.unit_name, u.fiscal_year, d.file_name
LIMIT 10;

-- Structure of spending: the functions that each unit spends on, with their shares
SELECT unit_name, fiscal_year, function_code, function_name, amount_yuan, round(100 * share, 1) AS percent
FROM spending_structure
ORDER BY fiscal_year DESC, unit_name, document_id, amount_yuan DESC
LIMIT 10;

-- Projects with their targets: funds of the year and what is promised for them
SELECT project_name, fiscal_year, annual_yuan, level3 AS indicator, comparator, target_value, target_unit, target_text
FROM projects_with_targets
WHERE period = 'annual' AND target_value IS NOT NULL
ORDER BY annual_yuan DESC NULLS LAST, project_id, page_number
LIMIT 10;

-- A figure back to its place: document, page and box
SELECT d.file_name, l.page_number, l.item_name, l.column_path, l.amount_text, l.amount_yuan,
    round(c.x0) AS x0, round(c.y0) AS y0, round(c.x1) AS x1, round(c.y1) AS y1
FROM budget_lines l
JOIN documents d USING (document_id)
JOIN cells c ON c.table_id = l.table_id AND c.row_index = l.row_index AND c.column_index = l.column_index
WHERE l.is_total AND l.table_kind = 'revenue_expenditure_summary'
ORDER BY d.file_name, l.page_number
LIMIT 10;

-- What to look at first: doubtful figures and pages that were not read
SELECT item_kind, file_name, page_number, item_name, amount_text, reason
FROM review_items
LIMIT 10;

-- How far the figures are verified, by kind of table
SELECT table_kind, count(*) AS figures, count(*) FILTER (verification = 'verified') AS verified,
    count(*) FILTER (verification = 'suspect') AS suspect
FROM budget_lines
GROUP BY table_kind
ORDER BY figures DESC;

-- The watermark of each document, and how its pages were read
SELECT d.file_name, p.text_source, count(*) AS pages, any_value(p.watermark_text) AS watermark,
    round(avg(p.mean_confidence), 3) AS confidence, round(sum(p.seconds), 1) AS seconds
FROM pages p
JOIN documents d USING (document_id)
GROUP BY d.file_name, p.text_source
ORDER BY d.file_name;

-- “三公”经费 of each unit, by item
SELECT coalesce(l.unit_name, d.unit_name) AS unit, l.fiscal_year, l.item_name, l.column_path, l.amount_yuan
FROM budget_lines l
JOIN documents d USING (document_id)
WHERE l.table_kind = 'three_public_expenses'
ORDER BY unit, l.fiscal_year, l.row_index, l.column_index
LIMIT 20;
