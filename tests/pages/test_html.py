"""Web pages: the article with its title, its facts and its paragraphs, and nothing of what is around it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yrdresearch.errors import PageError
from yrdresearch.pages.facts import Extract
from yrdresearch.pages.html import html_to_text as named_html_to_text
from yrdresearch.pages.reading import read_page
from yrdresearch.pages.webtext import lines_of, parse_html

TITLE = "码头的灯可以少亮一些"
PROSE = (  # a harbour in fog; tea farmers with a new drying room; an agreement of two counties; all fictional
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。",
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热，账本记得清清楚楚。",
    "烘房修好以后，两个县的干部又把冷库的事摆上桌面。谁出地、谁出电，一条一条写进了协议里。",
)
HEAD = f"<title>{TITLE}_海州新闻网</title>"
NEWS = ["海州新区开了一条新公交线路", "云州老城修缮工程全部完工", "山城茶农换上新的烘房，一年省下许多开支"]
MENU = "<ul>" + "".join(f"<li><a href='/{n}'>{text}</a></li>" for n, text in enumerate(NEWS * 6)) + "</ul>"
BODY = "".join(f"<p>{text}</p>" for text in PROSE)


def html_to_text(data: str) -> Extract:
    return named_html_to_text(data, name="a.html")


def page(body: str, head: str = HEAD) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def lines(html: str) -> list[str]:
    return [line for line in html_to_text(html).text.split("\n") if line]


ARTICLE = f"<h1>{TITLE}</h1>{BODY}"
COMMENTS = "".join(
    f"<div class='c'><a>网友{n}</a><p>我觉得这件事说得有道理，港口应该这样做，大家支持！</p></div>"
    for n in range(20)
)
SUMMARIES = "".join(
    f"<li><a>{text}</a><p>{text}，记者昨天从有关部门了解到这个消息。</p></li>" for text in NEWS * 5
)
LAYOUTS = {
    "plain": ARTICLE,
    "menus": MENU + f"<div>{ARTICLE}</div>" + MENU,
    "in a form": f"<form action='/'>{MENU}<div>{ARTICLE}</div></form>",
    "behind an end that is too early": f"{MENU}</body></html><div>{ARTICLE}</div>",
    "comments below": f"<div><div>{ARTICLE}</div><div>{COMMENTS}</div></div>",
    "summaries of others": f"<div><div>{ARTICLE}</div><ul>{SUMMARIES}</ul></div>",
    "a wrapper a paragraph": ARTICLE.replace("<p>", "<div><p>").replace("</p>", "</p></div>") + MENU,
    "breaks": f"<h1>{TITLE}</h1><div>{'<br><br>'.join(PROSE)}</div>{MENU}",
    "tables": f"<table><tr><td>{MENU}</td><td><h1>{TITLE}</h1>{BODY}</td></tr></table>",
    "title apart": f"<div><h1>{TITLE}</h1></div>{MENU}<div>{BODY}</div>",
    "title twice": f"<h1>{TITLE}</h1><div><p>{TITLE}</p>{BODY}</div>",
    "title in a div": f"<div class='t'>{TITLE}</div><div>{BODY}</div>{MENU}",
    "title on two lines": f"<h1>{TITLE[:5]}<br>{TITLE[5:]}</h1>{BODY}",
    "title on top in a path": f"<div><a>首页</a> &gt; {TITLE}</div>{MENU}{ARTICLE}",
    "hidden parts": f"<div style='display: none'>{COMMENTS}</div>{ARTICLE}<select></select>",
    "a link inside": ARTICLE.replace("吊机", "<a href='/x'>吊机</a>"),
    "a paragraph that is a link": ARTICLE.replace(PROSE[1], f"<a href='/x'>{PROSE[1]}</a>"),
    "script and style": f"<script>var a = '甲';</script><style>p{{}}</style>{ARTICLE}",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_is_read_and_nothing_else(layout: str) -> None:
    found = html_to_text(page(LAYOUTS[layout]))
    assert found.facts.title == TITLE
    assert [line for line in found.text.split("\n") if line] == [f"# {TITLE}", *PROSE]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<meta property='og:title' content='{TITLE}'><title>海州网</title>", TITLE),
        (f"<title>{TITLE}_海州网_海州</title>", TITLE),
        (f"<title>{TITLE} - 海州网</title>", TITLE),
        ("", None),
    ],
)
def test_a_title_that_stands_in_the_head_alone(head: str, title: str | None) -> None:
    found = html_to_text(page(f"<div>{BODY}</div>", head))
    assert found.facts.title == title
    assert [line for line in found.text.split("\n") if line] == list(PROSE)


def test_a_title_is_known_by_its_letters_where_nothing_names_it() -> None:
    """Documents of offices: in the middle, bold, on several lines; the number below is not bold."""
    middle = "style='text-align: center'"
    head = f"<p {middle}><b>{TITLE[:5]}<br>{TITLE[5:]}</b></p><p {middle}>海政发〔2024〕6号</p>"
    found = html_to_text(page(f"<td>{head}<p>各区人民政府：</p>{BODY}</td>", ""))
    assert found.facts.title is None  # the parser looks at the whole page before it believes it
    assert [line for line in found.text.split("\n") if line][:2] == [f"# {TITLE}", "海政发〔2024〕6号"]


@pytest.mark.parametrize(
    ("above", "date", "paper"),
    [
        ("<p>2024-06-04 09:50 来源：海州日报</p>", "2024-06-04", "海州日报"),
        ("<span>2024年06月04日 09:50</span><span> 海州日报</span>", "2024-06-04", "海州日报"),
        ("<p>来源：<a>海州日报</a></p><p>发布时间：2024/6/4</p>", "2024-06-04", "海州日报"),
        ("<p>2024.06.04 字号：大 中 小 来源：《海州日报》 作者：杜清河</p>", "2024-06-04", "海州日报"),
        ("<p>记者 杜清河</p>", None, None),
    ],
)
def test_facts_beside_the_title(above: str, date: str | None, paper: str | None) -> None:
    facts = html_to_text(page(f"<h1>{TITLE}</h1>{above}{BODY}")).facts
    assert (facts.date, facts.newspaper) == (date, paper)


def meta(**fields: str) -> str:
    return "".join(
        f"<meta name='{name.replace('_', ':')}' content='{text}'>" for name, text in fields.items()
    )


LINKED = {"@graph": [{"headline": TITLE, "datePublished": "2024-06-04", "dateModified": "2025-01-01"}]}


@pytest.mark.parametrize(
    "head",
    [
        meta(article_published="2024-06-04T09:50:00+08:00", source="来源：海州日报"),
        meta(lastmodified="2025-01-01", publishdate="2024-06-04", mediaid="海州日报"),
        f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>" + meta(source="海州日报"),
        "<script type='application/ld+json'>{broken</script>"
        + meta(datePublished="2024-06-04", source="海州日报"),
    ],
)
def test_facts_of_the_head_count_where_the_page_shows_none(head: str) -> None:
    facts = html_to_text(page(ARTICLE, HEAD + head)).facts
    assert (facts.title, facts.date, facts.newspaper) == (TITLE, "2024-06-04", "海州日报")
    shown = html_to_text(page(f"<h1>{TITLE}</h1><p>2024-06-03 云州日报</p>{BODY}", HEAD + head)).facts
    assert shown.date == "2024-06-03"


def test_the_author_in_the_head_is_the_editor_as_often() -> None:
    assert html_to_text(page(ARTICLE, HEAD + "<meta name='author' content='编辑甲'>")).facts.authors is None
    labelled = html_to_text(page(f"<h1>{TITLE}</h1><p>作者：杜清河 罗小溪</p>{BODY}"))
    assert labelled.facts.authors == ("杜清河", "罗小溪")
    placed = html_to_text(page(f"<h1>{TITLE}</h1><p>2024-06-04 作者：杜清河（海州大学教授）</p>{BODY}")).facts
    assert (placed.authors, placed.affiliations) == (("杜清河",), ("海州大学教授",))


@pytest.mark.parametrize(
    "line", ["海州新闻记者 杜清河 罗小溪", "杜清河、罗小溪/海州日报", "本报记者：杜清河 罗小溪"]
)
def test_who_signs_beside_the_title_is_taken_and_stays_in_the_text(line: str) -> None:
    found = html_to_text(
        page(f"<div><h1>{TITLE}</h1><div>{line}</div><div>分享</div></div><div>{BODY}</div>")
    )
    assert found.facts.authors == ("杜清河", "罗小溪")
    assert "分享" not in found.text


def test_facts_below_the_text_count_where_nothing_is_said_above() -> None:
    below = "<div><p>阅读 539</p><p>发布日期：2024-06-04 所属分类：头条</p><p>来源：海州日报(海州)</p></div>"
    facts = html_to_text(page(f"<div>{ARTICLE}</div>{below}")).facts
    assert (facts.date, facts.newspaper) == ("2024-06-04", "海州日报")


def test_a_link_behind_the_last_sentence_leads_elsewhere() -> None:
    found = html_to_text(page(ARTICLE[:-4] + "<a href='/'>返回海州网首页>></a></p>"))
    assert found.text.strip().endswith(PROSE[-1])
    assert found.left_out["navigation"] == 9


def test_a_table_of_metadata_is_facts_and_no_text() -> None:
    cells = {"索 引 号：": "0012/2024-06", "发文机关：": "海州市人民政府办公厅", "标　　题：": TITLE,
             "成文日期：": "2024年06月01日", "发布日期：": "2024年06月04日",
             "发文字号：": "海政办发〔2024〕6号",
             "主题词：": ""}  # fmt: skip
    table = (
        "<table>"
        + "".join(f"<tr><td><b>{k}</b></td><td>{v}</td></tr>" for k, v in cells.items())
        + "</table>"
    )
    content = f"<p>{TITLE[:4]}<br>{TITLE[4:]}</p><p>海政办发〔2024〕6号</p><p>各区人民政府：</p>{BODY}"
    found = html_to_text(page(f"{table}<table><tr><td>{content}</td></tr></table>", ""))
    facts = found.facts
    assert (facts.title, facts.authors) == (TITLE, ("海州市人民政府办公厅",))
    assert (facts.date, facts.document_number) == ("2024-06-01", "海政办发〔2024〕6号")
    assert facts.docvars == {"索引号": "0012/2024-06", "发布日期": "2024年06月04日"}
    assert [line for line in found.text.split("\n") if line] == [
        *(f"# {TITLE}", "海政办发〔2024〕6号", "各区人民政府：", *PROSE)
    ]


def test_a_table_at_the_end_of_the_text_belongs_to_it_unless_it_links() -> None:
    rows = "<table><tr><td>年份</td><td>用电</td></tr><tr><td>2024</td><td>三万度</td></tr></table>"
    links = "<table><tr><td>相关文章</td><td><a>海州新区开了一条新公交线路</a></td></tr></table>"
    assert lines(page(f"<div>{ARTICLE}{rows}</div>{MENU}"))[-4:] == ["年份", "用电", "2024", "三万度"]
    assert lines(page(f"<div>{ARTICLE}{links}</div>{MENU}"))[-1] == PROSE[-1]


def test_several_signed_articles_are_left_to_the_parser() -> None:
    several = "".join(
        f"<h2>{title}</h2><p>{name}</p>{BODY}" for title, name in [("港口", "杜清河"), ("烘房", "罗小溪")]
    )
    found = html_to_text(page(f"<h1>{TITLE}</h1>{several}"))
    assert found.facts.title is None
    assert [line for line in found.text.split("\n") if line.startswith("## ")] == ["## 港口", "## 烘房"]
    subheads = html_to_text(page(f"<h1>{TITLE}</h1><h2>港口</h2>{BODY}<h2>烘房</h2>{BODY}"))
    assert subheads.facts.title == TITLE


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_ledger_accounts_for_the_text_of_the_page(tmp_path, layout: str) -> None:
    (tmp_path / "a.html").write_text(page(LAYOUTS[layout]), encoding="utf-8")
    read = read_page(tmp_path / "a.html")
    shown, unseen = lines_of(parse_html(page(LAYOUTS[layout]), name="a.html"))
    whole = sum(len("".join(line.text.split())) for line in shown) + sum(unseen.values())
    found = html_to_text(page(LAYOUTS[layout]))
    kept = len("".join(found.text.replace("#", "").split()))
    assert kept + sum(found.left_out.values()) == whole
    ledger = read.ledger
    assert sum(ledger["assigned"].values()) + sum(ledger["discarded"].values()) == ledger["characters"]
    assert ledger["characters"] == len(read.raw) + sum(found.left_out.values())


def test_what_is_declared_is_not_believed(tmp_path) -> None:
    """Four of 62 saved pages declare GB2312 and are UTF-8; pages in Big5 say so."""
    for declared, encoding in [
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("gb2312", "gb18030"),
        ("big5", "utf-8"),
    ]:
        text = page(ARTICLE).replace("charset='utf-8'", f"charset='{declared}'")
        (tmp_path / "a.html").write_bytes(text.encode(encoding))
        assert read_page(tmp_path / "a.html").articles[0].title == TITLE
    text = "<meta charset='big5'><h1>碼頭的燈</h1><p>海港的晨霧還沒有散去，吊機已經開始轉動。十年時間。</p>"
    (tmp_path / "a.html").write_bytes(text.encode("big5"))
    assert read_page(tmp_path / "a.html").articles[0].title == "碼頭的燈"


@pytest.mark.parametrize(
    "data",
    ["<!-- only a comment, 注释 -->", "<!DOCTYPE html>", "<html></html>", "<>", "<?xml version='1.0'?>"],
)
def test_a_file_without_text_gets_one_sentence(tmp_path, data: str) -> None:
    (tmp_path / "a.html").write_text(data, encoding="utf-8")
    with pytest.raises(PageError, match=r"a\.html"):
        read_page(tmp_path / "a.html")


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul", "blockquote", "font"])
def test_what_would_be_lost_below_too_many_elements_is_told(tag: str) -> None:
    found = html_to_text(page(f"<{tag}>" * 1_000 + ARTICLE))
    assert all(text in found.text for text in PROSE)
    with pytest.raises(PageError, match=r"a\.html nests its elements more than 2,000 deep"):
        html_to_text(page(f"<{tag}>" * 30_000 + ARTICLE))


PIECES = ["<p>", "</p>", "<div>", "</div>", "<br>", "<a>", "</a>", "<td>", "<h2>", "<!--", "-->", "<script>"]
PIECES += ["</script>", "<", "&#55296;", "&nbsp;", "港口要联动，航线要互补。", "灯", " ", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_markup_gives_a_text_and_a_count(parts) -> None:
    found = html_to_text("".join(parts))
    found.text.encode()
    assert all(n > 0 for n in found.left_out.values())
