"""The tables of the warehouse. Names and meanings are what an analyst may rely on; columns are added, never renamed."""

from __future__ import annotations

from mingzhang.warehouse.schema.archive_relations import ARCHIVE_MEMBERS, ARCHIVES
from mingzhang.warehouse.schema.declaration import MONEY, Column, Relation
from mingzhang.warehouse.schema.fact_relations import FACTS_EXTRACTED
from mingzhang.warehouse.schema.unit_relations import UNIT_NAMES

DOCUMENT_ID = Column("document_id", "VARCHAR", "sha256 of the file's bytes; see documents", derived=True)
CONFIDENCE = Column("confidence", "DOUBLE", "How sure the reading is, 0 to 1")
PAGE_NUMBER = Column("page_number", "INTEGER", "Page, from 1")

DOCUMENTS = Relation(
    "documents",
    "One row a distinct file (by content), read or not",
    (
        Column("document_id", "VARCHAR", "sha256 of the file's bytes"),
        Column("file_name", "VARCHAR", "Name of the file where it was first seen"),
        Column("source_uri", "VARCHAR", "First place where it was seen; all places are in document_sources", True),
        Column("media_type", "VARCHAR", "What the bytes are, whatever the name says"),
        Column("byte_size", "BIGINT", "Size in bytes"),
        Column("page_count", "INTEGER", "Number of pages; NULL where the file could not be opened"),
        Column(
            "document_kind",
            "VARCHAR",
            "department_budget, unit_budget, final_accounts, performance_targets, other",
            source="facts.document_kind",
        ),
        Column("unit_name", "VARCHAR", "Unit whose disclosure it is (单位)", source="facts.unit_name"),
        Column(
            "department_name", "VARCHAR", "Department that the unit belongs to (部门)", source="facts.department_name"
        ),
        Column("region", "VARCHAR", "Region, as far as the names tell", source="facts.region"),
        Column("fiscal_year", "INTEGER", "Budget year", source="facts.fiscal_year"),
        Column("unit_id", "VARCHAR", "The unit, however it is printed; see units"),
        Column("level", "VARCHAR", "本级 or 汇总, where that is printed beside the unit's name", source="facts.level"),
        Column(
            "is_disclosure",
            "BOOLEAN",
            "false: it discloses no budget, account or target of a unit and gives no lines; NULL where it was not read",
            source="facts.is_disclosure",
        ),
        Column("status", "VARCHAR", "complete, partial (some pages are missing), failed, skipped"),
        Column("error_code", "VARCHAR", "Why it is not complete: a stable code"),
        Column("error_message", "VARCHAR", "Why it is not complete, and what to do: one sentence"),
        Column("seconds", "DOUBLE", "Time that reading took"),
        Column("pipeline_version", "VARCHAR", "Version of the reader and of its choices", True),
        Column("ingested_at", "TIMESTAMP", "When it was loaded (UTC)", True),
        Column("is_current", "BOOLEAN", "false: another file is the same disclosure and counts instead", True),
        Column(
            "supersedes", "VARCHAR", "Document that is the same disclosure and counts no more; NULL where none is", True
        ),
    ),
)

DOCUMENT_SOURCES = Relation(
    "document_sources",
    "Every place where the bytes of a document were seen",
    (
        Column("document_id", "VARCHAR", "sha256 of the file's bytes; see documents"),
        Column("source_uri", "VARCHAR", "The place: an absolute path, a member (`a.zip!/folder/b.pdf`) or an address"),
        Column("file_name", "VARCHAR", "Name of the file there"),
        Column("byte_size", "BIGINT", "Size in bytes"),
        Column(
            "modified_ns",
            "BIGINT",
            "Modification time there (ns since 1970), a member's that of its archive; such a file is not hashed again",
        ),
        Column("first_seen_at", "TIMESTAMP", "When it was first seen there (UTC)"),
        Column("article_uri", "VARCHAR", "Address of the article that links to it; NULL where it was not crawled"),
        Column("article_title", "VARCHAR", "Title of that article"),
        Column("publisher", "VARCHAR", "Who published the article, as printed"),
        Column("link_text", "VARCHAR", "Text of the link to the file, often its real name"),
        Column("published_on", "DATE", "Date of the article"),
        Column("fetched_at", "TIMESTAMP", "When it was fetched (UTC)"),
        Column("stored_uri", "VARCHAR", "Where a copy of the bytes is kept; NULL where the file is read where it lies"),
    ),
    per_document=False,
)

