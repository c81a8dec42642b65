"""What a page is read as: where no line is a title, what is no page, what is stated and what is given."""

import pytest

from yrdresearch.errors import PageError
from yrdresearch.pages.block import join
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.parse import label_blocks, parse_page

ONE = "港口要联动发展，航线要互补共用，口岸要一起提速。岸线要留给后人，江豚要有地方回家。"
TWO = "茶农今年换了新的烘房，余热从邻县送来。账本记得清清楚楚，一年省下的煤够烧三个冬天。"
TITLE = "渡口的灯要亮到天明"
LONG = "渡口的灯，从前只亮半夜，如今要亮到天明，来往的船家都说心里踏实"  # a line that looks like no title


def read(*lines: str, **facts):
    return parse_page("\n\n".join(lines) + "\n", page_id="x", facts=Facts(**facts))


@pytest.mark.parametrize("above", [[], ["江海日报 2024年6月4日"], ["第6版", "江海日报 2024年6月4日"]])
def test_where_no_line_is_a_title_the_first_is_and_nobody_is_sure(above: list[str]) -> None:
    lines = [*above, LONG, ONE, TWO, ONE, "（作者单位：江海大学）"]
    (article,) = read(*lines).articles
    assert article.title == LONG
    found = label_blocks(find_blocks("\n\n".join(lines)))
    assert found.labels[len(above)] == "title"
    assert found.sure[len(above)] <= 0.5
    assert max(found.sure) == 1.0  # the last line is in brackets that say what it is
    assert all(0 <= one <= 1 for one in found.sure)


def test_a_page_of_nothing_but_its_source_is_told() -> None:
    with pytest.raises(PageError, match="not a newspaper page"):
        read("江海日报 2024年6月4日")


def test_the_fourth_line_is_no_title_for_want_of_another() -> None:
    lines = ["江海日报 2024年6月4日", "来源：江海日报", "2024年6月4日 09:50 来源：江海网", LONG, ONE, TWO]
    found = label_blocks(find_blocks("\n\n".join(lines)))
    assert found.labels[:3] == ("source",) * 3
    assert "title" not in found.labels


def test_an_institution_alone_above_a_text_is_its_title() -> None:
    name = "江海省高质量发展理论研究中心"
    assert read(name, ONE, TWO, ONE, "（作者单位：江海大学）").articles[0].title == name


def test_a_line_that_names_the_author_is_no_title() -> None:
    page = read("本报记者 杜清河", ONE, TWO, ONE)
    assert page.articles[0].title == ""


def test_four_lines_below_a_title_may_be_verse_and_three_are_nothing() -> None:
    lines = ["灯亮在渡口", "船停在桥边", "江水向东流", "月亮向西走"]
    assert [p.text for p in read("渡口的灯", "杜清河", *lines).articles[0].paragraphs] == lines
    with pytest.raises(PageError, match="not a newspaper page"):
        read("渡口的灯", "杜清河", *lines[:3])


def test_a_document_has_its_number() -> None:
    (article,) = read(
        "海州市人民政府办公厅关于印发潮信站建设方案的通知", "海政办发〔2024〕6号", "各区、县人民政府：", ONE,
        TWO, "海州市人民政府办公厅", "2024年6月4日",
    ).articles  # fmt: skip
    assert article.document_number == "海政办发〔2024〕6号"
    assert read(TITLE, "杜清河", ONE, TWO).articles[0].document_number is None


@pytest.mark.parametrize(("authors", "kind"), [(("杜清河",), "person"), ((), "none")])
def test_given_authors_are_persons_or_nobody(authors: tuple[str, ...], kind: str) -> None:
    (article,) = read("罗小溪", ONE, TWO, title=TITLE, authors=authors).articles
    assert (article.authors, article.byline_kind) == (authors, kind)


def test_the_day_below_a_title_or_of_the_page_is_as_good_for_confidence() -> None:
    """Who wrote it is not said: an article whose day or paper is stated somewhere is the surer."""
    day = "江海日报 2024年6月4日"
    own, of_page, nowhere = (
        read(*lines).articles[0].confidence
        for lines in ((TITLE, day, ONE, TWO, ONE), (day, TITLE, ONE, TWO, ONE), (TITLE, ONE, TWO, ONE))
    )
    assert own > nowhere
    assert of_page > nowhere


def test_lines_that_are_joined_spell_the_text() -> None:
    one, two = find_blocks(f"{ONE}\n\n{TWO}\n")
    whole = join([one, two])
    assert (whole.text, len(whole.spans)) == (ONE + TWO, 2)
