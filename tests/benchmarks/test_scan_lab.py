"""The scan laboratory: truth follows every bend, the sets never meet, agreement survives a row too many."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scan_lab.agreement import agreement, in_order
from benchmarks.scan_lab.develop import Scan, develop
from benchmarks.scan_lab.drawn import Case, drawn_scans
from benchmarks.scan_lab.output import write
from benchmarks.scan_lab.plates import Plate, plates_of
from benchmarks.scan_lab.recipes import KINDS, Bands, Recipe, Rulings, draw_recipe
from benchmarks.scan_lab.sets import FOLDERS, MAY_DRAW, NAMES, WORDS, Draw
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "three_units_2026.pdf"


@pytest.fixture(scope="module")
def plate() -> Plate:
    return next(plate for plate in plates_of(SAMPLE, 100) if len(plate.cells) > 40)


@pytest.fixture(scope="module")
def read() -> Document:
    return read_document(SAMPLE)


def hit(scan: Scan) -> float:
    """Share of glyphs whose middle, followed into the picture, has print within a third of their height."""
    boxes = scan.plate.glyphs
    middles = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2], axis=1)
    reach = round(float(np.median(boxes[:, 3] - boxes[:, 1])) * scan.recipe.dpi / 72 / 3)
    found = []
    for x, y in np.round(scan.places(middles)).astype(int):
        part = scan.masks["print"][max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
        found.append(bool(part.any()))
    return float(np.mean(found))


BENDS = {
    "skew": {"skew": 5.5},
    "keystone": {"keystone": 0.05},
    "curl_and_gutter": {"curl": 11.0, "gutter": -0.8},
    "waves_and_folds": {"waves": 3.0, "folds": 3},
    "photo": {"photo": 0.09, "skew": 3.0, "colours": "colour"},
    "shrunk": {"shrink": 0.6},
    "quarter": {"turn": 90, "skew": 2.0},
    "upside_down": {"turn": 180, "curl": 5.0},
    "three_quarters": {"turn": 270},
}


@pytest.mark.parametrize("name", BENDS)
def test_glyphs_are_where_the_truth_says_after_every_bend(plate: Plate, name: str) -> None:
    scan = develop(plate, replace(Recipe(dpi=100, seed=3), **BENDS[name]))
    assert hit(scan) > 0.97
    assert all(mask.shape == scan.picture.shape[:2] for mask in scan.masks.values())


def test_edges_are_marked_also_where_no_ruling_is_drawn(plate: Plate) -> None:
    full = develop(plate, Recipe(dpi=100))
    bare = develop(plate, Recipe(dpi=100, rulings=Rulings(kept="none")))
    assert np.array_equal(full.masks["across"], bare.masks["across"])
    assert full.masks["drawn"].any() and not bare.masks["drawn"].any()


def test_a_quarter_turn_makes_edges_across_upright(plate: Plate) -> None:
    level, turned = (develop(plate, Recipe(dpi=100, turn=turn)) for turn in (0, 90))
    assert np.array_equal(np.rot90(turned.masks["upright"]), level.masks["across"])


def test_print_on_a_dark_band_is_white(plate: Plate) -> None:
    scan = develop(plate, Recipe(dpi=100, noise=0, jpeg=None, bands=Bands(header=20)))
    header = next(cell for cell in plate.cells if cell.is_header and len(cell.text) > 2)
    x0, y0, x1, y1 = (round(v * 100 / 72) for v in header.box)
    inside = (slice(y0 + 2, y1 - 2), slice(x0 + 2, x1 - 2))
    printed = scan.masks["print"][inside] > 0
    assert scan.picture[inside][printed].mean() > scan.picture[inside][~printed].mean() + 50


def test_two_pages_on_a_sheet_keep_both_pages_cells(plate: Plate) -> None:
    scan = develop(plate, Recipe(dpi=100, two_up=True))
    assert len(scan.plate.cells) == 2 * len(plate.cells)
    assert hit(scan) > 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_a_recipe_is_the_same_for_the_same_seed(kind: str) -> None:
    assert draw_recipe(kind, "learn", 7) == draw_recipe(kind, "learn", 7)
    assert draw_recipe(kind, "learn", 7) != draw_recipe(kind, "report", 7)


def test_the_sets_never_meet() -> None:
    for held in (FOLDERS, WORDS, NAMES, MAY_DRAW):
        parts = [set(part) for part in held.values()]
        assert sum(len(part) for part in parts) == len(set().union(*parts))
    seen = {name: {int(Draw(name, random.Random(n)).between(0, 12)) for n in range(300)} for name in MAY_DRAW}
    assert not (seen["report"] & (seen["learn"] | seen["tune"])) and not (seen["learn"] & seen["tune"])


def test_a_reading_agrees_with_itself(read: Document) -> None:
    same = agreement([read], read, "", 0.0)
    assert same.figures == same.figures_in_cell == same.figures_found > 0
    assert same.lines == same.lines_right > 0
    assert (same.wrong_verified, same.wrong_not_suspect, same.strays) == (0, 0, 0)


def test_a_row_too_many_costs_no_figure_and_a_column_swapped_does(read: Document) -> None:
    page = next(page for page in read.pages if page.grids and page.grids[0].row_count > 5)
    grid = page.grids[0]
    longer = replace(
        grid, row_count=grid.row_count + 1, cells=tuple(replace(cell, row=cell.row + 1) for cell in grid.cells)
    )
    pages = (replace(page, grids=(grid,)),), (replace(page, grids=(longer,)),)
    one, other = (replace(read, pages=held) for held in pages)
    assert agreement([one], other, "", 0.0).figures_in_cell == agreement([one], one, "", 0.0).figures
    mirrored = replace(
        grid, cells=tuple(replace(cell, column=grid.column_count - 1 - cell.column) for cell in grid.cells)
    )
    swapped = replace(read, pages=(replace(page, grids=(mirrored,)),))
    assert agreement([one], swapped, "", 0.0).figures_in_cell < agreement([one], one, "", 0.0).figures


def test_watermark_letters_in_a_cell_are_strays(read: Document) -> None:
    page = next(page for page in read.pages if page.grids)
    grid = page.grids[0]
    spoilt = replace(grid, cells=(replace(grid.cells[0], text=grid.cells[0].text + "草稿"), *grid.cells[1:]))
    other = replace(read, pages=tuple(replace(p, grids=(spoilt, *p.grids[1:])) if p is page else p for p in read.pages))
    assert agreement([read], other, "草稿", 0.0).strays == 2


def test_a_rest_read_in_an_empty_cell_is_a_stray_whatever_sign_it_was_taken_for(read: Document) -> None:
    page = next(page for page in read.pages if any(not cell.text for grid in page.grids for cell in grid.cells))
    grid = next(grid for grid in page.grids if any(not cell.text for cell in grid.cells))
    empty = next(cell for cell in grid.cells if not cell.text)
    cells = tuple(replace(cell, text="X") if cell is empty else cell for cell in grid.cells)
    grids = tuple(replace(one, cells=cells) if one is grid else one for one in page.grids)
    other = replace(read, pages=tuple(replace(p, grids=grids) if p is page else p for p in read.pages))
    assert agreement([read], other, "草稿", 0.0).strays == 1
    assert agreement([read], read, "草稿", 0.0).strays == 0


def test_rows_are_matched_in_order() -> None:
    assert in_order(np.array([[2.0, 0, 0], [0, 0, 1], [0, 3, 0]])) == {0: 0, 2: 1}


def test_a_scan_is_written_with_its_truth(plate: Plate, tmp_path: Path) -> None:
    scan = develop(plate, Recipe(dpi=100, colours="fixed", jpeg=None))
    write(scan, tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert len(truth["cells"]) == len(plate.cells) and len(truth["glyphs"]) == len(plate.glyphs)
    assert (tmp_path / "scan.pdf").read_bytes().startswith(b"%PDF")
    assert {path.stem for path in (tmp_path / "masks").iterdir()} == set(scan.masks)


def test_a_kept_scan_is_not_drawn_again(plate: Plate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [Case(SAMPLE, plate, plate)]
    (first,) = drawn_scans(cases, ["two_up"], "tune", 1, 3, "0/1", tmp_path)
    assert first[0].shown == 2
    kept = {path.name for path in first[1].iterdir()}
    assert kept == {"printed_1.pdf", "printed_2.pdf", "scan.json", "scan.pdf"}
    monkeypatch.setattr("benchmarks.scan_lab.drawn.develop", lambda *given: pytest.fail("drawn again"))
    assert list(drawn_scans(cases, ["two_up"], "tune", 1, 3, "0/1", tmp_path)) == [first]
