"""Diversity measures against examples worked by hand from the papers, and scipy for the divergence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from scipy.spatial import distance

from yrdresearch.errors import ArgumentError
from yrdresearch.stats import hdd, jensen_shannon, mattr, mtld
from yrdresearch.stats.diversity import _mean_stretch

GETTYSBURG = ["of", "the", "people", "by", "the", "people", "for", "the", "people"]


def test_mtld_of_mccarthy_and_jarvis_example():
    # Forwards: of the people by the (4/5 = .80) people (4/6 = .667) is one factor; for the people stays at 1,
    # a rest that adds 0: 9 / 1. Backwards: people the for people (.75) the (3/5 = .60) is one factor;
    # by people the of stays at 1: 9 / 1.
    assert mtld(GETTYSBURG) == pytest.approx(9)


def test_a_rest_counts_as_the_part_of_the_way_it_has_gone():
    # a b c d a: types 4 of 5 = .80, no factor; the rest has gone (1 - .8) / (1 - .72) = .714 of the way
    assert mtld(list("abcda")) == pytest.approx(5 / (0.2 / 0.28))


def test_published_arithmetic_of_a_rest():
    # McCarthy and Jarvis (2010: 384): 340 words, 4 full factors and a rest with ratio .887, which counts
    # (1 - .887) / (1 - .72) = .404 of a factor: 340 / 4.404 = 77.203
    def stretch(name, types, length):
        return [f"{name}{number}" for number in range(types)] + [f"{name}0"] * (length - types)

    tokens = [*stretch("a", 51, 71), *stretch("b", 51, 71), *stretch("c", 51, 71), *stretch("d", 53, 74)]
    tokens += stretch("e", 47, 53)  # 47 / 53 = .887
    assert len(tokens) == 340
    assert _mean_stretch(tokens, 0.72) == pytest.approx(77.203, abs=0.01)


def test_a_stretch_ends_where_the_ratio_reaches_the_threshold():
    # a b c a: 3 types of 4 is .75, reached at once with that threshold
    assert mtld(list("abca"), threshold=0.75) == pytest.approx(4)
    assert mtld(list("abcaxyzx"), threshold=0.75) == pytest.approx(4)


def test_more_repetition_never_raises_mtld():
    # the published sign error would make the repeated rest look richer
    assert mtld(list("abcdefghia")) < mtld(list("abcdefghij"))
    assert mtld(list("aaaa")) == 2
    assert mtld(list("abcdef")) == float("inf")


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_mtld_reads_the_same_both_ways(tokens):
    assert mtld(tokens) == pytest.approx(mtld(tokens[::-1]))
    assert mtld(tokens) >= 1


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40), st.data())
def test_mattr_is_the_mean_over_all_windows(tokens, data):
    window = data.draw(st.integers(1, len(tokens)))
    windows = [tokens[i : i + window] for i in range(len(tokens) - window + 1)]
    assert mattr(tokens, window=window) == pytest.approx(np.mean([len(set(w)) / window for w in windows]))


@given(st.lists(st.integers(1, 20), min_size=3, max_size=30).filter(lambda counts: sum(counts) >= 42))
def test_hdd_is_mccarthy_and_jarvis_sum(counts):
    contributions = [1 - scipy_stats.hypergeom.pmf(0, sum(counts), count, 42) for count in counts]
    assert hdd(pd.Series(counts)) == pytest.approx(sum(contributions) / 42)


@given(st.lists(st.tuples(st.floats(0.01, 9), st.floats(0.01, 9)), min_size=1, max_size=12))
def test_jensen_shannon_is_the_square_of_scipys_distance(pairs):
    first, second = np.array(pairs).T
    oracle = np.nan_to_num(distance.jensenshannon(first, second, 2))  # scipy: root of a tiny negative number
    assert jensen_shannon(first, second) == pytest.approx(oracle**2, abs=1e-9)
    assert jensen_shannon(first, second) == pytest.approx(jensen_shannon(second, first))


def test_jensen_shannon_ends_and_matching_by_index():
    assert jensen_shannon([1, 1, 0], [0, 0, 4]) == 1
    assert jensen_shannon([1, 2], [10, 20]) == pytest.approx(0, abs=1e-12)
    assert jensen_shannon(pd.Series({"a": 1.0, "b": 1.0}), pd.Series({"b": 1.0, "a": 1.0})) == pytest.approx(
        0
    )
    assert jensen_shannon(pd.Series({"a": 1.0}), pd.Series({"b": 1.0})) == 1


def test_mistakes_get_a_sentence():
    with pytest.raises(ArgumentError, match="choose a smaller window"):
        mattr(["a"], window=2)
    with pytest.raises(ArgumentError, match="tokens is empty"):
        mtld([])
    with pytest.raises(ArgumentError, match="second is no distribution"):
        jensen_shannon([1.0], [0.0])
    with pytest.raises(ArgumentError, match="same terms"):
        jensen_shannon([1.0], [1.0, 2.0])
