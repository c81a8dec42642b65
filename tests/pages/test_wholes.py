"""Texts that are one article, whatever is between their lines: papers, talks, translations."""

import pytest

from yrdresearch.pages.reading import read_pages

TITLE = "潮信站要先报给下游听"
ONE = "海州与云州隔江相望，产业各有所长。近年来，两地在港口、园区和人才上的合作不断加深。"
TWO = "协同发展不是把项目搬来搬去，而是让要素流动得更顺畅。为此，潮信站的潮信要先报给下游听。"
THREE = "与此同时，公共服务的差距仍然存在，看病和上学还有不少障碍，需要在制度上继续探索。"
ENGLISH = "The tide stations of the two towns were built one after another, and each reports to the next."


def only(tmp_path, text, name="text.md"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (page,) = read_pages(path)
    counted = page.ledger["assigned"].values(), page.ledger["discarded"].values()
    assert page.ledger["characters"] == sum(map(sum, counted))
    (article,) = page.articles
    return page, article


def told(article):
    return [paragraph.text for paragraph in article.paragraphs]


PAPER = f"""专题：港口 Harbours

# {TITLE}

# 杜清河1.2 罗小溪²

1海州大学经济学院 海州 300001
2海州植物园 海州 300002

关键词：港口；潮信

# 1引言

{ONE}

# 2潮信站的由来

# 2.1上游

{TWO}

* 基金项目：海州市社科基金“潮信”（21BJL045）

{THREE}

# 3结语

{ONE}

# 参考文献

[1]江若水.港口的灯[J].海州学刊,2021(3):45-52.
[金若水.潮信的由来[J].云州学刊,2020
(4): 12-20.
[3]江若水.渡口[M].海州：海州出版社,2019

# Tides Are Told Downstream

Du Qinghe

{ENGLISH}

杜清河，海州大学教授，博士生导师，长期研究港口与潮信。E-mail: du@example.org
"""


def test_a_scanned_paper_whose_every_heading_has_one_mark(tmp_path):
    _, article = only(tmp_path, PAPER)
    assert (article.title, article.authors) == (TITLE, ("杜清河", "罗小溪"))
    assert told(article) == [
        *("1引言", ONE, "2潮信站的由来", "2.1上游", TWO, THREE, "3结语", ONE),
    ]


TALKS = {
    "question and answer, with headings": [
        ("问", "潮信站为什么要建在上游？"),
        ("答", ONE),
        None,
        ("问", "下游怎样听到？"),
        ("答", TWO),
    ],
    "a round table": [
        ("主持人", "请三位谈谈潮信站。"),
        ("杜清河", ONE),
        ("罗小溪", TWO),
        None,
        ("主持人", "下游怎样听到？"),
        ("杜清河", THREE),
        ("罗小溪", ONE),
    ],
    "a press conference: each paper asks once": [
        ("海州广播电视总台记者", "潮信站什么时候建成？"),
        ("杜清河", ONE),
        None,
        ("云州日报记者", "下游怎样听到？"),
        ("杜清河", TWO),
        ("江州晚报记者", "上游呢？"),
        ("杜清河", THREE),
    ],
}


@pytest.mark.parametrize("shape", TALKS)
def test_a_talk_is_one_text(tmp_path, shape):
    lines = ["## 潮信站的今天和明天" if turn is None else "：".join(turn) for turn in TALKS[shape]]
    _, article = only(tmp_path, "\n\n".join([f"# {TITLE}", ONE, *lines]) + "\n")
    assert article.title == TITLE
    assert told(article) == [ONE, *(line.removeprefix("## ") for line in lines)]


CASTS = {
    "who speaks on lines of their own, with brackets": (
        "主持人：江若水（海州日报记者）\n嘉　宾：杜清河（海州大学教授）\n　　　　罗小溪（云州社科院研究员）",
        "：",
    ),
    "a label alone, the names below": (
        "主持人：\n江若水（海州日报记者）\n\n与谈人：\n杜清河（海州大学教授）\n罗小溪（云州社科院研究员）",
        "：",
    ),
    "when and where": (
        "时间：2024年6月4日上午10时\n地点：海州市新闻发布厅\n主持人：江若水\n发布人：杜清河、罗小溪",
        "：\n",
    ),
    "names alone above what they say": ("主持人：江若水\n嘉宾：杜清河、罗小溪", "\n"),
}


@pytest.mark.parametrize("shape", CASTS)
def test_who_takes_part_in_a_talk_is_neither_title_nor_author(tmp_path, shape):
    above, colon = CASTS[shape]
    words = {"江若水": (ONE, "对。"), "杜清河": (TWO, ONE), "罗小溪": (THREE, TWO)}
    said = [(name, words[name][turn]) for turn in (0, 1) for name in words]
    lines = [f"{name}{colon}{what}" for name, what in said]
    _, article = only(tmp_path, "\n\n".join([TITLE, above, *lines]) + "\n", "talk.txt")
    assert (article.title, article.authors) == (TITLE, ())
    assert told(article) == [part for line in lines for part in line.split("\n")]
    assert article.date == ("2024-06-04" if "时间" in above else None)


def test_a_text_that_begins_with_a_chapter_has_no_title(tmp_path):
    lines = ["第一章 总则", "第一节 由来", ONE, "第二节 上游", TWO, "第二章 下游", THREE, "第三章 附则", ONE]
    _, article = only(tmp_path, "\n\n".join(lines) + "\n", "text.txt")
    assert (article.title, article.authors) == ("", ())
    assert told(article) == lines


def test_a_chapter_is_no_byline(tmp_path):
    lines = ["第一章　港口", ONE, "第一节　码头", TWO, "第二章　研究院", THREE]
    _, article = only(tmp_path, "\n\n".join(["第三编　交通", *lines]) + "\n", "text.txt")
    assert (article.title, article.authors) == ("第三编　交通", ())
    assert told(article) == lines


@pytest.mark.parametrize("note", ["〔1〕", "[1]", "[^1]", "①"])
def test_the_number_of_a_note_ends_no_paragraph_early(tmp_path, note):
    below = "------------------\n\n注　　释\n\n〔1〕指海州港的潮信站。\n\n〔2〕见本书第三卷。"
    _, article = only(tmp_path, f"# {TITLE}\n\n{ONE}\n\n{TWO}{note}\n\n{THREE}\n\n{below}\n")
    assert told(article) == [ONE, TWO + note, THREE]


def test_the_lines_of_an_account_around_a_text(tmp_path):
    head = f"# {TITLE}\n\n*2024年6月4日 · 杜清河 · 阅读约5分钟*\n\n收录于合集 #港口 3个"
    _, article = only(tmp_path, f"{head}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n点个**在看**再走吧\n")
    assert (article.title, article.authors, article.date) == (TITLE, ("杜清河",), "2024-06-04")
    assert told(article) == [ONE, TWO, THREE]


def test_the_translation_below_a_text_is_not_of_it(tmp_path):
    below = f"# Tides Are Told Downstream\n\nBy Du Qinghe\n\n{ENGLISH}\n\n{ENGLISH}\n"
    _, article = only(
        tmp_path, f"# {TITLE}\n\n杜清河 著\n\n江若水 译\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n{below}"
    )
    assert (article.title, set(article.authors)) == (TITLE, {"杜清河", "江若水"})
    assert told(article) == [ONE, TWO, THREE]


def test_lines_of_facts_above_the_only_heading_are_no_text(tmp_path):
    above = "版次：头版\n日期：2024-06-04\n主题：潮信站\n"
    _, article = only(
        tmp_path, f"{above}\n# {TITLE}\n\n## 摘要\n\n{ONE}\n\n## 背景\n\n{TWO}\n\n## 结论\n\n{THREE}\n"
    )
    assert (article.title, article.date) == (TITLE, "2024-06-04")
    assert told(article) == ["摘要", ONE, "背景", TWO, "结论", THREE]


@pytest.mark.parametrize("author", ["admin", "Administrator", "管理员"])
def test_the_account_of_a_program_is_no_author(tmp_path, author):
    text = f"---\ntitle: {TITLE}\nauthor: {author}\n---\n\n文｜杜清河\n\n{ONE}\n\n{TWO}\n"
    _, article = only(tmp_path, text)
    assert article.authors == ("杜清河",)
    assert article.docvars["author"] == author


def test_tags_of_a_program_in_the_front_matter_say_nothing(tmp_path):
    front = (
        f"---\ntitle: !!python/unicode '{TITLE}'\ndate: !stamp 2024-06-04\ntags: !!python/tuple [潮信]\n---\n"
    )
    _, article = only(tmp_path, f"{front}\n{ONE}\n\n{TWO}\n")
    assert (article.title, article.date) == (TITLE, "2024-06-04")


def test_a_line_of_names_and_values_with_a_day_is_no_paragraph(tmp_path):
    _, article = only(
        tmp_path, f"{TITLE}\n\n发布时间：2024-06-04 发布人：-\n\n{ONE}\n\n{TWO}\n\n{THREE}\n", "text.txt"
    )
    assert (article.title, article.date) == (TITLE, "2024-06-04")
    assert told(article) == [ONE, TWO, THREE]


def test_lines_below_a_ruler_under_a_given_title_are_of_the_site(tmp_path):
    front = f"---\ntitle: {TITLE}\n---\n"
    below = "-------------------\n\n专注于海州港口的观察\n\n微信号：haizhou\n"
    _, article = only(tmp_path, f"{front}\n{ONE}\n\n{TWO}\n\n{below}")
    assert told(article) == [ONE, TWO]


def test_the_mark_of_a_footnote_behind_a_title_is_not_of_it(tmp_path):
    _, article = only(
        tmp_path, f"# {TITLE} \\*\n\n$\\sqsubset$ 本刊记者 杜清河\n\n{ONE}$^{{[1]}}$\n\n{TWO}\n"
    )
    assert (article.title, article.authors) == (TITLE, ("杜清河",))
    assert told(article) == [f"{ONE}[1]", TWO]
