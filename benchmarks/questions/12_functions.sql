-- 中共重庆市委宣传部2026年支出按功能分类（类）排列？
-- read off: p. 8, 表一; p. 12, 表三
-- answer: 201	220229200.00
-- answer: 207	195276100.00
-- answer: 208	21644600.00
-- answer: 221	6628600.00
-- answer: 210	6109000.00
-- answer: 215	3711300.00
-- answer: 205	93000.00
SELECT function_code, amount_yuan FROM facts
WHERE unit_name = '中共重庆市委宣传部' AND concept = 'function' AND fund = 'all' AND length(function_code) = 3
    AND stage = 'budget' AND is_current ORDER BY amount_yuan DESC;
