"""mingzhang and its peers under one roof: each reads a PDF in a process of its own, one thread each, models loaded.

A peer is run as its documentation says, with the same weights and the same pictures where it recognises characters.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

DPI = 200
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Seconds(NamedTuple):
    """How long a reading took: by the clock, and by the processor's time of the process that read."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What a reader gives of a page: the texts of its table cells, or of its boxes where it knows no cells."""

    number: int
    texts: tuple[str, ...]
    tables: int | None


Read = Callable[[Any], list[PageTexts]]


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to read. `load` gives, in the process that reads, how to prepare a file (not timed) and how to read it."""

    name: str
    module: str
    load: Callable[[], tuple[Callable[[Path], Any], Read]]
    version_of: str = ""


def _mingzhang() -> tuple[Callable[[Path], Any], Read]:
    from mingzhang.extractors.pipeline import read_document

    def read(path: Path) -> list[PageTexts]:
        texts: dict[int, list[str]] = {}
        tables: dict[int, int] = {}
        document = read_document(path)
        for table in document.tables:
            tables[table.first_page] = tables.get(table.first_page, 0) + 1
            for cell in table.cells:
                texts.setdefault(cell.page_number, []).append(cell.text)
        pages = range(1, (document.page_count or 0) + 1)
        return [PageTexts(n, tuple(texts.get(n, ())), tables.get(n, 0)) for n in pages]

    return _as_it_is, read


def _camelot() -> tuple[Callable[[Path], Any], Read]:
    """camelot's default: flavor lattice, engine combined."""
    import camelot

    def read(path: Path) -> list[PageTexts]:
        tables = camelot.read_pdf(str(path), pages="all", flavor="lattice", suppress_stdout=True)
        return _by_page((table.page, table.df.to_numpy().ravel().tolist()) for table in tables)

    return _as_it_is, read


def _pdfplumber() -> tuple[Callable[[Path], Any], Read]:
    import pdfplumber

    def read(path: Path) -> list[PageTexts]:
        with pdfplumber.open(path) as pdf:
            return _by_page(
                (page.page_number, [text or "" for row in table for text in row])
                for page in pdf.pages
                for table in page.extract_tables()
            )

    return _as_it_is, read


def _paddle_choices() -> dict[str, Any]:
    """PaddleOCR with mingzhang's weights, and without the models that the wheel does not carry."""
    from mingzhang.extractors.scan.weights import find_models

    models = find_models("embedded")
    return {
        "text_detection_model_name": models.detection.name,
        "text_detection_model_dir": str(models.detection.folder),
        "text_recognition_model_name": models.recognition.name,
        "text_recognition_model_dir": str(models.recognition.folder),
        "use_doc_orientation_classify": False,
        "use_doc_unwarping": False,
        "use_textline_orientation": False,
        "engine": "onnxruntime",
        "engine_config": {"intra_op_num_threads": 1, "inter_op_num_threads": 1},
    }


def _paddleocr() -> tuple[Callable[[Path], Any], Read]:
    """PaddleOCR's pipeline over whole pages, with its own defaults."""
    from paddleocr import PaddleOCR

    pipeline = PaddleOCR(**_paddle_choices())

    def read(pictures: list[Any]) -> list[PageTexts]:
        found = [pipeline.predict(picture)[0] for picture in pictures]
        return [PageTexts(n, tuple(page["rec_texts"]), None) for n, page in enumerate(found, start=1)]

    return pictures_of, read


def _img2table() -> tuple[Callable[[Path], Any], Read]:
    """img2table with PaddleOCR; it levels the page itself (`detect_rotation`)."""
    import cv2
    from img2table.document import Image
    from img2table.ocr import PaddleOCR

    ocr = PaddleOCR(lang="ch", kw=_paddle_choices())

    def prepare(path: Path) -> list[bytes]:
        return [cv2.imencode(".png", picture)[1].tobytes() for picture in pictures_of(path)]

    def read(pictures: list[bytes]) -> list[PageTexts]:
        pages = []
        for number, picture in enumerate(pictures, start=1):
            tables = Image(picture, detect_rotation=True).extract_tables(ocr=ocr)
            texts = [text for table in tables for text in _anchors(table)]
            pages.append(PageTexts(number, tuple(texts), len(tables)))
        return pages

    return prepare, read