PAGES = Relation(
    "pages",
    "One row a page",
    (
        DOCUMENT_ID,
        Column("page_number", "INTEGER", "Page, from 1", source="number"),
        Column("text_source", "VARCHAR", "text_layer, ocr (a scan) or blank"),
        Column("width", "DOUBLE", "Width in points, upright"),
        Column("height", "DOUBLE", "Height in points, upright"),
        Column("rotation", "INTEGER", "Degrees applied to make it upright"),
        Column("skew", "DOUBLE", "Degrees of slant removed"),
        Column("watermark_text", "VARCHAR", "Watermark that was taken out before reading"),
        Column("mean_confidence", "DOUBLE", "Mean confidence of the recogniser; NULL with a text layer"),
        Column("seconds", "DOUBLE", "Time that reading took"),
        Column("error_code", "VARCHAR", "Why the page is not read: a stable code"),
        Column(
            "contact_boxes",
            "DOUBLE[]",
            "Recognised lines outside of tables that name a person or a phone: left, top, right, bottom of each in "
            "turn, for cut-outs to cover; NULL where nothing was recognised",
        ),
    ),
)

TABLES = Relation(
    "tables",
    "One row a logical table, however many pages it runs over",
    (
        Column("table_id", "VARCHAR", "Stable: out of the document, the page and the order of tables"),
        DOCUMENT_ID,
        Column("ordinal", "INTEGER", "Counts the document's tables from 1"),
        Column("table_number", "VARCHAR", "Printed number (表1, 公开01表), NULL where there is none"),
        Column("table_kind", "VARCHAR", "What the table is; see the vocabulary"),
        Column("title", "VARCHAR", "Printed title"),
        Column("unit_name", "VARCHAR", "Unit printed over the table"),
        Column("currency_unit", "VARCHAR", "元, 万元, 千元 or 亿元, as printed; amounts are in yuan all the same"),
        Column("first_page", "INTEGER", "First page, from 1"),
        Column("last_page", "INTEGER", "Last page, from 1"),
        Column("row_count", "INTEGER", "Rows of the grid, header included"),
        Column("column_count", "INTEGER", "Columns of the grid"),
        Column("is_empty", "BOOLEAN", "A header and no figures"),
        CONFIDENCE,
    ),
)

CELLS = Relation(
    "cells",
    "One row an anchor cell of a table, blank ones too",
    (
        Column("table_id", "VARCHAR", "See tables"),
        DOCUMENT_ID,
        Column("row_index", "INTEGER", "Row in the logical table, from 0"),
        Column("column_index", "INTEGER", "Column, from 0"),
        Column("row_span", "INTEGER", "Rows that the cell covers"),
        Column("column_span", "INTEGER", "Columns that the cell covers"),
        Column("text", "VARCHAR", "Text as printed; names and phones of contacts are masked"),
        Column("is_header", "BOOLEAN", "Part of the header"),
        PAGE_NUMBER,
        Column("x0", "DOUBLE", "Left edge, points from the left of the upright page", source="box.x0"),
        Column("y0", "DOUBLE", "Top edge, points from the top", source="box.y0"),
        Column("x1", "DOUBLE", "Right edge", source="box.x1"),
        Column("y1", "DOUBLE", "Bottom edge", source="box.y1"),
        CONFIDENCE,
        Column("text_source", "VARCHAR", "text_layer, ocr or blank"),
    ),
)

