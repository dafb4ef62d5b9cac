"""The charset of a text: found out by its bytes, not believed. Sites send GBK under a label that says UTF-8."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAID = re.compile(rb"charset\s{0,20}=\s{0,20}(?:[\"']\s{0,20})?([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
HEAD = 4096
SAMPLE = 200_000
ZERO_IN = 10  # one byte in so many is zero in UTF-16 with markup, and none in what writes a byte a sign
# The charsets of web pages. What else Python knows by such a name (`hex`, `idna`, `punycode`) fails in ways of its own.
CHARSETS = frozenset(
    (
        *("utf-8", "gb18030", "hz", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
        *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "koi8-r", "koi8-u", "mac-roman"),
        *(f"iso8859-{number}" for number in (*range(1, 12), *range(13, 17))),
        *(f"cp{number}" for number in (437, 866, 874, *range(1250, 1259))),
    )
)
# What a false decoding costs against a common character.
BROKEN = 20.0


def decoded(data: bytes, label: str | None = None) -> tuple[str, str]:
    """(text, charset). `label`: what the server said; it and the page's own meta are tried, and only believed where
    the text comes out as well as under any other charset. What fits none is replaced by U+FFFD."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    if data.isascii():
        return data.decode("ascii"), "ascii"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    best, best_score = "gb18030", float("-inf")
    for name in _candidates(data, label):
        score = _score(data[:SAMPLE].decode(name, "replace"))
        if score > best_score:
            best, best_score = name, score
    return data.decode(best, "replace"), best


def _candidates(data: bytes, label: str | None) -> list[str]:
    said = [found.decode() for found in SAID.findall(data[:HEAD])[:2]]
    names = [*([label] if label else []), *said, "gb18030", "utf-8", "big5"]
    if data[:HEAD].count(0) > len(data[:HEAD]) // ZERO_IN:
        names += ["utf-16-le", "utf-16-be"]
    if guessed := _guessed(data[:SAMPLE]):
        names.append(guessed)
    known: list[str] = []
    for name in names:
        try:
            plain = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        plain = "gb18030" if plain in ("gb2312", "gbk") else plain
        if plain in CHARSETS and plain not in known:
            known.append(plain)
    return known


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:HEAD], cp_isolation=["gb18030", "big5", "utf_8", "cp1252", "shift_jis", "euc_kr"]).best()
    return found.encoding if found else None


def _score(text: str) -> float:
    """How much a text looks like Chinese as it is written: common characters, less what could not be decoded."""
    common = wrong = rare = 0
    for character in text:
        code = ord(character)
        if code < 0x80:
            continue
        if character == "�" or 0xE000 <= code < 0xF900 or 0x80 <= code < 0xA0:
            wrong += 1
        elif _is_common(character):
            common += 1
        else:
            rare += 1
    return (common - rare - BROKEN * wrong) / max(1, common + rare + wrong)


def _is_common(character: str) -> bool:
    """The first level of GB 2312 (3755 characters), full-width forms and Chinese marks; traditional text falls back
    on what Big5 keeps in its first level."""
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first in (0xA1, 0xA3) or 0xB0 <= first <= 0xD7
