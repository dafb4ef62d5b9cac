"""Which units a document names, and as what: its own, its department, owners of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentKind
from mingzhang.models.vocabulary.offices import Office, OfficeCoverage, office


class UnitRole(StrEnum):
    """As what a document names a unit."""

    DOCUMENT = "document"
    DEPARTMENT = "department"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class UnitName:
    """One way in which one document prints a unit. `level` is None where it could not be told."""

    role: UnitRole
    printed_name: str
    office: Office
    level: OfficeCoverage | None
    department_name: str | None
    department_unit_id: str | None
    fiscal_year: int | None


def unit_of(document: Document) -> Office | None:
    """The office whose disclosure a document is."""
    facts = document.facts
    return office(facts.unit_name, facts.region) if facts.unit_name else None


def named_units(document: Document) -> Iterator[UnitName]:
    """The units that a document names, each way of printing it once."""
    facts = document.facts
    own = unit_of(document)
    department = office(facts.department_name, facts.region) if facts.department_name else None
    is_part = own is not None and department is not None and department.unit_id != own.unit_id
    level = _level(document, is_part)
    above = department if is_part else None
    named: list[UnitName] = []
    if own and facts.unit_name:
        named.append(_named(UnitRole.DOCUMENT, facts.unit_name, own, level, above, facts.fiscal_year))
    if above and facts.department_name:
        named.append(
            _named(UnitRole.DEPARTMENT, facts.department_name, above, OfficeCoverage.WHOLE, None, facts.fiscal_year)
        )
    whole = department or own
    for name in dict.fromkeys(_owners(document)):
        owner = office(name, facts.region)
        is_below = whole is not None and owner.unit_id != whole.unit_id
        told = owner.level or (OfficeCoverage.SUBORDINATE if is_below else level)
        named.append(_named(UnitRole.OWNER, name, owner, told, whole if is_below else None, facts.fiscal_year))
    seen: set[tuple[str, str]] = set()
    for one in named:
        if (key := (one.office.unit_id, one.printed_name)) not in seen:
            seen.add(key)
            yield one if one.office.region else replace(one, office=replace(one.office, region=facts.region))


def _named(
    role: UnitRole, printed: str, unit: Office, level: OfficeCoverage | None, above: Office | None, year: int | None
) -> UnitName:
    return UnitName(role, printed, unit, level, above.name if above else None, above.unit_id if above else None, year)


def _level(document: Document, is_part: bool) -> OfficeCoverage | None:
    facts = document.facts
    if is_part:
        return OfficeCoverage.SUBORDINATE
    if facts.level:
        return OfficeCoverage(facts.level)
    return OfficeCoverage.WHOLE if facts.document_kind is DocumentKind.DEPARTMENT_BUDGET else None


def _owners(document: Document) -> Iterator[str]:
    for table in document.tables:
        if table.unit_name:
            yield table.unit_name
        yield from (line.unit_name for line in table.lines if line.unit_name)
