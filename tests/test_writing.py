"""One way to write: files whole or not at all, folders as a whole, names and cells that do no harm."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yrdresearch import folders
from yrdresearch.errors import WriteError
from yrdresearch.files import printable, safe_names, write_whole
from yrdresearch.folders import MANIFEST, write_folder
from yrdresearch.spreadsheets import cell, csv_text, map_texts, read_cell, xlsx_bytes

SOURCE = Path(__file__).parents[1] / "src" / "yrdresearch"


def files_of(folder: Path) -> dict[str, bytes]:
    """Name -> content of every file in a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def fill_with(**files: str):
    """A function that writes files of these names (without ending) into the folder it is given."""

    def fill(folder: Path) -> None:
        for name, text in files.items():
            write_whole(folder / f"{name}.txt", text)

    return fill


def made_by_yrd(folder: Path) -> set[str]:
    return files_of(folder).keys() - {MANIFEST}


# files


def test_a_file_is_replaced_and_its_permissions_stay(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "new" / "a.txt", "旧")
    path.chmod(0o600)
    assert write_whole(path, "新") == path
    assert path.read_text("utf-8") == "新"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(files_of(tmp_path)) == ["new/a.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    write_whole(tmp_path / "real.txt", "旧")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_whole(tmp_path / "link.txt", "新")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text("utf-8") == "新"


@pytest.mark.parametrize("fault", ["No space left on device", "Read-only file system", "Permission denied"])
def test_what_the_system_says_is_one_sentence_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    path = write_whole(tmp_path / "a.txt", "旧")

    def fail(*_: object) -> None:
        raise OSError(28, fault)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError, match=re.escape(f"{path} cannot be written ({fault})")):
        write_whole(path, "新")
    assert files_of(tmp_path) == {"a.txt": "旧".encode()}


def test_folders_and_devices_are_not_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(WriteError, match="no ordinary file"):
            write_whole(path, "新")


OTHER_WRITERS = {
    "cli.py": {".open("},  # the null device, after a closed pipe
    "corpus/datapackage.py": {".to_parquet("},  # into the new folder
    "corpus/docvars.py": {".to_excel("},  # what its docstring advises
    "corpus/pieces.py": {".open("},  # to read
    "corpus/shards.py": {".to_parquet("},  # into the new folder
    "files.py": {".open("},  # the one way
    "spreadsheets.py": {".to_csv(", ".to_excel(", "ExcelWriter("},  # into memory
    "folders.py": {".write_text(", ".open("},  # the one way
    "pages/sources.py": {".open("},  # to read
    "plots/saving.py": {"savefig("},  # into memory
    "topics/modelfiles.py": {".to_parquet("},  # into the new folder
}


def test_nothing_in_the_package_writes_in_another_way() -> None:
    calls = (
        r"\.write_text\(|\.write_bytes\(|\.to_(?:csv|excel|json|parquet)\(|ExcelWriter\(|savefig\(|[ .]open\("
    )
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        code = "\n".join(line for line in path.read_text("utf-8").splitlines() if ">>>" not in line)
        if hits := set(re.findall(calls, code)):
            found[path.relative_to(SOURCE).as_posix()] = hits
    assert found == OTHER_WRITERS


# folders


def test_a_folder_is_replaced_as_a_whole_and_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for name in ("others/note.txt", "own.md"):
        write_whole(folder / name, "mine")
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("own.md")
    inode = (folder / "own.md").stat().st_ino
    write_folder(folder, fill_with(a="1", b="1"))
    write_folder(folder, fill_with(b="2", c="2"))
    assert made_by_yrd(folder) == {"others/note.txt", "own.md", "link", "b.txt", "c.txt"}
    assert (folder / "b.txt").read_text() == "2"
    assert (folder / "empty").is_dir()
    assert (folder / "link").is_symlink()
    assert (folder / "own.md").stat().st_ino == inode, "the same file, not a copy"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("why", ["no exchange", "working folder"])
