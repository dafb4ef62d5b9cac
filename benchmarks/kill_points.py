"""The points at which a run is killed, as data: where in the code, in which process, before, after or in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """`half`: half of the bytes that the function writes are there (another share by seed); `cut`: the last file
    written is half there; `during`: soon after the files named begin to change.
    """

    BEFORE = "before"
    AFTER = "after"
    HALF = "half"
    CUT = "cut"
    DURING = "during"


class Process(StrEnum):
    """Who passes the point."""

    PARENT = "parent"
    UNPACKER = "unpacker"
    READER = "reader"
    CRAWLER = "crawler"
    DASK = "dask worker"


class Ends(StrEnum):
    """What dies: all of the run, as when a machine loses its power, or the process at the point alone."""

    RUN = "run"
    PROCESS = "process"


class Work(StrEnum):
    """What is under way: an ingest of small documents, one of a scan, one on a Dask cluster, a crawl."""

    INGEST = "ingest"
    SCAN = "scan"
    CRAWL = "crawl"
    DASK = "dask"


@dataclass(frozen=True, slots=True)
class Point:
    """A named point: `target` is `module:function`, counted only where `caller` (a module) calls it.

    `match` must stand in the text of what it is given; `file` is a pattern of the files that `cut` and `during` mean;
    `options` are those of the command that goes on afterwards. `by_history` are columns of documents that may differ:
    where the run goes on without an archive, the places in it are not the first ones that it sees.
    """

    name: str
    target: str
    moment: Moment = Moment.AFTER
    process: Process = Process.PARENT
    ends: Ends = Ends.RUN
    work: Work = Work.INGEST
    caller: str = ""
    match: str = ""
    file: str = ""
    options: tuple[str, ...] = ()
    by_history: tuple[str, ...] = ()


BEFORE, AFTER, HALF, CUT, DURING = Moment
PARENT, UNPACKER, READER, CRAWLER, DASK = Process
STORE, STAGING = "mingzhang.flows.sources.store", "mingzhang.warehouse.loading.staging"
PUT, REPLACE, RENAME = "mingzhang.flows.unpacking.opening:MemberIntake._put", "os:replace", "pathlib:Path.rename"
RETRY = ("--retry-failed",)

POINTS = (
    Point("schema half made", "mingzhang.warehouse.schema.declaration:create", AFTER),
    Point("schema made", "mingzhang.warehouse.loading.loader:Loader._bring_up_to_date", AFTER),
    Point("mid member", PUT, HALF, UNPACKER),
    Point("between members", "mingzhang.flows.unpacking.opening:UnpackingRun.put_down", AFTER, UNPACKER),
    Point("mid member, unpacker alone", PUT, HALF, UNPACKER, Ends.PROCESS, by_history=("source_uri",)),
    Point("archive recorded half", "mingzhang.warehouse.loading.archives:_insert", AFTER),
    Point("archive recorded, nothing read", "mingzhang.warehouse.loading.loader:Loader.add_archive", AFTER),
    Point("before the hash of a file", "mingzhang.flows.hashing:sha256_and_head", BEFORE),
    Point("mid object of the store", "mingzhang.flows.sources.store:StoreWriter.write", HALF),
    Point("object written, not renamed", REPLACE, BEFORE, caller=STORE),
    Point("object renamed, not noted", REPLACE, AFTER, caller=STORE),
    Point("jobs submitted", "mingzhang.flows.workers.pool:Readers.submit", AFTER),
    Point("reader at open", "mingzhang.extractors.pipeline:_read", BEFORE, READER),
    Point("reader at page 2", "mingzhang.flows.workers.child:note_progress", AFTER, READER, match="page=2,"),
    Point("reader at page 2, alone", "mingzhang.flows.workers.child:note_progress", AFTER, READER, Ends.PROCESS,
          match="page=2,",
          options=RETRY),
    Point("reader at understanding", "mingzhang.extractors.pipeline:understand", BEFORE, READER),
    Point("reader at the proof", "mingzhang.extractors.pipeline:proved", BEFORE, READER),
    Point("reader at the second reading", "mingzhang.extractors.pipeline:second_reading", BEFORE, READER,
          work=Work.SCAN),
    Point("mid rows staged", "pathlib:Path.write_bytes", HALF, READER, caller=STAGING),
    Point("rows staged, not renamed", RENAME, BEFORE, READER, caller=STAGING),
    Point("rows renamed, not announced", RENAME, AFTER, READER, caller=STAGING),
    Point("file for contacts made, empty", "mingzhang.warehouse.loading.loader:contacts_for_writing", AFTER),
    Point("contacts loaded, document not", "mingzhang.warehouse.loading.loader:Loader._load_contacts", AFTER),
    Point("mid transaction", "mingzhang.warehouse.loading.loader:_insert", AFTER),
    Point("before the commit", "mingzhang.warehouse.loading.loader:Loader._load", AFTER),
    Point("mid commit", "mingzhang.warehouse.loading.loader:Loader.load", DURING, file="w.duckdb.wal"),
    Point("committed, staged rows still there", "mingzhang.warehouse.loading.loader:Loader.load", AFTER),
    Point("at close", "mingzhang.warehouse.loading.loader:Loader.close", BEFORE),
    Point("mid checkpoint", "mingzhang.warehouse.loading.loader:Loader.close", DURING, file="w.duckdb"),
    Point("mid checkpoint of contacts", "mingzhang.warehouse.loading.loader:Loader.close", DURING,
          file="w.contacts.duckdb"),
    Point("closed, staging still there", "mingzhang.warehouse.loading.loader:Loader.close", AFTER),
    Point("mid download", "scrapy.core.downloader.handlers.http11:_ResponseReader.dataReceived", HALF, CRAWLER,
          work=Work.CRAWL),
    Point("list recorded half", "mingzhang.flows.crawl.frontier:Frontier._add", AFTER, CRAWLER, work=Work.CRAWL),
    Point("download whole, not in the store", "mingzhang.flows.crawl.spider:DisclosureSpider._keep_attachment",
          BEFORE, CRAWLER,
          work=Work.CRAWL),
    Point("download half in the store", "mingzhang.flows.sources.store:StoreWriter.write", HALF, CRAWLER,
          work=Work.CRAWL),
    Point("download whole, not renamed", REPLACE, BEFORE, CRAWLER, work=Work.CRAWL, caller=STORE),
    Point("download renamed, not marked", "mingzhang.flows.crawl.frontier:Frontier.stored", BEFORE, CRAWLER,
          work=Work.CRAWL),
    Point("download marked half", "mingzhang.flows.crawl.frontier:Frontier._keep", AFTER, CRAWLER, work=Work.CRAWL),
    Point("download marked, crawler alone", "mingzhang.flows.crawl.frontier:Frontier.stored", AFTER, CRAWLER,
          Ends.PROCESS,
          work=Work.CRAWL),
    Point("crawled, not ingested", "mingzhang.flows.crawl.ingestion:found_files", BEFORE, work=Work.CRAWL),
    Point("some of what was crawled ingested", "mingzhang.warehouse.loading.loader:Loader.load", AFTER,
          work=Work.CRAWL),
    Point("ingested, not marked", "mingzhang.flows.crawl.frontier:Frontier.ingested", BEFORE, work=Work.CRAWL),
    Point("mid Parquet", "mingzhang.warehouse.loading.staging:staged_query", CUT, DASK, Ends.PROCESS, Work.DASK,
          file="shared/run-*/staged/*/.*/*.parquet"),
    Point("Parquet whole, not renamed", RENAME, BEFORE, DASK, Ends.PROCESS, Work.DASK, caller=STAGING),
    Point("Parquet renamed, not announced", "mingzhang.flows.workers.dask_worker:_publish", AFTER, DASK,
          Ends.PROCESS, Work.DASK),
    Point("mid load of Parquet", "mingzhang.warehouse.loading.loader:_insert", AFTER, work=Work.DASK),
)  # fmt: skip
