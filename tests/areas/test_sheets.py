"""A coding sheet is written empty, and checked when it is read."""

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

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
        ([("x.1", "none"), ("x.1", "none")], "row 3: x.1 is in row 2"),
        ([("x.1", "none health")], "'none' is beside"),
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
    assert sheet.iloc[0].tolist()[:3] == ["s1", "health ageing", "要再看"]


@pytest.mark.parametrize("name", ["broken.xlsx", "empty.csv"])
def test_a_file_that_is_no_sheet(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name == "empty.csv" else "x")
    with pytest.raises(CodebookError, match=name):
        yrd.areas.read_coding_sheet(tmp_path / name)


def test_a_filled_sheet_is_not_written_over(tmp_path: Path, sample: yrd.Corpus) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("a coder's work")
    with pytest.raises(ArgumentError, match="may be filled"):
        yrd.areas.coding_sheet(sample, path)
    assert path.read_text() == "a coder's work"


def filled(path: Path, entries: list[str], to: Path) -> Path:
    """What a coder sends back: the sheet with these entries, the rest none."""
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    sheet["policy_areas"] = [*entries, *["none"] * (len(sheet) - len(entries))]
    sheet.to_csv(to, index=False)
    return to


def test_a_sheet_hides_the_programs_answer(tmp_path: Path, sample: yrd.Corpus) -> None:
    sheet = pd.read_csv(yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=5), dtype=str)
    assert sheet["policy_areas"].isna().all()
    assert set(sheet) == {"sentence_id", "paragraph_id", "text", "policy_areas", "note", "inclusion", "sheet"}


def test_paragraphs_are_drawn_from_every_group(tmp_path: Path, sample: yrd.Corpus) -> None:
    """Three of each of two unequal groups; the sheet says how likely each was, so totals can be weighed."""
    articles = sample.articles["article_id"]
    kind = pd.Series(["few"] + ["many"] * (len(articles) - 2) + [None], index=articles)
    sheet = pd.read_csv(yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=3, by=kind))
    article = sheet["paragraph_id"].str.rsplit(".", n=1).str[0]
    group = article.map(kind)
    assert sheet.groupby(group)["paragraph_id"].nunique().to_dict() == {"few": 3, "many": 3}
    paragraphs = sample.counted_sentences().drop_duplicates("paragraph_id")
    total = paragraphs["article_id"].map(kind).value_counts()
    weight = sheet.drop_duplicates("paragraph_id").groupby(group)["inclusion"].apply(lambda p: (1 / p).sum())
    assert weight.to_dict() == pytest.approx(total.to_dict())


def test_every_paragraph_is_as_likely_as_the_sheet_says(tmp_path: Path, sample: yrd.Corpus) -> None:
    paragraphs = sample.counted_sentences()["paragraph_id"].nunique()
    drawn: list[str] = []
    for seed in range(40):
        sheet = pd.read_csv(
            yrd.areas.coding_sheet(sample, tmp_path / f"{seed}.csv", n_paragraphs=10, random_state=seed)
        )
        assert sheet["inclusion"].unique().tolist() == [10 / paragraphs]
        drawn += list(sheet["paragraph_id"].unique())
    assert len(set(drawn)) > 0.95 * paragraphs


def test_what_comes_back_is_checked_against_what_went_out(tmp_path: Path, sample: yrd.Corpus) -> None:
    path = yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=3)
    back = filled(path, ["health"], tmp_path / "back.csv")
    assert yrd.areas.read_coding_sheet(back, corpus=sample)["policy_areas"].iloc[0] == "health"
    sheet = pd.read_csv(back, dtype=str, keep_default_na=False)
    sheet.sort_values("sentence_id", ascending=False).to_csv(tmp_path / "sorted.csv", index=False)
    yrd.areas.read_coding_sheet(tmp_path / "sorted.csv")
    for name, changed, message in [
        ("short", sheet.iloc[1:], "not the sentences that went out"),
        ("wording", sheet.assign(text=sheet["text"].str[1:]), "not the sentences that went out"),
        ("column", sheet.assign(sheet=["x", *sheet["sheet"][1:]]), "column sheet was changed"),
    ]:
        changed.to_csv(tmp_path / f"{name}.csv", index=False)
        with pytest.raises(CodebookError, match=message):
            yrd.areas.read_coding_sheet(tmp_path / f"{name}.csv")
    with pytest.raises(CodebookError, match="row 2: the wording of"):
        yrd.areas.read_coding_sheet(tmp_path / "wording.csv", corpus=sample)


