"""Performance forms (绩效目标表): of a project, of a whole unit, and lists of them.

Labels are found by `models/vocabulary/form_words.toml`; what differs between provinces is there, not here.
"""

from __future__ import annotations

from mingzhang.extractors.understand.forms.evaluation import evaluation_lines
from mingzhang.extractors.understand.forms.lines import form_lines
from mingzhang.extractors.understand.forms.read import read_forms, read_goals
from mingzhang.extractors.understand.forms.shape import looks_like_form

__all__ = ["evaluation_lines", "form_lines", "looks_like_form", "read_forms", "read_goals"]
