"""Passages of a page that stand there twice, exactly or nearly: seed and extend on characters (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from yrdresearch.pages.page import Paragraph
from yrdresearch.spans import Span, cut_spans

SEED = 6  # characters that must agree before a repetition is followed
SHORTEST = 12  # characters, punctuation apart, from which a repeated passage is reported
_SLACK = 3  # characters that a later copy may leave out, add or change at one place
_STEPS = sorted(product(range(_SLACK + 1), repeat=2), key=lambda step: (max(step), sum(step)))[1:]
_LETTERS = re.compile(r"[^\W_]+")
_BORDER = 0xF0000  # private characters, one for each end of a paragraph


class Repeat(NamedTuple):
    """A later copy, what it repeats, its length in characters, and the share of them that agree."""

    spans: tuple[Span, ...]
    duplicate_of: tuple[Span, ...]
    length: int
    agreement: float


@dataclass(frozen=True, slots=True)
class _Place:
    """A run of letters of the page, with the paragraph and the offset each one comes from."""

    letters: str
    paragraph: Sequence[int]
    offset: Sequence[int]


def repeated_paragraphs(paragraphs: Sequence[Paragraph], *, least: float = 0.8) -> dict[int, Repeat]:
    """Later copies of whole paragraphs, by number; `least` is the share of seeds in common with the first."""
    holders: dict[str, list[int]] = {}
    sizes: list[int] = []
    copies: dict[int, Repeat] = {}
    for number, paragraph in enumerate(paragraphs):
        letters = "".join(_LETTERS.findall(paragraph.text))
        seeds = _sample(letters)
        sizes.append(len(seeds))
        shared = Counter(holder for seed in seeds for holder in holders.get(seed, ()))
        for seed in seeds:
            holders.setdefault(seed, []).append(number)
        if not shared or len(seeds) < 4:
            continue
        common, original = max((common, -holder) for holder, common in shared.items())
        first = paragraphs[-original]
        longest = max(len(seeds), sizes[-original])
        if common >= least * longest:
            agreement = 1.0 if paragraph.text == first.text else round(common / longest, 2)
            copies[number] = Repeat(paragraph.spans, first.spans, len(paragraph.text), agreement)
    return copies


def _sample(letters: str) -> set[str]:
    """A third of the seeds, chosen by their first character, so that equal passages choose alike."""
    starts = letters[: max(len(letters) - SEED + 1, 0)]
    return {letters[at : at + SEED] for at, character in enumerate(starts) if not ord(character) % 3}


def repeated_passages(paragraphs: Sequence[Paragraph]) -> list[Repeat]:
    """Passages of at least `SHORTEST` characters that stand on the page already, in page order."""
    place = _letters(paragraphs)
    letters = place.letters
    found: list[Repeat] = []
    covered = 0
    seeds = [letters[at : at + SEED] for at in range(len(letters) - SEED + 1)]
    first = dict(zip(reversed(seeds), reversed(range(len(seeds))), strict=True))  # the first place stays
    for at, source in [(at, first[seed]) for at, seed in enumerate(seeds) if first[seed] < at]:
        if at < source + SEED or at < covered:  # a passage does not repeat itself
            continue
        back = _back(letters, source, at, covered)
        start, source = at - back, source - back
        length, source_length, same = _extend(letters, source, start)
        if same >= SHORTEST:
            spans = _spans(paragraphs, place, start, start + length)
            original = _spans(paragraphs, place, source, source + source_length)
            found.append(Repeat(spans, original, length, round(same / max(length, source_length), 2)))
            covered = start + length
    return found


def _letters(paragraphs: Sequence[Paragraph]) -> _Place:
    """All letters of the page; a character of its own between paragraphs keeps passages inside them."""
    letters: list[str] = []
    numbers: list[int] = []
    offsets: list[int] = []
    for number, paragraph in enumerate(paragraphs):
        text = paragraph.text
        kept = [at for run in _LETTERS.finditer(text) for at in range(*run.span())]
        letters += [*_LETTERS.findall(text), chr(_BORDER + number)]
        numbers += [number] * (len(kept) + 1)
        offsets += [*kept, len(text)]
    return _Place("".join(letters), numbers, offsets)


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


def _spans(paragraphs: Sequence[Paragraph], place: _Place, start: int, end: int) -> tuple[Span, ...]:
    paragraph = paragraphs[place.paragraph[start]]
    return cut_spans(paragraph.spans, place.offset[start], place.offset[end - 1] + 1)
