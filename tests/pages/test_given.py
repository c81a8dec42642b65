"""Texts whose title is given: what is above them, between and below is told apart from the text."""

import pytest

from yrdresearch.pages.facts import Facts
from yrdresearch.pages.page import Article
from yrdresearch.pages.parse import parse_page

FIRST = "现在，我代表海州市人民政府，向大会报告工作，请予审议，并请列席人员提出意见。"
SECOND = "过去一年，海州港吞吐量增长一成，沿江六县共用一张航道图，灯火一直亮到天明。"


def article(text: str, **facts: object) -> Article:
    (found,) = parse_page(text, page_id="x", facts=Facts(title="海州市政府工作报告", **facts)).articles  # type: ignore[arg-type]
    return found


def texts(found: Article) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs]


@pytest.mark.parametrize("name", ["杜清河", "海州市市长　杜清河", "海州市市长\n　杜清河", "作者：杜清河"])
@pytest.mark.parametrize("day", ["", "——2024年2月5日在海州市第五届人民代表大会第二次会议上\n\n"])
def test_who_speaks_stands_above_the_speech(name: str, day: str) -> None:
    found = article(f"海州市政府工作报告\n\n{day}{name}\n\n各位代表：\n\n{FIRST}\n\n{SECOND}")
    assert found.authors == ("杜清河",)
    assert texts(found) == ["各位代表：", FIRST, SECOND]


def test_when_a_resolution_was_passed_is_no_part_of_it() -> None:
    passed = "（2024年2月8日海州市第五届人民代表大会第二次会议通过）"
    found = article(f"海州市政府工作报告\n\n{passed}\n\n{FIRST}\n\n{SECOND}", authors=())
    assert texts(found) == [FIRST, SECOND]


def test_a_title_run_together_with_a_dateline_is_cut_off() -> None:
    """Scraped texts lose the break between the two."""
    start = "海州市政府工作报告海州社云州2月5日电（记者杜清河、罗小溪）"
    found = article(
        f"来源：\n海州社\n字号：默认\n大\n|\n{start.replace('海州社云州', '新华社云州')}{FIRST}{SECOND}"
    )
    assert found.authors == ("杜清河", "罗小溪")
    assert texts(found)[0].startswith("新华社云州2月5日电")
    same = f"海州市政府工作报告提出，今年要修好三条航道。{FIRST}"
    assert texts(article(f"{same}\n\n{SECOND}"))[0] == same


def test_a_section_on_top_is_part_of_the_text() -> None:
    assert texts(article(f"一、去年\n\n{FIRST}\n\n二、今年\n\n{SECOND}"))[0] == "一、去年"


@pytest.mark.parametrize("credit", ["图/海州图库", "海州港的码头（资料图）", "图片来源：海州网"])
def test_a_credit_below_an_indented_paragraph_is_not_its_own(credit: str) -> None:
    rows = [FIRST, SECOND, FIRST[2:], SECOND[4:]]
    text = "\n\n".join("　　" + row for row in rows).replace(SECOND + "\n\n", f"{SECOND}\n\n{credit}\n\n", 1)
    assert texts(article(text)) == rows


def test_a_licence_and_what_a_scraper_leaves_of_it_stay_outside() -> None:
    below = "这部作品在1931年1月1日以前以匿名发表\n公有領域\n。\nPublic domain\nfalse"
    assert texts(article(f"{FIRST}\n\n{SECOND}\n\n\n{below.replace('在1931', '在1931')}")) == [FIRST, SECOND]


def test_a_reporter_in_the_midst_of_a_web_text_signs_it() -> None:
    found = article(f"划重点：\n\n{FIRST}\n\n《潮信》作者 杜清河\n\n{SECOND}\n\n{FIRST}")
    assert found.authors == ("杜清河",)
    assert "《潮信》作者 杜清河" not in texts(found)


@pytest.mark.parametrize(
    "line",
    [
        "原文来自微信公众号「海州观察」：海州市政府工作报告",
        "原文：海州观察：海州市政府工作报告",
        "出自 海州观察：海州市政府工作报告，已消失",
        "文本源自「海州周刊」：早报：海州市政府工作报告怎么看？",
        "2024-02-05 09:50 UTC 转载自海州观察",
    ],
)
def test_where_a_text_was_taken_from_is_no_part_of_it(line: str) -> None:
    assert texts(article(f"{line}\n\n{FIRST}\n\n{SECOND}")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "below",
    [
        ["相关报道 ↓↓↓", "云州的茶香了", "平水的桥修好了"],
        ["编辑 | 杜清河", "看完了，点个在看", "1、回复【船期】看船期"],
        ["作者：罗小溪", "微信：haizhou2024", "欢迎交流~", "加微信请注明", "姓名、公司、职务"],
        ["更多精彩内容，关注海州观察微信号（ID：haizhou）", "灯火阑珊处见"],
        ["下载海州客户端，更多精彩等着你来发现，还有好礼相送。"],
        ["微信搜索“海州书评”（haizhoubooks）：读书，读人。"],
        ["有兴趣订阅《海州论丛》者，可发电邮至本刊。"],
        ["捐款方式如下：", "微信转账：", "银行卡转账："],
        ["海州港反浪费小组", "2024年2月5日"],
    ],
)
def test_what_a_site_or_its_writer_puts_below_a_text_is_no_part_of_it(below: list[str]) -> None:
    """Below a line that closes the text nothing of it stands; nor a heading over nothing, nor who signs."""
    assert texts(article("\n\n".join([FIRST, SECOND, *below]))) == [FIRST, SECOND]


def test_short_lines_below_a_picture_stay_in_the_text() -> None:
    rows = [FIRST, SECOND, "![](a.jpg)", "灯火一直亮到天明", "渡口的船还在等"]
    assert texts(article("\n\n".join(rows))) == [row for row in rows if row[0] != "!"]


def test_who_signs_the_annex_of_a_document_stays_in_it() -> None:
    rows = [FIRST, SECOND, "海州港反浪费小组", "2024年2月5日"]
    assert rows[2] in texts(article("\n\n".join(rows), document_number="海政发〔2024〕6号"))
