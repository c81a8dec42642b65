"""Enumeration as structure: 一要…二要…, 其一…其二…, 首先…其次…最后…, 第一…, 一方面…另一方面… (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yrdresearch.errors import check_kind
from yrdresearch.pages.page import Paragraph
from yrdresearch.spans import Span, cut_spans

_NUMERALS = "一二三四五六七八九十"
_START = r"(?:^|(?<=[。；：:;，,！？”）]))"
_SERIES = {
    "一要": re.compile(rf"{_START}([{_NUMERALS}])(?:要|是|能|则)"),
    "其一": re.compile(rf"{_START}其([{_NUMERALS}])(?=[，,、：])"),
    "第一": re.compile(rf"{_START}第([{_NUMERALS}])(?=[，,、：])"),
    "一、": re.compile(rf"{_START}[（(]?([{_NUMERALS}]|\d{{1,2}})(?:[、.．]|[）)])(?!\d)"),
}
_ORDERED = re.compile(rf"{_START}(首先|其次|再次|然后|最后)(?=[，,、：]|要|是)")
_SIDES = re.compile(rf"{_START}(一方面|另一方面|同时)(?=[，,、：]|要)")


@dataclass(frozen=True, slots=True)
class Item:
    """One member of an enumeration: its marker, its place, and its text up to the next marker."""

    marker: str
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Two members or more of one series inside a paragraph."""

    series: str
    items: tuple[Item, ...]


def enumerations(paragraph: Paragraph) -> tuple[Enumeration, ...]:
    """Which enumerations does a paragraph hold?

    A series counts from one, without a gap; 首先 opens a series that 其次, 再次, 然后 and 最后 go on with,
    一方面 one that 另一方面 goes on with. A marker by itself is no enumeration. The last member reaches to
    the end of the paragraph: where it really ends, no marker tells.

    Examples
    --------
    >>> from yrdresearch.pages.page import Paragraph
    >>> text = "要做好两件事。一要修好航道；二要接通铁路。"
    >>> (found,) = enumerations(Paragraph(((0, len(text)),), text, ()))
    >>> [item.text for item in found.items]
    ['一要修好航道；', '二要接通铁路。']
    """
    check_kind(paragraph, "paragraph", Paragraph, source="read_page")
    text, found = paragraph.text, []
    for series, pattern in _SERIES.items():
        run: list[re.Match[str]] = []
        for match in pattern.finditer(text):
            number = _value(match.group(1))
            if number == 1:
                found.append((series, run))
                run = [match]
            elif run and number == len(run) + 1:
                run.append(match)
        found.append((series, run))
    found.append(("首先", _opened(list(_ORDERED.finditer(text)), "首先")))
    sides = _opened(list(_SIDES.finditer(text)), "一方面")
    found.append(("一方面", sides if any(m.group(1) == "另一方面" for m in sides) else []))
    listed = [_enumeration(paragraph, series, run) for series, run in found if len(run) > 1]
    return tuple(sorted(listed, key=lambda enumeration: enumeration.items[0].spans))


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else _NUMERALS.index(numeral) + 1


def _opened(matches: list[re.Match[str]], opening: str) -> list[re.Match[str]]:
    at = next((i for i, match in enumerate(matches) if match.group(1) == opening), len(matches))
    return matches[at:]


def _enumeration(paragraph: Paragraph, series: str, run: list[re.Match[str]]) -> Enumeration:
    ends = [match.start() for match in run[1:]] + [len(paragraph.text)]
    items = tuple(
        Item(
            match.group(), cut_spans(paragraph.spans, match.start(), end), paragraph.text[match.start() : end]
        )
        for match, end in zip(run, ends, strict=True)
    )
    return Enumeration(series, items)
