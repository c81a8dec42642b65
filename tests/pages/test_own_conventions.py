"""A user's own file says what lines of their pages are: it is believed, whatever the package knows."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import yrdresearch as yrd
from page_factory import check_invariants
from yrdresearch.cli import main
from yrdresearch.corpus.importing import import_corpus
from yrdresearch.errors import ArgumentError, PageError, YrdError
from yrdresearch.pages import draft_conventions, load_conventions, parse_page, recurring_lines
from yrdresearch.pages.conventionfiles import LINES, own_conventions

TEXT = (
    "海州的港口过去各算各的账，箱子在三个码头之间来回倒。去年起，三地把船期、关务和仓位放进一张表。\n\n"
    "表是死的，用表的人是活的。调度员老杜说，最难的不是系统，是让大家相信同一个数字。\n\n"
    "一体化走到深处，比的是谁先把门打开。\n\n"
)


def page_with(above: str, below: str, own: str):
    """The page with these lines around the text, read by the user's conventions."""
    file = f"{above}\n\n{TEXT}{below}\n"
    return parse_page(file, page_id="p", conventions=own_conventions(own))


def words(page) -> str:
    return "".join(one.text for article in page.articles for one in article.paragraphs)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("furniture: [海州观察出品，天天见]", "海州观察出品，天天见"),
        ("furniture: [海州观察第…期…]", "海州观察第 128 期，责编小溪"),
        ("furniture: ['## 海州观察　出品']", "## 海州观察 出品"),
        ("below: [灯塔荐读…]", "灯塔荐读：往期文章\n\n港口的夜班。\n\n他们守着一盏灯过年。"),
        ("end: [灯塔工作室…]", "灯塔工作室的话：这是一组短文的第三篇。"),
        ("caption: [灯塔图说…]", "灯塔图说 夜里的海州港一片灯火。"),
    ],
)
def test_what_a_user_says_is_no_text_is_none(lines: str, line: str) -> None:
    page = page_with("# 让三座港口算一本账\n\n杜清河", line, lines)
    assert words(page) == "".join(TEXT.split())
    ledger = page.ledger
    assert sum(ledger["assigned"].values()) + sum(ledger["discarded"].values()) == ledger["characters"]


def test_all_above_a_line_is_left_out() -> None:
    page = page_with(
        "灯塔\n\n听全文\n\n夜读时间到了。\n\n——正文从这里起——\n\n让三座港口算一本账",
        "",
        "above: [——正文从这里起——]",
    )
    assert page.articles[0].title == "让三座港口算一本账"
    assert words(page) == "".join(TEXT.split())


def test_names_and_days_in_an_own_line_are_facts() -> None:
    own = "byline: ['灯塔笔者{names}执灯']\nsource: ['潮起{day}']"
    page = page_with("# 让三座港口算一本账\n\n灯塔笔者 杜清河 罗小溪 执灯\n\n潮起2024年6月4日", "", own)
    (article,) = page.articles
    assert (article.authors, article.date) == (("杜清河", "罗小溪"), "2024-06-04")
    assert words(page) == "".join(TEXT.split())


@pytest.mark.parametrize("role", ["title", "subhead", "paragraph"])
def test_a_line_is_what_the_user_says(role: str) -> None:
    """The same short line between paragraphs, as three things."""
    line = "谁先开门"
    above, below = TEXT.split("\n\n", 1)
    raw = f"# 让三座港口算一本账\n\n杜清河\n\n{above}\n\n{line}\n\n{below}"
    page = parse_page(raw, page_id="p", conventions=own_conventions(f"{role}: [{line}]"))
    assert [article.title for article in page.articles] == [
        "让三座港口算一本账",
        *([line] if role == "title" else []),
    ]
    in_text = any(one.text == line for article in page.articles for one in article.paragraphs)
    assert in_text == (role != "title")


def test_the_head_of_each_page_is_in_the_order_said() -> None:
    """Three lines of like looks: which is the kicker, which the title, nothing else says."""
    lines = ["海州一夜灯不灭", "三座港口一本账", "杜门清河"]
    for head, title in (
        (["kicker", "title", "byline"], lines[1]),
        (["title", "subtitle", "byline"], lines[0]),
    ):
        page = page_with("\n\n".join(lines), "", f"head: {head}".replace("'", ""))
        assert page.articles[0].title == title
        assert words(page) == "".join(TEXT.split())


