"""What people decided, applied: the figures and the checks as they stand then, the findings, what to look at next."""

from __future__ import annotations

from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import CORRECTED_COLUMNS, DECIDED, MONEY, SURE, Column, Relation

EXTRACTED_AMOUNT = Column("extracted_yuan", MONEY, "Amount as it was read, before corrections, yuan")


def _budget_lines_sql() -> str:
    types = {column.name: column.type for column in r.LINE_COLUMNS}

    def served(name: str) -> str:
        if name in CORRECTED_COLUMNS:
            return f"coalesce(decided.{name}::{types[name]}, line.{name})"
        if name == "verification":
            return "CASE WHEN decided.line_id IS NULL THEN line.verification ELSE 'corrected' END"
        return f"line.{name}"

    columns = ", ".join(served(name) for name in types)
    return (
        f"WITH decided AS ({DECIDED}) SELECT {columns}, line.amount_yuan "
        "FROM budget_lines_extracted AS line LEFT JOIN decided ON decided.line_id = line.line_id"
    )


BUDGET_LINES = Relation(
    "budget_lines",
    "One row a printed figure, tidy, with corrections applied",
    (*r.LINE_COLUMNS, EXTRACTED_AMOUNT),
    sql=_budget_lines_sql(),
)

CHECKS_CORRECTED = Relation(
    "checks_corrected",
    "The checks as they stand with corrections applied: sums of corrected figures are made anew",
    r.CHECKS.columns,
    sql=f"""
WITH decided AS ({DECIDED}),
members AS (
    SELECT check_id, unnest(line_ids) AS line_id FROM checks
    WHERE status <> 'not_applicable' AND list_has_any(line_ids, (SELECT list(line_id) FROM decided))
),
addends AS (
    SELECT check_id, unnest(whole_line_ids) AS line_id, true AS is_whole FROM checks
    UNION ALL SELECT check_id, unnest(part_line_ids), false FROM checks
),
anew AS (
    SELECT m.check_id,
        coalesce(sum(coalesce(d.amount_yuan::{MONEY}, l.amount_yuan)) FILTER (m.is_whole), 0) AS actual,
        coalesce(sum(coalesce(d.amount_yuan::{MONEY}, l.amount_yuan)) FILTER (NOT m.is_whole), 0) AS expected
    FROM addends m JOIN budget_lines_extracted l ON l.line_id = m.line_id
    LEFT JOIN decided d ON d.line_id = m.line_id
    WHERE m.check_id IN (SELECT check_id FROM members) GROUP BY m.check_id
),
doubts AS (
    SELECT check_id, count(*) AS open FROM (SELECT check_id, unnest(doubted_line_ids) AS line_id FROM checks
        WHERE check_id IN (SELECT check_id FROM members))
    WHERE line_id NOT IN (SELECT line_id FROM decided) GROUP BY check_id
)
SELECT k.check_id, k.rule_id, k.document_id, k.table_id,
    CASE WHEN a.check_id IS NULL THEN k.status
        WHEN abs(a.actual - a.expected) <= coalesce(k.tolerance_yuan, 0) THEN 'pass' ELSE 'fail' END,
    coalesce(a.expected, k.expected_yuan), coalesce(a.actual, k.actual_yuan),
    coalesce(a.actual - a.expected, k.difference_yuan), k.tolerance_yuan,
    CASE WHEN a.actual IS NULL OR (a.actual = k.actual_yuan AND a.expected = k.expected_yuan) THEN k.explanation
        ELSE k.explanation || '（更正后实为' || format('{{:,.2f}}', a.actual::DOUBLE) || '元，应为'
            || format('{{:,.2f}}', a.expected::DOUBLE) || '元）' END,
    k.line_ids, k.page_number, k.severity,
    CASE WHEN m.check_id IS NOT NULL AND coalesce(o.open, 0) = 0 THEN 'source' ELSE k.origin END,
    k.doubted_line_ids, k.whole_line_ids, k.part_line_ids, k.proven_by, k.confidence,
    coalesce(k.witness, 'none')
FROM checks k LEFT JOIN anew a ON a.check_id = k.check_id
LEFT JOIN (SELECT DISTINCT check_id FROM members) m ON m.check_id = k.check_id
LEFT JOIN doubts o ON o.check_id = k.check_id
""".strip(),
)

