-- 烟台市发展和改革委员会：哪些总数的文字与表格不一致，表格为多少？
-- read off: text 11,380.57, tables 11,174.30 (表1, 表3)
-- answer: expenditure_total	111743000.00
SELECT concept, amount_yuan FROM facts
WHERE unit_name = '烟台市发展和改革委员会' AND agreement = 'differ' AND len(statement_ids) > 0
    AND concept = 'expenditure_total' AND is_current;
