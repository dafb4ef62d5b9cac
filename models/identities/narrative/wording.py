"""The running text in itself: doubled words, levels of government, names one character off, assets counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from mingzhang.models.identities.arithmetic.figures import FORMS
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check
from mingzhang.models.identities.narrative.running_text import RunningText, running_text_of
from mingzhang.models.records.documents import Check, Document
from mingzhang.models.vocabulary.enums import CheckStatus
from mingzhang.models.vocabulary.statement_words import canonical

SHORTEST = 8
LONG = 10
NEAR = 24
ONE_PASSAGE = 60  # signs between two thresholds of one passage on equipment
_BRACKETS = re.compile(r"（[^（）]*）")
_NO_LETTER = re.compile(r"[\W\d_一二三四五六七八九十]")
_VEHICLES = re.compile(r"(?:实有|共有)(?:公务)?(?:用车|车辆)?(\d+)辆，(?:其中|即|包括)[：，]?([^。；]+)[。；]")
_KIND = re.compile(r"(?:(其余|各类)[^，、]{0,40}?均为|为|用车|车|车辆)(\d{1,9})辆|为(\d{1,9})(?=[、，；。]|$)")
_EQUIPMENT = re.compile(
    r"(\d{1,9})万元(?:（[^（）]{1,4}）)?以上的?(通用|专用)?设备(?:（[^（）]{1,6}）)?(\d{1,9})(?:台|套)"
)


def wording_checks(document: Document) -> Iterator[Check]:
    prose = running_text_of(document)
    yield from _doubled(prose)
    yield from _levels(document, prose)
    yield from _names(document, prose)
    yield from _vehicles(prose)
    yield from _equipment(prose)


@cache
def _doubled_words() -> re.Pattern[str]:
    words: list[str] = declared()["wording"]["doubled"]
    return re.compile("|".join(words))


@rule("repeated_word")
def _doubled(prose: RunningText) -> Iterator[Check]:
    found = list(_doubled_words().finditer(prose.text))
    for match in found:
        page = prose.page_at(match.start())
        told = f"第{page}页“{prose.around(*match.span())}”中“{match.group()[-1]}”字重复。"
        yield formal_check("repeated_word", False, told, page=page)
    if prose.text and not found:
        yield formal_check("repeated_word", True, "正文没有重复的字词。", page=prose.pages[0])


@rule("other_level")
def _levels(document: Document, prose: RunningText) -> Iterator[Check]:
    """省直部门 where a city's unit explains its own words."""
    name = (document.facts.department_name or "") + (document.facts.unit_name or "")
    levels: dict[str, dict[str, list[str]]] = declared()["levels"]
    own = next((level for level, its in reversed(levels.items()) if any(word in name for word in its["named"])), None)
    if own is None:
        return
    for level, its in levels.items():
        for match in re.finditer("|".join(its["departments"]), prose.text):
            if level == own:
                told = f"第{prose.page_at(match.start())}页以“{match.group()}”定义用语，与本单位的级次一致。"
                yield formal_check("other_level", True, told, page=prose.page_at(match.start()))
            else:
                told = (
                    f"第{prose.page_at(match.start())}页“{prose.around(*match.span())}”说的是“{match.group()[-4:]}”，"
                )
                told += f"而本文件的单位是“{document.facts.unit_name or document.facts.department_name}”。"
                yield formal_check("other_level", False, told, page=prose.page_at(match.start()))


@rule("name_variant")
def _names(document: Document, prose: RunningText) -> Iterator[Check]:
    """A name in the text that differs from a printed one in a single character."""
    names = _known_names(document)
    known = "\n".join(names)
    texts = [prose]
    for project in document.projects:
        for printed in (project.overview, project.basis, project.necessity, project.safeguards, project.plan):
            if printed:
                texts.append(RunningText(canonical("".join(printed.split())), (0,), (project.first_page,)))
    found: set[str] = set()
    for name in sorted(names, key=len, reverse=True):
        for text in texts:
            for start, variant in _variants(name, text.text):
                if variant in known or any(variant in longer for longer in found):
                    continue
                if text is prose and not _is_of_money(text.text, start, len(variant)):
                    continue
                found.add(variant)
                where = text.page_at(start)
                place = next(n for n, (a, b) in enumerate(zip(name, variant, strict=True)) if a != b)
                told = f"第{where}页写作“{variant}”，与名称“{name}”差一个字（“{variant[place]}”与“{name[place]}”）。"
                yield formal_check("name_variant", False, told, page=where)
    if names and not found:
        yield formal_check("name_variant", True, f"{len(names)}个名称在正文中没有错一字的写法。", page=1)


