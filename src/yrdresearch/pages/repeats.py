"""Passages of a page that are there twice, exactly or nearly: seed and extend on characters (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from yrdresearch.pages.page import Paragraph
from yrdresearch.spans import Span, cut_spans

Integers = npt.NDArray[np.int64]
SEED = 6  # characters that must agree before a repetition is followed
SHORTEST = 12  # characters, punctuation apart, from which a repeated passage is reported
_MANY = 30  # paragraphs with a seed that are compared: of more, a later one is found by its rarer seeds
_SLACK = 3  # characters that a later copy may leave out, add or change at one place
_STEPS = sorted(product(range(_SLACK + 1), repeat=2), key=lambda step: (max(step), sum(step)))[1:]
_BORDER = 0xF0000  # private characters, one for each end of a paragraph
_FACTOR = 0x9E3779B97F4A7C15  # odd and large: two seeds of a page do not get the same number


class Repeat(NamedTuple):
    """A later copy, what it repeats, its length in characters, and the share of them that agree."""

    spans: tuple[Span, ...]
    duplicate_of: tuple[Span, ...]
    length: int
    agreement: float


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of the page, a border behind each paragraph; where each comes from and first is.

    `first` is, for each place, the first place where the same `SEED` letters are.
    """

    letters: str
    paragraph: Integers
    offset: Integers
    first: Integers


def repeated_paragraphs(
    paragraphs: Sequence[Paragraph], place: Letters, *, least: float = 0.8
) -> dict[int, Repeat]:
    """Later copies of whole paragraphs, by number; `least` is the share of seeds in common with the first.

    `place` is what `letters_of` gives for these paragraphs.
    """
    holders: dict[str, list[int]] = {}  # of a seed, the first that have it
    sampled: dict[int, set[str]] = {}
    copies: dict[int, Repeat] = {}
    best: dict[str, tuple[int, int]] = {}  # for equal paragraphs the same, so it is looked for once
    for number in _likely_copies(place, least):
        letters = place.letters[slice(*np.searchsorted(place.paragraph, [number, number + 1]))][:-1]
        seeds = _sample(letters)
        sampled[number] = seeds
        if letters in best:
            common, original = best[letters]
        else:
            earlier = {holder for seed in seeds for holder in holders.get(seed, ())}
            alike = ((len(seeds & sampled[holder]), -holder) for holder in earlier)
            common, original = max(alike, default=(0, 0))
            best[letters] = max((common, original), (len(seeds), -number))
            for seed in seeds:
                if len(holders.setdefault(seed, [])) < _MANY:
                    holders[seed].append(number)
        if not common or len(seeds) < 4:
            continue
        first = paragraphs[-original]
        longest = max(len(seeds), len(sampled[-original]))
        if common >= least * longest:
            agreement = 1.0 if paragraphs[number].text == first.text else round(common / longest, 2)
            copies[number] = Repeat(
                paragraphs[number].spans, first.spans, len(paragraphs[number].text), agreement
            )
    return copies


def _likely_copies(place: Letters, least: float) -> list[int]:
    """The paragraphs, by number, so many of whose seeds are on the page twice that they may be copies."""
    again = place.first < np.arange(len(place.first))
    twice = again.copy()
    twice[place.first[again]] = True
    codes, numbers = _codes(place.letters)[: len(twice)], place.paragraph[: len(twice)]
    inside = numbers == np.append(place.paragraph, -1)[SEED : SEED + len(twice)]  # before the border
    sampled = inside & (codes % 3 == 0)
    seeds = np.bincount(numbers[sampled])
    known = np.bincount(numbers[sampled & twice], minlength=len(seeds))
    return [int(number) for number in np.flatnonzero((known > 0) & (known >= least * seeds))]


def _sample(letters: str) -> set[str]:
    """A third of the seeds, chosen by their first character, so that equal passages choose alike."""
    starts = letters[: max(len(letters) - SEED + 1, 0)]
    return {letters[at : at + SEED] for at, character in enumerate(starts) if not ord(character) % 3}


