"""PDFs whose end is missing: the list of objects and the way to the pages stand there, and can be made again."""

from __future__ import annotations

import re

END_MARK = b"%%EOF"
_OBJECT = re.compile(rb"(?:^|[\r\n])\s*(\d{1,9})\s+\d{1,5}\s+obj\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Pages|Page)\b")
_PARENT = re.compile(rb"/Parent\s+(\d{1,9})\s+\d+\s+R")
# An object's own entries stand at its front; a stream after them says nothing.
ENTRIES = 1 << 16


def is_cut_short(data: bytes) -> bool:
    """Whether the end of a PDF is missing. What stands after its end mark (padding, a server's message) is no part of
    it, unless objects do."""
    end = data.rfind(END_MARK)
    return end < 0 or _OBJECT.search(data, end) is not None


def with_end(data: bytes) -> bytes | None:
    """A PDF that was cut short, with an end made for what is there; None where no page is left."""
    found = [(int(one.group(1)), one.end()) for one in _OBJECT.finditer(data)]
    if not found:
        return None
    kinds: dict[str, list[int]] = {}
    parents: set[int] = set()
    for (number, start), following in zip(found, [*(place for _, place in found[1:]), len(data)], strict=True):
        entries = data[start : min(following, start + ENTRIES)].split(b"stream", 1)[0]
        if (kind := _TYPE.search(entries)) is None:
            continue
        kinds.setdefault(kind.group(1).decode(), []).append(number)
        if kind.group(1) == b"Page" and (parent := _PARENT.search(entries)):
            parents.add(int(parent.group(1)))
    pages = kinds.get("Page", [])
    if not pages and "Pages" not in kinds:
        return None
    last = max(number for number, _ in found)
    made = b""
    if parents - set(kinds.get("Pages", [])) or "Pages" not in kinds:
        kids = b" ".join(b"%d 0 R" % number for number in dict.fromkeys(pages))
        root_of_pages = last = last + 1
        made += b"\n%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj" % (last, len(set(pages)), kids)
    elif "Catalog" in kinds:
        return data + _trailer(kinds["Catalog"][-1], last)
    else:
        root_of_pages = kinds["Pages"][-1]
    last += 1
    made += b"\n%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj" % (last, root_of_pages)
    return data + made + _trailer(last, last)


def _trailer(catalogue: int, last: int) -> bytes:
    return b"\ntrailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (catalogue, last + 1)