def test_a_tail_is_cut_off_the_end_of_a_paragraph() -> None:
    """However long the paragraph is, and whatever is in front of the tail."""
    for end in ("多一次。", "多一次（海州湾）", "多一次"):
        long = "船来船往，灯火不歇。" * 60 + end
        raw = f"# 让三座港口算一本账\n\n杜清河\n\n{TEXT}{long}（完）【掌灯：罗小溪】\n"
        page = parse_page(raw, page_id="p", conventions=own_conventions("tail: ['（完）【掌灯：…】']"))
        assert words(page) == "".join(TEXT.split()) + long


def test_only_a_tail_is_sought_in_a_line_of_any_length() -> None:
    """The other lines of a user are compared with lines that could be such."""
    long = "船来船往，灯火不歇。" * 2_500
    raw = f"# 让三座港口算一本账\n\n杜清河\n\n{TEXT}{long}【掌灯：罗小溪】\n"
    page = parse_page(raw, page_id="p", conventions=own_conventions("tail: ['【掌灯：…】']"))
    assert words(page) == "".join(TEXT.split()) + long
    page = parse_page(raw, page_id="p", conventions=own_conventions("furniture: ['船来船往…']"))
    assert long in words(page)


def test_a_byline_without_names_is_an_institutions() -> None:
    for own, line, authors, kind in (
        ("byline: [灯塔夜读编辑部]", "灯塔夜读编辑部", ("灯塔夜读编辑部",), "institution"),
        ("byline: ['掌灯人{names}']", "掌灯人 罗小溪", ("罗小溪",), "person"),
    ):
        (article,) = page_with(f"# 让三座港口算一本账\n\n{line}", "", own).articles
        assert (article.authors, article.byline_kind) == (authors, kind)


def test_reporters_at_the_beginning_of_a_paragraph_are_its_authors() -> None:
    first, rest = TEXT.split("\n\n", 1)
    raw = f"# 让三座港口算一本账\n\n灯塔夜航电，笔者罗小溪自海州湾。{first}\n\n{rest}"
    page = parse_page(
        raw, page_id="p", conventions=own_conventions("dateline: ['灯塔夜航电，笔者{names}自']")
    )
    assert page.articles[0].authors == ("罗小溪",)
    assert "海州的港口过去各算各的账" in words(page)


def test_headings_of_a_level_are_what_the_user_says() -> None:
    first, rest = TEXT.split("\n\n", 1)
    raw = f"### 海州湾一夜\n\n#### 甲板上\n\n{first}\n\n#### 灯塔下\n\n{rest}### 码头一日\n\n{TEXT}"
    page = parse_page(raw, page_id="p", conventions=own_conventions("title: ['### …']\nsubhead: ['#### …']"))
    assert [article.title for article in page.articles] == ["海州湾一夜", "码头一日"]
    assert "灯塔下" in words(page)
    of_another_level = own_conventions("furniture: ['## 海州湾一夜']")
    assert "海州湾一夜" in parse_page(raw, page_id="p", conventions=of_another_level).articles[0].title


def test_a_number_may_be_any_number() -> None:
    raw = f"# 让三座港口算一本账\n\n杜清河\n\n第 12 盏灯\n\n{TEXT}第十三盏灯\n\n{TEXT}"
    page = parse_page(raw, page_id="p", conventions=own_conventions("furniture: ['第{number}盏灯']"))
    assert words(page) == "".join(TEXT.split()) * 2


def test_the_first_line_that_fits_decides() -> None:
    line = "灯塔夜读祝您晚安，明晚再会。"
    for lines, kept in (
        ("furniture: [灯塔…]\nparagraph: [灯塔夜读…]", ""),
        ("paragraph: [灯塔夜读…]\nfurniture: [灯塔…]", line),
    ):
        page = page_with("# 让三座港口算一本账\n\n杜清河", line, lines)
        assert words(page) == "".join(TEXT.split()) + kept


def test_what_is_against_the_grammar_of_a_page_has_a_confidence_too() -> None:
    for role in LINES:
        raw = f"# 让三座港口算一本账\n\n{TEXT}灯塔灯塔灯塔\n\n{TEXT}"
        page = parse_page(raw, page_id="p", conventions=own_conventions(f"{role}: [灯塔灯塔灯塔]"))
        assert all(0 <= article.confidence <= 1 for article in page.articles)


