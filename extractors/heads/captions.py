"""What is printed over a table: its number, its title, whose it is and in which unit of money."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.models.records.pages import Page, TextLine
from mingzhang.models.text.amounts import as_printed, currency_in, plain
from mingzhang.models.text.patterns import MONEY_UNIT, MULTIPLES, PAGE_NUMBER, YEAR
from mingzhang.models.vocabulary.form_words import form_words
from mingzhang.models.vocabulary.table_words import kind_of_title

HEAD, FOOT = 0.12, 0.9  # shares of a page's height: running heads stand above and below
FARTHEST, CENTRED = 90.0, 12.0  # points between lines of a caption; between the middles of centred lines
SHORTEST_TITLE, LONGEST_BARE, LONGEST_CAPTION = 6, 40, 80  # characters
NEAREST = 8
LONGEST_TITLE = 60
# Space between two lines of one title, as a share of their height.
WRAPPED = 0.95

_NUMBER = re.compile(
    r"^[(（]?((?:预算|部门|单位|决算)*(?:公开|附)?表?[\dO〇零一二三四五六七八九十]{1,3}(?:-[\d一二三四五六七八九十]+)?表"
    r"|(?:(?:预算|部门|单位|决算)*公开|附|(?:预算|部门|单位|决算)+)?(?:附)?表[\dO〇零一二三四五六七八九十]{1,3}"
    # 表2026年…, 表一般公共预算… bear no number, nor is 一 of 表3-3一般公共预算… part of one
    r"(?!\d{0,3}年|般)(?:-(?:\d+(?!\d|年)|[一二三四五六七八九十]+(?!般)))?)[)）]?"
)
_OWNER = re.compile(
    r"(?:编制单位|编制部门|编报单位|填报单位|填报部门|预算单位|预算部门|单位名称|部门名称|部门\(单位\)(?:名称)?|单位\(部门\)(?:名称)?|公开部门|公开单位|部门|单位)"
    r"(?:\(?(?:公章|盖章|签章)\)?)?:(.*)$"
)
_MONEY_TAIL = re.compile(rf"(?:金额)?(?:计量)?(?:货币)?单位:?(?:人民币)?(?:{MULTIPLES})?/?元?.*$|金额:?(?:万|千)?元.*$")
_CODED = re.compile(r"^\[?\d{3,8}\]?[-_—]*")
_SENTENCE = re.compile(r"[。;；，,]|^[(（][一二三四五六七八九十]+[)）].{30,}")
_CONTENTS = re.compile(r"(?:\.{3,}|…+|·{3,})\s*\d*$")
_CONTINUED = re.compile(r"\(续表?[\d一二三四五六七八九十]*\)$|续表?[\d一二三四五六七八九十]*$")
_FORM_YEAR = re.compile(rf"^[(（]?({YEAR})年度?[)）]?$")
_YEAR = re.compile(rf"({YEAR})年")
# Where a unit of money or of things stands, after 单位 too: 见表头, 人、辆.
_POINTS = re.compile(r"详?见|如(?:表|栏)")
_PARTED = re.compile(r"[、/,()]")


@dataclass(frozen=True, slots=True)
class Caption:
    """The print over a grid. Everything None: nothing is printed there."""

    table_number: str | None = None
    title: str | None = None
    unit_name: str | None = None
    currency_unit: str | None = None
    fiscal_year: int | None = None

    @property
    def is_blank(self) -> bool:
        return self.title is None and self.table_number is None


def running_lines(pages: Sequence[Page]) -> frozenset[str]:
    """Texts that stand over or under the body on most pages (running heads), white space removed."""
    counts: Counter[str] = Counter()
    with_text = [page for page in pages if page.lines]
    for page in with_text:
        edge = [line for line in page.lines if line.box.y1 < HEAD * page.height or line.box.y0 > FOOT * page.height]
        counts.update({plain(line.text) for line in edge})
    enough = max(4, 0.35 * len(with_text))
    return frozenset(
        text
        for text, count in counts.items()
        if count >= enough and kind_of_title(text) is None and currency_in(text) is None
    )


def is_page_number(text: str) -> bool:
    return bool(PAGE_NUMBER.fullmatch(plain(text)))


def body_lines(page: Page, running: frozenset[str]) -> list[TextLine]:
    """A page's lines less running heads and page numbers."""
    return [one for one in page.lines if plain(one.text) not in running and not is_page_number(one.text)]


