-- 深圳市人民政府口岸办公室2026年上年结余、结转多少？
-- read off: p. 16, 表1
-- answer: 7531300.00
SELECT carryover_in_yuan FROM unit_years
WHERE unit_name = '深圳市人民政府口岸办公室' AND fiscal_year = 2026;
