-- 深圳市人民政府口岸办公室2026年项目支出占支出总计的百分比？
-- read off: p. 18, 表3
-- answer: 91.04
SELECT round(100 * project_yuan::DOUBLE / expenditure_yuan::DOUBLE, 2) FROM unit_years
WHERE unit_name = '深圳市人民政府口岸办公室' AND fiscal_year = 2026;
