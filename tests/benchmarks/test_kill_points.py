"""The points at which the kill benchmark kills name what is there: a rename left them behind more than once."""

from __future__ import annotations

import functools
import importlib

import pytest

from benchmarks.kill_points import POINTS, Point


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_a_point_names_something_that_is_called(point: Point) -> None:
    module, _, dotted = point.target.partition(":")
    assert callable(functools.reduce(getattr, dotted.split("."), importlib.import_module(module)))
    if point.caller:
        importlib.import_module(point.caller)
