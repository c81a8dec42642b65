"""Markdown files: front matter is facts, markup is no text, and nothing else changes."""

import pytest

from yrdresearch.pages.markdown import markdown_to_text
from yrdresearch.pages.reading import read_page

BODY = (  # fictional: a harbour and tea farmers
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。",
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热，账本记得清清楚楚。",
    "往后的路还长。港口要变得更绿，码头上的灯要少亮一些，这些事情都需要几座城市坐下来一起商量。",
)
FRONT = '---\ntitle: "港口的灯"\ndate: "2024-06-04"\nauthor: "记者杜清河"\ntags:\n  - "港口"\n---\n\n'


def read(tmp_path, text):
    path = tmp_path / "one.md"
    path.write_text(text, encoding="utf-8")
    return read_page(path)


def balanced(page):
    return page.ledger["characters"] == sum(page.ledger["assigned"].values()) + sum(
        page.ledger["discarded"].values()
    )


def test_front_matter_is_taken_as_it_is(tmp_path):
    page = read(tmp_path, FRONT + "# 港口的灯\n\n" + "\n\n".join(BODY) + "\n")
    (article,) = page.articles
    assert (article.title, article.authors, article.date) == ("港口的灯", ("杜清河",), "2024-06-04")
    assert article.docvars == {"tags": '["港口"]'}
    assert [p.text for p in article.paragraphs] == list(BODY)
    assert page.ledger["discarded"]["front_matter"] > 20
    assert balanced(page)


@pytest.mark.parametrize(
    "line",
    [
        '<figure>\n<img src="a.jpg" alt="">\n<figcaption>海州港的码头</figcaption>\n</figure>',
        '{{< video src="https://example.org/1" >}}',
        "<!-- INFO END -->",
        "::: tip 修订信息\n:::",
        '<iframe src="//example.org/player.html"></iframe>',
        "[相关报道：云州的茶](https://example.org/2)",
        "- [1](#t1)&emsp;[2](#t2)",
    ],
)
def test_markup_is_no_text(tmp_path, line):
    page = read(tmp_path, FRONT + BODY[0] + "\n\n" + line + "\n\n" + BODY[1] + "\n")
    (article,) = page.articles
    assert [p.text for p in article.paragraphs] == list(BODY[:2])
    assert balanced(page)


def test_words_of_a_link_stay_and_its_address_goes(tmp_path):
    page = read(tmp_path, FRONT + BODY[0] + "见[云州的茶](https://example.org/a_(b))一文，**灯要少亮**。\n")
    (article,) = page.articles
    assert article.paragraphs[0].text == BODY[0] + "见云州的茶一文，灯要少亮。"
    assert balanced(page)


def test_html_in_markdown_is_read_as_paragraphs(tmp_path):
    lines = [f'<p id="t{n}">&emsp;&emsp;<b>第{n}条</b>&emsp;{text}</p>' for n, text in enumerate(BODY, 1)]
    (article,) = read(tmp_path, FRONT + "\n".join(lines) + "\n").articles
    assert [p.text.split("\u3000")[-1] for p in article.paragraphs] == list(BODY)


def test_headings_over_a_player_are_gone_and_those_over_text_stay(tmp_path):
    player = "<iframe src='//example.org'></iframe>\n"
    tabs = f"# 节目 {{.tabset}}\n## 视频\n{player}## 音频\n{player}# \n\n"
    text = FRONT + tabs + BODY[0] + "\n\n## 山城\n\n" + BODY[1] + "\n"
    (article,) = read(tmp_path, text).articles
    assert [p.text for p in article.paragraphs] == [BODY[0], "山城", BODY[1]]


def test_the_only_heading_on_top_is_the_title_and_short_ones_are_sections(tmp_path):
    parts = zip(("基本案情", "处理结果", "典型意义"), BODY, strict=True)
    text = "# 港口要不要为夜里的灯付钱\n\n<!-- 完 -->\n\n" + "\n\n".join(f"## {a}\n\n{b}" for a, b in parts)
    (article,) = read(tmp_path, text).articles
    assert article.title == "港口要不要为夜里的灯付钱"
    assert [p.text for p in article.paragraphs][::2] == ["基本案情", "处理结果", "典型意义"]


@pytest.mark.parametrize(
    "text", ["## 港口\n\n张三\n\n" + "\n\n".join(BODY), "---\n\n".join(BODY), "---\n- a\n---\n"]
)
def test_a_file_without_such_markup_stays_as_it_is(text):
    found = markdown_to_text(text)
    assert (found.text, found.facts.title, dict(found.left_out)) == (text, None, {})
