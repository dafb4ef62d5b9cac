-- 无锡市人力资源和社会保障局有多少车辆、应急保障用车、100万元以上设备？
-- read off: p. 51
-- answer: equipment_100	64	台(套)
-- answer: vehicles	6	辆
-- answer: vehicles_emergency	6	辆
SELECT concept, quantity::INTEGER, quantity_unit FROM facts
WHERE unit_name = '无锡市人力资源和社会保障局' AND is_current
    AND concept IN ('vehicles', 'vehicles_emergency', 'equipment_100') ORDER BY concept;
