"""The narrative (情况说明) read into statements: subject, amount, change, percentage, compared year, share."""

from extractors.understand.statements.read import read_statements

__all__ = ["read_statements"]