def _known_names(document: Document) -> list[str]:
    """Units and projects, long enough to be told from others; without brackets and general last words."""
    names: dict[str, None] = {}
    facts = document.facts
    printed: Iterable[str | None] = (
        facts.unit_name,
        facts.department_name,
        *(project.project_name for project in document.projects),
        *(
            line.item_name
            for table in document.tables
            if table.table_kind.value.startswith("project_expenditure") and table.table_kind not in FORMS
            for line in table.lines
        ),
    )
    last: list[str] = declared()["wording"]["last_words"]
    for text in printed:
        name = _BRACKETS.sub("", canonical("".join((text or "").split())))
        names.setdefault(name)
        for word in last:
            if name.endswith(word):
                names.setdefault(name[: -len(word)])
                break
    return [name for name in names if len(name) >= SHORTEST]


def _variants(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Places where a text has a name but for one character that is no digit, ordinal or sign."""
    size, half = len(name), len(name) // 2
    for piece, offset in ((name[:half], 0), (name[half:], half)):
        at = text.find(piece)
        while at >= 0:
            start = at - offset
            window = text[start : start + size] if start >= 0 else ""
            at = text.find(piece, at + 1)
            if len(window) != size or window == name:
                continue
            off = [n for n in range(size) if window[n] != name[n]]
            if len(off) != 1 or _NO_LETTER.match(window[off[0]]) or _NO_LETTER.match(name[off[0]]):
                continue
            if off[0] == size - 1 or (off[0] == 0 and (size < LONG or window[0] in _particles())):
                continue
            yield start, window


def _is_of_money(text: str, start: int, size: int) -> bool:
    """Whether a text speaks of a name as of something that is paid for, and not in a list of duties."""
    around = text[max(start - NEAR, 0) : start + size + NEAR]
    return any(word in around for word in ("元", "经费", "资金", "补助", "项目名称", "绩效", "预算"))


@cache
def _particles() -> frozenset[str]:
    return frozenset(declared()["wording"]["particles"])


@rule("text_vehicles")
def _vehicles(prose: RunningText) -> Iterator[Check]:
    """Vehicles there are = Σ vehicles of each kind."""
    for match in _VEHICLES.finditer(prose.text):
        parts = [int(found.group(2) or found.group(3)) for found in _KIND.finditer(match.group(2))]
        if not parts:
            continue
        whole, page = int(match.group(1)), prose.page_at(match.start())
        held = sum(parts) == whole
        told = f"第{page}页写有车辆{whole}辆，各类车辆之和为{sum(parts)}辆，{'相符' if held else '不符'}。"
        yield formal_check("text_vehicles", held, told, page=page)


@rule("text_equipment")
def _equipment(prose: RunningText) -> Iterator[Check]:
    """What costs more is part of what costs less; two thresholds of one kind of equipment are a slip of the label."""
    found = list(_EQUIPMENT.finditer(prose.text))
    for one, other in pairwise(found):
        low, high = int(one.group(1)), int(other.group(1))
        between = prose.text[one.end() : other.start()]
        if low >= high or len(between) > ONE_PASSAGE:
            continue
        page = prose.page_at(other.start())
        few, many = int(other.group(3)), int(one.group(3))
        told = f"第{page}页写{low}万元以上{one.group(2) or ''}设备{many}台（套），"
        told += f"{high}万元以上{other.group(2) or ''}设备{few}台（套）"
        if few > many and one.group(2) == other.group(2):
            yield formal_check("text_equipment", False, f"{told}，后者应包含在前者之内而反多。", page=page)
        elif one.group(2) == other.group(2) == "通用" and "其中" not in between:
            told += "，两处都写作“通用设备”；公开模板的后一项是“专用设备”。"
            yield formal_check("text_equipment", False, told, page=page)
        else:
            yield formal_check("text_equipment", CheckStatus.PASS, f"{told}，相容。", page=page)
