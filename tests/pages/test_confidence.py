"""Signs inside an article that its limits or authors may be wrong lower its confidence and are named."""

import pytest

from yrdresearch.files import shipped_path
from yrdresearch.pages.facts import Facts
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
            [*BODY, "下载海州客户端，更多精彩等着你来发现，还有好礼相送。"],
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
