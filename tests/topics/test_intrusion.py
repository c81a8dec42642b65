"""Intrusion tests: intruders intrude, answers are scored by hand, chance is beside them."""

import io

import numpy as np
import pandas as pd
import pytest

from topic_models import QUICK, fitted_by_counts, planted, written_model
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.intrusion import score_intrusion, topic_intrusion_sheet, word_intrusion_sheet


@pytest.fixture(scope="module")
def model():
    return fit_consensus(planted()[0], n_topics=3, random_state=1, workers=1, **QUICK)


def test_an_intruder_belongs_to_another_topic(model):
    sheet = word_intrusion_sheet(model, n=5, random_state=2)
    assert sorted(sheet["topic"]) == ["T1", "T2", "T3"]
    for _, row in sheet.iterrows():
        assert row["intruder"] in [row[f"option_{i}"] for i in range(1, 7)]
        assert model.topic_term[row["intruder"]].idxmax() != row["topic"]


def test_an_intruding_topic_has_the_least_share_and_shares_belong_to_their_options(model):
    sheet = topic_intrusion_sheet(model, n=12)
    assert len(sheet) == 12
    for row in sheet.to_dict("records"):
        options = [row[f"option_{i}"] for i in (1, 2, 3)]
        shares = [row[f"share_{i}"] for i in (1, 2, 3)]
        assert sum(shares) == pytest.approx(1)
        assert shares[options.index(row["intruder"])] == min(model.doc_topic.loc[row["doc_id"]])


def test_the_text_of_a_document_is_on_the_sheet(sample):
    model, _ = fitted_by_counts(sample)
    with pytest.raises(ArgumentError, match="2 topics"):
        topic_intrusion_sheet(model)
    half = model.topic_term.loc[["T1", "T2", "T2"]].set_axis(["T1", "T2", "T3"])
    shares = model.doc_topic.assign(T2=model.doc_topic["T2"] * 0.6, T3=model.doc_topic["T2"] * 0.4)
    three = type(model)(half, shares)
    sheet = topic_intrusion_sheet(three, corpus=sample, n=4)
    text = sample.paragraphs.set_index("paragraph_id")["text"]
    assert sheet["text"].tolist() == text.loc[sheet["doc_id"]].tolist()
    assert (topic_intrusion_sheet(three, corpus=sample.features(), n=4)["text"] == "").all()


def test_answers_that_came_back_from_a_spreadsheet_are_scored(model):
    sheet = word_intrusion_sheet(model)
    number = [
        1 + [row[f"option_{i}"] for i in range(1, 7)].index(row["intruder"])
        for row in sheet.to_dict("records")
    ]
    right = pd.DataFrame({"item": sheet["item"], "answer": sheet["intruder"]})
    by_number = pd.DataFrame({"item": sheet["item"], "answer": [number[0], number[1], None]})
    back = pd.read_csv(io.StringIO(pd.concat([right, by_number]).to_csv(index=False)))
    table = score_intrusion(back, sheet).set_index("topic")
    assert table.loc["all", ["n_answers", "n_blank", "correct"]].tolist() == [5, 1, 1]
    assert table.loc["all", "chance"] == pytest.approx(1 / 6)
    assert table.loc["all", "p"] == pytest.approx(6**-5)
    assert set(table.index) == {"T1", "T2", "T3", "all"}


def test_log_odds_of_a_topic_test_by_hand():
    sheet = pd.DataFrame(
        {"item": [1], "doc_id": ["d"], "text": [""], "option_1": ["x"], "option_2": ["y"], "option_3": ["z"],
         "intruder": ["z"], "share_1": [0.6], "share_2": [0.3], "share_3": [0.1]}
    )  # fmt: skip
    table = score_intrusion(pd.DataFrame({"item": [1, 1], "answer": ["z", "x"]}), sheet)
    assert table["topic"].tolist() == ["all"]
    assert table["correct"].item() == 0.5
    assert table["log_odds"].item() == pytest.approx((0 + np.log(0.1 / 0.6)) / 2)
    assert table["chance_log_odds"].item() == pytest.approx(np.mean(np.log(0.1 / np.array([0.6, 0.3, 0.1]))))


def test_random_answers_are_at_chance(model):
    sheet, rng = topic_intrusion_sheet(model, n=24), np.random.default_rng(1)
    answers = pd.DataFrame({"item": np.repeat(sheet["item"], 50), "answer": rng.integers(1, 4, 24 * 50)})
    row = score_intrusion(answers, sheet).iloc[-1]
    assert row["low"] < row["chance"] < row["high"]
    assert row["log_odds"] == pytest.approx(row["chance_log_odds"], abs=0.15)


def test_answers_that_fit_no_sheet_are_refused():
    sheet = word_intrusion_sheet(written_model()[0], n=1)
    for answers, said in (
        (pd.DataFrame({"item": [1]}), "no column 'answer'"),
        (pd.DataFrame({"item": [9], "answer": ["甲词"]}), "item '9' is not on the sheet"),
        (pd.DataFrame({"item": [1], "answer": ["别处"]}), "none of the options of item 1"),
        (pd.DataFrame({"item": [1], "answer": [7]}), "'7' is none"),
    ):
        with pytest.raises(ArgumentError, match=said):
            score_intrusion(answers, sheet)
    blank = score_intrusion(pd.DataFrame({"item": [1], "answer": [None]}), sheet).iloc[-1]
    assert blank["n_blank"] == 1
    assert np.isnan(blank["correct"])
    with pytest.raises(ArgumentError, match="n is 0"):
        word_intrusion_sheet(written_model()[0], n=0)
