"""The charset of a page found out from its bytes. Labels lie: GBK under `utf-8` is common, and the other way round."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_FEW_BROKEN = 0.02  # of the characters beyond ASCII: a page cut in the middle of one, a stray byte in a footer
_CHINESE = ("utf-8", "gb18030", "big5")
_HEAD = 4096


def decode(body: bytes, label: str | None = None) -> tuple[str, str]:
    """A page as text, and the charset that it was in. `label` is what its header says; it is tried last of all."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body.decode(charset, "replace"), charset.removesuffix("-sig")
    if body.isascii():
        return body.decode("ascii"), "ascii"
    for charset in ("utf-8", "gb18030"):
        text = body.decode(charset, "replace")
        if _share_broken(text) <= _FEW_BROKEN:
            return text, charset
    for charset in (*_labels(body, label), *_CHINESE):
        try:
            text = body.decode(charset, "replace")
        except LookupError:
            continue  # a label that names no charset
        if _share_broken(text) <= _FEW_BROKEN:
            return text, charset
    return body.decode("gb18030", "replace"), "gb18030"


def _labels(body: bytes, label: str | None) -> list[str]:
    found = _LABEL.search(body[:_HEAD])
    return [name for name in (label, found.group(1).decode("ascii", "ignore") if found else None) if name]


def _share_broken(text: str) -> float:
    beyond = sum(1 for character in text if character > "\x7f")
    broken = text.count("\ufffd") + sum(1 for character in text if "\x80" <= character < "\xa0")
    return broken / beyond if beyond else 0.0
