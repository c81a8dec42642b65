"""An import and a `save` replace and remove what they made, and no file of a user's, whatever its name."""

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

import yrdresearch as yrd
from small_corpus import make_corpus
from topic_models import written_model
from yrdresearch.corpus import importing, shards
from yrdresearch.corpus.importing import import_corpus
from yrdresearch.errors import WriteError
from yrdresearch.files import shipped_path
from yrdresearch.folders import alone
from yrdresearch.topics.modelfiles import load_model, save_model

SAMPLE = shipped_path("sample")
MINE = "of the user"
LISTS = ["skipped.csv", "duplicates.csv"]
TABLES = [f"{name}.csv" for name in ("pages", "articles", "sentences", "term_counts", "codings")]
NAMES = [*TABLES, *LISTS, "datapackage.json", "text.parquet", "stopwords.txt", "user_dictionary.txt"]
IN_SHARDS = ["notes.txt", "2024/a.txt", "00000-0123456789abcdef/a.txt", "00000-0123456789abcdef/b/c.csv"]


def state(folder: Path) -> dict[str, object]:
    """Every file, link and folder, with its content."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else None
        for path in sorted(folder.rglob("*"))
    }


def refused(folder: Path, what: str, *, pages: Path = SAMPLE) -> None:
    before = state(folder)
    with pytest.raises(WriteError, match=rf"{what}.* is not from an earlier run"):
        import_corpus([pages], folder)
    assert state(folder) == before


@pytest.mark.parametrize("name", [*NAMES, *(f"shards/{name}" for name in IN_SHARDS)])
def test_an_import_tells_of_a_file_of_others_before_the_work(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(MINE)
    monkeypatch.setattr(importing.sharding, "make_shards", lambda *_: pytest.fail("the work has begun"))
    refused(tmp_path, name.split("/a.txt")[0].split("/b/")[0])


@pytest.mark.parametrize("what", ["a link", "an empty folder"])
def test_what_is_called_shards_and_is_of_others_stays(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    folder.mkdir()
    if what == "a link":
        (tmp_path / "theirs").mkdir()
        (folder / "shards").symlink_to(tmp_path / "theirs")
    else:
        (folder / "shards" / "plan").mkdir(parents=True)
    refused(folder, "shards")


def test_pages_in_a_folder_called_shards_are_not_removed(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "shards")
    refused(tmp_path, "shards/README.md", pages=tmp_path / "shards")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_an_import_is_replaced_one_of_others_is_not(name: str, tmp_path: Path) -> None:
    import_corpus([SAMPLE], tmp_path)
    made = state(tmp_path)
    import_corpus([SAMPLE], tmp_path)
    yrd.load_corpus(tmp_path).save(tmp_path)
    assert state(tmp_path) == made
    (tmp_path / name).write_text("file,record,reason,my note\n")
    refused(tmp_path, name)


def test_a_table_that_the_corpus_there_has_not_is_of_others(tmp_path: Path) -> None:
    whole = make_corpus([("甲", ["港口要联动发展。"])])
    whole.features().save(tmp_path)
    (tmp_path / "text.parquet").write_text(MINE)
    with pytest.raises(WriteError, match=r"text\.parquet is not from an earlier run"):
        whole.save(tmp_path)
    whole.features().save(tmp_path)
    assert (tmp_path / "text.parquet").read_text() == MINE


@pytest.mark.parametrize("name", ["interviews.csv", "../outside.csv", "{absolute}", "sub/deep.csv"])
def test_a_descriptor_edited_by_hand_has_no_file_removed(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    corpus = make_corpus([("甲", ["港口要联动发展。"])])
    corpus.save(folder)
    theirs = folder / name.replace("{absolute}", str(tmp_path / "absolute.csv"))
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text(MINE)
    path = folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["resources"].append({"name": "mine", "path": str(theirs), "format": "csv"})
    path.write_text(json.dumps(package), "utf-8")
    corpus.save(folder)
    assert theirs.read_text() == MINE


def test_an_empty_folder_of_the_user_stays_after_a_fault(tmp_path: Path) -> None:
    for folder, stays in ((tmp_path / "was", True), (tmp_path / "is made", False)):
        if stays:
            folder.mkdir()
        with pytest.raises(yrd.YrdError):
            import_corpus([tmp_path / "no pages"], folder)
        assert folder.is_dir() == stays


def test_a_second_import_into_the_folder_is_told(tmp_path: Path) -> None:
    with alone(tmp_path / "shards"), pytest.raises(WriteError, match="another run is writing there"):
        import_corpus([SAMPLE], tmp_path)


# a stop at any step of the end


class Killed(BaseException):
    """Stands for a kill: nothing of the package catches it."""


def killed(*_: object, **__: object) -> NoReturn:
    raise Killed


@pytest.mark.parametrize("step", ["write_corpus", "remove_shards"])
@pytest.mark.parametrize("kept", [("shards", "tables"), ("tables", "shards"), ("shards", "shards")])
def test_a_stop_leaves_the_old_corpus_or_the_new(
    step: str, kept: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old and new each small enough for tables, or in shards."""
    most = {"tables": 2000, "shards": 0}
    monkeypatch.setattr(importing, "MOST_IN_TABLES", most[kept[0]])
    old = import_corpus([SAMPLE / "sample-1.txt"], tmp_path).corpus.sentences
    monkeypatch.setattr(importing, "MOST_IN_TABLES", most[kept[1]])
    with monkeypatch.context() as change:
        change.setattr(importing, step, killed)
        with pytest.raises(Killed):
            import_corpus([SAMPLE], tmp_path)
    found = yrd.load_corpus(tmp_path)
    assert len(found.pages) == (1 if step == "write_corpus" else 3)
    assert found.sentences.equals(old) == (step == "write_corpus")
    again = import_corpus([SAMPLE], tmp_path).corpus
    assert set(again.pages["page_id"]) == {"sample-1", "sample-2", "sample-3"}
    assert (tmp_path / "shards").exists() == (kept[1] == "shards")


