"""What a block must be and cannot be, before a page is decoded: one situation each."""

import numpy as np
import pytest

from yrdresearch.pages.decode import LABELS
from yrdresearch.pages.known import FORBIDDEN, constraints, has_indents
from yrdresearch.pages.layout import find_blocks

TITLE = "渡口的灯要亮到天明"
ONE = "港口要联动发展，航线要互补共用，口岸要一起提速。岸线要留给后人，江豚要有地方回家。"
TWO = "茶农今年换了新的烘房，余热从邻县送来。账本记得清清楚楚，一年省下的煤够烧三个冬天。"
CUT = "渡口的灯从前只亮半夜，如今要亮到天明。来往的船家都说，这样心里踏实，夜里也敢走"  # by a column
TEXT = {"paragraph", "rest", "subhead"}


def possible(*lines: str, between: str = "\n\n") -> list[set[str]]:
    """The labels that each line of a page may have."""
    blocks = find_blocks(between.join(lines) + "\n")
    assert len(blocks) == len(lines)
    allowed = constraints(blocks)
    assert set(np.unique(allowed)) <= {0.0, FORBIDDEN}
    return [{label for label, score in zip(LABELS, row, strict=True) if score == 0} for row in allowed]


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        ("2024年6月4日在海州市第五届人民代表大会第二次会议上", True),
        ("（2024年6月4日海州市第五届人民代表大会第二次会议通过）", True),
        ("—2024年6月4日在海州市第五届人民代表大会第二次会议上", False),  # rather the second line of a title
    ],
)
def test_a_line_that_says_when_it_was_said_or_adopted_is_the_source(line: str, certain: bool) -> None:
    assert (possible(TITLE, line, ONE, TWO)[1] == {"source"}) == certain


@pytest.mark.parametrize(
    ("indented", "usual"),
    [([1, 1, 1], False), ([1, 1, 1, 1], True), ([1, 1, 1, 0], True), ([1, 1, 0, 0], False)],
)
def test_a_page_is_indented_where_three_of_four_paragraphs_are(indented: list[int], usual: bool) -> None:
    assert has_indents(find_blocks("\n".join("　　" * i + ONE for i in indented))) == usual


def test_both_lines_of_a_title_that_a_comma_breaks_are_the_title() -> None:
    first, second, byline, *_ = possible("港口联动要有新办法，", "岸线保护要有新账本", "张三", ONE, TWO)
    assert "title" in first & second
    assert not (first | second) & {*TEXT, "kicker", "subtitle", "byline", "page_title"}
    assert "byline" in byline


def test_text_that_stops_at_a_comma_is_no_line_of_a_title() -> None:
    *_, first, second, _, _, _ = possible(
        TITLE, "李四", TWO + ONE, ONE[:-1] + "，", "岸线保护要有新账本", "张三", TWO + ONE, TWO
    )
    assert "paragraph" in first
    assert {"subtitle", "kicker"} & second


def test_a_line_of_the_site_that_stops_at_a_comma_is_no_line_of_a_title() -> None:
    _, second, *_ = possible("扫码关注海州客户端，", "岸线保护要有新账本", "张三", ONE, TWO)
    assert {"subtitle", "kicker"} & second


@pytest.mark.parametrize(
    ("line", "certain"), [("（作者单位：海州大学）", True), ("作者单位：海州大学", False)]
)
def test_who_wrote_it_in_brackets_is_certain(line: str, certain: bool) -> None:
    assert (possible(TITLE, "张三", ONE, TWO, line)[4] == {"end"}) == certain


@pytest.mark.parametrize("away", [-3, -2, -1, 0, 1, 2, 3])
def test_a_caption_has_a_picture_within_two_lines(away: int) -> None:
    short = [
        "渡口的灯火",
        "船家的晚饭",
        "码头的石阶",
        "制图：罗小溪",
        "江边的绳子",
        "岸上的茶馆",
        "山上的茶园",
    ]
    rows = possible(TITLE, "张三", ONE, *short, ONE, TWO)
    assert ("caption" in rows[6 + away]) == (abs(away) <= 2)


@pytest.mark.parametrize("mark", ["", "？", "：", "——"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_short_line_alone_is_no_subhead_where_columns_cut_paragraphs(mark: str, cut: bool) -> None:
    who = "（作者单位：海州大学区域一体化发展研究院港口与航运研究中心）"
    lines = [TITLE, "张三", who, ONE + TWO, "船家说" + mark, ONE, CUT if cut else TWO, "三分。", TWO + ONE]
    assert ("subhead" in possible(*lines)[4]) == (not cut or mark != "")


@pytest.mark.parametrize(
    ("kicker", "can"), [("江海观察家", False), ("江海观察六字", False), ("江海观察有七字", True)]
)
def test_a_short_line_close_above_a_line_is_no_kicker(kicker: str, can: bool) -> None:
    """On a page with blank lines between its blocks, what is close above another is of the same title."""
    text = f"{kicker}\n{TITLE}\n\n张三\n\n" + "\n\n".join([ONE, TWO] * 6) + "\n"
    blocks = find_blocks(text)
    assert blocks[1].near
    row = dict(zip(LABELS, constraints(blocks)[0], strict=True))
    assert (row["kicker"] == 0) == can
    assert row["page_title"] < 0


@pytest.mark.parametrize(("indent", "caption"), [("", True), ("　　", False)])
def test_text_above_a_credit_that_is_not_set_like_the_others_is_a_caption(indent: str, caption: bool) -> None:
    text = [f"　　{one}" for one in (ONE, TWO, ONE.replace("港", "湖"), TWO.replace("茶", "渔"))]
    lines = [TITLE, "张三", *text, indent + ONE.replace("港", "海"), "制图：罗小溪", text[0]]
    assert (possible(*lines, between="\n")[6] == {"caption"}) == caption


def test_two_sentences_near_a_photographer_may_be_a_caption_and_else_not() -> None:
    for credit, can in (("杜清河 摄", True), ("制图：罗小溪", False)):
        lines = possible(TITLE, "张三", ONE, TWO, "渡口的灯火", credit, ONE, TWO)
        assert ("caption" in lines[3]) == can


def test_below_the_title_of_an_annex_a_paragraph_begins() -> None:
    document = [
        "海州市人民政府办公厅关于印发潮信站建设方案的通知",
        "海政办发〔2024〕6号",
        "各区、县人民政府：",
        "《潮信站建设方案》已经市政府同意，现印发给你们，请认真组织实施。",
        "海州市人民政府办公厅",
        "2024年6月4日",
        "潮信站建设方案",
        CUT,
        "三分。",
        ONE,
    ]
    rows = possible(*document)
    assert rows[7] == {"paragraph", "subhead"}
    assert rows[8] == {"paragraph", "rest", "subhead"}  # below text that a column cut
