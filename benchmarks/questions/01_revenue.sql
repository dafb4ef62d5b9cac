-- 福州市医疗保障局2026年收入总计多少元？
-- read off: p. 10, 表一
-- answer: 3519049000.00
SELECT revenue_yuan FROM unit_years
WHERE unit_name = '福州市医疗保障局' AND fiscal_year = 2026 AND stage = 'budget';
