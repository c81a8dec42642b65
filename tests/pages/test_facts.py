"""What a file says of its text is taken as it is, whatever the text looks like."""

import pytest

from yrdresearch.pages.exports import article_records, page_to_dict
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.formfeeds import parse_pages
from yrdresearch.pages.parse import parse_page

BODY = (  # two paragraphs about a harbour and tea farmers, fictional
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。\n\n"
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热，账本记得清清楚楚。\n"
)
GIVEN = Facts(
    title="一座港口的十年",
    authors=("阿依努尔", "海州日报评论员"),
    date="2024-06",
    newspaper="海州日报",
    section="理论",
    url="https://example.org/1",
    document_number="海政发〔2024〕6号",
    docvars={"column": 3},
)


def test_what_is_given_is_in_the_article_and_in_the_page():
    page = parse_page(BODY, page_id="p", facts=GIVEN)
    (article,) = page.articles
    for name in ("title", "authors", "date", "newspaper", "section", "url", "document_number", "docvars"):
        assert getattr(article, name) == getattr(GIVEN, name)
    assert (page.source.newspaper, page.source.year, page.source.month, page.source.day) == (
        *("海州日报", 2024, 6),
        None,
    )
    assert [p.text for p in article.paragraphs] == BODY.strip().split("\n\n")


@pytest.mark.parametrize("above", ["码头的灯可以少亮一些\n\n杜清河\n\n", "## 另一个标题\n\n"])
def test_with_a_title_the_text_is_one_article_to_the_last_character(above):
    """A line that looks like a title or a byline is a paragraph: the title is known."""
    (article,) = parse_page(BODY + "\n" + above + BODY, page_id="p", facts=GIVEN).articles
    text = "".join(p.text for p in article.paragraphs)
    assert text.count("海港的晨雾") == 2
    assert article.title == GIVEN.title


def test_a_text_of_a_few_characters_is_read_when_its_title_is_given():
    (article,) = parse_page("首批货轮驶往云州。", page_id="p", facts=Facts(title="海州港开港")).articles
    assert [p.text for p in article.paragraphs] == ["首批货轮驶往云州。"]


def test_a_form_feed_parts_no_pages_when_the_title_is_given():
    assert len(parse_pages(BODY + "\f# 标题\n\n" + BODY, page_id="p", facts=GIVEN)) == 1


def test_without_facts_nothing_is_said():
    (article,) = parse_page("## 港口\n\n张三\n\n" + BODY, page_id="p").articles
    assert (article.date, article.newspaper, article.section, article.url) == (None,) * 4
    assert article.title == "港口"


def test_facts_are_in_both_json_forms():
    page = parse_page(BODY, page_id="p", facts=GIVEN)
    for shown in (page_to_dict(page)["articles"][0], article_records(page)[0]):
        assert {shown["date"], shown["newspaper"], shown["section"], shown["url"]} == {
            *("2024-06", "海州日报", "理论", "https://example.org/1")
        }
        assert shown["docvars"] == {"column": 3}
