"""Shapes of pages that users bring, one each: title, authors, affiliations, day, paper, and the very text."""

import json

import pytest

from one_article import ONE, THREE, TITLE, TWO, only

BODY = "\n\n".join((ONE, TWO, THREE))
PAPER = "海州日报"
DAY = "2024-06-04"


SHAPES = {  # what is above and below the text, and what an article says of itself
    "name and place in pairs": (
        "杜清河（海州大学）　罗小溪（云州社科院）",
        "",
        ["杜清河", "罗小溪"],
        ["海州大学", "云州社科院"],
    ),
    "a pen between bars": ("文丨杜清河\n\n图丨罗小溪", "", ["杜清河"], []),
    "who is below, behind a dash": (
        "",
        "——作者：杜清河，海州大学经济学院教授",
        ["杜清河"],
        ["海州大学经济学院教授"],
    ),
    "who is below, in brackets": ("", "（杜清河 作者为海州大学教授）", ["杜清河"], ["海州大学教授"]),
    "the author of this text": ("杜清河", "（本文作者为海州大学教授）", ["杜清河"], ["海州大学教授"]),
    "each with an affiliation, and an editor": (
        "杜清河 罗小溪",
        "[作者杜清河系海州大学教授，罗小溪系云州社科院研究员；责任编辑：江若水]",
        ["杜清河", "罗小溪"],
        ["海州大学教授", "云州社科院研究员"],
    ),
    "who they are, by name": (
        "杜清河 罗小溪",
        "作者简介：杜清河，海州大学经济学院教授；罗小溪，云州社科院研究员。",
        ["杜清河", "罗小溪"],
        ["海州大学经济学院教授", "云州社科院研究员"],
    ),
    "references without numbers": (
        "杜清河",
        "参考文献\n\n罗小溪：《海州经济史》，海州：海州出版社，2019年，第12页。\n\n江若水：《云州的港口》，《云州研究》2020年第3期。",
        ["杜清河"],
        [],
    ),
    "a footnote of markdown": ("杜清河", "[^1]: 数据来自海州统计年鉴。", ["杜清河"], []),
    "a line each, with the place": (
        "■ 杜清河　海州大学经济学院\n■ 罗小溪　云州社科院",
        "",
        ["杜清河", "罗小溪"],
        ["海州大学经济学院", "云州社科院"],
    ),
    "the name, then who it is": ("杜清河 海州大学教授", "", ["杜清河"], ["海州大学教授"]),
    "fields of a database": (
        "【作者】杜清河，海州大学教授\n【期刊】《海州学刊》2024年第3期",
        "",
        ["杜清河"],
        ["海州大学教授"],
    ),
    "the head of a proposal": ("提案人：杜清河\n界别：经济界\n提案号：第0123号", "", ["杜清河"], []),
    "invitations around the text": (
        "杜清河\n\n点击上方“海州观察”可以订阅哦",
        "长按二维码关注我们",
        ["杜清河"],
        [],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_who_wrote_it(tmp_path, shape):
    above, below, authors, affiliations = SHAPES[shape]
    text = "\n\n".join(part for part in (TITLE, above, BODY, below) if part) + "\n"
    _, article = only(tmp_path, "shape.md", text)
    assert (article.title, list(article.authors)) == (TITLE, authors)
    assert list(article.affiliations) == affiliations
    assert [p.text for p in article.paragraphs] == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "head",
    [
        "海州日报 2024年6月4日 第5版 理论",
        "《海州日报》2024年6月4日 星期二 第5版（理论）",
        "海州日报/2024年/6月/4日/第005版\n理论周刊",
        "2024年06月04日 星期二\n海州日报\n05版：理论",
        "【潮信论坛】\n海州日报 2024-06-04 A05版",
        "《 海州日报 》（ 2024年06月04日 05 版）",
    ],
)
def test_the_head_of_a_sheet_says_paper_and_day(tmp_path, head):
    page, article = only(tmp_path, "head.txt", f"{head}\n\n{TITLE}\n杜清河\n\n{BODY}\n")
    assert (article.title, article.authors) == (TITLE, ("杜清河",))
    assert (page.source.newspaper, article.date) == (PAPER, DAY)
    assert [p.text for p in article.paragraphs] == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line", ["2024年06月04日 08:10 海州网-海州日报", "《海州日报》（2024年06月04日 第 09 版）"]
)
def test_paper_and_day_below_the_title(tmp_path, line):
    page, article = only(tmp_path, "line.txt", f"{TITLE}\n\n{line}\n\n{BODY}\n")
    assert (article.title, article.date, page.source.newspaper) == (TITLE, DAY, PAPER)
    assert [p.text for p in article.paragraphs] == [ONE, TWO, THREE]


