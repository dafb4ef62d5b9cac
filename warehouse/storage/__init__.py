"""Where a warehouse lies and how it is opened: a DuckDB file or a DuckLake."""
