"""Texts that are one article, whatever is between their lines: papers, talks, translations."""

import pytest

from one_article import ONE, THREE, TITLE, TWO, only
from yrdresearch.pages.reading import read_pages

ENGLISH = "The tide stations of the two towns were built one after another, and each reports to the next."


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
    _, article = only(tmp_path, "text.md", PAPER)
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
    _, article = only(tmp_path, "text.md", "\n\n".join([f"# {TITLE}", ONE, *lines]) + "\n")
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
    _, article = only(tmp_path, "talk.txt", "\n\n".join([TITLE, above, *lines]) + "\n")
    assert (article.title, article.authors) == (TITLE, ())
    assert told(article) == [part for line in lines for part in line.split("\n")]
    assert article.date == ("2024-06-04" if "时间" in above else None)


def test_a_text_that_begins_with_a_chapter_has_no_title(tmp_path):
    lines = ["第一章 总则", "第一节 由来", ONE, "第二节 上游", TWO, "第二章 下游", THREE, "第三章 附则", ONE]
    _, article = only(tmp_path, "text.txt", "\n\n".join(lines) + "\n")
    assert (article.title, article.authors) == ("", ())
    assert told(article) == lines


def test_a_chapter_is_no_byline(tmp_path):
    lines = ["第一章　港口", ONE, "第一节　码头", TWO, "第二章　研究院", THREE]
    _, article = only(tmp_path, "text.txt", "\n\n".join(["第三编　交通", *lines]) + "\n")
    assert (article.title, article.authors) == ("第三编　交通", ())
    assert told(article) == lines


@pytest.mark.parametrize("note", ["〔1〕", "[1]", "[^1]", "①"])
def test_the_number_of_a_note_ends_no_paragraph_early(tmp_path, note):
    below = "------------------\n\n注　　释\n\n〔1〕指海州港的潮信站。\n\n〔2〕见本书第三卷。"
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n{ONE}\n\n{TWO}{note}\n\n{THREE}\n\n{below}\n")
    assert told(article) == [ONE, TWO + note, THREE]


def test_the_lines_of_an_account_around_a_text(tmp_path):
    head = f"# {TITLE}\n\n*2024年6月4日 · 杜清河 · 阅读约5分钟*\n\n收录于合集 #港口 3个"
    _, article = only(tmp_path, "text.md", f"{head}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n点个**在看**再走吧\n")
    assert (article.title, article.authors, article.date) == (TITLE, ("杜清河",), "2024-06-04")
    assert told(article) == [ONE, TWO, THREE]


def test_the_translation_below_a_text_is_not_of_it(tmp_path):
    below = f"# Tides Are Told Downstream\n\nBy Du Qinghe\n\n{ENGLISH}\n\n{ENGLISH}\n"
    _, article = only(
        tmp_path, "text.md", f"# {TITLE}\n\n杜清河 著\n\n江若水 译\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n{below}"
    )
    assert (article.title, set(article.authors)) == (TITLE, {"杜清河", "江若水"})
    assert told(article) == [ONE, TWO, THREE]


def test_lines_of_facts_above_the_only_heading_are_no_text(tmp_path):
    above = "版次：头版\n日期：2024-06-04\n主题：潮信站\n"
    _, article = only(
        tmp_path,
        "text.md",
        f"{above}\n# {TITLE}\n\n## 摘要\n\n{ONE}\n\n## 背景\n\n{TWO}\n\n## 结论\n\n{THREE}\n",
    )
    assert (article.title, article.date) == (TITLE, "2024-06-04")
    assert told(article) == ["摘要", ONE, "背景", TWO, "结论", THREE]


@pytest.mark.parametrize("author", ["admin", "Administrator", "管理员"])
def test_the_account_of_a_program_is_no_author(tmp_path, author):
    text = f"---\ntitle: {TITLE}\nauthor: {author}\n---\n\n文｜杜清河\n\n{ONE}\n\n{TWO}\n"
    _, article = only(tmp_path, "text.md", text)
    assert article.authors == ("杜清河",)
    assert article.docvars["author"] == author


def test_tags_of_a_program_in_the_front_matter_say_nothing(tmp_path):
    front = (
        f"---\ntitle: !!python/unicode '{TITLE}'\ndate: !stamp 2024-06-04\ntags: !!python/tuple [潮信]\n---\n"
    )
    _, article = only(tmp_path, "text.md", f"{front}\n{ONE}\n\n{TWO}\n")
    assert (article.title, article.date) == (TITLE, "2024-06-04")