LINE_COLUMNS = (
    Column("line_id", "VARCHAR", "Stable across re-ingestion of the same bytes"),
    DOCUMENT_ID,
    Column("table_id", "VARCHAR", "See tables"),
    Column("table_kind", "VARCHAR", "Kind of the table"),
    Column("unit_name", "VARCHAR", "Unit that the figure is about: the owner of the row, a sub-unit or 本级 in a list"),
    Column("department_name", "VARCHAR", "The whole that the unit is a part of"),
    Column("is_whole", "BOOLEAN", "The whole's own figure and no part's; sums over parts and wholes count twice"),
    Column("fiscal_year", "INTEGER", "Budget year of the document"),
    Column("figure_year", "INTEGER", "Year of the figure, by its own row or column (2025年预算数, 上年)"),
    Column("stage", "VARCHAR", "budget or final, by the figure's own header, else the table's"),
    Column("side", "VARCHAR", "revenue or expenditure where a table prints both sides, else NULL"),
    Column("item_code", "VARCHAR", "科目编码, 类款项 joined; NULL on a total"),
    Column("item_name", "VARCHAR", "Item as printed, white space removed; 合计 on a total row"),
    Column("parent_code", "VARCHAR", "Code of the item above"),
    Column("is_total", "BOOLEAN", "A 合计 or 总计 row"),
    Column("measure", "VARCHAR", "Meaning of the column, the same in every template; NULL where not understood"),
    Column("column_path", "VARCHAR", "Header texts over the column from top to bottom, joined by /"),
    Column("column_parts", "VARCHAR[]", "The same as a list: a header may itself hold a /", source="column_path"),
    Column("amount_yuan", MONEY, "Amount in yuan"),
    Column("amount_text", "VARCHAR", "Amount as printed"),
    PAGE_NUMBER,
    Column("row_index", "INTEGER", "Row in the logical table, from 0"),
    Column("column_index", "INTEGER", "Column, from 0"),
    CONFIDENCE,
    Column("verification", "VARCHAR", "verified, unverified, suspect or corrected"),
    Column("first_reading", "VARCHAR", "What was read first, where a second reading of a scan put it right; else NULL"),
    Column("adds_up", "BOOLEAN", "Of the print: false where a proven relation fails with it, true where one holds"),
    Column("parent_line_id", "VARCHAR", "Figure of the row above that this one is a part of, in the same column"),
    Column("is_leaf", "BOOLEAN", "No other row of its table is a part of it; NULL where the structure was not found"),
)

BUDGET_LINES_EXTRACTED = Relation(
    "budget_lines_extracted", "One row a printed figure as it was read, before corrections", LINE_COLUMNS
)

FUNDS = ("total", "central", "provincial", "municipal", "self_raised", "other")
FUND_NAMES = ("total", "from the centre", "from the province", "from the city or county", "raised by itself", "other")

PERFORMANCE_PROJECTS = Relation(
    "performance_projects",
    "One row a performance target form (绩效目标表), its funds as they were read: corrections show in budget_lines",
    (
        Column("project_id", "VARCHAR", "Stable across re-ingestion of the same bytes"),
        DOCUMENT_ID,
        Column("fiscal_year", "INTEGER", "Budget year"),
        Column("project_name", "VARCHAR", "Project; NULL on the form of a whole unit"),
        Column("is_overall", "BOOLEAN", "The form of a whole department or unit (整体支出)"),
        Column("department_code", "VARCHAR", "Code before the department's name (063)"),
        Column("department_name", "VARCHAR", "Department in charge (主管部门)"),
        Column("unit_name", "VARCHAR", "Unit that carries it out (实施单位)"),
        Column("attribute", "VARCHAR", "项目属性"),
        Column("duration", "VARCHAR", "项目期, as printed"),
        Column("duration_years", "INTEGER", "Years of the 项目期"),
        *(
            Column(
                f"implementation_{fund}_yuan",
                MONEY,
                f"Funds over the whole term, {name}, yuan",
                source=f"implementation.{fund}",
            )
            for fund, name in zip(FUNDS, FUND_NAMES, strict=True)
        ),
        *(
            Column(f"annual_{fund}_yuan", MONEY, f"Funds of the year, {name}, yuan", source=f"annual.{fund}")
            for fund, name in zip(FUNDS, FUND_NAMES, strict=True)
        ),
        Column("overview", "VARCHAR", "项目概况"),
        Column("basis", "VARCHAR", "立项依据"),
        Column("necessity", "VARCHAR", "项目设立必要性"),
        Column("safeguards", "VARCHAR", "保证项目实施的制度、措施"),
        Column("plan", "VARCHAR", "项目实施计划"),
        Column("implementation_goal", "VARCHAR", "实施期目标"),
        Column("annual_goal", "VARCHAR", "年度目标"),
        Column("filled_at", "TIMESTAMP", "填报时间"),
        Column("first_page", "INTEGER", "First page, from 1"),
        Column("last_page", "INTEGER", "Last page, from 1"),
        CONFIDENCE,
    ),
)

