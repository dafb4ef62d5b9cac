"""Chromium and LibreOffice, which print and convert what the other modules write."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# Formats that LibreOffice makes of what kind of file.
FILTERS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"}
NOT_AS_CSV = ("sheet_cover.xlsx", "sheet_hidden_column.xlsx")  # it would hold another sheet, and what is hidden
AFTER_DOCUMENT = {".docx": ("pdf", "odt", "rtf", "doc"), ".xlsx": ("pdf", "ods", "xls", "html", "csv")}


class Printers:
    """Both programs while files are written. Conversions wait until the end and run all at once."""

    def __init__(self, folder: Path, chromium: str) -> None:
        self._folder = folder
        self._waiting: dict[str, list[Path]] = {}
        self._playwright: Any = None
        self._browser: Any = None
        if chromium:
            from playwright.sync_api import sync_playwright

            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        self._scratch = Path(tempfile.mkdtemp(prefix="printed-"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._browser:
            self._browser.close()
            self._playwright.stop()
        if kind is None:
            for form, files in self._waiting.items():
                self._convert(form, files)

    def page(self, name: str, text: str) -> Iterator[str]:
        """The page itself, and as the browser prints it. Gives the names of the files."""
        (self._folder / f"{name}.html").write_text(text, "utf-8")
        yield f"{name}.html"
        if self._browser:
            page = self._browser.new_page()
            page.set_content(text)
            page.pdf(path=str(self._folder / f"{name}.pdf"), prefer_css_page_size=True, print_background=True)
            page.close()
            yield f"{name}.pdf"

    def picture(self, text: str, scale: float = 2.0) -> bytes:
        """A page as a picture of what it shows."""
        page = self._browser.new_page(viewport={"width": 900, "height": 500}, device_scale_factor=scale)
        page.set_content(text)
        data = bytes(page.screenshot(full_page=True))
        page.close()
        return data

    def office(self, name: str, data: bytes) -> Iterator[str]:
        """A file of an office program, and what LibreOffice makes of it. Gives the names of the files."""
        path = self._folder / name
        path.write_bytes(data)
        yield name
        for form in AFTER_DOCUMENT.get(path.suffix, ()):
            if form == "csv" and name in NOT_AS_CSV:
                continue
            copy = self._scratch / f"{path.stem}_{path.suffix[1:]}{path.suffix}"
            copy.write_bytes(data)
            self._waiting.setdefault(form, []).append(copy)
            yield f"{copy.stem}.{form}"

    def _convert(self, form: str, files: list[Path]) -> None:
        form = FILTERS.get(form, form)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{self._scratch}/profile",
            "--headless",
            "--convert-to",
            form,
        ]
        subprocess.run([*command, "--outdir", str(self._folder), *map(str, files)], check=True, capture_output=True)
