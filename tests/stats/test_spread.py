"""Dispersion against the worked example of Gries (2008, 2020) and against invariants."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import sparse

from small_corpus import make_corpus
from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.stats import dispersion, term_positions

# Gries (2008: 406; 2020: 101): five parts of 9, 10, 10, 10 and 11 words; the word "a" occurs 1 to 5 times
PARTS = [
    "b a m n i b e u p",
    "b a s a t b e w q n",
    "b c a g a b e s t a",
    "b a g h a b e a a t",
    "b a h a a b e a x a t",
]


def dtm_of(texts):
    vocabulary = sorted({word for text in texts for word in text.split()})
    rows = [[text.split().count(word) for word in vocabulary] for text in texts]
    return Dtm(sparse.csr_matrix(np.array(rows)), tuple(map(str, range(len(texts)))), tuple(vocabulary))


def test_published_worked_example():
    a = dispersion(dtm_of(PARTS)).set_index("term").loc["a"]
    assert a["term_frequency"] == 15
    assert a["doc_frequency"] == 5
    assert a["gries_dp"] == pytest.approx(0.18, abs=0.005)
    assert a["gries_dp_norm"] == pytest.approx(0.22, abs=0.005)
    assert a["juilland_d"] == pytest.approx(0.785, abs=0.005)


def test_even_and_uneven():
    table = dispersion(dtm_of(["x y", "x y", "x z", "x z"])).set_index("term")
    assert table.loc["x", ["juilland_d", "gries_dp"]].tolist() == pytest.approx([1, 0])
    only_one = dispersion(dtm_of(["x y", "x x", "x x", "x x"])).set_index("term").loc["y"]
    assert only_one["juilland_d"] == pytest.approx(0)
    assert only_one["gries_dp"] == pytest.approx(0.75)
    assert only_one["gries_dp_norm"] == pytest.approx(1)


@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 10_000))
@example(n_documents=5, n_terms=1, seed=190)  # rounding was a share below 0
def test_bounds(n_documents, n_terms, seed):
    counts = np.random.default_rng(seed).integers(1, 9, size=(n_documents, n_terms))
    ids, terms = tuple(map(str, range(n_documents))), tuple(map(str, range(n_terms)))
    table = dispersion(Dtm(sparse.csr_matrix(counts), ids, terms))
    assert table["gries_dp"].between(0, 1).all()
    assert table["gries_dp_norm"].between(0, 1 + 1e-9).all()
    assert (table["juilland_d"] <= 1 + 1e-9).all()


def test_a_sparse_matrix_gives_what_the_definitions_give():
    counts = np.random.default_rng(3).poisson(0.4, size=(40, 30))
    counts[:, counts.sum(axis=0) == 0] = 1
    counts[counts.sum(axis=1) == 0, 0] = 1
    table = dispersion(Dtm(sparse.csr_matrix(counts), tuple(map(str, range(40))), tuple(map(str, range(30)))))
    table = table.set_index("term").loc[list(map(str, range(30)))]
    lengths = counts.sum(axis=1)
    relative = counts / lengths[:, None]
    variation = relative.std(axis=0) / relative.mean(axis=0)
    apart = abs(counts / counts.sum(axis=0) - (lengths / lengths.sum())[:, None])
    np.testing.assert_allclose(table["juilland_d"], 1 - variation / np.sqrt(39))
    np.testing.assert_allclose(table["gries_dp"], apart.sum(axis=0) / 2)


def test_one_document_cannot_be_compared():
    with pytest.raises(ArgumentError, match="fewer than two documents"):
        dispersion(dtm_of(["x y"]))


def test_positions_account_for_every_count(sample):
    table = term_positions(sample, ["合作", "创新"])
    counts = sample.term_counts
    assert len(table) == 2 * len(sample.counted_paragraphs())
    for term in ("合作", "创新"):
        assert table[table["term"] == term]["count"].sum() == counts[counts["term"] == term]["count"].sum()
    with pytest.raises(ArgumentError, match="names '不在此'"):
        term_positions(sample, ["不在此"])


def test_positions_by_hand():
    corpus = make_corpus([("甲", ["合作。", "就业。"]), ("乙", ["合作，合作。"])])
    table = term_positions(corpus, ["合作", "就业"])
    assert table[["term", "article_id", "position", "count"]].to_numpy().tolist() == [
        ["合作", "page.1", 1, 1],
        ["合作", "page.1", 2, 0],
        ["合作", "page.2", 3, 2],
        ["就业", "page.1", 1, 0],
        ["就业", "page.1", 2, 1],
        ["就业", "page.2", 3, 0],
    ]
    assert term_positions(corpus, "合作").equals(table.head(3))