def _anchors(table: Any) -> Iterator[str]:
    """The texts of a table's cells; one that spans several places stands in each of them, and counts once."""
    cells = {}
    for row in table.content.values():
        for cell in row:
            box = cell.bbox
            cells[(box.x1, box.y1, box.x2, box.y2)] = cell.value or ""
    yield from cells.values()


def _as_it_is(path: Path) -> Path:
    return path


def pictures_of(path: Path) -> list[Any]:
    """The pages of a PDF drawn at DPI, each BGR (height x width x 3)."""
    import numpy as np
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(path)
    try:
        return [np.ascontiguousarray(page.render(scale=DPI / 72).to_numpy()[:, :, :3]) for page in pdf]
    finally:
        pdf.close()


def _by_page(tables: Iterable[tuple[int, list[str]]]) -> list[PageTexts]:
    texts: dict[int, list[str]] = {}
    counts: dict[int, int] = {}
    for number, cells in tables:
        texts.setdefault(number, []).extend(cells)
        counts[number] = counts.get(number, 0) + 1
    return [PageTexts(number, tuple(texts[number]), counts[number]) for number in sorted(texts)]


MINGZHANG = Contender("mingzhang", "extractors", _mingzhang)
CAMELOT = Contender("camelot default", "camelot", _camelot, "camelot-py")
PDFPLUMBER = Contender("pdfplumber", "pdfplumber", _pdfplumber, "pdfplumber")
PADDLEOCR = Contender("PaddleOCR full page", "paddleocr", _paddleocr, "paddleocr")
IMG2TABLE = Contender("img2table", "img2table", _img2table, "img2table")


def is_installed(contender: Contender) -> bool:
    return importlib.util.find_spec(contender.module) is not None


class Reading:
    """A process in which a contender reads, kept for several files. Close it to end the process."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(contender, there), daemon=True)
        with _environment(THREADS):
            self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, path: Path) -> tuple[Seconds, list[PageTexts]]:
        """How long reading took, and what was read. RuntimeError with the contender's own words where it failed."""
        self._pipe.send(path)
        try:
            seconds, pages, error = self._pipe.recv()
        except EOFError as ended:
            raise RuntimeError(f"{self.contender.name}: its process ended") from ended
        if error:
            raise RuntimeError(f"{self.contender.name}: {error}")
        return seconds, pages

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._pipe.send(None)
        self._process.join(10)
        if self._process.is_alive():
            self._process.terminate()


@contextlib.contextmanager
def _environment(more: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(contender: Contender, pipe: Connection) -> None:
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (for the life of the process)
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    import cv2

    cv2.setNumThreads(1)
    loaded = None
    while (path := pipe.recv()) is not None:
        try:
            loaded = loaded or contender.load()
            prepare, read = loaded
            prepared = prepare(path)
            clock, processor = time.perf_counter(), time.process_time()
            pages = read(prepared)
            pipe.send((Seconds(time.perf_counter() - clock, time.process_time() - processor), pages, ""))
        except Exception as error:
            pipe.send((Seconds(0.0, 0.0), [], f"{type(error).__name__}: {error}"))


@contextlib.contextmanager
def part_of(path: Path, pages: Iterable[int]) -> Iterator[Path]:
    """A PDF of some pages (from 1) of another, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, path.name)
        part.write_bytes(pdf_of_pages(path, pages))
        yield part


def pdf_of_pages(path: Path, pages: Iterable[int]) -> bytes:
    """Some pages (from 1) of a PDF as a PDF of their own."""
    import pypdfium2 as pdfium

    source = pdfium.PdfDocument(path)
    made = pdfium.PdfDocument.new()
    try:
        made.import_pages(source, [number - 1 for number in pages])
        written = io.BytesIO()
        made.save(written)
        return written.getvalue()
    finally:
        made.close()
        source.close()
