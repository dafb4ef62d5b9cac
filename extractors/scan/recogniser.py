"""PaddleOCR's text recognition and detection, loaded once a process, fed in batches of like width."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np

from mingzhang.extractors.scan.guesses import UNREAD, ReadLine, chances_of, line_of
from mingzhang.extractors.scan.kept import SURE
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.weights import ModelFolder, ModelPair, find_models
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError

READING_HEIGHT = 48
BATCH_AREA = 48 * 48 * 60
BATCH_SPREAD = 1.25
BATCH_SLACK = 0.5  # heights of a line by which crops of any width may differ
BATCH_MOST = 16
NARROWED = 0.7
# What one call of the recogniser costs, in pixels of width that it could read instead.
CALL = 16.0


class Recogniser:
    """Reads crops of single lines and finds lines in pictures.

    The predictors are made at the first use. They are not safe to share between threads (PaddleOCR#18268), and they
    leak over thousands of pictures: use one a process, and renew the process now and then.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._models: ModelPair | None = None
        self._recognition: Any = None
        self._detection: Any = None

    def read(self, crops: Sequence[Picture]) -> list[tuple[str, float]]:
        """Text and confidence (0 to 1) of each crop, in the order given. Crops are BGR, one upright line each."""
        return [(line.text, line.confidence) for line in self._read(crops)]

    def read_lines(self, crops: Sequence[Picture]) -> list[ReadLine]:
        """As `read`, with the place and the confidence of each character, and the next best readings of figures.

        Print is clear in narrower pictures too, which take less time; a line of which any character is not surely read
        there is read in full width as well, and the surer reading counts.
        """
        lines = self._read([narrowed(crop) for crop in crops], NARROWED)
        unsure = [index for index, line in enumerate(lines) if min(line.chances, default=0.0) < SURE]
        for index, line in zip(unsure, self._read([crops[index] for index in unsure]), strict=True):
            if line.confidence >= lines[index].confidence:
                lines[index] = line
        return lines

    def _read(self, crops: Sequence[Picture], narrowed: float = 1.0) -> list[ReadLine]:
        """One reading of each crop. `narrowed`: how wide the crops are, of the pictures in which places are wanted."""
        if not crops:
            return []
        predictor = self._load_recognition()
        ratios = [crop.shape[1] / crop.shape[0] for crop in crops]
        lines: list[ReadLine] = [UNREAD] * len(crops)
        for batch in batches_by_width(ratios):
            some = [crops[index] for index in batch]
            chances, characters = chances_of(predictor, some)
            step = max(max(ratios[index] for index in batch), 1.0) * READING_HEIGHT / chances.shape[1] / narrowed
            for index, crop, its in zip(batch, some, chances, strict=True):
                lines[index] = line_of(its, characters, step * crop.shape[0] / READING_HEIGHT)
        return lines

    def detect(self, image: Picture, longest_side: int = 1600) -> list[Quad]:
        """Quads (4 x 2, pixels, clockwise from the top left) around the lines of a BGR picture.

        The picture is shrunk to `longest_side` pixels first if it is larger.
        """
        predictor = self._load_detection()
        results = predictor.predict([image], limit_side_len=longest_side, limit_type="max")
        return [np.asarray(quad, dtype=np.float32) for quad in results[0]["dt_polys"]]

    def _load_recognition(self) -> Any:
        if self._recognition is None:
            self._recognition = self._predictor("TextRecognition", self._find_models().recognition)
        return self._recognition

    def _load_detection(self) -> Any:
        if self._detection is None:
            self._detection = self._predictor("TextDetection", self._find_models().detection)
        return self._detection

    def _find_models(self) -> ModelPair:
        if self._models is None:
            self._models = find_models(self._settings.ocr_model)
        return self._models

    def _predictor(self, kind: str, model: ModelFolder) -> Any:
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        try:
            import paddleocr
        except ImportError as error:
            raise MingzhangError(ErrorCode.NO_OCR, str(error)) from error
        make = getattr(paddleocr, kind)
        try:
            return make(
                model_name=model.name,
                model_dir=str(model.folder) if model.folder else None,
                engine="onnxruntime",
                engine_config={"intra_op_num_threads": self._settings.ocr_threads, "inter_op_num_threads": 1},
            )
        except Exception as error:  # The library raises what it likes for weights it cannot load.
            raise MingzhangError(ErrorCode.NO_OCR, f"{model.name}: {error}") from error


def narrowed(crop: Picture) -> Picture:
    """A crop as wide as clear print needs to be read."""
    height, width = crop.shape[:2]
    return np.asarray(
        cv2.resize(crop, (max(1, round(NARROWED * width)), height), interpolation=cv2.INTER_AREA), np.uint8
    )


def batches_by_width(ratios: Sequence[float]) -> Iterator[list[int]]:
    """Indices of crops in batches of like width, narrow first.

    `ratios` are width / height. A batch is padded to its widest crop, so it ends where that would cost more than
    another call does, where a crop is much wider than its first, or where the padded batch would grow too large.
    """
    batch: list[int] = []
    for index in sorted(range(len(ratios)), key=ratios.__getitem__):
        width = max(1.0, ratios[index])
        if batch and (
            len(batch) * (width - max(1.0, ratios[batch[-1]])) * READING_HEIGHT > CALL
            or width > max(1.0, ratios[batch[0]]) * BATCH_SPREAD + BATCH_SLACK
            or (len(batch) + 1) * width * READING_HEIGHT**2 > BATCH_AREA
            or len(batch) >= BATCH_MOST
        ):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
