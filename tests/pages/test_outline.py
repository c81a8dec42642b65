"""What a page as a whole says of its lines: contents, heads shown twice, talks; papers of other places."""

import pytest

from yrdresearch.pages.block import Block, has_role
from yrdresearch.pages.facts import Facts
from yrdresearch.pages.filenames import title_of_name
from yrdresearch.pages.layout import find_blocks
from yrdresearch.pages.outline import below_text, is_prose, said_elsewhere, sections, unsigned, verse
from yrdresearch.pages.parse import parse_page
from yrdresearch.pages.reading import read_page

BODY = (  # fictional: a harbour and tea farmers
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了连接内外的通道。",
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热，账本记得清清楚楚。",
    "往后的路还长。港口要变得更绿，码头上的灯要少亮一些，这些事情都需要几座城市坐下来一起商量。",
)
TEXT = "\n\n".join(BODY)


def one(text):
    (article,) = parse_page(text, page_id="p").articles
    return article, [p.text for p in article.paragraphs]


def test_a_table_of_contents_is_no_text():
    law = "\n".join(
        [
            "海州市港口节能条例",
            "（2024年6月4日海州市第五届人民代表大会常务委员会第二次会议通过）",
            *("目 录", "第一章 总 则", "第二章 照明", "第一章 总 则"),
            "第一条 为了规范港口照明，保障航行安全，结合本市实际，制定本条例。",
            "第二章 照明",
            "第二条 码头的灯应当按照船期开关。市港口部门负责监督检查，并向社会公布结果。",
        ]
    )
    article, text = one(law)
    assert (article.title, article.date) == ("海州市港口节能条例", "2024-06-04")
    assert text[0] == "第一章 总 则"
    assert len(text) == 4


def test_days_of_adoption_stand_below_the_title_of_a_law():
    adopted = "2008年6月19日 海州市第三届人民代表大会常务委员会第十次会议通过\n\n2024年7月1日 施行\n\n"
    head = "# 海州市港口节能条例\n\n" + adopted
    article, text = one(head + "第一条 为了规范港口照明，保障航行安全，结合本市实际，制定本条例。\n\n" + TEXT)
    assert article.title == "海州市港口节能条例"
    assert text[0].startswith("第一条")
    assert len(text) == 4


@pytest.mark.parametrize(
    "head",
    [
        "码头的灯可以少亮一些\n\n2024-06-04 杜清河\n\n杜清河\n\n码头的灯可以少亮一些\n\n杜清河\n\n",
        "码头的灯可以少亮一些-海州网\n\n码头的灯可以少亮一些\n\n2024-06-04来源:海州日报\n\n作者：杜清河\n\n",
        "新闻频道 > 海州港\n\n码头的灯可以少亮一些******\n\n作者：杜清河\n\n",
    ],
)
def test_a_head_that_sites_show_twice_is_one_head(head):
    article, text = one(head + TEXT)
    assert (article.title, article.authors) == ("码头的灯可以少亮一些", ("杜清河",))
    assert text == list(BODY)


def test_the_turns_of_a_talk_are_paragraphs():
    turns = ["海州日报：灯为什么要少亮？", "杜清河：" + BODY[0], "海州日报：那么茶呢？", "杜清河：" + BODY[1]]
    _, text = one("码头的灯可以少亮一些\n\n本报记者 罗小溪\n\n" + "\n\n".join(turns))
    assert text == turns


def test_the_first_line_is_the_title_where_nothing_else_is():
    title = "十年前,码头上的灯亮到天明:它们为什么要少亮一些"
    article, text = one("\n".join([title, *BODY]))
    assert (article.title, text) == (title, list(BODY))
    assert article.confidence < 0.5


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("聯合報 記者杜清河／海州報導", ("杜清河",)),
        ("端傳媒記者 杜清河 羅小溪 發自海州、雲州", ("杜清河", "羅小溪")),
        ("文|杜清河 海州大学经济学院", ("杜清河",)),
        ("杜 清a,罗小溪a,b,孙 丹b", ("杜清", "罗小溪", "孙丹")),
        ("刘海,罗小溪,䶮子安,杜清河", ("刘海", "罗小溪", "䶮子安", "杜清河")),
    ],
)
def test_bylines_of_other_papers(line, names):
    article, text = one("码头的灯可以少亮一些\n\n" + line + "\n\n" + TEXT)
    assert (article.authors, text) == (names, list(BODY))


def test_the_reporter_in_front_of_the_text_signs_it():
    article, text = one("碼頭的燈可以少亮一些\n\n〔記者杜清河／海州報導〕" + TEXT)
    assert article.authors == ("杜清河",)
    assert len(text) == 3


