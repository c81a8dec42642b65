"""What a file's name says: 20240604-07-003.txt is of 4 June 2024, page 7; behind numbers, a title (pure)."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath

from yrdresearch.errors import ArgumentError, check_kind, kind_of
from yrdresearch.pages.page import Source

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.年]?)(0[1-9]|1[0-2])(?:\2|月)(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBERS = re.compile(r"^(?:[\s\d_.,:：@-]|(?<=\d)[年月日])+|[\s\d_.,-]+$")
_HAN = re.compile("[㐀-鿿]+")
_LEAST_PAIRS = 4
_SHEET = re.compile(r"^[-_ .]+(?:第|[A-Z])?(\d{1,2})版?(?=[-_ .]|$)")


def source_of_name(path: str | PurePath) -> Source:
    """On which day and page, by its name or its folder's, did a file's text appear?

    Examples
    --------
    >>> source_of_name("2024/20240604-07-003.txt")
    Source(newspaper=None, month=6, day=4, year=2024, page_number=7)
    """
    _check_path(path)
    for name in reversed(PurePath(path).parts):
        if found := _DAY.search(name):
            sheet = _SHEET.match(name[found.end() :])
            number = int(sheet[1]) if sheet else None
            return Source(None, int(found[3]), int(found[4]), int(found[1]), number)
    return Source()


def title_of_name(path: str | PurePath, text: str) -> str:
    """Which title does a file's name state, behind its numbers? One of which the text speaks.

    Empty where the name is none: short, or with fewer than a third of its pairs of characters in `text`.

    Examples
    --------
    >>> title_of_name("2024-06-04@码头的灯可以少亮一些.txt", "海州港的码头上，灯比从前少亮一些了。")
    '码头的灯可以少亮一些'
    """
    _check_path(path)
    check_kind(text, "text", str, source="pages.sources.read_text")
    title = _NUMBERS.sub("", PurePath(path).stem)
    pairs = [a + b for words in _HAN.findall(title) for a, b in pairwise(words)]
    told = sum(pair in text for pair in pairs)
    return title if len(pairs) >= _LEAST_PAIRS and 3 * told >= len(pairs) else ""


def _check_path(path: object) -> None:
    if not isinstance(path, str | PurePath):
        raise ArgumentError(f"path is {kind_of(path)}; give the path of a file")
