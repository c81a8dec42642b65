"""Saved corpora and models: earlier versions open, later ones are told, nothing is read from elsewhere.

`tests/saved` holds small results of earlier versions. They are not made again; each new version adds its own.
"""

import json
import shutil
from pathlib import Path

import pytest

from topic_models import written_model
from yrdresearch.corpus.datapackage import validate
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.errors import CorpusError, PageError
from yrdresearch.pages.reading import page_files
from yrdresearch.topics.modelfiles import load_model, save_model

SAVED = Path(__file__).with_name("saved")


@pytest.mark.parametrize("folder", sorted(SAVED.glob("corpus-*")), ids=lambda folder: folder.name)
def test_a_corpus_of_an_earlier_version_opens(folder: Path) -> None:
    corpus = load_corpus(folder)
    assert list(corpus.articles["author"]) == ["甲", "乙"]
    assert list(corpus.paragraphs["text"]) == [
        "港口要联动发展。口岸要提速。",
        "航线要互补。",
        "养老要互认。社区养老要异地结算。",
    ]
    assert corpus.term_counts["count"].sum() > 10
    assert len(validate(folder)) == 0


@pytest.mark.parametrize("folder", sorted(SAVED.glob("model-*")), ids=lambda folder: folder.name)
def test_a_model_of_an_earlier_version_opens(folder: Path) -> None:
    opened, written = load_model(folder), written_model()[0]
    assert opened.topic_term.equals(written.topic_term)
    assert opened.doc_topic.equals(written.doc_topic)
    assert opened.support.equals(written.support)
    assert (opened.doc_topic_runs == written.doc_topic_runs).all()


def _changed(path: Path, **changes: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, **changes}), encoding="utf-8")


def test_a_later_version_says_what_is_needed(tmp_path: Path, sample) -> None:
    sample.save(tmp_path / "corpus")
    save_model(written_model()[0], tmp_path / "model")
    for name, file, load in (
        ("corpus", "datapackage.json", load_corpus),
        ("model", "model.json", load_model),
    ):
        path = tmp_path / name / file
        assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == 1
        _changed(path, schema_version=99)
        with pytest.raises(CorpusError, match=r"schema version 99.*install a newer yrdresearch"):
            load(path.parent)


OUTSIDE = [
    "../outside.csv",
    "/etc/passwd",
    "a/../../outside.csv",
    "https://example.org/articles.csv",
    "..\\outside.csv",
]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("read", [load_corpus, validate])
def test_a_package_whose_files_leave_its_folder_is_refused(read, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(SAVED / "corpus-0.1", folder)
    content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    content["resources"][1]["path"] = path
    _changed(folder / "datapackage.json", **content)
    with pytest.raises(CorpusError, match="is not in the package's folder"):
        read(folder)


@pytest.mark.parametrize("read", [load_corpus, validate])
def test_a_package_whose_table_is_a_link_out_of_its_folder_is_refused(read, tmp_path: Path) -> None:
    shutil.copytree(SAVED / "corpus-0.1", tmp_path / "corpus")
    table = tmp_path / "corpus" / "articles.csv"
    table.rename(tmp_path / "outside.csv")
    table.symlink_to(tmp_path / "outside.csv")
    with pytest.raises(CorpusError, match="is not in the package's folder"):
        read(tmp_path / "corpus")


def test_a_link_out_of_a_folder_of_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_text("港口要联动发展。", encoding="utf-8")
    (tmp_path / "pages" / "a.txt").symlink_to(outside)
    with pytest.raises(PageError, match=r"a\.txt is a link out of its folder"):
        load_corpus(tmp_path / "pages")
    assert page_files(tmp_path / "pages" / "a.txt"), "a file that is named may be a link"
