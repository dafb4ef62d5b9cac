"""Units: one row a unit, over the years and however it is printed."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import Column, Relation

UNIT_NAMES = Relation(
    "unit_names",
    "One row a way in which one document prints a unit's name; units sums them up",
    (
        Column("unit_id", "VARCHAR", "See units", source="office.unit_id"),
        Column("document_id", "VARCHAR", "sha256 of the file's bytes; see documents", derived=True),
        Column("role", "VARCHAR", "document (its own), department (the one above it), owner (of rows of its tables)"),
        Column("printed_name", "VARCHAR", "The name as printed"),
        Column("unit_name", "VARCHAR", "The name less codes and marks of level", source="office.name"),
        Column("region", "VARCHAR", "Place of the unit: of its name, else of the document", source="office.region"),
        Column(
            "region_code",
            "VARCHAR",
            "Code of that place (GB/T 2260), where its name tells it",
            source="office.region_code",
        ),
        Column(
            "level",
            "VARCHAR",
            "本级 (the office itself), 汇总 (with all below it), 所属 (below a department); NULL where not told",
        ),
        Column("department_name", "VARCHAR", "Department that it is below"),
        Column("department_unit_id", "VARCHAR", "That department's unit_id"),
        Column("fiscal_year", "INTEGER", "Budget year of the document"),
    ),
)

UNITS = Relation(
    "units",
    "One row a unit: the same over the years and however it is printed; offices of one name in two places are two",
    (
        Column("unit_id", "VARCHAR", "Stable: made of the place and of the name less place, party and short forms"),
        Column("unit_name", "VARCHAR", "The usual name: the commonest, the longest of several"),
        Column("aliases", "VARCHAR[]", "Every name as printed"),
        Column("region", "VARCHAR", "Place (`上海市`, `苏州市`, `上海市普陀区`)"),
        Column("region_code", "VARCHAR", "Code of the place (GB/T 2260)"),
        Column("department_name", "VARCHAR", "Department that it is below; NULL where it is one, or none is told"),
        Column("department_unit_id", "VARCHAR", "That department's unit_id"),
        Column("level", "VARCHAR", "本级, 汇总 or 所属; NULL where no document tells"),
        Column("first_year", "INTEGER", "First budget year in which a document names it"),
        Column("last_year", "INTEGER", "Last such year"),
        Column("document_count", "INTEGER", "Disclosures that are its own"),
        Column("document_ids", "VARCHAR[]", "These"),
    ),
    sql="""
WITH named AS (
    SELECT n.*, count(*) OVER (PARTITION BY n.unit_id, n.unit_name) AS often FROM unit_names n
)
SELECT n.unit_id, arg_max(n.unit_name, (n.role = 'document', n.often, length(n.unit_name), n.unit_name)),
    list_sort(list(DISTINCT n.printed_name)), mode(n.region), mode(n.region_code),
    arg_max(n.department_name, (n.role = 'document', n.fiscal_year)) FILTER (n.department_name IS NOT NULL),
    arg_max(n.department_unit_id, (n.role = 'document', n.fiscal_year)) FILTER (n.department_unit_id IS NOT NULL),
    CASE WHEN bool_or(n.level = '汇总') THEN '汇总' WHEN bool_or(n.level = '所属') THEN '所属'
        WHEN bool_or(n.level = '本级') THEN '本级' END,
    min(n.fiscal_year), max(n.fiscal_year),
    count(DISTINCT n.document_id) FILTER (n.role = 'document'),
    coalesce(list_sort(list(DISTINCT n.document_id) FILTER (n.role = 'document')), [])
FROM named n GROUP BY n.unit_id
""".strip(),
)
