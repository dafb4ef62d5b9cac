"""A DuckLake with PostgreSQL against a DuckDB file: the same rows in every relation, and the time to load them.

    python -m benchmarks.lake FOLDER --count 60

Documents are read and staged first, untimed. Then each is loaded into both, one right after the other, the first
turn with the file, the next with the lake: what else the machine does meets both alike. The time is that of `load`,
and of `close` with its checkpoint or its merging of small files. The server runs on loopback without fsync.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.archive import find_archive
from benchmarks.figures import Figure, Section, at_most, show
from benchmarks.timing import spread_of
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.schema.views import VIEWS
from mingzhang.warehouse.storage.address import Where
from tests.support.postgres import postgres

FLOOR = 3.0
TIMES = {"documents": "ingested_at", "document_sources": "first_seen_at"}
# What a document of an archive comes to, so that a few files can stand for many.
MOST_READ = 60


def lake_section(documents: Sequence[Document], count: int, folder: Path) -> Section:
    """`count` documents, made of those given, loaded into a file and into a lake, and the rows of both compared."""
    staged = stage_copies(documents, count, folder / "staged")
    file = folder / "file.duckdb"
    with postgres() as server:
        os.environ["PGPASSFILE"] = str(server.passfile)
        lake = server.address(folder / "lake", "benchmark")
        seconds = load_in_turns((file, lake), staged)
        differing = [name for name, rows in differing_rows(file, lake).items() if rows]
    files = sum(1 for path in (folder / "lake").rglob("*.parquet"))
    (of_file, closing_file), (of_lake, closing_lake) = seconds
    ratio = (of_lake + closing_lake) / (of_file + closing_file)
    relations = len(TABLES_OF_WAREHOUSE) + len(VIEWS)
    figures = (
        at_most(
            "lake.rows",
            f"relations and views, of {relations}, whose rows differ",
            float(len(differing)),
            ", ".join(differing) or "none",
            0.0,
            "none",
            "every row compared, the times of loading left out",
        ),
        at_most(
            "lake.time",
            f"time to load {len(staged)} documents, DuckLake against a DuckDB file",
            ratio,
            f"{ratio:.2f}",
            FLOOR,
            f"≤ {FLOOR:.0f}",
            f"{1000 * of_lake / len(staged):.0f} against {1000 * of_file / len(staged):.0f} ms a document, "
            f"{closing_lake:.1f} against {closing_file:.1f} s to close",
        ),
        Figure("lake.files", "Parquet files of the lake afterwards", float(files), f"{files:,}"),
    )
    return Section("A warehouse for many: DuckLake with PostgreSQL", figures)


def stage_copies(documents: Sequence[Document], count: int, folder: Path) -> dict[str, Path]:
    """`count` staged documents, folders by id: the documents given, again and again under other ids."""
    staged = {}
    folder.mkdir(parents=True)
    for number in range(count):
        document = documents[number % len(documents)]
        if number >= len(documents):
            document = replace(document, document_id=f"{number:016}{document.document_id[16:]}")
        staged[document.document_id] = folder / document.document_id
        stage(document, staged[document.document_id])
    return staged


def load_in_turns(warehouses: Sequence[Where], staged: Mapping[str, Path]) -> list[tuple[float, float]]:
    """Load every document into every warehouse. Gives the seconds of loading and of closing, by warehouse."""
    loaders = [Loader(warehouse) for warehouse in warehouses]
    loading = [0.0] * len(loaders)
    for turn, (document_id, folder) in enumerate(staged.items()):
        place = SourcePlace(f"/archive/{document_id}.pdf", f"{document_id}.pdf", 1, 1)
        for step in range(len(loaders)):
            which = (turn + step) % len(loaders)
            start = time.perf_counter()
            loaders[which].load(document_id, folder, "benchmark", [place])
            loading[which] += time.perf_counter() - start
    closing = []
    for loader in loaders:
        start = time.perf_counter()
        loader.close()
        closing.append(time.perf_counter() - start)
    return list(zip(loading, closing, strict=True))


def differing_rows(one: Where, other: Where) -> dict[str, int]:
    """How many rows of each relation and view are in one warehouse only, without the time of loading."""
    readers = Reader(one), Reader(other)
    found = {}
    for relation in (*TABLES_OF_WAREHOUSE, *VIEWS):
        without = f"EXCLUDE ({TIMES[relation.name]})" if relation.name in TIMES else ""
        ours, theirs = (reader.ask(f"SELECT * {without} FROM {relation.name} ORDER BY ALL").rows for reader in readers)
        found[relation.name] = 0 if ours == theirs else len(set(map(repr, ours)) ^ set(map(repr, theirs)))
    for reader in readers:
        reader.close()
    return found


def read_some(archive: Path, count: int) -> list[Document]:
    """Documents of an archive, spread evenly over it, that have a text layer and were read to their end."""
    documents = []
    for path in spread_of(find_archive(archive), min(count, MOST_READ)):
        document = read_document(path)
        if document.status is DocumentStatus.COMPLETE:
            documents.append(document)
    return documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, metavar="FOLDER", help="PDF files to load")
    parser.add_argument("--count", type=int, default=60, help="how many documents to load (default 60)")
    parser.add_argument("--read", type=int, default=MOST_READ, help="how many of the files to read for it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingzhang-lake-") as folder:
        documents = read_some(options.archive, min(options.count, options.read))
        show(Console(), [lake_section(documents, options.count, Path(folder))])


if __name__ == "__main__":
    main()
