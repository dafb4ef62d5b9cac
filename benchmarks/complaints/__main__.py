"""Write the files: `python -m benchmarks.complaints FOLDER [--only WORD]`. `benchmarks.reports FOLDER` reads them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.complaints import office, pages
from benchmarks.printed_files.content import Figure
from benchmarks.reported_files.content import PRINTED


def main() -> int:
    """Write all, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, list[Figure]] = {}
    for number, case in enumerate((*pages.CASES, *office.CASES)):
        if options.only in case.name:
            printed = case.of or PRINTED[number % len(PRINTED)]
            (options.folder / case.name).write_bytes(case.make(printed))
            expected[case.name] = case.figures(printed)
    (options.folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(expected)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
