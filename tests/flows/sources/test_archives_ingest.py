"""Archives through a run: places, one reading for the same bytes, resuming, reports; the real flow once, by hand."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from mingzhang.flows.ingest.progress import exit_code
from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.flows.sources.files import FoundFile, Publication
from mingzhang.flows.sources.store import Store
from mingzhang.models.errors import ErrorCode
from tests.flows.ingest.test_ingest import ROOT, mingzhang
from tests.support.packing import Packed, tar_bytes, zip_bytes

WELL = "tests.support.fake_readers:well"
SAMPLES = tuple(
    ROOT / "samples" / name for name in ("budget_2025.pdf", "budget_2025_pale_watermark.pdf", "three_units_2026.pdf")
)


@pytest.fixture(autouse=True)
def one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code may be under edit while these tests run; what they are about is not."""
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "test")


def pdf(number: int) -> bytes:
    return b"%PDF-1.4 " + b"%d" % number * 50


def run(folder: Path, *paths: Path, **options: object) -> Tally:
    request = Request(paths, folder / "w.duckdb", workers=1, reader=WELL, **options)  # type: ignore[arg-type]
    with Session(request) as session:
        session.land(session.open)
    return session.tally


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with a document, a zip of it and another, and a zip with a tar of it, a link out and a text."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "预算.pdf").write_bytes(pdf(1))
    (folder / "甲.zip").write_bytes(zip_bytes([Packed("某市/预算.pdf", pdf(1)), Packed("某市/决算.pdf", pdf(2))]))
    inner = tar_bytes([("深处/预算.pdf", pdf(1))], mode="w:gz")
    members = [Packed("内.tgz", inner), Packed("../外.pdf", pdf(3)), Packed("读我.txt", b"hello")]
    (folder / "乙.zip").write_bytes(zip_bytes(members))
    return tmp_path


def test_the_same_document_in_a_folder_a_zip_and_a_tar_is_read_once_and_has_three_places(archive: Path) -> None:
    tally = run(archive, archive / "in")
    sources = ask(archive, "SELECT source_uri, file_name FROM document_sources ORDER BY document_id, source_uri")
    folder = archive / "in"
    assert sorted(str(uri).removeprefix(f"{folder}/") for uri, _ in sources) == [
        "乙.zip!/内.tgz!/深处/预算.pdf",
        "甲.zip!/某市/决算.pdf",
        "甲.zip!/某市/预算.pdf",
        "预算.pdf",
    ]
    assert (tally.documents, tally.landed) == (2, 2)
    assert ask(archive, "SELECT file_name, status FROM documents ORDER BY file_name") == [
        ("决算.pdf", "complete"),
        ("预算.pdf", "complete"),
    ]


def test_what_was_refused_is_on_record_in_the_warehouse_and_in_the_summary(archive: Path) -> None:
    tally = run(archive, archive / "in")
    refused = "SELECT source_uri, outcome, error_code, error_message FROM archive_members WHERE error_code IS NOT NULL"
    ((uri, outcome, code, message),) = ask(archive, refused)
    assert (uri, outcome, code) == (f"{archive}/in/乙.zip!/../外.pdf", "refused", "unsafe_name")
    assert ("refused", code) in {(status, problem) for _, status, problem, _ in tally.problems}
    assert message
    counted = "SELECT file_name, level, status, document_count, left_out_count, refused_count FROM archives ORDER BY 1"
    assert ask(archive, counted) == [
        ("乙.zip", 0, "partial", 0, 1, 1),
        ("内.tgz", 1, "complete", 1, 0, 0),
        ("甲.zip", 0, "complete", 2, 0, 0),
    ]
    assert exit_code(tally) == 1


def test_a_known_archive_is_not_opened_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(archive, archive / "in")
    before = (archive / "w.duckdb").read_bytes()
    monkeypatch.setattr("mingzhang.flows.sources.archives.unpack", lambda *given: pytest.fail("it was opened"))
    tally = run(archive, archive / "in")
    assert (tally.archives.known, tally.landed, tally.unchanged) == (2, 0, 2)
    assert (archive / "w.duckdb").read_bytes() == before
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "newer")
    assert run(archive, archive / "in").landed == 2


def test_a_changed_archive_is_opened_again_and_forgets_what_was_refused(archive: Path) -> None:
    run(archive, archive / "in")
    (archive / "in" / "乙.zip").write_bytes(zip_bytes([Packed("外.pdf", pdf(3))]))
    assert run(archive, archive / "in").landed == 1
    assert ask(archive, "SELECT count(*) FROM archive_members WHERE outcome = 'refused'") == [(0,)]