def test_a_line_of_names_and_values_with_a_day_is_no_paragraph(tmp_path):
    _, article = only(
        tmp_path, "text.txt", f"{TITLE}\n\n发布时间：2024-06-04 发布人：-\n\n{ONE}\n\n{TWO}\n\n{THREE}\n"
    )
    assert (article.title, article.date) == (TITLE, "2024-06-04")
    assert told(article) == [ONE, TWO, THREE]


def test_lines_below_a_ruler_under_a_given_title_are_of_the_site(tmp_path):
    front = f"---\ntitle: {TITLE}\n---\n"
    below = "-------------------\n\n专注于海州港口的观察\n\n微信号：haizhou\n"
    _, article = only(tmp_path, "text.md", f"{front}\n{ONE}\n\n{TWO}\n\n{below}")
    assert told(article) == [ONE, TWO]


def test_the_mark_of_a_footnote_behind_a_title_is_not_of_it(tmp_path):
    _, article = only(
        tmp_path, "text.md", f"# {TITLE} \\*\n\n$\\sqsubset$ 本刊记者 杜清河\n\n{ONE}$^{{[1]}}$\n\n{TWO}\n"
    )
    assert (article.title, article.authors) == (TITLE, ("杜清河",))
    assert told(article) == [f"{ONE}[1]", TWO]


def test_the_part_of_a_paper_that_the_sheet_names(tmp_path):
    _, article = only(
        tmp_path, "text.txt", f"海州日报\n2024年6月4日\n第07版：理论\n\n{TITLE}\n\n杜清河\n\n{ONE}\n\n{TWO}\n"
    )
    assert (article.title, article.authors, article.section) == (TITLE, ("杜清河",), "理论")
    assert told(article) == [ONE, TWO]


def test_no_line_names_a_part(tmp_path):
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n杜清河\n\n{ONE}\n\n{TWO}\n")
    assert article.section is None


def test_the_line_of_a_journal_with_pages_and_a_research_group_with_a_mark(tmp_path):
    head = f"海州社会科学 2024年第3期 第12—18页\n\n# {TITLE}\n\n海州大学经济学院课题组*"
    _, article = only(tmp_path, "text.md", f"{head}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n")
    assert (article.title, article.authors) == (TITLE, ("海州大学经济学院课题组",))
    assert told(article) == [ONE, TWO, THREE]


def test_the_lines_below_a_comment_in_long_characters(tmp_path):
    below = "作者為海州大學教授\n\n（文章純屬作者意見，不代表本報立場。）"
    _, article = only(
        tmp_path, "text.md", f"# {TITLE}\n\n撰文：杜清河\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n{below}\n"
    )
    assert (article.authors, article.affiliations) == (("杜清河",), ("海州大學教授",))
    assert told(article) == [ONE, TWO, THREE]


@pytest.mark.parametrize("line", ["未完待续", "（未完待续）", "本文由海州观察授权转载"])
def test_what_an_account_says_below_a_text(tmp_path, line):
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n杜清河\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n{line}\n")
    assert told(article) == [ONE, TWO, THREE]


def test_an_institute_above_the_only_heading_signs_nothing(tmp_path):
    _, article = only(
        tmp_path, "text.md", f"海州大学经济研究院\n\n# {TITLE}\n\n作者：杜清河\n\n{ONE}\n\n{TWO}\n\n{THREE}\n"
    )
    assert (article.title, article.authors) == (TITLE, ("杜清河",))
    assert told(article) == [ONE, TWO, THREE]


def test_a_bold_line_in_a_text_whose_title_is_the_only_heading_is_a_subhead(tmp_path):
    _, article = only(
        tmp_path,
        "text.md",
        f"# {TITLE}\n\n[海州时报](https://example.org)\n\n{ONE}\n\n{TWO}\n\n**潮信从何而来**\n\n{THREE}\n",
    )
    assert (article.title, told(article)) == (TITLE, [ONE, TWO, "潮信从何而来", THREE])


def test_headings_below_the_first_words_of_the_only_title_are_of_its_text(tmp_path):
    parts = f"## 上游的潮信站是怎样建起来的\n\n{TWO}\n\n## 下游的渡口为什么总是等得最久\n\n{THREE}\n"
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n{ONE}\n\n{parts}")
    assert article.title == TITLE
    assert told(article)[::2] == [ONE, TWO, THREE]


