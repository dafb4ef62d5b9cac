"""Whether a grid is a performance form, by the labels in it."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.models.vocabulary.enums import TableKind
from mingzhang.models.vocabulary.form_words import column_of, field_of, form_words, label_key, list_column_of

GOALS = frozenset({"implementation_goal", "annual_goal", "goal"})
STORIES = frozenset({"overview", "basis", "necessity", "safeguards", "plan", "attribute", "duration"})
LONGEST_LABEL = 24


def looks_like_form(texts: Sequence[str]) -> TableKind | None:
    """The kind of form that the texts of a grid's cells are labels of; None for any other table."""
    words = form_words()
    short = [text for text in texts if text and len(text) <= LONGEST_LABEL]
    keys = {label_key(text) for text in short}
    fields = {name for text in short if (name := field_of(text))}
    columns = {name for text in short if (name := column_of(text))}
    has_indicators = "value" in columns and bool(columns & {"level2", "level3"})
    has_goal = bool(fields & GOALS)
    is_overall = ("overall_name" in fields or keys & words.overall) and "project_name" not in fields
    if is_overall and (has_indicators or has_goal):
        return TableKind.OVERALL_PERFORMANCE_TARGET_FORM
    if "project_name" in fields and (has_indicators or (has_goal and fields & STORIES) or len(fields & STORIES) > 1):
        return TableKind.PERFORMANCE_TARGET_FORM
    if has_indicators and ("level1" in columns or "sign" in columns or "side" in fields):
        return TableKind.PERFORMANCE_TARGET_FORM
    is_list = any(list_column_of(text) == "name" for text in short[:8]) and keys & words.list_amount
    if is_list and has_goal and not keys & words.sources and len(texts) > 3:
        return TableKind.PERFORMANCE_TARGET_FORM
    return None
