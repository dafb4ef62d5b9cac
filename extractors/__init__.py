"""Bytes -> what the document says. No database, no Prefect, no network."""
