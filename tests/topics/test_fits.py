"""Fits of topic models: planted truth is found again, bits repeat, bad arguments are refused in words."""

import json
import warnings
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from topic_models import QUICK, planted
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, CorpusError
from yrdresearch.topics.agreement import topic_agreement
from yrdresearch.topics.consensus import fit_consensus, usual_runs
from yrdresearch.topics.engines import fold_in, gibbs_chains
from yrdresearch.topics.matching import affinity, came_back, in_top, match, match_runs
from yrdresearch.topics.model import fit_lda, infer, top_terms
from yrdresearch.topics.modelfiles import load_model, save_model
from yrdresearch.topics.quality import topic_quality


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


@pytest.fixture(scope="module")
def model(dtm):
    return fit_consensus(dtm, n_topics=3, random_state=1, workers=1, **QUICK)


def test_a_fit_is_two_tables_of_shares_and_repeats_bit_for_bit(dtm):
    one, two = (fit_lda(dtm, n_topics=3, n_iter=40, random_state=5) for _ in range(2))
    assert np.allclose(one.topic_term.sum(axis=1), 1)
    assert np.allclose(one.doc_topic.sum(axis=1), 1)
    pd.testing.assert_frame_equal(one.topic_term, two.topic_term, check_exact=True)
    assert one.trace["log_likelihood"].iloc[-1] > one.trace["log_likelihood"].iloc[0]


def test_planted_topics_are_found():
    dtm, truth = planted(n_docs=60)
    found = fit_lda(dtm, n_topics=3, random_state=2).topic_term.to_numpy()
    close = affinity(truth, found)
    assert close[np.arange(3), match(close)].min() > 0.9


def test_recovery_rises_with_corpus_size():
    recovered = []
    for n_docs in (3, 12, 90):
        dtm, truth = planted(n_docs=n_docs, length=40)
        found = fit_consensus(dtm, n_topics=3, workers=1, **QUICK).topic_term.to_numpy()
        close = affinity(truth, found)
        recovered.append(close[np.arange(3), match(close)].mean())
    assert recovered[0] < recovered[1] < recovered[2]


def test_seed_terms_lead_their_topics(dtm):
    seeded = fit_lda(dtm, n_topics=3, word_priors={"last": ["w40", "w41"], "first": ["w00"]}, random_state=3)
    assert seeded.settings["seeded"] == {"T1": "last", "T2": "first"}
    assert seeded.topic_term["w40"].idxmax() == "T1"
    assert seeded.topic_term["w00"].idxmax() == "T2"


def test_seeds_put_their_topics_in_their_places_on_overlapping_topics():
    rng = np.random.default_rng(5)
    base = 1 / np.arange(1, 201)
    truth = rng.gamma(np.tile(20 * base, (4, 1))) + 1e-9
    truth /= truth.sum(axis=1, keepdims=True)
    expected = rng.dirichlet(np.full(4, 0.3), 80) @ truth
    counts = np.stack([rng.multinomial(80, p / p.sum()) for p in expected])
    dtm = Dtm(sparse.csr_matrix(counts), tuple(map(str, range(80))), tuple(f"w{i:03d}" for i in range(200)))
    own = truth**3 / truth.sum(axis=0) ** 2 * (counts.sum(axis=0) > 0)
    seeds = {f"s{k}": [f"w{i:03d}" for i in np.argsort(-own[k])[:3]] for k in range(4)}
    model = fit_consensus(dtm, n_topics=4, word_priors=seeds, n_runs=6, n_iter=100, workers=1)
    close = affinity(truth, model.topic_term.to_numpy())
    assert (close.argmax(axis=1) == np.arange(4)).all()
    assert model.settings["seeded"] == {f"T{k + 1}": f"s{k}" for k in range(4)}


def test_a_seed_term_does_not_weigh_in_its_topic_because_it_was_asked_for(dtm):
    """A term that occurs once is a seed: its weight is that of one token, not of its prior."""
    counts = sparse.hstack([dtm.counts, sparse.csr_matrix(([1], ([0], [0])), shape=(24, 1))]).tocsr()
    more = Dtm(counts, dtm.doc_ids, (*dtm.vocabulary, "rare"))
    seeded = fit_lda(more, n_topics=3, word_priors={"a": ["rare"]}, n_iter=30)
    tokens = seeded.doc_topic["T1"] @ more.doc_lengths
    assert seeded.topic_term.at["T1", "rare"] < 2 * 1.3 / tokens
    assert np.allclose(seeded.topic_term.sum(axis=1), 1)


