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


PAGE = """
<article class="post">
 <header><h1>港口的灯</h1></header>
 <div class="meta"><a href="/c/1">港口频道</a> <a href="/c/2">航运</a></div>
 <div class="content">
  <p>
   {}
  </p>
  <figure><img src="a.jpg"/><figcaption>码头夜景</figcaption></figure>
  <p>
   {}
  </p>
  <p>
   {}
  </p>
 </div>
 <footer><a href="/tag/1">灯火</a><a href="/next">下一篇：云州的茶</a></footer>
</article>
"""


@pytest.mark.parametrize("one_line", [False, True])
def test_a_saved_page_below_a_front_matter_is_read_as_one(tmp_path, one_line):
    page = PAGE.format(*BODY)
    text = "[港口的灯](https://example.org/1)\n------\n\n" + "".join(page.split("\n")) if one_line else page
    found = read(tmp_path, FRONT + text)
    (article,) = found.articles
    assert (article.title, article.authors, article.date) == ("港口的灯", ("杜清河",), "2024-06-04")
    assert [p.text for p in article.paragraphs] == list(BODY)
    assert balanced(found)


@pytest.mark.parametrize("behind", [" - 海州观察", "全文在线阅读 - 海州文选第三卷", " | 海州网"])
def test_the_name_of_the_site_behind_a_title_is_no_part_of_it(tmp_path, behind):
    """Where a heading of the text says the title alone."""
    front = f"---\ntitle: 港口的灯火通明{behind}\n---\n"
    (article,) = read(tmp_path, front + "# 港口的灯火通明\n\n" + "\n\n".join(BODY)).articles
    assert article.title == "港口的灯火通明"
    assert [p.text for p in article.paragraphs] == list(BODY)


def test_days_anywhere_in_a_front_matter_are_docvars(tmp_path):
    front = (
        "---\ntitle: 港口的灯\ncomments:\n  - by: 7\n    at: 2024-06-04T08:00:00Z\n"
        "log: {2024-06-05: 改}\n---\n"
    )
    (article,) = read(tmp_path, front + "\n\n".join(BODY)).articles
    assert "2024-06-04" in article.docvars["comments"]
    assert "2024-06-05" in article.docvars["log"]


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("**问：** 灯火可以少亮吗？", "问： 灯火可以少亮吗？"),
        ("灯火~~很多~~不多了。", "灯火很多不多了。"),
        ("灯火_不多_了，_很好_。", "灯火_不多_了，很好。"),  # inside a word none is meant
        ("灯火 _不多_ 了。", "灯火 不多 了。"),
        ("[[zh:海州]]的灯火，[[云州|山城]]的茶。", "海州的灯火，云州的茶。"),
        (r"灯火\[少\]了，\*不多\*。", "灯火[少]了，*不多*。"),
        ("用 `gang` 命令开灯。", "用 gang 命令开灯。"),
    ],
)
def test_marks_inside_a_line_are_no_text(tmp_path, marked, shown):
    (article,) = read(tmp_path, FRONT + "\n\n".join([BODY[0], marked, BODY[1]])).articles
    assert [p.text for p in article.paragraphs] == [BODY[0], shown, BODY[1]]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_links_go_whatever_ends_them(tmp_path, end):
    text = end.join([FRONT + BODY[0], "", "[云州的茶](https://example.org/2)", "", BODY[1], ""])
    (article,) = read(tmp_path, text).articles
    assert [p.text for p in article.paragraphs] == list(BODY[:2])


def test_a_line_that_is_underlined_is_a_heading(tmp_path):
    """Setext headings, also where they are links; a paragraph above a ruler is none."""
    for mark, title in (("=", "港口的灯"), ("-", "港口的灯"), ("-", "[港口的灯](http://example.org/a?b=灯)")):
        page = read(tmp_path, f"{title}\n{mark * 6}\n\n" + "\n\n".join(BODY) + "\n")
        (article,) = page.articles
        assert article.title == "港口的灯"
        assert [p.text for p in article.paragraphs] == list(BODY)
        assert balanced(page)
    ruled = markdown_to_text(f"# 港口的灯\n\n{BODY[0] * 3}\n---\n\n{BODY[1]}\n")
    assert f"# {BODY[0]}" not in ruled.text


def test_elements_of_paragraphs_are_paragraphs(tmp_path):
    """Tags of HTML on one line, as programs that save pages write them."""
    line = (
        "".join(f'<p class="x">{text}</p>' for text in BODY[:2])
        + f"<blockquote><p>{BODY[2]}</p></blockquote>"
    )
    page = read(tmp_path, f"# 港口的灯\n\n杜清河\n\n{line}\n")
    assert [p.text for p in page.articles[0].paragraphs] == list(BODY)
    assert balanced(page)


def test_entities_and_pictures_named_by_a_number_are_no_text(tmp_path):
    text = f"# 港口的灯\n\n杜清河\n\n{BODY[0]}\n\n![码头][1]\n\n海州&middot;晨报&copy;云州{BODY[1]}\n\n"
    text += f"{BODY[2]}\n\n  [1]: http://example.org/1.png\n"
    page = read(tmp_path, text)
    assert [p.text for p in page.articles[0].paragraphs] == [BODY[0], f"海州·晨报©云州{BODY[1]}", BODY[2]]
    assert balanced(page)


def test_a_notice_below_the_last_ruler_is_no_text(tmp_path):
    notice = "欢迎到灯塔夜读的网站看更多海州故事，也请告诉身边的朋友。"
    page = read(tmp_path, FRONT + "\n\n".join(BODY) + f"\n\n---\n\n{notice}\n")
    assert [p.text for p in page.articles[0].paragraphs] == list(BODY)
    assert balanced(page)
    page = read(tmp_path, FRONT + f"{BODY[0]}\n\n---\n\n" + "\n\n".join(BODY[1:] * 2) + "\n")
    assert len(page.articles[0].paragraphs) == 5  # a ruler between parts of the text


def test_facts_listed_above_the_text_are_none_of_it(tmp_path):
    facts = "* **日期**：2024.06.04\n* **地点**：海州，港区\n* **处理**：灯少亮一半\n"
    facts += "* **原文**：[港口的灯](http://example.org)\n\n"
    page = read(tmp_path, FRONT + facts + "\n\n".join(BODY) + "\n")
    assert [p.text for p in page.articles[0].paragraphs] == list(BODY)
