"""Write the files: `python -m benchmarks.complaints FOLDER [--only WORD]`. `benchmarks.reports FOLDER` reads them."""

from __future__ import annotations

import sys

from benchmarks.complaints import fonts, office, pages
from benchmarks.reported_files.content import write_cases

if __name__ == "__main__":
    sys.exit(write_cases(__doc__, (*pages.CASES, *office.CASES, *fonts.CASES)))
