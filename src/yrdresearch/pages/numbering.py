"""Headings that count (1, 2, 3; 一、二、三): between the first and the last is one article (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yrdresearch.pages.block import Block, has_role
from yrdresearch.spans import ends_sentence

_NUMERALS = "一二三四五六七八九十"
_COUNTED = {  # how a heading counts; a numeral behind a blank or nothing is one of a journal's
    "digit": re.compile(r"(\d{1,2})(?:[.、 ]*|\.? +)(?=[㐀-鿿“《A-Z])(?![年月日号时点个亿万])"),
    "numeral": re.compile(rf"([{_NUMERALS}]{{1,3}})(?:[、.,]|[)] ?)(?=.)"),
    "part": re.compile(rf"第([{_NUMERALS}]{{1,3}})[编部篇](?=[ :、]|[㐀-鿿]|$)"),
    "chapter": re.compile(rf"第([{_NUMERALS}]{{1,3}})章(?=[ :、]|[㐀-鿿]|$)"),
    "section": re.compile(rf"第([{_NUMERALS}]{{1,3}})节(?=[ :、]|[㐀-鿿]|$)"),
}
_LONGEST = 60  # characters of a heading
_OTHER = ("affiliation", "aside", "byline", "caption", "end", "reference", "signoff", "source")
_LEAST = 3  # headings of a series: two lines may count by chance


def counted(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Which headings of a page count, series by series?

    A series begins with one, leaves no number out and has three headings or more. Where somebody signs
    between two of them, they are headings of several articles, and no series.
    """
    for pattern in _COUNTED.values():
        series: list[int] = []
        for at, block in enumerate(blocks):
            number = _number(pattern, block)
            if number == len(series) + 1:
                series.append(at)
            elif number == 1:
                yield from _whole(series, blocks)
                series = [at]
        yield from _whole(series, blocks)


def _number(pattern: re.Pattern[str], block: Block) -> int:
    """The number by which a heading counts; 0 for what is none."""
    plain = block.plain
    found = pattern.match(plain) if len(plain) <= _LONGEST and not block.seen.running else None
    if not found or has_role(block, *_OTHER) or (ends_sentence(plain) and plain[-1] not in "?!"):
        return 0
    return int(found[1]) if found[1].isdigit() else _value(found[1])


def _value(numeral: str) -> int:
    """The number of a Chinese numeral up to 99; 0 for what is none."""
    tens, ten, units = numeral.rpartition("十")
    digits = [_NUMERALS.find(one) + 1 for one in (tens or ("一" if ten else ""), units) if one]
    if len(tens) > 1 or len(units) > 1 or 10 in digits:
        return 0
    return 10 * digits[0] + (digits[1] if units else 0) if ten else digits[0]


def _whole(series: list[int], blocks: Sequence[Block]) -> Iterator[list[int]]:
    if len(series) < _LEAST:
        return
    inside = range(series[0] + 1, series[-1] + 1)
    if not any(has_role(blocks[at], "byline") and not blocks[at].seen.running for at in inside):
        yield series
