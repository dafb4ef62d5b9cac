"""Which place an office's name, or a text about it, tells: by the list of divisions, never by the look of a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.places import Division, divisions

# What may stand before the place in the name of an office.
_BEFORE = re.compile(
    r"^(?:中国共产党|中共|中国共产主义青年团|共青团|中国人民政治协商会议|政协|中华人民共和国|中国国民党革命委员会|民革|中国民主同盟|民盟|中国民主建国会|民建"
    rf"|中国民主促进会|民进|中国农工民主党|农工党|中国致公党|致公党|九三学社|台湾民主自治同盟|台盟|国家税务总局|国家统计局|国家|中国|附件\d*:?|关于|{YEAR}年?度?|[\d\-_\[\]()（）:：.、]+)+"
)
# A short name is a place at the head of an office's name; before these it names a street, a mountain, a kind of thing.
_NO_PLACE_AFTER = re.compile(
    r"^(?:[东西南北中]{0,2}(?:路|街|大道|巷|里弄|弄|胡同|桥|广场|港务?区?路)|镇|乡|村|社区|新村|山|石|寺|庙|湖路|河|江路|小区|花园|苑|公园)"
)
_OWN_WORD = re.compile(r"^(?:按照|依照|根据|定期|已经|经|向|和|与|及|由|在|对|本|全|各|我|该|其|市|省)")
_NEW_DIVISION = re.compile(r"([一-鿿]{2,3}(?:市|县|区|州))(?=[一-鿿]{3,})")
_NO_NEW_DIVISION = re.compile(
    r"城市|都市|全市|本市|我市|门市|超市|上市|各市|省市|市市|市场|该市|校区|社区|景区|园区|辖区|市区|地区|小区|院区|林区|城区|山区"
)
# Kinds of zones, which stand alone where a text says whose they are (高新区管委会).
_NO_NAME = re.compile(r"(?:高新|经开|开发|保税|示范|自贸|自治|度假|试验|实验|合作)[区州县]")
_ZONE = re.compile(r"^[一-鿿]{0,14}?(?:开发|产业园|工业园|科技园|示范|保税|度假|高新|经开)区")
# An office of a place says more of whose text it is than its name; a part of a place must hold this share of it.
OFFICE_WEIGHT = 3
MOST = 0.6
_OFFICE_OF = re.compile(r"^(?:人民政府|财政局|财政厅|委|市委|省委|区委|县委|人大|政协|纪委|本级|级部门)")


def region_in(text: str, near: Iterable[str] = ()) -> str | None:
    """The region that a name tells (`上海市`, `江苏省`, `上海市普陀区`, `成都市`); None if it tells none.

    `near`: other texts of the same document; they decide between places of one name (鼓楼区 of four cities).
    """
    place = place_in(text, near)
    if place is not None:
        return place.region
    name = _BEFORE.sub("", text)
    newer = _NEW_DIVISION.match(name)
    if (
        newer
        and newer.group(1) not in divisions().full
        and not _NO_NEW_DIVISION.search(newer.group(1))
        and not _NO_NAME.fullmatch(newer.group(1))
        and not _OWN_WORD.match(name)
    ):
        return newer.group(1)  # a division newer than the list: names of offices begin with their place
    return None


def place_in(text: str, near: Iterable[str] = ()) -> Division | None:
    """The place that an office's name tells; None if it tells none, or several and `near` does not decide."""
    name = _BEFORE.sub("", text)
    chosen = _at_head(name)
    if not chosen:
        chosen = next((found for start in range(1, len(name)) if (found := _chain(name, start, short=False))), ())
    if not chosen:
        chosen = next(
            (found for start in range(1, len(name)) if (found := _short(name, start)) and _known_inside(name, start)),
            (),
        )
    return _decide(chosen, near)


def places_in(text: str) -> Iterator[Division]:
    """Every place that a text names in full, chains (江苏省苏州市) as one, from left to right, no doubtful ones."""
    start = 0
    while start < len(text):
        found, end = _chain_and_end(text, start)
        if len(found) == 1:
            yield found[0]
        start = max(end, start + 1)


def usual_place(texts: Iterable[str]) -> Division | None:
    """The place whose offices some texts speak of most (某市财政局 counts more than 某市); None if none is named twice.

    From the province down as far as one division holds most of what is said: a text of four counties is of their city.
    """
    weights: Counter[tuple[str, ...]] = Counter()
    codes: dict[tuple[str, ...], Division] = {}
    for text in texts:
        start = 0
        while start < len(text):
            found, end = _chain_and_end(text, start)
            if len(found) == 1:
                codes[found[0].chain] = found[0]
                weight = OFFICE_WEIGHT if _OFFICE_OF.match(text[end : end + 6]) else 1
                for depth in range(1, len(found[0].chain) + 1):
                    weights[found[0].chain[:depth]] += weight
            start = max(end, start + 1)
    chain: tuple[str, ...] = ()
    held = 0
    for depth in (1, 2, 3):
        inner = [(count, key) for key, count in weights.items() if len(key) == depth and key[: depth - 1] == chain]
        if not inner or max(inner)[0] < max(2, MOST * held):
            break
        held, chain = max(inner)
    return codes.get(chain) or _place_of(chain)


