"""Reading a page: structure, column joins, ledger, on the sample pages, the real page, generated pages."""

import json
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from page_factory import check_invariants, compare, load_essays, make_page
from yrdresearch.errors import PageError
from yrdresearch.pages.exports import page_to_dict
from yrdresearch.pages.page import Page
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.sources import read_text
from yrdresearch.spans import sentence_bounds

SAMPLES = ("sample-1", "sample-2", "sample-3")
TRUTH = {p["page_id"]: p for p in json.loads((ROOT / "tests/data/essays.json").read_text("utf-8"))["pages"]}
CLOSING = re.compile(r"^[”’」』》）]")


def sample_text(name: str) -> str:
    return read_text(ROOT / "data/sample" / f"{name}.txt")


def content(page: Page) -> list:
    """What must not depend on the layout of a page."""
    return [
        page.title,
        page.editor_note and page.editor_note.text,
        page.source,
        [
            (a.title, a.authors, a.writers, a.affiliations, a.grants, [p.text for p in a.paragraphs])
            for a in page.articles
        ],
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_pages_read_as_written(name: str) -> None:
    page, truth = parse_page(sample_text(name), page_id=name), TRUTH[name]
    check_invariants(page)
    assert (page.title, page.editor_note.text) == (truth["title"], truth["editor_note"])
    source = page.source
    assert {k: getattr(source, k) for k in ("newspaper", "month", "day", "year")} == truth["source"]
    assert len(page.articles) == len(truth["articles"])
    for article, true in zip(page.articles, truth["articles"], strict=True):
        for key in ("title", "byline_kind"):
            assert getattr(article, key) == true[key]
        for key in ("authors", "writers", "affiliations", "grants"):
            assert list(getattr(article, key)) == true[key]
        if true["projects"]:
            assert list(article.projects) == true["projects"]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_paragraphs_are_exact_but_for_the_faults_on_record(name: str) -> None:
    page, truth = parse_page(sample_text(name), page_id=name), TRUTH[name]
    for number, (article, true) in enumerate(zip(page.articles, truth["articles"], strict=True)):
        faults = [f for f in truth["faults"] if f["article"] == number and f["kind"] != "column_break"]
        expected = list(true["paragraphs"])
        for fault in faults:
            if fault["kind"] == "paragraph_repeated":
                expected.insert(fault["paragraph"], expected[fault["paragraph"]])
        texts = [p.text for p in article.paragraphs]
        assert len(texts) == len(expected)
        spoiled = {fault.get("paragraph") for fault in faults}
        assert [t for i, t in enumerate(texts) if i not in spoiled] == [
            t for i, t in enumerate(expected) if i not in spoiled
        ]
    breaks = sum(f["kind"] == "column_break" for f in truth["faults"])
    assert sum(len(p.spans) > 1 for a in page.articles for p in a.paragraphs) == breaks


def test_real_page(real_page_path) -> None:
    page = parse_page(read_text(real_page_path), page_id="real")
    check_invariants(page)
    assert [len(a.paragraphs) for a in page.articles] == [6, 6, 6, 5]
    joins = [len(p.spans) - 1 for a in page.articles for p in a.paragraphs]
    assert joins == [0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert [a.byline_kind for a in page.articles] == ["person", "person", "institution", "person"]
    assert [len(a.authors) for a in page.articles] == [2, 1, 1, 1]
    assert [len(a.writers) for a in page.articles] == [0, 0, 3, 0]
    assert [len(a.affiliations) for a in page.articles] == [1, 1, 0, 1]
    assert [a.grants for a in page.articles] == [(), (), ("AHSTZD2024006",), ("2023cxz005",)]
    source = page.source
    assert (source.newspaper, source.month, source.day, source.year) == ("安徽日报", 6, 4, None)
    last = page.articles[3]
    assert last.title_spans[0][0] > last.paragraphs[-1].spans[-1][1]
    assert last.confidence < min(a.confidence for a in page.articles[:3])


def wrap(text: str, width: int, *, indent: str = "", blanks: bool = True) -> str:
    lines = []
    for line in text.split("\n"):
        line = indent + line.strip() if line.strip() else ""
        if line or blanks:
            lines += [line[at : at + width] for at in range(0, len(line), width)] or [""]
    return "\n".join(lines)


def unmark(text: str) -> str:
    return re.sub(r"(?m)^#+ ", "", text)


def head_of_last_first(text: str) -> str:
    """Title and byline of the last article, which end the file, put in front of its body."""
    lines = text.rstrip().split("\n")
    title, byline = [line for line in lines if line.strip()][-2:]
    source = next(i for i, line in enumerate(lines) if "转载自" in line and "《" in line)
    return "\n".join([*lines[: source + 1], "", title, "", byline, "", *lines[source + 1 : -3]]) + "\n"


VARIANTS = {
    "no marks": unmark,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "wrapped": lambda text: wrap(text, 24),
    "wrapped, no marks": lambda text: wrap(unmark(text), 24),
    "wrapped, indented, no blank lines": lambda text: wrap(unmark(text), 24, indent="　　", blanks=False),
    "wrapped, every other line blank": lambda text: wrap(unmark(text), 24).replace("\n", "\n\n"),
    "no blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "indented": lambda text: re.sub(r"(?m)^(?=[^#\s])", "　　", text),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", SAMPLES)
def test_layout_of_a_sample_page_changes_nothing(name: str, variant: str) -> None:
    text = sample_text(name)
    read = parse_page(VARIANTS[variant](text), page_id=name)
    assert content(read) == content(parse_page(text, page_id=name))
    check_invariants(read)


@pytest.mark.parametrize("variant", [*VARIANTS, "head of the last article first"])
def test_layout_of_the_real_page_changes_nothing(real_page_path, variant: str) -> None:
    text = read_text(real_page_path)
    change = VARIANTS.get(variant, head_of_last_first)
    assert content(parse_page(change(text), page_id="real")) == content(parse_page(text, page_id="real"))


@pytest.mark.parametrize("width", range(16, 37, 2))
@pytest.mark.parametrize("name", SAMPLES)
def test_width_of_the_wrapped_lines_changes_nothing(name: str, width: int) -> None:
    text = sample_text(name)
    read = parse_page(wrap(unmark(text), width, indent="　　", blanks=False), page_id=name)
    assert content(read) == content(parse_page(text, page_id=name))


@pytest.mark.parametrize("width", [18, 20, 28, 36])
def test_width_of_the_wrapped_real_page_changes_nothing(real_page_path, width: int) -> None:
    text = read_text(real_page_path)
    for wrapped in (wrap(text, width), wrap(unmark(text), width, indent="　　", blanks=False)):
        assert content(parse_page(wrapped, page_id="real")) == content(parse_page(text, page_id="real"))


def test_gb18030_reads_the_same(real_page_path, tmp_path) -> None:
    text = read_text(real_page_path)
    path = tmp_path / "page.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    assert content(parse_page(read_text(path), page_id="x")) == content(parse_page(text, page_id="x"))


def test_head_of_last_article_first_on_a_sample_page() -> None:
    text = sample_text("sample-1")
    moved = parse_page(head_of_last_first(text), page_id="x")
    assert content(moved) == content(parse_page(text, page_id="x"))


def test_generated_pages_are_read_exactly() -> None:
    """The benchmark scores 2,000 pages; these 150 keep the suite quick."""
    essays = load_essays()
    wrong = []
    for seed in range(10_000, 10_150):
        made = make_page(essays, seed=seed)
        page = parse_page(made.text, page_id=str(seed))
        check_invariants(page)
        wrong += [(seed, made.choices, faults)] if (faults := compare(page, made.truth)) else []
    assert len(wrong) <= 3, wrong


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**31),
    cut=st.floats(0.2, 1),
    noise=st.text("一二三，。“”（）# \n\r\f\u3000**Aa1", max_size=30),
)
def test_invariants_hold_on_damaged_pages(seed: int, cut: float, noise: str) -> None:
    text = make_page(load_essays(), seed=seed, ambiguous=True).text
    rng = np.random.default_rng(seed)
    text = text[: int(len(text) * cut)]
    at = int(rng.integers(len(text) + 1))
    try:
        page = parse_page(text[:at] + noise + text[at:], page_id="x")
    except PageError:
        return
    check_invariants(page)
    assert [a.reasons for a in page.articles if a.confidence < 1 and not a.reasons] == []


def test_sentences_keep_their_closing_quotes() -> None:
    essays = load_essays()
    for seed in range(40):
        page = parse_page(make_page(essays, seed=seed).text, page_id="x")
        for article in page.articles:
            for paragraph in article.paragraphs:
                assert not any(CLOSING.match(s.text) for s in paragraph.sentences[1:])
                assert paragraph.topic_sentence == paragraph.sentences[0]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("他说：“港口要联动。”大家都赞成！", ["他说：“港口要联动。”", "大家都赞成！"]),
        ("（见上文。）占22.2%。能行吗？！", ["（见上文。）", "占22.2%。", "能行吗？！"]),
        ("一句没有完", ["一句没有完"]),
    ],
)
def test_sentence_bounds(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_bounds(text)] == sentences


BODY = "港口要联动发展，航线要互补共用，口岸要一起提速。" * 4


def page_of(*blocks: str) -> Page:
    return parse_page("\n\n".join(blocks), page_id="x")


def test_short_paragraphs_stay_alone() -> None:
    page = page_of("## 港口一体化", "张三", BODY, "路在脚下。", BODY[:40] + "。", "让我们一起努力！")
    assert [len(p.spans) for p in page.articles[0].paragraphs] == [1, 1, 1, 1]


def test_list_items_that_end_with_semicolons_stay_alone() -> None:
    page = page_of(
        "## 港口一体化",
        "张三",
        BODY,
        "为此要做好三件事：",
        "一是修好航道；",
        "二是接通铁路；",
        "三是建好仓库。",
    )
    assert len(page.articles[0].paragraphs) == 5


def test_indents_tell_the_rest_of_a_paragraph_that_broke_after_a_full_stop() -> None:
    parts = ["　　" + BODY, "　　" + BODY, BODY, "　　" + BODY, "　　" + BODY, "　　" + BODY]
    page = page_of("## 港口一体化", "张三", *parts)
    assert [len(p.spans) for p in page.articles[0].paragraphs] == [1, 2, 1, 1, 1]


def test_page_furniture_between_the_parts_of_a_paragraph() -> None:
    page = page_of("## 港口一体化", "张三", BODY[:60], "第6版", BODY[60:], "责任编辑：某某")
    assert [p.text for p in page.articles[0].paragraphs] == [BODY]
    assert page.ledger["discarded"]["furniture"] == len("第6版责任编辑：某某")


@pytest.mark.parametrize(
    ("byline", "authors", "kind"),
    [
        ("张三", ("张三",), "person"),
        ("张　三　　李四光", ("张三", "李四光"), "person"),
        ("□ 张三、欧阳明月", ("张三", "欧阳明月"), "person"),
        ("作者：张三", ("张三",), "person"),
        ("张三（江海大学教授）", ("张三",), "person"),
        ("江海大学 张三", ("张三",), "person"),
        ("江海大学经济学院课题组", ("江海大学经济学院课题组",), "institution"),
    ],
)
def test_bylines(byline: str, authors: tuple[str, ...], kind: str) -> None:
    article = page_of("港口一体化要更进一步", byline, BODY, BODY).articles[0]
    assert (article.authors, article.byline_kind) == (authors, kind)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（本版稿件转载自6月4日《江海样报》）", ("江海样报", None, 6, 4)),
        ("来源：《江海样报》2023年11月7日", ("江海样报", 2023, 11, 7)),
        ("江海日报 2023年1月2日 星期一", ("江海日报", 2023, 1, 2)),
    ],
)
def test_source_lines_state_no_more_than_they_say(line: str, expected: tuple) -> None:
    source = page_of("## 港口一体化", "张三", BODY, line).source
    assert (source.newspaper, source.year, source.month, source.day) == expected