def test_a_sheet_names_its_codebook(tmp_path: Path, sample: yrd.Corpus) -> None:
    instruments = yrd.load_codebook("policy_instruments")
    path = yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=2, codebook=instruments)
    coding = yrd.areas.read_coding_sheet(filled(path, ["税收优惠、funding"], tmp_path / "back.csv"))
    assert coding["policy_areas"].iloc[0] == "funding tax"
    assert yrd.areas.codebook_of(coding) == instruments
    with pytest.raises(CodebookError, match="the sheet is of codebook policy_instruments"):
        yrd.areas.read_coding_sheet(path, codebook=yrd.load_codebook())


def test_several_coders_fill_one_sheet(tmp_path: Path, sample: yrd.Corpus) -> None:
    path = yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=3)
    paths = {
        "Li Na": filled(path, ["health", "ageing"], tmp_path / "li.csv"),
        "Wang Wei": filled(path, ["health", ""], tmp_path / "wang.csv"),
    }
    with pytest.raises(CodebookError, match=r"wang\.csv, row 3: policy_areas is empty"):
        yrd.areas.read_coding_sheets(paths, corpus=sample)
    codings = yrd.areas.read_coding_sheets(paths, corpus=sample, complete=False)
    agreement = yrd.areas.krippendorff_alpha(codings, n_resamples=10)
    assert agreement["alpha"] == 1
    assert agreement["n_left_out"] == 1
    assert codings["Wang Wei"]["coder"].unique().tolist() == ["Wang Wei"]
    other = yrd.areas.coding_sheet(sample, tmp_path / "other.csv", n_paragraphs=4, random_state=5)
    with pytest.raises(CodebookError, match="give every coder the same sheet"):
        yrd.areas.read_coding_sheets(
            {"Li Na": paths["Li Na"], "Zhao": filled(other, [], tmp_path / "zhao.csv")}
        )


def test_a_models_coding_comes_with_its_facts(tmp_path: Path, sample: yrd.Corpus) -> None:
    path = yrd.areas.coding_sheet(sample, tmp_path / "sheet.csv", n_paragraphs=3)
    back = filled(path, ["health"], tmp_path / "back.csv")
    facts = {"model": "model x-1", "date": "2026-11-27", "prompt": "按编码手册标注每句话涉及的政策领域。"}
    coding = yrd.areas.read_model_codings(back, **facts)
    for column, fact in (("coder", "model x-1"), ("date", facts["date"]), ("prompt", facts["prompt"])):
        assert coding[column].unique().tolist() == [fact]
    table = yrd.areas.validate_coding(yrd.code_policy_areas(sample), coding, n_resamples=5)
    assert table["hand_by"].iloc[0] == "model x-1"
    for name, value in (("date", "2026-13-01"), ("model", " "), ("prompt", "")):
        with pytest.raises(ArgumentError, match=f"{name} is"):
            yrd.areas.read_model_codings(back, **{**facts, name: value})


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> yrd.Corpus:
    """A page whose sentences begin like formulas; one has a control character."""
    page = tmp_path_factory.mktemp("page") / "page.txt"
    page.write_text(
        "## 港口一体化\n\n张三\n\n=HYPERLINK(1)港口要联动发展，航线要互补共用。各地要协同创新。\n"
        f"+1港口要联动发展，航线要互补共用，各地要{chr(7)}协同创新，共建共享。\n",
        encoding="utf-8",
    )
    return yrd.load_corpus(page)


def test_a_sentence_that_looks_like_a_formula_stays_text(tmp_path: Path, formulas: yrd.Corpus) -> None:
    path = yrd.areas.coding_sheet(formulas, tmp_path / "sheet.xlsx")
    book = load_workbook(path)
    assert "f" not in {cell.data_type for row in book["coding"] for cell in row}
    for row in book["coding"].iter_rows(min_row=2):
        row[3].value = "none"
    book.save(tmp_path / "back.xlsx")
    back = yrd.areas.read_coding_sheet(tmp_path / "back.xlsx", corpus=formulas)
    assert len(back) == len(formulas.sentences)


def test_a_formula_in_a_csv_sheet_is_escaped_and_read_back(tmp_path: Path, formulas: yrd.Corpus) -> None:
    path = yrd.areas.coding_sheet(formulas, tmp_path / "sheet.csv")
    assert not pd.read_csv(path, dtype=str)["text"].str.match(r"[=+\-@]").any()
    back = yrd.areas.read_coding_sheet(filled(path, [], tmp_path / "back.csv"), corpus=formulas)
    assert len(back) == len(formulas.sentences)


@pytest.mark.parametrize(
    ("data", "fault"),
    [(b"sentence_id,policy_areas\n\x00", "a zero byte at offset 25"), (b"\x81", "cannot be decoded")],
)
def test_a_broken_sheet_is_called_no_page(tmp_path, data, fault):
    path = tmp_path / "sheet.csv"
    path.write_bytes(data)
    with pytest.raises(CodebookError, match=fault) as caught:
        yrd.areas.read_coding_sheet(path)
    assert "page" not in str(caught.value).replace(str(path), "")
