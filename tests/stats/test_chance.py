"""Permutation and bootstrap against what is counted one by one, and against numpy, scipy and statsmodels."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, f_oneway

from yrdresearch.errors import ArgumentError
from yrdresearch.stats import chance, multiplicity, smallest_p
from yrdresearch.stats.chance import Arrangements, arrange, p_values, seeded, shuffle


def every_way(groups):
    return set(permutations(groups))


@pytest.mark.parametrize("sizes", [(1,), (1, 1), (2, 1), (3, 3), (1, 2, 3), (2, 2, 2), (1, 1, 1, 1)])
def test_all_ways_are_there_once_and_the_observed_one_is_first(sizes):
    observed = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    arranged = arrange(observed, random_state=0)
    ways = [tuple(row) for row in arranged.groups.tolist()]
    assert set(ways) == every_way(observed.tolist())
    assert len(ways) == len(set(ways)) == chance.count_arrangements(sizes)
    assert ways[0] == tuple(observed.tolist())
    assert arranged.exact
    assert arranged.smallest_p == smallest_p(sizes)


def test_ways_are_drawn_only_where_there_are_more_than_are_gone_through():
    observed = np.array([0, 1, 0, 1, 0, 1])  # 20 ways
    assert arrange(observed, random_state=0, max_exact=20).exact
    drawn = arrange(observed, random_state=0, n_permutations=7, max_exact=19)
    assert not drawn.exact
    assert drawn.groups.shape == (8, 6)
    assert drawn.groups[0].tolist() == observed.tolist()
    assert (drawn.groups.sum(axis=1) == 3).all()
    assert drawn.smallest_p == 1 / 8
    assert arrange(observed, random_state=0, n_permutations=99, max_exact=19).smallest_p == 2 / 20


def test_each_way_is_drawn_as_often_as_the_others():
    drawn = arrange(np.array([0, 0, 1, 1]), random_state=3, n_permutations=6_000, max_exact=1)
    seen = Counter(map(tuple, drawn.groups[1:].tolist()))
    assert len(seen) == 6
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_the_usual_limits_are_those_of_the_documentation():
    """20,000 ways are gone through: 8 against 8 (12,870) are all there, 9 against 8 (24,310) are drawn."""
    assert len(arrange(np.repeat([0, 1], 8), random_state=0).groups) == 12_870
    drawn = arrange(np.repeat([0, 1], [9, 8]), random_state=0)
    assert (drawn.exact, len(drawn.groups)) == (False, 10_000)


def test_orders_of_a_variable_are_all_orders():
    orders = shuffle(4, random_state=0)
    assert set(map(tuple, orders.groups.tolist())) == set(permutations(range(4)))
    assert orders.groups[0].tolist() == [0, 1, 2, 3]
    assert orders.smallest_p == 1 / 24
    drawn = shuffle(4, random_state=0, n_permutations=9, max_exact=23)
    assert (drawn.smallest_p, drawn.exact, len(drawn.groups)) == (1 / 10, False, 10)
    assert (np.sort(drawn.groups, axis=1) == np.arange(4)).all()
    assert len(shuffle(1, random_state=0).groups) == 1


@pytest.mark.parametrize("sizes", [(1, 1), (2, 2), (4, 5), (2, 2, 2), (2, 2, 3), (1, 2, 3), (1, 1, 2, 2)])
def test_smallest_p_is_that_of_groups_that_lie_apart(sizes):
    """Values that lie apart by group: the share of ways that split them so, whatever their names."""
    observed = np.repeat(np.arange(len(sizes)), sizes)
    split = {frozenset(np.flatnonzero(observed == g)) for g in range(len(sizes))}
    ways = [np.array(way) for way in every_way(observed.tolist())]
    same = [w for w in ways if {frozenset(np.flatnonzero(w == g)) for g in range(len(sizes))} == split]
    assert smallest_p(sizes) == pytest.approx(len(same) / len(ways))


def test_smallest_p_of_drawn_ways():
    assert smallest_p([3, 3], n_permutations=4) == 1 / 5
    assert smallest_p([3, 3], n_permutations=4, max_exact=20) == 0.1
    assert smallest_p([3, 3], n_permutations=4, max_exact=19) == 1 / 5
    assert smallest_p([3, 3], n_permutations=1) == 1 / 2
    for wrong in ({"n_permutations": 0}, {"max_exact": -1}):
        with pytest.raises(ArgumentError):
            smallest_p([3, 3], **wrong)
    with pytest.raises(ArgumentError):
        smallest_p([])


VALUES = np.random.default_rng(2).normal(size=(6, 3))
WEIGHTS = np.array([1, 2, 1, 3, 1, 2])


def test_differences_are_those_of_weighted_means():
    groups = np.array([[0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1, 1], [1, 1, 1, 1, 0, 0]])
    found = chance.differences(VALUES, groups, weights=WEIGHTS)
    for row, way in zip(found, groups, strict=True):
        means = [np.average(VALUES[way == g], axis=0, weights=WEIGHTS[way == g]) for g in (0, 1)]
        assert row == pytest.approx(means[0] - means[1])


def test_share_between_groups_is_that_of_an_analysis_of_variance():
    """Eta squared from F; a weight of two is the article twice."""
    groups = np.array([[0, 0, 1, 1, 2, 2], [0, 1, 2, 0, 1, 2], [2, 2, 2, 0, 1, 1]])
    found = chance.between_share(VALUES, groups, weights=WEIGHTS)
    for row, way in zip(found, groups, strict=True):
        for column, share in enumerate(row):
            parts = [np.repeat(VALUES[way == g, column], WEIGHTS[way == g]) for g in range(3)]
            f = f_oneway(*parts).statistic
            assert share == pytest.approx(2 * f / (2 * f + WEIGHTS.sum() - 3))
    same = chance.between_share(np.ones((6, 1)), groups, weights=WEIGHTS)
    assert (same == 0).all()
    rounded = np.array([[1e-12], [1e-12], [0], [0], [0], [0]])  # apart by rounding alone
    assert (chance.between_share(rounded, groups, weights=WEIGHTS) < 1e-3).all()


def test_slopes_are_those_of_weighted_least_squares():
    x = np.array([2001, 2002, 2002, 2005, 2009, 2010])
    orders = shuffle(6, random_state=0, n_permutations=5, max_exact=1).groups
    found = chance.slopes(VALUES, x, orders, weights=WEIGHTS)
    for row, order in zip(found, orders, strict=True):
        for column, slope in enumerate(row):
            fit = sm.WLS(VALUES[:, column], sm.add_constant(x[order]), weights=WEIGHTS).fit()
            assert slope == pytest.approx(fit.params[1])


@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=1, max_size=12), st.booleans())
def test_p_values_are_what_is_counted(statistics, exact):
    table = np.array(statistics, dtype=float)
    arranged = Arrangements(np.zeros((len(table), 1)), exact, 0.01)
    found = p_values(table, arranged)
    scale = np.sqrt((table**2).mean(axis=0))
    standard = np.where(scale > 0, table / np.where(scale > 0, scale, 1), 0)
    for column, observed in enumerate(table[0]):
        values = table[:, column].tolist()
        above, tied = sum(v > observed for v in values), values.count(observed)
        assert found.p[column] == pytest.approx((above + tied) / len(values))
        assert found.p_mid[column] == pytest.approx((above + tied / 2) / len(values))
        least = values.count(max(values)) / len(values) if exact else 0
        assert found.smallest_p[column] == pytest.approx(max(least, 0.01))
        family = [max(row) >= standard[0, column] - 1e-9 for row in standard]
        assert found.p_family[column] == pytest.approx(np.mean(family))


def test_values_that_differ_by_rounding_alone_are_ties():
    third = 1 / 3 + 1e-10
    table = np.array([[third, 1 / 3], [1 / 3, third], [0.0, 0.0], [1e-12, 0.0]])
    found = p_values(table, Arrangements(np.zeros((4, 1)), True, 0.1))
    assert found.p.tolist() == [0.5, 0.5]
    assert found.p_mid.tolist() == [0.25, 0.25]
    assert found.smallest_p.tolist() == [0.5, 0.5]
    assert found.p_family.tolist() == [0.5, 0.5]
    nothing = p_values(np.array([[1e-12, 1.0], [0.0, 2.0]]), Arrangements(np.zeros((2, 1)), True, 0.1))
    assert nothing.p_family.tolist() == [1, 1]  # a column that is 0 but for rounding says nothing


def test_family_p_keeps_the_level_where_single_ones_do_not():
    """Twenty columns without any difference: one test in twenty is significant, one family in twenty too."""
    rng = np.random.default_rng(11)
    single, family = [], []
    for _ in range(150):
        arranged = arrange(np.repeat([0, 1], 4), random_state=0)
        values = rng.normal(size=(8, 20))
        found = p_values(abs(chance.differences(values, arranged.groups, weights=np.ones(8))), arranged)
        single.append((found.p <= 0.05).any())
        family.append((found.p_family <= 0.05).any())
    assert np.mean(family) < 0.1 < 0.3 < np.mean(single)


def test_a_single_way_says_nothing():
    assert p_values(np.array([[0.3]]), Arrangements(np.zeros((1, 1)), True, 1.0)).p.tolist() == [1]
    found = p_values(np.array([[0.3, 0.0]]), Arrangements(np.zeros((1, 1)), True, 1.0))
    assert found.p.tolist() == found.smallest_p.tolist() == found.p_family.tolist() == [1, 1]


def test_few_p_values():
    assert multiplicity.false_discovery(np.array([])).tolist() == []
    assert multiplicity.false_discovery(np.array([0.3])).tolist() == [0.3]
    assert multiplicity.false_discovery(np.array([1.0, 1.0, 0.9])).tolist() == [1, 1, 1]


def test_drawn_again_is_with_replacement_and_as_often_as_there_are_units():
    drawn = chance.drawn_again(5, 4_000, np.random.default_rng(0))
    assert drawn.shape == (4_000, 5)
    assert (drawn.sum(axis=1) == 5).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(5), abs=0.06)
    assert drawn.var(axis=0) == pytest.approx(np.full(5, 4 / 5), abs=0.08)  # binomial: n (1/n) (1 - 1/n)


def test_interval_holds_its_share_of_the_draws():
    assert chance.interval([7.0], level=0.9) == (7, 7)
    draws = np.arange(101.0)
    assert chance.interval(draws, level=0.9) == (pytest.approx(5), pytest.approx(95))
    assert chance.interval(np.append(draws, np.nan), level=0.5) == (pytest.approx(25), pytest.approx(75))
    low, high = chance.interval(np.stack([draws, 2 * draws], axis=1), level=0.8)
    assert (low.tolist(), high.tolist()) == (pytest.approx([10, 20]), pytest.approx([90, 180]))
    for estimate, expected in ((50, (5, 95)), (2, (2, 95)), (99, (5, 99))):
        assert chance.interval(draws, level=0.9, holding=np.array(estimate)) == pytest.approx(expected)


def test_a_stream_of_random_numbers_is_that_of_its_seed_or_the_one_given():
    assert seeded(5).integers(10**9) == np.random.default_rng(5).integers(10**9)
    given_one = np.random.default_rng(1)
    assert seeded(given_one) is given_one
    for wrong in (-1, 1.5, "1", None):
        with pytest.raises(ArgumentError, match="random_state"):
            seeded(wrong)
    assert seeded(0).integers(10**9) == np.random.default_rng(0).integers(10**9)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: arrange([], random_state=0),
        lambda: shuffle(0, random_state=0),
        lambda: p_values(np.zeros((0, 2)), arrange([0, 1], random_state=0)),
        lambda: p_values(np.zeros(3), arrange([0, 1], random_state=0)),
        lambda: p_values(np.zeros((2, 2)), None),
        lambda: chance.interval([], level=0.9),
        lambda: chance.interval(np.zeros((2, 2, 2, 2)), level=0.9),
        lambda: chance.interval([1.0], level=1.0),
        lambda: chance.interval([1.0], level=0.9, holding=np.zeros(2)),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong):
    with pytest.raises(ArgumentError):
        wrong()
