"""Sixty ways out of a query: none writes, reads a file, reaches the network, changes a setting or sees a contact."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.models.errors import MingzhangError
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.storage.address import FileAddress
from tests.support.documents import PERSON, PHONE

# {secret}: a file of the machine; {out}: one that is not there; {restricted}: the file of contacts.
WRITES = (
    "DELETE FROM documents", "UPDATE documents SET file_name = 'x'", "INSERT INTO units SELECT * FROM units",
    "TRUNCATE documents", "DROP TABLE documents", "DROP VIEW unit_years", "CREATE TABLE mine AS SELECT 1",
    "CREATE OR REPLACE VIEW unit_years AS SELECT 1", "ALTER TABLE documents ADD COLUMN x INT",
    "CREATE INDEX i ON documents(file_name)", "COMMENT ON TABLE documents IS 'x'", "CREATE SCHEMA s",
    "CREATE SEQUENCE q", "MERGE INTO units USING units u ON false WHEN NOT MATCHED THEN INSERT BY NAME",
    "WITH d AS (SELECT 1) DELETE FROM documents", "SELECT 1; DELETE FROM documents", "VACUUM documents",
)  # fmt: skip
FILES = (
    "SELECT * FROM read_csv('{secret}')", "SELECT * FROM read_csv_auto('{secret}')", "SELECT * FROM '{secret}'",
    "SELECT * FROM read_text('{secret}')", "SELECT * FROM read_blob('{secret}')", "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_ndjson('{secret}')", "SELECT * FROM read_parquet('{secret}')", "SELECT * FROM glob('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')", "SELECT * FROM parquet_schema('{secret}')",
    "SELECT * FROM query('SELECT * FROM read_text(''{secret}'')')", "SELECT * FROM query_table('{secret}')",
    "FROM '{secret}' SELECT *", "DESCRIBE SELECT * FROM '{secret}'", "SUMMARIZE '{secret}'",
    "COPY documents TO '{out}'", "COPY (SELECT 1) TO '{out}' (FORMAT parquet)", "COPY units FROM '{secret}'",
    "EXPORT DATABASE '{out}'", "IMPORT DATABASE '{out}'", "ATTACH '{out}'", "ATTACH '{restricted}' AS r (READ_ONLY)",
    "ATTACH ':memory:' AS m", "ATTACH '{restricted}' AS r (TYPE sqlite)", "USE restricted",
)  # fmt: skip
SETTINGS = (
    "SET enable_external_access = true", "SET GLOBAL enable_external_access = true", "SET lock_configuration = false",
    "RESET lock_configuration", "RESET enable_external_access", "SET memory_limit = '1TB'", "SET threads = 64",
    "SET temp_directory = '{out}'", "SET allowed_paths = ['{secret}']", "PRAGMA enable_external_access = true",
    "PRAGMA memory_limit = '1TB'", "SET custom_extension_repository = 'http://127.0.0.1:1/'", "INSTALL httpfs",
    "LOAD httpfs", "LOAD '{out}'", "CREATE SECRET s (TYPE s3)", "SELECT * FROM read_csv('http://127.0.0.1:1/a.csv')",
    "SELECT * FROM 's3://bucket/a.parquet'",
)  # fmt: skip
CONTACTS = (
    "SELECT * FROM restricted.performance_contacts", "SELECT * FROM restricted.main.performance_contacts",
    "SELECT * FROM query('SELECT * FROM restricted.performance_contacts')",
)  # fmt: skip
# May be answered, with nothing that is not the warehouse's own.
MAY_ANSWER = ("SET threads = 64", "VACUUM documents", "ATTACH ':memory:' AS m", "USE restricted",
              "CREATE SECRET s (TYPE s3)", "RESET enable_external_access")  # fmt: skip


def test_there_are_sixty() -> None:
    assert len({*WRITES, *FILES, *SETTINGS, *CONTACTS}) >= 60


@pytest.mark.parametrize("group", [WRITES, FILES, SETTINGS, CONTACTS], ids=["writes", "files", "settings", "contacts"])
def test_no_way_out(warehouse: Path, tmp_path: Path, group: tuple[str, ...]) -> None:
    secret, out = tmp_path / "secret.csv", tmp_path / "out.duckdb"
    secret.write_text("geheim\n1\n", "utf-8")
    before, files = warehouse.read_bytes(), sorted(tmp_path.iterdir())
    for sql in group:
        reader = Reader(warehouse)
        said = ""
        try:
            said = str(reader.ask(sql.format(secret=secret, out=out, restricted=FileAddress(warehouse).contacts)))
        except MingzhangError as error:
            told = str(error)
            assert PERSON not in told and PHONE not in told, sql
        else:
            assert sql in MAY_ANSWER, sql
        assert "geheim" not in said and PERSON not in said and PHONE not in said, sql
        assert sorted(tmp_path.iterdir()) == files, sql
        assert reader.ask(
            "SELECT current_setting('enable_external_access'), current_setting('lock_configuration'), count(*) > 0 "
            "FROM main.documents"
        ).rows == [(False, True, True)], sql
        reader.close()
    assert warehouse.read_bytes() == before
