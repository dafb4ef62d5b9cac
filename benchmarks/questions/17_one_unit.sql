-- 中共江苏省委办公厅（印法不一）公开了几份文件，哪几年？
-- read off: six files, covers
-- answer: 6	2017	2019
SELECT document_count, first_year, last_year FROM units
WHERE list_contains(aliases, '中共江苏省委办公厅');
