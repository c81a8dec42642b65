"""What a line states: dates in figures and numerals, whatever they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yrdresearch.pages.fields import read_date, read_imprint, read_keyed, read_stated
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.signatures import person_names

DIGITS = "零一二三四五六七八九"
BODY = "港口要联动发展，航线要互补共用，口岸要一起提速，岸线要留给后人。" * 3


def in_tens(number: int) -> str:
    """12 as 十二, 20 as 二十."""
    tens, units = divmod(number, 10)
    if not tens:
        return DIGITS[units]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[units] if units else "")


def in_digits(number: int) -> str:
    """12 as 一二."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


@pytest.mark.parametrize("zero", "〇○零Oo")
@pytest.mark.parametrize("written", [in_tens, in_digits])
def test_every_day_of_a_year_in_numerals(zero: str, written) -> None:
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        if written is in_digits and (day.month == 10 or day.day % 10 == 0):
            continue  # 一零 is not written
        text = f"二{zero}二四年{written(day.month)}月{written(day.day)}日"
        assert read_date(text) == (day.year, day.month, day.day), text


@given(st.text("〇○零Oo一二三四五六七八九十年月日0123456789１２/-. ", min_size=1, max_size=14))
def test_no_numerals_end_in_an_error(text: str) -> None:
    year, month, day = read_date(text)
    assert year is None or 1000 <= year <= 2999
    assert month is None or 1 <= month <= 12
    assert day is None or 1 <= day <= 31


@pytest.mark.parametrize("month", ["一一", "十一", "十十", "一十一", "二十十", "十一十"])
def test_a_page_whose_date_is_in_odd_numerals_is_read(month: str) -> None:
    text = f"港口一体化要更进一步\n\n张三\n\n{BODY}\n\n来源：《江海样报》二〇二四年{month}月二五日\n"
    page = parse_page(text, page_id="x")
    assert page.articles[0].title == "港口一体化要更进一步"
    assert page.source.month == (11 if month in ("一一", "十一", "一十一") else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-31", (2024, 12, 31)),
        ("2024-13-31", (None, None, None)),
        ("2024-12-32", (None, None, None)),
        ("2024-13-32 2024-06-04", (2024, 6, 4)),  # the first that is a date
        ("12月32日 6月4日", (None, 6, 4)),
    ],
)
def test_a_day_that_does_not_exist_is_passed_over(text: str, expected: tuple) -> None:
    assert read_date(text) == expected


def test_values_that_a_line_names() -> None:
    line = "信息来源:海州日报 发布时间:2024-06-04 文章来源:江海网 作者:杜清河 责任编辑:罗小溪"
    assert read_keyed(line) == {"newspaper": "海州日报", "date": "2024-06-04", "author": "杜清河"}


@pytest.mark.parametrize(
    ("line", "newspaper"),
    [
        ("来源:海州网 《江海日报》", "江海日报"),  # in its own marks
        ("来源:海州网", "海州网"),
        ("来源:海州网 责编:罗小溪", "海州网"),
        ("6月4日江海日报", "江海日报"),
        ("《江海日报》 6月4日", "江海日报"),
        ("海州的天气", None),
    ],
)
def test_the_newspaper_that_a_line_states(line: str, newspaper: str | None) -> None:
    assert read_stated(line).newspaper == newspaper


@pytest.mark.parametrize(
    ("part", "affiliation"),
    [("杜清河系海州大学教授", "海州大学教授"), ("本院系海州大学附属研究院", "本院系海州大学附属研究院")],
)
def test_a_name_in_front_of_an_affiliation_is_left_out(part: str, affiliation: str) -> None:
    assert read_imprint(f"作者单位：{part}").affiliations == (affiliation,)


def test_english_dates_of_feeds_are_dates() -> None:
    assert read_date("Tue, 04 Jun 2024") == (2024, 6, 4)
    assert read_date("4 Jun 2024") == (2024, 6, 4)
    assert read_date("no date") == (None, None, None)


def test_who_signs_in_latin_letters_is_a_person_where_a_label_says_so() -> None:
    """A foreigner, or a pen name; the account of a program is nobody."""
    assert person_names("John Smith", trusted=True) == ("John Smith",)
    assert person_names("haizhou", trusted=True) == ("haizhou",)
    assert person_names("admin", trusted=True) == person_names("haizhou", trusted=False) == ()
