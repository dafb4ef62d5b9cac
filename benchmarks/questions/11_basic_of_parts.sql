-- 杭州市司法局2026年基本支出多少元（表中只分人员、公用）？
-- read off: p. 26, 表3
-- answer: 707242900.00	584863500.00	122379400.00
SELECT basic_yuan, personnel_yuan, operating_yuan FROM unit_years
WHERE unit_name = '杭州市司法局' AND fiscal_year = 2026 AND scope = 'whole';