def test_an_archive_whose_documents_left_the_store_is_opened_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, archive / "in")
    shutil.rmtree(archive / "w.duckdb.store")
    assert run(archive, archive / "in").landed == 0
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "newer")
    (archive / "in" / "预算.pdf").unlink()
    tally = run(archive, archive / "in")
    assert (tally.archives.known, tally.by_status) == (0, {"complete": 2})


def test_an_archive_that_no_program_opens_is_tried_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive / "in" / "丙.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    monkeypatch.setenv("PATH", "/nowhere")
    tally = run(archive, archive / "in" / "丙.rar")
    assert ask(archive, "SELECT status, error_code FROM archives") == [("failed", "no_unpacker")]
    assert exit_code(tally) == 1
    assert run(archive, archive / "in" / "丙.rar").archives.known == 0


@pytest.mark.parametrize("name", ["空.zip", "坏.zip"])
def test_an_archive_without_documents_is_no_silent_success(tmp_path: Path, name: str) -> None:
    whole = zip_bytes([Packed("读我.txt", b"hello")])
    (tmp_path / name).write_bytes(whole if name == "空.zip" else whole[:-9])
    tally = run(tmp_path, tmp_path / name)
    assert [code for _, _, code, _ in tally.problems] == ["no_documents" if name == "空.zip" else "archive_damaged"]
    assert exit_code(tally) == (0 if name == "空.zip" else 1)


def test_the_store_and_no_file_by_name_holds_what_was_packed(archive: Path) -> None:
    run(archive, archive / "in")
    objects = [path for path in (archive / "w.duckdb.store").rglob("*") if path.is_file()]
    assert len(objects) == 2
    assert {path.parent.name + path.name for path in objects} == {
        row[0] for row in ask(archive, "SELECT document_id FROM documents")
    }
    assert {path.name for path in archive.iterdir()} == {"in", "w.duckdb", "w.duckdb.store"}
    stored = "SELECT count(stored_uri), count(*) FROM document_sources"
    assert ask(archive, stored) == [(3, 4)]


def test_another_store_is_for_what_is_new_and_what_is_kept_stays_where_it_is(archive: Path) -> None:
    run(archive, archive / "in")
    before = ask(archive, "SELECT source_uri, stored_uri FROM document_sources ORDER BY 1")
    (archive / "in" / "丁.zip").write_bytes(zip_bytes([Packed("新.pdf", pdf(9))]))
    assert run(archive, archive / "in", store=str(archive / "other")).landed == 1
    after = ask(archive, "SELECT source_uri, stored_uri FROM document_sources ORDER BY 1")
    assert set(before) < set(after)
    assert all(Path(str(stored)).is_file() for _, stored in after if stored)


def test_keep_files_copies_what_lies_in_folders_too(tmp_path: Path) -> None:
    (tmp_path / "预算.pdf").write_bytes(pdf(1))
    run(tmp_path, tmp_path / "预算.pdf", keep_files=True, store=str(tmp_path / "kept"))
    ((stored,),) = ask(tmp_path, "SELECT stored_uri FROM document_sources")
    assert Path(str(stored)).read_bytes() == pdf(1)
    assert str(stored).startswith(str(tmp_path / "kept"))


