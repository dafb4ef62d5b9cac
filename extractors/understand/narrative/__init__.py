"""The narrative (情况说明) read into statements: subject, amount, change, percentage, compared year, share."""

from mingzhang.extractors.understand.narrative.read import read_statements

__all__ = ["read_statements"]