def repeated_passages(paragraphs: Sequence[Paragraph], place: Letters) -> list[Repeat]:
    """Passages of at least `SHORTEST` characters that are on the page already, in page order."""
    letters = place.letters
    found: list[Repeat] = []
    covered, tried = 0, (-1, -1)
    for at in map(int, np.flatnonzero(place.first < np.arange(len(place.first)))):
        source = int(place.first[at])
        if at < source + SEED or at < covered:  # a passage does not repeat itself
            continue
        before, tried = tried, (source, at)
        if before == (source - 1, at - 1):  # the same passage, which was too short
            continue
        back = _back(letters, source, at, covered)
        start, source = at - back, source - back
        length, source_length, same = _extend(letters, source, start)
        if same >= SHORTEST:
            spans = _spans(paragraphs, place, start, start + length)
            original = _spans(paragraphs, place, source, source + source_length)
            found.append(Repeat(spans, original, length, round(same / max(length, source_length), 2)))
            covered, tried = start + length, (-1, -1)
    return found


def letters_of(paragraphs: Sequence[Paragraph]) -> Letters:
    """All letters of the page; a character of its own between paragraphs keeps passages inside them."""
    sizes = np.array([len(paragraph.text) + 1 for paragraph in paragraphs], dtype=np.int64)
    codes = _codes("".join(p.text + chr(_BORDER + number) for number, p in enumerate(paragraphs)))
    number = np.repeat(np.arange(len(sizes)), sizes)
    offset = np.arange(len(codes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = _is_letter(codes) | (codes >= _BORDER)
    codes = codes[kept]
    letters = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return Letters(letters, number[kept], offset[kept], _first_places(codes))


def _codes(text: str) -> Integers:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


def _is_letter(codes: Integers) -> npt.NDArray[np.bool_]:
    """Which characters are letters or digits."""
    found = _letter_table()[np.minimum(codes, 0xFFFF)]
    beyond = np.flatnonzero(codes > 0xFFFF)
    found[beyond] = [chr(code).isalnum() for code in codes[beyond]]
    return found


@cache
def _letter_table() -> npt.NDArray[np.bool_]:
    return np.array([chr(code).isalnum() for code in range(0x10000)])


def _first_places(codes: Integers) -> Integers:
    """For each place, the first one where the same `SEED` characters are."""
    size = len(codes) - SEED + 1
    if size < 1:
        return np.empty(0, dtype=np.int64)
    seeds, codes = np.zeros(size, dtype=np.uint64), codes.astype(np.uint64)
    for step in range(SEED):
        seeds *= np.uint64(_FACTOR)
        seeds += codes[step : step + size]
    order = np.argsort(seeds)
    ranked = seeds[order]
    opens = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    first = np.empty(size, dtype=np.int64)
    first[order] = np.repeat(np.minimum.reduceat(order, opens), np.diff(opens, append=size))
    return first


def _back(letters: str, source: int, copy: int, covered: int) -> int:
    """How many characters before both places agree too: their seeds may have been known from elsewhere."""
    back = 0
    while source > back and copy - back > covered and letters[source - back - 1] == letters[copy - back - 1]:
        back += 1
    return back


def _extend(letters: str, source: int, copy: int) -> tuple[int, int, int]:
    """How far the passage at `copy` follows the one at `source`: both lengths, and how many agree."""
    left, right, same = source, copy, 0
    end = (source, copy)
    while right < len(letters) and left < copy:
        if letters[left] == letters[right]:
            left, right, same = left + 1, right + 1, same + 1
            end = (left, right)
            continue
        step = _bridge(letters, left, right)
        if step is None:
            break
        left, right = left + step[0], right + step[1]
    return end[1] - copy, end[0] - source, same


def _bridge(letters: str, left: int, right: int) -> tuple[int, int] | None:
    """The smallest step over a difference after which a whole seed agrees again."""
    lefts = [letters[left + i : left + i + SEED] for i in range(_SLACK + 1)]
    rights = [letters[right + j : right + j + SEED] for j in range(_SLACK + 1)]
    for i, j in _STEPS:
        if lefts[i] == rights[j]:
            crossed = letters[left : left + i] + letters[right : right + j]
            if not any(ord(character) >= _BORDER for character in crossed):
                return i, j
    return None


def _spans(paragraphs: Sequence[Paragraph], place: Letters, start: int, end: int) -> tuple[Span, ...]:
    paragraph = paragraphs[int(place.paragraph[start])]
    return cut_spans(paragraph.spans, int(place.offset[start]), int(place.offset[end - 1]) + 1)
