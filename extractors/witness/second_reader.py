"""The second reader, as a program of its own: `python -m mingzhang.extractors.witness.second_reader FILE PAGE…`.

It prints a line of JSON for each page: its number, and the texts of the cells of the tables that camelot sees there.
"""

from __future__ import annotations

import contextlib
import json
import sys

MOST_MEMORY = 4 << 30  # bytes of addresses; the libraries alone take half of it


def main(file: str, pages: list[str]) -> None:
    """Read some pages of a file, one after the other: what was printed before a page is stumbled over counts."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # What libraries print is no line of what is said.
    said, sys.stdout = sys.stdout, sys.stderr
    import camelot

    for page in pages:
        try:
            tables = camelot.read_pdf(file, pages=page, flavor="lattice", engine="vector", suppress_stdout=True)
            texts = [cell.text for table in tables for row in table.cells for cell in row if cell.text.strip()]
        except Exception as error:  # The library raises what it likes for pages that it cannot read.
            print(f"page {page}: {type(error).__name__}", file=sys.stderr)
            continue
        print(json.dumps([int(page), texts]), file=said, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