@pytest.mark.parametrize(
    ("line", "date", "newspaper"),
    [
        ("海州论丛 2024年3期", "2024", "海州论丛"),
        ("出处：海州论丛2024年第03期", "2024", "海州论丛"),
        ("2024年06月04日 14:05:00来源：海州网", "2024-06-04", "海州网"),
        ("时间:2024-06-04 07:20内容来源:海州早报 新闻归类:港口", "2024-06-04", "海州早报"),
        ("2024 06/ 04 14:40:51", "2024-06-04", None),
        ("刊登于 2024-06-04", "2024-06-04", None),
    ],
)
def test_where_and_when(line, date, newspaper):
    article, text = one("码头的灯可以少亮一些\n\n" + line + "\n\n作者：杜清河\n\n" + TEXT)
    page = parse_page("码头的灯可以少亮一些\n\n" + line + "\n\n作者：杜清河\n\n" + TEXT, page_id="p")
    assert (article.date, article.newspaper or page.source.newspaper) == (date, newspaper)
    assert text == list(BODY)


@pytest.mark.parametrize(
    "head",
    [
        "海州大学 | 加入收藏 | 联系我们\n时政要闻\n当前位置: 首页    时政要闻    正文\n\n"
        "码头的灯可以少亮一些\n\n"
        "发布时间：2024-06-04 来源：海州日报\n\n作者：杜清河\n\n",
        "首页\n港口\n茶园\n天气\n读后感\n调查报告\n作文\n\n码头的灯可以少亮一些\n\n"
        "来源：海州日报 时间：2024-06-04 11:55:16 点击：\n\n"
        "作者：杜清河\n\n",
        "码头的灯可以少亮一些\n\n2024-06-04杜清河\n\n海州论丛(社会科学) 2024年6期\n"
        "关键词：港口照明\n\n杜清河\n\n",
        "码头的灯可以少亮一些\n\n时间：2024-06-04 港口频道 版权反馈\n\n作者丨杜清河\n\n",
        "码头的灯可以少亮一些\n\n2024年6月4日 星期二 放大 缩小 默认\n\n杜清河\n\n",
        "杜清河丨码头的灯可以少亮一些\n\n2024/06/04 10:16(06/04 11:01 更新)\n\n",
        "码头的灯可以少亮一些（杜清河）\n\n学术 2024-06-04 10:16 海州\n\n",
    ],
)
def test_what_sites_put_around_a_head_is_not_the_head(head):
    article, text = one(head + TEXT)
    assert article.title.replace("杜清河丨", "").removesuffix("（杜清河）") == "码头的灯可以少亮一些"
    assert (article.authors, article.date) == (("杜清河",), "2024-06-04")
    assert text == list(BODY)


def test_a_source_below_the_text_names_the_author():
    article, text = one(
        "码头的灯可以少亮一些\n\n" + TEXT + "\n\n本文来源：海州日报 作者：杜清河 责任编辑：罗小溪_N42"
    )
    assert article.authors == ("杜清河",)
    assert text == list(BODY)


def test_words_at_pictures_above_the_text_are_left_out():
    facts = Facts(title="码头的灯可以少亮一些", date="2024-06-04")
    page = "# 码头的灯可以少亮一些\n\n码头夜景\n\n吊机开动\n\n" + TEXT
    (article,) = parse_page(page, page_id="p", facts=facts).articles
    assert [p.text for p in article.paragraphs] == list(BODY)


def test_a_line_that_is_the_title_twice_is_no_text():
    title = "海州论港：几家船公司今年改用岸电的账算下来“比去年省”"
    article, text = one(f"{title}\n\n{title} {title}\n\n{TEXT}")
    assert (article.title, text) == (title, list(BODY))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("码头的灯可以少亮一些\n\n" + TEXT, "nothing beside it says whose it is"),
        ("论晚潮与渔火\n\n杜清河\n\n" + TEXT, "no two characters of its title"),
    ],
)
def test_signs_that_a_reading_may_be_wrong_are_named(text, reason):
    article, _ = one(text)
    assert any(reason in one for one in article.reasons)
    assert article.confidence < 0.85


HEADINGS = (
    "灯火阑珊处 渡口的人说",
    "《海州港》的船期变了",
    "夜里的账怎么算：一家船公司的两本账，与一座码头的旧规矩",
)


def sectioned(*head):
    """Fictional: a text of three parts, each of two paragraphs below a heading."""
    parts = [f"{heading}\n\n{BODY[0]}\n\n{BODY[1]}" for heading in HEADINGS]
    return "\n\n".join([*head, BODY[2], BODY[1], *parts])


