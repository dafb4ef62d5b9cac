-- 烟台、长春两市信访局，谁的项目支出多？
-- read off: 烟台 p. 9 公开表3; 长春 p. 8 预算表3
-- answer: 烟台市	5250000.00
-- answer: 长春市	4745600.00
SELECT region, project_yuan FROM unit_years
WHERE region IN ('烟台市', '长春市') AND unit_name LIKE '%信访局' AND fiscal_year = 2026
ORDER BY project_yuan DESC;
