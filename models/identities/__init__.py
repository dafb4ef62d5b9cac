"""Accounting identities: declared once, tried on every document, the ground for trusting or doubting each figure.

`check_document` gives the checks, `verified` the document with them and with the verification of every line; `proved`
does both in one pass. `rules` are the declarations.
"""

from mingzhang.models.identities.checking import check_document, proved, verified
from mingzhang.models.identities.declarations import Identity, rules

__all__ = ["Identity", "check_document", "proved", "rules", "verified"]
