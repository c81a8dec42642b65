"""Files into text: encodings, formats, and a clear sentence for whatever is no page."""

import codecs

import pytest

from conftest import ROOT
from yrdresearch.errors import PageError
from yrdresearch.readers import read_text

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
