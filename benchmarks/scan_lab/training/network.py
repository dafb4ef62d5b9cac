"""The page-layer network: fully convolutional, four scales, 0.9 million weights, one logit a layer and pixel."""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTHS = (24, 48, 80, 112)
DILATIONS = (1, 2, 4, 8)


def _block(before: int, after: int, *, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride=stride, padding=dilation, dilation=dilation, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )


class Far(nn.Module):
    """At a sixteenth of the size: a wide look around, added to what was there."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.steps = nn.ModuleList(_block(width, width, dilation=d) for d in DILATIONS)

    def forward(self, x: Tensor) -> Tensor:
        for step in self.steps:
            x = x + step(x)
        return x


class LayerNetwork(nn.Module):
    """Grey pictures (n x 1 x height x width, 0 white to 1 black, sides multiples of 16) -> logits of the layers.

    The first step folds 2 x 2 pixels into channels and the last one unfolds them, so nothing is computed at full size.
    """

    def __init__(self, layers: int) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.fold = nn.PixelUnshuffle(2)
        self.down_2 = nn.Sequential(_block(4, a), _block(a, a))
        self.down_4 = nn.Sequential(_block(a, b, stride=2), _block(b, b))
        self.down_8 = nn.Sequential(_block(b, c, stride=2), _block(c, c))
        self.down_16 = nn.Sequential(_block(c, d, stride=2), Far(d))
        self.rise_8, self.join_8 = nn.Conv2d(d, c, 1), _block(c, c)
        self.rise_4, self.join_4 = nn.Conv2d(c, b, 1), _block(b, b)
        self.rise_2, self.join_2 = nn.Conv2d(b, a, 1), _block(a, a)
        self.out = nn.Sequential(nn.Conv2d(a, 4 * layers, 3, padding=1), nn.PixelShuffle(2))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, grey: Tensor) -> Tensor:
        half = self.down_2(self.fold(grey))
        quarter = self.down_4(half)
        eighth = self.down_8(quarter)
        deep = self.down_16(eighth)
        eighth = self.join_8(eighth + self.up(self.rise_8(deep)))
        quarter = self.join_4(quarter + self.up(self.rise_4(eighth)))
        half = self.join_2(half + self.up(self.rise_2(quarter)))
        logits: Tensor = self.out(half)
        return logits


class WithProbabilities(nn.Module):
    """The network as it is committed: bytes of grey in, probabilities as bytes out."""

    def __init__(self, network: LayerNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, grey: Tensor) -> Tensor:
        chances = torch.sigmoid(self.network(1.0 - grey.float() / 255.0))
        return (chances * 255.0).to(torch.uint8)
