"""Texts of unlike length: what is cut, and that tests keep their level where only lengths differ."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.stats import cut_counts, matched_lengths, permute_keyness
from yrdresearch.stats.lengths import UNEVEN, kept_parts, length_ratio

LENGTHS = st.lists(st.integers(1, 500), min_size=2, max_size=9)


@given(LENGTHS, LENGTHS)
def test_nothing_is_made_longer_and_groups_become_alike(a, b):
    lengths = np.array(a + b)
    groups = np.repeat([0, 1], [len(a), len(b)])
    cut = matched_lengths(lengths, groups)
    assert (cut <= lengths).all()
    assert (cut >= lengths.min()).all()
    if length_ratio(lengths, groups) < UNEVEN:
        assert (cut == lengths).all()
    elif len(a) == len(b):
        assert sorted(cut[groups == 0]) == sorted(cut[groups == 1])


def test_cut_texts_are_samples_without_replacement():
    whole = sparse.csr_matrix(np.array([[6, 0, 2], [1, 1, 1]]))
    rng = np.random.default_rng(0)
    drawn = np.array([cut_counts(whole, np.array([4, 3]), rng).toarray() for _ in range(2000)])
    assert (drawn[:, 0].sum(axis=1) == 4).all()
    assert (drawn[:, 1] == [1, 1, 1]).all()
    assert drawn[:, 0].mean(axis=0) == pytest.approx([3, 0, 1], abs=0.05)
    assert (drawn[:, 0] <= [6, 0, 2]).all()


def test_parts_are_kept_at_random():
    of_text = np.repeat([0, 1, 2], [4, 1, 3])
    kept = np.array([kept_parts(of_text, np.array([2, 1, 3]), np.random.default_rng(i)) for i in range(600)])
    assert (np.add.reduceat(kept, [0, 4, 5], axis=1) == [2, 1, 3]).all()
    assert kept[:, :4].mean(axis=0) == pytest.approx(0.5, abs=0.07)


def test_terms_of_much_shorter_texts_are_not_found_by_their_length():
    """20 texts of 150 tokens against 20 of 1,000, of the same words: nothing has q < .05."""
    rng = np.random.default_rng(3)
    common = 1 / np.arange(1, 301)
    found, rates = 0, []
    for _ in range(8):
        rows = [
            rng.multinomial(n, rate / rate.sum())
            for n in [150] * 20 + [1000] * 20
            for rate in [common * rng.lognormal(0, 0.8, 300)]
        ]
        names = tuple(f"t{i:03}" for i in range(300))
        dtm = Dtm(sparse.csr_matrix(np.array(rows)), tuple(f"d{i}" for i in range(40)), names)
        table = permute_keyness(dtm, dtm.doc_ids[:20], n_permutations=999, random_state=1).set_index("term")
        found += (table["q"] < 0.05).any()
        rates += (table.loc[list(names[:40]), "p"] < 0.05).tolist()
        assert table["tokens_compared"].iloc[0] == pytest.approx(300 / 1150)
    assert found <= 1
    assert np.mean(rates) < 0.085


def test_p_hardly_depends_on_how_long_texts_are_cut():
    """8 texts of 2,000 tokens and 16 of 60: with one way of cutting p is anywhere between .45 and 1."""
    rng = np.random.default_rng(4)
    shares = rng.dirichlet([2.0, 2.0, 20.0], 24)
    rows = [rng.multinomial(n, share) for n, share in zip([2000] * 8 + [60] * 16, shares, strict=True)]
    dtm = Dtm(sparse.csr_matrix(np.array(rows)), tuple(f"d{i}" for i in range(24)), ("甲", "乙", "丙"))
    p = [
        permute_keyness(dtm, dtm.doc_ids[:8], random_state=seed).set_index("term").loc["甲", "p"]
        for seed in range(8)
    ]
    assert np.ptp(p) < 0.12
