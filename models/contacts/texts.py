"""Names and phones in printed text: which words announce them, what they look like, how they are masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from mingzhang.models.vocabulary.contact_words import contact_words

MASK = "*"
# Digits of a phone without its area: fewer are an extension, and told as a phone only behind a label.
PHONE_DIGITS = 7
SHORTEST_PHONE = 3
SHORT_EXTENSION = 4  # so few digits are masked whole; of more the last two stay, which tell two numbers apart
LONGEST_NAME = 12
LONGEST_PREFIX = 8
LONGEST_LABEL = 24
_DIGIT = "[0-9０-９]"
# What stands between the digits of one number: blanks of every kind, dashes, dots, brackets.
_GAP = r"[\s\u200b\u200c\u200d\ufeff\-－—–‐.．()（）]"
_SOFT = r"[\s\u200b\u200c\u200d\ufeff\-－—–‐]"
_COUNTRY = rf"(?:(?:[+＋]\s?|00|００)?(?:86|８６){_SOFT}?)?"
# Eleven digits, with blanks and dashes wherever a line was broken; with dots in the usual groups only: 138.1234.5678.
_MOBILE = (
    rf"{_COUNTRY}[1１][3-9３-９](?:{_DIGIT}(?:{_SOFT}{{0,2}}{_DIGIT}){{8}}"
    rf"|{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}})"
)
_AREA = rf"[(（]?[0０]{_DIGIT}{{2,3}}[)）]?"
_LANDLINE = (
    rf"(?:{_AREA}(?:[\s\u200b]?[\-－—–‐][\s\u200b]?|(?<=[)）])[\s\u200b]?|\s){_DIGIT}{{7,8}}"
    rf"|[0０][1-9１-９]{_DIGIT}{{1,2}}[2-8２-８]{_DIGIT}{{6,7}})"
)
_SERVICE = rf"[48４８][0０][0０]{_GAP}{_DIGIT}{{3,4}}{_GAP}{_DIGIT}{{3,4}}"
_EXTENSION = rf"(?:\s?(?:转|[-－—–~～]){_DIGIT}{{1,5}})?"
# No phone: a part of a longer figure, or one with decimals, groups of three or a unit of money behind it.
_PHONE = re.compile(
    rf"(?<![0-9０-９¥￥])(?<![0-9０-９][.,，])(?:{_MOBILE}|{_LANDLINE}|{_SERVICE}){_EXTENSION}(?![0-9０-９]|[.,]\d|\s?[百千万亿]{{0,2}}元|%)"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}[@＠][\w-]{1,64}(?:\.[\w-]{1,64}){1,4}", re.ASCII)
_ANY_DIGITS = re.compile(rf"{_DIGIT}(?:[\s\u200b\-－—–‐.．()（）~～转]{{0,3}}{_DIGIT})*")
_NAME_SIGN = r"[\u3400-\u9fff·•‧・]"
_NUMBER = re.compile(rf"[(（]?{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT})*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BLANK = re.compile(r"[\s\u200b]+")
_BEFORE_VALUE = " \u3000\u00a0\t\n\u200b:：(（+＋"
_RUN = re.compile(r"[\u3400-\u9fff·•‧・A-Za-z]+(?:[ \u3000\t\u200b\u00a0\n]{0,4}[\u3400-\u9fff·•‧・A-Za-z]+)*")
_NAME_AHEAD = re.compile(
    rf"(?<!{_NAME_SIGN})({_NAME_SIGN}{{2,12}}|{_HAN.pattern}\s{_HAN.pattern})[\s:：,，、(（]{{0,4}}\Z"
)
_MONEY_FOLLOWS = re.compile(r"\s?[百千万亿]{0,2}元|%|年|[.,，]\d")
_SENTENCE = re.compile(r"[^。；;！？\n]+")


class ContactLabel(NamedTuple):
    """What a label announces."""

    person: bool
    phone: bool


@dataclass(frozen=True, slots=True)
class ContactSpan:
    """A part of a text that is a name or a phone."""

    start: int
    end: int
    is_phone: bool


class _Announced(NamedTuple):
    """What a label inside a text announces; `near_phone`: a number stands in the same sentence."""

    person: bool
    phone: bool
    colon: bool
    near_phone: bool


@cache
def _words() -> tuple[str, str]:
    words = contact_words()
    persons, phones = (
        "|".join(r"[\s\u200b]{0,4}".join(map(re.escape, word)) for word in sorted(some, key=len, reverse=True))
        for some in (words.persons, words.phones)
    )
    return persons, phones


@cache
def _label() -> re.Pattern[str]:
    """A label as a whole text."""
    persons, phones = _words()
    joins = "|".join(map(re.escape, contact_words().joins))
    word = f"(?:{persons}|{phones})"
    prefix = rf"[\u3400-\u9fff（）()]{{0,{LONGEST_PREFIX}}}?"
    between = rf"(?:{joins}|\s){{1,3}}(?:联系|办公|手机|及)?"
    return re.compile(
        rf"[\s\d、.*]{{0,6}}{prefix}{word}(?:(?:{between})?{word}){{0,3}}[)）]?(?:[(（][^()（）]{{0,8}}[)）])?\s*[:：]?\s*"
    )


@cache
def _announced() -> re.Pattern[str]:
    """A label inside a text."""
    persons, phones = _words()
    joins = "|".join(map(re.escape, contact_words().joins))
    word = f"(?:{persons}|{phones})"
    return re.compile(
        rf"(?P<person>{persons})?(?:(?:(?:{joins}){{1,2}}(?:联系|办公|手机)?)?(?P<phone>{phones}))?"
        rf"(?:(?:{joins}){{1,2}}(?:联系|办公)?{word})?[)）]?[\s\u200b]*(?P<colon>[:：]?)"
    )


@cache
def _hints() -> re.Pattern[str]:
    """What a text holds that is worth a closer look: a word of a label, or as many digits as a phone has."""
    persons, phones = _words()
    signers = "|".join(contact_words().signers)
    return re.compile(
        rf"{persons}|{phones}|(?:{signers})[ \u3000]{{0,4}}[:：]|{_DIGIT}(?:{_GAP}{{0,2}}{_DIGIT}){{6}}|[@＠]"
    )


@lru_cache(maxsize=4096)
def label_role(text: str) -> ContactLabel | None:
    """What a label announces that is the whole text (`项目负责人及电话：`); None for any other text."""
    squeezed = _BLANK.sub("", text)
    if (
        not squeezed
        or len(squeezed) > LONGEST_LABEL
        or not _hints().search(squeezed)
        or not _label().fullmatch(squeezed)
    ):
        return None
    persons, phones = _words()
    return ContactLabel(bool(re.search(persons, squeezed)), bool(re.search(phones, squeezed)))


def may_hold(text: str) -> bool:
    """Whether a text is worth a closer look; quick."""
    return bool(_hints().search(text))


def looks_like_name(text: str) -> bool:
    """Whether a text has the form of a person's name: a family name and one to three signs, or a name with a dot."""
    squeezed = _BLANK.sub("", text)
    if "·" in squeezed or "•" in squeezed or "‧" in squeezed or "・" in squeezed:
        return bool(re.fullmatch(rf"{_NAME_SIGN}{{3,20}}", squeezed))
    words = contact_words()
    if not re.fullmatch(r"[\u3400-\u9fff]{2,4}", squeezed) or squeezed in words.none:
        return False
    return squeezed[0] in words.family_names or squeezed[:2] in words.double_names


