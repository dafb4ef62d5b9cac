-- 江苏省高级人民法院2018年“三公”经费多少元（不含会议费、培训费）？
-- read off: p. 14, 表九: 合计 2,558.26, “三公”小计 620.75
-- answer: 6207500.00
SELECT amount_yuan FROM facts
WHERE unit_name = '江苏省高级人民法院' AND fiscal_year = 2018 AND concept = 'three_public_total'
    AND stage = 'budget' AND is_leaf AND is_current;
