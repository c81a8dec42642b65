"""Suspected scanning faults inside a paragraph: doubled, garbled, misread, stray (pure)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from yrdresearch.files import resource
from yrdresearch.pages.page import Paragraph, Suspicion
from yrdresearch.spans import UNSEEN, cut_spans, ends_sentence

_HAN = "㐀-鿿"
_DASHED = re.compile(rf"([{_HAN}]{{1,4}})(?:[—–\-]{{1,2}}\1){{2,}}")
_DASH = re.compile(r"[—–\-]")
_JOINED = re.compile(rf"([{_HAN}]{{3,8}})[和与及或]\1")
_JOINT = re.compile(rf"[和与及或](?<=([{_HAN}]{{3}}).)(?=.{{0,5}}\1)")
_WORD_TWICE = re.compile(rf"([{_HAN}]{{2,6}})\1")
_CHARACTER_TWICE = re.compile(rf"([{_HAN}])\1")
_ITEM = re.compile(r"[^，。、；：！？“”（）《》]+")
# ++ never gives back: without it each item would be tried from every character on
_LIST = re.compile(rf"(?<![^，。、；：！？“”（）《》]){_ITEM.pattern}+(?:、{_ITEM.pattern}+)+")
# Several patterns, each with one class in front: as one alternation they take twenty times as long
_MARKS = (
    re.compile(r"[，、；：。][，、；：。]+|[，、；：](?=[”」』])(?![”」』][，。；])"),
    re.compile(rf"[�\ue000-\uf8ff■□◆{UNSEEN}\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]"),
    re.compile(r"[ \t](?<=[㐀-鿿][ \t])[ \t]*(?=[㐀-鿿])"),
)
_QUOTATION = re.compile(r"“([^“”]{1,12})”")
_FIRST = {_DASHED: _DASH, _JOINED: _JOINT}  # what a slow pattern needs, and hardly any paragraph has
_NUMERALS = "零〇一二三四五六七八九十百千万亿两"
_LONGEST_WORD = 6
_WORDS_SEEN = 6e7  # tokens behind the segmenter's frequencies
_GAIN = 6.0
_COMMON = 20  # frequency from which a doubled character is a word like any other
_DOUBLED = 5.0  # nats: on the border of two words (人民民主) leaving one out gains next to nothing


def _entry(kind: str, paragraph: Paragraph, start: int, end: int, note: str, confidence: float) -> Suspicion:
    return Suspicion(kind, cut_spans(paragraph.spans, start, end), note, None, confidence)


def doubled_items(paragraph: Paragraph) -> list[Suspicion]:
    """List items and words printed twice in succession."""
    text, found = paragraph.text, []
    for pattern, confidence in ((_DASHED, 0.8), (_JOINED, 0.7), (_WORD_TWICE, 0.6)):
        if pattern in _FIRST and not _FIRST[pattern].search(text):
            continue
        for match in pattern.finditer(text):
            if match.group(1).startswith("一") and pattern is _WORD_TWICE:
                continue  # 一件一件: a way to count, not a fault
            note = f"{match.group(1)} stands {'three times' if pattern is _DASHED else 'twice'} in succession"
            found.append(_entry("repeated-item", paragraph, *match.span(), note, confidence))
    for items in _lists(text):
        seen: set[str] = set()
        for item in items:
            name = item.group()
            # a verb may stand before the first item
            opens = bool(seen) and len(name) > 2 and items[0].group().endswith(name)
            if len(name) > 1 and (name in seen or opens):
                note = f"the list names {name} a second time"
                found.append(_entry("repeated-item", paragraph, *item.span(), note, 0.8))
            seen.add(name)
    return found


def _lists(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of items that 、 joins."""
    for run in _LIST.finditer(text):
        yield list(_ITEM.finditer(text, *run.span()))


def doubled_characters(paragraph: Paragraph, word_frequency: Mapping[str, int]) -> list[Suspicion]:
    """A character printed twice where the words around it do far better without one of the two."""
    text, found = paragraph.text, []
    for match in _CHARACTER_TWICE.finditer(text):
        first, second = match.start(), match.start() + 1
        if _is_doubled_on_purpose(text, first, word_frequency):
            continue
        left, right = max(first - 4, 0), min(second + 5, len(text))
        twice, once = text[left:right], text[left:first] + text[second:right]
        gain = _log_likelihood(once, word_frequency) - _log_likelihood(twice, word_frequency)
        if gain > _DOUBLED:
            note = f"{match.group(1)} stands twice, and once would do"
            confidence = round(min(0.9, gain / 12), 2)
            found.append(_entry("repeated-character", paragraph, *match.span(), note, confidence))
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


def _word_covers(text: str, start: int, end: int, words: Mapping[str, int]) -> bool:
    """Whether a word of two characters or more spans ``[start, end)``."""
    for length in range(max(end - start, 2), _LONGEST_WORD + 1):
        for left in range(max(end - length, 0), min(start, len(text) - length) + 1):
            if text[left : left + length] in words:
                return True
    return False


def stray_marks(paragraph: Paragraph) -> list[Suspicion]:
    """Marks that cannot follow one another, replaced or unseen characters, blanks between characters."""
    return [
        _entry("stray-mark", paragraph, *match.span(), f"{match.group()!r} cannot stand here", 0.7)
        for pattern in _MARKS
        for match in pattern.finditer(paragraph.text)
    ]


