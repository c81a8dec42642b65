"""The choice of K: planted numbers are found, no topics are told, few shuffles decide nothing."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from topic_models import QUICK, planted
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.choice import choose_k
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.criteria import held_out, shuffled_p
from yrdresearch.topics.recovery import recoverability


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


def test_a_corpus_without_topics_is_told_so():
    rng = np.random.default_rng(11)
    counts = rng.multinomial(60, rng.dirichlet(np.full(50, 0.3)), size=15)
    noise = Dtm(sparse.csr_matrix(counts), tuple(map(str, range(15))), tuple(f"w{i}" for i in range(50)))
    choice = choose_k(noise, [3], n_runs=4, workers=1)
    assert choice.recommended is None
    assert choice.reason.startswith("No number of topics")


def test_a_corpus_with_planted_topics_is_told_their_number(dtm):
    articles = pd.Series({doc: f"a{i % 4}" for i, doc in enumerate(dtm.doc_ids)})
    choice = choose_k(dtm, [2, 3], articles=articles, n_runs=6, workers=1)
    assert choice.recommended == 3
    assert choice.table["shuffled_p"].tolist() == [0.05, 0.05]
    assert choice.table["influence"].between(0, 1).all()
    same = fit_consensus(dtm, n_topics=3, n_runs=6, workers=1)
    pd.testing.assert_frame_equal(choice.models[3].topic_term, same.topic_term, check_exact=True)


def test_too_few_shuffles_decide_nothing_and_say_so(dtm):
    choice = choose_k(dtm, [3], n_runs=4, n_ensembles=2, n_shuffles=3, workers=1)
    assert choice.recommended is None
    assert "3 shuffled corpora cannot" in choice.reason
    assert "no more than shuffled" not in choice.reason


def test_a_number_that_has_failed_is_asked_no_further():
    dtm, _ = planted()
    choice = choose_k(dtm, [3, 9], n_runs=4, workers=1, min_support=0.95)
    failed = choice.table.set_index("n_topics").loc[9]
    assert failed["support"] < 0.95
    assert np.isnan(failed["agreement"])
    assert np.isnan(failed["held_out"])
    assert not failed["passes"]


def test_numbers_that_predict_as_well_are_named_and_the_smallest_is_recommended(dtm):
    choice = choose_k(dtm, [3, 4], n_runs=4, workers=1, min_agreement=0, min_support=0)
    assert choice.table["passes"].all()
    assert choice.recommended == min(choice.as_good)
    table = choice.table.set_index("n_topics")
    behind = table["held_out"].max() - table["held_out"]
    assert set(choice.as_good) == set(table.index[behind <= table["held_out_error"] + 1e-12])


def test_seeded_topics_are_chosen_too(dtm):
    seeds = {"a": ["w00", "w01"], "b": ["w20"]}
    choice = choose_k(dtm, [3], n_runs=4, workers=1, word_priors=seeds)
    assert choice.recommended == 3
    assert choice.models[3].settings["seeded"] == {"T1": "a", "T2": "b"}
    assert choice.models[3].topic_term["w00"].idxmax() == "T1"


def test_held_out_tokens_are_those_not_seen(dtm):
    table = held_out(dtm, n_topics=3, n_splits=4, n_runs=2, workers=1)
    assert list(table.index) == list(dtm.doc_ids)
    assert (table["n_tokens"] < 80).all()
    assert table["n_tokens"].sum() == pytest.approx(dtm.counts.sum() / 2, rel=0.1)
    worse = held_out(dtm, n_topics=2, n_splits=4, n_runs=2, workers=1)
    per_token = [t["log_likelihood"].sum() / t["n_tokens"].sum() for t in (table, worse)]
    assert per_token[0] > per_token[1] > -np.log(60)  # a vocabulary of 60 terms, all alike


def test_arguments_that_choose_nothing_are_refused(dtm):
    for arguments, said in (({"n_ensembles": 1}, "n_ensembles is 1"), ({"n_shuffles": 0}, "n_shuffles is 0")):
        with pytest.raises(ArgumentError, match=said):
            choose_k(dtm, [3], **arguments)
    with pytest.raises(ArgumentError, match="n_topics is empty"):
        choose_k(dtm, [])


def test_words_that_documents_repeat_are_no_topics():
    """Each document draws its own word frequencies around the same ones: bursts, and no topic."""
    rng = np.random.default_rng(3)
    counts = [rng.multinomial(100, rng.dirichlet(np.full(60, 0.5))) for _ in range(24)]
    bursty = Dtm(sparse.csr_matrix(counts), tuple(map(str, range(24))), tuple(f"w{i}" for i in range(60)))
    assert shuffled_p(bursty, n_topics=3) > 0.05


def test_structure_is_told_from_shuffled_tokens(dtm):
    assert shuffled_p(dtm, n_topics=3, n_shuffles=9) == pytest.approx(0.1)


def test_what_a_large_planted_corpus_can_give_back():
    dtm, _ = planted(n_docs=60)
    model = fit_consensus(dtm, n_topics=3, workers=1, **QUICK)
    table = recoverability(model, dtm, n_simulations=1, n_runs=4, workers=1)
    assert table["affinity"].min() > 0.9
    assert table["shares"].min() > 0.9
