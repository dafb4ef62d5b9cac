-- 烟台市信访局2026年“三公”经费比上年增减多少？
-- read off: p. 18, 公开表7: 22.00, 17.00
-- answer: -50000.00
SELECT now.amount_yuan - before.amount_yuan FROM facts now JOIN facts before USING (unit_id, concept, fund, scope)
WHERE now.unit_name = '烟台市信访局' AND concept = 'three_public_total' AND fund = 'fiscal' AND scope = 'whole'
    AND now.stage = 'budget' AND before.stage = 'prior_year' AND before.fiscal_year = now.fiscal_year - 1;
