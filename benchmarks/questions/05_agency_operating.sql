-- 上海钻石宝玉石交易联合管理办公室2026年机关运行经费？
-- read off: p. 18, 单位预算11表
-- answer: 3968400.00
SELECT agency_operating_yuan FROM unit_years
WHERE unit_name LIKE '上海钻石%' AND fiscal_year = 2026;