def test_where_folders_cannot_be_exchanged_files_are_replaced_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    folder = tmp_path / "out"
    write_whole(folder / "sub" / "own.md", "mine")
    if why == "no exchange":
        monkeypatch.setattr(folders, "_exchange", lambda *_: (_ for _ in ()).throw(OSError(38, "never")))
    else:
        monkeypatch.chdir(folder)
    inode = folder.stat().st_ino
    write_folder(folder, fill_with(a="1", b="1"))
    write_folder(folder, fill_with(b="2", c="2"))
    assert made_by_yrd(folder) == {"sub/own.md", "b.txt", "c.txt"}
    assert folder.stat().st_ino == inode
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    write_folder(folder, fill_with(c="3"))  # the manifest is right, too
    assert made_by_yrd(folder) == {"sub/own.md", "c.txt"}


def test_an_interrupted_replacement_one_by_one_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_folder(folder, fill_with(a="1", b="1", c="1"))
    monkeypatch.setattr(folders, "_exchange", lambda *_: (_ for _ in ()).throw(OSError(38, "never")))
    replace = Path.replace

    def stop_at_b(self: Path, target: Path) -> Path:
        if self.name == "b.txt":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stop_at_b)
        with pytest.raises(KeyboardInterrupt):
            write_folder(folder, lambda new: [(new / f"{one}.txt").write_text("2") for one in "abc"])
    assert {path: text for path, text in files_of(folder).items() if path != MANIFEST} == {
        "a.txt": b"2",
        "b.txt": b"1",
        "c.txt": b"1",
    }
    write_folder(folder, fill_with(a="3", b="3"))
    assert made_by_yrd(folder) == {"a.txt", "b.txt"}


def test_files_of_others_are_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_whole(folder / "a.txt", "mine")
    before = files_of(folder)
    with pytest.raises(WriteError, match=r"a\.txt is not from an earlier run"):
        write_folder(folder, fill_with(a="1", b="1"))
    called = []
    with pytest.raises(WriteError, match=r"a\.txt is not from an earlier run"):
        write_folder(folder, called.append, expected=["a.txt"])
    assert called == [], "told before the work"
    assert files_of(folder) == before


