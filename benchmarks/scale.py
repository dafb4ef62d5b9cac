"""Archives by the thousand and more than one machine: `python -m benchmarks.scale --archive FOLDER --only many,dask`.

`many`: an archive of 5,000 documents, real ones with a text layer made distinct by what stands behind their end; the
parent's memory and the documents a second, at the end against the first hundred. `dask`: two workers against one.
`lake`: DuckLake against a DuckDB file. `kill`: runs ended by kill -9 at named points and resumed. `crawl`: a made-up
site.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks.archive import find_archive
from benchmarks.figures import Figure, Section, as_markdown, at_most, write_part
from benchmarks.figures import show as show_sections
from benchmarks.machine import head
from benchmarks.memory import Seen, watch

DOCUMENTS = 5_000
LEAST_DOCUMENTS = 700
FIRST = 100
FLAT = 0.10
KEPT = 0.9
WORKER_MIB = 4096.0
MOST_BYTES = 400 * 1024
KINDS = 6
LOADED = 60
PARTS = ("many", "dask", "lake", "kill", "crawl")


def many_section(archive: Path, count: int, keep: Path | None = None) -> Section:
    """`count` small documents of an archive through ingestion; what was seen is kept in `keep`, or taken from there."""
    if keep and keep.exists():
        seen = [Seen(**json.loads(line)) for line in keep.read_text(encoding="utf-8").splitlines()]
    else:
        with tempfile.TemporaryDirectory() as scratch:
            folder = padded_copies(text_documents(archive), count, Path(scratch, "many"))
            seen = watch(folder, Path(scratch, "many.duckdb"))
    if keep:
        keep.write_text("".join(json.dumps(asdict(one)) + "\n" for one in seen), encoding="utf-8")
    note = f"{KINDS} different files in turns, all of one length; the whole ingest, with two workers."
    return Section(f"An archive of {seen[-1].landed:,} documents", tuple(many_figures(seen)), note)


def many_figures(seen: Sequence[Seen]) -> Iterator[Figure]:
    """Growth and pace. The parent's memory after the first hundred is held against that at the end, as is the pace."""
    settled = [one.parent for one in seen if one.landed >= FIRST]
    early, late = statistics.median(settled[:5]), statistics.median(settled[-5:])
    first, last = pace(seen, 0, FIRST), pace(seen, seen[-1].landed - FIRST * 5, seen[-1].landed)
    yield at_most(
        "scale.memory",
        "parent's memory at the end against that after the first hundred",
        late / early - 1,
        f"{100 * (late / early - 1):+.1f} %",
        FLAT,
        f"≤ {100 * FLAT:+.0f} %",
        f"{early:.0f} and {late:.0f} MiB",
    )
    yield Figure(
        "scale.pace",
        "documents a second over the last 500 against the first hundred",
        last / first,
        f"{last / first:.2f}",
        KEPT,
        f"{KEPT}",
        note=f"{first:.2f} and {last:.2f} a second; {seen[-1].seconds:.0f} s in all",
    )
    settled_pace = pace(seen, FIRST, FIRST * 6)
    yield Figure(
        "scale.settled_pace",
        "the same against the 101st to the 600th",
        last / settled_pace,
        f"{last / settled_pace:.2f}",
        note=f"{settled_pace:.2f} a second; of the first hundred many had been read while Prefect started",
    )
    worker = max(one.worker for one in seen)
    yield at_most(
        "scale.worker",
        "biggest worker",
        worker,
        f"{worker:.0f} MiB",
        WORKER_MIB,
        f"≤ {WORKER_MIB:.0f} MiB",
        "the limit of a worker",
    )


def pace(seen: Sequence[Seen], start: int, end: int) -> float:
    """Documents a second from the `start`th to the `end`th. The first few wait for the workers to start."""
    within = [one for one in seen if start <= one.landed <= end]
    return (within[-1].landed - within[0].landed) / max(0.001, within[-1].seconds - within[0].seconds)


def text_documents(archive: Path) -> list[Path]:
    """The files of an archive that are read fastest, of those whose every page has a text layer."""
    from mingzhang.extractors.pipeline import read_document
    from mingzhang.models.records.pages import TextSource
    from mingzhang.models.vocabulary.enums import DocumentStatus

    seconds: dict[Path, float] = {}
    for path in find_archive(archive):
        if path.suffix.lower() != ".pdf" or path.stat().st_size > MOST_BYTES:
            continue
        document = read_document(path)
        with_text = all(page.text_source is TextSource.TEXT_LAYER for page in document.pages)
        if document.status is DocumentStatus.COMPLETE and document.tables and with_text:
            seconds[path] = document.seconds
    return sorted(seconds, key=lambda path: seconds[path])[:KINDS]


def padded_copies(files: Sequence[Path], count: int, folder: Path) -> Path:
    """`count` files of one length, in turns, each with a number of its own behind the PDF's end.

    Of one length, as a run takes the largest first: so that its end has the same documents as its beginning.
    """
    folder.mkdir(parents=True)
    contents = [path.read_bytes() for path in files]
    length = max(map(len, contents)) + 32
    for number in range(count):
        data = contents[number % len(contents)]
        tail = f"\n%{number}\n".encode()
        (folder / f"{number:06d}.pdf").write_bytes(data + b"\n" + b"%" * (length - len(data) - len(tail)) + tail)
    return folder


def sections_of(chosen: argparse.Namespace) -> Iterator[tuple[str, Section]]:
    """What was asked for, part by part, as it is measured."""
    for part in chosen.only:
        if part == "many":
            yield part, many_section(chosen.archive, chosen.documents, chosen.keep)
        elif part == "dask":
            from benchmarks.dask import dask_section

            yield part, dask_section()
        elif part == "lake":
            from benchmarks.lake import lake_section, read_some

            with tempfile.TemporaryDirectory() as scratch:
                yield part, lake_section(read_some(chosen.archive, LOADED), LOADED, Path(scratch))
        elif part == "kill":
            from benchmarks.kill import kill_section

            yield part, kill_section(chosen.seeds)
        elif part == "crawl":
            from benchmarks.crawl import crawl_section

            yield part, crawl_section(chosen.seeds)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, metavar="FOLDER", help="a folder of disclosures")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, metavar="N", help="of `many`")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="of `kill` and `crawl`")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS), metavar="PART,PART")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="what was seen during `many`: kept, or taken from there"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into this document")
    chosen = parser.parse_args(arguments)
    if chosen.documents < LEAST_DOCUMENTS:
        parser.error(f"--documents: {LEAST_DOCUMENTS} at least, to tell the end from the beginning")
    console, begun = Console(), head()
    for part, section in sections_of(chosen):
        show_sections(console, [section])
        if chosen.markdown:
            write_part(chosen.markdown, f"scale {part}", as_markdown([section], begun))


if __name__ == "__main__":
    main()
