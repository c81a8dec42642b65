"""Signs inside an article that its limits or authors may be wrong lower its confidence and are named."""

import pytest

from yrdresearch.files import shipped_path
from yrdresearch.pages.articles import place_blocks
from yrdresearch.pages.confidence import judge
from yrdresearch.pages.decode import Decoded
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.page import SURE
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_pages

BODY = [
    "海州港今年用了新的岸电，靠港的船不再烧油，港区的空气清了许多。",
    "沿江六县共用一张航道图，船过县界不必再停下来等一张纸。",
    "灯火一直亮到天明，码头上的人说这是十年来最忙的一个冬天。",
]


def judged(rows: list[str], **facts: object) -> tuple[float, str]:
    given = Facts(title="海州港的冬天", date="2024-02-05", **facts)  # type: ignore[arg-type]
    (found,) = parse_page("\n\n".join("　　" + row for row in rows), page_id="x", facts=given).articles
    return found.confidence, "; ".join(found.reasons)


def test_nothing_strange_is_sure() -> None:
    assert judged(BODY)[0] >= SURE
    assert judged(BODY, authors=("杜清河",))[0] >= SURE


def test_essays_that_speak_of_scanning_codes_are_not_doubted() -> None:
    """Policy essays praise what sites advertise: 扫码, 客户端."""
    for page in read_pages(shipped_path("sample")):
        assert min(article.confidence for article in page.articles) >= SURE, page.page_id


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (
            [
                *BODY,
                "下载海州客户端，更多精彩等着你来发现，还有好礼相送，新用户注册就可以领取一份，名额有限，先到先得。",
            ],
            "advertised at its beginning or end",
        ),
        (["新品免费试玩，快来海州众测，体验最好玩的产品，还能领取福利。", *BODY], "advertised"),
        (
            ["海州市长会见云州代表团，两地港口负责人和船东代表一同前往参加", *BODY],
            "first paragraph does not end",
        ),
        ([*BODY, "海州港的夜里灯火通明，船来船往十分热闹（本报记者 杜清河 摄影）。"], "a reporter is named"),
    ],
)
def test_a_sign_of_doubt_is_named_and_below_the_bound(rows: list[str], reason: str) -> None:
    confidence, reasons = judged(rows)
    assert reason in reasons
    assert confidence <= 0.6


def test_a_reporter_who_is_not_the_author_given_is_named() -> None:
    dateline = "本报海州2月5日电（记者罗小溪）"
    confidence, reasons = judged([dateline + BODY[0], *BODY[1:]], authors=("杜清河",))
    assert "its byline names others than the file" in reasons
    assert confidence <= 0.6
    assert judged([dateline + BODY[0], *BODY[1:]], authors=("罗小溪",))[0] >= SURE


def test_a_last_paragraph_set_otherwise_than_the_others_is_named() -> None:
    rows = "\n\n".join("　　" + row for row in BODY * 2)
    text = f"{rows}\n\n自2007年起，云州南部已经陆续修建了四百多座河埠头。"
    (found,) = parse_page(text, page_id="x", facts=Facts(title="海州港的冬天")).articles
    assert "not indented as the others" in "; ".join(found.reasons)
    assert found.confidence <= 0.6


def page_of(*rows: str, **more: object) -> tuple[float, str]:
    (found,) = parse_page("\n\n".join(rows), page_id="x", **more).articles  # type: ignore[arg-type]
    return found.confidence, "; ".join(found.reasons)


def test_where_nobody_signs_in_a_known_form_the_reading_is_not_sure() -> None:
    """Unless it is the text of a record: nothing can stand beside that."""
    head = ("海州港的冬天", "2024年2月5日 09:50 来源：海州日报")
    confidence, reasons = page_of(*head, *BODY)
    assert "no line of a known form says who wrote it" in reasons
    assert confidence < SURE
    assert page_of(*head, "杜清河", *BODY)[0] >= SURE
    assert page_of(*head, "本报海州2月5日电 " + BODY[0], *BODY[1:])[0] >= SURE
    given = Facts(title="海州港的冬天", date="2024-02-05")
    assert page_of(*BODY, facts=given)[0] >= SURE
    assert page_of(*BODY, facts=given, left_out={"navigation": 20})[0] < SURE
    signed = Facts(title="海州港的冬天", authors=("杜清河",))
    assert page_of(*BODY, facts=signed, left_out={"navigation": 20})[0] >= SURE


def test_headings_of_the_first_level_inside_a_text_may_be_titles() -> None:
    parts = ["# 海州港务局的说明", *BODY, "# 云州港务局的回应", *BODY]
    confidence, reasons = page_of(*parts, facts=Facts(title="两港往来", authors=("杜清河",)))
    assert "it may be several" in reasons
    assert confidence < SURE


@pytest.mark.parametrize(("n_lines", "named"), [(0, False), (2, False), (3, True), (5, True)])
def test_several_unknown_lines_above_a_text_are_named(n_lines: int, named: bool) -> None:
    """One of the lines set aside may be the title, as where a sheet lists its other articles above."""
    above = ["云州的茶香", "平水的桥", "江宁港的账本", "南屏的学校", "东湖的灯火"][:n_lines]
    rows = ["海州港的冬天", "杜清河", *above, *BODY]
    blocks = find_blocks("\n\n".join(rows))
    labels = ("title", "byline", *["furniture"] * n_lines, *["paragraph"] * len(BODY))
    (draft,) = place_blocks(blocks, labels).articles
    decoded = Decoded(labels, (1.0,) * len(rows), ("paragraph",) * len(rows))
    confidence, reasons = judge(draft, blocks, decoded)
    assert ("several lines of no known form are above it" in reasons) == named == (confidence < SURE)
