"""Dates as people write them -> ISO dates that may stop at the year or month (pure)."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from yrdresearch.spans import NUMERALS

_YEARS = (1800, 2100)  # what can be the year of a newspaper
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_PARTS = re.compile(
    r"(?P<year>\d{4})(?:\s*[-/.年]\s*(?P<month>\d{1,2})(?!\d)(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d))?)?(?!\d)"
)
_WHOLE = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:日|(?=\D|$)|(?=\d\d:))")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = re.compile(  # Tue, 04 Jun 2024; June 4, 2024
    rf"(?:[a-z]{{3,9}},? +)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]+{_MONTH},?[ -]+(?P<year>\d{{4}})"
    rf"|{_MONTH.replace('month', 'month2')} +(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year2>\d{{4}}))(?!\d)"
)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CHINA = timedelta(hours=8)


def iso_date(said: object) -> str | None:
    """What date does a text or number begin with? An ISO date as far as it is stated; None for no date.

    A month or day that is none (month 13) makes the whole no date. English dates, and seconds since 1970 (by
    the clock of China), are read too; of two numbers in front of the year one must be above 12.

    Examples
    --------
    >>> iso_date("2024/6/4 20:10"), iso_date(20240604), iso_date("二〇二四年六月"), iso_date("2024-13-45")
    ('2024-06-04', '2024-06-04', '2024-06', None)
    >>> iso_date("Tue, 04 Jun 2024 08:00"), iso_date("6/24/2024"), iso_date("6/4/2024"), iso_date(1717459200)
    ('2024-06-04', '2024-06-24', None, '2024-06-04')
    """
    text = unicodedata.normalize("NFKC", str(said)).strip().lstrip("(（[【")
    found = _COMPACT.match(text) or _PARTS.match(text) or _PARTS.match(_in_digits(text))
    if not found:
        return _foreign(text.lower())
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


def _foreign(text: str) -> str | None:
    """A date as English texts and programs write it."""
    if found := _ENGLISH.match(text):
        day, month, year = (found[name] or found[f"{name}2"] for name in ("day", "month", "year"))
        return _valid(int(year), _MONTHS.index(month) + 1, int(day))
    if found := _YEAR_LAST.match(text):
        one, two = int(found[1]), int(found[3])
        if max(one, two) <= 12 and one != two:
            return None  # the fourth of June, or the sixth of April
        return _valid(int(found[4]), min(one, two), max(one, two))
    if _SECONDS.fullmatch(text):
        day = (datetime.fromtimestamp(int(text[:10]), UTC) + _CHINA).date()
        return _valid(day.year, day.month, day.day)
    return None


def _in_digits(text: str) -> str:
    """Chinese numerals of a date as digits: 二〇二四年十一月二十三日 as 2024年11月23日."""
    head = re.match(r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十月]*", text)
    if not head:
        return text
    year, _, rest = head.group().partition("年")
    return year.translate(NUMERALS) + "年" + re.sub(r"[一二三四五六七八九十]+", _number, rest)


def _number(numerals: re.Match[str]) -> str:
    tens, ten, ones = numerals.group().rpartition("十")
    if not ten:
        return numerals.group().translate(NUMERALS)
    return (tens.translate(NUMERALS) or "1") + (ones.translate(NUMERALS) or "0")
