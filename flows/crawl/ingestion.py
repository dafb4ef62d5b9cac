"""From the frontier into the flow: what a crawl has stored and nobody has read yet."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from mingzhang.flows.crawl.records import Held
from mingzhang.flows.sources.files import FoundFile, Publication
from mingzhang.flows.sources.store import fetch


def found_files(held: Iterable[Held]) -> list[FoundFile]:
    """Attachments as files to ingest: their bytes in the store, their names and articles as they were published.

    What lies in object storage is copied to a folder that is removed when this process ends. Raises `MingzhangError`
    (`store_unusable`).
    """
    return [_found(one) for one in held]


def _found(held: Held) -> FoundFile:
    fetched = datetime.fromtimestamp(held.kept_at, UTC).replace(tzinfo=None, microsecond=0)
    return FoundFile(
        path=_local(held),
        uri=held.url,
        file_name=held.file_name,
        byte_size=held.byte_size,
        modified_ns=int(held.kept_at * 1e9),  # the same as long as the bytes are: a place is known again by it
        provenance=Publication(
            article_uri=held.article_url,
            article_title=held.article_title,
            publisher=held.publisher,
            link_text=held.link_text,
            published_on=date.fromisoformat(held.published_on) if held.published_on else None,
            fetched_at=fetched,
        ),
        document_id=held.sha256,
        stored=held.stored,
    )


def _local(held: Held) -> Path:
    if "://" not in held.stored:
        return Path(held.stored)
    target = _folder() / held.sha256
    if not target.exists():
        fetch(held.stored, held.sha256, target)
    return target


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-fetched-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