def test_where_the_users_lines_leave_no_article_they_are_named() -> None:
    with pytest.raises(PageError, match="conventions"):
        page_with("# 让三座港口算一本账", "", "above: ['一体化走到深处…']")


def test_a_line_said_to_be_a_subhead_is_no_title_for_want_of_one() -> None:
    """The first line of a page without a title would be taken for it."""
    page = page_with("海州湾一夜", "", "subhead: [海州湾一夜]")
    assert page.articles[0].title == ""


def test_a_page_of_one_article_has_one_title() -> None:
    """Signed headings of one level: two articles to anyone who does not know the site."""
    raw = f"# 让三座港口算一本账\n\n杜清河\n\n{TEXT}# 一张表里的海州湾\n\n罗小溪\n\n{TEXT}"
    assert len(parse_page(raw, page_id="p").articles) == 2
    page = parse_page(raw, page_id="p", conventions=own_conventions("one_article: true"))
    (article,) = page.articles
    assert article.title == "让三座港口算一本账"
    assert words(page).count("三地把船期") == 2
    assert "一张表里的海州湾" in words(page)
    ledger = page.ledger
    assert sum(ledger["assigned"].values()) + sum(ledger["discarded"].values()) == ledger["characters"]


def test_the_users_word_comes_before_the_packages() -> None:
    line = "（作者单位：海州大学）"
    assert words(page_with("# 让三座港口算一本账", line, "end: [x]")) == "".join(TEXT.split())
    own = "paragraph: ['（作者单位：海州大学）']"
    assert words(page_with("# 让三座港口算一本账", line, own)) == "".join(TEXT.split()) + line


