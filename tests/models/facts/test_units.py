"""Which units a document names: its own, the department above it, the owners of its rows."""

from __future__ import annotations

from dataclasses import replace

from mingzhang.models.facts.units import UnitRole, named_units
from mingzhang.models.records.documents import Facts
from mingzhang.models.vocabulary.enums import DocumentKind
from mingzhang.models.vocabulary.offices import OfficeCoverage
from tests.support.documents import small_document


def test_a_unit_below_a_department() -> None:
    facts = Facts(DocumentKind.UNIT_BUDGET, "福州市公安局交通管理支队", "福州市公安局", "福州市", 2026)
    named = list(named_units(replace(small_document(), facts=facts, tables=())))
    assert [(name.role, name.level) for name in named] == [
        (UnitRole.DOCUMENT, OfficeCoverage.SUBORDINATE),
        (UnitRole.DEPARTMENT, OfficeCoverage.WHOLE),
    ]
    assert named[0].department_unit_id == named[1].office.unit_id


def test_owners_of_rows_are_below_the_whole() -> None:
    document = small_document()
    facts = Facts(DocumentKind.DEPARTMENT_BUDGET, "甲州市水务局", "甲州市水务局", "甲州市", 2026)
    lines = tuple(
        replace(line, unit_name=name)
        for line, name in zip(
            document.tables[0].lines, ["甲州市水务局（本级）", "甲州市水文站"] + ["甲州市水务局"] * 99, strict=False
        )
    )
    tables = (replace(document.tables[0], unit_name=None, lines=lines),)
    named = {name.printed_name: name for name in named_units(replace(document, facts=facts, tables=tables))}
    assert named["甲州市水务局（本级）"].level is OfficeCoverage.OWN
    assert named["甲州市水文站"].level is OfficeCoverage.SUBORDINATE
    assert named["甲州市水务局（本级）"].office.unit_id == named["甲州市水务局"].office.unit_id
