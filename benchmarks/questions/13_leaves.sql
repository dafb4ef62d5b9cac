-- 中共重庆市委宣传部2026年各功能分类支出（项）之和，万元，一位小数（不重复计算）？
-- read off: p. 12, 表三
-- answer: 45369.2
SELECT round(sum(amount_yuan)::DOUBLE / 10000, 1) FROM facts
WHERE unit_name = '中共重庆市委宣传部' AND concept = 'function' AND stage = 'budget' AND scope = 'whole'
    AND is_leaf AND is_current;
