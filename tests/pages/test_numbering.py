"""Headings that count: a series from one on, nothing signed inside."""

import pytest

from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.numbering import counted

LONG = (
    "海州与云州隔江相望，产业各有所长。近年来，两地在港口、园区和人才上的合作不断加深，潮信站也连成了一张网。"
)


def series(*lines):
    return list(counted(find_blocks("\n\n".join(lines) + "\n")))


def with_text(*headings):
    return [line for heading in headings for line in (heading, LONG)]


@pytest.mark.parametrize(
    "headings",
    [
        ["1引言", "2潮信站的由来", "3结语"],
        ["1. 引言", "2. 潮信站的由来", "3. 结语"],
        ["一、引言", "二、潮信站的由来", "三、结语"],
        ["一）引言", "二）潮信站的由来", "三）结语"],
        ["第一章 引言", "第二章 潮信站的由来", "第三章 结语"],
    ],
)
def test_a_series_counts_from_one(headings):
    assert series(*with_text(*headings)) == [[0, 2, 4]]


def test_chinese_numerals_count_beyond_ten():
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十九", "二十"]
    assert [len(one) for one in series(*with_text(*(f"{n}、潮信站" for n in numerals)))] == [12]


@pytest.mark.parametrize(
    "lines",
    [
        with_text("1引言", "2结语"),  # two may count by chance
        with_text("1引言", "3潮信站", "4结语"),  # one is left out
        [*with_text("1引言", "2潮信站"), "杜清河", *with_text("3结语")],  # somebody signs inside
        with_text("1月的潮信", "2月的潮信", "3月的潮信"),  # months
        [
            "1海州大学经济学院 海州 300001",
            "2云州大学 云州 300002",
            "3江州大学 江州 300003",
            LONG,
        ],  # addresses
    ],
)
def test_what_is_no_series(lines):
    assert series(*lines) == []


def test_a_series_that_begins_again_is_another_one():
    one = with_text("一、潮信站", "二、渡口", "三、灯")
    assert series(*one, *one) == [[0, 2, 4], [6, 8, 10]]
