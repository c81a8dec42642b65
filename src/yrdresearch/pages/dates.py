"""Dates as people write them -> ISO dates that may stop at the year or month (pure)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_YEARS = (1800, 2100)  # what can be the year of a newspaper
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_PARTS = re.compile(
    r"(?P<year>\d{4})(?:\s*[-/.年]\s*(?P<month>\d{1,2})(?!\d)(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d))?)?(?!\d)"
)
_BACKWARDS = re.compile(  # 12/30/2022 or 30/12/2022: one of the two can be the day only
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4})(?!\d)"
)
_WHOLE = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:日|(?=\D|$)|(?=\d\d:))")


def iso_date(said: object) -> str | None:
    """What date does a text or number begin with? An ISO date as far as it is stated; None for no date.

    A month or day that is none (month 13) makes the whole no date; so does 4/2/2024, of which nobody can say
    whether it is in February or in April.

    Examples
    --------
    >>> iso_date("2024/6/4 20:10"), iso_date(20240604), iso_date("二〇二四年六月"), iso_date("2024-13-45")
    ('2024-06-04', '2024-06-04', '2024-06', None)
    """
    text = unicodedata.normalize("NFKC", str(said)).strip().lstrip("(（[【")
    if backwards := _BACKWARDS.match(text):
        month, day = sorted(int(part) for part in backwards.group("a", "b"))
        return _valid(int(backwards["year"]), month, day) if day > 12 or month == day else None
    found = _COMPACT.match(text) or _PARTS.match(text) or _PARTS.match(_in_digits(text))
    if not found:
        return None
    parts = [int(part) for part in found.group("year", "month", "day") if part]
    return _valid(*parts)


def date_inside(text: str) -> str | None:
    """The first whole date in a line, as sites print it beside the title.

    Examples
    --------
    >>> date_inside("来源：海州日报 2024年6月4日 09:50"), date_inside("第6版")
    ('2024-06-04', None)
    """
    for found in _WHOLE.finditer(unicodedata.normalize("NFKC", text)):
        if date := _valid(*(int(part) for part in found.groups())):
            return date
    return None


def _valid(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        whole = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    return whole[: 4 if month is None else 7 if day is None else 10]


def _in_digits(text: str) -> str:
    """Chinese numerals of a date as digits: 二〇二四年十一月二十三日 as 2024年11月23日."""
    head = re.match(r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十月]*", text)
    if not head:
        return text
    year, _, rest = head.group().partition("年")
    return year.translate(_NUMERALS) + "年" + re.sub(r"[一二三四五六七八九十]+", _number, rest)


def _number(numerals: re.Match[str]) -> str:
    tens, ten, ones = numerals.group().rpartition("十")
    if not ten:
        return numerals.group().translate(_NUMERALS)
    return (tens.translate(_NUMERALS) or "1") + (ones.translate(_NUMERALS) or "0")
