"""Descriptions of sites that nest, hold themselves, or unfold to more than memory: one short sentence each, at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mingzhang.flows.crawl.sites import load_sites
from mingzhang.models.errors import ErrorCode, MingzhangError

UNFOLDING = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 3000 + "]" * 3000, "sites:\n" + "".join("  " * n + "-\n" for n in range(400)),
     "a: &a [*a]\nsites: *a\n", "sites: &a\n  - name: *a\n", UNFOLDING + "sites: *a11\n",
     UNFOLDING + "sites:\n  - name: *a11\n", UNFOLDING + "sites:\n  - name: x\n    start: *a11\n"],
    ids=["brackets", "lists", "in itself", "in its field", "unfolding", "unfolding name", "unfolding start"],
)  # fmt: skip
def test_one_short_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sites.yaml"
    file.write_text(text, "utf-8")
    started = time.process_time()
    with pytest.raises(MingzhangError) as caught:
        load_sites(file)
    assert caught.value.code is ErrorCode.BAD_SITES and len(str(caught.value)) < 6000
    assert time.process_time() - started < 5