LONG_NAME = "江海省高质量发展理论研究中心省社会科学联合会研究基地"


@pytest.mark.parametrize("mark", ["## ", ""])
@pytest.mark.parametrize("width", [16, 18, 20, len(LONG_NAME) + 1])
def test_the_byline_of_an_institution_that_fills_its_line(width: int, mark: str) -> None:
    first = [mark + "港口一体化", "张三", BODY, "（作者单位：江海大学）"]
    second = [mark + "渡口要更进一步", LONG_NAME, BODY + "江海相连。", BODY]
    text = wrap("\n".join(first + second), width, blanks=False)
    article = parse_page(text, page_id="x").articles[1]
    assert (article.title, article.authors) == ("渡口要更进一步", (LONG_NAME,))
    assert article.paragraphs[0].text.startswith(BODY[:20])


def test_a_closing_bracket_inside_a_closing_line_does_not_close_it() -> None:
    end = "（执笔：张三、李四，本文系江海省社会科学研究课题[JH2024006]阶段性成果）"
    at = end.index("]") + 1
    text = wrap("\n".join(["港口一体化要更进一步", "张三", BODY, BODY]), at, blanks=False)
    page = parse_page(text + "\n" + end[:at] + "\n" + end[at:], page_id="x")
    assert page.ledger["assigned"]["end_matter"] == len(end)


