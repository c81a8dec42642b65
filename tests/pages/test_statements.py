"""What labelled lines state: who signs, newspaper and day, whichever line says it first."""

from types import SimpleNamespace

import pytest

from yrdresearch.pages.articles import Draft
from yrdresearch.pages.block import Block
from yrdresearch.pages.conventions import Mark
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.fields import Stated
from yrdresearch.pages.page import Source
from yrdresearch.pages.statements import (
    Signed,
    iso_date,
    merge_stated,
    read_closing,
    read_dated,
    read_section,
    read_signed,
    read_source,
)


def line(plain: str, *marks: Mark, text: str = "") -> Block:
    """A line of which the conventions say just this."""
    known = SimpleNamespace(marks=lambda *_: marks)
    return Block(((0, len(plain)),), text or plain, plain, conventions=known)


def mark(role: str, *names: str, start: int = 0, **groups: str) -> Mark:
    return Mark(role, start, start + 3, True, names, groups)


BODY = "港口要联动发展，口岸要一起提速。"


# who signs


def test_bylines_sign_and_reporters_of_datelines_with_them() -> None:
    one = line("甲某", mark("byline", "甲某", affiliation="江海大学"))
    told = line(BODY, mark("dateline", "乙某"), mark("closing", "丙某"))
    inside = line(BODY, mark("dateline", "丁某", start=4))
    other = line(BODY, mark("source", "戊某"))
    draft = Draft(byline=[one], paragraphs=[told, inside, other])
    assert read_signed(draft) == Signed(("甲某", "乙某"), "person", ("江海大学",))


def test_a_person_signs_before_an_institution_whichever_is_first() -> None:
    office, person = (
        line("港口局", mark("byline", institution="港口局")),
        line("甲某", mark("byline", "甲某")),
    )
    for lines in ([office, person], [person, office]):
        assert read_signed(Draft(byline=lines)) == Signed(("甲某",), "person")
    assert read_signed(Draft(byline=[office])) == Signed(("港口局",), "institution")


@pytest.mark.parametrize("before", ["", "本报"])
def test_an_institution_is_named_as_it_is_printed(before: str) -> None:
    """Its letters are folded for the conventions: Ａ becomes A."""
    block = line(f"{before}A港口局", mark("byline", institution="A港口局"), text=f"{before}Ａ港口局")
    assert read_signed(Draft(byline=[block])).authors == ("Ａ港口局",)
    joined = line(f"{before}A 港口局", mark("byline", institution="A港口局"))
    assert read_signed(Draft(byline=[joined])).authors == ("A港口局",)


def test_a_line_that_states_several_things_names_everybody() -> None:
    keyed = line("作者:张三 李四 时间:2024-06-04", mark("byline", "张三"))
    below = line("王五", mark("byline", "王五"))
    assert read_signed(Draft(byline=[keyed, below])) == Signed(("张三", "李四"), "person")
    office = line("作者:海州市港口局 时间:2024-06-04")
    assert read_signed(Draft(source=[office], byline=[below])).kind == "institution"


def test_an_office_below_the_text_signs_where_nobody_else_does() -> None:
    below = [
        line("甲", mark("note", institution="不是它")),
        line("乙", mark("signoff", date="2024年6月4日")),
        line("丙", mark("signoff", institution="港口局 口岸办")),
        line("丁", mark("signoff", institution="后面的")),
    ]
    assert read_signed(Draft(signoff=below)) == Signed(("港口局", "口岸办"), "institution")
    signer = line("戊", mark("end", "戊某", signer="戊某"), mark("end", "己某"))
    assert read_signed(Draft(signoff=below, end=[signer])) == Signed(("戊某",), "person")
    assert read_signed(Draft()) == Signed()


def test_names_behind_or_in_front_of_a_title() -> None:
    for title, names in {
        "杜清河丨港口的灯": ("杜清河",),
        "杜清河、罗小溪:港口的灯": ("杜清河", "罗小溪"),
        "杜清河:港口的灯": (),
        "杜·清河丨港口的灯": (),  # a column's name
        "港口的灯 (杜清河)": ("杜清河",),
        "港口的灯": (),
    }.items():
        assert read_signed(Draft(title=[line(title)])).authors == names, title


def test_who_is_presented_signs_where_nobody_else_does() -> None:
    presented = Draft(end=[line("作者简介:杜清河、罗小溪")])
    assert read_signed(presented).authors == ("杜清河", "罗小溪")


def test_the_affiliation_beside_a_name_is_the_first_and_those_of_a_journal_are_below_the_text() -> None:
    one = line("甲某", mark("byline", "甲某", affiliation="江海大学、海州大学"))
    assert read_signed(Draft(byline=[one])).affiliations == ("江海大学",)
    address = "江海大学区域研究所, 海州 200000"
    whole, part = line(address, mark("affiliation")), line(address, mark("affiliation", start=1))
    assert read_closing(Draft(end=[whole])).affiliations == ("江海大学区域研究所",)
    assert read_closing(Draft(end=[part])).affiliations == ()
    assert read_closing(Draft(end=[line(address, mark("note"))])).affiliations == ()


