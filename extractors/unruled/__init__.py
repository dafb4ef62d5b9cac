"""Tables that are printed without rules, or without some of them: their grids inferred from where the text stands."""

from extractors.unruled.infer import INFERRED, infer_grids, inferred_end, is_inferred

__all__ = ["INFERRED", "infer_grids", "inferred_end", "is_inferred"]