def read_caption(lines: Sequence[TextLine]) -> Caption:
    """The caption in some lines that stand over a grid, the nearest last."""
    number = title = owner = currency = None
    year: int | None = None
    last_title_line: TextLine | None = None
    lines = _whole_titles(lines[-NEAREST:])
    for line in reversed(lines):
        text = plain(line.text)
        if not text or _CONTENTS.search(text):
            continue
        if title is not None and last_title_line is not None and last_title_line.box.y0 - line.box.y1 > FARTHEST:
            break
        if currency is None and title is None:
            currency = currency_in(text)
        if owner is None and title is None:
            owner = as_printed(line.text, owner_in(text))
        numbered = _NUMBER.match(text)
        rest = text
        if numbered and not _SENTENCE.search(text):
            number = number or numbered.group(1)
            rest = text[numbered.end() :].lstrip(":：、.-— ")
        form_year = _FORM_YEAR.match(rest)
        if form_year and title is None:
            year = int(form_year.group(1))
            continue
        if title is None and _is_title(rest):
            title, last_title_line = as_printed(line.text, _stripped(rest)), line
            if not rest.startswith(("20", "二")) and (found := _upper_half(lines, line)):
                number = number or found[0]
                title = found[1] + (title or "")
        if number and title:
            break
    if title and year is None and (found_year := _YEAR.search(title)):
        year = int(found_year.group(1))
    return Caption(number, title, owner, currency, year)


def _whole_titles(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines, with a last character that a title wrapped (表) put back to its line."""
    whole: list[TextLine] = []
    for line in lines:
        if (
            whole
            and plain(line.text) in ("表", "算表", "总表", "况表")
            and line.box.y0 - whole[-1].box.y1 < line.box.height
        ):
            last = whole.pop()
            whole.append(TextLine(last.text + line.text, last.box, min(last.confidence, line.confidence)))
        else:
            whole.append(line)
    return whole


def _stripped(title: str) -> str | None:
    """A title without its own unit note and heading ordinal."""
    title = re.sub(rf"[(（](?:金额)?单位:?{MONEY_UNIT}[)）]$", "", title)
    return re.sub(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|续)", "", title) or None


def less_continued(title: str | None) -> str | None:
    """A title less the mark of a page that goes on with its table: (续表), 续."""
    return None if title is None else _CONTINUED.sub("", plain(title))


def _is_title(text: str) -> bool:
    if not 3 <= len(text) <= LONGEST_TITLE or _SENTENCE.search(text.rstrip("。")) or text.endswith("。"):
        return False
    if "见下表" in text or "如下" in text or text.startswith(("注", "备注", "说明")) or is_caption(text):
        return False
    if re.search(r"表(?:[(（].*[)）]?)?(?:续|\(续\))?$", text):
        return True
    return bool(re.search(r"表", text) and kind_of_title(text))


def is_caption(text: str) -> bool:
    """Whether a text only says whose a table is, or in which unit of money: no title, and no header of a column."""
    return bool(_OWNER.match(text)) or bool(re.match(r"(?:金额)?单位:", text))


def is_table_number(text: str) -> bool:
    """Whether a text is the number of a table (表14) and nothing else."""
    return bool(_NUMBER.fullmatch(plain(text)))


def _upper_half(lines: Sequence[TextLine], line: TextLine) -> tuple[str | None, str] | None:
    """The number and the first line of a title that wraps: directly above, as tall, centred alike or filling the width
    that the rest wraps from, and no title by itself."""
    index = list(lines).index(line)
    if index == 0:
        return None
    above = lines[index - 1]
    text = plain(above.text)
    close = line.box.y0 - above.box.y1 < WRAPPED * line.box.height and abs(above.box.height - line.box.height) < 2
    centred = abs(above.box.middle[0] - line.box.middle[0]) < CENTRED
    numbered = _NUMBER.match(text)
    full = numbered is not None and abs(above.box.x0 - line.box.x0) < 2 * line.box.height
    full = full and above.box.x1 > line.box.x1 + line.box.height
    rest = text[numbered.end() :].lstrip(":：、.-— ") if numbered else text
    if not (close and (centred or full)) or not rest or _is_title(rest) or is_caption(text):
        return None
    if (
        _SENTENCE.search(rest)
        or len(rest) > LONGEST_BARE
        or len(rest) < SHORTEST_TITLE
        or currency_in(text)
        or _CONTENTS.search(text)
    ):
        return None
    return (numbered.group(1) if numbered else None), as_printed(above.text, rest) or rest


def owner_in(text: str) -> str | None:
    """The unit or department named in a caption line (`编制单位：…`), without its code."""
    text = plain(text)
    found = _OWNER.search(text)
    if not found or len(text) > LONGEST_CAPTION:
        return None
    name = _MONEY_TAIL.sub("", found.group(1))
    name = re.split(rf"(?:{YEAR}年|填报日期|日期|编报|金额|公开)", name)[0]
    name = _CODED.sub("", name).strip(":,、_-—")
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    if _POINTS.match(name) or all(part in form_words().units for part in _PARTED.split(name) if part):
        return None
    if len(name) < 3 or re.fullmatch(rf"[\d.%]+|(?:{MULTIPLES})?/?元", name):
        return None
    return name
