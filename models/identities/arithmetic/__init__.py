"""Identities between the figures of tables and forms."""