def test_seed_terms_without_effect_are_told(dtm):
    seeds = {"a": ["w00", "nowhere"], "b": ["w20"]}
    with pytest.warns(UserWarning, match=r"not in dtm and have no effect \(a: nowhere\)"):
        model = fit_lda(dtm, n_topics=3, word_priors=seeds, n_iter=5)
    assert model.settings["unknown_seeds"] == {"a": ["nowhere"]}


def test_infer_agrees_with_the_fit_and_reports_overlap(model, dtm):
    again = infer(model, dtm)
    topics = list(model.topic_term.index)
    assert (again[topics].idxmax(axis=1) == model.doc_topic.idxmax(axis=1)).all()
    assert (again["overlap"] == 1).all()
    half = Dtm(sparse.csr_matrix([[2, 2]]), ("new",), ("unseen", "w00"))
    assert infer(model, half)["overlap"].item() == 0.5
    with pytest.raises(ArgumentError, match="no term"):
        infer(model, Dtm(sparse.csr_matrix([[1]]), ("new",), ("unseen",)))


def test_an_empty_document_gets_equal_shares_and_is_reported(dtm):
    counts = sparse.vstack([dtm.counts, sparse.csr_matrix((1, 60), dtype=int)]).tocsr()
    more = Dtm(counts, (*dtm.doc_ids, "empty"), dtm.vocabulary)
    model = fit_consensus(more, n_topics=3, workers=1, **QUICK)
    assert np.allclose(model.doc_topic.loc["empty"], 1 / 3)
    assert model.settings["empty_documents"] == ["empty"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n_topics": 25}, "only 24 documents"),
        ({"n_topics": 1}, "2 or more"),
        ({"n_topics": 3, "random_state": -1}, "random_state is -1"),
        ({"n_topics": 3, "alpha": 0}, "alpha is 0"),
        ({"n_topics": 3, "n_iter": 0}, "n_iter is 0"),
        ({"n_topics": 3, "n_iter": 9.5}, "n_iter is 9.5"),
        ({"n_topics": 2, "word_priors": {"a": ["nowhere"]}}, "no seed term of 'a'"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_a_sentence(dtm, arguments, said):
    with pytest.raises(ArgumentError, match=said):
        fit_lda(dtm, **arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n_samples": 0}, "n_samples is 0"),
        ({"n_samples": -3}, "n_samples is -3"),
        ({"n_iter": 19}, "too few for the mean of n_samples 10"),
        ({"n_runs": 1}, "2 runs or more"),
        ({"n_runs": "many"}, "'auto'"),
    ],
)
def test_an_ensemble_that_cannot_be_sampled_is_refused_in_a_sentence(dtm, arguments, said):
    with pytest.raises(ArgumentError, match=said):
        fit_consensus(dtm, n_topics=3, **arguments)


def test_states_come_from_the_second_half_of_a_chain(dtm):
    prior = np.full((3, 60), 0.3)
    for n_iter, n_samples in ((200, 10), (20, 10), (7, 3), (50, 1)):
        chain = gibbs_chains(
            dtm.counts, prior=prior, alpha=0.5, n_iter=n_iter, n_samples=n_samples, seeds=[1]
        )[0]
        stops = [stop for stop, _ in chain.trace]
        assert sum(stop > n_iter / 2 for stop in stops) == n_samples
        assert stops[-1] == n_iter
        assert stops == sorted(stops)


def test_mean_of_states_is_the_mean_of_the_states(dtm):
    """A chain of 20 sweeps with two states is the mean of the chains that end at 15 and at 20."""
    of = {"prior": np.full((3, 60), 0.3), "alpha": 0.5, "seeds": [4]}
    (two,) = gibbs_chains(dtm.counts, n_iter=20, n_samples=2, **of)
    ends = [gibbs_chains(dtm.counts, n_iter=n, **of)[0] for n in (15, 20)]
    np.testing.assert_allclose(two.topic_term, (ends[0].topic_term + ends[1].topic_term) / 2, rtol=1e-6)
    np.testing.assert_allclose(two.doc_topic, (ends[0].doc_topic + ends[1].doc_topic) / 2, rtol=1e-6)


def test_cvb0_is_exact_for_one_token_and_near_the_posterior_mean_for_few():
    topics = np.array([[0.6, 0.3, 0.1], [0.1, 0.2, 0.7]])
    alpha = 0.5
    one = fold_in(sparse.csr_matrix([[1, 0, 0]]), topics, alpha=alpha)
    part = 0.6 / 0.7
    assert one[0, 0] == pytest.approx((alpha + part) / (2 * alpha + 1))
    counts = [2, 1, 1]
    tokens = np.repeat([0, 1, 2], counts)
    weight, mean = 0.0, 0.0
    for states in product([0, 1], repeat=len(tokens)):  # the exact posterior, state by state
        likelihood = np.prod([topics[k, w] for k, w in zip(states, tokens, strict=True)])
        n = np.bincount(states, minlength=2)
        likelihood *= np.prod([np.prod(alpha + np.arange(m)) for m in n])
        weight, mean = weight + likelihood, mean + likelihood * (n[0] + alpha) / (len(tokens) + 2 * alpha)
    found = fold_in(sparse.csr_matrix([counts]), topics, alpha=alpha)[0, 0]
    assert found == pytest.approx(mean / weight, abs=0.02)


def test_cvb0_is_a_fixed_point_of_its_equations():
    """Written token by token, as in the paper: the document's counts without the token itself."""
    dtm, truth = planted(n_docs=6, length=20)
    tokens = [(d, w) for d, w in zip(*dtm.counts.nonzero(), strict=True) for _ in range(dtm.counts[d, w])]
    own = np.array([truth[:, w] for _, w in tokens])
    own /= own.sum(axis=1, keepdims=True)
    for _ in range(500):
        by_doc = np.zeros((6, 3))
        for (d, _), share in zip(tokens, own, strict=True):
            by_doc[d] += share
        own = np.array([(by_doc[d] - s + 0.5) * truth[:, w] for (d, w), s in zip(tokens, own, strict=True)])
        own /= own.sum(axis=1, keepdims=True)
    shares = fold_in(dtm.counts, truth, alpha=0.5)
    np.testing.assert_allclose(shares, (by_doc + 0.5) / (by_doc + 0.5).sum(axis=1, keepdims=True), atol=1e-6)


def test_inference_does_not_depend_on_the_size_of_its_batches(model, dtm, monkeypatch):
    whole = infer(model, dtm)
    monkeypatch.setattr("yrdresearch.topics.engines.BATCH", 5)
    pd.testing.assert_frame_equal(infer(model, dtm), whole, atol=1e-6)


def test_matching_undoes_any_order_of_the_topics():
    rng = np.random.default_rng(4)
    topics = rng.dirichlet(np.full(30, 0.2), size=5)
    orders = np.array([rng.permutation(5) for _ in range(7)])
    matching, scores = match_runs(topics[orders])
    named = np.take_along_axis(orders, matching, axis=1)
    assert (named == named[0]).all()
    assert came_back(matching, scores).all()
    fixed, _ = match_runs(topics[orders], n_fixed=2)
    assert (fixed[:, :2] == [0, 1]).all()
    assert (np.sort(fixed, axis=1) == np.arange(5)).all()


def test_a_topic_that_no_run_has_twice_does_not_come_back():
    rng = np.random.default_rng(0)
    stable = rng.dirichlet(np.full(200, 0.05), size=3)
    runs = np.stack([np.vstack([stable, rng.dirichlet(np.full(200, 0.05))[None]]) for _ in range(12)])
    matching, scores = match_runs(runs)
    back = came_back(matching, scores).mean(axis=0)
    assert sorted(back)[1:] == [1, 1, 1]
    assert min(back) < 1


def test_monte_carlo_error_is_the_spread_of_ensembles():
    """Means of 20 runs from 30 seeds spread as much as their own standard errors say."""
    dtm, _ = planted(n_docs=12, length=40)
    models = [
        fit_consensus(dtm, n_topics=3, n_runs=20, n_iter=40, n_samples=2, random_state=seed, workers=1)
        for seed in range(30)
    ]
    terms = in_top(models[0].topic_term.to_numpy(), 3) > 0
    aligned, told = [], []
    for other in models:
        order = match(affinity(models[0].topic_term.to_numpy(), other.topic_term.to_numpy()))
        aligned.append(other.topic_term.to_numpy()[order][terms])
        told.append(other.term_error.to_numpy()[order][terms])
    ratio = np.std(aligned, axis=0, ddof=1) / np.mean(told, axis=0)
    assert 0.6 < np.median(ratio) < 1.6
    shares = [topic_quality(m, dtm)["share_error"].to_numpy() for m in models]
    by_hand = (dtm.doc_lengths @ models[0].doc_topic_runs / dtm.counts.sum()).std(axis=0, ddof=1) / np.sqrt(
        len(models[0].doc_topic_runs)
    )
    np.testing.assert_allclose(shares[0], by_hand)
    assert np.isnan(top_terms(fit_lda(dtm, n_topics=3, n_iter=5))["error"]).all()


def test_auto_stops_at_once_where_runs_agree_and_goes_on_where_they_do_not(dtm, monkeypatch):
    monkeypatch.setattr("yrdresearch.topics.consensus.AUTO", (4, 8, 16))
    few = {"n_topics": 3, "n_iter": 40, "n_samples": 5, "workers": 1}
    clear = fit_consensus(dtm, n_runs="auto", **few)
    assert clear.settings["n_runs"] == 4
    fixed = fit_consensus(dtm, n_runs=4, **few)
    pd.testing.assert_frame_equal(clear.topic_term, fixed.topic_term, check_exact=True)
    noise = Dtm(
        sparse.csr_matrix(np.random.default_rng(1).multinomial(30, np.full(40, 1 / 40), size=10)),
        tuple(map(str, range(10))),
        tuple(f"w{i}" for i in range(40)),
    )
    assert fit_consensus(noise, n_runs="auto", **few).settings["n_runs"] == 16


def test_counts_that_are_no_counts_are_refused(dtm):
    for counts, said in (
        (dtm.counts * 0.5, "not whole"),
        (dtm.counts * 0, "no term"),
        (dtm.counts - 2 * dtm.counts.multiply(dtm.counts == 1), "negative"),
    ):
        with pytest.raises(ArgumentError, match=said):
            fit_consensus(replace(dtm, counts=counts.tocsr()), n_topics=3)
    with pytest.raises(ArgumentError, match="one document"):
        fit_lda(Dtm(dtm.counts[:1], ("d",), dtm.vocabulary), n_topics=2)
    two_terms = Dtm(
        dtm.counts[:, :2].tocsr() + sparse.csr_matrix(np.ones((24, 2), int)), dtm.doc_ids, ("a", "b")
    )
    with pytest.raises(ArgumentError, match="only 2 terms"):
        fit_lda(two_terms, n_topics=3)


def test_consensus_is_the_same_for_any_number_of_workers(dtm, model):
    again = fit_consensus(dtm, n_topics=3, random_state=1, workers=2, **QUICK)
    pd.testing.assert_frame_equal(again.topic_term, model.topic_term, check_exact=True)
    assert np.array_equal(again.doc_topic_runs, model.doc_topic_runs)


def test_consensus_on_planted_topics_comes_back_whole(dtm, model):
    other = fit_consensus(dtm, n_topics=3, random_state=99, workers=1, **QUICK)
    assert topic_agreement(model, other) > 0.9  # of eight short runs each
    truth = affinity(planted()[1], model.topic_term.to_numpy())
    assert truth[np.arange(3), match(truth)].min() > 0.9
    assert model.support.min() > 0.8
    assert model.doc_topic_runs.shape == (8, 24, 3)
    assert model.term_support.to_numpy().max() <= 1


def test_a_model_survives_saving(model, tmp_path):
    again = load_model(save_model(model, tmp_path / "model"))
    pd.testing.assert_frame_equal(again.topic_term, model.topic_term, check_exact=True, check_names=False)
    pd.testing.assert_frame_equal(again.doc_topic, model.doc_topic, check_exact=True)
    pd.testing.assert_frame_equal(again.term_error, model.term_error, check_exact=True, check_names=False)
    assert np.array_equal(again.doc_topic_runs, model.doc_topic_runs)
    assert again.settings == json.loads(json.dumps(model.settings))
    with pytest.raises(CorpusError, match="missing"):
        load_model(tmp_path)


def test_more_text_takes_fewer_runs_and_never_fewer_than_twenty():
    def runs(n_tokens: int) -> int:
        counts = sparse.csr_matrix(np.array([[n_tokens // 2, 0], [0, n_tokens - n_tokens // 2]]))
        return usual_runs(Dtm(counts, ("a", "b"), ("甲", "乙")))

    assert [runs(n) for n in (2, 2_500, 40_000, 80_000, 400_000, 10**9)] == [200, 200, 200, 100, 20, 20]


def test_runs_that_are_asked_for_are_run(dtm):
    assert fit_consensus(dtm, n_topics=2, n_runs=3, n_iter=20, workers=1).settings["n_runs"] == 3
    assert fit_consensus(dtm, n_topics=2, n_iter=20, n_samples=1, workers=1).settings["n_runs"] == 200


def test_default_priors_are_told_to_be_for_few_documents():
    counts = sparse.csr_matrix(np.tile([[1, 1, 0], [0, 1, 1]], (500, 1)))
    many = Dtm(counts, tuple(map(str, range(1000))), ("甲", "乙", "丙"))
    with pytest.warns(UserWarning, match="1000 documents.*alpha=0.1"):
        fit_lda(many, n_topics=2, n_iter=2)
    few = Dtm(counts[:999], many.doc_ids[:999], many.vocabulary)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit_lda(few, n_topics=2, n_iter=2)
        fit_lda(many, n_topics=2, n_iter=2, alpha=0.1, eta=0.05)
