"""Word files: what a reader of the finished document sees, and nothing of what was deleted."""

import io
import zipfile

import docx
import pytest

from conftest import ROOT
from yrdresearch.errors import PageError
from yrdresearch.pages.docx import docx_to_text
from yrdresearch.pages.reading import read_page

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
FOG, TEA = (
    "海港的晨雾还没有散去，吊机已经开始转动。",
    "山城的茶农今年换了新的烘房。",
)  # harbour fog; tea farmers


DELETED = "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"


def word(body: str, *, space: str = W, **parts: str) -> bytes:
    """A Word file by hand: the XML inside `w:body`, and other parts by name."""
    head = f'<w:document xmlns:w="{space}" xmlns:mc="urn:mc" xmlns:v="urn:v"><w:body>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", head + body + "</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return data.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraphs(*contents: str) -> str:
    return "".join(f"<w:p>{content}</w:p>" for content in contents)


def lines(data: bytes) -> list[str]:
    return [line for line in docx_to_text(data, name="a.docx").text.split("\n") if line]


@pytest.mark.parametrize(
    "inside",
    [
        *(f"<w:{tag}>{run(FOG)}</w:{tag}>" for tag in ("ins", "moveTo", "smartTag", "hyperlink")),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run(FOG)}</w:sdtContent></w:sdt>",
        f"<w:customXml><w:smartTag>{run(FOG)}</w:smartTag></w:customXml>",
        f"<w:ruby><w:rt>{run('wu')}</w:rt><w:rubyBase>{run(FOG)}</w:rubyBase></w:ruby>",
        f"{run(FOG[:5])}<w:ins>{run(FOG[5:9])}</w:ins>{DELETED}{run(FOG[9:])}",
    ],
)  # fmt: skip
def test_what_is_inserted_moved_or_tagged_is_read(inside: str) -> None:
    assert lines(word(paragraphs(inside, run(TEA)))) == [FOG, TEA]


def test_deleted_text_stays_out_and_is_counted() -> None:
    gone = f"<w:del><w:r><w:delText>{TEA}</w:delText></w:r></w:del><w:moveFrom>{run('移走')}</w:moveFrom>"
    found = docx_to_text(word(paragraphs(run(FOG) + gone)), name="a.docx")
    assert found.text.strip() == FOG
    assert found.left_out == {"deleted": len(TEA) + 2}


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    """Word writes a box for new programs (Choice) and again for old ones (Fallback)."""
    box = f"<w:txbxContent>{paragraphs(run(TEA), run('杜清河'))}</w:txbxContent>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    inside = f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"
    found = docx_to_text(word(paragraphs(run(FOG) + inside)), name="a.docx")
    assert [line for line in found.text.split("\n") if line] == [FOG, TEA, "杜清河"]
    assert found.left_out == {"repeated": len(TEA) + 3}


def test_blocks_inside_controls_and_tables_are_read_in_order() -> None:
    def control(text: str) -> str:
        return f"<w:sdt><w:sdtContent>{paragraphs(run(text))}</w:sdtContent></w:sdt>"

    table = f"<w:tbl><w:tr><w:tc>{paragraphs(run('甲'))}{control('乙')}</w:tc></w:tr></w:tbl>"
    assert lines(word(control(FOG) + table + paragraphs(run(TEA)))) == [FOG, "甲", "乙", TEA]


def test_breaks_tabs_and_headings() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a3"><w:name w:val="heading 2"/></w:style></w:styles>'
    )
    head = '<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr>' + run("码头的灯") + "</w:p>"
    body = head + paragraphs("<w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t></w:r>")
    assert lines(word(body, styles=styles)) == ["## 码头的灯", "一\t二", "三"]


def test_a_strict_file_is_read_the_same() -> None:
    assert lines(word(paragraphs(run(FOG)), space=STRICT)) == [FOG]


