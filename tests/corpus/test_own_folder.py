"""A folder as a researcher has it: folders in it, Excel files, old formats, the corpus itself among them."""

from pathlib import Path

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.cli import main
from yrdresearch.corpus import import_corpus
from yrdresearch.errors import ArgumentError, CorpusError
from yrdresearch.files import shipped_path
from yrdresearch.pages import page_files
from yrdresearch.spreadsheets import xlsx_as_csv

# Fictional: ferries and reed beds of a place that does not exist
TEXTS = [
    "云江渡口的轮渡改由两岸共同运营，票价统一。两岸居民往来更方便。",
    "云江湿地的芦苇由三县一同看护。保护基金每年公布账目。",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "files" / "2024" / "下半年"
    inner.mkdir(parents=True)
    page = (shipped_path("sample") / "sample-1.txt").read_bytes()
    (inner / "page.txt").write_bytes(page)
    table = pd.DataFrame({"标题": ["渡口", "湿地"], "正文": TEXTS, "年份": [2023, 2024]})
    table.to_excel(tmp_path / "files" / "两篇.xlsx", index=False)
    table.head(1).to_csv(inner / "one.csv", index=False)
    (tmp_path / "files" / "老.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    pd.DataFrame({"name": ["甲"], "size": [3]}).to_excel(tmp_path / "files" / "list.xlsx", index=False)
    return tmp_path / "files"


def test_every_way_of_reading_a_folder_walks_it(folder: Path) -> None:
    names = {"page.txt", "one.csv", "两篇.xlsx"}
    assert {file.name for file in page_files(folder)} == names
    made = import_corpus([folder], folder.parent / "mine", duplicates="keep")
    assert len(yrd.read_pages(folder)) == len(made.corpus.pages) == 4
    assert yrd.load_corpus(folder).articles["title"].tolist() == made.corpus.articles["title"].tolist()
    reasons = dict(
        zip(made.skipped["file"].map(lambda file: Path(file).name), made.skipped["reason"], strict=True)
    )
    assert reasons == {
        "list.xlsx": "it holds no page: a list or a table without texts",
        "老.doc": "the format .doc is not known; save it as .docx",
    }


def test_a_table_reads_alike_from_excel_and_from_csv(folder: Path) -> None:
    table = pd.read_excel(folder / "两篇.xlsx")
    table.to_csv(folder.parent / "两篇.csv", index=False)
    excel, text = (
        yrd.read_pages(path / f"两篇{end}") for path, end in ((folder, ".xlsx"), (folder.parent, ".csv"))
    )
    assert [page.articles for page in excel] == [page.articles for page in text]
    assert [page.articles[0].date for page in excel] == ["2023", "2024"]


def test_cells_of_excel_are_as_they_are_written() -> None:
    from yrdresearch.spreadsheets import xlsx_bytes

    cells = [pd.Timestamp("2024-06-04"), 7, 7.5, "=1+1", None, "两\n行"]
    data = xlsx_bytes({"s": pd.DataFrame({"a": pd.Series(cells, dtype=object)})})
    rows = xlsx_as_csv(data, name="s.xlsx").split("\n")
    assert rows == ["a", "2024-06-04", "7", "7.5", "=1+1", '"两', '行"', ""]


def test_a_record_alone_in_its_file_is_the_files_page(folder: Path) -> None:
    made = import_corpus([folder], folder.parent / "mine", duplicates="keep")
    assert set(made.corpus.pages["page_id"]) == {"page", "one", "两篇~两篇-1", "两篇~两篇-2"}


def test_a_corpus_is_no_folder_of_pages(folder: Path) -> None:
    """Its word lists and tables end like pages; a second import into the same folder would read them."""
    mine = folder / "mine"
    first = import_corpus([folder], mine)
    again = import_corpus([folder], mine)
    assert again.corpus.pages["page_id"].tolist() == first.corpus.pages["page_id"].tolist()
    assert "it is a corpus, an export or" in again.skipped["reason"].str.cat()
    assert len(page_files(folder)) == 3
    for read in (page_files, yrd.read_pages, lambda path: import_corpus([path], folder.parent / "other")):
        with pytest.raises(CorpusError, match="mine is a saved corpus, whose tables are no pages"):
            read(mine)


def test_check_takes_several_files_and_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "空.txt").write_bytes(b"")
    assert main(["check", str(folder), str(shipped_path("sample") / "sample-2.txt")]) == 0
    out, err = capsys.readouterr()
    assert "sample-2" in out
    assert "空.txt is empty" in err
    assert main(["check", str(folder / "空.txt")]) == 2


def test_import_tells_how_many_articles_are_in_doubt(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(folder), "--to", str(folder / "mine")]) == 0
    doubtful = (yrd.load_corpus(folder / "mine").articles["confidence"] < 0.5).sum()
    told = "more likely read wrongly than rightly"
    assert (f"{doubtful} articles were {told}" in capsys.readouterr().out) == (doubtful > 0)


def test_a_sheet_of_the_articles_comes_back_from_excel(tmp_path: Path) -> None:
    """Written with what is known, filled in, and read again: what did not change is no contradiction."""
    corpus = yrd.load_corpus("sample")
    corpus = yrd.add_docvars(corpus, corpus.articles[["article_id"]].assign(date="2023", year=2023))
    sheet = corpus.articles[["article_id", "title", "date", "year"]].assign(province="云江")
    sheet.to_excel(tmp_path / "facts.xlsx", index=False)
    back = yrd.add_docvars(corpus, tmp_path / "facts.xlsx")
    assert back.articles["province"].unique().tolist() == ["云江"]
    pd.testing.assert_frame_equal(back.articles.drop(columns="province"), corpus.articles, check_dtype=False)
    with pytest.raises(ArgumentError, match=r"date of 'sample-1\.1' is '2024', where the corpus has '2023'"):
        yrd.add_docvars(corpus, sheet.assign(date="2024"))
    empty = corpus.having(articles=corpus.articles.assign(date=["", *corpus.articles["date"][1:]]))
    assert yrd.add_docvars(empty, sheet).articles["date"].unique().tolist() == ["2023"]


def test_features_leave_out_docvars_that_hold_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every field of a record is a docvar, an abstract or a note with sentences of the text too."""
    table = pd.DataFrame({"标题": ["渡口", "湿地"], "正文": TEXTS, "摘录": TEXTS, "备注": ["交通", "生态。"]})
    table.to_csv(tmp_path / "two.csv", index=False)
    assert main(["import", str(tmp_path / "two.csv"), "--to", str(tmp_path / "mine")]) == 0
    assert main(["export", str(tmp_path / "mine"), "--features", "--to", str(tmp_path / "shared")]) == 0
    assert "docvars left out, as they hold text: 摘录" in capsys.readouterr().out
    assert "备注" in yrd.load_corpus(tmp_path / "shared").articles
    written = b"".join(file.read_bytes() for file in (tmp_path / "shared").iterdir()).decode(errors="replace")
    assert not any(sentence in written for text in TEXTS for sentence in text.split("。") if sentence)


def test_an_export_of_pages_goes_on_behind_a_file_that_cannot_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "空.txt").write_bytes(b"")
    assert main(["export", str(folder), "--format", "tei", "--to", str(folder.parent / "tei")]) == 0
    assert "空.txt is empty" in capsys.readouterr().err
    assert len(list((folder.parent / "tei").glob("*.xml"))) == 4
