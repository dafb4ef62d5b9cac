"""The data dictionary as rows: what every relation and column means, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mingzhang.models.vocabulary.column_words import column_name, relation_name
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.views import VIEWS

DICTIONARY_COLUMNS = ("relation", "relation_zh", "column", "column_zh", "type", "comment")


@cache
def comments() -> Mapping[tuple[str, str], str]:
    """What a column means, by (relation, column); what a relation holds, by (relation, "")."""
    found: dict[tuple[str, str], str] = {}
    for relation in (*r.TABLES_OF_WAREHOUSE, *VIEWS):
        found[relation.name, ""] = relation.comment
        found |= {(relation.name, column.name): column.comment for column in relation.columns}
    return found


def dictionary_rows() -> list[tuple[str, ...]]:
    """One row a relation, then one row each of its columns (`DICTIONARY_COLUMNS`)."""
    rows: list[tuple[str, ...]] = []
    for relation in (*VIEWS, *r.TABLES_OF_WAREHOUSE):
        name = relation.name
        rows.append((name, relation_name(name), "", "", "", relation.comment))
        rows += [(name, relation_name(name), c.name, column_name(c.name), c.type, c.comment) for c in relation.columns]
    return rows
