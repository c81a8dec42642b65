"""Names and merged topics are a person's, and stay with the model."""

import numpy as np
import pandas as pd
import pytest

from topic_models import QUICK, planted
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.modelfiles import load_model, save_model
from yrdresearch.topics.naming import merge_topics, name_topics
from yrdresearch.topics.quality import label_topics, topic_quality


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


@pytest.fixture(scope="module")
def model(dtm):
    return fit_consensus(dtm, n_topics=3, random_state=1, workers=1, **QUICK)


def test_names_are_shown_and_kept(model, tmp_path):
    named = name_topics(name_topics(model, {"T1": "园区", "T2": "养老"}), {"T2": "教育"})
    again = load_model(save_model(named, tmp_path / "model"))
    assert label_topics(again)["label"].tolist()[:2] == ["园区", "教育"]
    assert label_topics(again)["label"].iloc[2] == label_topics(model)["label"].iloc[2]
    assert "names" not in model.settings


def test_a_merged_topic_holds_the_tokens_of_its_parts(model, dtm, tmp_path):
    one = merge_topics(model, dtm, ["T3", "T1"])
    assert list(one.topic_term.index) == list(one.doc_topic.columns) == ["T3+T1", "T2"]
    np.testing.assert_allclose(one.doc_topic.sum(axis=1), 1)
    np.testing.assert_allclose(one.topic_term.sum(axis=1), 1)
    old = topic_quality(model, dtm).set_index("topic")["share"]
    new = topic_quality(one, dtm).set_index("topic")["share"]
    assert new["T3+T1"] == pytest.approx(old["T3"] + old["T1"])
    expected = old["T3"] * model.topic_term.loc["T3"] + old["T1"] * model.topic_term.loc["T1"]
    np.testing.assert_allclose(one.topic_term.loc["T3+T1"], expected / new["T3+T1"])
    np.testing.assert_allclose(one.doc_topic_runs[:, :, 0], model.doc_topic_runs[:, :, [0, 2]].sum(axis=2))
    np.testing.assert_allclose(one.doc_topic_runs.mean(axis=0), one.doc_topic)
    assert one.support["T3+T1"] == model.support[["T1", "T3"]].min()
    assert one.term_support.loc["T3+T1"].isna().all()
    again = load_model(save_model(one, tmp_path / "model"))
    assert again.settings["merged"] == [["T3", "T1"]]
    pd.testing.assert_frame_equal(again.topic_term, one.topic_term, check_names=False)
    assert label_topics(name_topics(again, {"T3+T1": "合并"}))["label"].iloc[0] == "合并"


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        (["T1"], "two or more different"),
        (["T1", "T1"], "two or more different"),
        (["T1", "T9"], "'T9' is not in the model; it has T1, T2, T3"),
        (["T1", "T2", "T3"], "leave at least one out"),
    ],
)
def test_what_cannot_be_merged_or_named_is_refused(model, dtm, topics, said):
    with pytest.raises(ArgumentError, match=said):
        merge_topics(model, dtm, topics)
    with pytest.raises(ArgumentError, match="empty name"):
        name_topics(model, {"T1": " "})
    with pytest.raises(ArgumentError, match="'T9' is not in the model"):
        name_topics(model, {"T9": "甲"})
