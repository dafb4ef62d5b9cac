"""Rows as files that other programs open: Parquet, CSV, SQLite, and the data dictionary in two languages."""
