"""Names of files in another encoding than the system's, as archives packed on a Chinese Windows hold them."""

import json
import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from yrdresearch.cli import main
from yrdresearch.corpus.importing import import_corpus
from yrdresearch.files import text_of_name
from yrdresearch.pages.exports import export_pages
from yrdresearch.pages.reading import read_pages

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "data/sample/sample-1.txt").read_bytes()
RECORDS = [{"title": "渡口的灯", "text": "海州与云州要共修渡口，灯要亮到天明。"}, {"title": "没有正文"}]
CONTENTS = {  # a page, a file of records one of which has no text, one that is empty, one that is no page
    "江海日报/20240604-要闻.txt": PAGE,
    "江海日报/表.jsonl": "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS).encode(),
    "江海日报/空.txt": b"",
    "江海日报/图.png": b"PNG",
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems take names in UTF-8 only")


def folder_of(encoding: str, place: Path) -> Path:
    """The same files in the folder 稿, their names in an encoding."""
    folder = place / os.fsdecode("稿".encode(encoding))
    for name, data in CONTENTS.items():
        path = folder / os.fsdecode(name.encode(encoding))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_names_in_gb18030_give_the_corpus_that_names_in_utf_8_give(tmp_path: Path) -> None:
    made = []
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / encoding).mkdir()
        folder = folder_of(encoding, tmp_path / encoding)
        imported = import_corpus([folder], tmp_path / encoding / "corpus", pattern="{day:%Y%m%d}-{section}")
        corpus = imported.corpus
        skipped = imported.skipped.map(lambda text, at=str(tmp_path / encoding): text.replace(at, ""))
        made.append((corpus.articles, corpus.sentences, skipped))
    for one, other in zip(*made, strict=True):
        pd.testing.assert_frame_equal(one, other)
    articles, _, skipped = made[0]
    assert set(articles["page_id"]) == {"20240604-要闻", "表~表-1"}
    assert set(articles["section"]) == {"要闻", ""}
    assert sorted(skipped["file"]) == [f"/稿/江海日报/{name}" for name in ("图.png", "空.txt", "表.jsonl")]


def test_pages_and_exports_have_the_names_as_text(tmp_path: Path) -> None:
    path = folder_of("gb18030", tmp_path) / os.fsdecode("江海日报/20240604-要闻.txt".encode("gb18030"))
    (page,) = read_pages(path)
    assert page.page_id == "20240604-要闻"
    export_pages([page], tmp_path / "out")
    assert {file.stem for file in (tmp_path / "out").glob("*.xml")} == {"20240604-要闻"}


def test_a_name_in_no_encoding_is_read_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.txt")
    path.write_bytes(PAGE)
    corpus = import_corpus([tmp_path], tmp_path / "corpus").corpus
    assert set(corpus.pages["page_id"]) == {"\ufffd\ufffd"}
    path.write_bytes(b"")
    assert main(["read", str(path)]) == 2
    assert "\ufffd\ufffd.txt is empty" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["江海/要闻.txt", "a b.txt", "Öl.txt", "𠀀.txt", "."])
def test_names_in_utf_8_stay_as_they_are(name: str) -> None:
    assert text_of_name(name) == text_of_name(Path(name)) == name
