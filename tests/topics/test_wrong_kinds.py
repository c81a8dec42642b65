"""A wrong kind of argument is told in one sentence that names it, whatever the function."""

import pandas as pd
import pytest

from topic_models import written_model
from yrdresearch import topics
from yrdresearch.errors import ArgumentError

MODEL, DTM = written_model()
QUICK = {"n_topics": 2, "n_iter": 4}
CALLS = {
    "model": [
        lambda w: topics.top_terms(w),
        lambda w: topics.infer(w, DTM),
        lambda w: topics.topic_agreement(w, MODEL),
        lambda w: topics.topic_distances(w),
        lambda w: topics.recoverability(w, DTM),
        lambda w: topics.topic_quality(w, DTM),
        lambda w: topics.frex(w),
        lambda w: topics.relevance(w, DTM),
        lambda w: topics.label_topics(w),
        lambda w: topics.topic_documents(w),
        lambda w: topics.word_intrusion_sheet(w),
        lambda w: topics.topic_intrusion_sheet(w),
        lambda w: topics.name_topics(w, {"T1": "a"}),
        lambda w: topics.merge_topics(w, DTM, ["T1", "T2"]),
        lambda w: topics.explore_topics(w, DTM),
        lambda w: topics.save_model(w, "never"),
    ],
    "other": [lambda w: topics.topic_agreement(MODEL, w)],
    "models": [lambda w: topics.run_agreement(w)],
    "dtm": [
        lambda w: topics.fit_lda(w, n_topics=2),
        lambda w: topics.fit_consensus(w, n_topics=2),
        lambda w: topics.choose_k(w),
        lambda w: topics.infer(MODEL, w),
        lambda w: topics.recoverability(MODEL, w),
        lambda w: topics.topic_quality(MODEL, w),
        lambda w: topics.coherence([["甲词", "乙词"]], w),
        lambda w: topics.relevance(MODEL, w),
        lambda w: topics.explore_topics(MODEL, w),
    ],
    "top_n": [
        lambda w: topics.top_terms(MODEL, top_n=w),
        lambda w: topics.label_topics(MODEL, n=w),
        lambda w: topics.frex(MODEL, top_n=w),
        lambda w: topics.relevance(MODEL, DTM, top_n=w),
        lambda w: topics.topic_documents(MODEL, top_n=w),
    ],
    "weight": [lambda w: topics.frex(MODEL, weight=w), lambda w: topics.relevance(MODEL, DTM, weight=w)],
    "alpha": [lambda w: topics.fit_lda(DTM, alpha=w, **QUICK)],
    "eta": [lambda w: topics.fit_lda(DTM, eta=w, **QUICK)],
    "names": [lambda w: topics.name_topics(MODEL, w)],
}


@pytest.mark.parametrize(
    "wrong", ["x", None, -5, pd.DataFrame({"a": [1]}), [1]], ids=lambda w: type(w).__name__
)
@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in CALLS.items() for call in calls])
def test_a_wrong_kind_is_told_by_name(name, call, wrong):
    if name == "names" and isinstance(wrong, pd.DataFrame):
        pytest.skip("a table has items too")
    with pytest.raises(ArgumentError, match=name):
        call(wrong)


WRONG = ["x", 5, pd.DataFrame({"a": [1]}), [1]]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: type(w).__name__)
def test_a_wrong_kind_of_what_may_be_missing_is_told_by_name(wrong):
    for name, call in {
        "word_priors": lambda: topics.fit_lda(DTM, word_priors=wrong, **QUICK),
        "areas": lambda: topics.label_topics(MODEL, areas=wrong),
        "corpus": lambda: topics.explore_topics(MODEL, DTM, corpus=wrong),
        "articles": lambda: topics.choose_k(DTM, [2], articles=wrong),
    }.items():
        if name == "word_priors" and isinstance(wrong, pd.DataFrame):
            continue
        with pytest.raises(ArgumentError, match=name):
            call()