def test_no_source_is_no_source() -> None:
    source = page_of("## 港口一体化", "张三", BODY).source
    assert (source.newspaper, source.year, source.month, source.day) == (None, None, None, None)


@pytest.mark.parametrize("text", ["今天天气不错。", "你好", "港口" * 200])
def test_what_is_not_a_page(text: str) -> None:
    with pytest.raises(PageError, match="not a newspaper page"):
        parse_page(text, page_id="notes")


def test_json_has_the_agreed_shape() -> None:
    data = page_to_dict(parse_page(sample_text("sample-1"), page_id="sample-1"))
    assert json.loads(json.dumps(data)) == data
    assert {"title", "editor_note", "source", "articles", "apparatus", "ledger"} <= set(data)
    article = data["articles"][0]
    assert {"title", "authors", "byline_kind", "writers", "affiliations", "grants", "paragraphs"} <= set(
        article
    )
    sentence = article["paragraphs"][0]["sentences"][0]
    assert {"spans", "text"} == set(sentence)


@pytest.mark.parametrize("mark", ["", "### ", "一、", "（二）"])
def test_subheads_inside_an_article_are_paragraphs_of_their_own(mark: str) -> None:
    blocks = [block for title in ("把准定位", "补齐短板", "守住底线") for block in (mark + title, BODY)]
    page = page_of("## 港口一体化", "张三", *blocks)
    texts = [p.text for p in page.articles[0].paragraphs]
    assert texts == [block.removeprefix("### ") for block in blocks]


