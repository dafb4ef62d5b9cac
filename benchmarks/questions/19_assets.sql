-- 西安市统计局有多少车辆，多少单价20万元以上设备？
-- read off: p. 22
-- answer: equipment_20	0
-- answer: vehicles	3
SELECT concept, quantity::INTEGER FROM facts
WHERE unit_name = '西安市统计局' AND concept IN ('vehicles', 'equipment_20') AND is_current ORDER BY concept;
