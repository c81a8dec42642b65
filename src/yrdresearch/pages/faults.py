"""Suspected scanning faults inside a paragraph: words and marks printed twice, garbled, stray (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from yrdresearch.pages.page import Paragraph, Suspicion
from yrdresearch.spans import UNSEEN, cut_spans, ends_sentence

_HAN = "㐀-鿿"
_DASHED = re.compile(rf"([{_HAN}]{{1,4}})(?:[—–\-]{{1,2}}\1){{2,}}")
_DASH = re.compile(r"[—–\-]")
_JOINED = re.compile(rf"([{_HAN}]{{3,8}})[和与及或]\1")
_JOINT = re.compile(rf"[和与及或](?<=([{_HAN}]{{3}}).)(?=.{{0,5}}\1)")
_WORD_TWICE = re.compile(rf"([{_HAN}]{{2,6}})\1")
_ITEM = "[^，。、；：！？“”（）《》]++"  # never gives back: else each item is tried from every character on
_LIST = re.compile(rf"(?<![^，。、；：！？“”（）《》]){_ITEM}(?:、{_ITEM})+")
# Several patterns, each with one class in front: as one alternation they take twenty times as long
_MARKS = (
    re.compile(r"[，、；：。][，、；：。]+|[，、；：](?=[”」』])(?![”」』][，。；])"),
    re.compile(rf"[�\ue000-\uf8ff■□◆{UNSEEN}\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]"),
    re.compile(r"[ \t](?<=[㐀-鿿][ \t])[ \t]*(?=[㐀-鿿])"),
)
_QUOTATION = re.compile(r"“([^“”]{1,12})”")
# What is there twice in a row: its pattern, what that needs and few paragraphs have, how often, how sure
_AGAIN = (
    (_DASHED, _DASH, "three times", 0.8),
    (_JOINED, _JOINT, "twice", 0.7),
    (_WORD_TWICE, None, "twice", 0.6),
)


def suspicion(
    kind: str, paragraph: Paragraph, start: int, end: int, note: str, confidence: float
) -> Suspicion:
    """An entry of the apparatus for characters ``[start, end)`` of a paragraph."""
    return Suspicion(kind, cut_spans(paragraph.spans, start, end), note, None, confidence)


def doubled_items(paragraph: Paragraph) -> list[Suspicion]:
    """List items and words printed twice in succession."""
    text, found = paragraph.text, []
    for pattern, needed, times, confidence in _AGAIN:
        if needed and not needed.search(text):
            continue
        for match in pattern.finditer(text):
            if match.group(1).startswith("一") and pattern is _WORD_TWICE:
                continue  # 一件一件: a way to count, not a fault
            note = f"{match.group(1)} is there {times} in a row"
            found.append(suspicion("repeated-item", paragraph, *match.span(), note, confidence))
    for run in _LIST.finditer(text):
        at, first, seen = run.start(), "", set[str]()
        for name in run.group().split("、"):
            # a verb may be before the first item
            again = name in seen or (len(name) > 2 and first.endswith(name))
            if again and len(name) > 1:
                note = f"the list names {name} a second time"
                found.append(suspicion("repeated-item", paragraph, at, at + len(name), note, 0.8))
            first = first or name
            seen.add(name)
            at += len(name) + 1
    return found


def stray_marks(paragraph: Paragraph) -> list[Suspicion]:
    """Marks that cannot follow one another, replaced or unseen characters, blanks between characters."""
    return [
        suspicion("stray-mark", paragraph, *match.span(), f"{match.group()!r} cannot be here", 0.7)
        for pattern in _MARKS
        for match in pattern.finditer(paragraph.text)
    ]


def open_ends(paragraph: Paragraph) -> list[Suspicion]:
    """A paragraph that stops in the middle of a sentence, for nothing on the page goes on with it."""
    text = paragraph.text
    if ends_sentence(text) or text[-1] in "；：" or len(text) < 30:
        return []
    note = "the paragraph stops in the middle of a sentence, and nothing on the page continues it"
    return [suspicion("open-end", paragraph, len(text) - 1, len(text), note, 0.6)]


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
            note = f"“{words}” is no word, and is nowhere else on the page"
        else:
            continue
        found.append(suspicion("doubtful-quotation", paragraph, *match.span(), note, 0.5))
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
            found.append((at, "” is where “ should open"))
            opened = len(paragraph.text)  # opened by the wrong mark
        else:
            found.append((at, "” closes nothing"))
    if 0 <= opened < len(paragraph.text):
        found.append((opened, "“ is never closed"))
    return [suspicion("doubtful-quotation", paragraph, at, at + 1, note, 0.8) for at, note in found]
