"""A coding sheet goes out empty and comes back checked."""

from pathlib import Path

import pandas as pd
import pytest

import yrdresearch as yrd
from yrdresearch.errors import ArgumentError, CodebookError, TextMissingError


@pytest.fixture(scope="module")
def sample() -> yrd.Corpus:
    return yrd.load_corpus("sample")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_round_trip(tmp_path: Path, sample: yrd.Corpus, suffix: str) -> None:
    path = yrd.areas.coding_sheet(sample, tmp_path / f"sheet{suffix}", n_paragraphs=4, random_state=1)
    read = pd.read_csv if suffix == ".csv" else pd.read_excel
    sheet = read(path, dtype=str)
    assert sheet["paragraph_id"].nunique() == 4
    whole = sample.sentences[sample.sentences["paragraph_id"].isin(sheet["paragraph_id"])]
    assert list(sheet["sentence_id"]) == list(whole["sentence_id"])
    sheet["policy_areas"] = ["ageing, health", "医疗卫生、养老", "无", *["none"] * (len(sheet) - 3)]
    if suffix == ".csv":
        sheet.to_csv(path, index=False)
    else:
        sheet.to_excel(path, index=False)
    filled = yrd.areas.read_coding_sheet(path, corpus=sample)
    assert filled["policy_areas"].tolist()[:3] == ["health ageing", "health ageing", "none"]


def test_sheet_leaves_out_repeats_and_holds_the_rest(tmp_path: Path, sample: yrd.Corpus) -> None:
    sheet = pd.read_csv(yrd.areas.coding_sheet(sample, tmp_path / "all.csv"))
    assert list(sheet["sentence_id"]) == list(sample.counted_sentences()["sentence_id"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("x.1", "")], "row 2: policy_areas is empty"),
        ([("x.1", "sport")], "row 2: 'sport' is no area"),
        ([("x.1", "none"), ("x.1", "none")], "row 3: x.1 stands in row 2"),
        ([("x.1", "none health")], "'none' stands beside"),
    ],
)
def test_faults_of_a_sheet(tmp_path: Path, rows: list[tuple[str, str]], message: str) -> None:
    path = tmp_path / "sheet.csv"
    pd.DataFrame(rows, columns=["sentence_id", "policy_areas"]).to_csv(path, index=False)
    with pytest.raises(CodebookError, match=message):
        yrd.areas.read_coding_sheet(path)


def test_faults_of_files_and_corpora(tmp_path: Path, sample: yrd.Corpus) -> None:
    with pytest.raises(CodebookError, match="no such sheet"):
        yrd.areas.read_coding_sheet(tmp_path / "none.csv")
    with pytest.raises(ArgumentError, match="ends in"):
        yrd.areas.coding_sheet(sample, tmp_path / "sheet.doc")
    with pytest.raises(ArgumentError, match="n_paragraphs is 0"):
        yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=0)
    with pytest.raises(TextMissingError):
        yrd.areas.coding_sheet(sample.features(), tmp_path / "sheet.csv")
    pd.DataFrame({"sentence_id": ["x"]}).to_csv(tmp_path / "short.csv", index=False)
    with pytest.raises(CodebookError, match="policy_areas is missing"):
        yrd.areas.read_coding_sheet(tmp_path / "short.csv")
    pd.DataFrame({"sentence_id": ["x"], "policy_areas": ["none"]}).to_csv(tmp_path / "alien.csv", index=False)
    with pytest.raises(CodebookError, match="no sentence of this corpus"):
        yrd.areas.read_coding_sheet(tmp_path / "alien.csv", corpus=sample)


def test_shipped_codings_fit_the_sample(sample: yrd.Corpus) -> None:
    known = set(yrd.load_codebook().ids) | {"none"}
    for name, coded in yrd.areas.sample_codings().items():
        assert list(coded["sentence_id"]) == list(sample.sentences["sentence_id"]), name
        assert {area for areas in coded["policy_areas"] for area in areas.split()} <= known


def test_a_sheet_as_a_chinese_spreadsheet_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes("sentence_id,policy_areas,note\ns1,医疗卫生、养老,要再看\n".encode("gb18030"))
    sheet = yrd.areas.read_coding_sheet(path)
    assert sheet.iloc[0].tolist() == ["s1", "health ageing", "要再看"]


@pytest.mark.parametrize("name", ["broken.xlsx", "empty.csv"])
def test_a_file_that_is_no_sheet(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name == "empty.csv" else "x")
    with pytest.raises(CodebookError, match=f"{name}: this is no"):
        yrd.areas.read_coding_sheet(tmp_path / name)


def test_a_filled_sheet_is_not_written_over(tmp_path: Path, sample: yrd.Corpus) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("a coder's work")
    with pytest.raises(ArgumentError, match="may be filled"):
        yrd.areas.coding_sheet(sample, path)
    assert path.read_text() == "a coder's work"