def test_without_a_file_pages_are_read_by_the_package_alone(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text("furniture: []\n", encoding="utf-8")
    (tmp_path / "p.txt").write_text(f"# 让三座港口算一本账\n\n杜清河\n\n{TEXT}", encoding="utf-8")
    read = yrd.read_page(tmp_path / "p.txt")
    assert read == yrd.read_page(tmp_path / "p.txt", conventions=tmp_path / "own.yml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("furnitur: [x]", "'furnitur'"),
        ("furniture: 5", "'furniture'"),
        ("furniture: [5]", "'furniture'"),
        ("furniture: ['…']", "any line"),
        ("byline: ['{names}']", "any line"),
        ("furniture: ['{number}']", "any line"),
        ("head: [headline]", "head"),
        ("head: 5", "head"),
        ("one_article: maybe", "one_article"),
        ("[x", "YAML"),
        ("x", "mapping"),
        ("conventions: [{role: byline}]", "'conventions'"),
        ("byline: ['作者{name}']", "{name}"),
        ("byline: ['{names}和{names}']", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_told(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match="the") as error:
        load_conventions(tmp_path / "own.yml")
    assert said in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path, capsys) -> None:
    (tmp_path / "p.txt").write_text(f"# 让三座港口算一本账\n\n杜清河\n\n{TEXT}", encoding="utf-8")
    assert main(["read", str(tmp_path / "p.txt"), "--conventions", str(tmp_path / "no.yml")]) == 2
    assert "no.yml" in capsys.readouterr().err


SITE = (
    "# {}\n\n灯塔夜读，今夜是第 {} 夜。\n\n{}"
    "每一个守灯的人都值得被看见，下期再会。\n\n值夜的人：{}，他守着灯。\n"
)
SHARED = {"灯塔夜读,今夜是第 … 夜。", "每一个守灯的人都值得被看见，下期再会。", "值夜的人:…"}
TITLES = ("让三座港口算一本账", "一张表里的海州湾", "码头上的年轻人", "把船期写进手机")


def folder_of_a_site(folder: Path) -> Path:
    """Four pages of a site that the package does not know."""
    folder.mkdir()
    for number, title in enumerate(TITLES):
        text = "".join(f"{title}的第{line}件事，要从{number}号码头说起。\n\n" for line in "一二三四")
        page = SITE.format(title, 120 + number, text, "杜罗江河"[number] + "清")
        (folder / f"{number}.md").write_text(page, encoding="utf-8")
    return folder


def test_lines_that_the_pages_of_a_site_share_are_found(tmp_path: Path) -> None:
    found = recurring_lines(yrd.read_pages(folder_of_a_site(tmp_path / "site")))
    assert {line.line for line in found} == SHARED
    assert {(line.n_pages, line.taken_for) for line in found} == {(len(TITLES), "paragraph")}
    assert not recurring_lines(yrd.read_pages(tmp_path / "site"), min_pages=len(TITLES) + 1)


def test_from_a_draft_to_a_corpus(tmp_path: Path, capsys) -> None:
    """As the documentation has it: check, draft, correct, import."""
    folder, own = folder_of_a_site(tmp_path / "site"), tmp_path / "own.yml"
    assert main(["check", str(folder), "--draft", str(own)]) == 0
    told = capsys.readouterr().out
    assert all(line in told for line in SHARED)
    assert main(["check", str(folder), "--brief", "--conventions", str(own)]) == 0
    counted = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert [row[0] for row in counted] == [str(len(TITLES))] * len(SHARED)
    assert main(["check", str(folder), "--brief"]) == 0
    brief = capsys.readouterr().out.splitlines()
    assert all(sum(title in line for line in brief) == 1 for title in TITLES)
    assert len(brief) < 20
    made = import_corpus([folder], tmp_path / "second", conventions=own)
    assert made.recurring == ()
    corpus = made.corpus
    said = [
        f"{title}的第{line}件事，要从{n}号码头说起。" for n, title in enumerate(TITLES) for line in "一二三四"
    ]
    assert list(corpus.sentences["text"]) == said
    assert "conventions" in corpus.settings
    plain = import_corpus([folder], tmp_path / "first")
    assert "conventions" not in plain.corpus.settings
    assert {line.line for line in plain.recurring} == SHARED
    assert main(["import", str(folder), "--to", str(tmp_path / "first")]) == 0
    assert "--draft" in capsys.readouterr().out


def test_a_changed_file_makes_the_shards_again(tmp_path: Path) -> None:
    folder, own = folder_of_a_site(tmp_path / "site"), tmp_path / "own.yml"
    for lines, left in (("furniture: [每一个守灯的人…]", 0), ("furniture: [x]", len(TITLES))):
        own.write_text(lines, encoding="utf-8")
        corpus = import_corpus([folder], tmp_path / "mine", conventions=own).corpus
        assert corpus.sentences["text"].str.contains("守灯的人").sum() == left


def test_a_draft_is_a_file_of_conventions(tmp_path: Path) -> None:
    """Whatever the lines hold: quotes, colons, hashes, marks of YAML."""
    lines = ["'引号'", "a: b", "# 井号", "- 横", "{day} 发布", "「」: [x", "…完"]
    pages = [
        parse_page(f"# 第{n}座港口\n\n" + "\n\n".join(f"{line}，请看。" for line in lines), page_id=n)
        for n in "一二三"
    ]
    found = recurring_lines(pages)
    assert found
    conventions = own_conventions(draft_conventions(found))
    assert len(conventions.entries) == len(found) + len(load_conventions().entries)


WORDS = st.sampled_from(
    ["灯塔", "海州湾", "…", "{names}", "{day}", "{number}", "：", " ", "（完）", "#", "## ", "12"]
)
LINES_OF = st.lists(st.lists(WORDS, min_size=1, max_size=5).map("".join), max_size=4)


def test_a_line_with_many_blanks_is_sought_in_a_long_one_and_given_up() -> None:
    """Such patterns try every way to part a line, were they not kept from it: hours for one paragraph."""
    own = own_conventions("furniture: ['…甲…乙…丙…丁']\ntail: ['…甲…（完）…']")
    page = parse_page(f"# 让三座港口算一本账\n\n{'甲乙丙' * 6000}。\n", page_id="p", conventions=own)
    assert len(words(page)) == 18_001


@given(st.dictionaries(st.sampled_from(LINES), LINES_OF, max_size=4), st.booleans())
def test_whatever_a_user_says_is_told_or_kept(said: dict[str, list[str]], one_article: bool) -> None:
    """A mistake is one sentence; without one, each character of a page is still accounted for."""
    raw = (
        "### 海州湾12灯塔\n\n灯塔：杜清河 罗小溪\n\n2024年6月4日 海州湾\n\n"
        f"{TEXT}## 灯塔（完）\n\n海州湾的灯塔亮着，十二盏。海州湾（完）灯塔：罗小溪\n\n{TEXT}灯塔12\n"
    )
    given_text = yaml.safe_dump({**said, "one_article": one_article}, allow_unicode=True)
    try:
        page = parse_page(raw, page_id="p", conventions=own_conventions(given_text))
    except YrdError:
        return
    check_invariants(page)
    assert len(page.articles) == 1 or not one_article
