"""Archives (zip, rar, …) that documents came out of, and what became of each member."""

from __future__ import annotations

from mingzhang.warehouse.schema.declaration import Column, Relation

ARCHIVES = Relation(
    "archives",
    "One row an archive (zip, tar, 7z, rar) that was opened, or could not be; those that lie in another one too",
    (
        Column("archive_uri", "VARCHAR", "Its place: an absolute path, or `a.zip!/b.rar` inside another"),
        Column("outer_uri", "VARCHAR", "Place of the outermost archive; the same where it lies in none"),
        Column("file_name", "VARCHAR", "Its name there"),
        Column("archive_id", "VARCHAR", "sha256 of its bytes"),
        Column("media_type", "VARCHAR", "What the bytes are, whatever the name says"),
        Column("byte_size", "BIGINT", "Size in bytes"),
        Column("modified_ns", "BIGINT", "Modification time of the outermost archive (ns since 1970)"),
        Column("level", "INTEGER", "In how many archives it lies"),
        Column("status", "VARCHAR", "complete, partial (something was refused), failed (nothing could be read)"),
        Column("error_code", "VARCHAR", "Why it was not read to its end: a stable code"),
        Column("error_message", "VARCHAR", "Why, and what to do: one sentence"),
        Column("member_count", "INTEGER", "Entries that were seen, folders too"),
        Column("document_count", "INTEGER", "Documents in it, without those of archives in it"),
        Column("left_out_count", "INTEGER", "Members that are no disclosures by name and by bytes"),
        Column("refused_count", "INTEGER", "Members that were refused; see archive_members"),
        Column("unpacked_bytes", "BIGINT", "Bytes that came out of it"),
        Column("unpacker", "VARCHAR", "Version of what opens archives; another one opens it again"),
        Column("opened_at", "TIMESTAMP", "When it was opened (UTC)"),
    ),
    per_document=False,
)

ARCHIVE_MEMBERS = Relation(
    "archive_members",
    "One row a member of an archive that is a document or an archive, or was refused",
    (
        Column("outer_uri", "VARCHAR", "Place of the outermost archive; see archives"),
        Column("archive_uri", "VARCHAR", "Archive that it lies in; see archives"),
        Column("source_uri", "VARCHAR", "Its place: `a.zip!/folder/b.pdf`"),
        Column("file_name", "VARCHAR", "Its name there, readable"),
        Column("byte_size", "BIGINT", "Size in bytes; of one that was refused as far as it was read"),
        Column("outcome", "VARCHAR", "document, archive or refused"),
        Column("document_id", "VARCHAR", "sha256 of its bytes; NULL where it was refused"),
        Column("error_code", "VARCHAR", "Why it was refused: a stable code"),
        Column("error_message", "VARCHAR", "Why it was refused: one sentence"),
    ),
    per_document=False,
)
