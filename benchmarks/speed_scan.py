"""How long scanned pages take here and by PaddleOCR's whole-page pipeline: same pictures, weights, engine and threads.

    python -m benchmarks.speed_scan [--threads 1] [--pages 4] [--rounds 2] [FILE.pdf ...]

Pages of the given PDFs (by default of samples/budget_2025.pdf) are drawn at 200 dpi, turned a little, given noise and saved as JPEG 60.
Each way then reads them in a process of its own, one after the other; loading and a first page are not counted, and each
page counts with the fastest of its rounds. Prints seconds a page and the ratio, for pages of tables and of text.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extractors.scan.recogniser import Recogniser
from extractors.scan.weights import find_models
from extractors.settings import Settings

DPI = 200
OFFICIAL_SHAPE = [3, 48, 320]
TARGETS = {"table": 0.40, "text": 0.80}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pages", type=int, default=4, help="pages of each kind")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--reader", choices=("ours", "paddle"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        print(json.dumps(measure(options.reader, options.folder, options.threads, options.rounds)))
        return
    files = options.files or [Path("samples/budget_2025.pdf")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_pages(files, folder, options.pages)
        found = {reader: _in_child(reader, folder, options) for reader in ("paddle", "ours")}
    _report(found, options.threads)


def draw_pages(files: list[Path], folder: Path, count: int) -> None:
    """Pictures of pages with tables and of pages of text, as a scanner would give them, into a folder."""
    import pypdfium2 as pdfium

    from extractors.text_layer import open_page, read_text_page
    from extractors.watermark import Watermark

    left = {"table": count, "text": count}
    for path in files:
        with pdfium.PdfDocument(path) as document:
            for index in range(len(document)):
                page = document[index]
                seen = read_text_page(open_page(page), index + 1, Watermark())
                cells = sum(1 for grid in seen.grids for cell in grid.cells if cell.text)
                letters = sum(len(line.text) for line in seen.lines)
                kind = "table" if cells >= 30 else "text" if not seen.grids and letters > 400 else None
                if kind is None or not left[kind]:
                    continue
                picture = page.render(scale=DPI / 72).to_numpy()[..., :3]
                cv2.imwrite(
                    str(folder / f"{kind}-{left[kind]}.png"), scanned(np.ascontiguousarray(picture), left[kind])
                )
                left[kind] -= 1


def scanned(picture: Any, seed: int) -> Any:
    """A clean picture as a scanner would give it: leaning by up to two degrees, noisy, JPEG 60."""
    random = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.uniform(-2, 2)), 1)
    leaning = cv2.warpAffine(picture, lean, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    noisy = leaning + random.normal(0, 6, (height, width, 1))
    _, data = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def measure(reader: str, folder: Path, threads: int, rounds: int) -> dict[str, Any]:
    """Seconds by picture and the peak of memory in MB, in this process."""
    read = _ours(threads) if reader == "ours" else _paddle(folder, threads)
    pictures = {path.stem: cv2.imread(str(path)) for path in sorted(folder.glob("*.png"))}
    read(next(iter(pictures.values())))
    seconds: dict[str, float] = {}
    for _ in range(rounds):
        for name, picture in pictures.items():
            started = time.perf_counter()
            read(picture)
            seconds[name] = min(seconds.get(name, float("inf")), time.perf_counter() - started)
    return {"seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _ours(threads: int) -> Any:
    from extractors.scan.page import read_picture

    recogniser = Recogniser(Settings(ocr_threads=threads))
    return lambda picture: read_picture(picture, page_number=1, pixels_per_point=DPI / 72, recogniser=recogniser)


def _paddle(folder: Path, threads: int) -> Any:
    """PaddleOCR's own pipeline: detection on the whole page, then recognition, with the settings it ships with."""
    import shutil

    from paddleocr import PaddleOCR

    models = find_models("embedded")
    assert models.detection.folder is not None and models.recognition.folder is not None
    recognition = folder / "recognition"
    shutil.copytree(models.recognition.folder, recognition)
    description = (recognition / "inference.yml").read_text(encoding="utf-8")
    ours = "image_shape:\n      - 3\n      - 48\n      - 48\n"
    assert ours in description, "the shape in our model folder moved; compare with the official one"
    official = "image_shape:\n" + "".join(f"      - {side}\n" for side in OFFICIAL_SHAPE)
    (recognition / "inference.yml").write_text(description.replace(ours, official), encoding="utf-8")
    pipeline = PaddleOCR(
        text_detection_model_name=models.detection.name,
        text_detection_model_dir=str(models.detection.folder),
        text_recognition_model_name=models.recognition.name,
        text_recognition_model_dir=str(recognition),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": threads, "inter_op_num_threads": 1},
    )
    return lambda picture: pipeline.predict(picture)


def _in_child(reader: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.speed_scan", "--reader", reader, "--folder", str(folder)]
    command += ["--threads", str(options.threads), "--rounds", str(options.rounds)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result: dict[str, Any] = json.loads(answer.strip().splitlines()[-1])
    return result


def _report(found: dict[str, dict[str, Any]], threads: int) -> None:
    print(f"{threads} thread(s), {DPI} dpi, seconds a page")
    for kind, target in TARGETS.items():
        names = [name for name in found["ours"]["seconds"] if name.startswith(kind)]
        if not names:
            continue
        ours, paddle = (
            sum(found[reader]["seconds"][name] for name in names) / len(names) for reader in ("ours", "paddle")
        )
        print(
            f"{kind:6} {len(names)} pages  ours {ours:6.2f}  PaddleOCR {paddle:6.2f}  ratio {ours / paddle:.2f} ({target})"
        )
    memory = ", ".join(f"{reader} {result['memory']:.0f} MB" for reader, result in found.items())
    print(f"peak memory of the process: {memory}")


if __name__ == "__main__":
    main()
