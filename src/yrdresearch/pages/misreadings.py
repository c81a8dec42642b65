"""Suspected scanning faults told by words: characters doubled, or taken for others of like shape (pure)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from yrdresearch.files import resource
from yrdresearch.pages.faults import suspicion
from yrdresearch.pages.page import Paragraph, Suspicion

_CHARACTER_TWICE = re.compile(r"([㐀-鿿])\1")
_NUMERALS = "零〇一二三四五六七八九十百千万亿两"
_REACH = 4  # characters on both sides that tell which words are likely
_BORDER = "\n" * 6  # put around a paragraph, so that no window leaves it; no word holds one
# Where words of three to six characters over a character begin and end, and those of four to two
_OVER = [(at - length + 1, at + 1) for length in (3, 4, 5, 6) for at in range(length)]
_NEAR = [(at, at + length) for length in (4, 3, 2) for at in range(_REACH - length + 1, _REACH + 1)]
_WORDS_SEEN = 6e7  # tokens behind the segmenter's frequencies
_GAIN = 6.0
_COMMON = 20  # frequency from which a doubled character is a word like any other
_DOUBLED = 5.0  # nats: on the border of two words (人民民主) leaving one out gains next to nothing


def doubled_characters(paragraph: Paragraph, word_frequency: Mapping[str, int]) -> list[Suspicion]:
    """A character printed twice where the words around it do far better without one of the two."""
    text, found = paragraph.text, []
    for match in _CHARACTER_TWICE.finditer(text):
        first, second = match.start(), match.start() + 1
        if _is_doubled_on_purpose(text, first, word_frequency):
            continue
        left, right = max(first - _REACH, 0), min(second + 5, len(text))
        twice, once = text[left:right], text[left:first] + text[second:right]
        gain = _log_likelihood(once, word_frequency) - _log_likelihood(twice, word_frequency)
        if gain > _DOUBLED:
            note = f"{match.group(1)} is there twice, and once would do"
            confidence = round(min(0.9, gain / 12), 2)
            found.append(suspicion("repeated-character", paragraph, *match.span(), note, confidence))
    return found


def _is_doubled_on_purpose(text: str, at: int, words: Mapping[str, int]) -> bool:
    """桩桩件件, 年年, 一把把, 五五分成, 工程院院长."""
    character, after = text[at], text[at + 2 : at + 4]
    around = text[max(at - 2, 0) : at], after
    if any(len(pair) == 2 and pair[0] == pair[1] for pair in around):
        return True
    if character in _NUMERALS or text[at - 1 : at] == "一" or words.get(character * 2, 0) >= _COMMON:
        return True
    return bool(after) and after[0] in "长委" and character + after[0] in words


@cache
def confusables() -> dict[str, str]:
    """For each character, those a scanner may have taken for it."""
    text = resource("confusables.tsv")
    groups = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    alike: dict[str, set[str]] = {}
    for group in groups:
        for character in group:
            alike.setdefault(character, set()).update(set(group) - {character})
    return {character: "".join(sorted(others)) for character, others in alike.items()}


@cache
def _confusable() -> re.Pattern[str]:
    return re.compile(f"[{''.join(confusables())}]")


def unlikely_characters(
    paragraphs: Sequence[Paragraph], word_frequency: Mapping[str, int]
) -> list[Suspicion]:
    """Characters that belong to no word, where one of like shape would make a word or is alone elsewhere.

    Each character that a scanner may mistake is replaced by those of like shape. The replacement is reported
    when the words around it become far likelier (a unigram model of the segmenter's frequencies, by `_GAIN`
    nats), or when the page uses the replacement by itself and this character nowhere else outside a word.
    """
    alike, alone, bound = confusables(), Counter[str](), Counter[str]()
    suspects = []
    for paragraph in paragraphs:
        text = _BORDER + paragraph.text + _BORDER
        for match in _confusable().finditer(text):
            if _is_in_word(text, match.start(), word_frequency):
                bound[match.group()] += 1
            else:
                alone[match.group()] += 1
                around = text[match.start() - _REACH : match.end() + _REACH]
                suspects.append((paragraph, match.start() - len(_BORDER), around))
    found = []
    for paragraph, at, around in suspects:
        character = around[_REACH]
        word = max(_likelier(around, other, word_frequency) for other in alike[character])
        home = max(alike[character], key=lambda other: alone[other])
        often = alone[home] + bound[home] > 1 + bound[character]
        if word.gain >= _GAIN:
            note, confidence = f"{word.here} is no word; {word.there} is", min(0.9, word.gain / 20)
        elif alone[character] == 1 and bound[character] > 1 and alone[home] and often:
            note = f"{character} is outside a word only here; {home}, of like shape, is so elsewhere"
            confidence = 0.2
        else:
            continue
        found.append(suspicion("likely-misreading", paragraph, at, at + 1, note, round(confidence, 2)))
    return found


def _is_in_word(text: str, at: int, words: Mapping[str, int]) -> bool:
    """Whether a word of two characters or more holds the one at `at`."""
    if text[at - 1 : at + 1] in words or text[at : at + 2] in words:
        return True
    for start, end in _OVER:  # noqa: SIM110 - a generator takes twice the time
        if text[at + start : at + end] in words:
            return True
    return False


class _Word(NamedTuple):
    gain: float = 0.0
    there: str = ""
    here: str = ""


def _likelier(here: str, other: str, words: Mapping[str, int]) -> _Word:
    """The word that `other` would make in the middle of `here`, and by how many nats all of it gains."""
    there = here[:_REACH] + other + here[_REACH + 1 :]
    for start, end in _NEAR:
        if there[start:end] in words:
            likely, unlikely = (_log_likelihood(text.strip(_BORDER), words) for text in (there, here))
            return _Word(likely - unlikely, there[start:end], here[start:end])
    return _Word()


def _log_likelihood(text: str, words: Mapping[str, int]) -> float:
    """Of the likeliest segmentation under word frequencies alone; an unknown character counts as one seen."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        best.append(
            max(
                best[start] + math.log(max(words.get(text[start:end], 0), 1) / _WORDS_SEEN)
                for start in range(max(end - 4, 0), end)
                if end - start == 1 or text[start:end] in words
            )
        )
    return best[-1]
