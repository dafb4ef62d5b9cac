"""Where the recogniser's weights lie: the embedded ones, an official family by name, or a folder of one's own.

PaddleOCR loads a folder of `inference.onnx` and `inference.yml`. The wheel of rapidocr carries the official PP-OCRv6
small weights as bare ONNX files; the folders are written once into the user's cache, under the sha256 of the weights.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mingzhang.models.errors import ErrorCode, MingzhangError

EMBEDDED_DETECTION = "PP-OCRv6_det_small.onnx"
EMBEDDED_RECOGNITION = "PP-OCRv6_rec_small.onnx"
NARROWEST = 48
LAYOUT = f"1 {NARROWEST}"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What PaddleOCR asks for: an official model name and, unless it fetches the model itself, a folder."""

    name: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class ModelPair:
    detection: ModelFolder
    recognition: ModelFolder


def find_models(choice: str) -> ModelPair:
    """The models behind `Settings.ocr_model`.

    Raises MingzhangError(NO_OCR) where the embedded weights or the files of the given folder are missing.
    """
    if choice == "embedded":
        return _embedded()
    folder = Path(choice).expanduser()
    if folder.is_dir():
        return ModelPair(_own(folder / "det"), _own(folder / "rec"))
    if os.sep in choice or choice.startswith("."):
        raise MingzhangError(ErrorCode.NO_OCR, choice)
    family = choice.removesuffix("_det").removesuffix("_rec")
    return ModelPair(ModelFolder(f"{family}_det", None), ModelFolder(f"{family}_rec", None))


def cache_root() -> Path:
    """`MINGZHANG_CACHE`, else `mingzhang` under XDG_CACHE_HOME, else under ~/.cache."""
    own = os.environ.get("MINGZHANG_CACHE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mingzhang"


def _own(folder: Path) -> ModelFolder:
    description = folder / "inference.yml"
    if not description.is_file():
        raise MingzhangError(ErrorCode.NO_OCR, str(description))
    content = yaml.safe_load(description.read_text(encoding="utf-8"))
    return ModelFolder(str(content["Global"]["model_name"]), folder)


def _embedded() -> ModelPair:
    return ModelPair(
        _installed("PP-OCRv6_small_det", _wheel_file(EMBEDDED_DETECTION), _detection_description),
        _installed("PP-OCRv6_small_rec", _wheel_file(EMBEDDED_RECOGNITION), _recognition_description),
    )


def _wheel_file(name: str) -> Path:
    """A file out of rapidocr's wheel, found without importing the package (its import loads engines)."""
    try:
        distribution = importlib.metadata.distribution("rapidocr")
    except importlib.metadata.PackageNotFoundError as error:
        raise MingzhangError(ErrorCode.NO_OCR, "rapidocr") from error
    path = Path(str(distribution.locate_file(f"rapidocr/models/{name}")))
    if not path.is_file():
        raise MingzhangError(ErrorCode.NO_OCR, name)
    return path


def _installed(name: str, weights: Path, describe: Callable[[str, Path], Mapping[str, Any]]) -> ModelFolder:
    """The model folder in the cache, written first if need be: whole or not at all."""
    digest = hashlib.sha256(weights.read_bytes() + LAYOUT.encode()).hexdigest()
    folder = cache_root() / "models" / digest[:16] / name
    if (folder / "inference.yml").is_file():
        return ModelFolder(name, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        shutil.copyfile(weights, draft / "inference.onnx")
        description = yaml.safe_dump(describe(name, weights), allow_unicode=True, sort_keys=False)
        (draft / "inference.yml").write_text(description, encoding="utf-8")
        draft.chmod(0o755)
        try:
            draft.rename(folder)
        except OSError:
            if not (folder / "inference.yml").is_file():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return ModelFolder(name, folder)


def _detection_description(name: str, _: Path) -> Mapping[str, Any]:
    return {
        "Global": {"model_name": name},
        "PreProcess": {
            "transform_ops": [
                {"DetResizeForTest": {"resize_long": 960}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "scale": "1./255.",
                        "order": "hwc",
                    }
                },
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.3,
            "box_thresh": 0.6,
            "max_candidates": 1000,
            "unclip_ratio": 1.5,
        },
    }


def _recognition_description(name: str, weights: Path) -> Mapping[str, Any]:
    """`image_shape` names the narrowest picture; crops narrower than it are padded, so it is kept small."""
    return {
        "Global": {"model_name": name},
        "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, 48, NARROWEST]}}]},
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": _characters(weights)},
    }


def _characters(weights: Path) -> list[str]:
    """The recogniser's alphabet, from the metadata of its weights."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    characters: str = session.get_modelmeta().custom_metadata_map["character"]
    return characters.split("\n")
