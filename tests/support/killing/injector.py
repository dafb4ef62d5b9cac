"""Kills a process at a named point of the product, from outside of it: functions are wrapped as they are imported.

`MINGZHANG_KILL` names a folder with `points.json` (what is wrapped), `kill.json` (which passage of which point is the
last one; none: passages are only counted) and, made here, a file a point with a byte for each passage.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER, ROOT = "MINGZHANG_KILL", "MINGZHANG_KILL_ROOT"
# Milliseconds from the first byte that a checkpoint writes, by seed: it takes a few of them.
DELAYS = (0.0, 0.3, 1.0, 3.0, 10.0)
# How much of what is to be written is written, by seed.
SHARES = (0.5, 0.25, 0.75, 0.0, 1.0)
_armed = False


def arm() -> None:
    """Wrap what the points name, now or when it is imported. The first process of a run notes that it is."""
    global _armed
    if _armed or FOLDER not in os.environ:
        return
    _armed = True
    if ROOT not in os.environ:
        os.environ[ROOT] = str(os.getpid())
        _file("root").write_text(str(os.getpid()))
    awaited: dict[str, list[dict[str, Any]]] = {}
    for point in json.loads(_file("points.json").read_text("utf-8")):
        awaited.setdefault(point["target"].partition(":")[0], []).append(point)
    for name in [name for name in awaited if name in sys.modules]:
        _wrap_all(sys.modules[name], awaited.pop(name))
    sys.meta_path.insert(0, _Finder(awaited))


def dask_setup(worker: object) -> None:
    """What Dask calls in a worker that preloads this module."""
    arm()


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, awaited: dict[str, list[dict[str, Any]]]) -> None:
        self.awaited = awaited

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        points = self.awaited.pop(name, None)
        spec = importlib.util.find_spec(name) if points else None
        if points is None or spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def run_and_wrap(module: ModuleType) -> None:
            run(module)
            _wrap_all(module, points)

        spec.loader.exec_module = run_and_wrap  # type: ignore[method-assign]
        return spec


def _wrap_all(module: ModuleType, points: list[dict[str, Any]]) -> None:
    for point in points:
        *path, name = point["target"].partition(":")[2].split(".")
        holder: Any = functools.reduce(getattr, path, module)
        is_static = isinstance(inspect.getattr_static(holder, name), staticmethod)
        wrapped = _wrapped(point, getattr(holder, name))
        setattr(holder, name, staticmethod(wrapped) if is_static else wrapped)


def _wrapped(point: dict[str, Any], function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        if not _is_meant(point, given) or _passage(point) != _last(point):
            return function(*given, **named)
        return MOMENTS[point["moment"]](point, function, given, named)

    return call


def _is_meant(point: dict[str, Any], given: tuple[Any, ...]) -> bool:
    frame = sys._getframe(2)
    while frame.f_globals is globals() and frame.f_back is not None:
        frame = frame.f_back
    return (
        (not point["caller"] or frame.f_globals.get("__name__") == point["caller"])
        and (point["process"] == "parent") == (os.environ[ROOT] == str(os.getpid()))
        and point["match"] in (repr(given) if point["match"] else "")
    )


def _passage(point: dict[str, Any]) -> int:
    """Which passage this is, of all processes."""
    noted = os.open(_file(point["name"]), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        os.write(noted, b".")
        return os.fstat(noted).st_size
    finally:
        os.close(noted)


def _last(point: dict[str, Any]) -> int:
    return _told().get(point["name"], 0)


def _seed() -> int:
    return _told()["seed"]


def _told() -> dict[str, int]:
    told: dict[str, int] = json.loads(_file("kill.json").read_text("utf-8"))
    return told


def _file(name: str) -> Path:
    return Path(os.environ[FOLDER], name)


def _kill(point: dict[str, Any]) -> None:
    """This process; and the whole run at once, where the point means it."""
    if point["ends"] == "run":
        os.killpg(int(_file("root").read_text()), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _before(point: dict[str, Any], function: Callable[..., Any], given: tuple[Any, ...], named: Any) -> None:
    _kill(point)


def _after(point: dict[str, Any], function: Callable[..., Any], given: tuple[Any, ...], named: Any) -> None:
    function(*given, **named)
    _kill(point)


def _half(point: dict[str, Any], function: Callable[..., Any], given: tuple[Any, ...], named: Any) -> None:
    """Half of the bytes that it was given are written, or another share by seed."""
    share = SHARES[_seed() % len(SHARES)]
    function(*(each[: int(len(each) * share)] if isinstance(each, bytes) else each for each in given), **named)
    stream = getattr(given[0], "_stream", None)
    if stream is not None and hasattr(stream, "flush"):
        stream.flush()
    _kill(point)


def _cut(point: dict[str, Any], function: Callable[..., Any], given: tuple[Any, ...], named: Any) -> None:
    """The file that was written last is cut in half."""
    written = sorted(Path(os.environ[FOLDER]).parent.glob(point["file"]), key=lambda file: file.stat().st_mtime_ns)
    if written:
        os.truncate(written[-1], written[-1].stat().st_size // 2)
    _kill(point)


def _during(point: dict[str, Any], function: Callable[..., Any], given: tuple[Any, ...], named: Any) -> None:
    """Soon after the files begin to change, sooner or later by seed."""
    files = [*Path(os.environ[FOLDER]).parent.glob(point["file"])]
    before = list(map(_state, files))
    ready = threading.Event()

    def watch() -> None:
        ready.set()
        while list(map(_state, files)) == before:
            pass
        time.sleep(DELAYS[_seed() % len(DELAYS)] / 1000)
        _kill(point)

    threading.Thread(target=watch, daemon=True).start()
    ready.wait()
    function(*given, **named)
    _kill(point)


def _state(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


MOMENTS = {"before": _before, "after": _after, "half": _half, "cut": _cut, "during": _during}