def test_a_store_elsewhere_is_fetched_from_by_the_reader(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`file://` stands for any far store: the reading process fetches each object for itself."""
    monkeypatch.setattr(Store, "is_local", property(lambda store: False))
    tally = run(archive, archive / "in", store=f"file://{archive}/far")
    assert tally.by_status == {"complete": 2}
    stored = ask(archive, "SELECT DISTINCT stored_uri FROM document_sources WHERE stored_uri IS NOT NULL")
    assert all(str(uri).startswith("file:///") for (uri,) in stored)
    assert ask(archive, "SELECT file_name FROM documents ORDER BY 1") == [("决算.pdf",), ("预算.pdf",)]


def test_an_object_that_was_changed_is_not_taken_for_the_document(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, archive / "in" / "甲.zip")
    for path in (archive / "w.duckdb.store").rglob("*"):
        if path.is_file():
            path.write_bytes(b"%PDF-1.4 " + bytes(path.stat().st_size - 9))
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "newer")
    tally = run(archive, archive / "in" / "甲.zip")
    assert {code for _, _, code, _ in tally.problems} == {ErrorCode.STORE_UNUSABLE}
    assert ask(archive, "SELECT count(*), count(DISTINCT document_id), min(status) FROM documents") == [
        (2, 2, "failed")
    ]


def test_what_a_crawl_has_stored_is_ingested_with_its_article(tmp_path: Path) -> None:
    """A document and an archive, both under the address that they were fetched from."""
    store = Store(str(tmp_path / "s"))
    published = Publication("https://a.gov.cn/1.html", "某市2025年部门预算公开", "某市财政局", "附件1")
    found = []
    for number, data in enumerate((pdf(1), zip_bytes([Packed("表/预算.pdf", pdf(2))]))):
        (tmp_path / "fetched").write_bytes(data)
        stored = store.put_file(tmp_path / "fetched")
        name = ("P020250101.pdf", "附件.zip")[number]
        uri = f"https://a.gov.cn/{number}"
        path = Path(stored.address)
        found.append(FoundFile(path, uri, name, len(data), 7, published, stored.digest, stored.address))
    tally = run(tmp_path, found=tuple(found))
    assert tally.by_status == {"complete": 2}
    told = "SELECT source_uri, file_name, article_title, publisher, link_text FROM document_sources ORDER BY source_uri"
    assert ask(tmp_path, told) == [
        ("https://a.gov.cn/0", "P020250101.pdf", "某市2025年部门预算公开", "某市财政局", "附件1"),
        ("https://a.gov.cn/1!/表/预算.pdf", "预算.pdf", "某市2025年部门预算公开", "某市财政局", "附件1"),
    ]
    again = run(tmp_path, found=tuple(replace(file) for file in found))
    assert (again.landed, again.unchanged, again.archives.known) == (0, 2, 1)


def test_the_bar_counts_members(archive: Path) -> None:
    from mingzhang.flows.ingest.progress import progress_line

    (archive / "in" / "丁.tar").write_bytes(tar_bytes([(f"{n}.pdf", pdf(n)) for n in range(40)]))
    said: list[str] = []
    request = Request((archive / "in" / "丁.tar",), archive / "w.duckdb", workers=1, reader=WELL)
    with Session(request, lambda tally: said.append(progress_line(tally))):
        pass
    assert "opening 39.pdf: 40 members" in said


def test_a_name_longer_than_a_file_may_have_is_read_all_the_same(tmp_path: Path) -> None:
    name = "某" * 120 + ".pdf"
    (tmp_path / "a.zip").write_bytes(zip_bytes([Packed(name, pdf(1))]))
    assert run(tmp_path, tmp_path / "a.zip").by_status == {"complete": 1}
    assert ask(tmp_path, "SELECT file_name FROM documents") == [(name,)]


def test_after_a_kill_while_an_archive_is_opened_the_next_run_is_whole(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tar").write_bytes(tar_bytes([(f"{n}.pdf", pdf(n)) for n in range(900)]))
    code = (
        "import sys; from pathlib import Path; from mingzhang.flows.ingest.session import Request, Session\n"
        "if __name__ == '__main__':\n"
        "    folder = Path(sys.argv[1])\n"
        "    request = Request((folder / 'in',), folder / 'w.duckdb', reader='tests.support.fake_readers:well')\n"
        "    Session(request, lambda tally: print(tally.archives.members, flush=True))\n"
    )
    (tmp_path / "run.py").write_text(code)
    process = subprocess.Popen(
        [sys.executable, "run.py", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"},
    )
    assert process.stdout is not None
    while int(process.stdout.readline()) < 100:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(0.5)
    tally = run(tmp_path, tmp_path / "in")
    assert (tally.landed, tally.archives.known) == (900, 0)
    assert {path.name for path in tmp_path.iterdir()} == {"in", "run.py", "w.duckdb", "w.duckdb.store"}
    assert ask(tmp_path, "SELECT count(*), count(DISTINCT document_id) FROM document_sources") == [(900, 900)]
    assert sum(path.is_file() for path in (tmp_path / "w.duckdb.store").rglob("*")) == 900


def test_a_zip_with_gbk_names_by_the_command_line(tmp_path: Path) -> None:
    names = ["某市财政局/2025年部门预算.pdf", "某市财政局/2025年部门预算（盖章）.pdf", "某市/2026年三家单位.pdf"]
    members = [Packed(name, path.read_bytes()) for name, path in zip(names, SAMPLES, strict=True)]
    (tmp_path / "公开.zip").write_bytes(zip_bytes([*members, Packed("/etc/外.pdf", pdf(1))]))
    done = mingzhang("ingest", "--quiet", tmp_path / "公开.zip", "--warehouse", tmp_path / "w.duckdb")
    assert done.returncode == 1
    assert f"refused: {tmp_path}/公开.zip!/" in done.stdout
    assert "1 archive (0 unchanged) with 3 documents; 0 members left out, 1 refused." in done.stdout
    rows = ask(tmp_path, "SELECT source_uri, status FROM documents ORDER BY page_count DESC")
    assert {(str(uri).partition("!/")[2], status) for uri, status in rows} == {(name, "complete") for name in names}
    status = mingzhang("status", "--warehouse", tmp_path / "w.duckdb")
    assert "[unsafe_name]" in status.stdout
    shown = mingzhang("check", "--warehouse", tmp_path / "w.duckdb", "--format", "html", "-o", tmp_path / "f.html")
    assert "source_missing" not in shown.stderr
