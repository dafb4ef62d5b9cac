"""Tables that are printed without rules, or without some of them: their grids inferred from where the text stands."""

from mingzhang.extractors.grids.borderless.infer import (
    INFERRED,
    infer_grids,
    infer_walled_grids,
    inferred_end,
    is_inferred,
    lacks_columns,
)
from mingzhang.extractors.grids.borderless.overrun import whole_figures
from mingzhang.extractors.grids.borderless.split_rows import Filled, split_rows

__all__ = [
    "INFERRED",
    "Filled",
    "infer_grids",
    "infer_walled_grids",
    "inferred_end",
    "is_inferred",
    "lacks_columns",
    "split_rows",
    "whole_figures",
]