FIRST, SECOND = BODY, BODY.replace("港口", "车站") + "此事要办好。"


@pytest.mark.parametrize(
    "line",
    ["（责任编辑：张三）", "上一篇：没有了", "第07版：理论", "·观点·", "（下转第8版）", "（责编 张三 李四）"],
)
def test_lines_of_the_sheet_are_furniture_wherever_they_stand(line: str) -> None:
    for blocks in (
        [line, "港口一体化要更进一步", "张三", FIRST, SECOND],
        ["港口一体化要更进一步", "张三", FIRST, SECOND, line],
        [FIRST, SECOND, "（作者单位：江海大学）", "港口一体化要更进一步", "张三", line],
    ):
        page = page_of(*blocks)
        assert [(a.title, [p.text for p in a.paragraphs]) for a in page.articles] == [
            ("港口一体化要更进一步", [FIRST, SECOND])
        ]
        assert page.ledger["discarded"]["furniture"] == len(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A06 理论 2024年6月4日 星期二", (None, 2024, 6, 4)),
        ("2023年5月6日 星期六", (None, 2023, 5, 6)),
        ("江海日报", ("江海日报", None, None, None)),
        ("来源：江海日报 2023-05-06 08:30", ("江海日报", 2023, 5, 6)),
    ],
)
def test_the_head_of_a_sheet_is_no_title(line: str, expected: tuple) -> None:
    page = page_of(line, "理论", "港口一体化要更进一步", "张三", FIRST, SECOND)
    source = page.source
    assert (source.newspaper, source.year, source.month, source.day) == expected
    assert (page.title, [a.title for a in page.articles]) == ("", ["港口一体化要更进一步"])
    check_invariants(page)


def test_a_news_site_states_author_and_source_in_one_line() -> None:
    page = page_of(
        "港口一体化要更进一步", "作者：张三  来源：江海日报  时间：2023-05-06 08:30", FIRST, SECOND
    )
    assert (page.articles[0].authors, page.source.newspaper) == (("张三",), "江海日报")
    check_invariants(page)


def test_roles_are_no_names() -> None:
    article = page_of("港口一体化要更进一步", "本报记者 张三 通讯员 李四", FIRST, SECOND).articles[0]
    assert article.authors == ("张三", "李四")