def test_a_shard_that_was_removed_in_part_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_part(folder: Path) -> NoReturn:
        next(folder.iterdir()).unlink()
        raise Killed

    with monkeypatch.context() as change:
        change.setattr(shards, "shutil", SimpleNamespace(rmtree=in_part))
        with pytest.raises(Killed):
            import_corpus([SAMPLE], tmp_path)
    monkeypatch.setattr(importing, "MOST_IN_TABLES", 0)
    assert len(import_corpus([SAMPLE], tmp_path).corpus.sentences) > 100


# models


OTHERS = ['{"my": 1}', '{"settings": {}, "learner": {}}', "[1]", "no JSON", '{"settings": 1, "versions": {}}']


@pytest.mark.parametrize("content", OTHERS)
def test_a_model_of_another_program_is_not_written_over(content: str, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(content)
    (tmp_path / "support.parquet").write_text(MINE)
    before = state(tmp_path)
    with pytest.raises(WriteError, match=r"model\.json is not from an earlier run"):
        save_model(written_model(n_runs=0)[0], tmp_path)
    assert state(tmp_path) == before


def test_a_table_that_a_model_has_not_is_of_others(tmp_path: Path) -> None:
    single = written_model(n_runs=0)[0]
    save_model(single, tmp_path)
    (tmp_path / "support.parquet").write_text(MINE)
    save_model(single, tmp_path)
    assert load_model(tmp_path).support is None
    with pytest.raises(WriteError, match=r"support\.parquet is not from an earlier run"):
        save_model(written_model()[0], tmp_path)
    assert (tmp_path / "support.parquet").read_text() == MINE


def test_a_consensus_gives_way_to_a_single_run(tmp_path: Path) -> None:
    save_model(written_model()[0], tmp_path)
    save_model(written_model(n_runs=0)[0], tmp_path)
    assert not (tmp_path / "support.parquet").exists()
    assert load_model(tmp_path).support is None
