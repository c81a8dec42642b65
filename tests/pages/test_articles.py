"""Labelled blocks put in their places: heads and bodies in any order, notes, numbers, lines of the page."""

import pytest

from yrdresearch.pages.articles import Placed, place_blocks
from yrdresearch.pages.layout import find_blocks

TEXTS = {
    "title": "渡口的灯要亮到天明",
    "kicker": "江海观察",
    "subtitle": "从一盏灯看一座港",
    "page_title": "江海论坛",
    "byline": "张三",
    "number": "江政发〔2024〕6号",
    "source": "江海日报 2024年6月4日",
    "end": "（作者单位：江海大学）",
    "signoff": "江海市人民政府",
    "paragraph": "港口要联动发展，航线要互补共用，口岸要一起提速，岸线要留给后人。",
    "rest": "这样才能走得更远。",
    "subhead": "守住底线",
    "note_mark": "按语",
    "note": "本期约请几位学者谈谈渡口的灯，以飨读者。",
    "furniture": "第6版",
    "caption": "图为夜色里的渡口",
}


def placed(labels: str) -> Placed:
    """Blocks with these labels, each with a text of its own: the text of its label and its number."""
    lines = [f"{TEXTS[label]}{at}" for at, label in enumerate(labels.split())]
    blocks = find_blocks("\n\n".join(lines))
    assert [block.text for block in blocks] == lines
    return place_blocks(blocks, labels.split())


def numbers(blocks) -> list[int]:
    return [int(block.text[-1]) for block in blocks]


def articles(page: Placed) -> list[tuple[list[int], list[int], list[int]]]:
    """Title, byline and paragraphs of each article, by the numbers of their blocks."""
    return [(numbers(a.title), numbers(a.byline), numbers(a.paragraphs)) for a in page.articles]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("title byline paragraph paragraph", [([0], [1], [2, 3])]),
        ("title byline paragraph title byline paragraph", [([0], [1], [2]), ([3], [4], [5])]),
        ("paragraph end title byline", [([2], [3], [0])]),  # below its text
        ("title paragraph byline title paragraph", [([0], [2], [1]), ([3], [], [4])]),  # signed below
        # a byline above each title: it signs what is below it, since that title has none below
        ("byline title paragraph byline title paragraph", [([1], [0], [2]), ([4], [3], [5])]),
        # the same, but bylines follow their titles: the one above is that of the text above
        ("title byline paragraph byline title byline paragraph", [([0], [1, 3], [2]), ([4], [5], [6])]),
        # names above a title that ends the page
        ("title byline paragraph byline title", [([0], [1], [2])]),
        ("title byline paragraph byline title furniture", [([0], [1], [2])]),
    ],
)
def test_heads_find_their_bodies(labels: str, expected: list) -> None:
    assert articles(placed(labels)) == expected


def test_a_head_without_a_body_is_left_over_with_its_byline() -> None:
    page = placed("title byline paragraph byline title")
    assert numbers(page.unplaced) == [4, 3]


def test_the_rest_of_a_note_is_of_the_note_until_an_article_begins() -> None:
    page = placed("page_title note_mark note rest title byline paragraph rest")
    assert numbers(page.note) == [2, 3]
    (article,) = page.articles
    assert [len(block.spans) for block in article.paragraphs] == [2]
    page = placed("title byline paragraph note rest")  # a note inside an article, unmarked
    assert numbers(page.note) == [3]
    assert [len(block.spans) for block in page.articles[0].paragraphs] == [2]


@pytest.mark.parametrize(
    ("labels", "number", "end"),
    [
        ("number title paragraph", [0], []),  # above the title of a document
        ("title number paragraph", [1], []),
        ("end title paragraph", [], [0]),  # of the page: nothing is above it
        ("signoff title paragraph", [], [0]),
    ],
)
def test_a_number_belongs_to_the_document_below_and_a_closing_line_does_not(
    labels: str, number: list[int], end: list[int]
) -> None:
    page = placed(labels)
    (article,) = page.articles
    assert numbers(article.number) == number
    assert numbers(page.end) == end


def test_the_mark_of_a_note_keeps_a_title_from_the_text_on_its_other_side() -> None:
    """It is taken for want of another, and is said to have been moved."""
    for labels in ("title note_mark note paragraph", "paragraph note_mark note title"):
        (article,) = placed(labels).articles
        assert article.place == "moved"


@pytest.mark.parametrize(
    ("labels", "bodies"),
    [
        ("title paragraph byline paragraph paragraph", [[1, 3, 4]]),  # below a lead
        ("title paragraph paragraph byline paragraph", [[1, 2], [4]]),  # it ends an article
        ("title subhead paragraph byline paragraph", [[1, 2, 4]]),
        ("title paragraph byline furniture paragraph", [[1, 4]]),
    ],
)
def test_names_below_a_lead_do_not_end_an_article(labels: str, bodies: list[list[int]]) -> None:
    assert [numbers(a.paragraphs) for a in placed(labels).articles] == bodies
