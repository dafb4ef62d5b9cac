"""The whole way by the command line: bad input, resuming, interrupting; the real reader, flow and warehouse."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from mingzhang.flows.sources.files import find_files, identify

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "budget_2025.pdf"


def mingzhang(*arguments: object, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mingzhang", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=ROOT, check=False)


def ask(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder of good and bad files, ingested once."""
    folder = tmp_path_factory.mktemp("archive")
    inner = folder / "in" / "某市"
    inner.mkdir(parents=True)
    shutil.copy(SAMPLE, inner / "预算 2025.pdf")
    shutil.copy(SAMPLE, inner / "copy.PDF")
    (inner / "empty.pdf").write_bytes(b"")
    (inner / "page.pdf").write_bytes(b"<!DOCTYPE html><html><body>404</body></html>")
    (inner / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    (inner / "cut.pdf").write_bytes(SAMPLE.read_bytes()[:20000])
    (inner / "noise.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(5000))
    (inner / "sheet.xlsx").write_bytes(b"\x00" * 100)
    (inner / "notes.txt").write_text("no disclosure", encoding="utf-8")
    (inner / ".hidden.pdf").write_bytes(b"")
    locked = Canvas(str(inner / "locked.pdf"), encrypt=StandardEncryption("secret"))
    locked.drawString(100, 100, "locked")
    locked.save()
    return folder, mingzhang("ingest", "--quiet", folder / "in", "--warehouse", folder / "w.duckdb")


def test_bad_input_ends_in_a_typed_status_with_a_sentence(ingested: tuple[Path, object]) -> None:
    folder, _ = ingested
    rows = ask(folder / "w.duckdb", "SELECT file_name, status, error_code FROM documents ORDER BY file_name")
    codes = {name: (status, code) for name, status, code in rows}
    assert codes.pop("copy.PDF") == ("complete", None)
    assert codes == {
        "cut.pdf": ("failed", "damaged"),
        "empty.pdf": ("failed", "empty_file"),
        "locked.pdf": ("failed", "encrypted"),
        "noise.pdf": ("failed", "damaged"),
        "page.pdf": ("failed", "not_a_pdf"),
        "picture.pdf": ("failed", "damaged"),
        "sheet.xlsx": ("skipped", "unsupported"),
    }
    bare = "SELECT count(*) FROM documents WHERE status <> 'complete' AND coalesce(error_message, '') = ''"
    assert ask(folder / "w.duckdb", bare) == [(0,)]


def test_the_summary_says_what_landed_and_what_did_not(ingested: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, run = ingested
    assert run.returncode == 1
    assert "9 files, 8 distinct documents, 0 unchanged, 8 read." in run.stdout
    assert "1 complete, 6 failed, 1 skipped; 22 pages" in run.stdout
    assert f"failed: {folder}/in/某市/locked.pdf" in run.stdout
    assert "Traceback" not in run.stderr + run.stdout
    assert run.stderr == ""


def test_the_same_bytes_under_two_names_are_one_document(ingested: tuple[Path, object]) -> None:
    folder, _ = ingested
    sql = "SELECT s.file_name FROM document_sources s JOIN documents d USING (document_id) WHERE d.page_count = 22"
    assert sorted(ask(folder / "w.duckdb", sql)) == [("copy.PDF",), ("预算 2025.pdf",)]


def test_again_changes_nothing_and_takes_no_flow(ingested: tuple[Path, object]) -> None:
    folder, _ = ingested
    before = (folder / "w.duckdb").read_bytes()
    run = mingzhang("ingest", folder / "in", "--warehouse", folder / "w.duckdb")
    assert "9 files, 8 distinct documents, 8 unchanged, 0 read." in run.stdout
    assert run.returncode == 0
    assert (folder / "w.duckdb").read_bytes() == before


def test_status_names_the_failures_and_why(ingested: tuple[Path, object]) -> None:
    folder, _ = ingested
    run = mingzhang("status", "--warehouse", folder / "w.duckdb")
    assert run.returncode == 0
    assert "asks for a password" in run.stdout
    found = json.loads(mingzhang("status", "--warehouse", folder / "w.duckdb", "--format", "json").stdout)
    assert {row["error_code"] for row in found} == {
        "damaged",
        "empty_file",
        "encrypted",
        "not_a_pdf",
        "unsupported",
    }


def test_extract_gives_the_same_figures_as_the_warehouse(ingested: tuple[Path, object]) -> None:
    folder, _ = ingested
    extracted = json.loads(mingzhang("extract", SAMPLE).stdout, parse_float=str)  # to the cent, as printed in JSON
    lines = {(line["line_id"], line["amount_yuan"]) for line in extracted["budget_lines"]}
    landed = ask(folder / "w.duckdb", "SELECT line_id, amount_yuan::VARCHAR FROM budget_lines")
    assert lines == set(landed)
    assert len(lines) > 100


def start_slow_run(folder: Path, files: int) -> subprocess.Popen[str]:
    """A run by the flow over `files` documents of half a second and more each."""
    (folder / "in").mkdir(exist_ok=True)
    for number in range(files):
        (folder / "in" / f"{number:02}.pdf").write_bytes(b"%PDF-1.4 " + str(number).encode())
    code = (
        "import sys; from pathlib import Path\n"
        "from mingzhang.flows.ingest.run import run_ingest; from mingzhang.flows.ingest.session import Request\n"
        "if __name__ == '__main__':\n"
        "    tally = run_ingest(Request((Path(sys.argv[1]) / 'in',), Path(sys.argv[1]) / 'w.duckdb', workers=2,\n"
        "        reader='tests.support.fake_readers:slow'), lambda tally: print(tally.landed, flush=True))\n"
        "    print('ended', tally.landed, tally.interrupted, flush=True)\n"
    )
    script = folder / "run.py"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def wait_until_landed(process: subprocess.Popen[str], count: int) -> None:
    assert process.stdout is not None
    for said in process.stdout:
        if said.strip().isdigit() and int(said) >= count:
            return
    raise AssertionError("the run ended before")


def test_after_a_kill_the_run_goes_on_where_it_was(tmp_path: Path) -> None:
    process = start_slow_run(tmp_path, files=16)
    wait_until_landed(process, 3)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _, orphans = psutil.wait_procs(family, timeout=20)
    assert len(family) >= 3
    assert orphans == []
    landed = ask(tmp_path / "w.duckdb", "SELECT document_id, ingested_at FROM documents")
    assert 3 <= len(landed) < 16
    second = start_slow_run(tmp_path, files=16)
    said, _ = second.communicate(timeout=120)
    assert f"ended {16 - len(landed)} False" in said
    after = ask(tmp_path / "w.duckdb", "SELECT document_id, ingested_at FROM documents")
    assert len(after) == 16
    assert set(landed) <= set(after)
    assert ask(tmp_path / "w.duckdb", "SELECT count(*) FROM pages") == [(16 * 6,)]


def test_an_interrupted_run_keeps_what_is_loaded_and_says_so(tmp_path: Path) -> None:
    process = start_slow_run(tmp_path, files=30)
    wait_until_landed(process, 3)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    said, _ = process.communicate(timeout=60)
    assert time.monotonic() - started < 20
    kept = ask(tmp_path / "w.duckdb", "SELECT count(*) FROM documents")[0][0]
    assert f"ended {kept} True" in said
    assert process.returncode == 0
    assert not list(tmp_path.glob(".w.duckdb.staging"))


def test_what_cannot_be_opened_is_told_and_nothing_else_is_lost(tmp_path: Path) -> None:
    (tmp_path / "in" / "locked").mkdir(parents=True)
    shutil.copy(SAMPLE, tmp_path / "in" / "locked" / "inner.pdf")
    (tmp_path / "in" / "whole.pdf").write_bytes(b"")
    (tmp_path / "in" / "gone.pdf").symlink_to("nowhere.pdf")
    (tmp_path / "in" / "round.pdf").symlink_to("round.pdf")
    (tmp_path / "in" / "locked").chmod(0)
    try:
        intake = identify(find_files([tmp_path / "in"]), {})
    finally:
        (tmp_path / "in" / "locked").chmod(0o700)
    lost = {file.file_name for file, error in intake.unreadable if error.code == "unreadable"}
    assert lost == {"gone.pdf", "round.pdf"} | ({"locked"} if os.geteuid() else set())
    assert {file.file_name for some in intake.by_content.values() for file in some} >= {"whole.pdf"}


def test_a_warehouse_in_use_is_an_error_with_a_code(ingested: tuple[Path, object], tmp_path: Path) -> None:
    path = tmp_path / "held.duckdb"
    with duckdb.connect(str(path)):
        run = mingzhang("ingest", SAMPLE, "--warehouse", path)
    assert run.returncode == 3
    assert "[warehouse_busy]" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_flow_runs_by_itself_as_a_deployment_runs_it(tmp_path: Path) -> None:
    code = (
        "import sys; from mingzhang.flows.ingest.flow import ingest_archive\n"
        "if __name__ == '__main__':\n"
        "    print(ingest_archive([sys.argv[1]], warehouse=sys.argv[2], workers=1))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code, encoding="utf-8")
    bad = tmp_path / "empty.pdf"
    bad.write_bytes(b"")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(bad), str(tmp_path / "w.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=True)
    assert ast.literal_eval(done.stdout)["by_status"] == {"failed": 1}
    assert ask(tmp_path / "w.duckdb", "SELECT error_code FROM documents") == [("empty_file",)]