FINDINGS = Relation(
    "findings",
    "What does not add up, one row a check that fails, worst first by `position`",
    (
        Column("position", "BIGINT", "1 is the worst: by severity, then by the difference relative to the amount"),
        Column("check_id", "VARCHAR", "See checks"),
        Column("rule_id", "VARCHAR", "Which identity"),
        Column("severity", "VARCHAR", "error, warning or notice, as the identity is declared"),
        Column("origin", "VARCHAR", "source (printed so) or reading (the reading is in doubt)"),
        Column("document_id", "VARCHAR", "See documents"),
        Column("file_name", "VARCHAR", "Name of the file"),
        Column("unit_name", "VARCHAR", "Unit of the table, else of the document"),
        Column("fiscal_year", "INTEGER", "Budget year"),
        Column("table_id", "VARCHAR", "See tables; NULL across tables"),
        Column("table_title", "VARCHAR", "Printed title of the table"),
        Column("page_number", "INTEGER", "Page to look at, from 1"),
        Column("expected_yuan", MONEY, "What the identity asks for, yuan"),
        Column("actual_yuan", MONEY, "What is printed, yuan"),
        Column("difference_yuan", MONEY, "actual less expected, yuan"),
        Column("tolerance_yuan", MONEY, "Difference that rounding explains, yuan"),
        Column("explanation", "VARCHAR", "One sentence in Chinese"),
        Column("line_ids", "VARCHAR[]", "Figures that take part; see budget_lines"),
        Column("witness", "VARCHAR", r.WITNESS),
    ),
    sql="""
SELECT row_number() OVER (
        ORDER BY CASE k.severity WHEN 'error' THEN 3 WHEN 'notice' THEN 1 ELSE 2 END DESC,
        coalesce(abs(k.difference_yuan)::DOUBLE
            / greatest(abs(k.actual_yuan), abs(k.expected_yuan), 0.01)::DOUBLE, 0) DESC,
        abs(k.difference_yuan) DESC NULLS LAST, d.file_name, k.page_number, k.check_id
    ), k.check_id, k.rule_id, coalesce(k.severity, 'warning'), coalesce(k.origin, 'source'), k.document_id,
    d.file_name, coalesce(t.unit_name, d.unit_name), d.fiscal_year, k.table_id, t.title,
    coalesce(k.page_number, t.first_page), k.expected_yuan, k.actual_yuan, k.difference_yuan, k.tolerance_yuan,
    k.explanation, k.line_ids, k.witness
FROM checks_corrected k JOIN documents d ON d.document_id = k.document_id LEFT JOIN tables t ON t.table_id = k.table_id
WHERE k.status = 'fail'
""".strip(),
)

