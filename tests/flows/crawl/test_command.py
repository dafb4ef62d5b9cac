"""`mingzhang crawl` as people type it: a site into a warehouse, with what was published beside each file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from benchmarks.site_mirror import HOST, SLOW_HOST, Mirror
from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "three_units_2026.pdf"


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    hosts = ["--test-host", HOST, "--test-host", SLOW_HOST]
    return ["crawl", "sites.yaml", "--once", *hosts, "--warehouse", "w.duckdb", "--quiet"]


def test_a_site_lands_in_the_warehouse_with_its_articles(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror = Mirror(articles=10, documents=[SAMPLE.read_bytes()]).start()
    Path("sites.yaml").write_text(mirror.sites_yaml(), "utf-8")
    assert run([*arguments, "--site", "created"]) == ExitCode.FINE
    said = capsys.readouterr().out
    assert "created (甲市): 2 disclosures, 2 new, 0 unchanged" in said
    with duckdb.connect("w.duckdb", read_only=True) as warehouse:
        rows = warehouse.execute(
            "SELECT s.source_uri, s.file_name, article_title, CAST(published_on AS VARCHAR), link_text, stored_uri, "
            "status FROM document_sources s JOIN documents USING (document_id) ORDER BY s.source_uri"
        ).fetchall()
    expected = sorted((one for one in mirror.expected if "/created/" in one.url), key=lambda one: one.url)
    assert [row[:4] for row in rows] == [(e.url, e.file_name, e.title, e.published_on) for e in expected]
    for _, file_name, _, _, link_text, stored, status in rows:
        assert link_text == file_name
        assert Path(stored).read_bytes() == SAMPLE.read_bytes()
        assert status == "complete"
    mirror.forget()
    assert run([*arguments, "--site", "created"]) == ExitCode.FINE
    assert "created (甲市): 2 disclosures, 0 new, 2 unchanged" in capsys.readouterr().out
    assert mirror.bytes_sent < 200
    mirror.stop()


def test_what_could_not_be_fetched_is_told_with_its_reason(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    mirror = Mirror(articles=100).start()
    Path("sites.yaml").write_text(mirror.sites_yaml(), "utf-8")
    assert run([*arguments, "--site", "query", "--no-ingest"]) == ExitCode.SOME_FAILED
    said = capsys.readouterr().out
    for reason in ("html_instead", "robots_forbidden", "http_404", "too_many_redirects", "blocked_by_site"):
        assert reason in said
    assert "linked by http://127.0.0.1" in said
    assert not Path("w.duckdb").exists()
    mirror.stop()


def test_a_site_that_is_not_there_is_nothing_done(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    mirror = Mirror(articles=5).start()
    Path("sites.yaml").write_text(mirror.sites_yaml(), "utf-8")
    mirror.stop()
    assert run([*arguments, "--site", "json"]) == ExitCode.NOTHING_DONE
    assert "robots_unreachable" in capsys.readouterr().out


def test_sites_are_crawled_again_when_their_interval_is_over(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror = Mirror(articles=5).start()
    yaml = mirror.sites_yaml().replace("  - name: json\n", "  - name: json\n    interval: 2h\n")
    Path("sites.yaml").write_text(yaml, "utf-8")
    pauses: list[float] = []
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + sum(pauses))

    def sleep(seconds: float) -> None:
        if seconds < 10:
            return slept(seconds)
        pauses.append(seconds)
        if len(pauses) == 2:
            raise KeyboardInterrupt

    slept = time.sleep
    monkeypatch.setattr(time, "sleep", sleep)
    again = [one for one in arguments if one != "--once"]
    assert run([*again, "--site", "json", "--no-ingest"]) == ExitCode.INTERRUPTED
    assert len(pauses) == 2 and 7000 < pauses[0] <= 7200
    assert capsys.readouterr().out.count("json (戊市): 1 disclosures") == 2
    mirror.stop()


def test_a_wrong_description_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("sites.yaml").write_text("sites:\n  - name: a\n", "utf-8")
    assert run(arguments) == ExitCode.USAGE
    assert "sites.yaml, line 2, sites[1].start: is missing [bad_sites]" in capsys.readouterr().err.replace(". [", " [")


def test_an_interrupted_crawl_says_so_and_goes_on_the_next_time(tmp_path: Path) -> None:
    mirror = Mirror(articles=50, pause=0.05).start()
    (tmp_path / "sites.yaml").write_text(mirror.sites_yaml(), "utf-8")
    line = ["crawl", "sites.yaml", "--once", "--no-ingest", "--test-host", HOST, "--test-host", SLOW_HOST]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "mingzhang", *line],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while sum(mirror.hits.values()) < 20:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED, err
    assert "left for the next run" in out and "Traceback" not in err
    asked = sum(mirror.hits.values())
    mirror.pause = 0.0
    done = subprocess.run(
        [sys.executable, "-m", "mingzhang", *line], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == ExitCode.FINE, done.stderr
    assert sum(mirror.hits.values()) > asked
    assert max(count for path, count in mirror.hits.items() if path.endswith(".html")) <= 2
    mirror.stop()
