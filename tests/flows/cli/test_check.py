"""mingzhang check, on files and on a warehouse: what is found, how it is told, how it ends."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode
from mingzhang.flows.ingest.session import Request, Session
from mingzhang.models.identities import rules
from tests.support.drawing import Sheet, pdf

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [
    ["201", "一般公共服务支出", "40.00", "30.00", "10.00"],
    ["20101", "人大事务", "40.00", "30.00", "10.00"],
    ["2010101", "行政运行", "40.00", "30.00", "10.00"],
    ["210", "卫生健康支出", "175.25", "100.25", "75.00"],
    ["21004", "公共卫生", "175.25", "100.25", "75.00"],
    ["2100408", "基本公共卫生服务", "100.25", "100.25", "0.00"],
    ["2100409", "重大公共卫生服务", "75.00", "0.00", "75.00"],
]
TOTAL = ["合计", None, "215.25", "130.25", "85.00"]


def disclosure(total: str = "215.25", name: str = "某市卫生健康委员会") -> bytes:
    """A 支出总表 of one page in 万元; `total` is its 合计 in the first column of figures."""
    sheet = (
        Sheet().text(180, 70, "2025年部门支出总表", 14).text(60, 95, f"部门名称：{name}").text(460, 95, "单位：万元")
    )
    sheet.table(60, 105, [70, 160, 80, 80, 80], [HEAD, [*TOTAL[:2], total, *TOTAL[3:]], *ROWS])
    return pdf(sheet)


def ingest(path: Path, warehouse: Path, *, again: bool = False) -> None:
    """As `mingzhang ingest`, without Prefect, which starts once a process."""
    with Session(Request((path,), warehouse, workers=1, again=again)) as session:
        assert session.land(session.open) == session.tally.to_read > 0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "wrong.pdf").write_bytes(disclosure(total="251.25"))
    (folder / "right.pdf").write_bytes(disclosure(name="某市教育局"))
    return folder


@pytest.fixture(scope="module")
def warehouse(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warehouse") / "w.duckdb"
    ingest(files, path)
    return path


def findings(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 1) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["check", *arguments, "--format", "json"]) == code
    return list(json.loads(capsys.readouterr().out)["findings"])


def test_a_wrong_total_is_found_in_the_file_and_explained(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(files / "wrong.pdf")]) == ExitCode.SOME_FAILED
    told = capsys.readouterr().out
    assert "[错误][原文]" in told
    assert "第1页《2025年部门支出总表》" in told
    assert "251.25" in told
    assert "相差 360,000.00 元" in told
    assert "项不符（原文" in told.splitlines()[-1]


def test_books_that_balance_end_with_zero(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(files / "right.pdf")]) == ExitCode.FINE
    assert "没有发现不符" in capsys.readouterr().out


def test_the_sample_is_checked_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["check", str(SAMPLES / "budget_2025.pdf"), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["documents"][0]["passed"] > 200
    assert code == (ExitCode.SOME_FAILED if told["findings"] else ExitCode.FINE)
    assert {finding["origin"] for finding in told["findings"]} <= {"source"}
    assert {finding["rule_id"] for finding in told["findings"]} <= {rule.id for rule in rules()}


def test_file_and_warehouse_tell_the_same(files: Path, warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = findings([str(files / "wrong.pdf")], capsys)
    asked = findings(["-w", str(warehouse), "--document", "wrong.pdf"], capsys)
    assert read == asked
    assert {finding["origin"] for finding in read} == {"source"}


def test_worst_first(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(["-w", str(warehouse)], capsys)
    ranks = [{"error": 0, "warning": 1, "notice": 2}[str(finding["severity"])] for finding in found]
    assert len(found) > 1
    assert ranks == sorted(ranks)
    assert findings(["-w", str(warehouse), "--limit", "1"], capsys) == found[:1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--unit", "教育局"], 0),
        (["--unit", "卫生健康委员会"], 1),
        (["--year", "2025"], 1),
        (["--year", "2019"], 3),
        (["--document", "right.pdf"], 0),
        (["--unit", "没有这个单位"], 3),
    ],
)
def test_scopes(warehouse: Path, arguments: list[str], code: int) -> None:
    assert run(["check", "-w", str(warehouse), *arguments]) == code


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "nowhere.pdf"], 2, "[not_found]"),
        (["check", "-w", "nowhere.duckdb"], 2, "[not_found]"),
        (["check", str(SAMPLES / "budget_2025.golden.json")], 3, "[unsupported]"),
        (["check", str(SAMPLES / "budget_2025.pdf"), "--format", "docx"], 2, "[usage]"),
    ],
)
def test_errors_are_one_line_with_a_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_every_format_has_every_finding(warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(["-w", str(warehouse)], capsys)
    for form in ("csv", "xlsx", "html"):
        assert run(["check", "-w", str(warehouse), "-f", form, "-o", str(tmp_path / f"out.{form}")]) == 1
    keys = [finding["check_id"] for finding in found]
    table = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig")))
    assert [row["check_id"] for row in table] == keys
    sheets = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [row[0].value for row in sheets["findings"].iter_rows(min_row=2)] == keys
    assert sheets["figures"].max_row - 1 == sum(len(finding["figures"]) for finding in found)  # type: ignore[arg-type]
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert re.findall(r'<article class="finding \w+ \w+" id="([^"]+)"', page) == keys
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)


def test_the_page_shows_the_figures_outlined(warehouse: Path, tmp_path: Path) -> None:
    import cv2
    import numpy as np

    run(["check", "-w", str(warehouse), "-n", "1", "-f", "html", "-o", str(tmp_path / "out.html")])
    data = re.search(r'src="data:image/png;base64,([^"]+)"', (tmp_path / "out.html").read_text(encoding="utf-8"))
    assert data is not None
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(data.group(1)), np.uint8), cv2.IMREAD_COLOR)
    blue, green, red = (picture[..., channel].astype(int) for channel in range(3))
    assert ((red > 180) & (green < 80) & (blue < 80)).sum() > 200
    assert picture.shape[1] > 2 * picture.shape[0]


def test_a_file_that_moved_away_is_told_and_the_findings_are_given_all_the_same(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moving = tmp_path / "moving.pdf"
    moving.write_bytes((files / "wrong.pdf").read_bytes())
    path, page = str(tmp_path / "w.duckdb"), tmp_path / "out.html"
    ingest(moving, Path(path))
    for change, code in (
        (lambda: moving.write_bytes(b"%PDF-other"), "source_changed"),
        (moving.unlink, "source_missing"),
    ):
        change()
        capsys.readouterr()
        assert run(["check", "-w", path, "-f", "html", "-o", str(page)]) == 1
        assert f"[{code}]" in capsys.readouterr().err
        written = page.read_text(encoding="utf-8")
        assert f"[{code}]" in written
        assert "<article" in written
        assert "data:image" not in written


def test_what_a_document_says_is_no_markup(tmp_path: Path) -> None:
    (tmp_path / "<b>&.pdf").write_bytes(disclosure(total="251.25", name="<img src=x onerror=alert(1)>局"))
    run(["check", str(tmp_path / "<b>&.pdf"), "-f", "html", "-o", str(tmp_path / "out.html")])
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "<b>&.pdf" not in page
    assert "&lt;b&gt;&amp;.pdf" in page


def test_a_folder_with_a_broken_file_is_checked_and_the_broken_one_told(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "right.pdf").write_bytes((files / "right.pdf").read_bytes())
    (tmp_path / "broken.pdf").write_bytes((SAMPLES / "broken.pdf").read_bytes()[:300])
    assert run(["check", str(tmp_path)]) == ExitCode.SOME_FAILED
    told = capsys.readouterr().out
    assert "没有发现不符" in told
    assert "未能读全" in told
    assert "broken.pdf" in told
