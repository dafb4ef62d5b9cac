"""Disclosures of made templates: every fact is found, nobody is accused, functions add up."""

from __future__ import annotations

import pytest

from benchmarks.made_templates.__main__ import adds_up, result_of
from benchmarks.made_templates.templates import TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_facts_of_a_made_template_are_those_of_its_budget(name: str) -> None:
    result = result_of(name)
    assert (result.wrong, result.accused, result.lost) == ([], [], [])
    assert adds_up(result.functions)
