"""The deployments: which flow runs when, with what. `prefect.yaml` says the same to a server (a test holds it)."""

from __future__ import annotations

import importlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mingzhang.flows.ingest.options import RunOptions

TIME_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A deployment. `entrypoint` is module:flow; `cron` is in Chinese time, None: by hand. Its runs bear `tags`."""

    name: str
    entrypoint: str
    description: str
    cron: str | None
    tags: tuple[str, ...]

    @property
    def flow(self) -> Any:
        """The flow itself."""
        module, _, name = self.entrypoint.partition(":")
        return getattr(importlib.import_module(module), name)


NIGHTLY = Scheduled(
    "nightly",
    "mingzhang.flows.schedule.nightly:crawl_and_ingest",
    "Crawl the sites and ingest what is new.",
    "30 1 * * *",
    ("crawl", "ingest"),
)
WEEKLY = Scheduled(
    "weekly",
    "mingzhang.flows.schedule.upkeep:recheck_warehouse",
    "Go over the whole warehouse: identities, corrections, this year against the last.",
    "0 6 * * 1",
    ("check", "upkeep"),
)
NEW_VERSION = Scheduled(
    "new-version",
    "mingzhang.flows.schedule.upkeep:reingest_outdated",
    "Read again what an older version of mingzhang read; nothing where nothing is older.",
    "30 4 * * *",
    ("ingest", "upkeep"),
)
ARCHIVE = Scheduled(
    "archive",
    "mingzhang.flows.ingest.flow:ingest_archive",
    "Read what is new in folders and archives of disclosures.",
    None,
    ("ingest",),
)
DEPLOYMENTS = (NIGHTLY, WEEKLY, NEW_VERSION, ARCHIVE)


@dataclass(frozen=True, slots=True)
class Host:
    """What the deployments of one host work on: the options of their runs, and what a crawl needs."""

    options: RunOptions = field(default_factory=RunOptions)
    sites: Path | None = None
    store: str = "store"
    state: Path = Path("crawl.sqlite")
    reports: Path | None = None

    def parameters(self, scheduled: Scheduled) -> dict[str, Any]:
        """The parameters of a deployment's runs: what is chosen otherwise than by default."""
        usual = RunOptions()
        given = {name: value for name, value in asdict(self.options).items() if value != getattr(usual, name)}
        given |= {"warehouse": self.options.warehouse, "workers": self.options.workers}
        if scheduled is WEEKLY:
            given = {"warehouse": self.options.warehouse}
        if self.reports:
            given["report"] = str(self.reports / f"{scheduled.name}.md")
        if scheduled is NIGHTLY:
            given |= {"sites": str(self.sites), "store": self.store, "state": str(self.state)}
        if scheduled is ARCHIVE:
            given["paths"] = []
        return given


def on_host(host: Host) -> list[Scheduled]:
    """The deployments that a host can run: no crawl where no sites are described."""
    return [scheduled for scheduled in DEPLOYMENTS if host.sites or scheduled is not NIGHTLY]


def to_prefect(scheduled: Scheduled, host: Host) -> Any:
    """A deployment as Prefect's `serve` takes it."""
    from prefect.deployments.runner import EntrypointType
    from prefect.schedules import Cron

    return scheduled.flow.to_deployment(
        scheduled.name,
        schedule=Cron(scheduled.cron, timezone=TIME_ZONE) if scheduled.cron else None,
        paused=False,
        parameters=host.parameters(scheduled),
        description=scheduled.description,
        tags=list(scheduled.tags),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