def test_headings_of_a_text_that_nobody_signs_are_no_titles():
    article, text = one(sectioned("码头的灯可以少亮一些"))
    assert article.title == "码头的灯可以少亮一些"
    assert [row for row in text if row in HEADINGS] == list(HEADINGS)
    assert len(text) == 11


def test_articles_that_somebody_signs_stay_apart():
    text = "\n\n".join(f"{heading}\n\n杜清河\n\n{BODY[0]}\n\n{BODY[1]}" for heading in HEADINGS[:2])
    assert [a.title for a in parse_page(text, page_id="p").articles] == list(HEADINGS[:2])


def test_a_text_without_a_title_is_an_article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(sectioned("海州社海州6月4日电（记者 杜清河）" + BODY[0]), encoding="utf-8")
    (article,) = read_page(path).articles
    assert (article.title, len(article.paragraphs)) == ("", 12)
    assert article.confidence < 0.5


@pytest.mark.parametrize(
    "name", ["2024-06-04@码头的灯可以少亮一些", "03_码头的灯可以少亮一些", "码头的灯可以少亮一些 12"]
)
def test_a_text_without_a_title_is_called_by_its_file(tmp_path, name):
    path = tmp_path / f"{name}.txt"
    path.write_text(TEXT, encoding="utf-8")
    (article,) = read_page(path).articles
    assert (article.title, [p.text for p in article.paragraphs]) == ("码头的灯可以少亮一些", list(BODY))
    assert article.confidence < 0.85


@pytest.mark.parametrize("name", ["001", "新闻稿", "第3版", "海州经济技术论坛会议资料"])
def test_a_name_that_the_text_does_not_speak_of_is_no_title(name):
    assert title_of_name(f"{name}.txt", TEXT) == ""


@pytest.mark.parametrize("line", ["海港的晨雾还没有散去。", "各位代表、同志们："])
def test_a_sentence_or_an_address_is_no_title(tmp_path, line):
    path = tmp_path / "a.txt"
    path.write_text(f"{line}\n\n{TEXT}", encoding="utf-8")
    (article,) = read_page(path).articles
    assert (article.title, len(article.paragraphs)) == ("", 4)


@pytest.mark.parametrize(
    "line",
    [
        "作者声明：在本人所知情的范围内，本人与所述港口没有利害关系，文责自负。",
        "本文版权为海州观察独家拥有，任何单位和个人不得复制，违者将追究其法律责任。",
        "更多详情免费咨询021-5555555或登录WWW.EXAMPLE.ORG（海州通），专人为您解答。",
        "想知道下一条船期？可拨打热线：021-55555555，老师免费直接沟通，名额有限。",
        "海州港投资咨询有限公司承诺提供专业服务，仅供参考；市场有风险，投资需谨慎。",
    ],
)
def test_notices_below_a_text_are_no_text(line):
    _, text = one(f"码头的灯可以少亮一些\n\n杜清河\n\n{TEXT}\n\n{line}")
    assert text == list(BODY)


def test_a_tail_that_leads_to_another_sheet_is_cut_off():
    page = parse_page(f"码头的灯可以少亮一些\n\n杜清河\n\n{TEXT}（下转第3版）", page_id="p")
    assert page.articles[0].paragraphs[-1].text == BODY[2]
    assert page.ledger["discarded"]["furniture"] == len("（下转第3版）")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("海州观察杜清河、罗小溪报道", ("杜清河", "罗小溪")),
        ("【文：杜清河】", ("杜清河",)),
        ("2024年06月04日07:15  海州经济网  作者：杜清河", ("杜清河",)),
        ("作者︰杜清河", ("杜清河",)),
        ("文/\n\n杜清河", ("杜清河",)),
    ],
)
def test_more_forms_of_bylines(line, names):
    article, text = one(f"码头的灯可以少亮一些\n\n{line}\n\n{TEXT}")
    assert (article.authors, text) == (names, list(BODY))


def test_a_reporter_behind_the_paper_in_brackets():
    article, _ = one(f"码头的灯可以少亮一些\n\n【海州网】（记者 杜清河）{TEXT}")
    assert article.authors == ("杜清河",)


def test_notes_below_a_text_are_no_text():
    notes = "注　　释\n\n〔1〕参见《海州港志》第三章。\n〔2〕吊机，即起重机。"
    _, text = one(f"码头的灯可以少亮一些\n\n杜清河\n\n{TEXT}\n\n{notes}")
    assert text == list(BODY)


# by themselves: what is asked of the lines of a page


def lines(*texts: str) -> list[Block]:
    found = find_blocks("\n\n".join(texts))
    assert len(found) == len(texts)
    return found


P = BODY[0]


