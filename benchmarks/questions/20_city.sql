-- 深圳市有几个部门公开了2026年预算，各自地区是否一致？
-- read off: covers of the six files
-- answer: 深圳市	6
SELECT region, count(*) FROM documents
WHERE region = '深圳市' AND fiscal_year = 2026 AND is_disclosure AND is_current GROUP BY region;