def test_lines_above_and_below_a_title() -> None:
    head = ["四十年潮起江海", "港口一体化要更进一步", "——来自江海的思考", "张三"]
    note = "这是一组文章，敬请关注。"
    before = ["渡口也要更进一步", "李四", SECOND, FIRST, "（作者单位：江海大学）"]
    page = page_of("一体化发展大家谈", "编者按", note, *before, *head, FIRST, SECOND)
    assert [a.kicker + a.title + a.subtitle for a in page.articles] == [before[0], "".join(head[:3])]
    article = page.articles[1]
    assert (article.authors, article.subtitle) == (("张三",), head[2])
    top = page_of(*head, FIRST, SECOND)
    assert (top.title or top.articles[0].kicker, top.articles[0].title) == (head[0], head[1])


def test_a_title_on_two_lines_close_together() -> None:
    blocks = ["港口一体化\n要更进一步", "张三", FIRST, SECOND, FIRST[:48] + "完。"]
    assert page_of(*blocks).articles[0].title == "港口一体化要更进一步"


@pytest.mark.parametrize(
    "lines",
    [
        ["参考文献：", "[1]张三.港口发展研究[J].江海学刊,2021(3):45-52.", "[2]李四.江海史[M].东海社,2019."],
        ["注释：", "①数据来自江海市统计公报。", "②同上。"],
    ],
)
def test_references_are_no_paragraphs(lines: list[str]) -> None:
    page = page_of("港口一体化要更进一步", "张三", FIRST, SECOND, *lines, "（作者单位：江海大学）")
    article = page.articles[0]
    assert [p.text for p in article.paragraphs] == [FIRST, SECOND]
    assert (article.affiliations, article.grants) == (("江海大学",), ())
    assert page.ledger["assigned"]["end_matter"] == len("".join(lines)) + len("（作者单位：江海大学）")
    check_invariants(page)


@pytest.mark.parametrize("line", ["图为江海港集装箱码头。 李四 摄", "▲江海港一角", "江海港夜景（李四 摄）"])
def test_captions_are_no_paragraphs(line: str) -> None:
    page = page_of("港口一体化要更进一步", "张三", FIRST, line, SECOND)
    assert [p.text for p in page.articles[0].paragraphs] == [FIRST, SECOND]
    assert page.ledger["assigned"]["caption"] == len(line)
    check_invariants(page)


def test_names_in_brackets_behind_the_last_sentence_sign_and_part_articles() -> None:
    page = page_of(
        "港口一体化要更进一步", FIRST, SECOND + "（张三）", "渡口要更进一步", SECOND, FIRST + "（李四）"
    )
    assert [(a.title, a.authors) for a in page.articles] == [
        ("港口一体化要更进一步", ("张三",)),
        ("渡口要更进一步", ("李四",)),
    ]
    assert [p.text for p in page.articles[1].paragraphs] == [SECOND, FIRST]
    check_invariants(page)


@pytest.mark.parametrize(
    ("line", "affiliations"),
    [
        ("（作者单位：江海大学商学院；东海师范大学）", ("江海大学商学院", "东海师范大学")),
        ("【作者单位：江海大学；东海师范大学】", ("江海大学", "东海师范大学")),
        ("（张三 江海大学商学院副教授）", ("江海大学商学院副教授",)),
        ("（作者单位：江海大学；执笔：张三）", ("江海大学",)),
    ],
)
def test_every_affiliation_is_kept(line: str, affiliations: tuple[str, ...]) -> None:
    article = page_of("港口一体化要更进一步", "张三", FIRST, SECOND, line).articles[0]
    assert article.affiliations == affiliations
    assert len(article.paragraphs) == 2


def test_projects_with_and_without_quotation_marks() -> None:
    line = "（本文系国家社科基金项目“内河港口治理”（21BJL045）、江海省软科学项目（2022-RK-018）的阶段性成果）"
    article = page_of("港口一体化要更进一步", "张三", FIRST, SECOND, line).articles[0]
    assert article.projects == ("内河港口治理", "江海省软科学项目")
    assert article.grants == ("21BJL045", "2022-RK-018")


def test_an_adverb_that_begins_like_a_surname_is_no_byline() -> None:
    page = page_of(
        "港口一体化要更进一步", "张三", FIRST, "数据不会因为跨过省界而改变性质，却", "常常因", SECOND
    )
    assert [a.authors for a in page.articles] == [("张三",)]
