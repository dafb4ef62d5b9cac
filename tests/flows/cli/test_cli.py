"""The command line: help with examples, errors in one line, exit codes, a light start."""

from __future__ import annotations

import csv
import errno
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from mingzhang.flows.cli import app as cli
from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode, RowFormat, print_rows, say, tell
from mingzhang.flows.ingest.progress import clock, exit_code, progress_line
from mingzhang.flows.ingest.session import Tally
from mingzhang.flows.output.document import RowsByRelation, rows_by_relation, to_html, to_json, to_xlsx
from mingzhang.flows.output.row_files import csv_part
from tests.support.documents import PERSON, PHONE, cell, small_document

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "budget_2025.pdf"
COMMANDS = (
    "ingest",
    "extract",
    "query",
    "status",
    "tables",
    "check",
    "correct",
    "review",
    "doctor",
    "crawl",
    "serve",
    "tidy",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"Example: mingzhang {command}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("place", ["none/of/these.xlsx", "."])
@pytest.mark.parametrize(
    "command",
    [
        ["extract", str(SAMPLE), "-f", "xlsx", "-o"],
        ["check", str(SAMPLE), "-f", "html", "-o"],
        ["ingest", str(SAMPLE), "--report"],
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(
    command: list[str], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([*command, place]) == ExitCode.USAGE
    assert "[not_writable]" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_one_document_is_no_folder_and_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "附件 1.zip", "w") as archive:
        archive.write(SAMPLE, "甲.pdf")
    for command in ("tables", "extract"):
        assert run([command, str(tmp_path)]) == ExitCode.USAGE
        assert run([command, str(tmp_path / "附件 1.zip")]) == ExitCode.USAGE
        said = capsys.readouterr().err
        assert "is a folder" in said and "is an archive; mingzhang ingest" in said


def test_names_do_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[31m\u202egpj.pdf\r\n第二行\t预算")
    tell("\x9b2J")
    print_rows(("a",), [("\x1b]0;title\x07",)], RowFormat.TABLE)
    out, err = capsys.readouterr()
    assert err == "a\ufffd[31m\ufffdgpj.pdf\ufffd\n第二行\t预算\n"
    assert not {"\x1b", "\x9b", "\x07"} & set(out)


def test_the_start_imports_nothing_heavy() -> None:
    heavy = "prefect paddleocr camelot cv2 pandas numpy onnxruntime pypdfium2 duckdb pebble sqlalchemy"
    code = f"import sys, mingzhang.flows.cli.app; print([name for name in {heavy.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_query_does_not_import_prefect_or_a_reader() -> None:
    heavy = "prefect paddleocr camelot cv2 onnxruntime pypdfium2 pebble"
    code = (
        "import sys; from mingzhang.flows.cli.app import run; run(['query', 'SELECT 1', '-w', 'none.duckdb'])\n"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ingest"], 2, "[usage]"),
        (["ingest", "nowhere"], 2, "[not_found]"),
        (["extract", "nowhere.pdf"], 2, "[not_found]"),
        (["extract", str(SAMPLE), "--format", "docx"], 2, "[usage]"),
        (["query", "SELECT 1", "-w", "nowhere.duckdb"], 2, "[not_found]"),
        (["query"], 2, "[usage]"),
        (["query", "SELECT 1", "--file", "examples.sql"], 2, "[usage]"),
        (["status", "-w", "nowhere.duckdb"], 2, "[not_found]"),
        (["tables", str(SAMPLE), "--table", "99"], 2, "[not_found]"),
        (["nonsense"], 2, "[usage]"),
    ],
)
def test_errors_are_one_line_with_a_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tables", str(SAMPLE), "--table", "99"], "There is no such table: 99; the file has "),
        (["extract", "nowhere.pdf"], "There is no such file or folder: nowhere.pdf."),
        (["status", "-w", "nowhere.duckdb"], "There is no such file or folder: "),
    ],
)
def test_what_is_not_there_is_called_what_it_is(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_what_may_not_be_looked_at_is_no_error_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def locked(self: Path, **_: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", locked)
    assert run(["tables", str(tmp_path / "a.pdf")]) == ExitCode.NOTHING_DONE
    told = capsys.readouterr().err
    assert "a.pdf: Permission denied" in told
    assert "[unreadable]" in told


def test_a_folder_without_disclosures_is_nothing_done(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    assert run(["ingest", str(tmp_path), "-w", str(tmp_path / "w.duckdb")]) == ExitCode.NOTHING_DONE


def test_an_unexpected_error_is_logged_and_never_shown_as_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("by mistake")

    monkeypatch.setenv("MINGZHANG_CACHE", str(tmp_path))
    monkeypatch.setattr(cli, "app", broken)
    assert run(["doctor"]) == ExitCode.NOTHING_DONE
    said = capsys.readouterr().err
    assert "[internal]" in said
    assert "Traceback" not in said
    (log,) = tmp_path.glob("error-*.log")
    assert str(log) in said
    assert "ZeroDivisionError: by mistake" in log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracted")
    for form in ("json", "csv", "html", "xlsx"):
        assert run(["extract", str(SAMPLE), "--format", form, "--output", str(folder / f"out.{form}")]) == 0
    return folder


def test_extract_gives_the_same_lines_in_every_format(extracted: Path) -> None:
    rows = json.loads((extracted / "out.json").read_text(encoding="utf-8"))
    table = list(csv.DictReader(io.StringIO((extracted / "out.csv").read_text(encoding="utf-8-sig"))))
    sheets = openpyxl.load_workbook(extracted / "out.xlsx")
    assert [row["line_id"] for row in table] == [line["line_id"] for line in rows["budget_lines"]]
    assert [row["amount_yuan"] for row in table] == [
        "" if line["amount_yuan"] is None else f"{line['amount_yuan']:.2f}" for line in rows["budget_lines"]
    ]
    assert sheets["budget_lines"].max_row == len(table) + 1
    assert len(sheets.sheetnames) > len(rows["tables"])
    page = (extracted / "out.html").read_text(encoding="utf-8")
    assert page.count("<table>") == len(rows["tables"])
    assert all(line["amount_text"] in page for line in rows["budget_lines"])


def unpacked(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("write", [to_json, to_html, to_xlsx])
def test_exports_mask_contacts_unless_told(write: Callable[[RowsByRelation], bytes]) -> None:
    masked = write(rows_by_relation(small_document()))
    shown = write(rows_by_relation(small_document(), show_contacts=True))
    if write is to_xlsx:
        masked, shown = map(unpacked, (masked, shown))
    assert PHONE.encode() not in masked
    assert PERSON.encode() not in masked
    assert (PHONE.encode() in shown) == (write is not to_html)


def test_no_cell_of_a_sheet_becomes_a_formula() -> None:
    document = small_document()
    table = replace(document.tables[0], cells=(cell(0, 0, "=1+1"), cell(1, 0, "@x\x01")))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows_by_relation(replace(document, tables=(table,), checks=())))))
    first = book.worksheets[1]  # after the list of contents
    assert (first["A3"].value, first["A3"].data_type) == ("=1+1", "s")
    assert first["A4"].value == "@x\\x01"


def test_text_of_a_document_is_no_markup() -> None:
    document = small_document(file_name="<script>alert(1)</script>.pdf")
    table = replace(document.tables[0], cells=(cell(0, 0, "<img src=x onerror=alert(1)>"),))
    page = to_html(rows_by_relation(replace(document, tables=(table,), checks=()))).decode()
    assert "<script>" not in page
    assert "<img" not in page


def test_tables_lists_and_lays_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tables", str(SAMPLE), "--format", "json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert tables[0]["kind"] == "revenue_expenditure_summary"
    assert run(["tables", str(SAMPLE), "--table", "1", "--format", "csv"]) == 0
    laid = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert len(laid) == tables[0]["rows"] + 1
    assert {len(row) for row in laid} == {tables[0]["columns"]}


def test_rows_wider_than_the_screen_are_shown_one_column_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(["name", "text"], [("甲", "x" * 400)], RowFormat.TABLE)
    assert "name: 甲" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("=1+1", "'=1+1"),
        ("甲\u202e乙", "甲\\u202e乙"),
        ("-1,200.50", "-1,200.50"),
        ("--", "--"),
        (None, ""),
        ([1, 2], "1 2"),
    ],
)
def test_printed_csv_is_written_as_exported_csv(
    value: object, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_rows(["name", "value"], [("甲", value)], RowFormat.CSV)
    out = capsys.readouterr().out
    assert list(csv.reader(io.StringIO(out))) == [["name", "value"], ["甲", printed]]
    assert out.encode() == csv_part(["name", "value"], [("甲", value)])


def test_exit_codes_of_an_ingest() -> None:
    fine = Tally(files=2)
    fine.by_status.update({"complete": 1, "skipped": 1})
    partial = Tally(files=2)
    partial.by_status.update({"complete": 1, "partial": 1})
    assert exit_code(fine) == 0
    assert exit_code(partial) == 1
    assert exit_code(Tally()) == 3
    assert exit_code(Tally(files=2, unreadable=1)) == 1
    assert exit_code(Tally(files=2, interrupted=True)) == 130


def test_progress_tells_pages_speed_and_time_left() -> None:
    tally = Tally(to_read=4, pages_read=20, seconds_left=30.0)
    tally.started -= 10
    assert progress_line(tally) == "0/4 documents, 20 pages, 2.0 pages/s, 0:30 left"
    assert (clock(7), clock(754), clock(3723)) == ("0:07", "12:34", "1:02:03")