# when and where


DAY = "2024年6月4日"


@pytest.mark.parametrize(
    ("number", "dated", "counts"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_the_day_of_a_signature(number: bool, dated: bool, counts: bool) -> None:
    """A letter in a newspaper is signed before the day of the paper; a document has a number and a day."""
    below = [line("港口局", mark("signoff")), line("落款", mark("signoff", date=DAY))]
    draft = Draft(signoff=below, number=[line("海政〔2024〕7号")] if number else [])
    assert read_dated(draft, dated=dated) == (Stated(None, 2024, 6, 4) if counts else Stated())


def test_only_a_stamp_among_the_subtitles_says_when() -> None:
    stamped = line(f"{DAY}通过", mark("stamp", date=DAY))
    plain = line("写在2023年5月1日", mark("note", date="2023年5月1日"))
    assert read_dated(Draft(subtitle=[plain]), dated=False) == Stated()
    assert read_dated(Draft(subtitle=[plain, stamped]), dated=False) == Stated(None, 2024, 6, 4)


@pytest.mark.parametrize(
    ("byline", "day"),
    [
        (line("甲某 六月四日记", mark("byline", "甲某", date=DAY)), Stated(None, 2024, 6, 4)),
        (line("甲某", mark("byline", "甲某", newspaper="江海日报")), Stated()),
        (line("作者:甲某", mark("byline", "甲某", newspaper="江海日报")), Stated("江海日报")),
        (line("24甲某", mark("byline", "甲某", newspaper="江海日报")), Stated("江海日报")),
        (line("2甲某", mark("byline", "甲某", newspaper="江海日报")), Stated()),
    ],
)
def test_a_byline_that_may_say_when_or_where(byline: Block, day: Stated) -> None:
    assert read_dated(Draft(byline=[byline]), dated=False) == day


def test_what_is_no_newspaper_and_who_may_name_one() -> None:
    def newspaper(*marks: Mark) -> str | None:
        return read_dated(Draft(source=[line("一行", *marks)]), dated=False).newspaper

    assert newspaper(mark("source", newspaper="江海日报")) == "江海日报"
    assert newspaper(mark("byline", newspaper="江海日报")) == "江海日报"
    assert newspaper(mark("note", newspaper="江海日报")) is None
    assert newspaper(mark("source", start=2, newspaper="江海日报")) is None
    assert newspaper(mark("source", newspaper="发布时间")) is None
    assert newspaper(mark("source", newspaper="发布时间"), mark("byline", newspaper="海州日报")) == "海州日报"


def test_the_first_newspaper_and_the_fullest_date() -> None:
    paper, month, year, whole = (
        Stated("甲报"),
        Stated(None, None, 6),
        Stated("乙报", 2023),
        Stated(None, 2024, 6, 4),
    )
    assert merge_stated([]) == Stated()
    assert merge_stated([paper, month]) == Stated("甲报", None, 6)
    assert merge_stated([month, year]) == Stated("乙报", 2023)
    assert merge_stated([paper, month, year, whole]) == Stated("甲报", 2024, 6, 4)
    assert merge_stated([whole, Stated(None, 2025, 1, 1)]) == Stated(None, 2024, 6, 4)
    assert merge_stated([Stated(None, None, 6, 4), year]) == Stated("乙报", 2023)


def test_where_a_page_appeared() -> None:
    own, name = Stated("江海日报", 2024, 6, 4), Source(None, 5, 1, 2023, 7)
    none = Facts()
    assert read_source([], [own, own], Source(), none) == Source("江海日报", 6, 4, 2024)
    assert read_source([], [own, Stated()], Source(), none) == Source("江海日报", 6, 4, 2024)
    assert read_source([], [own, Stated("海州日报", 2024, 6, 4)], Source(), none) == Source()
    assert read_source([], [own], name, none) == Source("江海日报", 6, 4, 2024, 7)
    assert read_source([], [], name, none) == Source(None, 5, 1, 2023, 7)
    head = line("眉", mark("source", newspaper="海州日报", date="2022年2月2日"))
    assert read_source([head], [own], name, none) == Source("海州日报", 2, 2, 2022, 7)


def test_the_part_of_a_newspaper() -> None:
    blocks = [
        line("一", mark("source", start=2, section="要闻")),
        line("二"),
        line("三", mark("source", section="理论")),
    ]
    assert read_section(blocks) == "理论"
    assert read_section(blocks[:2]) is None


def test_a_date_is_written_as_far_as_it_is_known() -> None:
    for stated, written in {
        Stated(None, 2024, 6, 4): "2024-06-04",
        Stated(None, 2024, 6): "2024-06",
        Stated(None, 2024): "2024",
        Stated(None, 2024, None, 4): "2024",
        Stated(None, None, 6, 4): None,
        Stated(None, 987, 1, 1): "0987-01-01",
    }.items():
        assert iso_date(stated) == written
