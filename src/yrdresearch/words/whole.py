"""What the segmenter must not cut: numbers with sign and magnitude, Latin words with marks, listed terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yrdresearch.spans import NUMERALS

MARK = "\ue000"
"""A private character: it marks a stretch that is kept whole while the rest is cut."""

ZERO = "〇○"
"""The zero of years in Chinese numerals (二〇三五年), which no segmenter knows, and a circle in its place."""
_NUMERAL = f"[{ZERO}零一二三四五六七八九]"
_YEAR = rf"(?={_NUMERAL}{{0,3}}[{ZERO}])[一二]{_NUMERAL}{{3}}"
_IS_YEAR = re.compile(_YEAR)

_MAGNITUDE = r"(?: ?(?:[%％‰]|[千百]?[万亿]{1,2}))"
_MORE_DIGITS = r"[0-9]*(?:[.,][0-9]+)*"
# Each begins behind a first character, which a search finds fast.
# 4789万, 22.2% and 30.5 万亿, but not the digits of G60 or 5G
_NUMBER = rf"(?<=[0-9])(?<![A-Za-z0-9.].){_MORE_DIGITS}{_MAGNITUDE}?(?![A-Za-z0-9.]*[A-Za-z])"
# a number with sign or magnitude ends the Latin word before it: GDP / 12.5万
_NUMBER_AFTER_WORD = rf"(?<=[A-Za-z][0-9]){_MORE_DIGITS}{_MAGNITUDE}"
# PM2.5, COVID-19, R&D
_MARKED_WORD = (
    rf"(?<=[A-Za-z])(?<![A-Za-z0-9].)(?![A-Za-z]*[0-9]{_MORE_DIGITS}{_MAGNITUDE})"
    r"[A-Za-z0-9]*(?:[.&'’-][A-Za-z0-9]+)+"
)
_RULES = (_NUMBER, _NUMBER_AFTER_WORD, _MARKED_WORD, rf"(?<={MARK})")
# Characters that the segmenters take into words of their dictionary
_JOINABLE = re.compile(r"[一-鿕A-Za-z0-9+#&._%-]+")


def whole_pattern(terms: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds what is kept whole; its one group is the stretch. Of two terms at one place the longer counts."""
    return re.compile(f"({_whole(terms)})")


def whole_pattern_with_years(terms: Iterable[str] = ()) -> re.Pattern[str]:
    """The same for a text with a `ZERO`: years such as 二〇三五年 are whole too."""
    return re.compile(f"({_whole(terms)}|{_YEAR}(?= ?年))")


def _whole(terms: Iterable[str]) -> str:
    listed = sorted(terms, key=len, reverse=True)
    firsts = "".join(sorted({re.escape(term[0]) for term in listed}))
    return rf"[0-9A-Za-z{MARK}{firsts}](?:{'|'.join([*map(_behind_first, listed), *_RULES])})"


def as_counted(piece: str) -> str:
    """How a piece of text is counted: a number without stray spaces, a year in digits.

    Examples
    --------
    >>> as_counted("30.5 万亿"), as_counted("二〇三五")
    ('30.5万亿', '2035')
    """
    if _IS_YEAR.fullmatch(piece):
        return piece.translate(NUMERALS)
    return piece.replace(" ", "") or piece


def needs_keeping(term: str) -> bool:
    """Whether the segmenter or the rules for numbers and Latin words would cut a term of the dictionary."""
    return not _JOINABLE.fullmatch(term) or _ANY.search(term) is not None


def _behind_first(term: str) -> str:
    """A term behind its first character; digits and letters at its ends do not go on outside."""
    before = {"0": r"(?<![0-9].)(?<![0-9][.,].)", "A": r"(?<![A-Za-z0-9].)"}
    after = {"0": r"(?![0-9])(?![.,][0-9])", "A": r"(?![A-Za-z0-9])"}
    first, last = _kind(term[0]), _kind(term[-1])
    return f"(?<={re.escape(term[0])}){before.get(first, '')}{re.escape(term[1:])}{after.get(last, '')}"


def _kind(character: str) -> str:
    if not character.isascii() or not character.isalnum():
        return ""
    return "0" if character.isdigit() else "A"


_ANY = whole_pattern()