def test_sections_are_short_or_numbered_four_times_out_of_five() -> None:
    short, long = [f"## 港口{number}" for number in "一二三四五"], "## 码头的灯为什么要少亮一些"
    top = ["# 港口怎样联动"]
    four_of_five = [line for head in [*short[:4], long] for line in (head, P)]
    three_of_four = [line for head in [*short[:3], long] for line in (head, P)]
    assert sections(lines(*top, *four_of_five)) == [1, 3, 5, 7, 9]
    assert sections(lines(*top, *three_of_four)) == []


def test_a_place_and_day_in_the_second_line_below_a_heading_signs_nothing() -> None:
    dateline = "新华社海州6月4日电 " + P
    assert has_role(lines(dateline)[0], "dateline")
    page = ["# 港口怎样联动", "## 航线", P, dateline, "## 口岸", P]
    assert sections(lines(*page)) == [1, 4]
    signed = ["# 港口怎样联动", "## 航线", dateline, "## 口岸", P]
    assert sections(lines(*signed)) == []


@pytest.mark.parametrize(("characters", "prose"), [(99, False), (100, True), (101, True)])
def test_a_hundred_chinese_characters_are_prose(characters: int, prose: bool) -> None:
    assert is_prose(lines("港" * (characters - 3) + "2024" + "口，岸a联。")) == prose


def test_one_text_whatever_is_above_its_parts() -> None:
    assert unsigned(lines(P, P, P, "航线与口岸", P)) == range(1, 5)
    assert unsigned(lines("港口怎样联动", P, P, P, "航线与口岸", P)) == range(2, 6)
    assert unsigned(lines(P, P, "航线与口岸", P)) == range(0), "two paragraphs or more below each heading"
    assert unsigned(lines(P, P, P, P)) == range(0), "there is nothing above its parts"
    assert unsigned(lines(P, P, P, "# 航线与口岸", P)) == range(1, 5)
    assert unsigned(lines("# 港口怎样联动", P, P, P, "## 航线与口岸", P)) == range(2, 6)
    assert unsigned(lines("# 港口怎样联动", P, P, P, "# 航线与口岸", P)) == range(0), (
        "another article's title"
    )


TITLE, FIRST, SECOND = "码头的灯可以少亮一些", "作者：杜清河", "作者：罗小溪"


@pytest.mark.parametrize(
    ("head", "again"),
    [
        ([TITLE, FIRST, TITLE, FIRST, P], {2, 3}),
        ([TITLE, FIRST, TITLE, SECOND, P], {2}),
        ([TITLE, FIRST, "港口联动的新办法", FIRST, P], set()),
        ([f"{TITLE}-海州网", TITLE, P], {0}),
        ([TITLE, f"{TITLE}-海州网", P], set()),
        ([TITLE, TITLE, TITLE, P], {0, 1, 2}),
        (["海港", "目录", "第一章 航线", "第二章 口岸", "第一章 航线", P, "第二章 口岸", P], {1, 2, 3}),
        (["海港", "目录", "第一章 航线", "第一章 航线", P], {1, 2}),
        (["第一章 航线", "目录", "第一章 航线", P], set()),
    ],
)  # fmt: skip
def test_lines_that_say_again_what_another_says(head: list[str], again: set[int]) -> None:
    assert set(said_elsewhere(lines(*head))) == again


def test_a_poem_is_below_the_byline_under_its_title() -> None:
    stanza = ["晨雾未散", "吊机转动", "滩涂成岸", "灯火通明"]
    assert verse(lines("海港之歌", "又一首", "杜清河", *stanza)) == range(3, 7)
    assert verse(lines("海港之歌", "杜清河", *stanza)) == range(2, 6)
    assert verse(lines("海港之歌", "杜清河", *stanza[:3])) == range(0)
    assert verse(lines("海港之歌", "杜清河", *stanza, P)) == range(0)


NOTICE = "欢迎到灯塔夜读看更多故事"


@pytest.mark.parametrize(
    ("page", "left_out"),
    [
        ([P, P, P, "---", NOTICE], {4}),
        ([P, P, P, "---", NOTICE, NOTICE], {4, 5}),
        ([P, P, P, "---", NOTICE, NOTICE, NOTICE], set()),
        ([P, P, "---", NOTICE], set()),
        ([P, P, P, "---", "作者：杜清河"], set()),
        ([P, P, P, "---", P * 4], set()),
        ([P, P, P, NOTICE], set()),
        ([P, "---", P, P, "---", NOTICE], {5}),
    ],
)
def test_a_line_or_two_below_the_last_ruler_are_a_notice(page: list[str], left_out: set[int]) -> None:
    assert set(below_text(lines(*page), [None] * len(page))) == left_out
