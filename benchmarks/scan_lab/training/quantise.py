"""Write the page-layer network in whole numbers of eight bits, which a processor computes in a third of the time:

`python -m benchmarks.scan_lab.training.quantise --weights run/layers.onnx --scans DIR --output page_network.onnx`

`--scans`: kept scans of the learn set (`judge --set learn --keep DIR --draw-only`), of which the ranges of all values
are taken. Weights have seven bits, so that no sum of two products overflows on processors without the newer
instructions: all compute the same. Needs `onnx` (`pip install -e .[train]`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page_network import seen_by_network
from mingzhang.extractors.scan.picture import draw
from mingzhang.extractors.scan.preparing import evened

PIXELS_PER_POINT = 200 / 72


class Pictures:
    """What the network is shown of some scans, as onnxruntime asks for it: one input after the other, then None."""

    def __init__(self, scans: Path) -> None:
        self._inputs = self._of(sorted(scans.glob("*/scan.pdf")))

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        return next(self._inputs, None)

    def _of(self, files: list[Path]) -> Iterator[dict[str, NDArray[np.uint8]]]:
        for file in files:
            document = pdfium.PdfDocument(file)
            try:
                picture: Picture = np.ascontiguousarray(draw(document[0], PIXELS_PER_POINT))
            finally:
                document.close()
            yield {"grey": seen_by_network(evened(picture, PIXELS_PER_POINT), PIXELS_PER_POINT)}


def quantised(weights: Path, scans: Path, output: Path) -> None:
    """Write the network of `weights` (ONNX, 32 bits) to `output` in eight bits."""
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static

    quantize_static(
        str(weights),
        str(output),
        Pictures(scans),
        quant_format=QuantFormat.QDQ,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--scans", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    quantised(given.weights, given.scans, given.output)


if __name__ == "__main__":
    main()
