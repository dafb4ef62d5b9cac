"""What a word or an amount finds: units, documents, projects, items, figures, sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.models.text.amounts import YUAN, printed_amount, to_yuan
from mingzhang.warehouse.reading.pages import asked
from mingzhang.warehouse.reading.query import Reader, Row

MOST = 20
_AMOUNT = re.compile(r"(?P<figure>.*?)(?P<unit>百万元|千元|万元|亿元|元)?")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the first of each kind, as objects by column."""

    units: list[Row]
    documents: list[Row]
    projects: list[Row]
    items: list[Row]
    figures: list[Row]
    sentences: list[Row]

    def __bool__(self) -> bool:
        return any((self.units, self.documents, self.projects, self.items, self.figures, self.sentences))


def amounts_meant(text: str) -> list[Decimal]:
    """The amounts in yuan that a person may mean: with its unit one, without it the number as yuan and as 万元."""
    match = _AMOUNT.fullmatch(text.strip())
    number = printed_amount(match.group("figure")) if match else None
    if match is None or number is None or abs(number) >= Decimal(10) ** 16:
        return []
    units = [match.group("unit")] if match.group("unit") else ["元", "万元"]
    return [to_yuan(number, unit) for unit in units if unit in YUAN]


def search(reader: Reader, text: str) -> Found:
    """Everything that holds a text, or is its amount; the first of each kind."""
    text = text.strip()
    if not text:
        return Found([], [], [], [], [], [])
    amounts = amounts_meant(text)
    return Found(
        units=asked(
            reader,
            "SELECT * FROM names_of_units WHERE contains(unit_name, ?) OR contains(aliases, ?) "
            f"ORDER BY unit_name <> ?, length(unit_name) LIMIT {MOST}",
            [text] * 3,
        ),
        documents=asked(
            reader,
            "SELECT document_id, file_name, unit_name, fiscal_year, status, is_current FROM documents "
            "WHERE contains(file_name, ?) OR document_id LIKE ? || '%' "
            f"ORDER BY fiscal_year DESC NULLS LAST, file_name LIMIT {MOST}",
            [text, text if len(text) >= 6 else "-"],
        ),
        projects=asked(
            reader,
            "SELECT project_id, document_id, project_name, unit_name, fiscal_year, annual_total_yuan, first_page "
            "FROM performance_projects WHERE contains(project_name, ?) "
            f"ORDER BY annual_total_yuan DESC NULLS LAST LIMIT {MOST}",
            [text],
        ),
        items=asked(
            reader,
            "SELECT * FROM names_of_items WHERE contains(item_name, ?) "
            f"ORDER BY item_name <> ?, figures DESC LIMIT {MOST}",
            [text, text],
        ),
        figures=asked(
            reader,
            "SELECT line_id, document_id, unit_name, fiscal_year, item_name, column_path, amount_yuan, page_number "
            f"FROM budget_lines WHERE amount_yuan IN (SELECT unnest(?::DECIMAL(20,2)[])) LIMIT {MOST}",
            [amounts],
        )
        if amounts
        else [],
        sentences=asked(
            reader,
            "SELECT statement_id, document_id, sentence, page_number FROM statements "
            f"WHERE contains(sentence, ?) LIMIT {MOST}",
            [text],
        ),
    )
