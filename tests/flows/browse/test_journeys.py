"""Six journeys in Chromium, each in at most five clicks, wide and narrow, without an error in the console.

They skip where Playwright or Chromium is not installed. Serious findings of axe-core fail where it is there: the wheel
axe-playwright-python brings it, or MINGZHANG_AXE names its axe.min.js. MINGZHANG_SCREENSHOTS names where pictures go.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.browse.conftest import Served

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
SIZES = ((1440, 900), (390, 844))
MOST_CLICKS = 5


def axe_core() -> Path | None:
    """Where axe-core's script is, if it is anywhere."""
    if told := os.environ.get("MINGZHANG_AXE"):
        return Path(told)
    found = importlib.util.find_spec("axe_playwright_python")
    return Path(found.origin).with_name("axe.min.js") if found and found.origin else None


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen of a width: counts clicks, remembers what the console complains of, takes pictures."""

    def __init__(self, browser: Any, served: Served, size: tuple[int, int]) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        self.page = self.context.new_page()
        self.served, self.width, self.clicks = served, size[0], 0
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)
        self.elsewhere: list[str] = []
        self.page.goto(served.entrance)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.served.address, "data:")):
            self.elsewhere.append(request.url)

    def click(self, selector: str, *, moves: bool = True) -> None:
        """Click; `moves`: it leads to another page."""
        self.clicks += 1
        if moves:
            with self.page.expect_navigation(wait_until="networkidle"):
                self.page.locator(selector).first.click()
        else:
            self.page.locator(selector).first.click()

    def find(self, text: str) -> None:
        self.clicks += 1
        self.page.locator("#q-main").fill(text)
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.keyboard.press("Enter")

    def look(self, name: str) -> None:
        """Nothing is wider than the screen, nothing serious for axe; a picture where a folder is named."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        folder, axe = os.environ.get("MINGZHANG_SCREENSHOTS"), axe_core()
        if folder:
            self.page.screenshot(path=str(Path(folder, f"{name}_{self.width}.png")))
        if axe:
            found = self.page.evaluate(f"async () => {{ {axe.read_text(encoding='utf-8')}; return await axe.run() }}")
            serious = [
                (v["id"], [node["html"][:120] for node in v["nodes"]][:3])
                for v in found["violations"]
                if v["impact"] in ("serious", "critical")
            ]
            assert serious == [], name

    def done(self) -> None:
        assert self.clicks <= MOST_CLICKS
        assert self.complaints == []
        assert self.elsewhere == []
        self.context.close()


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def visitor(request: pytest.FixtureRequest, chromium: Any, served: Served) -> Iterator[Visitor]:
    made = Visitor(chromium, served, request.param)
    yield made
    made.done()


def test_find_a_unit(visitor: Visitor) -> None:
    visitor.look("home")
    visitor.find("云泽市档案馆")
    visitor.look("search")
    visitor.click("main a[href^='/unit?']")
    assert visitor.page.locator("svg.chart").count() == 1
    assert re.search(r"\d,\d{3}\.\d\d", visitor.page.inner_text("main"))
    visitor.look("unit")


def test_see_what_proves_a_figure(visitor: Visitor) -> None:
    visitor.click("main ul.plain a[href^='/document/']")
    visitor.look("document")
    visitor.click("main table a[href*='/page/']")
    image = visitor.page.locator("#frame img")
    assert image.evaluate("picture => picture.complete && picture.naturalWidth > 500")
    hit = visitor.page.locator("#frame a.hit").first
    inside = visitor.page.locator("#frame").bounding_box()
    box = hit.bounding_box()
    assert inside and box
    assert inside["x"] <= box["x"] <= inside["x"] + inside["width"]
    visitor.click("#frame a.hit", moves=False)
    proof = visitor.page.locator("#proof")
    proof.wait_for(state="visible")
    assert "证明" in proof.inner_text()
    assert visitor.page.locator(".grid .chosen").count() == 1
    assert "line=" in visitor.page.url
    visitor.look("page")


def test_review_ten_doubts_by_keyboard(visitor: Visitor) -> None:
    visitor.click("nav a[href='/review']")
    page = visitor.page
    page.wait_for_function("document.getElementById('item-name').textContent")
    visitor.look("review")
    for number in range(10):
        before = page.inner_text("#remaining")
        if int(before.replace(",", "")) == 0:
            break
        if number % 2:
            page.keyboard.press("a")
        else:
            page.keyboard.type("12.5万元")
            page.keyboard.press("Enter")
        page.wait_for_function("before => document.getElementById('remaining').textContent !== before", arg=before)
    assert "[" not in page.inner_text("#said")


def test_compare_units_and_regions(visitor: Visitor) -> None:
    visitor.click("nav a[href='/compare']")
    visitor.click("input[value='region']", moves=False)
    visitor.click("main button[type='submit']")
    assert visitor.page.locator("svg.chart").count() == 1
    visitor.look("compare")


def test_run_sql(visitor: Visitor) -> None:
    visitor.click("nav a[href='/sql']")
    visitor.page.locator("#sql-text").fill("SELECT unit_name, sum(amount_yuan) AS yuan FROM budget_lines GROUP BY 1")
    visitor.click("main button[type='submit']")
    assert visitor.page.locator("table.data tbody tr").count() >= 1
    visitor.look("sql")


def test_export(visitor: Visitor) -> None:
    visitor.click("nav a[href='/data']")
    visitor.look("data")
    with visitor.page.expect_download() as waiting:
        visitor.clicks += 1
        visitor.page.locator("a[href='/data/budget_lines.json']").click()
    lines = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert len(lines) > 100
    visitor.page.goto(f"{visitor.served.address}/data/budget_lines")
    visitor.look("relation")


def test_checks_show_the_page(visitor: Visitor) -> None:
    visitor.click("nav a[href='/checks']")
    visitor.look("checks")
    visitor.click("nav a[hreflang='en']")
    assert "Checks" in visitor.page.inner_text("h1")
