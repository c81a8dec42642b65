"""Who signs in the head of a page: casts, names said again, names set as a heading, broken titles."""

from types import SimpleNamespace

from yrdresearch.pages.block import Block
from yrdresearch.pages.conventions import Mark
from yrdresearch.pages.heads import cast, in_broken_title, signed_again, signed_as_heading
from yrdresearch.pages.layout import find_blocks

# Fictional: a harbour and the people who talk of it
BODY = "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。"


def blocks(*lines: str) -> list[Block]:
    found = find_blocks("\n\n".join(lines))
    assert len(found) == len(lines)
    return found


def block_with(plain: str, *marks: Mark, level: int = 0) -> Block:
    """A line of which the conventions say just this."""
    known = SimpleNamespace(marks=lambda *_: marks)
    return Block(((0, len(plain)),), plain, plain, level, conventions=known)


def byline(*names: str) -> Mark:
    return Mark("byline", 0, 3, True, names)


def test_a_cast_goes_on_over_lines_of_names_and_offices() -> None:
    listed = blocks(
        "港口怎样联动",
        "主持人：顾明湄",
        "嘉宾：沈望舟、",
        "（江海大学区域研究所）",
        "张三　李四",
        "码头的灯",
        BODY,
    )
    assert list(cast(listed)) == [1, 2, 3, 4]


def test_names_before_a_cast_and_below_the_text_are_none_of_it() -> None:
    assert list(cast(blocks("港口怎样联动", "张三　李四", "主持人：顾明湄", BODY, "嘉宾：沈望舟"))) == [2]


def test_a_byline_that_says_names_again() -> None:
    head = [
        block_with("甲乙", byline("甲某", "乙某")),
        block_with("单位", Mark("affiliation", 0, 2, True, ()), byline("丙某")),
        block_with("本报", Mark("byline", 0, 2, True, ()), byline("甲某")),
        block_with("丙丁", byline("丙某", "丁某")),
        block_with("丙", byline("丙某")),
        block_with("地名", Mark("dateline", 0, 2, True, ("甲某",))),
    ]
    assert list(signed_again(head)) == [2, 4]


NAMES = block_with("顾明湄", byline("顾明湄"), level=2)
PLACE = block_with("江海大学", Mark("affiliation", 0, 4, True, ()))
OTHER = block_with("港口")
TITLE = block_with("港口怎样联动发展", level=1)


def test_names_set_as_a_heading() -> None:
    assert list(signed_as_heading([OTHER, NAMES, PLACE])) == [1]
    assert list(signed_as_heading([OTHER, PLACE, NAMES])) == [2]
    assert list(signed_as_heading([TITLE, NAMES, OTHER])) == [1]
    assert list(signed_as_heading([OTHER, NAMES, OTHER, PLACE])) == [], "the affiliation is not beside it"
    assert list(signed_as_heading([NAMES, NAMES, OTHER])) == [], "names are no title"
    assert list(signed_as_heading([OTHER, block_with("顾明湄", byline("顾明湄")), PLACE])) == []


def test_a_title_that_a_comma_parts() -> None:
    one, other = block_with("港口怎样联动,"), block_with("航线怎样互补")
    signed = block_with("顾明湄", byline("顾明湄"))
    assert [in_broken_title(at, [one, other, signed]) for at in range(3)] == [True, True, False]
    told = block_with(f"顾明湄 {BODY}", byline("顾明湄"))
    assert in_broken_title(0, [one, other, told]), "the byline may begin the text"
    assert not in_broken_title(0, [one, block_with(BODY), signed])
    assert not in_broken_title(0, [one, block_with("航线怎样互补", byline("航某")), signed])
    assert not in_broken_title(0, [block_with("港口怎样联动"), other, signed])
