"""Files into text: encodings, formats, and a clear sentence for whatever is no page."""

import codecs
import json

import docx
import numpy as np
import pytest

from conftest import ROOT
from file_makers import SITE, bodies, pdf_of, sample_blocks, wrapped
from yrdresearch.errors import PageError
from yrdresearch.pages.reading import read_page, read_pages
from yrdresearch.pages.sources import read_text

TEXT = "## 港口一体化\n\n张三\n\n港口要联动发展，航线要互补共用。\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gb18030", "\ufeff".encode("gb18030")),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_encodings(tmp_path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(mark + TEXT.encode(encoding))
    assert read_text(path) == TEXT


def test_line_ends_stay_as_they_are(tmp_path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert read_text(path) == TEXT.replace("\n", "\r\n")


@pytest.mark.parametrize("name", ["sample-1", "sample-2", "sample-3"])
def test_gb18030_is_never_taken_for_something_else(tmp_path, name: str) -> None:
    text = read_text(ROOT / "data/sample" / f"{name}.txt")
    for length in (20, 50, 200, len(text)):
        path = tmp_path / "page.txt"
        path.write_bytes(text[:length].encode("gb18030"))
        assert read_text(path) == text[:length]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"plain English", "no Chinese character"),
        ("港口".encode() + b"\xff\xff", r"UTF-8 \(byte 6\)"),
        (codecs.BOM_UTF8 + b"\xe6\x88", r"UTF-8 \(byte 3\)"),
    ],
)
def test_what_cannot_be_read(tmp_path, data: bytes, fault: str) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    with pytest.raises(PageError, match=fault) as raised:
        read_text(path)
    assert "odd.txt" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_file_and_folder(tmp_path) -> None:
    with pytest.raises(PageError, match="there is no file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(PageError, match="is a folder"):
        read_text(tmp_path)


PAGE = (
    "# 一体化发展大家谈\n\n"
    + TEXT
    + "\n"
    + "口岸要一起提速，让货物走得更快更稳，使沿江各市都能从中得到实惠。" * 3
    + "\n"
)


@pytest.mark.parametrize("tag", ["p", "div", "br"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_html_of_a_news_site_reads_like_the_text(tmp_path, tag: str, charset: str) -> None:
    blocks = sample_blocks()
    joined = "<br/>\n".join("　　" + b for b in blocks) if tag == "br" else ""
    body = joined or "\n".join(f"<{tag}>{block}</{tag}>" for block in blocks)
    path = tmp_path / "page.html"
    encoding = "gb18030" if charset == "gb2312" else charset
    path.write_bytes(SITE.format(charset=charset, body=body).encode(encoding))
    expected = read_page(ROOT / "data/sample/sample-2.txt")
    assert bodies(read_page(path)) == bodies(expected)
    assert read_page(path).title == expected.title


def test_html_of_the_real_page(tmp_path, real_page_path) -> None:
    lines = [line for line in read_text(real_page_path).splitlines() if line.strip()]
    tags = {0: "p", 1: "h1", 2: "h2"}
    marks = [len(line) - len(line.lstrip("#")) for line in lines]
    body = "".join(
        f"<{tags[mark]}>{line.lstrip('# ')}</{tags[mark]}>" for mark, line in zip(marks, lines, strict=True)
    )
    path = tmp_path / "page.html"
    path.write_text(SITE.format(charset="utf-8", body=body), encoding="utf-8")
    assert bodies(read_page(path)) == bodies(read_page(real_page_path))


def test_an_article_that_runs_over_a_sheet_is_one_page(tmp_path) -> None:
    blocks = sample_blocks()
    at = next(i for i, b in enumerate(blocks) if i > 4 and len(b) > 45 and len(blocks[i - 1]) > 45)
    path = tmp_path / "page.txt"
    path.write_text("\n\n".join(blocks[:at]) + "\n\f" + "\n\n".join(blocks[at:]), encoding="utf-8")
    assert bodies(read_page(path)) == bodies(read_page(ROOT / "data/sample/sample-2.txt"))


@pytest.mark.parametrize("name", ["page.docx", "page.xyz", "page.doc"])
def test_unknown_or_broken_formats(tmp_path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 old")
    with pytest.raises(PageError, match=name):
        read_text(tmp_path / name)


def test_jsonl_with_metadata(tmp_path) -> None:
    body = "\n".join(["口岸要一起提速，让货物走得更快更稳。" * 3] * 2)
    records = [
        {"id": "p1", "title": "港口一体化", "authors": ["张三", "李四"], "affiliation": "江海大学",
         "text": body, "newspaper": "江海样报", "date": "2023-05-06"},
        {"content": PAGE},
    ]  # fmt: skip
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    first, second = read_pages(path)
    article = first.articles[0]
    assert (first.page_id, article.title, article.authors) == ("p1", "港口一体化", ("张三", "李四"))
    assert article.affiliations == ("江海大学",)
    assert [p.text for p in article.paragraphs] == body.split("\n")
    source = first.source
    assert (source.newspaper, source.year, source.month, source.day) == ("江海样报", 2023, 5, 6)
    assert (second.page_id, second.title) == ("pages.2", "一体化发展大家谈")


@pytest.mark.parametrize("line", ["{not json", "[1, 2]", '{"title": "没有正文"}'])
def test_jsonl_that_is_none_names_the_line(tmp_path, line: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(PageError, match="line 2"):
        read_pages(path)


def test_xhtml_with_a_declared_encoding(tmp_path) -> None:
    body = "".join(f"<p>{block}</p>" for block in sample_blocks())
    declared = '<?xml version="1.0" encoding="utf-8"?>\n' + SITE.format(charset="utf-8", body=body)
    (tmp_path / "page.html").write_text(declared, encoding="utf-8")
    assert bodies(read_page(tmp_path / "page.html")) == bodies(read_page(ROOT / "data/sample/sample-2.txt"))


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_gets_one_sentence_or_is_read(tmp_path, suffix: str, seed: int) -> None:
    path = tmp_path / f"page.{suffix}"
    if suffix == "docx":
        document = docx.Document()
        for block in sample_blocks():
            document.add_paragraph(block)
        document.save(path)
    else:
        html = SITE.format(charset="utf-8", body="".join(f"<p>{b}</p>" for b in sample_blocks()))
        path.write_bytes(html.encode() if suffix == "html" else pdf_of([wrapped(sample_blocks())]))
    rng, data = np.random.default_rng(seed), bytearray(path.read_bytes())
    for at in rng.integers(len(data), size=20):
        data[at] = int(rng.integers(256))
    path.write_bytes(data[: int(rng.integers(len(data))) if seed % 3 == 0 else None])
    said = ""
    try:
        read_pages(path)
    except PageError as error:
        said = str(error)
    assert not said or (str(path) in said and "\n" not in said)


def test_a_file_that_holds_no_article_is_named(tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("今天天气不错。", encoding="utf-8")
    with pytest.raises(PageError, match=r"notes\.txt.*not a newspaper page"):
        read_page(tmp_path / "notes.txt")


def test_several_pages_in_a_file(tmp_path) -> None:
    texts = [read_text(ROOT / "data/sample" / f"sample-{n}.txt") for n in (1, 2, 3)]
    path = tmp_path / "pages.txt"
    path.write_text("\f".join(texts), encoding="utf-8")
    pages = read_pages(path)
    assert [page.page_id for page in pages] == ["pages.1", "pages.2", "pages.3"]
    assert [page.raw for page in pages] == texts
    with pytest.raises(PageError, match="holds 3 pages"):
        read_page(path)


def test_a_form_feed_inside_a_paragraph_only_breaks_it(tmp_path) -> None:
    path = tmp_path / "page.txt"
    at = PAGE.index("走得更快")
    path.write_text(PAGE[:at] + "\n\f\n" + PAGE[at:], encoding="utf-8")
    plain = tmp_path / "plain.txt"
    plain.write_text(PAGE, encoding="utf-8")
    assert bodies(read_page(path)) == bodies(read_page(plain))


def test_a_folder_of_any_of_these(tmp_path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": PAGE}), encoding="utf-8")
    (tmp_path / "c.html").write_text(
        SITE.format(charset="utf-8", body="".join(f"<p>{b.lstrip('# ')}</p>" for b in PAGE.split("\n") if b)),
        encoding="utf-8",
    )
    assert [page.page_id for page in read_pages(tmp_path)] == ["a", "b.1", "c"]


def test_traditional_characters_stay(tmp_path) -> None:
    text = PAGE.replace("发展", "發展").replace("区", "區")
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    assert read_page(tmp_path / "page.txt").raw == text


def test_an_article_on_one_line_is_called_by_its_files_name(tmp_path):
    """Whole sentences are an article, whatever is run into their line."""
    body = "海州港的灯从去年起少亮了一半，夜航的船却没有因此迟到。调度员老杜说，灯少了，账就清楚了。" * 3
    for end in ("", "责任编辑：", "责任编辑：罗小溪"):
        path = tmp_path / "海州港的灯少亮一半之后.txt"
        path.write_text(body + end, encoding="utf-8")
        (article,) = read_page(path).articles
        assert article.title == "海州港的灯少亮一半之后"
        assert "".join(one.text for one in article.paragraphs) == body


def test_the_author_in_a_files_name_is_no_part_of_the_title(tmp_path):
    body = "海州港的灯从去年起少亮了一半，夜航的船却没有因此迟到。调度员说，灯少了，账就清楚了。" * 3
    path = tmp_path / "2024-06-04-杜清河-海州港的灯少亮一半之后.txt"
    path.write_text(f"作者：杜清河（来自灯塔网）\n\n{body}\n", encoding="utf-8")
    (article,) = read_page(path).articles
    assert (article.title, article.authors) == ("海州港的灯少亮一半之后", ("杜清河",))
    assert article.date == "2024-06-04"
