"""PDF: its text layer page by page, whoever wrote it and however it is locked."""

import io

import pypdf
import pytest

from conftest import ROOT
from file_makers import bodies, pdf_of, sample_blocks, wrapped
from yrdresearch.errors import PageError
from yrdresearch.pages.pdf import pdf_to_text
from yrdresearch.pages.reading import read_page
from yrdresearch.pages.sources import read_text


def test_pdf_with_a_text_layer(tmp_path) -> None:
    indented = ["　　" + b if len(b) > 45 else b for b in sample_blocks()]
    (tmp_path / "page.pdf").write_bytes(pdf_of([wrapped(indented)]))
    assert bodies(read_page(tmp_path / "page.pdf")) == bodies(read_page(ROOT / "data/sample/sample-2.txt"))


def test_pdf_keeps_the_indents_that_tell_paragraphs_apart(tmp_path) -> None:
    """Paragraphs end with a full line, so that nothing but its indent tells where the next one starts."""
    blocks = [
        b[: len(b) // 30 * 30 - 3] + "。" if len(b) > 45 and "作者单位" not in b else b
        for b in sample_blocks()
    ]
    indented = wrapped(["　　" + b if "。" in b else b for b in blocks])
    (tmp_path / "page.pdf").write_bytes(pdf_of([indented[:50], indented[50:]], indent=True))
    (tmp_path / "page.txt").write_text("\n".join(indented), encoding="utf-8")
    read = read_page(tmp_path / "page.pdf")
    assert bodies(read) == bodies(read_page(tmp_path / "page.txt"))
    texts = [p.text for a in read.articles for p in a.paragraphs] + [read.editor_note.text]
    whole = [b for b, was in zip(blocks, sample_blocks(), strict=True) if len(b) > 80 and was.endswith("。")]
    assert len(whole) > 15
    assert [block for block in whole if block not in texts] == []


def test_pdf_of_radicals_is_read_as_characters(tmp_path) -> None:
    """Chromium and others name the radical ⻓ or ⼀ where 长 or 一 is printed."""
    (tmp_path / "page.pdf").write_bytes(pdf_of([["⻓三⻆⼀体化，⻋⻢⻛⻰⼈⼝⽣⼒"]]))
    assert read_text(tmp_path / "page.pdf").strip() == "长三角一体化，车马风龙人口生力"


def test_pdf_without_text_or_with_a_password(tmp_path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_of([[]]))
    with pytest.raises(PageError, match="no Chinese text layer"):
        read_text(tmp_path / "scan.pdf")
    (tmp_path / "locked.pdf").write_bytes(pdf_of([["港口"]], password="secret"))
    with pytest.raises(PageError, match="password"):
        read_text(tmp_path / "locked.pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(PageError, match="not a PDF that can be read"):
        read_text(tmp_path / "broken.pdf")


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path, algorithm: str) -> None:
    """No password is needed to open it: the user's is empty."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf_of([["海港的晨雾还没有散去"]])))
    writer.encrypt("", "owner", algorithm=algorithm)
    writer.write(tmp_path / "page.pdf")
    assert read_text(tmp_path / "page.pdf").strip() == "海港的晨雾还没有散去"


def test_a_pdf_of_too_many_sheets_is_told_before_they_are_read(monkeypatch) -> None:
    monkeypatch.setattr("yrdresearch.pages.pdf._MOST_PAGES", 2)
    with pytest.raises(PageError, match=r"a\.pdf has 3 pages; split it into files of up to 2"):
        pdf_to_text(pdf_of([["港口"]] * 3), name="a.pdf")


def test_half_characters_of_a_font_are_replaced() -> None:
    """A font may map a glyph to half a character of UTF-16."""
    data = pdf_of([["港口的灯"]]).replace("灯".encode("utf-16-be").hex().encode(), b"d800")
    text = pdf_to_text(data, name="a.pdf").text
    assert text.startswith("港口的")
    text.encode()
