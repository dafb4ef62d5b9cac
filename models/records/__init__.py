"""Frozen typed records: pages, documents, places."""
