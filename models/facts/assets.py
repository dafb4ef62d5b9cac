"""Quantities that the narrative tells: vehicles by kind, rooms, costly equipment, staff."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import FactClaim, FactScope, Meaning
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import PAGE_NUMBER

RANK = 5
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
# 截至… the unit has so many; what is planned to be bought stands after 购置, 计划, 安排 and is told apart.
_VEHICLES = re.compile(
    rf"(?:共有|共|拥有|有|为|实有|保有|占有使用|占用)?(?:公务用)?车辆?(?:共计|合计|总数|数量|共有|共)?:?{_NUMBER}[辆台]"
)
_KIND = re.compile(rf"([一-鿿()]{{2,16}}?)(?:用)?车(?:辆)?(?:为|有|共)?:?{_NUMBER}(?:[辆台]|(?=[、;。,]))")
_EQUIPMENT = re.compile(
    rf"(?:单价|单位价值|价值|单台价值|单台\(套\)价值)(?:在|为)?(?:人民币)?(20|50|100|200)万元?(?:\(含\)|\(含\d+万元?\))?(?:及)?以上(?:\(含\))?的?(?:通用|专用|大型)?(?:仪器)?设备"
    rf"(?:\([^)]{{1,8}}\))?(?:共有|共计|共|为|有)?:?{_NUMBER}(?:台|套|件|个|辆|(?=[。;,]))"
)
_AREA = re.compile(
    rf"(?:房屋|办公用房|房产|用房|建筑)(?:及构筑物|建筑物)?:?(?:总|使用|建筑)?(?:面积|建筑面积)?(?:共有|共计|共|为|合计|总计|约)?:?{_NUMBER}(?:平方米|㎡|平米|m2)"
)
_PLANNED = re.compile(r"购置|拟购|计划|采购|新增|更新|安排|配置|配备|报废|处置|租赁")
_BOUGHT = re.compile(rf"(?:购置|购买|更新|配置|配备|新增)(?:公务用|公务|业务)?(?:车辆?|用车)(?:为|共)?{_NUMBER}辆")
_STAFF = re.compile(
    rf"(?:实有(?:在职)?(?:人员|人数|在职人员)?|在职(?:人员|职工|人数|在编人员)?|年末实有人数|现有(?:在职)?人员)(?:共计|共有|共|总数|为|合计)?:?{_NUMBER}(?:人|名)"
)
_POSTS = re.compile(
    rf"(?:人员编制|编制(?:人数|总数|数)?|核定编制|编制人员)(?:共计|共有|共|总数|为|合计)?:?{_NUMBER}(?:人|名|个)"
)
# What there is of vehicles, told beside how many there may be and not where state assets are: 车辆编制5辆，实有车辆4辆.
_VEHICLES_HELD = re.compile(rf"实有(?:公务)?(?:用车|车辆){_NUMBER}[辆台]")
_OF_A_GROUP = re.compile(
    r"(?:行政|事业|工勤|工人|参公|参照公务员法管理|政法专项|专项|机关|后勤|雇员)(?:人员|单位|类|的)*$"
)
_KINDS_WITHIN = 260
_LEADERS = re.compile(r"[省部].{0,8}领导")
_TOGETHER = re.compile("[及和与]")
_AT_ONCE = re.compile(r"(机要通信|机要)(?=应急)")  # 机要通信应急用车: two kinds in one word
_TELLING = 3  # a word of a kind that is longer tells it wherever it stands in the name
_HEADING = re.compile(r"国有资产(?:占有|占用|情况|使用)|资产占有使用|国有资产总体情况")
_ANY_HEADING = re.compile(
    r"国有资产(?!监督|管理|经营|监管)|(?:截至|截止)[^。]{0,30}?(?=(?:共有|拥有|占有)[^。,]{0,8}车)|固定资产(?:总额|金额)"
)
_HELD = re.compile(r"\d[辆台]|平方米|车辆为\d")
# How far a section reaches after its heading, and how near to a word that may be none the first figure stands.
_SECTION, _NEAR = 900, 160


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """The narrative as one text, and where its pages begin in it."""

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def page_at(self, position: int) -> int:
        return self.numbers[bisect_right(self.starts, position) - 1]


def running_text_of(pages: Sequence[Page]) -> NarrativeText:
    """The lines outside of tables run together, less page numbers and running heads: a number may break over a page."""
    heads = Counter(plain(line.text) for page in pages for line in (*page.lines[:1], *page.lines[-1:]))
    pieces: list[str] = []
    starts, numbers, size = [], [], 0
    for page in pages:
        starts.append(size)
        numbers.append(page.number)
        for line in page.lines:
            text = plain(line.text)
            if PAGE_NUMBER.fullmatch(text) or heads[text] > 3:
                continue
            pieces.append(text)
            size += len(text)
    return NarrativeText("".join(pieces), tuple(starts), tuple(numbers))


def claims_of_assets(document: Document, context: Context) -> Iterator[FactClaim]:
    """Vehicles, equipment, rooms that the unit has, vehicles that it will buy, and staff; the first telling of each."""
    prose = running_text_of(document.pages)
    if not prose.text:
        return
    seen: set[str] = set()
    for concept, number, position in _found(prose.text):
        if concept in seen:
            continue
        seen.add(concept)
        unit = context.whole
        yield FactClaim(
            meaning=Meaning(
                unit.unit_id,
                unit.name,
                context.year,
                concept,
                concepts()[concept].fund,
                context.stage,
                FactScope.WHOLE,
            ),
            amount=None,
            page_number=prose.page_at(position),
            rank=RANK,
            quantity=Decimal(number.replace(",", "")),
            quantity_unit=concepts()[concept].unit,
        )


def _found(text: str) -> Iterator[tuple[str, str, int]]:
    section = _assets_section(text)
    if section is not None:
        start, end = section
        yield from _vehicles(text, start, end)
        for found in _EQUIPMENT.finditer(text, start, end):
            if not _is_planned(text, found.start(), start):
                yield f"equipment_{found.group(1)}", found.group(2), found.start()
        for found in _AREA.finditer(text, start, end):
            if not _is_planned(text, found.start(), start):
                yield "floor_area", found.group(1), found.start()
    for concept, pattern in (("headcount", _STAFF), ("headcount_authorised", _POSTS)):
        for found in pattern.finditer(text):
            if not _OF_A_GROUP.search(text, 0, found.start()):
                yield concept, found.group(1), found.start()
    for found in _VEHICLES_HELD.finditer(text):
        yield "vehicles", found.group(1), found.start()


def _assets_section(text: str) -> tuple[int, int] | None:
    """Where the text tells what the unit has: from the heading that figures follow on, to the next heading."""
    for heading, reach in ((_HEADING, _SECTION), (_ANY_HEADING, _NEAR)):
        for found in heading.finditer(text):
            if _HELD.search(text, found.end(), min(len(text), found.end() + reach)):
                return found.end(), min(len(text), found.end() + _SECTION)
    return None


def _vehicles(text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    whole = next((f for f in _VEHICLES.finditer(text, start, end) if not _is_planned(text, f.start(), start)), None)
    if whole is not None:
        yield "vehicles", whole.group(1), whole.start()
        until = min(end, whole.end() + _KINDS_WITHIN)
        stop = re.search(r"单价|单位价值|安排|购置|计划|。(?!\d)", text[whole.end() : until])
        until = whole.end() + stop.start() if stop else until
        for found in _KIND.finditer(text, whole.end(), until):
            kinds = _kinds_of_vehicles(found.group(1))
            # Of kinds that are counted together nobody knows how many are of one, unless there are none.
            if len(kinds) == 1 or not Decimal(found.group(2).replace(",", "")):
                yield from ((concept, found.group(2), found.start()) for concept in kinds)
    for found in _BOUGHT.finditer(text, start, end):
        yield "vehicles_to_buy", found.group(1), found.start()


def kind_of_vehicles(name: str) -> str | None:
    """The concept of vehicles whose use a name tells (机要通信用); None where it tells none, or several."""
    kinds = _kinds_of_vehicles(name)
    return kinds[0] if len(kinds) == 1 else None


def _kinds_of_vehicles(name: str) -> tuple[str, ...]:
    """The kinds that a name tells; several where they are counted together (机要通信用车及应急保障用)."""
    named = _AT_ONCE.sub(r"\1与", name)
    parts = [_kind_of_vehicles(part.removesuffix("车")) for part in _TOGETHER.split(named)]
    if len(parts) > 1 and all(parts):
        return tuple(dict.fromkeys(filter(None, parts)))
    kind = _kind_of_vehicles(name)
    return (kind,) if kind else ()


def _kind_of_vehicles(name: str) -> str | None:
    name = re.sub(r"^其中:?,?|[()]", "", name).removesuffix("用")
    if _LEADERS.search(name):
        return "vehicles_leaders"
    kinds = [(c.id, w) for c in concepts().values() if c.unit == "辆" for w in c.words]
    ending = next((kind for kind, w in kinds if name.endswith(w)), None)
    return ending or next((kind for kind, w in kinds if len(w) > _TELLING and w in name), None)


def _is_planned(text: str, position: int, start: int) -> bool:
    """Whether a figure is of what will be bought: such a word stands before it in its own clause."""
    clause = re.split(r"[。;]|截至|截止|情况说明", text[max(start, position - 60) : position])[-1]
    return bool(_PLANNED.search(clause))
