-- 上海市普陀区规划和自然资源局2024年“三公”经费：预算与决算？
-- read off: p. 17
-- answer: budget	28500.00
-- answer: final	3900.00
SELECT stage, amount_yuan FROM facts
WHERE unit_name LIKE '上海市普陀区规划%' AND fiscal_year = 2024 AND concept = 'three_public_total'
    AND stage IN ('budget', 'final') AND is_leaf AND is_current ORDER BY stage;