def test_a_mark_alone_between_two_parts_is_no_paragraph(tmp_path):
    _, article = only(tmp_path, "mark.txt", f"{TITLE}\n杜清河\n\n　　{ONE}\n　　*\n　　{TWO}\n　　{THREE}\n")
    assert [p.text for p in article.paragraphs] == [ONE, TWO, THREE]


def test_the_heading_of_links_inside_an_article_is_left_out(tmp_path):
    html = (
        f"<html><head><title>{TITLE} - 海州网</title></head><body><article><h1>{TITLE}</h1>"
        f"<p>杜清河</p><p>{ONE}</p><aside><h3>相关</h3><p><a href=a>渡口的灯还亮着</a></p></aside>"
        f"<p>{TWO}</p><p>{THREE}</p></article></body></html>"
    )
    _, article = only(tmp_path, "aside.html", html)
    assert [p.text for p in article.paragraphs] == [ONE, TWO, THREE]


def test_a_title_that_names_persons_lowers_the_confidence(tmp_path):
    texts = {name: f"{title}\n\n罗小溪\n\n{BODY}\n" for name, title in (("a", "江上雪"), ("b", "江上的雪"))}
    sure = {name: only(tmp_path, f"{name}.txt", text)[1].confidence for name, text in texts.items()}
    assert sure["a"] < sure["b"]


def test_the_first_paragraph_of_a_report_is_no_caption(tmp_path):
    report = f"本报海州6月4日电（记者杜清河、罗小溪）{ONE}"
    text = f"{TITLE}\n\n{report}\n\n图为海州港的潮信站。\n江若水摄（影像海州）\n\n{TWO}\n\n{THREE}\n"
    _, article = only(tmp_path, "report.txt", text)
    assert article.authors == ("杜清河", "罗小溪")
    assert [p.text for p in article.paragraphs] == [report, TWO, THREE]


def test_the_title_of_an_annex_is_a_line_of_its_own(tmp_path):
    text = (
        "海州市人民政府办公厅关于印发潮信站建设方案的通知\n\n海政办发〔2024〕6号\n\n各区、县人民政府：\n\n"
        "《潮信站建设方案》已经市政府同意，现印发给你们，请认真组织实施。\n\n海州市人民政府办公厅\n2024年6月4日\n\n"
        f"（此件公开发布）\n\n潮信站建设方案\n\n{ONE}\n\n{TWO}\n"
    )
    _, article = only(tmp_path, "annex.txt", text)
    assert [p.text for p in article.paragraphs][-3:] == ["潮信站建设方案", ONE, TWO]


@pytest.mark.parametrize(
    "line",
    ["原创 杜清河 海州观察 *2024-06-04 08:30* *海州*", "原创 杜清河 海州观察 2024-06-04 08:30 发表于海州"],
)
def test_the_line_of_an_account(tmp_path, line):
    _, article = only(tmp_path, "account.md", f"# {TITLE}\n\n{line}\n\n{BODY}\n")
    assert (article.title, article.authors, article.date) == (TITLE, ("杜清河",), DAY)


def test_a_title_in_the_head_alone_above_a_line_that_says_who_and_when(tmp_path):
    lines = "".join(f"<p>{text}</p>" for text in (ONE, TWO, THREE))
    html = (
        f"<html><head><meta charset=utf-8><meta property='og:title' content='{TITLE}'></head><body><form>"
        f"<p>2024年06月04日 08:30 来源：海州日报 作者：杜清河</p>{lines}</form></body></html>"
    )
    page, article = only(tmp_path, "head.html", html)
    assert (article.title, article.authors, article.date) == (TITLE, ("杜清河",), DAY)
    assert page.source.newspaper == PAPER


def test_names_alone_between_title_and_text_of_a_web_page_sign_it(tmp_path):
    lines = "".join(f"<P>　　{text}</P>" for text in (ONE, TWO, THREE))
    html = (
        f"<html><head><title>海州日报数字报-{TITLE}</title></head><body><div>2024年06月04日 星期二</div>"
        f"<h1>{TITLE}</h1><h4>杜清河 罗小溪</h4><div id=text><div>{lines}</div></div></body></html>"
    )
    _, article = only(tmp_path, "paper.html", html)
    assert (article.title, article.authors) == (TITLE, ("杜清河", "罗小溪"))


@pytest.mark.parametrize("nothing", ["NULL", "None", "nan", "N/A", "-"])
def test_how_programs_write_nothing_is_no_author(tmp_path, nothing):
    record = {"title": TITLE, "author": nothing, "media": nothing, "text": BODY}
    page, article = only(tmp_path, "record.jsonl", json.dumps(record, ensure_ascii=False))
    assert (article.authors, article.newspaper, page.source.newspaper) == ((), None, None)
    assert article.docvars["author"] == nothing  # it is not lost
