"""Write the files: `python -m benchmarks.printed_files FOLDER [--only WORD]`. `benchmarks.reports FOLDER` reads them.

Needs Chromium (playwright finds it, or `--chromium PATH`) and LibreOffice; what a missing one would write is left out.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from benchmarks.printed_files import office, pages, signs
from benchmarks.printed_files.content import PRINTED, Figure
from benchmarks.printed_files.printers import Printers


def main() -> int:
    """Write all, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, list[Figure]] = {}
    with Printers(options.folder, options.chromium) as printers:
        for number, (way, make) in enumerate(pages.WAYS.items()):
            printed = PRINTED[number % len(PRINTED)]
            if options.only in way:
                for name in printers.page(way, make(printed)):
                    expected[name] = printed.figures()
        for number, way in enumerate(signs.NEGATIVE):
            printed, figures = signs.negative_of(PRINTED[number % 2], way)
            if options.only in way:
                for name in printers.page(f"below_zero_{way}", pages.dressed()(printed)):
                    expected[name] = figures
        for number, (name, write) in enumerate(office.FILES.items()):
            printed = PRINTED[number % len(PRINTED)]
            if options.only in name:
                for made in printers.office(name, write(printed)):
                    expected[made] = printed.figures()
    for name in [name for name in expected if not (options.folder / name).is_file()]:
        del expected[name]
    (options.folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(expected)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