def _place_of(chain: tuple[str, ...]) -> Division | None:
    return (
        next((place for place in divisions().full.get(chain[-1], ()) if place.chain == chain), None) if chain else None
    )


def starts_with_place(name: str) -> bool:
    """Whether a name begins with a place, after words of party and state."""
    return bool(_at_head(_BEFORE.sub("", name)))


def without_place(name: str) -> str:
    """An office's name without the place that it begins with, party and state words before it kept."""
    head = _BEFORE.match(name)
    start = head.end() if head else 0
    rest = name[start:]
    found, end = _chain_and_end(rest, 0)
    if not found and (short := _short(rest, 0)):
        end = next(len(key) for key in _prefixes(rest, 0) if set(short) <= set(divisions().short.get(key, ())))
        found = short
    return name[:start] + rest[end:] if found else name


def _at_head(name: str) -> Sequence[Division]:
    return _chain(name, 0, short=True) or _short(name, 0) or _of_zone(name)


def _of_zone(name: str) -> Sequence[Division]:
    """The county whose short name heads the name of a zone: 昆山经济技术开发区."""
    for key in _prefixes(name, 0):
        places = divisions().counties.get(key)
        if places and _ZONE.match(name[len(key) :]):
            return places
    return ()


def _chain(name: str, start: int, *, short: bool) -> Sequence[Division]:
    found, end = _chain_and_end(name, start, short=short)
    if len(found) > 1 and name[start:end] in divisions().common:
        return ()
    if start and found and name[start:end] in divisions().common:
        return ()
    return found


def _chain_and_end(name: str, start: int, *, short: bool = False) -> tuple[Sequence[Division], int]:
    """The lowest places of the chain of full names that begins at `start`, and where the chain ends."""
    table = divisions()
    best: tuple[Sequence[Division], int] = ((), start)
    for key in _prefixes(name, start):
        places = table.full.get(key) or (table.short.get(key) if short else None)
        if not places:
            continue
        end = start + len(key)
        if key not in table.full and (key in divisions().words or _NO_PLACE_AFTER.match(name[end:])):
            lower, lower_end = _within(places, name, end)
            if not lower:
                continue
            return lower, lower_end
        lower, lower_end = _within(places, name, end)
        if lower:
            return lower, lower_end
        if key in table.full and not best[0]:
            best = (places, end)
    if best[0] and name[start : best[1]] in divisions().common:
        return (), start
    return best


def _within(outer: Sequence[Division], name: str, start: int) -> tuple[Sequence[Division], int]:
    """A place named right after `outer` that lies in it, further down first."""
    table = divisions()
    for key in _prefixes(name, start):
        if key in divisions().common and not any(place.city for place in outer):
            continue
        inner = [p for p in table.full.get(key, ()) if any(o != p and o.holds(p) for o in outer)]
        if inner:
            deeper, end = _within(inner, name, start + len(key))
            return (deeper, end) if deeper else (inner, start + len(key))
    return (), start


def _short(name: str, start: int) -> Sequence[Division]:
    table = divisions()
    for key in _prefixes(name, start):
        places = table.short.get(key)
        if places and key not in divisions().words and not _NO_PLACE_AFTER.match(name[start + len(key) :]):
            # 海南 and 吉林 alone are the provinces, 海南州 and 吉林市 are not called so
            return [place for place in places if len(place.chain) == 1] or places
    return ()


def _known_inside(name: str, start: int) -> bool:
    """Whether a short name within a name is the seat of a branch: 中国科学院上海分院, 国家统计局成都调查队."""
    rest = next((name[start + len(key) :] for key in _prefixes(name, start) if key in divisions().short), "")
    return bool(
        re.match(r"(?:市|省)?(?:分|调查|海关|海事|支|中心|办事处|站|监管局|监管分局|专员|航空|铁路|特派)", rest)
    )


def _prefixes(name: str, start: int) -> Iterator[str]:
    """Pieces of a name from `start` on that may be a division's, the longest first."""
    for size in range(min(divisions().longest, len(name) - start), 1, -1):
        yield name[start : start + size]


def _decide(places: Sequence[Division], near: Iterable[str]) -> Division | None:
    """The one place; of several that which the texts around name, or whose city or province they name."""
    if not places:
        return None
    if len(places) == 1:
        return places[0]
    living = [place for place in places if place.last_year is None]
    if len(living) == 1:
        return living[0]
    same = {place.region for place in places}
    if len(same) == 1:
        return places[0]
    weights: Counter[Division] = Counter()
    for text in near:
        for told in places_in(text):
            for place in places:
                if told.holds(place) or place.holds(told):
                    weights[place] += len(told.chain)
    best = weights.most_common(2)
    if best and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0]
    return None
