"""Names of offices: one office is one, however it is printed. What is short for what is in `offices.csv`."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.regions import place_in, region_in, without_place


class OfficeCoverage(StrEnum):
    """What of an office a disclosure covers, as the templates say it."""

    OWN = "本级"
    WHOLE = "汇总"
    SUBORDINATE = "所属"


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a document names. `name`: as printed, less codes and marks; `unit_id`: the same for every way of
    printing it in one region."""

    unit_id: str
    name: str
    region: str | None
    region_code: str | None
    level: OfficeCoverage | None


_CODE = re.compile(r"^[\[【(]?\d{3,12}[\]】)]?[-_—:]*")
# 某局局本级 says 局 twice; in 某局本级 it is the name's own.
_MARK = re.compile(
    r"(?:[(\[](?P<within>本级|机关本级|[局委]本级|机关|汇总|部门汇总|部门|合计|小计)[)\]]?"
    r"|(?P<behind>本级|机关本级|(?<=局)局本级|(?<=委)委本级|机关|汇总|部门汇总|部门|合计|小计)[)\]]?)$"
)
_LEVELS = {
    "汇总": OfficeCoverage.WHOLE,
    "部门汇总": OfficeCoverage.WHOLE,
    "部门": OfficeCoverage.WHOLE,
    "合计": OfficeCoverage.WHOLE,
    "小计": OfficeCoverage.WHOLE,
}
_PARTY = re.compile(r"^(?:中国共产党|中共)")
SHORTEST_NAME = 4  # signs of an office's name without its mark of level
_COUNCIL = re.compile(r"^(?:人民政府|政府)(?=.*(?:委员会|办公室|局|署|中心)$)(?!办公)")
_BARE_LEVEL = re.compile(r"^[省市区县州盟旗](?=[一-鿿]{2})")


@lru_cache(maxsize=1 << 14)
def office(printed: str, region: str | None = None, near: tuple[str, ...] = ()) -> Office:
    """The office that a printed name means, in a document of a region (for names without a place of their own)."""
    name, level = unmarked(printed)
    around = (*near, *([region] if region else ()))
    place = place_in(name, around)
    where = place.region if place else region_in(name, around) or region
    key = key_of(name, where)
    digest = hashlib.sha256(f"{where or ''}\n{key}".encode()).hexdigest()[:16]
    return Office(digest, name, where, place.code if place else None, level)


def unmarked(printed: str) -> tuple[str, OfficeCoverage | None]:
    """A printed name without its code and its mark of level (`266_某局（本级）`), and the level."""
    name = _CODE.sub("", plain(printed))
    marked = _MARK.search(name)
    # 某市机关 is no mark: without it a name must be left that is one.
    if (
        not marked
        or len(name[: marked.start()]) < SHORTEST_NAME
        or name[: marked.start()].endswith(("市", "省", "级", "直属"))
    ):
        return name, None
    return name[: marked.start()], _LEVELS.get(marked["within"] or marked["behind"], OfficeCoverage.OWN)


@lru_cache(maxsize=4096)
def key_of(name: str, region: str | None = None) -> str:
    """What is left of a name when the place, words of state and party, and short forms no longer tell names apart."""
    rest = _PARTY.sub("", _BARE_LEVEL.sub("", _PARTY.sub("", without_place(name)).removeprefix(region or "")))
    rest = re.sub(r"^委员会(?=.)", "委", rest)
    rest = _COUNCIL.sub("", rest)
    rest = re.sub(r"^人民政府", "政府", rest)
    for short, full in _short_forms():
        if short in rest and full not in rest:
            rest = rest.replace(short, full)
            break
    return re.sub(r"[()、,\-_·和与]", "", rest)


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    text = resources.files("mingzhang.models.vocabulary").joinpath("offices.csv").read_text("utf-8")
    rows = [(row["short"], row["full"]) for row in csv.DictReader(text.splitlines())]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))
