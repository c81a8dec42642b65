"""Keyness against scipy, statsmodels, published arithmetic, and null and planted data."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import chi2_contingency, permutation_test
from statsmodels.stats.multitest import multipletests

from yrdresearch.corpus import Dtm, build_dtm, load_corpus
from yrdresearch.errors import ArgumentError
from yrdresearch.stats import (
    bootstrap_keyness,
    false_discovery,
    keyness,
    permute_keyness,
    smallest_p,
    weighted_log_odds,
)


def make_dtm(rows, terms=None):
    rows = np.array(rows, dtype=np.int64)
    terms = terms or [f"t{i}" for i in range(rows.shape[1])]
    return Dtm(sparse.csr_matrix(rows), tuple(f"d{i}" for i in range(len(rows))), tuple(terms))


TWO = make_dtm([[10, 5, 0, 85], [2, 5, 6, 187]], ["合作", "就业", "通关", "发展"])


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6))
def test_g2_and_p_are_those_of_scipy(pairs):
    dtm = make_dtm(np.array([*pairs, (5, 9), (7, 3)]).T)
    table = keyness(dtm, ["d0"], min_term_frequency=1).set_index("term")
    size, other = dtm.doc_lengths
    for term, row in table.iterrows():
        observed = [[row.n_target, row.n_reference], [size - row.n_target, other - row.n_reference]]
        oracle = chi2_contingency(observed, correction=False, lambda_="log-likelihood")
        assert abs(row.g2) == pytest.approx(oracle.statistic, abs=1e-8)
        assert row.p == pytest.approx(oracle.pvalue, abs=1e-5)
        assert np.sign(row.g2) == np.sign(row.n_target * other - row.n_reference * size), term


def test_rayson_and_garside_arithmetic():
    # 12 in 100 against 3 in 300: E1 = 100 * 15 / 400 = 3.75, E2 = 11.25, and the rest of each group
    expected = 2 * (12 * math.log(12 / 3.75) + 3 * math.log(3 / 11.25)
                    + 88 * math.log(88 / 96.25) + 297 * math.log(297 / 288.75))  # fmt: skip
    table = keyness(make_dtm([[12, 88], [3, 297]]), ["d0"]).set_index("term")
    assert table.loc["t0", "g2"] == pytest.approx(expected)
    assert table.loc["t0", "log_ratio"] == pytest.approx(math.log2(0.12 / 0.01))


def test_log_ratio_of_an_absent_term_takes_half_a_token():
    table = keyness(TWO, ["d0"]).set_index("term")
    assert table.loc["通关", "log_ratio"] == pytest.approx(math.log2((0.5 / 100) / (6 / 200)))
    assert table.loc["通关", "g2"] < 0


def test_swapping_the_groups_turns_every_sign():
    one = keyness(TWO, ["d0"]).set_index("term")
    other = keyness(TWO, ["d1"]).set_index("term").loc[one.index]
    assert one["g2"].to_numpy() == pytest.approx(-other["g2"].to_numpy())
    assert one["log_ratio"].to_numpy() == pytest.approx(-other["log_ratio"].to_numpy())
    odds = weighted_log_odds(TWO, ["d0"]).set_index("term")
    swapped = weighted_log_odds(TWO, ["d1"]).set_index("term").loc[odds.index]
    assert odds["z"].to_numpy() == pytest.approx(-swapped["z"].to_numpy())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_that_of_statsmodels(p):
    oracle = multipletests(p, method="fdr_bh")[1]
    assert false_discovery(np.array(p)) == pytest.approx(oracle)


def test_weighted_log_odds_by_hand():
    # Monroe et al. (2008), eq. 15, 20, 22, with prior 10 spread as 12:310 over both groups
    dtm = make_dtm([[10, 90], [2, 220]])
    row = weighted_log_odds(dtm, ["d0"], prior=10).set_index("term").loc["t0"]
    alpha = 10 * 12 / 322
    one = math.log((10 + alpha) / (100 + 10 - 10 - alpha))
    two = math.log((2 + alpha) / (222 + 10 - 2 - alpha))
    assert row["log_odds"] == pytest.approx(one - two)
    assert row["z"] == pytest.approx((one - two) / math.sqrt(1 / (10 + alpha) + 1 / (2 + alpha)))


def test_a_strong_prior_leaves_no_difference():
    assert weighted_log_odds(TWO, ["d0"], prior=1e9)["log_odds"].abs().max() < 1e-4


def test_a_rare_word_does_not_win_the_weighted_log_odds():
    dtm = make_dtm([[1, 60, 940], [0, 20, 980]])
    assert weighted_log_odds(dtm, ["d0"])["term"].iloc[0] == "t1"


@pytest.mark.parametrize(
    ("texts", "smallest"), [((2, 2), 1 / 3), ((3, 3), 0.1), ((4, 4), 2 / 70), ((1, 3), 1 / 4)]
)
def test_smallest_attainable_p_is_attained(texts, smallest):
    rows = [[9, 91]] * texts[0] + [[1, 99]] * texts[1]
    dtm = make_dtm(rows)
    table = permute_keyness(dtm, dtm.doc_ids[: texts[0]])
    assert smallest_p(texts) == pytest.approx(smallest)
    assert table["smallest_p"].to_numpy() == pytest.approx(smallest)
    assert table["p"].min() == pytest.approx(smallest)


def test_p_over_all_ways_is_that_of_scipy():
    rows = np.random.default_rng(5).poisson(6, size=(7, 5)) + 1
    dtm = make_dtm(rows)
    ours = permute_keyness(dtm, dtm.doc_ids[:3], min_term_frequency=1).set_index("term")
    relative = rows / rows.sum(axis=1, keepdims=True)
    for column, term in enumerate(dtm.vocabulary):
        one, other = relative[:3, column], relative[3:, column]
        difference = abs(one.mean() - other.mean())
        oracle = permutation_test(
            (one, other), lambda x, y: abs(x.mean() - y.mean()), n_resamples=np.inf, alternative="greater"
        )
        assert ours.loc[term, "p"] == pytest.approx(oracle.pvalue)
        assert abs(ours.loc[term, "difference"]) == pytest.approx(difference * 10_000)
        assert np.sign(ours.loc[term, "difference"]) == np.sign(one.mean() - other.mean())


def test_smallest_p_of_drawn_ways_is_one_in_all_looked_at():
    dtm = make_dtm([[90, 10]] * 6 + [[10, 90]] * 6)
    table = permute_keyness(dtm, dtm.doc_ids[:6], n_permutations=50)  # 924 ways there are
    assert table["smallest_p"].to_numpy() == pytest.approx(1 / 51)
    assert (table["p"] >= table["smallest_p"]).all()
    assert smallest_p([7, 7], n_permutations=2000) == pytest.approx(2 / 3432)  # drawing makes nothing surer
    assert smallest_p([6, 6], n_permutations=924) == pytest.approx(2 / 924)


def test_bootstrap_interval_is_that_of_all_samples():
    # each group of two texts draws its first twice, both, or its second twice: 1/4, 1/2, 1/4
    dtm = make_dtm([[8, 92], [2, 98], [1, 99], [3, 97]])
    row = bootstrap_keyness(dtm, ["d0", "d1"], n_resamples=4000, level=0.5).set_index("term").loc["t0"]
    target, reference = [8, 8, 5, 5, 5, 5, 2, 2], [1, 1, 2, 2, 2, 2, 3, 3]
    every = sorted(math.log2(one / other) for one in target for other in reference)
    low, high = np.percentile(every, [25, 75])
    assert row["log_ratio"] == pytest.approx(math.log2(5 / 2))
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_sampled_permutations_approach_all_permutations():
    rows = np.random.default_rng(0).poisson(20, size=(10, 6)) + 1
    dtm = make_dtm(rows)
    exact = permute_keyness(dtm, dtm.doc_ids[:5]).set_index("term")["p"]
    drawn = permute_keyness(dtm, dtm.doc_ids[:5], n_permutations=251, random_state=1).set_index("term")["p"]
    assert len(exact) == 6
    assert (exact - drawn.loc[exact.index]).abs().max() < 0.12


def test_permutation_keeps_five_per_cent_on_texts_without_a_difference_and_g2_does_not():
    generator = np.random.default_rng(7)
    permuted, by_token = [], []
    for _ in range(60):  # bursty texts: each has its own mixture of ten terms
        rows = np.array([generator.multinomial(300, generator.dirichlet(np.ones(10))) for _ in range(10)])
        dtm = make_dtm(rows)
        permuted += permute_keyness(dtm, dtm.doc_ids[:5])["p"].tolist()
        by_token += keyness(dtm, dtm.doc_ids[:5])["p"].tolist()
    assert np.mean(np.array(permuted) <= 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(np.array(by_token) <= 0.05) > 0.4


def test_bootstrap_holds_the_planted_ratio_and_is_repeatable():
    generator = np.random.default_rng(3)
    shares = [[0.1, 0.9]] * 30 + [[0.05, 0.95]] * 30
    dtm = make_dtm([generator.multinomial(500, share) for share in shares])
    row = bootstrap_keyness(dtm, dtm.doc_ids[:30]).set_index("term").loc["t0"]
    assert row["low"] < 1 < row["high"]
    assert row["low"] > 0.5
    again = bootstrap_keyness(dtm, dtm.doc_ids[:30]).set_index("term").loc["t0"]
    assert row["low"] == again["low"]


def test_bootstrap_states_the_log_ratio_of_keyness_zero_counts_too():
    dtm = make_dtm([[10, 0, 1, 89], [12, 0, 0, 88], [3, 6, 3, 188], [2, 5, 2, 91]])
    interval = bootstrap_keyness(dtm, ["d0", "d1"], n_resamples=5).set_index("term")["log_ratio"]
    ratio = keyness(dtm, ["d0", "d1"]).set_index("term")["log_ratio"]
    assert interval.loc[ratio.index].to_numpy() == pytest.approx(ratio.to_numpy())


def test_one_text_gives_no_interval():
    three = make_dtm([[10, 90], [12, 88], [3, 191]])
    for dtm, target in ((TWO, ["d0"]), (three, ["d0", "d1"]), (three, ["d2"])):
        table = bootstrap_keyness(dtm, target, n_resamples=5)
        assert table[["low", "high"]].isna().all(axis=None)


def test_rows_of_tests_are_in_their_order_and_start_at_the_documented_frequency():
    rows = [[6, 1, 1, 3, 7, 82], [6, 1, 1, 3, 7, 82], [2, 1, 0, 5, 3, 89], [2, 1, 1, 5, 3, 88]]
    dtm = make_dtm(rows, ["e", "d", "c", "b", "a", "f"])
    permuted = permute_keyness(dtm, ["d0", "d1"], min_term_frequency=4)
    assert sorted(permuted["term"]) == ["a", "b", "d", "e", "f"]
    keys = list(zip(permuted["p"], -permuted["difference"].abs(), strict=True))
    assert keys == sorted(keys)
    assert len({p for p, _ in keys}) < len(keys)
    drawn = bootstrap_keyness(dtm, ["d0", "d1"], n_resamples=5, min_term_frequency=4)
    assert sorted(drawn["term"]) == ["a", "b", "d", "e", "f"]
    keys = list(zip(-drawn["log_ratio"], drawn["term"], strict=True))
    assert keys == sorted(keys)
    for table in (permuted, drawn):
        assert table.index.tolist() == list(range(5))
        assert set(table["n_texts_target"]) == set(table["n_texts_reference"]) == {2}
    tied = bootstrap_keyness(make_dtm([[9, 9, 82], [9, 9, 82]], ["b", "a", "c"]), ["d0"], n_resamples=5)
    assert tied["term"].tolist() == ["a", "b", "c"]


def test_tokens_compared_are_those_of_texts_cut_to_one_length():
    """Groups of unlike lengths are compared on as many words: see `tokens_compared`."""
    alike = permute_keyness(make_dtm([[50, 50]] * 2 + [[40, 60]] * 2), ["d0", "d1"])
    assert (alike["tokens_compared"] == 1).all()
    unlike = permute_keyness(make_dtm([[50, 50]] * 2 + [[200, 300]] * 2), ["d0", "d1"])
    assert unlike["tokens_compared"].to_numpy() == pytest.approx(400 / 1200)


def test_one_sample_is_enough_to_ask_for():
    dtm = make_dtm([[9, 91]] * 4)
    table = bootstrap_keyness(dtm, ["d0", "d1"], n_resamples=1, min_term_frequency=1)
    assert table["low"].to_numpy() == pytest.approx(table["high"].to_numpy())


def test_one_way_besides_the_observed_is_enough_to_ask_for():
    dtm = make_dtm([[9, 91]] * 4 + [[1, 99]] * 4)
    assert permute_keyness(dtm, dtm.doc_ids[:4], n_permutations=1)["smallest_p"].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("method", [permute_keyness, bootstrap_keyness])
def test_texts_without_words_are_left_out_and_not_counted(method):
    filled, empty = [[10, 30], [20, 50], [30, 10], [60, 10]], [[0, 0]]
    wanted = method(make_dtm(filled), ["d0", "d1"])
    found = method(make_dtm(filled[:2] + empty + filled[2:] + empty), ["d0", "d1", "d2"])
    pd.testing.assert_frame_equal(found, wanted)
    with pytest.raises(ArgumentError, match="the documents of target hold no token"):
        method(make_dtm(filled + empty), ["d4"])


@pytest.mark.parametrize(
    ("target", "reference", "message"),
    [
        (["d9"], None, "names 'd9'"),
        ([], None, "target holds no document"),
        (["d0", "d1"], None, "reference holds no document"),
        (["d0"], ["d0"], "in target and reference"),
        (lambda doc: doc == "nowhere", None, "target holds no document"),
    ],
)
def test_a_wrong_choice_is_named(target, reference, message):
    with pytest.raises(ArgumentError, match=message):
        keyness(TWO, target, reference=reference)


def test_columns_and_rows_are_as_documented():
    """Rows from `min_term_frequency` on, terms that are nowhere left out, ties by term."""
    dtm = make_dtm([[2, 1, 0, 0, 40, 1], [1, 1, 0, 1, 80, 0]], ["c", "b", "d", "a", "e", "f"])
    table = keyness(dtm, ["d0"], min_term_frequency=2)
    assert list(table) == ["term", "g2", "log_ratio", "p", "q", "n_target", "n_reference"]
    assert sorted(table["term"]) == ["b", "c", "e"]
    assert sorted(weighted_log_odds(dtm, ["d0"])["term"]) == ["a", "b", "c", "e", "f"]
    assert sorted(weighted_log_odds(dtm, ["d0"], min_term_frequency=2)["term"]) == ["b", "c", "e"]
    tied = make_dtm([[5, 5, 90], [5, 5, 90]], ["b", "a", "c"])
    assert keyness(tied, ["d0"])["term"].tolist() == ["a", "b", "c"]
    assert weighted_log_odds(tied, ["d0"])["term"].tolist() == ["a", "b", "c"]


def test_a_prior_may_be_less_than_a_token_and_not_nothing():
    weak = weighted_log_odds(TWO, ["d0"], prior=1e-9).set_index("term")
    assert weak.loc["合作", "log_odds"] == pytest.approx(math.log(10 / 90) - math.log(2 / 198))
    for prior in (0, -1):
        with pytest.raises(ArgumentError, match="prior"):
            weighted_log_odds(TWO, ["d0"], prior=prior)


@pytest.mark.parametrize(
    ("rows", "said"), [([[0], [1]], "target hold no"), ([[1], [0]], "reference hold no")]
)
def test_a_group_without_tokens_is_named(rows, said):
    for method in (keyness, weighted_log_odds):
        with pytest.raises(ArgumentError, match=said):
            method(make_dtm(rows), ["d0"])


@pytest.mark.parametrize("form", [list, tuple, set, pd.Series, pd.Index, np.array, iter, dict.fromkeys])
def test_documents_may_be_named_in_any_form(form):
    """A column of ids is the usual one: `in` would ask its index, not its values."""
    dtm = make_dtm([[9, 1], [8, 2], [1, 9], [2, 8]])
    for measure in (keyness, weighted_log_odds, permute_keyness, bootstrap_keyness):
        wanted, named = measure(dtm, ["d0", "d1"]), measure(dtm, form(["d0", "d1"]), reference=["d2", "d3"])
        pd.testing.assert_frame_equal(named, wanted)


def test_a_mask_or_another_unit_is_told_what_the_documents_are():
    dtm = make_dtm([[9, 1], [1, 9]])
    for wrong in ([True, False], ["d0.1"], [["d0"]]):
        with pytest.raises(ArgumentError, match=r"give ids of dtm\.doc_ids, such as 'd0'"):
            keyness(dtm, wrong)


@pytest.mark.parametrize("measure", [permute_keyness, bootstrap_keyness])
def test_paragraphs_are_not_taken_for_texts(measure):
    dtm = build_dtm(load_corpus("sample"))
    with pytest.raises(ArgumentError, match="unit='article'"):
        measure(dtm, dtm.doc_ids[:5])
