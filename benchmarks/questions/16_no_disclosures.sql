-- archive2 中哪些文件根本不是预决算公开？
-- read off: both opened and looked at
-- answer: 2026年嘉兴市卫生健康委员会部门预算.pdf
-- answer: 2026年济南市审计局部门预算.pdf
SELECT regexp_extract(source_uri, '[^/]+$') FROM documents
WHERE source_uri LIKE '%archive2%' AND is_disclosure = false ORDER BY 1;
