"""What the document is: unit, department, year, kind, region; from what it prints, never from the file's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mingzhang.extractors.heads.captions import owner_in
from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.models.records.documents import Facts
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind
from mingzhang.models.vocabulary.offices import OfficeCoverage
from mingzhang.models.vocabulary.regions import place_in, region_in, starts_with_place, usual_place

MOST_LINES, SHORT, TITLE = 60, 8, (4, 40)  # lines of a cover; characters of a line that is a name, of a title
FIRST_PAGES = 4
TEXT_PAGES = 12
FIRST_LINES = 3
# First lines in which a cover prints its labels and its year, its title, the unit's name, its place.
COVER_LINES, TITLE_LINES, NAME_LINES, PLACE_LINES = 14, 12, 8, 6
LONGEST_PLACE, LONGEST_LEAD = 12, 4  # characters of a place's name; of the words that run into it (按照)

_YEAR = re.compile(rf"({YEAR})年?(?:度)?")
_DATE = re.compile(r"\d{1,2}月")
_COVER = re.compile(r"(?:预算|决算)(?:公开)?|绩效目标")
_OWNER_LINE = re.compile(r"^(?:预算单位|预算主管部门|部门名称|单位名称|编制单位|部门|单位|主管部门):?(.{3,40})$")
_UNIT_END = (
    "局|委|委员会|厅|办公室|办公厅|中心|研究所|研究院|院|所|站|队|支队|总队|大队|馆|校|学院|大学|中学|小学|部|处|会|政府|法院|检察院|协会"
    "|联合会|工会|基金会|医院|集团|公司|党校|档案馆|图书馆|博物馆|管理处|服务中心|园|场|台|社|团|联|分局|监狱|戒毒所|学会|促进会"
)
_NAME = re.compile(rf"([一-鿿()（）·、]{{2,40}}?(?:{_UNIT_END})(?:[(（][^)）]{{2,6}}[)）])?)")
_NO_NAME = re.compile(r"国务院.*政府|省政府市政府|预算部|预算单位|部门|绩效目标|决算|预算公开|项目支出")
_PLACED_NAME = re.compile(
    r"((?:中共|中国共产党)?[一-鿿]{2,3}(?:省|市|自治区|区|县)(?:[一-鿿]{1,18}?)(?:局|委员会|办公厅|办公室|中心|研究院|研究所|厅|法院|检察院))"
)
_NOISE = re.compile(rf"^(?:附件\d*[:：]?|关于|公开|{YEAR}年?度?|年度?|第[一二三四五六七八九十]部分)+")
_BUDGET_TITLE = re.compile(
    rf"(?:(?:{YEAR}年?度?)?(?:部门|单位|省级部门|市级部门|本级)?(?:综合)?(?:预算|决算)|预算(?:信息)?公开|决算公开|情况说明|公开说明|(?:项目支出)?绩效目标)"
)


def read_facts(pages: Sequence[Page], tables: Sequence[tuple[LogicalTable, TableKind]]) -> Facts:
    """The facts of a document from its first pages and the captions of its tables."""
    cover = _first_lines(pages)
    kind = _kind(cover, tables)
    owners = Counter(table.caption.unit_name for table, _ in tables if table.caption.unit_name)
    captioned = owners.most_common(1)[0][0] if owners else None
    unit = _cover_name(cover) or captioned or _running_name(pages)
    year = _year(cover, tables, pages)
    department = _department(cover)
    if kind is DocumentKind.DEPARTMENT_BUDGET and department is None:
        department = unit
    region = _region(unit, department, cover, tables, pages)
    return Facts(kind, unit, department, region, year, _level(unit, cover, owners))


def _level(unit: str | None, cover: Sequence[str], captions: Iterable[str]) -> str | None:
    """本级 or 汇总, where the cover, else every caption, prints it right after the unit's name; a caption of one of
    several units is no cover."""
    if unit is None:
        return None
    captions = list(captions)
    several = {plain(name) for name in captions} if len(captions) > 1 else set()
    cover = [text for text in cover if owner_in(text) not in several]
    marked = re.compile(re.escape(plain(unit)) + r"[(（]?(本级|机关本级|机关|汇总)[)）]?")
    told = [found.group(1) for text in cover[:COVER_LINES] if (found := marked.search(plain(text)))]
    if not told:
        owned = [found.group(1) if (found := marked.match(plain(name))) else "" for name in captions]
        told = owned if len(set(owned)) == 1 and owned[0] else []
    if not told:
        return None
    return OfficeCoverage.WHOLE.value if told[0] == "汇总" else OfficeCoverage.OWN.value


def _region(
    unit: str | None,
    department: str | None,
    cover: Sequence[str],
    tables: Sequence[tuple[LogicalTable, TableKind]],
    pages: Sequence[Page],
) -> str | None:
    """The place that the unit's name tells; else its department's, the cover's, that of the offices in the text."""

    def around() -> Iterator[str]:
        """What else the document prints, nearest to the unit's own name first; read only where that is needed."""
        yield from cover
        yield from (text for table, _ in tables for text in (table.caption.unit_name, table.caption.title) if text)
        yield from (plain(line.text) for page in pages[:TEXT_PAGES] for line in page.lines)

    for name in (unit, department):
        if name and (found := region_in(name, around())):
            return found
    head = place_in("".join(cover[:PLACE_LINES]), around()) or usual_place(cover) or usual_place(around())
    return head.region if head else None


