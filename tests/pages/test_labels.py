"""Texts that begin with labels and values, and shapes that a newcomer brings: each read as it is meant."""

import json

import pytest

from yrdresearch.pages.reading import read_page

BODY = (  # fictional: a harbour and tea farmers
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。",
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热，账本记得清清楚楚。",
    "往后的路还长。港口要变得更绿，码头上的灯要少亮一些，这些事情都需要几座城市坐下来一起商量。",
)
TITLE = "码头的灯可以少亮一些"


def read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    page = read_page(path)
    (article,) = page.articles
    assert [p.text for p in article.paragraphs] == list(BODY)
    assert article.title == TITLE
    counted = page.ledger["assigned"].values(), page.ledger["discarded"].values()
    assert page.ledger["characters"] == sum(map(sum, counted))
    return page, article


@pytest.mark.parametrize(
    "head",
    [
        f"标题：{TITLE}\n作者：杜清河\n日期：2024-06-04\n报纸：海州日报\n版次：第7版\n\n",
        f"【标题】{TITLE}\n【作者】杜清河\n【日期】2024年6月4日\n【来源】海州日报\n【正文】\n",
        f"題名: {TITLE}\r\n記者: 杜清河\r\n見報: 无\r\n發布日期: 2024/6/4\r\n報紙: 海州日报\r\n內容:\r\n",
    ],
)
def test_lines_of_labels_on_top_are_facts(tmp_path, head):
    page, article = read(tmp_path, "one.txt", head + "\n\n".join(BODY) + "\n")
    assert (article.authors, article.date, article.newspaper) == (("杜清河",), "2024-06-04", "海州日报")
    assert page.ledger["discarded"]["labels"] > 20


def test_a_label_alone_and_texts_that_are_labelled_again_stay_text(tmp_path):
    path = tmp_path / "two.txt"
    one = f"标题：{TITLE}\n作者：杜清河\n\n" + "\n\n".join(BODY)
    path.write_text(one + "\n\n" + one.replace("码头", "渡口"), encoding="utf-8")
    assert "labels" not in read_page(path).ledger["discarded"]
    path.write_text(f"{TITLE}\n\n作者：杜清河\n\n" + "\n\n".join(BODY), encoding="utf-8")
    page = read_page(path)
    assert "labels" not in page.ledger["discarded"]
    assert page.articles[0].authors == ("杜清河",)


@pytest.mark.parametrize(
    ("above", "below", "authors", "date"),
    [
        ("", "\n\n——杜清河", ("杜清河",), None),
        (
            "原创 杜清河 海州观察 2024-06-04 08:30 发表于海州",
            "\n\n-END-\n\n编辑 | 罗小溪\n\n点赞、在看、转发",
            ("杜清河",),
            "2024-06-04",
        ),
        ("本报首席记者　杜清河　实习生　罗小溪", "", ("杜清河", "罗小溪"), None),
        ("２０２４－０６－０４　０９：５０　　来源：海州日报　　作者：杜清河", "", ("杜清河",), "2024-06-04"),
    ],
)
def test_bylines_of_every_day(tmp_path, above, below, authors, date):
    text = TITLE + "\n\n" + above + "\n\n" + "\n\n".join(BODY) + below
    _, article = read(tmp_path, "one.txt", text)
    assert (article.authors, article.date) == (authors, date)


def test_an_electronic_paper_with_its_buttons(tmp_path):
    head = "海州日报\n2024年06月04日　星期二　第A07版：理论\n上一版 下一版\n上一篇 下一篇 放大 缩小 默认\n\n"
    text = head + f"{TITLE}\n——海州港十年调查\n\n■本报记者　杜清河　通讯员　罗小溪\n\n" + "\n\n".join(BODY)
    page, article = read(tmp_path, "one.txt", text + "\n\n上一篇：茶山的余热\n下一篇：无\n")
    assert (article.authors, article.date) == (("杜清河", "罗小溪"), "2024-06-04")
    assert page.source.newspaper == "海州日报"


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_unusual_names_of_fields(tmp_path, suffix):
    text = "\n".join(BODY)
    table = (
        f'序号,文章名称,见报时间,报刊,撰稿人,新闻正文\n1,{TITLE},2024.6.4,海州日报,杜清河/罗小溪,"{text}"\n'
    )
    answer = {
        "headline": TITLE,
        "publishTime": "2024-06-04T09:50:00+08:00",
        "mediaName": "海州日报",
        "authorList": [{"name": "杜清河"}, {"name": "罗小溪"}],
        "contentHtml": "".join(f"<p>{text}</p>" for text in BODY),
    }
    wrapped = json.dumps({"code": 0, "data": {"items": [answer]}}, ensure_ascii=False)
    _, article = read(tmp_path, f"one.{suffix}", table if suffix == "csv" else wrapped)
    assert (article.authors, article.date, article.newspaper) == (
        ("杜清河", "罗小溪"),
        "2024-06-04",
        "海州日报",
    )


def test_facts_side_by_side_without_a_blank(tmp_path):
    info = "<span>2024-06-04 09:50</span><span>来源：海州日报</span><span>本报记者 杜清河</span>"
    text = "".join(f"<p>　　{one}</p>" for one in BODY) + "<p>（责任编辑：罗小溪）</p>"
    page = f"<html><body><h1>{TITLE}</h1><div>{info}</div><div>{text}</div></body></html>"
    _, article = read(tmp_path, "one.html", page)
    assert (article.authors, article.date, article.newspaper) == (("杜清河",), "2024-06-04", "海州日报")


@pytest.mark.parametrize("tag", ["figcaption", 'p class="caption"', 'div class="img-caption"'])
def test_words_below_a_picture_are_no_text(tmp_path, tag):
    caption = f"<{tag}>清晨的海州港，吊机正在装船，工人们还没有下班。</{tag.split()[0]}>"
    text = f"<p>{BODY[0]}</p>{caption}<p>{BODY[1]}</p><p>{BODY[2]}</p>"
    page, _ = read(tmp_path, "one.html", f"<html><body><h1>{TITLE}</h1><div>{text}</div></body></html>")
    assert page.ledger["discarded"]["caption"] == 23
