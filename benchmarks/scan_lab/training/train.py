"""Train the page-layer network: `python -m benchmarks.scan_lab.training.train --plates DIR --minutes 60 --output DIR`.

One process draws patches into a ring that the training takes its crops from, so that neither waits for the other. The
rate of learning falls with the clock: what stands at the end of `--minutes` is the result. Needs PyTorch.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import random
import time
from multiprocessing.shared_memory import SharedMemory
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks.scan_lab.training.network import LayerNetwork, WithProbabilities
from benchmarks.scan_lab.training.patches import SIDE, patch
from benchmarks.scan_lab.training.plate_store import load
from mingzhang.extractors.scan.page_network import LAYERS

BATCH = 8
RING = 2000
AT_LEAST = 240
WARM_STEPS = 50
KEEP = 0.995
POSITIVE = (1.0, 3.0, 3.0, 2.0, 2.0)
SAVE_EVERY = 240.0


def _views(memory: SharedMemory) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    pixels = RING * SIDE * SIDE
    grey: NDArray[np.uint8] = np.ndarray((RING, SIDE, SIDE), np.uint8, memory.buf)
    layers: NDArray[np.uint8] = np.ndarray((RING, len(LAYERS), SIDE, SIDE), np.uint8, memory.buf, pixels)
    return grey, layers


def _fill(name: str, counter: Any, folder: Path, seed: int, stop: Event) -> None:
    """Draw patches into the ring until told to stop."""
    cv2.setNumThreads(1)
    memory = SharedMemory(name)
    grey, layers = _views(memory)
    plates = load(folder)
    number = 0
    while not stop.is_set():
        grey[number % RING], layers[number % RING] = patch(plates, "learn", seed + number)
        number += 1
        counter.value = number


def _loss(logits: Tensor, aims: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy plus soft Dice over the batch, the mean of the layers."""
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, aims, pos_weight=weight)
    chances = torch.sigmoid(logits)
    both = (chances * aims).sum((0, 2, 3))
    dice = 1 - (2 * both + 1) / (chances.sum((0, 2, 3)) + aims.sum((0, 2, 3)) + 1)
    return entropy + dice.mean()


def train(folder: Path, output: Path, minutes: float, seed: int, start: Path | None, rate: float) -> None:
    output.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    choice = random.Random(seed)
    memory = SharedMemory(create=True, size=RING * SIDE * SIDE * (1 + len(LAYERS)))
    counter, stop = multiprocessing.Value("q", 0), multiprocessing.Event()
    worker = multiprocessing.Process(target=_fill, args=(memory.name, counter, folder, seed * 1_000_000, stop))
    worker.start()
    try:
        grey, layers = _views(memory)
        while counter.value < AT_LEAST:
            time.sleep(1)
        network = LayerNetwork(len(LAYERS)).to(memory_format=torch.channels_last)
        if start:
            network.load_state_dict(torch.load(start))
        _learn(network, grey, layers, counter, choice, output, minutes, seed, rate)
        del grey, layers
    finally:
        stop.set()
        worker.join()
        memory.close()
        memory.unlink()


def _learn(
    network: LayerNetwork,
    grey: NDArray[np.uint8],
    layers: NDArray[np.uint8],
    counter: Any,
    choice: random.Random,
    output: Path,
    minutes: float,
    seed: int,
    highest: float,
) -> None:
    kept = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(KEEP), use_buffers=True
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=highest, weight_decay=1e-4)
    weight = torch.tensor(POSITIVE)[:, None, None]
    began = saved = time.monotonic()
    step, mean = 0, 1.0
    while (passed := (time.monotonic() - began) / 60 / minutes) < 1:
        rate = highest * min(1.0, (step + 1) / WARM_STEPS) * (0.02 + 0.98 * (1 + math.cos(math.pi * passed)) / 2)
        for group in optimiser.param_groups:
            group["lr"] = rate
        chosen = [choice.randrange(min(RING, counter.value)) for _ in range(BATCH)]
        shown = torch.from_numpy(grey[chosen]).float().div(255).neg().add(1)[:, None]
        aims = torch.from_numpy(layers[chosen]).float()
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(shown.contiguous(memory_format=torch.channels_last))
        loss = _loss(logits.float(), aims, weight)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        kept.update_parameters(network)
        step += 1
        mean += (loss.item() - mean) * 0.02
        if time.monotonic() - saved > SAVE_EVERY:
            saved = time.monotonic()
            _save(kept.module, output, {"steps": step, "loss": mean, "patches": counter.value, "seed": seed})
            print(f"step {step} patches {counter.value} loss {mean:.4f} rate {rate:.5f}", flush=True)
    _save(
        kept.module, output, {"steps": step, "loss": mean, "patches": counter.value, "seed": seed, "minutes": minutes}
    )


def _save(network: torch.nn.Module, output: Path, about: dict[str, object]) -> None:
    torch.save(network.state_dict(), output / "layers.pt")
    export(network, output / "layers.onnx")
    (output / "layers.json").write_text(json.dumps(about), encoding="utf-8")


def export(network: torch.nn.Module, path: Path) -> None:
    """Write the network as ONNX: `grey` (1 x 1 x height x width, bytes) -> `layers` (1 x layers x height x width)."""
    network.eval()
    torch.onnx.export(
        WithProbabilities(network).eval(),
        (torch.zeros(1, 1, 64, 64, dtype=torch.uint8),),
        str(path),
        input_names=["grey"],
        output_names=["layers"],
        dynamic_axes={"grey": {2: "height", 3: "width"}, "layers": {2: "height", 3: "width"}},
        dynamo=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plates", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=3e-3, help="highest rate of learning")
    parser.add_argument("--start", type=Path, help="weights (layers.pt) to go on from")
    given = parser.parse_args()
    train(given.plates, given.output, given.minutes, given.seed, given.start, given.rate)


if __name__ == "__main__":
    main()
