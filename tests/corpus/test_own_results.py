"""What this package wrote is never read as pages: importing a folder again gives the same corpus."""

from pathlib import Path

import pandas as pd
import pytest

from yrdresearch.cli import main
from yrdresearch.corpus.gathering import gather
from yrdresearch.corpus.importing import import_corpus
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.errors import ArgumentError, CorpusError
from yrdresearch.pages.exports import export_pages
from yrdresearch.pages.reading import read_pages

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a page, and a data package of others that holds one."""
    folder = tmp_path / "pages"
    (folder / "of-others").mkdir(parents=True)
    (folder / "one.txt").write_bytes((SAMPLE / "sample-1.txt").read_bytes())
    (folder / "of-others" / "two.txt").write_bytes((SAMPLE / "sample-2.txt").read_bytes())
    (folder / "of-others" / "datapackage.json").write_text('{"name": "theirs"}')
    return folder


def test_importing_the_folder_that_holds_the_results_gives_the_same_corpus(pages: Path) -> None:
    first = import_corpus([pages], pages / "corpus").corpus
    export_pages(read_pages(pages / "one.txt"), pages / "out", formats=["tei", "jsonl"])
    (pages / "other").mkdir()
    import_corpus([pages / "one.txt"], pages / "other" / "corpus")
    again = import_corpus([pages], pages / "corpus")
    pd.testing.assert_frame_equal(first.sentences, again.corpus.sentences)
    assert set(again.corpus.pages["page_id"]) == {"one", "two"}
    told = {Path(one.file).relative_to(pages).as_posix(): one.reason for one in again.skipped.itertuples()}
    made = "it is a corpus, an export or a report of this package, and holds no pages"
    list_of_others = "it holds no page: a list or a table without texts"
    assert told == {
        "corpus": made,
        "out": made,
        "other/corpus": made,
        "of-others/datapackage.json": list_of_others,
    }


def test_what_a_stopped_import_left_is_no_page(pages: Path) -> None:
    left = pages / "corpus" / "shards" / "pieces" / "one-0"
    left.mkdir(parents=True)
    (left / "rest.jsonl").write_text(
        '{"text": "渡口的灯要亮到天明。", "title": "渡口的灯"}\n', encoding="utf-8"
    )
    sources, skipped = gather([pages], to=pages / "corpus")
    assert {source.path.name for source in sources} == {"one.txt", "two.txt"}
    assert [Path(one.file).name for one in skipped] == ["datapackage.json"]  # of others


def test_a_corpus_is_no_folder_of_pages_and_has_a_folder_of_its_own(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="is the folder of the pages; give another"):
        import_corpus([pages], pages / ".." / "pages")
    assert not (pages / "datapackage.json").exists()
    import_corpus([pages], tmp_path / "corpus")
    with pytest.raises(CorpusError, match="is a saved corpus, whose tables are no pages"):
        import_corpus([tmp_path / "corpus"], tmp_path / "again")


def test_features_do_not_take_the_place_of_the_text(pages: Path, tmp_path: Path, capsys) -> None:
    corpus = tmp_path / "corpus"
    import_corpus([pages], corpus)
    assert main(["export", str(corpus), "--features", "--to", str(corpus / ".." / "corpus")]) == 2
    assert "would lose its text; give another --to" in capsys.readouterr().err
    assert load_corpus(corpus).has_text
