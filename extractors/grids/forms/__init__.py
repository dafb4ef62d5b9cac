"""Performance forms that are printed without rules, or without some of them: their labels anchor the grid."""

from mingzhang.extractors.grids.forms.infer import infer_form_grids
from mingzhang.extractors.grids.forms.telling import replaced, told

__all__ = ["infer_form_grids", "replaced", "told"]