PERFORMANCE_INDICATORS = Relation(
    "performance_indicators",
    "One row an indicator of a performance target form",
    (
        Column("indicator_id", "VARCHAR", "Stable across re-ingestion of the same bytes"),
        Column("project_id", "VARCHAR", "See performance_projects"),
        DOCUMENT_ID,
        Column("period", "VARCHAR", "implementation (实施期) or annual (年度)"),
        Column("level1", "VARCHAR", "一级指标"),
        Column("level2", "VARCHAR", "二级指标"),
        Column("level3", "VARCHAR", "三级指标"),
        Column("target_text", "VARCHAR", "指标值, as printed"),
        Column("comparator", "VARCHAR", ">=, >, =, <=, < or NULL"),
        Column("target_value", "DECIMAL(24,6)", "The number in the target"),
        Column("target_unit", "VARCHAR", "Its unit of measure"),
        Column("is_truncated", "BOOLEAN", "The form cut the printed text"),
        PAGE_NUMBER,
        CONFIDENCE,
    ),
)

CONTACT_COLUMNS = (
    Column("project_id", "VARCHAR", "See performance_projects"),
    DOCUMENT_ID,
    Column("responsible_person", "VARCHAR", "项目负责人, masked"),
    Column("handler", "VARCHAR", "经办人, masked"),
    Column("phone", "VARCHAR", "联系电话, masked"),
)

PERFORMANCE_CONTACTS = Relation(
    "performance_contacts",
    "Who answers for a form, masked. The values as printed are in a file of their own; `--show-contacts` attaches it",
    CONTACT_COLUMNS,
)

RESTRICTED_CONTACTS = Relation(
    "performance_contacts",
    "Who answers for a form, as printed: personal data, kept apart from the warehouse in FILE.contacts.duckdb",
    tuple(Column(c.name, c.type, c.comment.replace("masked", "as printed"), c.derived) for c in CONTACT_COLUMNS),
)

STATEMENTS = Relation(
    "statements",
    "Figures claimed in the narrative (情况说明)",
    (
        Column("statement_id", "VARCHAR", "Stable across re-ingestion of the same bytes"),
        DOCUMENT_ID,
        Column("section", "VARCHAR", "Heading that it stands under"),
        Column("subject", "VARCHAR", "What the figure is about"),
        Column("measure", "VARCHAR", "Meaning of the figure; see the vocabulary"),
        Column("amount_yuan", MONEY, "Amount in yuan"),
        Column("change_yuan", MONEY, "Change against the compared year, yuan"),
        Column("change_percent", "DECIMAL(12,4)", "Change against the compared year, per cent"),
        Column("share_percent", "DECIMAL(12,4)", "Share of the whole, per cent"),
        Column("compared_year", "INTEGER", "Year that it is compared with"),
        Column("sentence", "VARCHAR", "The sentence as printed"),
        PAGE_NUMBER,
        CONFIDENCE,
    ),
)