def open_ends(paragraph: Paragraph) -> list[Suspicion]:
    """A paragraph that stops in the middle of a sentence, for nothing on the page goes on with it."""
    text = paragraph.text
    if ends_sentence(text) or text[-1] in "；：" or len(text) < 30:
        return []
    note = "the paragraph stops in the middle of a sentence, and nothing on the page continues it"
    return [_entry("open-end", paragraph, len(text) - 1, len(text), note, 0.6)]


def doubtful_quotations(
    paragraphs: Sequence[Paragraph], word_frequency: Mapping[str, int]
) -> list[Suspicion]:
    """Quotation marks without a partner; quotations cut short, or of no known word."""
    places = [(p, m) for p in paragraphs for m in _QUOTATION.finditer(p.text)]
    count = Counter(match.group(1) for _, match in places)
    page = "".join(paragraph.text for paragraph in paragraphs)
    found = [entry for paragraph in paragraphs for entry in _unpaired(paragraph)]
    for paragraph, match in places:
        words = match.group(1)
        longer = [w for w in count if len(w) > len(words) > 2 and w.startswith(words)]
        if longer and page.count(words) == 1 + page.count(longer[0]):
            note = f"“{words}” may be cut short from “{longer[0]}”"
        elif len(words) == 2 and word_frequency and words not in word_frequency and _alone(page, match):
            note = f"“{words}” is no word, and stands nowhere else on the page"
        else:
            continue
        found.append(_entry("doubtful-quotation", paragraph, *match.span(), note, 0.5))
    return found


def _alone(page: str, match: re.Match[str]) -> bool:
    """Whether the words occur once only, and not in a series of quotations of two characters."""
    sentence = match.string[max(match.start() - 30, 0) : match.end() + 30]
    return page.count(match.group(1)) == 1 and len(re.findall(r"“..”", sentence)) == 1


def _unpaired(paragraph: Paragraph) -> list[Suspicion]:
    found, opened = [], -1
    marks = [(match.start(), match.group()) for match in re.finditer("[“”]", paragraph.text)]
    for number, (at, mark) in enumerate(marks):
        if mark == "“":
            if opened >= 0:
                found.append((opened, "“ is never closed"))
            opened = at
        elif opened >= 0:
            opened = -1
        elif number + 1 < len(marks) and marks[number + 1][1] == "”":
            found.append((at, "” stands where “ should open"))
            opened = len(paragraph.text)  # opened by the wrong mark
        else:
            found.append((at, "” closes nothing"))
    if 0 <= opened < len(paragraph.text):
        found.append((opened, "“ is never closed"))
    return [_entry("doubtful-quotation", paragraph, at, at + 1, note, 0.8) for at, note in found]


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


def unlikely_characters(
    paragraphs: Sequence[Paragraph], word_frequency: Mapping[str, int]
) -> list[Suspicion]:
    """Characters that belong to no word, where one of like shape would make a word or stands alone elsewhere.

    Each character that a scanner may mistake is replaced by those of like shape. The replacement is reported
    when the words around it become far likelier (a unigram model of the segmenter's frequencies, by `_GAIN`
    nats), or when the page uses the replacement by itself and this character nowhere else outside a word.
    """
    alike, alone, bound = confusables(), Counter[str](), Counter[str]()
    suspects = []
    suspicious = re.compile(f"[{''.join(alike)}]")
    for paragraph in paragraphs:
        for match in suspicious.finditer(paragraph.text):
            at, character = match.start(), match.group()
            around = paragraph.text[max(at - 1, 0) : at + 1], paragraph.text[at : at + 2]
            known = any(len(pair) == 2 and pair in word_frequency for pair in around)
            if known or _word_covers(paragraph.text, at, at + 1, word_frequency):
                bound[character] += 1
            else:
                alone[character] += 1
                suspects.append((paragraph, at))
    seen = alone + bound
    found = []
    for paragraph, at in suspects:
        character = paragraph.text[at]
        word = max(_likelier(paragraph.text, at, other, word_frequency) for other in alike[character])
        home = max(alike[character], key=lambda other: alone[other])
        if word.gain >= _GAIN:
            note, confidence = f"{word.here} is no word; {word.there} is", min(0.9, word.gain / 20)
        elif alone[character] == 1 and bound[character] > 1 and alone[home] and seen[home] > seen[character]:
            note = f"{character} stands outside a word only here; {home}, of like shape, stands so elsewhere"
            confidence = 0.2
        else:
            continue
        found.append(_entry("likely-misreading", paragraph, at, at + 1, note, round(confidence, 2)))
    return found


class _Word(NamedTuple):
    gain: float = 0.0
    there: str = ""
    here: str = ""


def _likelier(text: str, at: int, other: str, words: Mapping[str, int]) -> _Word:
    """The word that `other` would make at `at`, and by how many nats its surroundings gain."""
    left, right = max(at - 4, 0), min(at + 5, len(text))
    here, there = text[left:right], text[left:at] + other + text[at + 1 : right]
    for length in range(4, 1, -1):
        for start in range(max(at - left - length + 1, 0), min(at - left, len(there) - length) + 1):
            word = there[start : start + length]
            if word in words:
                gain = _log_likelihood(there, words) - _log_likelihood(here, words)
                return _Word(gain, word, here[start : start + length])
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
