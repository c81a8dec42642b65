"""The choice of K: planted numbers are found, no topics are told, what is as good is named."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from topic_models import QUICK, planted
from yrdresearch.corpus import Dtm, build_dtm, group, load_corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.agreement import topic_agreement
from yrdresearch.topics.choice import choose_k
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.criteria import held_out
from yrdresearch.topics.recovery import recoverability


@pytest.fixture(scope="module")
def dtm():
    return planted()[0]


@pytest.mark.parametrize("kind", ["one topic", "bursts", "near-duplicates"])
def test_a_corpus_without_topics_is_told_so(kind):
    rng = np.random.default_rng(11)
    share = rng.dirichlet(np.full(50, 0.3))
    if kind == "one topic":
        counts = rng.multinomial(60, share, size=15)
    elif kind == "bursts":  # each document repeats its own words, around the same frequencies
        counts = np.stack([rng.multinomial(60, rng.dirichlet(25 * share + 1e-9)) for _ in range(15)])
    else:  # one text, in which one word in twenty is another in each copy
        text = rng.choice(50, 60, p=share)
        copies = np.where(rng.random((15, 60)) < 0.05, rng.integers(50, size=(15, 60)), text)
        counts = np.stack([np.bincount(copy, minlength=50) for copy in copies])
    noise = Dtm(sparse.csr_matrix(counts), tuple(map(str, range(15))), tuple(f"w{i}" for i in range(50)))
    choice = choose_k(noise, [2, 3], n_runs=4, workers=1)
    assert choice.recommended is None
    assert choice.as_good == ()
    assert choice.models == {}
    assert "better than one topic" in choice.reason


def test_a_corpus_with_planted_topics_is_told_their_number(dtm):
    articles = pd.Series({doc: f"a{i % 8}" for i, doc in enumerate(dtm.doc_ids)})
    choice = choose_k(dtm, [2, 3, 4, 5], articles=articles, n_runs=6, workers=1)
    assert choice.recommended == 3
    table = choice.table.set_index("n_topics")
    assert (table["gain_p"] < 0.001).all()
    assert table.loc[table["held_out"].idxmax(), "held_out_error"] == 0
    assert table.loc[3, "one_article"] == 0
    assert table.loc[2, ["support", "agreement"]].isna().all()  # it predicts worse, and is asked no further
    assert not table.loc[2, "passes"]
    same = fit_consensus(dtm, n_topics=3, n_runs=6, workers=1)
    pd.testing.assert_frame_equal(choice.models[3].topic_term, same.topic_term, check_exact=True)


def test_the_style_of_an_article_is_no_topic():
    """One topic in articles of a style each: some paragraphs of an article predict its others."""
    rng = np.random.default_rng(5)
    topic, styles = rng.dirichlet(np.full(60, 0.5)), rng.dirichlet(np.full(60, 0.2), 5)
    of_article = np.repeat(np.arange(5), 4)
    counts = np.stack([rng.multinomial(80, 0.5 * topic + 0.5 * styles[i]) for i in of_article])
    docs = tuple(f"{article}.{place}" for place, article in enumerate(of_article))
    styled = Dtm(sparse.csr_matrix(counts), docs, tuple(f"w{i:02d}" for i in range(60)))
    articles = pd.Series([f"a{i}" for i in of_article], index=list(docs))
    assert choose_k(styled, [4, 5], n_runs=8, workers=1, min_agreement=0.5).recommended is not None
    choice = choose_k(styled, [4, 5], articles=articles, n_runs=8, workers=1, min_agreement=0.5)
    assert choice.recommended is None
    assert "held-out articles" in choice.reason


def test_an_article_is_held_out_whole_and_scored_in_one_row(dtm):
    labels = np.array([f"a{i % 6}" for i in range(len(dtm.doc_ids))], dtype=object)
    whole = held_out(dtm, n_topics=3, labels=labels, workers=1)
    assert sorted(whole.index) == sorted(set(labels))
    assert whole["n_tokens"].sum() == dtm.doc_lengths.sum()
    own = sparse.block_diag([dtm.counts, np.full((2, 2), 9)], format="csr")  # an article of its own words
    more = Dtm(own, (*dtm.doc_ids, "x1", "x2"), (*dtm.vocabulary, "x", "y"))
    assert held_out(more, n_topics=3, workers=1).loc["x1", "n_tokens"] > 0
    assert held_out(more, n_topics=3, labels=np.append(labels, ["x", "x"]), workers=1).loc["x"].sum() == 0


def test_one_article_alone_or_an_article_a_document_is_as_without_articles(dtm):
    plain = held_out(dtm, n_topics=3, workers=1)
    for labels in (np.full(len(dtm.doc_ids), "a", dtype=object), np.array(dtm.doc_ids, dtype=object)):
        pd.testing.assert_frame_equal(held_out(dtm, n_topics=3, labels=labels, workers=1), plain)


def test_topics_that_predict_but_do_not_come_back_are_not_recommended(dtm):
    choice = choose_k(dtm, [2, 3], n_runs=4, workers=1, min_agreement=1.1)
    assert choice.recommended is None
    assert set(choice.models) == {2, 3}  # the next best was asked when the best had failed
    assert "are not found again" in choice.reason


def test_numbers_that_predict_as_well_are_named_and_the_smallest_is_recommended():
    dtm, _ = planted(n_docs=15, n_topics=5, length=15)  # too little to tell five topics from four
    choice = choose_k(dtm, [6, 5, 4], n_runs=4, workers=1, min_agreement=0, min_support=0)
    table = choice.table.set_index("n_topics")
    behind = table["held_out"].max() - table["held_out"]
    told_apart = behind > 1.761 * table["held_out_error"]  # Student's t with 14 degrees of freedom at .95
    assert set(choice.as_good) == set(table.index[~told_apart])
    assert len(choice.as_good) > 1
    assert choice.recommended == min(choice.as_good)
    named = ", ".join(map(str, sorted(choice.as_good)))
    assert choice.reason.startswith(f"{named} topics are as good")


def test_seeded_topics_are_chosen_too(dtm):
    seeds = {"a": ["w00", "w01"], "b": ["w20"]}
    choice = choose_k(dtm, [3], n_runs=4, workers=1, word_priors=seeds)
    assert choice.recommended == 3
    assert choice.models[3].settings["seeded"] == {"T1": "a", "T2": "b"}
    assert choice.models[3].topic_term["w00"].idxmax() == "T1"


def test_held_out_tokens_are_scored_once_and_by_topics_of_other_documents(dtm):
    table = held_out(dtm, n_topics=3, workers=1)
    assert list(table.index) == list(dtm.doc_ids)
    np.testing.assert_allclose(table["n_tokens"], dtm.doc_lengths)  # every term is in other documents too
    apart = sparse.block_diag([dtm.counts, np.full((1, 2), 9)], format="csr")  # a document of its own words
    alone = Dtm(apart, (*dtm.doc_ids, "alone"), (*dtm.vocabulary, "x", "y"))
    assert held_out(alone, n_topics=3, workers=1).loc["alone"].tolist() == [0, 0, 0]


def test_documents_without_terms_are_not_scored():
    counts = sparse.csr_matrix(([3, 2, 1, 4, 2, 2], ([0, 0, 5, 5, 6, 6], [0, 1, 0, 2, 1, 2])), (9, 3))
    sparse_dtm = Dtm(counts, tuple("abcdefghi"), ("甲", "乙", "丙"))
    table = held_out(sparse_dtm, n_topics=2, workers=1)
    assert list(table.index) == ["a", "f", "g"]
    assert np.isfinite(table).all(axis=None)


def test_held_out_likelihood_lies_between_that_of_one_topic_and_of_the_truth(dtm):
    _, truth = planted()
    table = held_out(dtm, n_topics=3, workers=1)
    best = np.full((len(dtm.doc_ids), 3), 0.1 / 1.3)
    best[np.arange(len(best)), np.arange(len(best)) % 3] = 1.1 / 1.3
    of_truth = (dtm.counts.toarray() * np.log(2 * best @ truth)).sum()  # when half of the terms are out
    assert table["one_topic"].sum() < table["log_likelihood"].sum() < of_truth
    share = dtm.counts.sum(axis=0).A1 / dtm.counts.sum()
    known = (dtm.counts.toarray() * np.log(share)).sum()
    assert table["one_topic"].sum() > known  # which terms are given, and so not hidden, is known too


def test_two_ensembles_agree_as_the_halves_of_one_foretell(dtm):
    noisy, _ = planted(n_docs=12, length=30, seed=4)
    ensembles = [fit_consensus(noisy, n_topics=4, n_runs=30, random_state=s, workers=1) for s in range(6)]
    found = [topic_agreement(a, b, weighted=True) for a, b in combinations(ensembles, 2)]
    foretold = [one.settings["agreement"] for one in ensembles]
    assert np.mean(foretold) == pytest.approx(np.mean(found), abs=0.06)
    few = fit_consensus(dtm, n_topics=3, n_runs=2, n_iter=50, workers=1)
    assert 0 < few.settings["agreement"] <= 1


def test_arguments_that_choose_nothing_are_refused(dtm):
    with pytest.raises(ArgumentError, match="n_topics is empty"):
        choose_k(dtm, [])
    with pytest.raises(ArgumentError, match="only 24 documents"):
        choose_k(dtm, [3, 25])


def test_what_a_large_planted_corpus_can_give_back():
    dtm, _ = planted(n_docs=60)
    model = fit_consensus(dtm, n_topics=3, workers=1, **QUICK)
    table = recoverability(model, dtm, n_simulations=1, n_runs=4, workers=1)
    assert table["affinity"].min() > 0.9
    assert table["shares"].min() > 0.9


def test_of_a_matrix_of_paragraphs_whole_articles_are_held_out():
    corpus = load_corpus("sample")
    paragraphs = build_dtm(corpus)
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    pd.testing.assert_series_equal(
        paragraphs.articles, article_of[list(paragraphs.doc_ids)], check_names=False, check_dtype=False
    )
    assert build_dtm(corpus, unit="article").articles is None
    assert group(paragraphs, paragraphs.articles).articles is None  # they are no paragraphs any more
    asked = {"n_runs": 4, "workers": 1, "min_agreement": 0, "min_support": 0}
    by_itself = choose_k(paragraphs, [2], **asked)
    pd.testing.assert_frame_equal(
        by_itself.table, choose_k(paragraphs, [2], articles=article_of, **asked).table
    )