REVIEW_ITEMS = Relation(
    "review_items",
    "What a person should look at, worst first, with the page and the box to look at",
    (
        Column("item_id", "VARCHAR", "correction_id, line_id, check_id, or document and page"),
        Column(
            "item_kind",
            "VARCHAR",
            "correction (its figure is not found any more), line (a doubtful figure), page (not read) or check "
            "(an identity that does not hold and names no figure)",
        ),
        Column("severity", "INTEGER", "4 a correction out of place, 3 a figure in doubt, 2 an unread page, 1 a check"),
        Column("origin", "VARCHAR", "reading (the reading is in doubt) or source (printed so)"),
        Column("document_id", "VARCHAR", "See documents"),
        Column("file_name", "VARCHAR", "Name of the file"),
        Column("unit_name", "VARCHAR", "Unit"),
        Column("table_id", "VARCHAR", "See tables"),
        Column("line_id", "VARCHAR", "See budget_lines"),
        Column("page_number", "INTEGER", "Page to look at, from 1"),
        Column("x0", "DOUBLE", "Box to look at, left edge; NULL for a whole page"),
        Column("y0", "DOUBLE", "Top edge"),
        Column("x1", "DOUBLE", "Right edge"),
        Column("y1", "DOUBLE", "Bottom edge"),
        Column("item_name", "VARCHAR", "Item of the figure"),
        Column("amount_yuan", MONEY, "Amount as it was read, yuan; of a correction the amount decided"),
        Column("amount_text", "VARCHAR", "Amount as printed"),
        Column("confidence", "DOUBLE", "How sure the reading is, 0 to 1"),
        Column("failing_checks", "BIGINT", "Identities that do not hold and that the figure takes part in"),
        Column("reason", "VARCHAR", "Why it stands here"),
    ),
    sql=f"""
WITH broken AS (
    SELECT line_id, count(*) AS failing,
        arg_max(explanation, abs(coalesce(difference_yuan, 0))) AS told
    FROM (SELECT unnest(line_ids) AS line_id, explanation, difference_yuan
        FROM checks_corrected WHERE status = 'fail')
    GROUP BY line_id
),
mended AS (
    SELECT DISTINCT unnest(was.line_ids) AS line_id
    FROM checks was JOIN checks_corrected held ON held.check_id = was.check_id
    WHERE was.status = 'fail' AND held.status = 'pass'
)
SELECT * FROM (
    SELECT x.correction_id, 'correction', 4 AS severity, 'reading' AS origin, x.document_id, d.file_name, d.unit_name,
        NULL, x.decided_line_id, x.page_number AS page_number, x.x0, x.y0, x.x1, x.y1, x.item_name,
        CASE WHEN x.column_name = 'amount_yuan' THEN try_cast(x.new_value AS {MONEY}) END, x.amount_text,
        NULL AS confidence, NULL AS failing_checks,
        '原位置已找不到这个数，更正（' || x.column_name || '：' || coalesce(x.new_value, '') || '）未能套用'
    FROM (SELECT * FROM corrections WHERE line_id IS NULL QUALIFY row_number() OVER (
            PARTITION BY decided_line_id, column_name ORDER BY decided_at DESC, correction_id) = 1) x
    JOIN documents d ON d.document_id = x.document_id
    WHERE coalesce(x.action, 'correct') <> 'withdraw'
    UNION ALL
    SELECT l.line_id, 'line', 3,
        CASE WHEN c.text_source = 'ocr' OR least(l.confidence, c.confidence) < {SURE} THEN 'reading' ELSE 'source' END,
        l.document_id, d.file_name, coalesce(l.unit_name, d.unit_name), l.table_id, l.line_id, l.page_number,
        c.x0, c.y0, c.x1, c.y1, l.item_name, l.amount_yuan, l.amount_text, l.confidence, coalesce(b.failing, 0),
        coalesce(b.told, CASE WHEN c.text_source = 'ocr' OR least(l.confidence, c.confidence) < {SURE}
            THEN '识读没有把握' ELSE '印法与本表其他数不同，又没有等式能证明' END)
    FROM budget_lines l JOIN documents d ON d.document_id = l.document_id
    LEFT JOIN broken b ON b.line_id = l.line_id
    LEFT JOIN cells c ON c.document_id = l.document_id AND c.table_id = l.table_id
        AND c.row_index = l.row_index AND c.column_index = l.column_index
    WHERE (l.verification = 'suspect' OR (NOT l.adds_up AND l.verification <> 'corrected'))
        AND (b.line_id IS NOT NULL OR l.line_id NOT IN (SELECT line_id FROM mended))
    UNION ALL
    SELECT p.document_id || '.p' || p.page_number, 'page', 2, 'reading', p.document_id, d.file_name, d.unit_name, NULL,
        NULL, p.page_number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.mean_confidence, NULL, p.error_code
    FROM pages p JOIN documents d ON d.document_id = p.document_id WHERE p.error_code IS NOT NULL
    UNION ALL
    SELECT f.check_id, 'check', 1, f.origin, f.document_id, f.file_name, f.unit_name, f.table_id, NULL, f.page_number,
        NULL, NULL, NULL, NULL, NULL, f.actual_yuan, NULL, NULL, 1, f.explanation
    FROM findings f WHERE len(f.line_ids) = 0
)
ORDER BY severity DESC, origin, failing_checks DESC NULLS LAST, confidence NULLS FIRST, document_id, page_number
""".strip(),
)

REVIEW_VIEWS = (BUDGET_LINES, CHECKS_CORRECTED, FINDINGS, REVIEW_ITEMS)
