-- 杭州市司法局所属单位中，2026年“三公”经费最多的是谁？
-- read off: p. 34, 表7
-- answer: 杭州市西郊监狱	1016000.00
SELECT f.unit_name, f.amount_yuan FROM facts f JOIN documents d USING (document_id)
WHERE d.unit_name = '杭州市司法局' AND f.concept = 'three_public_total' AND f.scope = 'subordinate'
    AND f.stage = 'budget' ORDER BY f.amount_yuan DESC LIMIT 1;