def phones_in(text: str) -> Iterator[ContactSpan]:
    """Mobile, landline and service numbers, however they are spelled, and addresses of mail."""
    for pattern in (_PHONE, _MAIL) if "@" in text or "＠" in text else (_PHONE,):
        for found in pattern.finditer(text):
            yield ContactSpan(found.start(), found.end(), True)


def contacts_in(text: str, *, bare_phones: bool = True) -> list[ContactSpan]:
    """Names and phones in a text, by the words before them and by the form of numbers; in order, none overlaps.

    Without `bare_phones` a number of eleven digits that is the whole text counts only behind a label: in a column of
    figures it is a figure.
    """
    if not may_hold(text):
        return []
    spans = [span for span in phones_in(text) if bare_phones or span.end - span.start < len(text.strip())]
    for part in _SENTENCE.finditer(text):
        here = any(span.start < part.end() and span.end > part.start() for span in spans)
        spans += _behind_labels(text, part.start(), part.end(), near_phone=here)
    spans += [*_signed(text), *_under_labels(text), *_before_phones(text, spans)]
    spans.sort(key=lambda span: (span.start, -span.end))
    kept: list[ContactSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end > kept[-1].end:
            kept[-1] = ContactSpan(kept[-1].start, span.end, kept[-1].is_phone or span.is_phone)
    return kept


def _before_phones(text: str, spans: Sequence[ContactSpan]) -> Iterator[ContactSpan]:
    """Names right before a phone, with nothing but a blank, a comma or a bracket between: 王小明 0351-1234567."""
    for span in spans:
        ahead = _NAME_AHEAD.search(text, max(0, span.start - LONGEST_LABEL), span.start) if span.is_phone else None
        if ahead is not None and looks_like_name(ahead[1]):
            yield ContactSpan(ahead.start(1), ahead.end(1), False)


def _signed(text: str) -> Iterator[ContactSpan]:
    """Names behind a word for what somebody did (`复核：`); an office may stand there too."""
    for found in _signer().finditer(text):
        name = found.group(1)
        if looks_like_name(name) and not _BLANK.sub("", name).endswith(contact_words().offices):
            yield ContactSpan(found.start(1), found.end(1), False)


@cache
def _signer() -> re.Pattern[str]:
    signers = "|".join(contact_words().signers)
    sign = r"[\u3400-\u9fff·]"
    name = rf"{sign}{{2,8}}(?!{sign})|{sign}[ \u3000]{{1,2}}{sign}(?!{sign})"
    return re.compile(rf"(?:{signers})[ \u3000]{{0,4}}[:：][ \u3000]{{0,4}}({name})")


def _under_labels(text: str) -> Iterator[ContactSpan]:
    """Names and numbers that are a line of their own under a line that is a label."""
    parts = text.split()
    if len(parts) == 2 and (alone := label_role(parts[0])) is not None and alone.person and looks_like_name(parts[1]):
        yield ContactSpan(text.rindex(parts[1]), text.rindex(parts[1]) + len(parts[1]), False)
    if "\n" not in text:
        return
    place, role = 0, None
    for line in text.split("\n"):
        said = line.strip()
        start = place + line.find(said)
        if role is not None and said and label_role(line) is None:
            digits = sum(sign.isdigit() for sign in said)
            is_phone = role.phone and digits >= PHONE_DIGITS and not _HAN.search(said) and "." not in said
            if is_phone or (role.person and looks_like_name(said)):
                yield ContactSpan(start, start + len(said), is_phone)
        role = label_role(line)
        place += len(line) + 1


def _behind_labels(text: str, start: int, end: int, *, near_phone: bool) -> Iterator[ContactSpan]:
    place = start
    while place < end:
        found = _hint_of_label().search(text, place, end)
        if found is None:
            return
        label = _announced().match(text, found.start(), end)
        if label is None or label.end() == found.start():
            place = found.end()
            continue
        after = _after(text, label.end(), end)
        place = max(after, found.end())
        announced = _Announced(bool(label["person"]), bool(label["phone"]), bool(label["colon"]), near_phone)
        yield from _values(text[label.end() : after], label.end(), announced)


@cache
def _hint_of_label() -> re.Pattern[str]:
    return re.compile("|".join(_words()))


def _after(text: str, start: int, end: int) -> int:
    """Where what a label announces ends: at the next label, or at the blank or stop before the characters before it."""
    following = _hint_of_label().search(text, start, end)
    if following is None:
        return end
    stop = following.start()
    while stop > start and following.start() - stop < LONGEST_PREFIX and _HAN.match(text[stop - 1]):
        stop -= 1
    return stop if stop > start and not _HAN.match(text[stop - 1]) else following.start()


def _values(said: str, offset: int, announced: _Announced) -> Iterator[ContactSpan]:
    if announced.phone:
        yield from _numbers(said, offset, announced)
    if announced.person or (announced.phone and announced.colon):
        yield from _names(said, offset, announced)


def _numbers(said: str, offset: int, announced: _Announced) -> Iterator[ContactSpan]:
    """Digits right behind a label, unless they are money, a share or a year."""
    for found in _ANY_DIGITS.finditer(said):
        digits = sum(sign.isdigit() for sign in found.group())
        if digits < SHORTEST_PHONE or _MONEY_FOLLOWS.match(said, found.end()):
            continue
        leads = not said[: found.start()].strip(_BEFORE_VALUE)
        if leads or (announced.colon and (announced.person or digits >= PHONE_DIGITS)):
            yield ContactSpan(offset + found.start(), offset + found.end(), True)


def _names(said: str, offset: int, announced: _Announced) -> Iterator[ContactSpan]:
    """Names behind a label: behind a colon whatever is short, else only what begins with a family name."""
    for found in _RUN.finditer(said):
        run, squeezed = found.group(), _BLANK.sub("", found.group())
        leads = not said[: found.start()].strip(_BEFORE_VALUE)
        span = ContactSpan(offset + found.start(), offset + found.end(), False)
        if squeezed in contact_words().none or not (announced.colon or (announced.near_phone and leads)):
            continue
        is_short = announced.colon and announced.person and leads and len(squeezed) <= LONGEST_NAME
        if is_short or looks_like_name(run) or any(map(looks_like_name, run.split())):
            yield span
        elif not announced.colon and looks_like_name(beginning := squeezed[: 4 if squeezed[:2] in _doubles() else 3]):
            yield ContactSpan(span.start, span.start + len(beginning), False)


def _doubles() -> frozenset[str]:
    return contact_words().double_names


def mask(text: str | None) -> str | None:
    """A name keeps its first character, a number its first three and last two signs (a short one the last two)."""
    if text is None:
        return None
    parts, place = [], 0
    text = text.strip()
    for found in _NUMBER.finditer(text):
        parts += [_masked_names(text[place : found.start()]), _masked_number(found.group())]
        place = found.end()
    return "".join([*parts, _masked_names(text[place:])])


def _masked_number(piece: str) -> str:
    digits = sum(sign.isdigit() for sign in piece)
    if digits > PHONE_DIGITS + 1:
        return piece[:3] + MASK * (len(piece) - 5) + piece[-2:]
    return MASK * len(piece) if digits <= SHORT_EXTENSION else MASK * (len(piece) - 2) + piece[-2:]


def _masked_names(text: str) -> str:
    """Names side by side apart; a blank parts names only where none of them would be a single sign."""
    masked_parts = []
    for part in re.split(r"([、,，/;；:：()（）])", text):
        words = part.split()
        if any(len(word) == 1 and _HAN.match(word) for word in words):
            words = ["".join(words)]
        masked_parts.append(" ".join(word[:1] + MASK * (len(word) - 1) for word in words))
    return "".join(masked_parts)


def masked(text: str, spans: list[ContactSpan]) -> str:
    """A text with the spans masked."""
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], mask(text[span.start : span.end]) or ""]
        place = span.end
    return "".join([*parts, text[place:]])