@pytest.mark.parametrize("name", ["mine.txt", "mine/deep.txt", "result.txt"])
def test_what_a_user_saves_in_the_moment_of_the_exchange_stays(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors save into a new file and rename it; a user's file may also get a name of ours just then."""
    folder, exchange = tmp_path / "out", folders._exchange
    write_folder(folder, fill_with(other="1"))
    (folder / "mine").mkdir()
    if name != "result.txt":
        (folder / name).write_text("saved before")

    def saved_before(staging: Path, target: Path) -> None:
        write_whole(target / name, "saved in the moment")
        exchange(staging, target)

    monkeypatch.setattr(folders, "_exchange", saved_before)
    made = {"other": "2"} if name != "result.txt" else {"other": "2", "result": "of the run"}
    write_folder(folder, fill_with(**made))
    assert (folder / name).read_text() == "saved in the moment"
    assert (folder / "other.txt").read_text() == "2"
    assert not list(folder.rglob(".yrd-link"))


def test_what_a_user_saves_right_after_the_exchange_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, exchange = tmp_path / "out", folders._exchange
    write_folder(folder, fill_with(other="1"))
    (folder / "mine.txt").write_text("saved before")

    def saved_after(staging: Path, target: Path) -> None:
        exchange(staging, target)
        write_whole(target / "mine.txt", "saved after")

    monkeypatch.setattr(folders, "_exchange", saved_after)
    write_folder(folder, fill_with(other="2"))
    assert (folder / "mine.txt").read_text() == "saved after"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_folders_keep_their_owner(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", fill_with(other="1"))
    (folder / "mine").mkdir()
    (folder / "mine" / "a.txt").write_text("of the user")
    for path in (folder, folder / "mine"):
        os.chown(path, 1234, 1234)
    write_folder(folder, fill_with(other="2"))
    assert {path.stat().st_uid for path in (folder, folder / "mine")} == {1234}


def test_a_file_or_link_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_whole(tmp_path / "elsewhere" / "x.txt", "mine")
    folder.mkdir()
    (folder / "figures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError, match="figures is in the way"):
        write_folder(folder, lambda new: write_whole(new / "figures" / "x.txt", "1"))
    assert (tmp_path / "elsewhere" / "x.txt").read_text() == "mine"
    with pytest.raises(WriteError, match="is a file; give a folder"):
        write_folder(tmp_path / "elsewhere" / "x.txt", fill_with(a="1"))


def test_a_manifest_that_names_files_outside_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_folder(folder, fill_with(a="1"))
    outside = write_whole(tmp_path / "outside.txt", "mine")
    manifest = json.loads((folder / MANIFEST).read_text())
    import hashlib

    digest = hashlib.sha256(b"mine").hexdigest()
    (folder / "link").symlink_to(tmp_path)
    manifest["files"] |= {"../outside.txt": [digest], str(outside): [digest], "link/outside.txt": [digest]}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    monkeypatch.chdir(folder)  # files are replaced one by one
    write_folder(folder, fill_with(b="1"))
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("content", ["mine", "[]", '{"files": []}', '{"files": {"a": 1}}', None])
def test_what_is_called_a_manifest_and_is_none_stays(content: str | None, tmp_path: Path) -> None:
    """None: a link to one."""
    folder = tmp_path / "out"
    folder.mkdir()
    if content is None:
        write_folder(tmp_path / "other", fill_with(table="1"))
        (folder / MANIFEST).symlink_to(tmp_path / "other" / MANIFEST)
    else:
        (folder / MANIFEST).write_text(content)
    before = files_of(tmp_path)
    with pytest.raises(WriteError, match=r"manifest\.json is not from an earlier run"):
        write_folder(folder, fill_with(table="2"))
    assert files_of(tmp_path) == before


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, fill_with(a="1"))
    before = files_of(folder)
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt(), RuntimeError("a fault")):

        def fill(new: Path, error: BaseException = error) -> None:
            write_whole(new / "a.txt", "2")
            raise error

        with pytest.raises(WriteError if isinstance(error, OSError) else type(error)):
            write_folder(folder, fill)
        assert files_of(folder) == before
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_runs_at_once_are_told(tmp_path: Path) -> None:
    def fill(new: Path) -> None:
        write_whole(new / "a.txt", "1")
        with pytest.raises(WriteError, match="another run is writing there"):
            write_folder(tmp_path / "out", fill_with(a="2"))

    write_folder(tmp_path / "out", fill)
    assert (tmp_path / "out" / "a.txt").read_text() == "1"


WRITER = """
import sys
from pathlib import Path
from yrdresearch.files import write_whole
from yrdresearch.folders import write_folder
version = sys.argv[2]
print("go", flush=True)
while True:
    write_folder(sys.argv[1], lambda new: [write_whole(new / f"{n}.txt", version * 5000) for n in range(8)])
    write_whole(Path(sys.argv[1] + ".txt"), version * 200000)
    version = "b" if version == "a" else "a"
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """Killed after 0 to 60 ms of writing without pause, again and again on what the last one left."""
    folder = tmp_path / "out"
    write_whole(folder / "mine.md", "mine")
    for run in range(25):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), "ab"[run % 2]], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(run * 0.0025)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        files = files_of(folder)
        files.pop(MANIFEST, None)
        assert files.pop("mine.md") == b"mine"
        assert len(files) in (0, 8)
        assert len(set(files.values())) <= 1, "a mixture"
        if Path(f"{folder}.txt").exists():
            assert Path(f"{folder}.txt").read_text() in ("a" * 200000, "b" * 200000)
    write_folder(folder, fill_with(end="1"))
    assert made_by_yrd(folder) == {"mine.md", "end.txt"}


# names and cells


@given(st.lists(st.text(st.characters(), max_size=300), max_size=8))
def test_a_safe_name_is_one_file_in_its_folder(texts: list[str]) -> None:
    names = safe_names(texts)
    assert len({name.casefold() for name in names}) == len(texts)
    for name in names:
        assert Path("folder", f"{name}.xml").parent == Path("folder")
        assert Path(name).name == name
        assert not name.startswith(".")
        assert len(name.encode("utf-8")) <= 200
        assert re.fullmatch(r"[\w.-]+", name)


def test_a_plain_id_stays_as_it_is() -> None:
    ids = ["000_68375046d53efcdf", "p.1", "长三角-一体化_2", "page.12.3"]
    assert safe_names(ids) == ids
    assert safe_names(["CON", "nul.txt", "..", "", "A", "a"]) == [
        "CON_", "nul.txt_", "unnamed", "unnamed-2", "A", "a-2"
    ]  # fmt: skip


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.from_regex(
    r"[=+\-@'＝＋\t\r\n\"]{1,3}[a-z0-9\"]{0,4}", fullmatch=True
)


@given(TEXTS)
def test_a_cell_is_read_back_and_is_never_a_formula(text: str) -> None:
    assert read_cell(cell(text)) == text
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(st.lists(TEXTS, min_size=1, max_size=5), TEXTS.filter(lambda name: name not in ("", "n")))
def test_a_table_in_csv_is_read_back(texts: list[str], column: str) -> None:
    written = csv_text(pd.DataFrame({column: texts, "n": range(len(texts))}))
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert [read_cell(one) for one in rows[0]] == [printable(column), "n"]
    assert [read_cell(row[0]) for row in rows[1:]] == [printable(text) for text in texts]


@given(st.lists(st.sampled_from(["=1", "'=1", "文", "", "@", "'文"]), min_size=1, max_size=8))
def test_texts_of_every_kind_of_column_are_changed_and_nothing_else(texts: list[str]) -> None:
    mixed = pd.Series([None, 2.5, *texts][: len(texts)], dtype=object)
    table = pd.DataFrame({"text": texts, "mixed": mixed, "whole": range(len(texts)), "flag": True})
    table["category"] = table["text"].astype("category")
    table["gap"] = table["text"].where(table["whole"] > 0)
    table.columns = ["same", "same", "whole", "flag", "category", "gap"]  # two columns of one name
    by_cell = table.map(lambda one: cell(one) if isinstance(one, str) else one)
    assert map_texts(table, cell).to_csv() == by_cell.to_csv()
    assert table.iloc[:, 0].tolist() == texts  # what was given is as it was


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_table_in_xlsx_is_read_back_and_holds_no_formula(texts: list[str]) -> None:
    data = io.BytesIO(xlsx_bytes({"coding": pd.DataFrame({"id": "p", "text": texts})}))
    kinds = {one.data_type for row in load_workbook(data)["coding"].iter_rows() for one in row if one.value}
    assert kinds == {"s"}
    data.seek(0)
    back = pd.read_excel(data, dtype=str, keep_default_na=False, engine="openpyxl")
    assert list(back["text"]) == [printable(text) for text in texts]


@pytest.mark.parametrize("length", [32_767, 32_768])
def test_a_text_is_written_into_a_spreadsheet_whole_or_told(length: int) -> None:
    table = pd.DataFrame({"id": ["p"], "text": ["港" * length]})
    if length > 32_767:  # what the format allows
        with pytest.raises(WriteError, match="32,768 characters"):
            xlsx_bytes({"coding": table})
        return
    back = pd.read_excel(io.BytesIO(xlsx_bytes({"coding": table})), engine="openpyxl")
    assert back["text"].tolist() == table["text"].tolist()


def test_numbers_are_no_formulas() -> None:
    assert csv_text(pd.DataFrame({"share": [-0.5, 1.0]})) == "share\n-0.5\n1.0\n"


@given(st.text(st.characters(), max_size=40))
def test_printable_text_fits_xml_and_spreadsheets_and_keeps_offsets(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert all(new in (old, "\ufffd") for old, new in zip(text, shown, strict=True))
    assert not ILLEGAL_CHARACTERS_RE.search(shown)
    element = etree.Element("p")
    element.text = shown
    shown.encode("utf-8")
