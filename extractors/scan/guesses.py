"""What lies behind the recogniser's text: the place and confidence of every character, and its next best readings.

PaddleOCR hands out its best reading only. The probabilities behind it are those of its predictor's own steps: prepare,
run, decode (PaddleX `TextRecRunnerPredictor`), taken here one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.kept import prints_figure
from mingzhang.extractors.scan.light import Picture
from mingzhang.models.vocabulary.written import is_written_here

LEAST = 0.05
NEAREST = 50  # signs of a step that are looked through for one that is written in disclosures
LEAST_NEAR = 0.01  # its probability: a rare sign (滘, of a place) beside which no other is likely stands
NOT_WRITTEN = 0.95  # of the confidence of a sign that is not, kept by the one that is nearest
# A multiple of the yuan where none was read: its probability at least, and how often that of any other.
LEAST_UNIT, FAR_LIKELIER = 0.001, 10
_MULTIPLES = "千万亿"
_UNIT_MISREAD = re.compile(rf"(?:单位|金额)[:：]([^{_MULTIPLES}百美港欧日]{{1,2}})元")  # other money has its own sign
SIGNS = frozenset("0123456789.,-")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """The text of a crop, its mean confidence (0 to 1), and of each character its middle (pixels from the crop's left
    side) and its confidence. `others`: where it prints a figure, its next best readings (see `other_texts`)."""

    text: str
    confidence: float
    places: tuple[float, ...]
    chances: tuple[float, ...]
    others: tuple[tuple[str, float], ...] = ()


UNREAD = ReadLine("", 0.0, (), ())


def chances_of(predictor: Any, crops: Sequence[Picture]) -> tuple[NDArray[np.float32], list[str]]:
    """Probabilities (crops x steps x signs, sign 0 the blank) of some BGR crops in one batch, and the signs."""
    steps = predictor.paddlex_predictor
    prepared = steps.pre_tfs["ReisizeNorm"](imgs=steps.pre_tfs["Read"](imgs=list(crops)))
    chances = np.asarray(steps.runner(x=steps.pre_tfs["ToBatch"](imgs=prepared))[0], dtype=np.float32)
    return chances, list(steps.post_op.character)


def line_of(chances: NDArray[np.float32], characters: list[str], step: float) -> ReadLine:
    """The best reading of one crop. `chances`: steps x signs; `step`: pixels of the crop that a step stands for."""
    best = chances.argmax(axis=1)
    begins = np.flatnonzero((best != np.concatenate([[-1], best[:-1]])) & (best != 0))
    if not len(begins):
        return UNREAD
    ends = [_run(best, int(begin)).stop for begin in begins]
    scores = chances[begins, best[begins]]
    for place, begin in enumerate(begins):
        if not is_written_here(characters[best[begin]]):
            best[begin], read = _nearest(chances[begin], characters, int(best[begin])), best[begin]
            scores[place] *= NOT_WRITTEN if best[begin] != read else 1.0
    places = (begins + np.asarray(ends)) / 2 * step
    text = "".join(characters[sign] for sign in best[begins])
    if (unit := _unit_in(text, begins, chances, characters)) is not None:
        (first, last), sign = unit
        kept = [*range(first + 1), *range(last, len(text))]
        text = f"{text[:first]}{sign}{text[last:]}"
        places, scores = places[kept], scores[kept]
        scores[first] = min(scores[first], NOT_WRITTEN)
    others = tuple(other_texts(chances, characters)) if prints_figure(text) else ()
    return ReadLine(
        text,
        float(scores.mean()),
        tuple(float(place) for place in places),
        tuple(float(score) for score in scores),
        others,
    )


def _unit_in(
    text: str, begins: NDArray[np.int64], chances: NDArray[np.float32], characters: list[str]
) -> tuple[tuple[int, int], str] | None:
    """The multiple that stands between 单位： and 元 where another sign was read there (五元, 1j元): its place in the
    text (from, to) and itself. Nothing but a multiple of the yuan is printed there, so which one is told by how likely
    each is in the picture: one must be so far more than any other."""
    found = _UNIT_MISREAD.search(text)
    if found is None:
        return None
    first, last = found.span(1)
    steps = chances[begins[first] : begins[last]]
    likely = {sign: float(steps[:, characters.index(sign)].max()) for sign in _MULTIPLES if sign in characters}
    order = sorted(likely.items(), key=lambda one: -one[1])
    if not order or order[0][1] < LEAST_UNIT or any(FAR_LIKELIER * other > order[0][1] for _, other in order[1:]):
        return None
    return (first, last), order[0][0]


def _nearest(chances: NDArray[np.float32], characters: list[str], otherwise: int) -> int:
    """Of one step the likeliest sign, blank apart, that is written in disclosures; `otherwise` where none is likely."""
    for sign in np.argsort(-chances)[:NEAREST]:
        if sign and is_written_here(characters[sign]):
            return int(sign) if chances[sign] >= LEAST_NEAR else otherwise
    return otherwise


def other_texts(chances: NDArray[np.float32], characters: list[str]) -> list[tuple[str, float]]:
    """Texts that differ from the best in one sign of a figure, with that sign's probability: `LEAST` at least.

    `chances`: steps x signs, sign 0 the blank.
    """
    best = chances.argmax(axis=1)
    text = _decoded(best, characters)
    found: dict[str, float] = {}
    for step in np.flatnonzero(chances.max(axis=1) < 1 - LEAST):
        for sign in np.flatnonzero(chances[step] >= LEAST):
            if sign == best[step] or (sign and characters[sign] not in SIGNS):
                continue
            changed = best.copy()
            changed[_run(best, int(step))] = sign
            other = _decoded(changed, characters)
            if other != text:
                found[other] = max(found.get(other, 0.0), float(chances[step, sign]))
    return sorted(found.items(), key=lambda item: -item[1])


def _run(best: NDArray[np.intp], step: int) -> slice:
    """The steps around one that hold the same sign; a blank stands for itself alone."""
    if best[step] == 0:
        return slice(step, step + 1)
    first = last = step
    while first > 0 and best[first - 1] == best[step]:
        first -= 1
    while last + 1 < len(best) and best[last + 1] == best[step]:
        last += 1
    return slice(first, last + 1)


def _decoded(signs: NDArray[np.intp], characters: list[str]) -> str:
    """Repeated signs once, blanks left out (CTC)."""
    before = np.concatenate([[-1], signs[:-1]])
    return "".join(characters[sign] for sign in signs[(signs != before) & (signs != 0)])
