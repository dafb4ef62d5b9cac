"""The golden answers hold together by themselves, and the files beside them are what the generator draws."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "samples"
GOLDEN = sorted(FOLDER.glob("*.golden.json"))
FACTOR = {"元": 1, "万元": 10000}
DIGITAL = ["budget_2025", "budget_2025_slanted_watermark", "budget_2025_pale_watermark", "three_units_2026"]


def load(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((FOLDER / f"{name}.golden.json").read_text(encoding="utf-8"))
    return answer


def tables_of(path: Path) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return tables


def squeeze(text: str) -> str:
    return "".join(text.split())


def page_texts(name: str) -> list[str]:
    document = pypdfium2.PdfDocument(FOLDER / f"{name}.pdf")
    texts = [squeeze(page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return texts


def test_all_files_are_there_and_small() -> None:
    files = [*FOLDER.glob("*.pdf"), *GOLDEN]
    assert sum(path.stat().st_size for path in files) < 6_000_000
    assert {path.name.removesuffix(".golden.json") for path in GOLDEN} | {"broken"} == {
        path.stem for path in FOLDER.glob("*.pdf")
    }


def test_files_are_those_that_the_generator_wrote() -> None:
    made = json.loads((FOLDER / "made_with.json").read_text(encoding="utf-8"))["files"]
    assert made == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FOLDER.glob("*.pdf")}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.name.removesuffix(".golden.json"))
def test_cells_cover_every_place_of_the_grid_once(path: Path) -> None:
    for table in tables_of(path):
        covered = Counter(
            (r, c)
            for row, column, rows, columns, _, _ in table["cells"]
            for r in range(row, row + rows)
            for c in range(column, column + columns)
        )
        places = {(r, c) for r in range(table["row_count"]) for c in range(table["column_count"])}
        assert covered == Counter(places), table["title"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.name.removesuffix(".golden.json"))
def test_lines_stand_in_their_cells_and_amounts_are_yuan(path: Path) -> None:
    for table in tables_of(path):
        text_at = {(cell[0], cell[1]): cell[4] for cell in table["cells"]}
        assert table["is_empty"] == (not table["lines"])
        for line in table["lines"]:
            assert text_at[line["row_index"], line["column_index"]] == line["amount_text"]
            printed = Decimal(squeeze(line["amount_text"]).replace(",", ""))
            assert Decimal(line["amount_yuan"]) == printed * FACTOR[table["currency_unit"]]
            assert table["first_page"] <= line["page_number"] <= table["last_page"]
            assert line["column_path"] and line["fiscal_year"]


def coded(table: dict[str, Any]) -> dict[str, dict[str | None, Decimal]]:
    """Per column path: amount by item code; the total row stands under None."""
    columns: dict[str, dict[str | None, Decimal]] = defaultdict(dict)
    for line in table["lines"]:
        if line["item_code"] or line["is_total"]:
            columns[line["column_path"]][line["item_code"]] = Decimal(line["amount_yuan"])
    return columns


@pytest.mark.parametrize("name", ["budget_2025", "three_units_2026"])
def test_codes_sum_to_their_parents_and_to_the_total(name: str) -> None:
    tried = 0
    for table in load(name)["tables"]:
        if table["table_kind"].endswith("summary") and "revenue_exp" in table["table_kind"]:
            continue
        for path, amounts in coded(table).items():
            parents = [(None, 3), *((code, len(code) + 2) for code in amounts if code and len(code) < 7)]
            for parent, size in parents:
                children = [v for k, v in amounts.items() if k and len(k) == size and k.startswith(parent or "")]
                if children and parent in amounts:
                    assert sum(children) == amounts[parent], (table["title"], path, parent)
                    tried += 1
    assert tried > 25


@pytest.mark.parametrize("name", ["budget_2025", "three_units_2026"])
def test_revenue_equals_expenditure(name: str) -> None:
    seen = 0
    for table in load(name)["tables"]:
        totals = {line["item_name"]: line["amount_yuan"] for line in reversed(table["lines"]) if line["is_total"]}
        if "收入总计" in totals:
            assert totals["收入总计"] == totals["支出总计"]
            seen += 1
    assert seen == (2 if name == "budget_2025" else 3)


def test_parts_of_a_row_sum_to_its_total_in_the_other_province() -> None:
    tried = 0
    for table in load("three_units_2026")["tables"]:
        rows: dict[int, dict[str, Decimal]] = defaultdict(dict)
        for line in table["lines"]:
            if line["measure"]:
                rows[line["row_index"]][line["measure"]] = Decimal(line["amount_yuan"])
        for amounts in rows.values():
            if "basic" in amounts or "project" in amounts:
                assert amounts["total"] == amounts.get("basic", 0) + amounts.get("project", 0)
                tried += 1
    assert tried > 60


@pytest.mark.parametrize("name", ["budget_2025", "performance_2024_scan", "performance_photo"])
def test_sources_sum_to_the_total_of_a_form(name: str) -> None:
    for project in load(name)["projects"]:
        for period in ("implementation", "annual"):
            parts = [project[f"{period}_{key}_yuan"] for key in ("central", "provincial", "municipal", "self_raised")]
            assert sum(map(Decimal, parts)) == Decimal(project[f"{period}_total_yuan"])
            assert project[f"{period}_other_yuan"] is None
        assert project["indicators"]
        for indicator in project["indicators"]:
            assert indicator["level3"] or indicator["target_text"]
            if indicator["is_truncated"]:
                assert len(indicator["level3"]) in (7, 8, 11) or len(indicator["level2"]) == 8


def test_the_printed_inconsistencies_of_the_reference_are_kept() -> None:
    answer = load("budget_2025")
    numbers = [table["table_number"] for table in answer["tables"] if not table["table_kind"].endswith("form")]
    assert len(numbers) == 13 and numbers.count("预算公开表6") == 2 and numbers.count(None) == 6
    assert len(answer["projects"]) == 6
    text = "".join(page_texts("budget_2025"))
    assert "二级项目5个" in text and "712.75万元" in text and "715.75万元" in text and "年年12月31日" in text


def test_one_budget_under_three_covers_says_the_same() -> None:
    plain, slanted, pale = (load(name) for name in DIGITAL[:3])
    for other in (slanted, pale):
        assert other["tables"] == plain["tables"] and other["projects"] == plain["projects"]
    scan = load("budget_2025_scan")
    assert [t["cells"] for t in scan["tables"]] == [t["cells"] for t in plain["tables"]]


@pytest.mark.parametrize("name", DIGITAL)
def test_every_cell_is_drawn_on_its_page(name: str) -> None:
    texts = page_texts(name)
    answer = load(name)
    assert len(texts) == answer["document"]["page_count"]
    for table in answer["tables"]:
        pages = "".join(texts[table["first_page"] - 1 : table["last_page"]])
        for cell in table["cells"]:
            assert squeeze(cell[4]) in pages, (table["title"], cell)
        for line in table["lines"]:
            assert squeeze(line["amount_text"]) in texts[line["page_number"] - 1]


def test_watermarks_are_drawn_and_scans_have_no_text() -> None:
    assert not any("仅供内部审核" in text for text in page_texts("budget_2025"))
    for name in DIGITAL[1:3]:
        assert all("仅供内部审核" in text for text in page_texts(name))
    for name in ("budget_2025_scan", "performance_2024_scan", "performance_photo"):
        assert not any(page_texts(name))


def test_other_province_has_landscape_pages_by_rotation() -> None:
    document = pypdfium2.PdfDocument(FOLDER / "three_units_2026.pdf")
    assert [page.get_rotation() for page in document] == [0, *[90] * (len(document) - 1)]
    document.close()


def test_the_broken_file_does_not_open() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(FOLDER / "broken.pdf")


def test_the_generator_draws_the_same_bytes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("reportlab")
    from samples import make
    from samples.render_pdf import FONT_FILES

    if not all(Path(path).exists() for path in FONT_FILES.values()):
        pytest.skip("fonts-wqy-microhei or fonts-wqy-zenhei is not installed")
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    made = make.main
    made(["three_units_2026"])
    golden = "three_units_2026.golden.json"
    assert (tmp_path / golden).read_bytes() == (FOLDER / golden).read_bytes()
    committed = json.loads((FOLDER / "made_with.json").read_text(encoding="utf-8"))["tools"]
    if make.tools() != committed:
        pytest.skip("other versions of the tools draw the same page in other bytes")
    assert (tmp_path / "three_units_2026.pdf").read_bytes() == (FOLDER / "three_units_2026.pdf").read_bytes()
