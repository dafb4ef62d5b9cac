-- 上海市普陀区规划和自然资源局2024年政府采购货物、工程、服务各多少？
-- read off: p. 27
-- answer: procurement_goods	1224300.00
-- answer: procurement_services	8090700.00
-- answer: procurement_total	23192100.00
-- answer: procurement_works	13877200.00
SELECT concept, amount_yuan FROM facts
WHERE unit_name LIKE '上海市普陀区规划%' AND concept LIKE 'procurement_%' AND is_leaf AND is_current
ORDER BY concept;
