"""The report of a run: every figure in it is one of the warehouse's, and nothing that a name holds is markup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from mingzhang.flows.ingest.report import beginning, markdown_table, report_of
from mingzhang.flows.ingest.session import Request, Session, Tally
from tests.support.dask_cluster import ROOT, VERSION


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Tally]]:
    folder = tmp_path_factory.mktemp("report")
    (folder / "in").mkdir()
    for name in ("budget_2025.pdf", "broken.pdf"):
        shutil.copyfile(ROOT / "samples" / name, folder / "in" / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: VERSION)
        with Session(Request((folder / "in",), folder / "w.duckdb", workers=1)) as session:
            session.land(session.open)
        yield folder / "w.duckdb", session.tally


def section(report: str, title: str) -> str:
    return report.partition(f"## {title}\n\n")[2].partition("\n\n## ")[0]


def test_it_tells_what_the_warehouse_holds(ingested: tuple[Path, Tally]) -> None:
    warehouse, tally = ingested
    report = report_of(warehouse, "Ingest", tally)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = connection.execute("SELECT verification, count(*) FROM budget_lines GROUP BY 1").fetchall()
        worst = connection.execute("SELECT explanation FROM findings ORDER BY position LIMIT 1").fetchone()
    assert report.startswith("# Ingest\n")
    assert "| complete | 1 | 22 |" in section(report, "Documents")
    assert "[damaged]" not in report
    assert "broken.pdf" in section(report, "Failures") and "| damaged |" in section(report, "Failures")
    total = sum(count for _, count in counts)
    for name, count in counts:
        assert f"| {name} | {count} | {count / total:.1%} |" in section(report, "Figures")
    assert worst is not None
    first = section(report, "Findings, worst first").splitlines()[2]
    assert worst[0].split("”")[0] in first
    assert section(report, "What is new").count("| new |") == 2


def test_what_a_later_run_did_not_touch_is_not_in_its_report(ingested: tuple[Path, Tally]) -> None:
    report = report_of(ingested[0], "Ingest", Tally())
    assert section(report, "Documents") == "Nothing was read."
    assert section(report, "Figures") == section(report, "Findings, worst first") == "None."
    assert "2 documents" in report


def test_names_are_no_markup() -> None:
    table = markdown_table(("Unit",), [("a|b\n[x](http://y) <b>`c`*d*",)])
    assert table.splitlines()[2] == "| a\\|b \\[x\\](http://y) \\<b\\>\\`c\\`\\*d\\* |"


def test_the_recheck_counts_what_holds(ingested: tuple[Path, Tally]) -> None:
    from mingzhang.flows.findings.gather import gather
    from mingzhang.flows.schedule.upkeep import recheck_report
    from mingzhang.warehouse.reading.findings import FindingScope

    gathered = gather(ingested[0], FindingScope(), limit=None, with_cutouts=False)
    report = recheck_report(gathered, limit=2)
    assert f"{len(gathered.findings)} findings" in report
    assert len(gathered.findings) > 2
    assert len(section(report, "Findings, worst first").splitlines()) == 2 + 2


def test_documents_of_an_older_version_are_found_again(ingested: tuple[Path, Tally]) -> None:
    from mingzhang.flows.schedule.upkeep import outdated

    assert outdated(ingested[0], VERSION) == ([], 0)
    found, missing = outdated(ingested[0], "newer")
    assert sorted(file.file_name for file in found) == ["broken.pdf", "budget_2025.pdf"]
    assert missing == 0
    (ingested[0].parent / "in" / "broken.pdf").unlink()
    found, missing = outdated(ingested[0], "newer")
    assert ([file.file_name for file in found], missing) == (["budget_2025.pdf"], 1)


def test_the_beginning_is_comparable_with_the_warehouse(ingested: tuple[Path, Tally]) -> None:
    with duckdb.connect(str(ingested[0]), read_only=True) as connection:
        (last,) = connection.execute("SELECT max(ingested_at) FROM documents").fetchone() or ()
    assert last < beginning()
