"""A whole site, mirrored on loopback: every disclosure is fetched, and nothing else; killed or not."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.crawl import asked_once, expected
from benchmarks.site_mirror import Mirror
from mingzhang.flows.crawl.process import _started
from mingzhang.models.errors import ErrorCode, MingzhangError
from tests.flows.crawl.conftest import Planner

ASKED_AGAIN_ANYWAY = ("/robots.txt",)


def test_every_disclosure_is_found_and_nothing_else(mirror: Mirror, plan_crawl: Planner) -> None:
    crawl = plan_crawl(mirror.sites_yaml())
    crawl.run()
    held = crawl.held()
    assert {url: one.sha256 for url, one in held.items()} == expected(mirror)
    assert len(held) >= 190
    for one in mirror.expected:
        found = held[one.url]
        assert (found.file_name, found.article_title, found.published_on) == (
            one.file_name,
            one.title,
            one.published_on,
        )
        assert found.publisher == (f"某市{one.title[2:5]}" if "/next/" in one.url else None)
    assert sorted(crawl.objects()) == sorted(set(expected(mirror).values()))
    assert crawl.problems() == mirror.refused
    assert mirror.agents == {crawl.plan.settings.user_agent}
    assert not [path for path in mirror.hits if path.startswith("/secret/")]
    assert sum(path.startswith("/next/calendar") for path in mirror.hits) <= 3

    mirror.forget()
    crawl.run()
    asked = [path for path, count in mirror.hits.items() if count and path not in ASKED_AGAIN_ANYWAY]
    fire_walls = [path for path in asked if mirror.refused.get(mirror.root + path) == "blocked_by_site"]
    lists = [path for path in asked if "index" in path or "page" in path or path.endswith("/") or "list?" in path]
    assert sorted([*fire_walls, *lists, *(p for p in asked if "calendar" in p)]) == sorted(asked)
    assert mirror.statuses[304] >= 15
    assert mirror.statuses[200] == len(ASKED_AGAIN_ANYWAY)
    assert {url: one.sha256 for url, one in crawl.held().items()} == expected(mirror)


def test_a_crawl_killed_at_any_moment_loses_nothing_and_repeats_nothing(plan_crawl: Planner) -> None:
    mirror = Mirror(articles=150, slow=0.2).start()
    crawl = plan_crawl(mirror.sites_yaml())
    moments = random.Random(5)
    kills = 0
    while kills < 6:
        with _started(crawl.plan) as process:
            reached = sum(mirror.hits.values()) + moments.randrange(5, 60)
            while process.poll() is None and sum(mirror.hits.values()) < reached:
                time.sleep(moments.uniform(0.001, 0.02))
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
    crawl.run()
    assert kills == 6
    assert {url: one.sha256 for url, one in crawl.held().items()} == expected(mirror)
    assert crawl.problems() == mirror.refused
    again = [path for path, count in mirror.hits.items() if count > 1 and asked_once(mirror, path)]
    assert len(again) <= 2 * kills  # what was under way at each of two hosts when it was killed
    assert not list(Path(crawl.plan.store).glob(".incoming/*"))
    mirror.stop()


def test_two_crawls_do_not_work_on_the_same_frontier(mirror: Mirror, plan_crawl: Planner) -> None:
    mirror.pause = 0.2
    crawl = plan_crawl(mirror.sites_yaml())
    with _started(crawl.plan) as first:
        while not mirror.hits:
            time.sleep(0.02)
        with pytest.raises(MingzhangError) as error:
            crawl.run()
        assert error.value.code is ErrorCode.CRAWL_BUSY
        first.kill()


def test_a_crawl_ends_with_its_parent(mirror: Mirror, plan_crawl: Planner, tmp_path: Path) -> None:
    mirror.pause = 0.1
    crawl = plan_crawl(mirror.sites_yaml())
    script = (
        "import sys, pickle, time\n"
        "from mingzhang.flows.crawl.process import _started\n"
        "plan = pickle.load(open(sys.argv[1], 'rb'))\n"
        "with _started(plan) as process:\n"
        "    print(process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    (tmp_path / "plan").write_bytes(pickle.dumps(crawl.plan))
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "plan")], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    while not mirror.hits:
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([child], timeout=5)[1] == []
