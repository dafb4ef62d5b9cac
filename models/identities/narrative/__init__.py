"""Identities of the narrative: in itself, and against the tables."""
