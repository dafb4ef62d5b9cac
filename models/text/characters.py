"""Characters that look like others and are coded apart: radicals and what they show, marks that print nothing."""

from __future__ import annotations

import re
import unicodedata

# The Unicode file EquivalentUnifiedIdeograph gives these; only U+2E9F and U+2EF3 have them as a decomposition.
_RADICALS = (
    "⺁厂⺅亻⺇几⺉刂⺊卜⺋㔾⺌小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺣灬⺤爫⺦丬⺧牛⺨犭⺩王⺫罒⺬示⺭礻"
    "⺮竹⺯糹⺰纟⺲罒⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺾艹⺿艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_EQUAL = {ord(a): b for a, b in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)} | {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
# Zero width, direction, joining, soft hyphens, variation selectors.
_NOTHING = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
                      "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")  # fmt: skip


_RAISED = str.maketrans("0123456789()[]+-abcde①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁽⁾⁺⁻ᵃᵇᶜᵈᵉ¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Digits and brackets that are printed small above the line, as the characters for them."""
    return text.translate(_RAISED)


def folded(text: str) -> str:
    """Text with radicals and compatibility ideographs as the plain characters that they show, and without marks that
    print nothing (zero-width and direction marks)."""
    return text if text.isascii() else _NOTHING.sub("", text.translate(_EQUAL))
