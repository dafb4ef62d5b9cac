"""What a document says -> DuckDB: schema, load, views, queries. No OCR, no Prefect."""
