"""Agreement of models and distances of topics, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from topic_models import planted, written_model
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.agreement import run_agreement, topic_agreement, topic_distances
from yrdresearch.topics.model import fit_lda


def test_agreement_is_one_with_itself_in_any_order_and_refuses_other_sizes():
    dtm, model = planted()[0], fit_lda(planted()[0], n_topics=3, n_iter=20)
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


def test_weighted_agreement_by_hand_and_blind_to_near_ties():
    terms, one = list("abcd"), fit_lda(planted()[0], n_topics=2, n_iter=5)

    def of(*rows):
        return replace(one, topic_term=pd.DataFrame(rows, columns=terms))

    left, right = of([0.5, 0.3, 0.2, 0], [0, 0.2, 0.3, 0.5]), of([0.4, 0.3, 0.3, 0], [0, 0.2, 0.3, 0.5])
    # top two terms {a,b}: (0.4 + 0.3) / (0.5 + 0.3); {d,c} with itself: 1
    assert topic_agreement(left, right, top_n=2, weighted=True) == pytest.approx((7 / 8 + 1) / 2)
    tied, other = of([0.5, 0.251, 0.249, 0], [0, 0, 0, 1]), of([0.5, 0.249, 0.251, 0], [0, 0, 0, 1])
    assert topic_agreement(tied, other, top_n=2) == pytest.approx((1 / 3 + 1) / 2)
    assert topic_agreement(tied, other, top_n=2, weighted=True) > 0.99
    short = replace(one, topic_term=of([0.5, 0.3, 0.2, 0], [0, 0.2, 0.3, 0.5]).topic_term[list("abd")])
    assert topic_agreement(left, short, top_n=4, weighted=True) == pytest.approx((0.8 / 1 + 0.7 / 1) / 2)


def test_distances_are_those_of_the_definition():
    model, _ = written_model()
    p, q = model.topic_term.to_numpy()
    middle = (p + q) / 2
    bits = (np.sum(p * np.log2(p / middle)) + np.sum(q * np.log2(q / middle))) / 2
    assert topic_distances(model).loc["T1", "T2"] == pytest.approx(np.sqrt(bits))


def test_alike_topics_are_beside_each_other():
    model, _ = written_model()
    rows = np.array([[8, 1, 1, 0], [0, 1, 1, 8], [7, 2, 1, 0], [0, 0, 3, 7]]) / 10
    names = ["T1", "T2", "T3", "T4"]
    four = replace(model, topic_term=pd.DataFrame(rows, index=names, columns=model.topic_term.columns))
    order = list(topic_distances(four).index)
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({"T1", "T3"}), frozenset({"T2", "T4"})}


def test_agreement_pairs_models_of_one_kind():
    consensus, dtm = written_model()
    runs = [fit_lda(dtm, n_topics=2, n_iter=20, random_state=seed) for seed in (3, 4, 5)]
    table = run_agreement([runs[0], consensus, runs[1], consensus, runs[2]], top_n=2)
    assert table["kind"].tolist() == ["run"] * 3 + ["consensus"]
    assert table.loc[table["kind"] == "run", ["first", "second"]].to_numpy().tolist() == [
        [3, 4],
        [3, 5],
        [4, 5],
    ]
    assert table["agreement"].iloc[-1] == 1
    assert table["agreement"].between(0, 1).all()
    with pytest.raises(ArgumentError, match="no two of one kind"):
        run_agreement([runs[0], consensus])


def test_agreement_is_the_same_in_any_order_of_the_terms():
    dtm, _ = planted()
    one, two = (fit_lda(dtm, n_topics=3, n_iter=20, random_state=seed) for seed in (1, 2))
    rng = np.random.default_rng(0)
    mixed = replace(two, topic_term=two.topic_term[rng.permutation(two.topic_term.columns)])
    for weighted in (False, True):
        assert topic_agreement(one, mixed, weighted=weighted) == topic_agreement(one, two, weighted=weighted)
