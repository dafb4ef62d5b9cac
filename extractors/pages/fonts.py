"""The fonts that pdfium takes for what a file does not embed: our own for Chinese, pdfium's for the rest.

Where no font has the characters (STSong-Light on a machine without Chinese fonts), pdfium gives them boxes without
height and leaves lone ones out. With fonts of ours a file reads the same on every machine, whatever is installed.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

PACKAGE = "pylopdf_fonts_zh_cn"
SANS, SERIF = "NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf"
# Character sets of FPDF_SYSFONTINFO: Shift-JIS, Hangul, GB2312, Big5.
EASTERN = frozenset((128, 129, 134, 136))
# What the names of Chinese faces hold, in either script.
FACES = ("song", "sun", "hei", "fang", "kai", "gb2312", "gbk", "ming", "cjk", "noto sans sc", "noto serif sc",
         "microsoft ya", "stx", "fz", "wenquan", "宋", "黑", "楷", "仿", "雅黑")  # fmt: skip
WITH_SERIFS = ("song", "sun", "fang", "kai", "ming", "serif", "宋", "楷", "仿")
ROMAN = 0x10
_SANS, _SERIF = 1, 2


def font_file(name: str = SANS) -> Path | None:
    """A font of the lock's wheel; None where the wheel is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / name
    return path if path.is_file() else None


@cache
def use_own_fonts() -> bool:
    """Have pdfium ask us for fonts, from now on in this process. False where the wheel of fonts is not installed."""
    if font_file() is None:
        return False
    _OwnFonts().setup()
    return True


def lacks_font(page: Any) -> bool:
    """Whether a page has Chinese text in a font that the file does not embed. Its places cannot be trusted without
    our fonts."""
    text_page = page.get_textpage()
    try:
        for index in range(raw.FPDFText_CountChars(text_page.raw)):
            if 0x4E00 <= raw.FPDFText_GetUnicode(text_page.raw, index) <= 0x9FFF:
                item = raw.FPDFText_GetTextObject(text_page.raw, index)
                if item and raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item)) == 0:
                    return True
    finally:
        text_page.close()
    return False


@lru_cache(maxsize=2)
def _data(handle: int) -> bytes:
    path = font_file(SERIF if handle == _SERIF else SANS) or font_file()
    return path.read_bytes() if path else b""


class _OwnFonts(pdfium.PdfSysfontBase):
    """Answers pdfium's questions; the machine's own fonts are never looked at."""

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        """There are no fonts to list: each is asked for by its name."""

    def MapFont(
        self, _: Any, weight: int, italic: int, charset: int, pitch_family: int, face: Any, __: Any
    ) -> int | None:
        name = _name(face)
        if charset not in EASTERN and not any(part in name for part in FACES):
            return None
        return _SERIF if any(part in name for part in WITH_SERIFS) or pitch_family & ROMAN else _SANS

    def GetFont(self, _: Any, face: Any) -> int | None:
        return None

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0  # asked for one table of a collection, and ours are none
        data = _data(int(font))
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        return 0

    def GetFontCharset(self, _: Any, font: int) -> int:
        return 134

    def DeleteFont(self, _: Any, font: int) -> None:
        """Nothing is held for one font."""


def _name(face: Any) -> str:
    try:
        value = ctypes.cast(face, ctypes.c_char_p).value if not isinstance(face, bytes) else face
    except (ctypes.ArgumentError, TypeError):
        return ""
    for encoding in ("utf-8", "gbk"):
        try:
            return (value or b"").decode(encoding).lower()
        except UnicodeDecodeError:
            continue
    return ""
