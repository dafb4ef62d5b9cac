"""What Prefect shows of a run while it goes on and afterwards: a bar, and a report.

They are for looking at: a server that cannot take one is told of in the log, and the run goes on.
"""

from __future__ import annotations

import logging
import time
from uuid import UUID

import httpx
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.exceptions import PrefectException

from mingzhang.flows.ingest.progress import progress_line
from mingzhang.flows.ingest.session import Tally

EVERY_SECONDS = 3.0
# What Prefect's client raises.
REFUSALS = (httpx.HTTPError, PrefectException, OSError)
_log = logging.getLogger(__name__)


class ProgressArtifact:
    """A bar of the bytes read, moved every few seconds; call it with the tally."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._artifact: UUID | None = None
        self._moved = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        """Move the bar, if that is due."""
        if time.monotonic() - self._moved >= EVERY_SECONDS:
            self._move(tally)
            self._moved = time.monotonic()

    def end(self, tally: Tally) -> None:
        """Move the bar to where the run ended; short runs have none."""
        if self._artifact:
            self._move(tally)

    def _move(self, tally: Tally) -> None:
        done = 100.0 * tally.bytes_read / tally.bytes_to_read if tally.bytes_to_read else 100.0
        try:
            if self._artifact is None:
                self._artifact = create_progress_artifact(done, self._key, progress_line(tally))
            else:
                update_progress_artifact(self._artifact, done, progress_line(tally))
        except REFUSALS as error:
            _log.warning("Prefect did not take the progress: %s", error)


def keep_report(markdown: str, key: str, description: str) -> None:
    """Keep a report with the flow's run."""
    try:
        create_markdown_artifact(markdown, key=key, description=description)
    except REFUSALS as error:
        _log.warning("Prefect did not take the report: %s", error)
