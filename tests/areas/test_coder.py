"""The learned coder: its words, its numbers, its file, and what is told when it does not fit."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import yrdresearch as yrd
from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.coder import load_coder
from yrdresearch.areas.features import FEATURES, article_candidates
from yrdresearch.areas.rules import Matcher, code_article
from yrdresearch.areas.training import CodedArticle, best_threshold, train_on
from yrdresearch.errors import ArgumentError, CodebookError, TextMissingError
from yrdresearch.files import checkout

BOOK = {
    "id": "small",
    "version": "1",
    "areas": [{"id": "health", "terms": ["医院 门诊 诊室"]}, {"id": "ecology", "terms": ["治污 湿地"]}],
}
# 门诊 (clinic) is always about health here, 医院 (hospital) only where people happen to be; 诊室 is nowhere.
MEANT = ["今年要扩大门诊的范围。", "湿地的边界已经划定。", "门诊的号源向县里放。", "治污的账要算清楚。"]
COUNT = {"health": ["门诊"], "ecology": ["治污", "湿地"]}
ASIDE = ["我在医院的门口等了一会儿。", "他说起从前那家医院的大树。", "车子经过一家医院。", "天色晚了。"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("book") / "small.yml"
    path.write_text(yaml.safe_dump(BOOK, allow_unicode=True), encoding="utf-8")
    return yrd.load_codebook(path)


def planted(n: int) -> list[CodedArticle]:
    """Articles in which 门诊, 治污 and 湿地 count and 医院 never does."""
    rng = np.random.default_rng(0)
    articles = []
    for _ in range(n):
        sentences = [str(text) for text in rng.choice(MEANT + ASIDE, 6)]
        codes = {
            (0, s): frozenset(area for area, words in COUNT.items() if any(word in text for word in words))
            for s, text in enumerate(sentences)
        }
        articles.append(CodedArticle([sentences], "", codes))
    return articles


def test_planted_truth_is_learned_and_the_rules_cannot(small: Codebook) -> None:
    coder = train_on(planted(30), small, grades={})
    sentences = ["下周起门诊要开到晚上。", "她在医院的走廊里坐着。"]
    learned = coder.code_article([sentences], matcher=Matcher(small))[0]
    assert learned[0]["health"].coded
    assert not learned[1]["health"].coded
    assert learned[1]["health"].rule == "unlikely"
    assert learned[0]["health"].probability > coder.threshold > learned[1]["health"].probability
    ruled = code_article([sentences], matcher=Matcher(small))[0]
    assert ruled[1]["health"].coded
    assert coder.facts["n_sentences"] == 180


def test_every_code_of_the_package_names_its_words_and_a_probability() -> None:
    coder = load_coder()
    coded = yrd.code_policy_areas(yrd.load_corpus("sample"))
    with_area = coded[coded["policy_area"] != "none"]
    assert set(with_area["rule"]) == {"model"}
    assert with_area["terms"].ne("").all()
    assert with_area["offsets"].ne("").all()
    assert with_area["probability"].between(coder.threshold, 1).all()
    assert coded.loc[coded["policy_area"] == "none", "probability"].isna().all()
    ruled = yrd.code_policy_areas(yrd.load_corpus("sample"), coder="rules")
    assert ruled["probability"].isna().all()
    assert not {"model", "unlikely"} & set(ruled["rule"])


def test_probabilities_of_all_areas_agree_with_the_codes(small: Codebook) -> None:
    corpus = yrd.load_corpus("sample")
    likely = yrd.areas.area_probabilities(corpus)
    coded = yrd.code_policy_areas(corpus)
    assert list(likely.index) == list(dict.fromkeys(coded["sentence_id"]))
    assert list(likely.columns) == yrd.load_codebook().ids
    held = likely.stack()
    held = held[held >= load_coder().threshold]
    rows = coded[coded["policy_area"] != "none"].set_index(["sentence_id", "policy_area"])["probability"]
    assert held.to_dict() == rows.to_dict()
    with pytest.raises(CodebookError, match="'small' is coded by the rules"):
        yrd.areas.area_probabilities(corpus, codebook=small)


def test_own_codebook_is_coded_by_the_rules_or_by_its_own_coder(small: Codebook) -> None:
    corpus = yrd.load_corpus("sample")
    assert yrd.code_policy_areas(corpus, codebook=small)["coded_by"].iloc[0].startswith("rules")
    mine = train_on(planted(30), small, grades={})
    assert yrd.code_policy_areas(corpus, codebook=small, coder=mine)["coded_by"].iloc[0].startswith("coder")
    with pytest.raises(CodebookError, match="trained on codebook 'small', this one is 'policy_areas'"):
        yrd.code_policy_areas(corpus, coder=mine)
    with pytest.raises(ArgumentError, match="coder is 'regeln'"):
        yrd.code_policy_areas(corpus, coder="regeln")


def test_a_coder_can_be_chosen_by_the_environment_where_its_codebook_fits(
    small: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, path = yrd.load_corpus("sample"), tmp_path / "coder.json"
    path.write_text(train_on(planted(30), small, grades={}).to_json(), encoding="utf-8")
    usual = set(yrd.code_policy_areas(corpus)["coded_by"])
    monkeypatch.setenv("YRD_CODER", str(path))
    assert yrd.code_policy_areas(corpus, codebook=small)["coded_by"].iloc[0].startswith("coder")
    assert set(yrd.code_policy_areas(corpus)["coded_by"]) == usual
    monkeypatch.setenv("YRD_CODER", "rules")
    assert yrd.code_policy_areas(corpus)["coded_by"].iloc[0].startswith("rules")
    with pytest.raises(TextMissingError, match="code_policy_areas"):
        yrd.code_policy_areas(yrd.load_corpus("sample").features(), coder="rules")


def test_a_coder_survives_its_file(small: Codebook, tmp_path: Path) -> None:
    coder = train_on(planted(30), small, grades={"health": {"门诊": 0.9}})
    path = tmp_path / "coder.json"
    path.write_text(coder.to_json(), encoding="utf-8")
    again = load_coder(path)
    found = article_candidates([[*MEANT, *ASIDE]], matcher=Matcher(small), grades=coder.grades, title="")
    assert np.abs(again.probabilities(found) - coder.probabilities(found)).max() < 2e-3
    assert again.to_json() == coder.to_json()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "holds no coder"),
        ("{}", "holds no coder"),
        ("[1]", "holds no coder"),
        (None, "no such coder"),
    ],
)
def test_files_without_a_coder_are_named(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "coder.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        load_coder(path)


def test_a_coder_of_other_features_is_refused(tmp_path: Path) -> None:
    data = json.loads(load_coder().to_json())
    del data["weights"][FEATURES[0]]
    path = tmp_path / "old.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CodebookError, match="another version"):
        load_coder(path)


def test_features_of_a_sentence_worked_by_hand(small: Codebook) -> None:
    paragraphs = [["治污。", "扩大门诊的范围，记者说“医院”。"]]
    found = article_candidates(
        paragraphs, matcher=Matcher(small), grades={"health": {"门诊": 0.8, "医院": 0.2}}, title="看门诊"
    )
    assert [(each.sentence, each.area) for each in found] == [(0, "ecology"), (1, "health")]
    numbers = dict(zip(FEATURES, found[1].values, strict=True))
    expected = {
        **{"term": 1, "share": 1, "heaviest": 1},
        **{"best_grade": 0.8, "any_grade": 0.84, "grades": 1.0, "least_grade": 0.2},  # 1 - .2 * .8 = .84
        **{"grade_lead": 0.84, "grade_share": 1, "rival_grades": 0, "grade_before": 0, "title_grade": 0.8},
        **{"paragraph_grade": 0, "article_grade": 0.42},
        **{"article_grade_share": 0.84 / (0.84 + 0.7)},  # 治污 has no grade: a term's usual one
        **{"after_verb": 1, "quoted": 0, "listed": 0, "before_de": 0, "ends_clause": 1, "title_term": 1},
        **{"before_any": 0, "tale": 1, "quotes": 1, "asks": 0},
        **{"article_share": 0.5, "paragraph_share": 0, "n_areas": 0.25},
    }
    assert {name: pytest.approx(numbers[name]) for name in expected} == expected


def test_a_grade_moves_a_phrase_that_no_coding_has(small: Codebook) -> None:
    graded = {"health": {"门诊": 0.9, "医院": 0.1}, "ecology": {"治污": 0.9, "湿地": 0.9}}
    sentences = [["这里有一间诊室。"]]  # no coded sentence has 诊室 (consulting room)
    odds = []
    for grade in (0.1, 0.9):
        graded["health"]["诊室"] = grade
        coder = train_on(planted(40), small, grades=graded)
        odds.append(coder.code_article(sentences, matcher=Matcher(small))[0][0]["health"].probability)
    assert odds[0] < odds[1]


def test_grades_are_of_phrases_that_the_codebook_has() -> None:
    weights = yrd.load_codebook().weights()
    for area, grades in load_coder().grades.items():
        assert all(area in weights[phrase] for phrase in grades)
        assert all(0 <= grade <= 1 for grade in grades.values())


def test_threshold_is_the_middle_of_the_best() -> None:
    said = np.array([0.9, 0.8, 0.5, 0.3])
    truth = np.array([True, True, False, False])
    assert best_threshold(said, truth, 2) == pytest.approx(0.56, abs=0.021)  # all from .52 to .60 are right
    assert best_threshold(said, np.array([True, True, True, True]), 4) < 0.31


def test_too_few_codes_are_refused(small: Codebook) -> None:
    with pytest.raises(CodebookError, match="30 or more are needed"):
        train_on(planted(3), small, grades={})


def test_train_coder_reads_a_coding_of_a_corpus() -> None:
    corpus = yrd.load_corpus("sample")
    hand = yrd.areas.sample_codings()["settled"]
    coder = yrd.areas.train_coder(corpus, hand)
    assert coder.codebook == "policy_areas"
    assert coder.facts == {
        "n_articles": corpus.articles["article_id"].nunique(),
        "n_sentences": len(corpus.counted_sentences()),
    }
    coded = yrd.code_policy_areas(corpus, coder=coder)
    table = yrd.areas.validate_coding(coded, hand, n_resamples=5)
    assert table.set_index("policy_area").loc["all", "f1"] > 0.9  # seen in training


def test_real_codings_hold_codes_and_no_text() -> None:
    codes = pd.read_csv(checkout() / "data" / "real-codings" / "codes.csv", keep_default_na=False)
    ids = {*yrd.load_codebook().ids, "none"}
    for column in ("coder_a", "coder_b", "coder_c", "settled"):
        assert {area for areas in codes[column] for area in areas.split()} <= ids
    assert codes["settled"].ne("").all()
    assert not codes.duplicated(["essay", "paragraph", "sentence"]).any()
    assert all(cell.isascii() for name in codes.columns for cell in codes[name].astype(str))


def test_a_probability_has_six_digits_and_is_the_same_on_every_processor() -> None:
    """Sums and exponentials of other instruction sets differ in the last bits (`make same`)."""
    likely = yrd.areas.area_probabilities(yrd.load_corpus("sample"))
    assert (likely == likely.round(6)).all(axis=None)
