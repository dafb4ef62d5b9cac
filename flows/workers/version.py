"""Which reader, with which choices: what tells whether a document has to be read again."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from mingzhang.extractors.settings import Settings

ROOMS = ("extractors", "models")
# These change how fast a document is read, not what it says.
WITHOUT_EFFECT = ("ocr_threads",)


@functools.cache
def package_version() -> str:
    """The version of mingzhang as it is installed; `0` in a checkout that is not."""
    try:
        return metadata.version("mingzhang")
    except metadata.PackageNotFoundError:
        return "0"


def pipeline_version(settings: Settings) -> str:
    """The package's version, and a digest of the code that reads and of its choices: `0.1.0+3fa9c1d2`."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for room in ROOMS:
        for file in sorted(root.joinpath(room).rglob("*")):
            if file.suffix in (".py", ".toml", ".csv", ".json"):
                digest.update(file.name.encode() + file.read_bytes())
    choices = {name: value for name, value in asdict(settings).items() if name not in WITHOUT_EFFECT}
    digest.update(repr(sorted(choices.items())).encode())
    return f"{package_version()}+{digest.hexdigest()[:8]}"