def _first_lines(pages: Sequence[Page]) -> list[str]:
    """Plain lines of the first pages that hold text, in order."""
    lines: list[str] = []
    used = 0
    for page in pages:
        texts = [plain(line.text) for line in page.lines]
        if not texts:
            continue
        lines += [text for text in texts if text]
        used += 1
        if used >= FIRST_PAGES or len(lines) > MOST_LINES:
            break
    return lines


def _kind(cover: Sequence[str], tables: Sequence[tuple[LogicalTable, TableKind]]) -> DocumentKind:
    head = "".join(cover[:TITLE_LINES])
    titles = "".join(table.caption.title or "" for table, _ in tables)
    kinds = Counter(kind for _, kind in tables)
    forms = kinds[TableKind.PERFORMANCE_TARGET_FORM] + kinds[TableKind.OVERALL_PERFORMANCE_TARGET_FORM]
    budget = sum(count for kind, count in kinds.items() if kind is not TableKind.OTHER) - forms
    if ("决算" in head and "预算公开" not in head) or (
        titles.count("决算") > titles.count("预算") and "预算" not in head
    ):
        return DocumentKind.FINAL_ACCOUNTS
    if forms and not budget and "预算" not in head.replace("预算单位", "").replace("预算部门", ""):
        return DocumentKind.PERFORMANCE_TARGETS
    says_budget = bool(re.search(r"预算", head)) or budget >= 3 or "预算" in titles
    if not says_budget or (
        not budget and not re.search(r"(?:部门|单位)(?:综合)?预算|预算公开|预算信息|预算情况", "".join(cover))
    ):
        return DocumentKind.PERFORMANCE_TARGETS if forms else DocumentKind.OTHER
    whole = head + titles
    if re.search(r"单位预算|预算单位:", whole) and "部门预算" not in head:
        return DocumentKind.UNIT_BUDGET
    return DocumentKind.DEPARTMENT_BUDGET


def _year(cover: Sequence[str], tables: Sequence[tuple[LogicalTable, TableKind]], pages: Sequence[Page]) -> int | None:
    """The year of the cover's title; else the commonest year of the table titles; else of the whole text."""
    for number, text in enumerate(cover[:COVER_LINES]):
        found = _YEAR.search(text)
        told = number < FIRST_LINES or len(text) <= SHORT or _COVER.search(text) or "单位" in text or "部门" in text
        if found and told and not _DATE.search(text):
            return int(found.group(1))
    years = Counter(table.caption.fiscal_year for table, _ in tables if table.caption.fiscal_year)
    if years:
        return years.most_common(1)[0][0]
    texts = (plain(line.text) for page in pages for line in page.lines)
    counted = Counter(
        int(year)
        for text in texts
        for year in re.findall(rf"({YEAR})年(?:度)?(?:部门|单位)?(?:财政)?(?:预算|决算)", text)
    )
    return counted.most_common(1)[0][0] if counted else None


def _cover_name(cover: Sequence[str]) -> str | None:
    """The unit that the cover names: after a label, or in the lines of the title."""
    for text in cover[:COVER_LINES]:
        found = _OWNER_LINE.match(text)
        if found and (name := _clean(found.group(1))):
            return name
    joined = ""
    for text in cover[:NAME_LINES]:
        if "目录" in text or text.startswith(("一、", "第一部分")):
            break
        joined += text
        title = _BUDGET_TITLE.split(joined, maxsplit=1)
        if len(title) > 1 and (name := _clean(title[0])):
            return name
        after = _BUDGET_TITLE.split(joined)[-1]
        if len(title) > 1 and (name := _clean(after)):
            return name
    for text in cover[:4]:
        if name := _clean(text):
            return name
    if joined and (name := _clean(_BUDGET_TITLE.split(joined, maxsplit=1)[0])):
        return name
    return None


def _clean(text: str) -> str | None:
    """A unit's name out of a piece of a title, None if it holds none."""
    text = _NOISE.sub("", text.strip(":,-—_《》〈〉 "))
    text = re.sub(rf"{YEAR}年?度?", "", text)
    text = re.sub(r"[(（](?:汇总|本级|部门|机关)?[)）]?$", "", text)
    if _NO_NAME.search(text):
        return None
    found = _NAME.fullmatch(text)
    if found and TITLE[0] <= len(text) <= TITLE[1]:
        return text
    return None


def _running_name(pages: Sequence[Page]) -> str | None:
    """The unit that the text names most often by its full name, beginning with a place."""
    found: Counter[str] = Counter()
    for page in pages[:TEXT_PAGES]:
        for line in page.lines:
            names = map(_from_its_place, _PLACED_NAME.findall(plain(line.text)))
            found.update(name for name in names if name)
    name, count = found.most_common(1)[0] if found else (None, 0)
    return name if count >= 2 else None


def _from_its_place(name: str) -> str | None:
    """A name from its place on, where a sentence runs into it (按照宁波市财政局…); None without a place."""
    start = next(
        (i for i in range(LONGEST_LEAD) if place_in(name[i : i + LONGEST_PLACE]) and starts_with_place(name[i:])), None
    )
    return None if start is None else name[start:]


def _department(cover: Sequence[str]) -> str | None:
    for text in cover[:COVER_LINES]:
        if text.startswith(("预算主管部门", "主管部门")) and ":" in text and (name := _clean(text.split(":", 1)[1])):
            return name
    return None