def test_heads_feet_notes_and_comments_are_counted() -> None:
    parts = {"header1": "海州", "footer1": "第一页", "footnotes": "注文", "comments": "批注文"}
    xml = {name: f'<w:x xmlns:w="{W}">{run(text)}</w:x>' for name, text in parts.items()}
    found = docx_to_text(word(paragraphs(run(FOG)), **xml), name="a.docx")
    assert found.left_out == {"comment": 3, "footer": 3, "footnote": 2, "header": 2}


def test_the_ledger_of_a_file_accounts_for_all_of_its_text(tmp_path) -> None:
    gone = f"<w:del><w:r><w:delText>{TEA}</w:delText></w:r></w:del>"
    text = paragraphs(run("码头的灯"), run("杜清河"), run(FOG * 4 + "港口的灯要少亮一些。") + gone)
    (tmp_path / "a.docx").write_bytes(word(text))
    page = read_page(tmp_path / "a.docx")
    ledger = page.ledger
    assert ledger["discarded"]["deleted"] == len(TEA)
    assert sum(ledger["assigned"].values()) + sum(ledger["discarded"].values()) == ledger["characters"]
    assert ledger["characters"] == len(page.raw) + len(TEA)


def test_a_table_with_a_huge_span_is_read_at_once() -> None:
    """A cell that says it spans a million columns, and a million rows."""
    span = '<w:tcPr><w:gridSpan w:val="100000000"/><w:vMerge/></w:tcPr>'
    table = f"<w:tbl><w:tr><w:tc>{span}{paragraphs(run(FOG))}</w:tc></w:tr></w:tbl>"
    assert lines(word(table)) == [FOG]


def test_nesting_entities_and_bombs_get_one_sentence() -> None:
    deep = "<w:sdt>" * 5000 + paragraphs(run(FOG)) + "</w:sdt>" * 5000
    entities = f'<!DOCTYPE x [<!ENTITY a "{FOG}"><!ENTITY b "&a;&a;">]><w:document xmlns:w="{W}"><w:body>'
    entities += paragraphs(run("&b;")) + "</w:body></w:document>"
    with pytest.raises(PageError, match=r"a\.docx"):
        docx_to_text(word(deep), name="a.docx")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", entities)
    assert FOG not in docx_to_text(data.getvalue(), name="a.docx").text
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 100_000_001)
    with pytest.raises(PageError, match="unpacks to more than 100 MB"):
        docx_to_text(bomb.getvalue(), name="a.docx")


def test_files_of_the_usual_program_are_read(tmp_path) -> None:
    document = docx.Document()
    document.add_heading("码头的灯", 0)
    document.add_paragraph(FOG)
    table = document.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).add_paragraph(TEA)
    document.save(tmp_path / "a.docx")
    assert lines((tmp_path / "a.docx").read_bytes()) == ["# 码头的灯", FOG, TEA]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old", b"plain text"])
def test_what_is_no_word_file_is_told_in_one_sentence(data: bytes) -> None:
    with pytest.raises(PageError, match=r"a\.docx is not a Word file"):
        docx_to_text(data, name="a.docx")


@pytest.mark.parametrize("merged", [False, True])
def test_a_page_laid_out_in_paragraphs_or_in_a_table_reads_like_the_text(tmp_path, merged: bool) -> None:
    blocks = [
        line.strip() for line in (ROOT / "data/sample/sample-2.txt").read_text().splitlines() if line.strip()
    ]
    document = docx.Document()
    document.add_heading(blocks[0], 0)
    place = document.add_table(1, 2).cell(0, 0) if merged else document
    for block in blocks[1:]:
        place.add_paragraph(block)
    document.save(tmp_path / "page.docx")
    read, expected = read_page(tmp_path / "page.docx"), read_page(ROOT / "data/sample/sample-2.txt")
    assert [(a.title, a.authors, [p.text for p in a.paragraphs]) for a in read.articles] == [
        (a.title, a.authors, [p.text for p in a.paragraphs]) for a in expected.articles
    ]
