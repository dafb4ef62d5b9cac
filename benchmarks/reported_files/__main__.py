"""Write the files: `python -m benchmarks.reported_files FOLDER [--only WORD]`; `benchmarks.reports FOLDER` reads."""

from __future__ import annotations

import sys

from benchmarks.reported_files import documents, drawn_kinds, sheets, web
from benchmarks.reported_files.content import write_cases

if __name__ == "__main__":
    sys.exit(write_cases(__doc__, (*drawn_kinds.CASES, *sheets.CASES, *documents.CASES, *web.CASES)))
