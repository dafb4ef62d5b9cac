"""Vocabulary: enumerations, and the words that vary between provinces, as data."""
