"""Names and phones of performance forms: masked wherever they are served, kept as printed in a file of their own."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.models.records.documents import Document, PerformanceContact

SHORTEST = 2


def mask(text: str | None) -> str | None:
    """A name keeps its first character, a number its first three and last two digits."""
    if text is None:
        return None
    plain = text.strip()
    if sum(character.isdigit() for character in plain) >= 5:
        return plain[:3] + "*" * (len(plain) - 5) + plain[-2:]
    return plain[:1] + "*" * (len(plain) - 1)


def secrets_of(contacts: Iterable[PerformanceContact | None]) -> dict[str, str]:
    """What must not be served, and what stands in its place; longest first, so that no part shows."""
    found = {
        value.strip(): mask(value) or ""
        for contact in contacts
        if contact is not None
        for value in (contact.responsible_person, contact.handler, contact.phone)
        if value and len(value.strip()) >= SHORTEST
    }
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def secrets_by_table(document: Document) -> dict[int, dict[str, str]]:
    """For each table (by ordinal) that a form was read from: what its cells must not show."""
    secrets: dict[int, dict[str, str]] = {}
    for project in document.projects:
        for ordinal in project.table_ordinals:
            secrets[ordinal] = secrets.get(ordinal, {}) | secrets_of([project.contact])
    return secrets


def hide(text: str, secrets: dict[str, str]) -> str:
    """A cell's text without the secrets."""
    for secret, masked in secrets.items():
        if secret in text:
            text = text.replace(secret, masked)
    return text
