"""Records: their fields are facts, whatever their names, their form and their neighbours."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yrdresearch.cli import main
from yrdresearch.errors import ArgumentError, PageError
from yrdresearch.pages.dates import iso_date
from yrdresearch.pages.fieldnames import field_names, listed_names
from yrdresearch.pages.reading import read_page, read_pages, try_pages

BODY = (  # a harbour, and tea farmers of the next county; fictional
    "海港的晨雾还没有散去，吊机已经开始转动。这座城市用了十年时间，把一片滩涂变成了通道。\n"
    "山城的茶农今年换了新的烘房。过去靠天吃饭，如今靠的是邻县送来的余热。"
)


def written(folder, records, name="a.jsonl"):
    path = folder / name
    if name.endswith(".jsonl"):
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    elif name.endswith(".json"):
        path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]), delimiter="\t" if name.endswith("tsv") else ",")
            writer.writeheader()
            writer.writerows(records)
    return path


RECORD = {
    "标题": "码头的灯",
    "作者": "杜清河;罗小溪",
    "来源": "海州日报",
    "发布时间": "2024/06/04 20:10",
    "内容": BODY,
    "点击": "17",
}


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv"])
def test_every_form_of_records_gives_the_same_facts(tmp_path, name: str) -> None:
    first, second = read_pages(written(tmp_path, [RECORD, RECORD | {"标题": "烘房"}], name))
    (article,) = first.articles
    assert (first.page_id, second.page_id) == ("a.1", "a.2")
    assert (article.title, article.authors, article.newspaper) == (
        "码头的灯",
        ("杜清河", "罗小溪"),
        "海州日报",
    )
    assert (article.date, article.docvars) == ("2024-06-04", {"点击": "17"})
    assert [p.text for p in article.paragraphs] == BODY.split("\n")
    assert second.articles[0].title == "烘房"


def test_a_json_file_may_hold_one_record(tmp_path) -> None:
    assert read_page(written(tmp_path, RECORD, "a.json")).articles[0].title == "码头的灯"


@pytest.mark.parametrize("role", [r for r in field_names() if r not in ("text", "year", "month", "day")])
def test_every_usual_name_is_known_in_any_case(tmp_path, role: str) -> None:
    values = {"date": "2024-06-04", "authors": "杜清河", "affiliations": "海州大学", "id": "x-1"}
    for name in field_names()[role]:
        value = values.get(role, "海州")
        (page,) = read_pages(
            written(tmp_path, [{name.upper(): value, "text": BODY, "title": "码头的灯"} | {}])
        )
        if role == "title" and name != "title":
            continue  # two titles: the first name of the list wins, and the other becomes a docvar
        article = page.articles[0]
        said = {"id": page.page_id, "authors": article.authors, "affiliations": article.affiliations}
        got = said[role] if role in said else getattr(article, role)
        assert value in got, name


def test_what_has_no_role_or_does_not_fit_it_is_a_docvar(tmp_path) -> None:
    odd = {"source": "https://example.org/1", "date": "2024-13-45", "time": "20:10", "page": 9,
           "tags": ["港口", "灯"], "seen": True, "empty": "", "none": None}  # fmt: skip
    (page,) = read_pages(written(tmp_path, [{"title": "码头的灯", "text": BODY, **odd}]))
    article = page.articles[0]
    assert (article.date, article.newspaper) == (None, None)
    assert article.docvars == {
        **{key: odd[key] for key in ("source", "date", "time", "page", "seen")},
        "tags": '["港口", "灯"]',
    }


def test_parts_of_a_date(tmp_path) -> None:
    (page,) = read_pages(
        written(tmp_path, [{"title": "码头的灯", "text": BODY, "年份": "1998年", "月份": 3}])
    )
    assert page.articles[0].date == "1998-03"
    (page,) = read_pages(
        written(tmp_path, [{"title": "码头的灯", "text": BODY, "year": 1998, "date": "1999-01-02"}])
    )
    assert (page.articles[0].date, page.articles[0].docvars) == ("1999-01-02", {"year": 1998})


def test_a_mapping_says_which_field_holds_what(tmp_path) -> None:
    path = written(tmp_path, [{"h": "码头的灯", "story": BODY, "title": "第3版", "paper": "海州日报"}])
    with pytest.raises(PageError, match=r"a\.jsonl, line 1, has no text; its fields are h, story.*--fields"):
        read_pages(path)
    (page,) = read_pages(path, fields={"title": "h", "text": "story"})
    assert (page.articles[0].title, page.articles[0].docvars) == ("码头的灯", {"title": "第3版"})
    with pytest.raises(PageError, match="no record has the field 'headlin'"):
        read_pages(path, fields={"title": "headlin", "text": "story"})
    with pytest.raises(ArgumentError, match="fields names heading; choose from text, title"):
        read_pages(path, fields={"heading": "h"})


def test_authors_as_people_write_them() -> None:
    for value in [
        "杜清河;罗小溪",
        "作者：杜清河、罗小溪",
        "本报记者 杜清河 罗小溪",
        ["杜清河", {"name": "罗 小 溪"}],
        "杜清河,罗小溪,",
    ]:
        assert listed_names(value) == ("杜清河", "罗小溪"), value
    assert listed_names("海州日报评论员") == ("海州日报评论员",)
    assert listed_names("阿依努尔·买买提") == ("阿依努尔·买买提",)
    assert listed_names("John Smith") == ("John Smith",)
    assert listed_names(17) == ("17",)
    assert listed_names([]) == listed_names(None) == ()


def test_tags_in_fields_are_no_text(tmp_path) -> None:
    text = "<div><p>海港的晨雾还没有散去，吊机已经<b>开始</b>转动。</p><p>山城的茶农换了烘房&nbsp;。</p>"
    text += "<script>var 甲</script></div>"
    (page,) = read_pages(written(tmp_path, [{"title": "码头<br/>的&quot;灯&quot;", "content": text}]))
    assert page.articles[0].title == '码头的"灯"'
    assert not set("<甲") & set(page.raw)
    assert [p.text.replace("\xa0", "") for p in page.articles[0].paragraphs] == [
        *("海港的晨雾还没有散去，吊机已经开始转动。", "山城的茶农换了烘房。")
    ]
    (plain,) = read_pages(
        written(tmp_path, [{"title": "比大小", "content": "若甲<乙且丙>丁，则港口的灯要少亮一些。"}])
    )
    assert "甲<乙且丙>丁" in plain.raw


def test_a_line_separator_inside_a_text_ends_no_record(tmp_path) -> None:
    """U+2028, U+0085 and vertical tabs end lines for Python, not in JSONL."""
    for mark in "\u2028\u2029\x85\x0b\x0c":
        (page,) = read_pages(
            written(tmp_path, [{"title": "码头的灯", "text": f"海港的雾散了。{mark}茶农换了烘房。"}])
        )
        assert mark in page.raw or mark in "\x0b\x0c"


def test_half_characters_are_put_together_or_replaced(tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"title": "\\ud83d\\ude00码头\\ud800", "author": "\\udc00甲", '
        '"text": "海港的雾\\udfff散了。", "k\\ud800": "\\ud800"}'
    )
    (page,) = read_pages(path)
    article = page.articles[0]
    assert (article.title, article.authors) == ("😀码头\ufffd", ("\ufffd甲",))
    assert page.raw == "海港的雾\ufffd散了。"
    json.dumps(dict(article.docvars), ensure_ascii=False).encode()


BAD = [
    ("{not json", "line 2, is not JSON"),
    ("[1, 2]", "line 2, is no object"),
    ('{"title": "没有正文"}', "line 2, has no text"),
    ('{"text": ""}', "line 2, has no text"),
    ('{"text": 5}', "line 2, has no text"),
    ('{"text": "only English here"}', "no Chinese character"),
    ("[" * 100_000 + "]" * 100_000, "line 2, is nested too deeply"),
    ('{"text": ' + "9" * 5000 + "}", "line 2, cannot be read"),
]


@pytest.mark.parametrize(("line", "fault"), BAD)
def test_one_bad_record_does_not_spoil_the_others(tmp_path, line: str, fault: str) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps(RECORD, ensure_ascii=False)
    path.write_text(f"{good}\n{line}\n{good}\n", encoding="utf-8")
    got = list(try_pages(path))
    assert [name for name, _ in got] == ["a.1", "a.2", "a.3"]
    assert [isinstance(page, PageError) for _, page in got] == [False, True, False]
    said = str(got[1][1])
    assert (fault in said, str(path) in said, "\n" in said) == (True, True, False)
    with pytest.warns(UserWarning, match=r"a\.jsonl: 1 of 3 records were left out; the first: .*a\.jsonl"):
        assert [page.page_id for page in read_pages(path)] == ["a.1", "a.3"]
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(PageError, match=r"a\.jsonl"):
        read_pages(path)


def test_a_record_of_navigation_does_not_spoil_the_others(tmp_path, capsys) -> None:
    """Scraped collections hold records that are only the menu of the page (首页, 登录) or a script."""
    menu = {
        "title": "海州港开港",
        "content": "首页\n简\n登录\nfunction go(event) { var e = event; return e; }",
    }
    path = written(tmp_path, [RECORD, menu, RECORD])
    with pytest.warns(UserWarning, match="1 of 3 records were left out.*page a.2: this is not a newsp"):
        assert len(read_pages(path)) == 2
    assert main(["read", str(path), "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err.count("\n"), err.startswith(f"yrd: {path}: 1 of 3")) == (2, 1, True)


def test_the_only_line_of_a_record_is_its_text(tmp_path) -> None:
    """A brief whose text says no more than its headline."""
    title = "海州日报播发《守住一盏灯——海州港节能十年》"
    (page,) = read_pages(written(tmp_path, [{"title": title, "text": title[1:] + "。"}]))
    assert [p.text for p in page.articles[0].paragraphs] == [title[1:] + "。"]


def test_what_is_wrong_with_a_table_is_said(tmp_path) -> None:
    path = tmp_path / "a.csv"
    for table, fault in [
        ("title,text\n灯,雾。,多\n", "row 2, has 3 cells and the head 2"),
        ("text,text\n灯,雾。\n", "two columns named text"),
        ('title,text\n灯,"雾\n', "not a table that can be read"),
    ]:
        path.write_text(table, encoding="utf-8")
        ((_, error),) = try_pages(path)
        assert fault in str(error)


def test_a_cell_may_hold_a_book(tmp_path) -> None:
    """The module csv stops at 131,072 characters by itself."""
    long = "海港的雾散了，吊机开始转动。" * 10_000
    before = csv.field_size_limit()
    (page,) = read_pages(written(tmp_path, [{"title": "雾", "text": long}], "a.csv"))
    assert len(page.raw) == len(long)
    assert csv.field_size_limit() == before


def test_tables_beside_pages_are_no_pages_without_a_text_column(tmp_path) -> None:
    written(tmp_path, [{"page_id": "p1", "year": 2024}], "docvars.csv")
    written(tmp_path, [RECORD], "texts.csv")
    (tmp_path / "datapackage.json").write_text("{}")
    assert [name for name, _ in try_pages(tmp_path)] == ["texts.1"]


def test_a_broken_file_in_a_folder_is_named_and_the_others_are_read(tmp_path) -> None:
    written(tmp_path, [RECORD], "a.jsonl")
    (tmp_path / "b.docx").write_bytes(b"nothing")
    (tmp_path / "c.json").write_text("{")
    written(tmp_path, RECORD, "d.json")
    got = dict(try_pages(tmp_path))
    assert {name: type(page).__name__ for name, page in got.items()} == {
        "a.1": "Page",
        str(tmp_path / "b.docx"): "PageError",
        str(tmp_path / "c.json"): "PageError",
        "d.1": "Page",
    }


SAME_DAY = ("2024-06-04T20:10:00+08:00", "2024.6.4", "2024年6月4日", "２０２４／６／４", "二〇二四年六月四日")
NO_DAY = ("2024-13-45", "2024-02-30", "六月四日", "", None, 17, "港口", "20249999", "6/4/2024", "04/06/2024")
ELSEWHERE = (
    "June 4, 2024",
    "Tue, 04 Jun 2024 08:00:00 +0800",
    "4th June 2024",
    "4-Jun-2024",
    1717459200,
    "1717459200000",
)


@pytest.mark.parametrize(
    ("said", "date"),
    [
        *[(text, "2024-06-04") for text in (*SAME_DAY, "二○二四年六月四日", 20240604, "（2024-6-4）")],
        *[(text, None) for text in NO_DAY],
        *[(text, "2024-06-04") for text in ELSEWHERE],
        ("6/24/2024", "2024-06-24"),
        ("24.06.2024", "2024-06-24"),
        ("6/6/2024", "2024-06-06"),  # whichever of the two is the month
        (1717430399, "2024-06-03"),  # a second before midnight in China
        (1717430400, "2024-06-04"),
        ("一九九八年十一月二十三日", "1998-11-23"),
        ("二〇二四年十月", "2024-10"),
        ("2024年", "2024"),
        (2024, "2024"),
        ("12/30/2022 10:16", "2022-12-30"),
        ("30/12/2022", "2022-12-30"),
        ("4/2/2022", None),  # February or April
        ("31/2/2022", None),
    ],
)
def test_dates(said, date) -> None:
    assert iso_date(said) == date


@given(
    st.dates(
        min_value=__import__("datetime").date(1850, 1, 1), max_value=__import__("datetime").date(2099, 1, 1)
    )
)
def test_every_day_in_every_form(day) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M"):
        assert iso_date(day.strftime(form)) == day.isoformat()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
        max_leaves=8,
    )
)
def test_any_value_in_any_field_is_taken_or_told(value) -> None:
    from yrdresearch.pages.facts import Extract
    from yrdresearch.pages.records import read_records

    for field in ("authors", "title", "date", "source", "id", "text", "x"):
        text = json.dumps({"text": BODY, field: value})
        ((_, found),) = read_records(text, name="a.jsonl", suffix=".jsonl")
        assert isinstance(found, Extract | PageError)
        if isinstance(found, Extract):
            json.dumps(dict(found.facts.docvars), ensure_ascii=False).encode()


def test_the_command_takes_the_mapping(tmp_path, capsys) -> None:
    path = written(tmp_path, [{"h": "码头的灯", "story": BODY}])
    assert main(["read", str(path), "--fields", "title=h,text=story"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"][0]["title"] == "码头的灯"
    assert main(["import", str(path), "--fields", "title=h,text=story", "--to", str(tmp_path / "c")]) == 0
    with pytest.raises(SystemExit):
        main(["read", str(path), "--fields", "title"])
    assert "is not of the form title=headline,text=story" in capsys.readouterr().err


@pytest.mark.parametrize("more", [{}, {"title": ""}, {"title": None, "date": "2024-01-02", "author": ""}])
def test_text_of_a_record_without_a_title_is_an_article(tmp_path, more) -> None:
    first = "长三角一体化发展要靠机制。各地共建平台，共享成果。"
    file = tmp_path / "a.jsonl"
    text = f"{first}\n产业协同是关键，要在分工中求合作。"
    file.write_text(json.dumps({"text": text, **more}), encoding="utf-8")
    (article,) = read_page(file).articles
    assert (article.title, article.paragraphs[0].text, len(article.paragraphs)) == ("", first, 2)
    assert article.confidence < 0.5
    assert "no title was found for it" in article.reasons


@pytest.mark.parametrize("text", ["12345", "nothing in Chinese", "——"])
def test_text_of_a_record_that_is_no_article_is_told(tmp_path, text) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": text}), encoding="utf-8")
    with pytest.raises(PageError, match=r"a\.jsonl.*(no Chinese character|not a newspaper page)"):
        read_page(file)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: {"data": records},
        lambda records: {"code": 0, "message": "ok", "data": {"total": 2, "list": records}},
        lambda records: {"result": {"items": records, "page": 1, "tags": []}},
    ],
)
def test_records_in_the_answer_of_a_service_are_found(tmp_path, wrap) -> None:
    plain, wrapped = tmp_path / "a.json", tmp_path / "b" / "a.json"
    wrapped.parent.mkdir()
    two = [RECORD, {**RECORD, "标题": "海州港再开一港"}]
    plain.write_text(json.dumps(two), encoding="utf-8")
    wrapped.write_text(json.dumps(wrap(two)), encoding="utf-8")
    assert read_pages(wrapped) == read_pages(plain)


def test_objects_inside_a_record_are_no_records(tmp_path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({**RECORD, "images": [{"text": "一张图。"}]}), encoding="utf-8")
    (page,) = read_pages(file)
    assert page.articles[0].title == RECORD["标题"]
