"""Write the odd files: `python -m benchmarks.odd_files FOLDER [--only WORD]`, for `python -m benchmarks.reports FOLDER`.

`expected.json` beside them holds what each prints: name -> [[code, name, yuan], ...].
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.odd_files import office_kinds, page_kinds, picture_kinds, print_kinds, web_kinds, xml_kinds
from benchmarks.odd_files.content import CONTENTS, Content

FILES: dict[str, Callable[[Content], bytes]] = {
    **{f"{name}.pdf": make for module in (print_kinds, page_kinds) for name, make in module.KINDS.items()},
    **picture_kinds.KINDS,
    **office_kinds.KINDS,
    **xml_kinds.KINDS,
    **web_kinds.KINDS,
}


def main() -> int:
    """Write all, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for number, (name, make) in enumerate(FILES.items()):
        if options.only not in name:
            continue
        content = CONTENTS[number % len(CONTENTS)]
        (options.folder / name).write_bytes(make(content))
        expected[name] = content.figures()
    (options.folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0), "utf-8")
    print(f"{len(expected)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
