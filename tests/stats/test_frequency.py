"""Frequency, Zipf, Heaps: against scipy, simulation and sums done by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy import stats as scipy_stats

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.stats import expected_types, heaps, term_frequency, tf_idf, zipf


def make_dtm(rows, terms):
    matrix = sparse.csr_matrix(np.array(rows, dtype=np.int64))
    return Dtm(matrix, tuple(f"d{i}" for i in range(len(rows))), tuple(terms))


@pytest.fixture
def small():
    return make_dtm([[3, 0, 1], [1, 0, 0], [0, 2, 0]], ["合作", "就业", "生态"])


def test_counts_by_hand(small):
    table = term_frequency(small)
    assert table["term"].tolist() == ["合作", "就业", "生态"]
    assert table["term_frequency"].tolist() == [4, 2, 1]
    assert table["doc_frequency"].tolist() == [2, 1, 1]
    assert table["per_10k"].sum() == pytest.approx(10_000)
    assert table["doc_share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])


def test_ties_stand_in_order_of_term():
    table = term_frequency(make_dtm([[1, 1]], ["乙", "甲"]))
    assert table["term"].tolist() == sorted(["乙", "甲"])


def test_tf_idf_by_hand(small):
    table = tf_idf(small)
    first = table[table["doc_id"] == "d0"].set_index("term")["tf_idf"]
    assert first["合作"] == pytest.approx(3 * math.log(3 / 2))
    assert first["生态"] == pytest.approx(math.log(3))
    assert len(table) == 4
    assert len(tf_idf(small, top_n=1)) == 3


def test_a_term_in_every_document_weighs_nothing():
    assert tf_idf(make_dtm([[5], [1]], ["发展"]))["tf_idf"].tolist() == [0, 0]


def test_zipf_recovers_a_planted_exponent():
    ranks = np.arange(1, 2001)
    shares = ranks**-1.2 / (ranks**-1.2).sum()
    counts = np.random.default_rng(4).multinomial(200_000, shares)
    table = zipf(make_dtm([counts], [f"t{i:04}" for i in ranks]))
    assert table["exponent"].iloc[0] == pytest.approx(1.2, abs=0.02)
    assert table["expected"].sum() == pytest.approx(200_000)


def test_equal_frequencies_have_exponent_zero():
    assert zipf(make_dtm([[7] * 20], [f"t{i}" for i in range(20)]))["exponent"].iloc[0] == pytest.approx(
        0, abs=1e-3
    )


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8).filter(lambda c: sum(c) > 0), st.data())
def test_expected_types_is_the_hypergeometric_sum(counts, data):
    total = sum(counts)
    size = data.draw(st.integers(1, total))
    oracle = sum(1 - scipy_stats.hypergeom.pmf(0, total, count, size) for count in counts)
    assert expected_types(np.array(counts), size) == pytest.approx(oracle)


def test_heaps_ends_at_all_types_and_fits_a_planted_law():
    dtm = make_dtm([[5, 3, 1, 1]], list("abcd"))
    curve = heaps(dtm)
    assert curve["types"].iloc[0] == pytest.approx(1)
    assert curve["types"].iloc[-1] == pytest.approx(4)
    all_different = heaps(make_dtm([[1] * 30], [f"t{i}" for i in range(30)]))
    assert all_different["beta"].iloc[0] == pytest.approx(1)
    assert all_different["k"].iloc[0] == pytest.approx(1)


def test_heaps_law_is_the_line_through_the_logarithms():
    counts = np.random.default_rng(2).integers(1, 30, size=80)
    curve = heaps(make_dtm([counts], [f"t{i}" for i in range(80)]))
    total = counts.sum()
    oracle = [
        sum(1 - scipy_stats.hypergeom.pmf(0, total, count, size) for count in counts)
        for size in curve["tokens"]
    ]
    assert curve["types"].to_numpy() == pytest.approx(oracle)
    line = scipy_stats.linregress(np.log(curve["tokens"]), np.log(oracle))
    assert curve["beta"].iloc[0] == pytest.approx(line.slope)
    assert curve["k"].iloc[0] == pytest.approx(math.exp(line.intercept))


def test_mistakes_get_a_sentence(small):
    with pytest.raises(ArgumentError, match="choose 1 to 3"):
        expected_types(np.array([3]), 4)
    with pytest.raises(ArgumentError, match="fewer than two tokens"):
        heaps(make_dtm([[1]], ["a"]))