def test_headings_that_somebody_signs_are_titles(tmp_path):
    path = tmp_path / "text.md"
    parts = f"## 上游的潮信站\n\n杜清河\n\n{TWO}\n\n## 下游的渡口\n\n罗小溪\n\n{THREE}\n"
    path.write_text(f"# 海州日报\n\n{parts}", encoding="utf-8")
    (page,) = read_pages(path)
    assert [(one.title, one.authors) for one in page.articles] == [
        ("上游的潮信站", ("杜清河",)),
        ("下游的渡口", ("罗小溪",)),
    ]


FEET = "原文链接：https://example.org/{}\n\n电子邮件：\n\n[news](mailto:news@example.org)\n\n© 海州电台\n"


@pytest.mark.parametrize("ruler", ["---\n\n", ""])
def test_articles_that_end_with_the_same_lines(tmp_path, ruler):
    heads = {"潮信站今日开工": ONE, "港口吞吐量创新高": TWO, "渡口的灯换成新灯": THREE}
    text = ruler.join(
        f"# {title}\n\n{said}\n\n{FEET.format(at)}\n" for at, (title, said) in enumerate(heads.items())
    )
    path = tmp_path / "news.md"
    path.write_text(text, encoding="utf-8")
    (page,) = read_pages(path)
    assert {one.title: told(one) for one in page.articles} == {title: [said] for title, said in heads.items()}


def test_sections_that_count_are_one_article_though_they_end_alike(tmp_path):
    said = zip(("一、引言", "二、上游", "三、下游"), (ONE, TWO, THREE), strict=True)
    text = "".join(f"# {head}\n\n{body}\n\n（海州记事）\n\n" for head, body in said)
    _, article = only(tmp_path, "text.md", text)
    assert [one for one in told(article) if len(one) > 10] == [ONE, TWO, THREE]


def test_who_asks_by_name_first_asks_in_the_rest_of_the_talk(tmp_path):
    first = f"（二〇二四年六月四日）\n\n## 上游的几个潮信站和它们的潮信\n\n罗问：{ONE}\n\n杜答：{TWO}"
    second = f"## 下游的渡口为什么要等\n\n问：{THREE}\n\n答：{ONE}\n\n问：{TWO}\n\n答：{THREE}"
    _, article = only(tmp_path, "text.md", f"# 和海州记者罗小溪的谈话\n\n{first}\n\n{second}\n")
    assert (article.title, article.date) == ("和海州记者罗小溪的谈话", "2024-06-04")
    assert told(article)[1:3] == [f"罗问：{ONE}", f"杜答：{TWO}"]
    assert told(article)[-1] == f"答：{THREE}"


@pytest.mark.parametrize(
    "line", ["海州小站自动备份，仅供查阅学习", "【開始記錄】", "📅 時間：110年1月20日", "🏡 地點：海州會館"]
)
def test_what_is_between_title_and_text_of_a_copy(tmp_path, line):
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n{line}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n")
    assert (article.title, article.subtitle, told(article)) == (TITLE, "", [ONE, TWO, THREE])


def test_a_sentence_below_the_title_is_no_subtitle(tmp_path):
    short = "过几天就是潮节了，先说几句。"
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n{short}\n\n{ONE}\n\n{TWO}\n\n{THREE}\n")
    assert (article.subtitle, told(article)) == ("", [short, ONE, TWO, THREE])


@pytest.mark.parametrize(
    "form", ["**{}**：{}", "**{}：**{}", "**{}** ：{}", "**{}**\n\n{}", "### {}：\n\n{}"]
)
def test_speakers_whose_names_are_bold_or_headings(tmp_path, form):
    said = [("罗小溪", ONE), ("杜清河", TWO), ("罗小溪", THREE), ("杜清河", ONE + TWO)]
    turns = "\n\n**潮信从何而来**\n\n".join(
        "\n\n".join(form.format(*one) for one in half) for half in (said[:2], said[2:])
    )
    _, article = only(tmp_path, "text.md", f"# {TITLE}\n\n{turns}\n")
    assert (article.title, article.authors) == (TITLE, ())
    text = "".join(told(article))
    assert all(words in text for _, words in said)
