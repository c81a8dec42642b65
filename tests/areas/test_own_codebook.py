"""A codebook of one's own is never ignored: the coding carries it, and everything downstream uses it."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
import yaml

import yrdresearch as yrd
from yrdresearch.areas.codebook import Codebook
from yrdresearch.cli import main
from yrdresearch.errors import CodebookError, CorpusError, TextMissingError

# 滑雪 skiing does not occur in the sample; 一体化 integration, 合作 cooperation, 港口 port do
MINE = {
    "id": "mine", "version": 3,
    "areas": [
        {"id": "sport", "name_zh": "体育", "name_en": "Sport", "terms": ["滑雪"]},
        {"id": "together", "name_zh": "合作", "name_en": "Working together", "terms": ["一体化 合作"]},
        {"id": "ports", "name_zh": "港口", "name_en": "Ports", "terms": ["港口 码头"]},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("book") / "mine.yml"
    file.write_text(yaml.safe_dump(MINE, allow_unicode=True), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def mine(path: Path) -> Codebook:
    return yrd.load_codebook(path)


@pytest.fixture(scope="module")
def sample() -> yrd.Corpus:
    return yrd.load_corpus("sample")


@pytest.fixture(scope="module")
def coded(sample: yrd.Corpus, mine: Codebook) -> pd.DataFrame:
    return yrd.code_policy_areas(sample, codebook=mine)


def test_every_function_uses_the_codings_own_codebook(coded: pd.DataFrame, mine: Codebook) -> None:
    assert coded["codebook"].unique().tolist() == [mine.key]
    cover = yrd.coverage(coded)
    assert cover["policy_area"].tolist() == mine.ids
    assert cover.set_index("policy_area").loc["sport", ["name_zh", "n"]].tolist() == ["体育", 0]
    hand = coded[["sentence_id", "policy_area"]]
    table = yrd.areas.validate_coding(coded, hand, n_resamples=20).set_index("policy_area")
    assert set(mine.ids) < set(table.index)
    assert table.loc["together", "f1"] == 1
    pairs = yrd.areas.cooccurrence(coded)
    assert set(pairs["area_a"]) | set(pairs["area_b"]) <= set(mine.ids)
    topics = pd.get_dummies(coded.drop_duplicates("paragraph_id").set_index("paragraph_id")["article_id"])
    seen = yrd.areas.areas_by_topic(coded, topics.astype(float))
    assert list(dict.fromkeys(seen["policy_area"])) == ["together", "ports"]
    corrected = yrd.areas.corrected_coverage(coded, checked=coded, hand=hand, n_resamples=20)
    assert corrected["policy_area"].tolist() == [*mine.ids, "none"]


def test_the_codebook_survives_what_is_done_to_a_table(
    coded: pd.DataFrame, mine: Codebook, tmp_path: Path
) -> None:
    facts = pd.DataFrame({"article_id": coded["article_id"].unique(), "kind": "essay"})
    coded.to_csv(tmp_path / "coded.csv", index=False)
    for table in (
        coded[coded["policy_area"] != "ports"],
        coded.merge(facts, on="article_id"),
        pd.concat([coded.head(40), coded.iloc[40:]]),
        coded.sort_values("sentence_id").reset_index(drop=True),
        pd.read_csv(tmp_path / "coded.csv", keep_default_na=False),
    ):
        assert yrd.areas.codebook_of(table) == mine


def test_a_mismatch_is_an_error_in_words(coded: pd.DataFrame, sample: yrd.Corpus, mine: Codebook) -> None:
    with pytest.raises(
        CodebookError, match=r"the coding is of codebook mine@3#\w+, and codebook is policy_areas"
    ):
        yrd.coverage(coded, codebook=yrd.load_codebook())
    with pytest.raises(CodebookError, match="hand coding is by codebook policy_areas"):
        yrd.areas.validate_coding(coded, yrd.code_policy_areas(sample))
    with pytest.raises(CodebookError, match="of 2 codebooks"):
        yrd.coverage(pd.concat([coded, yrd.code_policy_areas(sample)]))
    with pytest.raises(CodebookError, match="unknown area 'ports'"):
        yrd.coverage(coded.drop(columns="codebook"))
    with pytest.raises(CodebookError, match="not loaded"):
        yrd.coverage(coded.assign(codebook="lost@1#00000000"))
    assert yrd.coverage(coded.drop(columns="codebook"), codebook=mine)["policy_area"].tolist()[:3] == mine.ids


def test_released_codings_are_not_another_codebooks(sample: yrd.Corpus, mine: Codebook) -> None:
    with pytest.raises(
        TextMissingError, match=r"codings by codebook policy_areas.* cannot be coded by mine@3"
    ):
        yrd.code_policy_areas(yrd.load_corpus().features(), codebook=mine)
    ours = yrd.areas.with_codings(sample, codebook=mine).features()
    assert yrd.coverage(yrd.code_policy_areas(ours))["policy_area"].tolist() == mine.ids
    with pytest.raises(TextMissingError, match="cannot be coded by policy_areas"):
        yrd.code_policy_areas(ours, codebook=yrd.load_codebook())


def test_evidence_for_an_area_of_another_codebook(sample: yrd.Corpus, coded: pd.DataFrame) -> None:
    row = {"policy_area": "together"}
    with pytest.raises(CorpusError, match="'together' is not of the codebook of this corpus's codings"):
        yrd.evidence(yrd.areas.with_codings(sample), row)
    found = yrd.evidence(sample, row, codings=coded)
    assert len(found) == (coded["policy_area"] == "together").sum()


def test_released_codings_name_their_codebook() -> None:
    released = yrd.code_policy_areas(yrd.load_corpus().features())
    codebook = yrd.areas.codebook_of(released)
    assert codebook.id == "policy_areas"
    assert codebook.ids == yrd.load_codebook().ids


def test_corpora_coded_by_two_codebooks_are_not_combined(sample: yrd.Corpus, mine: Codebook) -> None:
    from yrdresearch.corpus import combine

    ours = yrd.areas.with_codings(sample, codebook=mine).features()
    with pytest.raises(CorpusError, match="codings by different codebooks"):
        combine(ours, yrd.load_corpus().features())
    ruled = yrd.areas.with_codings(sample, coder="rules").features()
    with pytest.raises(CorpusError, match="coded by the rules alone"):
        combine(ruled, yrd.load_corpus().features())


def test_the_commands_take_a_codebook(
    tmp_path: Path, path: Path, mine: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Path(__file__).parents[2] / "data" / "sample" / "sample-1.txt"
    assert main(["code", str(page), "--codebook", str(path)]) == 0
    printed = json.loads(capsys.readouterr().out)
    given = {area for sentence in printed["sentences"] for area in sentence["policy_areas"]}
    assert given <= set(mine.ids)
    assert "together" in given
    assert main(["import", str(page), "--to", str(tmp_path / "corpus"), "--codebook", str(path)]) == 0
    corpus = yrd.load_corpus(tmp_path / "corpus")
    assert set(corpus.codings["policy_area"]) <= set(mine.ids)
    assert yrd.areas.codebook_of(yrd.code_policy_areas(corpus)) == mine
    assert main(["code", str(page), "--codebook", "lacking.yml"]) == 2
    assert "no such codebook" in capsys.readouterr().err


def test_a_report_tells_before_it_starts_that_released_codings_are_of_another(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    essays = str(yrd.load_corpus().features().save(tmp_path / "essays"))
    arguments = ["report", "--to", str(tmp_path / "out"), "--corpus", essays, "--codebook", str(path)]
    assert main(arguments) == 2
    assert "cannot be coded by mine@3" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_extended_codebook_is_told_to_be_coded_another_way(tmp_path: Path) -> None:
    """Its shares of the areas that both have differ by the way of coding, not by the words added."""
    sample = yrd.load_corpus("sample")
    own = tmp_path / "own.yml"
    own.write_text(
        "extends: policy_areas\nid: own\nversion: '1'\nareas:\n  - id: health\n    terms: [云诊所]\n",
        encoding="utf-8",
    )
    codebook = yrd.load_codebook(own)
    with pytest.warns(UserWarning, match="own is coded by the rules alone, the 16 areas that both have too"):
        yrd.code_policy_areas(sample, codebook=codebook)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yrd.code_policy_areas(sample, codebook=codebook, coder="rules")
        yrd.code_policy_areas(sample, codebook=yrd.load_codebook("policy_instruments"))
        yrd.code_policy_areas(sample)
