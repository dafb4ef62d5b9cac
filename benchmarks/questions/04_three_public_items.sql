-- 无锡市人力资源和社会保障局2026年“三公”各项？
-- read off: p. 31, 公开09表
-- answer: 0.00	179800.00	186000.00	248200.00	614000.00
SELECT overseas_yuan, vehicle_purchase_yuan, vehicle_operation_yuan, reception_yuan, three_public_yuan
FROM unit_years WHERE unit_name = '无锡市人力资源和社会保障局' AND fiscal_year = 2026;
