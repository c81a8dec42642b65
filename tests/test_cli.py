"""The command line: its JSON, and one clear sentence with status 2 for a reader's mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from yrdresearch.cli import main

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample" / "sample-1.txt"


def test_read_prints_the_agreed_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(SAMPLE)]) == 0
    page = json.loads(capsys.readouterr().out)
    assert {"title", "editor_note", "source", "articles", "apparatus", "ledger"} <= page.keys()
    raw = SAMPLE.read_text(encoding="utf-8")
    for article in page["articles"]:
        assert {"title", "authors", "byline_kind", "writers", "affiliations", "grants"} <= article.keys()
        for paragraph in article["paragraphs"]:
            assert "".join(raw[start:end] for start, end in paragraph["spans"]) == paragraph["text"]
            assert "".join(sentence["text"] for sentence in paragraph["sentences"]) == paragraph["text"]
    ledger = page["ledger"]
    assert (
        sum(ledger["assigned"].values()) + sum(ledger["discarded"].values())
        == ledger["characters"]
        == len(raw)
    )


@pytest.mark.parametrize("command", ["read", "check", "code"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.txt", None),
        ("empty.txt", b""),
        ("prices.txt", b"a,b\n1,2\n3,4\n"),
        ("noise.txt", b"\xff\xfe\x00\xd8"),
    ],
)
def test_a_readers_mistake_gets_one_sentence_and_status_2(
    command: str, name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main([command, str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert name in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_import_then_export_features_leaves_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(SAMPLE), "--to", str(tmp_path / "mine")]) == 0
    assert main(["export", str(tmp_path / "mine"), "--features", "--to", str(tmp_path / "shared")]) == 0
    assert (tmp_path / "mine" / "text.parquet").is_file()
    assert not (tmp_path / "shared" / "text.parquet").exists()
    longest = max(SAMPLE.read_text(encoding="utf-8").split("。"), key=len).strip()
    for path in (tmp_path / "shared").iterdir():
        assert longest[-20:] not in path.read_text(encoding="utf-8")


def test_import_of_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "nowhere"), "--to", str(tmp_path / "out")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_read_and_check_load_no_tables() -> None:
    """pandas alone takes a third of a second, the segmenter's code a tenth; numpy labels blocks."""
    code = "import sys; from yrdresearch.cli import main; main(['check', sys.argv[1]]); "
    code += "print(sorted({'pandas', 'jieba', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, str(SAMPLE)], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"


def test_unknown_corpus_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "nothing"), "--to", str(tmp_path / "out")]) == 2
    assert "nothing" in capsys.readouterr().err
