"""A second reader of what is accused: another program's reading of the same page. It changes no figure."""

from mingzhang.extractors.witness.asking import witnessed

__all__ = ["witnessed"]
