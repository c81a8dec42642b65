import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, CorpusError
from yrdresearch.topics.choice import choose_k, recoverability, shuffled_p
from yrdresearch.topics.consensus import came_back, fit_consensus, top_jaccard, topic_agreement
from yrdresearch.topics.engines import climb, gibbs_chain
from yrdresearch.topics.matching import Mode, affinity, match, match_to, weighted_mean
from yrdresearch.topics.model import fit_lda, infer, top_terms
from yrdresearch.topics.modelfiles import load_model, save_model
from yrdresearch.topics.quality import (
    coherence,
    frex,
    label_topics,
    topic_documents,
    topic_quality,
    word_intrusion_sheet,
)

QUICK = {"n_runs": 8, "n_iter": 80, "n_samples": 3, "thin": 5}


def planted(n_docs=24, n_topics=3, length=80, seed=0, n_terms=60):
    """Documents drawn from disjoint blocks of terms, one main topic each, and the true topics."""
    rng = np.random.default_rng(seed)
    truth = np.zeros((n_topics, n_terms))
    for k in range(n_topics):
        block = slice(k * n_terms // n_topics, (k + 1) * n_terms // n_topics)
        truth[k, block] = 1 / np.arange(1, n_terms // n_topics + 1)
    truth = 0.9 * truth / truth.sum(axis=1, keepdims=True) + 0.1 / n_terms
    shares = np.full((n_docs, n_topics), 0.1)
    shares[np.arange(n_docs), np.arange(n_docs) % n_topics] += 1
    shares /= shares.sum(axis=1, keepdims=True)
    counts = np.stack([rng.multinomial(length, p) for p in shares @ truth])
    vocabulary = tuple(f"w{i:02d}" for i in range(n_terms))
    return Dtm(sparse.csr_matrix(counts), tuple(f"d{i}" for i in range(n_docs)), vocabulary), truth


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


@pytest.fixture(scope="module")
def model(dtm):
    return fit_consensus(dtm, n_topics=3, random_state=1, workers=1, **QUICK)


@pytest.mark.parametrize("engine", ["gibbs", "gensim"])
def test_a_fit_is_two_tables_of_shares_and_repeats_bit_for_bit(dtm, engine):
    one, two = (fit_lda(dtm, n_topics=3, engine=engine, n_iter=40, random_state=5) for _ in range(2))
    assert np.allclose(one.topic_term.sum(axis=1), 1)
    assert np.allclose(one.doc_topic.sum(axis=1), 1)
    pd.testing.assert_frame_equal(one.topic_term, two.topic_term, check_exact=True)
    if engine == "gibbs":
        assert one.trace["log_likelihood"].iloc[-1] > one.trace["log_likelihood"].iloc[0]


@pytest.mark.parametrize("engine", ["gibbs", "gensim"])
def test_planted_topics_are_found(engine):
    dtm, truth = planted(n_docs=60)
    found = fit_lda(dtm, n_topics=3, engine=engine, random_state=2).topic_term.to_numpy()
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
        ({"n_topics": 3, "engine": "magic"}, "engine is 'magic'"),
        ({"n_topics": 2, "word_priors": {"a": ["nowhere"]}}, "no seed term of 'a'"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_a_sentence(dtm, arguments, said):
    with pytest.raises(ArgumentError, match=said):
        fit_lda(dtm, **arguments)


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
    assert model.doc_topic_runs.shape == (8 - model.settings["runs_left_out"], 24, 3)
    assert model.term_support.to_numpy().max() <= 1


def test_jaccard_of_matched_top_terms_by_hand():
    one = np.array([[4, 3, 2, 1], [1, 2, 3, 4]])
    two = np.array([[1, 2, 3, 4], [4, 1, 3, 2]])
    # {a,b} with {a,c}: 1/3; {c,d} with {c,d}: 1
    assert top_jaccard(one, two, 2) == pytest.approx(2 / 3)
    assert top_jaccard(one, two[:1], 2) == pytest.approx(1 / 2)  # a topic without a partner


def test_modes_are_averaged_by_density_whatever_the_order_of_their_topics():
    one, two = np.array([[0.8, 0.2, 0.0], [0.0, 0.1, 0.9]]), np.array([[0.0, 0.3, 0.7], [0.6, 0.4, 0.0]])
    modes = [Mode(one, np.eye(2), 0.0), Mode(two, np.eye(2), np.log(1 / 3))]
    by_hand = 0.75 * one + 0.25 * two[::-1]
    assert np.allclose(weighted_mean(modes), by_hand)


def test_agreement_is_one_with_itself_in_any_order_and_refuses_other_sizes(dtm, model):
    turned = replace(model, topic_term=model.topic_term.iloc[::-1])
    assert topic_agreement(model, turned) == 1.0
    with pytest.raises(ArgumentError, match="same n_topics"):
        topic_agreement(model, fit_lda(dtm, n_topics=4, n_iter=10))


def test_agreement_by_hand():
    terms = list("abcd")
    one = fit_lda(planted()[0], n_topics=2, n_iter=5)
    left = replace(one, topic_term=pd.DataFrame([[4, 3, 2, 1], [1, 2, 3, 4]], columns=terms))
    right = replace(one, topic_term=pd.DataFrame([[1, 2, 3, 4], [4, 1, 3, 2]], columns=terms))
    # {a,b} with {a,c}: 1/3; {c,d} with {c,d}: 1
    assert topic_agreement(left, right, top_n=2) == pytest.approx(2 / 3)


def test_matching_undoes_a_permutation():
    rng = np.random.default_rng(4)
    topics = rng.dirichlet(np.ones(30), size=5)
    order = rng.permutation(5)
    matching, affinities = match_to(topics, topics[None, order])
    assert (order[matching[0]] == np.arange(5)).all()
    assert came_back(matching, affinities).all()


def test_climbing_raises_the_posterior_and_full_and_sparse_agree(dtm, monkeypatch):
    prior = np.full((3, 60), 0.3)
    chain = gibbs_chain(dtm.counts, prior=prior, alpha=0.5, n_iter=20, seed=1)
    values = [
        climb(dtm.counts, chain.topic_term, chain.doc_topic, prior=prior, alpha=0.5, n_iter=n)[2]
        for n in (1, 11, 500)
    ]
    assert values == sorted(values)
    full = climb(dtm.counts, chain.topic_term, chain.doc_topic, prior=prior, alpha=0.5)
    monkeypatch.setattr("yrdresearch.topics.engines.DENSE", 0)
    thin = climb(dtm.counts, chain.topic_term, chain.doc_topic, prior=prior, alpha=0.5)
    assert np.allclose(full[0], thin[0])
    assert full[2] == pytest.approx(thin[2])


def test_a_model_survives_saving(model, tmp_path):
    again = load_model(save_model(model, tmp_path / "model"))
    pd.testing.assert_frame_equal(again.topic_term, model.topic_term, check_exact=True, check_names=False)
    pd.testing.assert_frame_equal(again.doc_topic, model.doc_topic, check_exact=True)
    assert np.array_equal(again.doc_topic_runs, model.doc_topic_runs)
    assert again.settings == json.loads(json.dumps(model.settings))
    with pytest.raises(CorpusError, match="missing"):
        load_model(tmp_path)


def test_coherence_agrees_with_gensim(dtm, model):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    lists = [list(part) for _, part in top_terms(model, 6).groupby("topic")["term"]]
    texts = [np.repeat(dtm.vocabulary, row).tolist() for row in dtm.counts.toarray()]
    oracle = CoherenceModel(
        topics=lists,
        texts=texts,
        dictionary=Dictionary(texts),
        coherence="c_npmi",
        window_size=10_000,
        processes=1,
    )
    assert coherence(lists, dtm) == pytest.approx(oracle.get_coherence_per_topic(), abs=1e-6)


def test_quality_of_planted_topics(model, dtm):
    table = topic_quality(model, dtm, n=5)
    assert table["share"].sum() == pytest.approx(1)
    assert (table["first_documents"] == 8).all()
    assert (table["exclusivity"] > 0.7).all()
    assert np.allclose(np.log(table["effective_terms"]), table["entropy"])


def test_frex_puts_own_terms_first(model):
    best = frex(model, n=5)
    assert (best["exclusivity"] > 0.7).all()
    with pytest.raises(ArgumentError, match="weight"):
        frex(model, weight=2)


def test_labels_name_the_area_whose_terms_the_topic_holds(model):
    areas = {f"area{k}": [f"w{i:02d}" for i in range(20 * k, 20 * k + 20)] for k in range(3)}
    table = label_topics(model, areas=areas).set_index("topic")
    for topic in model.topic_term.index:
        assert table.at[topic, "area"] == f"area{int(model.topic_term.loc[topic].idxmax()[1:]) // 20}"
    assert (label_topics(model)["area"] == "").all()


def test_documents_behind_a_topic_are_its_strongest(model):
    table = topic_documents(model, n=2)
    for topic, part in table.groupby("topic"):
        assert part["share"].iloc[0] == pytest.approx(model.doc_topic[topic].max())
    assert (table["low"] <= table["high"]).all()


def test_an_intruder_belongs_to_another_topic(model):
    sheet = word_intrusion_sheet(model, n=5, random_state=2)
    for _, row in sheet.iterrows():
        shown = [row[f"term_{i}"] for i in range(1, 7)]
        assert row["intruder"] in shown
        assert model.topic_term[row["intruder"]].idxmax() != row["topic"]


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


def test_structure_is_told_from_shuffled_tokens(dtm):
    assert shuffled_p(dtm, n_topics=3, n_shuffles=9) == pytest.approx(0.1)


def test_what_a_large_planted_corpus_can_give_back():
    dtm, _ = planted(n_docs=60)
    model = fit_consensus(dtm, n_topics=3, workers=1, **QUICK)
    table = recoverability(model, dtm, n_simulations=1, n_runs=4, workers=1)
    assert table["affinity"].min() > 0.9
    assert table["shares"].min() > 0.9