WITNESS = (
    "Of a check that fails: whether another program (camelot) reads the same figures on the page: confirms, differs, "
    "or none (it was not asked, is not installed or sees no table)"
)
CHECKS = Relation(
    "checks",
    "One row an accounting identity that was tried",
    (
        Column("check_id", "VARCHAR", "Stable across re-ingestion of the same bytes"),
        Column("rule_id", "VARCHAR", "Which identity"),
        DOCUMENT_ID,
        Column("table_id", "VARCHAR", "See tables; NULL across tables"),
        Column("status", "VARCHAR", "pass, fail or not_applicable"),
        Column("expected_yuan", MONEY, "What the identity asks for, yuan"),
        Column("actual_yuan", MONEY, "What is printed, yuan"),
        Column("difference_yuan", MONEY, "actual less expected, yuan"),
        Column("tolerance_yuan", MONEY, "Difference that rounding explains, yuan"),
        Column("explanation", "VARCHAR", "One sentence in Chinese"),
        Column("line_ids", "VARCHAR[]", "Figures that take part; see budget_lines"),
        Column("page_number", "INTEGER", "Page to look at, from 1"),
        Column("severity", "VARCHAR", "error, warning or notice, as the identity is declared"),
        Column("origin", "VARCHAR", "source (read from a text layer) or reading (recognised, or of low confidence)"),
        Column("doubted_line_ids", "VARCHAR[]", "Those of line_ids that were recognised or are of low confidence"),
        Column("whole_line_ids", "VARCHAR[]", "Figures whose sum is the whole; empty where nothing is added"),
        Column("part_line_ids", "VARCHAR[]", "Figures whose sum should be the whole"),
        Column("proven_by", "INTEGER", "Of a sum that fails: other places of the document where the relation holds"),
        Column("confidence", "DOUBLE", "Of a sum that fails: their share of all places, from 0 to 1"),
        Column("witness", "VARCHAR", WITNESS),
    ),
)

CORRECTIONS = Relation(
    "corrections",
    "What a person decided; applied over the value that was read, never written into it, and kept on re-ingestion",
    (
        Column("correction_id", "VARCHAR", "Identifies the decision"),
        Column("document_id", "VARCHAR", "sha256 of the file's bytes; see documents"),
        Column("line_id", "VARCHAR", "Figure that it holds for; NULL where its place prints no figure any more"),
        Column("column_name", "VARCHAR", "amount_yuan, item_code, item_name or measure"),
        Column("old_value", "VARCHAR", "Value that was read"),
        Column("new_value", "VARCHAR", "Value that holds"),
        Column("reason", "VARCHAR", "Why"),
        Column("decided_by", "VARCHAR", "Who"),
        Column("decided_at", "TIMESTAMP", "When (UTC); of several decisions on a value the last one holds"),
        Column("action", "VARCHAR", "correct, accept (the reading is right) or withdraw (earlier decisions end)"),
        Column("decided_line_id", "VARCHAR", "line_id at the time of the decision"),
        Column("printed_text", "VARCHAR", "What is printed, as the person typed it"),
        Column("pipeline_version", "VARCHAR", "Version of the reader whose value was decided on"),
        Column("page_number", "INTEGER", "Where the figure stands, so that a newer reader's is found: page"),
        Column("x0", "DOUBLE", "Left edge of its cell"),
        Column("y0", "DOUBLE", "Top edge"),
        Column("x1", "DOUBLE", "Right edge"),
        Column("y1", "DOUBLE", "Bottom edge"),
        Column("row_index", "INTEGER", "Row in the logical table at the time"),
        Column("column_index", "INTEGER", "Column at the time"),
        Column("item_name", "VARCHAR", "Item as it was read"),
        Column("column_path", "VARCHAR", "Header as it was read"),
        Column("amount_text", "VARCHAR", "Text of the figure as it was read"),
    ),
    per_document=False,
)

SCHEMA_VERSION = Relation(
    "schema_version",
    "Which schema the file has; the loader brings an older one up to date",
    (
        Column("digest", "VARCHAR", "Digest of the statements that made the schema"),
        Column("number", "INTEGER", "Number of the schema; a program that knows only lower ones leaves the file alone"),
    ),
    per_document=False,
)

TABLES_OF_WAREHOUSE = (
    DOCUMENTS,
    DOCUMENT_SOURCES,
    ARCHIVES,
    ARCHIVE_MEMBERS,
    PAGES,
    TABLES,
    CELLS,
    BUDGET_LINES_EXTRACTED,
    PERFORMANCE_PROJECTS,
    PERFORMANCE_INDICATORS,
    PERFORMANCE_CONTACTS,
    STATEMENTS,
    UNIT_NAMES,
    FACTS_EXTRACTED,
    CHECKS,
    CORRECTIONS,
    SCHEMA_VERSION,
)
