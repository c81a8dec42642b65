"""Lines and blocks: marks set aside, wrapped lines joined, values below their names."""

import pytest

from page_factory import check_invariants
from yrdresearch.pages.layout import can_be_title, find_blocks, wrap_width
from yrdresearch.pages.parse import parse_page

BODY = "港口要联动发展，航线要互补共用，口岸要一起提速，岸线要留给后人。" * 3
TOPICS = ("联动要从航线做起。", "互补要从仓库做起。", "提速要从口岸做起。", "岸线要留给后人用。")


def wrapped(blocks: list[str], width: int) -> list[str]:
    return [block[at : at + width] for block in blocks for at in range(0, len(block), width)]


def texts(raw: str) -> list[str]:
    return [block.text for block in find_blocks(raw)]


@pytest.mark.parametrize("mark", ["**", "__"])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_a_short_line_in_bold_is_a_heading_and_a_long_one_is_text(mark: str, indent: str) -> None:
    short, long = find_blocks(f"{indent}{mark}守住底线{mark}\n\n{indent}{mark}{BODY}{mark}\n")
    assert (short.text, short.level, short.indented) == ("守住底线", 3, False)
    assert (long.text, long.level, long.indented) == (BODY, 0, False)


@pytest.mark.parametrize(
    ("indent", "indented"), [("", False), (" ", False), ("  ", True), ("　", True), ("\t\t", True)]
)
def test_two_blanks_or_a_wide_one_indent_a_line(indent: str, indented: bool) -> None:
    assert [block.indented for block in find_blocks(f"{indent}{BODY}\n")] == [indented]


@pytest.mark.parametrize(("length", "can"), [(3, False), (4, True), (60, True), (61, False)])
def test_titles_have_four_to_sixty_characters(length: int, can: bool) -> None:
    assert can_be_title("潮" * length) == can


@pytest.mark.parametrize(
    ("widths", "ended", "width"),
    [
        ([20] * 6, [False] * 6, 20),
        ([20] * 5, [False] * 5, 0),  # too few lines tell nothing
        ([20] * 6, [True] * 3 + [False] * 3, 20),
        ([20] * 6, [True] * 4 + [False] * 2, 0),  # lines that end sentences are paragraphs of one line
        ([14] * 6, [False] * 6, 0),  # verse
        ([15] * 6, [False] * 6, 15),
        ([80] * 6, [False] * 6, 80),
        ([81] * 6, [False] * 6, 0),
        ([20] * 3 + [10] * 3, [False] * 6, 20),
        ([20] * 2 + [10] * 4, [False] * 6, 0),  # most lines are short
    ],
)
def test_lines_are_wrapped_where_most_are_full_and_end_no_sentence(
    widths: list[int], ended: list[bool], width: int
) -> None:
    assert wrap_width(widths, ended) == width


@pytest.mark.parametrize(("length", "together"), [(40, True), (41, False)])
def test_a_short_line_below_the_name_of_a_fact_is_its_value(length: int, together: bool) -> None:
    name = "江海" * (length // 2) + "报" * (length % 2)
    assert (f"来源：{name}" in texts(f"来源：\n{name}\n\n{BODY}\n")) == together


@pytest.mark.parametrize("gaps", [1, 2])
def test_blank_lines_around_a_head_do_not_say_that_paragraphs_are_apart(gaps: int) -> None:
    """Each paragraph begins with a short sentence that says what it is about, and nothing else tells it."""
    width = 24
    paragraphs = [topic + BODY[: 2 * width - len(topic) - 1] + "。" for topic in TOPICS]
    assert {len(one) for one in paragraphs} == {2 * width}
    between = "\n" * (gaps + 1)
    head = between.join(["港口一体化要更进一步", "张三", ""])
    lines = []
    for paragraph in paragraphs:
        lines += [paragraph[:width], paragraph[width:]]
    closing = f"{between}（作者单位：江海大学）\n"
    page = parse_page(head + "\n".join(lines) + closing, page_id="x")
    check_invariants(page)
    assert [p.text[: len(TOPICS[0])] for p in page.articles[0].paragraphs] == list(TOPICS)


@pytest.mark.parametrize(
    "closing", ["（作者单位：江海大学港口研究中心）", "【作者系江海大学港口研究中心教授】"]
)
def test_a_line_that_closes_an_article_and_fills_its_width_does_not_take_the_next_title(closing: str) -> None:
    lines = wrapped(["港口一体化要更进一步", "张三", BODY, closing], len(closing))
    lines += wrapped(["渡口的灯要亮到天明", "李四光", BODY.replace("港口", "渡口")], len(closing))
    page = parse_page("\n".join(lines), page_id="x")
    check_invariants(page)
    assert [(a.title, a.authors) for a in page.articles] == [
        ("港口一体化要更进一步", ("张三",)),
        ("渡口的灯要亮到天明", ("李四光",)),
    ]


def test_a_head_that_ends_the_page_below_a_full_line() -> None:
    width = 20
    full = BODY[: 3 * width - 1] + "。"
    assert len(full) % width == 0
    lines = wrapped([BODY, full, "港口一体化要更进一步", "张三"], width)
    page = parse_page("\n".join(lines), page_id="x")
    check_invariants(page)
    assert [(a.title, a.authors) for a in page.articles] == [("港口一体化要更进一步", ("张三",))]
    assert page.articles[0].paragraphs[-1].text.endswith(full)


def test_the_byline_of_an_institution_that_fills_its_line_below_a_short_title() -> None:
    name = "江海省高质量发展理论研究中心省社会科学联合会研究基地"
    first = ["## 港口一体化", "张三", BODY, "（作者单位：江海大学）"]
    lines = wrapped([*first, "## 灯会", name, BODY], len(name))
    page = parse_page("\n".join(lines), page_id="x")
    check_invariants(page)
    assert (page.articles[1].title, page.articles[1].authors) == ("灯会", (name,))
