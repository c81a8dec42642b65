"""The command line: its JSON, and one clear sentence with status 2 for a reader's mistake."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import yrdresearch as yrd
from yrdresearch.areas.codebookfiles import load_codebook
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


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"yrdresearch {version('yrdresearch')}\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_codes_as_a_table_for_a_person_are_those_of_the_json(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YRD_LANG", lang)
    assert main(["code", str(SAMPLE)]) == 0
    coded = json.loads(capsys.readouterr().out)
    assert main(["code", str(SAMPLE), "--format", "table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = load_codebook().table().set_index("policy_area")[f"name_{lang}"]
    rows = {line.split()[0]: line for line in lines if re.match(r"\d+-\d+", line)}
    assert len(rows) == len(coded["sentences"])
    for entry in coded["sentences"]:
        row = rows[" ".join(f"{start}-{end}" for start, end in entry["spans"]).split()[0]]
        first = names[entry["policy_areas"][0]] if entry["policy_areas"] else "—"
        assert first in row


# What is around a command: signals, pipes, terminals, disks


def _yrd(*arguments: str, **options):
    command = [sys.executable, "-m", "yrdresearch.cli", *arguments]
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **options
    )


def _pages(folder: Path, number: int) -> Path:
    folder.mkdir()
    text = SAMPLE.read_text(encoding="utf-8")
    for name in range(number):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


CTRL_C = """
import os, signal, sys
from yrdresearch import cli
from yrdresearch.corpus import sharding
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background ignores it
read = sharding.try_pages
def read_until(path, **options):
    if path.name == "3.txt":
        os.kill(os.getpid(), signal.SIGINT)
    return read(path, **options)
sharding.try_pages = read_until
sys.exit(cli.main(sys.argv[1:]))
"""


def test_ctrl_c_is_one_line_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    """The signal comes while the fourth of six pages is read, on a machine of any speed."""
    pages = _pages(tmp_path / "pages", 6)
    command = [sys.executable, "-c", CTRL_C, "import", str(pages), "--to", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.splitlines() == ["yrd: stopped; files are as they were before"]
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_pager_closed_before_the_end_is_no_error(tmp_path: Path) -> None:
    process = _yrd("read", str(SAMPLE))
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 141


def test_a_closed_standard_output_is_no_error() -> None:
    command = [sys.executable, "-m", "yrdresearch.cli", "read", str(SAMPLE)]
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "command", [["read"], ["read", "--format", "jsonl"], ["read", "--format", "tei"], ["code"]]
)
@pytest.mark.parametrize("locale", ["C", "zh_CN.GB18030", "C.UTF-8"])
def test_output_for_programs_is_utf_8_in_any_locale(command: list[str], locale: str) -> None:
    environment = {"LC_ALL": locale, "PYTHONIOENCODING": "ascii" if locale == "C" else "gb18030"}
    out, told = _yrd(*command[:1], str(SAMPLE), *command[1:], environment=environment).communicate()
    assert told == b""
    assert re.search("[一-鿿]", out.decode("utf-8"))


def test_check_prints_in_the_terminals_encoding() -> None:
    for encoding in ("gb18030", "ascii"):
        out, told = _yrd("check", str(SAMPLE), environment={"PYTHONIOENCODING": encoding}).communicate()
        assert told == b""
        assert ("长三角" in out.decode(encoding)) == (encoding == "gb18030")


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only file system"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
@pytest.mark.parametrize(
    "command", [["import", str(SAMPLE)], ["export", "sample"], ["export", "sample", "--format", "csv"]]
)
def test_what_the_disk_says_is_one_sentence_and_leaves_nothing(
    command: list[str],
    fault: OSError,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    assert main([*command, "--to", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "out" in told
    assert len(told.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """A file system of 64 kB, where one can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        pages = _pages(tmp_path / "pages", 12)
        process = _yrd("import", str(pages), "--to", str(disk / "out"))
        told = process.communicate()[1].decode()
        assert process.returncode == 2
        assert "No space left on device" in told
        assert len(told.strip().splitlines()) == 1
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_a_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        for arguments in (["import", str(SAMPLE)], ["export", "sample", "--format", "tei"], ["report"]):
            process = _yrd(*arguments, "--to", str(disk / "out"))
            told = process.communicate()[1].decode()
            assert process.returncode == 2
            assert "Read-only file system" in told
            assert len(told.strip().splitlines()) == 1
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_every_command_that_codes_takes_the_rules_and_tells_what_they_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Import and export by the rules store the rules' codings, not the coder's."""
    mine, shared = tmp_path / "mine", tmp_path / "shared"
    for command in (
        ["code", str(SAMPLE)],
        ["import", str(SAMPLE), "--to", str(mine)],
        ["export", str(mine), "--features", "--to", str(shared)],
    ):
        assert main([*command, "--coder", "rules"]) == 0
        assert "below the coder's" in capsys.readouterr().err
    ruled = yrd.code_policy_areas(yrd.load_corpus(str(mine)), coder="rules")
    pairs = ruled.loc[ruled["policy_area"] != "none", ["sentence_id", "policy_area"]]
    released = yrd.load_corpus(str(shared))
    for codings in (yrd.load_corpus(str(mine)).codings, released.codings):
        assert set(map(tuple, codings.to_numpy())) == set(map(tuple, pairs.to_numpy()))
    assert set(yrd.code_policy_areas(released)["coded_by"]) == {"released codings, rules"}
    assert main(["export", str(shared), "--coder", "rules", "--to", str(tmp_path / "again")]) == 2
    assert main(["report", "--corpus", str(shared), "--coder", "rules", "--to", str(tmp_path / "r")]) == 2
    assert main(["code", str(SAMPLE), "--coder", str(tmp_path / "no.json")]) == 2
    assert "no such coder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", ""],
        ["import", "", "--to", "x"],
        ["import", "page.txt", "--to", ""],
        ["export", "", "--to", "x"],
        ["report", "--corpus", ""],
    ],
)
def test_an_empty_word_is_no_file_of_the_working_folder(
    arguments: list[str], tmp_path: Path, monkeypatch, capsys
) -> None:
    """As that of a variable of the shell that nobody has set."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path / "page.txt")
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "is empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.parametrize("extra", [["--features"], ["--coder", "rules"]])
def test_features_only_and_whole_pages_exclude_each_other(extra, tmp_path: Path, capsys) -> None:
    """The text would be written although features only were asked for."""
    assert main(["export", str(SAMPLE), *extra, "--format", "tei", "--to", str(tmp_path / "out")]) == 2
    assert "--format writes whole pages" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
