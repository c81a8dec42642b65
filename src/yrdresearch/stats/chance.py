"""What chance alone would give: units dealt out again (permutation) and drawn again (bootstrap); pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, prod
from typing import Any

import numpy as np

from yrdresearch.errors import check_kind, check_level, check_numbers, check_whole_number

MAX_EXACT = 20_000
ROUNDING = 1e-9


@dataclass(frozen=True)
class Arrangements:
    """Ways of dealing n articles out to groups of the observed sizes; row 0 is the one observed.

    Attributes
    ----------
    groups
        (m, n) group number of each article.
    exact
        Whether all arrangements are there, or a random sample of them.
    smallest_p
        The smallest p value that this design, with this many arrangements, can give.
    """

    groups: np.ndarray
    exact: bool
    smallest_p: float


@dataclass(frozen=True)
class PValues:
    """P values of C columns tested on the same articles, each (C,), 0..1."""

    p: np.ndarray
    p_mid: np.ndarray
    smallest_p: np.ndarray
    p_family: np.ndarray


def seeded(random_state: int | np.random.Generator) -> np.random.Generator:
    """The stream of random numbers that belongs to this seed, or the one that is given.

    Raises
    ------
    ArgumentError
        For what is neither a whole number of 0 or more nor a generator.

    Examples
    --------
    >>> seeded(3).integers(100) == seeded(3).integers(100)
    np.True_
    """
    if not isinstance(random_state, np.random.Generator):
        check_whole_number(random_state, "random_state", least=0, such_as=0)
    return np.random.default_rng(random_state)


def arrange(
    groups: np.ndarray,
    *,
    random_state: int | np.random.Generator,
    n_permutations: int = 9_999,
    max_exact: int = MAX_EXACT,
) -> Arrangements:
    """In which ways could these articles have been dealt out to groups of these sizes?

    All ways when there are at most `max_exact`, else the observed one and `n_permutations` random ones, so
    that a p value is (b + 1) / (m + 1) (Phipson and Smyth 2010).

    Parameters
    ----------
    groups
        (n,) group number 0 … G-1 of each article.
    random_state
        Seed of the random sample.
    n_permutations
        Size m of the random sample.
    max_exact
        Up to how many arrangements are gone through one by one.

    References
    ----------
    Phipson, B. and Smyth, G. K. (2010): Permutation P-values should never be zero. Statistical Applications
    in Genetics and Molecular Biology 9, 39.

    Examples
    --------
    >>> import numpy as np
    >>> arranged = arrange(np.array([0, 0, 0, 1, 1, 1]), random_state=0)
    >>> arranged.exact, len(arranged.groups), round(arranged.smallest_p, 3)
    (True, 20, 0.1)
    """
    check_numbers(groups, "groups", least=1)
    rng = seeded(random_state)
    groups = np.asarray(groups, dtype=np.int16)
    sizes = np.bincount(groups)
    least = smallest_p(sizes.tolist(), n_permutations=n_permutations, max_exact=max_exact)
    if count_arrangements(sizes.tolist()) <= max_exact:
        return Arrangements(_observed_first(_all_arrangements(sizes.tolist()), groups), True, least)
    sample = rng.permuted(np.tile(groups, (n_permutations + 1, 1)), axis=1)
    sample[0] = groups
    return Arrangements(sample, False, least)


def shuffle(
    n_units: int,
    *,
    random_state: int | np.random.Generator,
    n_permutations: int = 9_999,
    max_exact: int = MAX_EXACT,
) -> Arrangements:
    """In which orders could the values of a continuous variable have fallen to these articles?

    As `arrange`, each article a group of its own: `groups` holds, in each row, the number of the article
    whose value each one gets.

    Examples
    --------
    >>> shuffle(3, random_state=0).groups.tolist()[:2]
    [[0, 1, 2], [0, 2, 1]]
    """
    check_whole_number(n_units, "n_units", least=1, such_as=12)
    orders = arrange(
        np.arange(n_units), random_state=random_state, n_permutations=n_permutations, max_exact=max_exact
    )
    return replace(orders, smallest_p=1 / len(orders.groups))


def count_arrangements(sizes: Sequence[int]) -> int:
    """In how many ways can articles be dealt out to groups of these sizes?

    Examples
    --------
    >>> count_arrangements([4, 4])
    70
    """
    return factorial(sum(sizes)) // prod(factorial(size) for size in sizes)


def smallest_p(sizes: Sequence[int], *, n_permutations: int | None = None, max_exact: int = 0) -> float:
    """What is the smallest two-sided p that a permutation test of groups of these sizes can give?

    Groups of equal size can change places without changing the statistic, so 4 against 4 articles
    give at best 2/70, and 4 against 5 give 1/126.

    Parameters
    ----------
    sizes
        Articles in each group.
    n_permutations
        Random arrangements that are looked at; None for all there are.
    max_exact
        Up to how many arrangements all are looked at nevertheless.

    Returns
    -------
    float
        0..1. Of m random arrangements p is never below 1 / (m + 1) (Phipson and Smyth 2010).

    Examples
    --------
    >>> [round(smallest_p([n, n]), 3) for n in (2, 3, 4, 5)]
    [0.333, 0.1, 0.029, 0.008]
    """
    check_numbers(sizes, "sizes", least=1)
    check_whole_number(max_exact, "max_exact", least=0, such_as=MAX_EXACT)
    if n_permutations is not None:
        check_whole_number(n_permutations, "n_permutations", least=1, such_as=9_999)
    sizes = [int(size) for size in sizes]
    interchangeable = prod(factorial(list(sizes).count(size)) for size in set(sizes))
    ways = count_arrangements(sizes)
    if n_permutations is None or ways <= max_exact:
        return interchangeable / ways
    return max(interchangeable / ways, 1 / (n_permutations + 1))


def differences(values: np.ndarray, groups: np.ndarray, *, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of group 0 minus that of group 1, for every arrangement.

    Parameters
    ----------
    values
        (n articles, C columns).
    groups
        (m, n) zeros and ones.
    weights
        (n,) weight of each article; a weight moves with its article.

    Returns
    -------
    numpy.ndarray
        (m, C), in the units of `values`.
    """
    first = (groups == 0) * weights
    second = (groups == 1) * weights
    return np.asarray(
        first @ values / first.sum(1, keepdims=True) - second @ values / second.sum(1, keepdims=True)
    )


def between_share(values: np.ndarray, groups: np.ndarray, *, weights: np.ndarray) -> np.ndarray:
    """Share of the variance between articles that lies between groups (eta squared, 0..1); (m, C)."""
    centred = values - np.average(values, axis=0, weights=weights)
    total = np.maximum((weights[:, None] * centred**2).sum(0), ROUNDING**2)
    between = np.zeros((len(groups), values.shape[1]))
    for number in range(groups.max() + 1):
        members = (groups == number) * weights
        between += (members @ centred) ** 2 / members.sum(1, keepdims=True)
    return np.asarray(between / total)


def slopes(values: np.ndarray, x: np.ndarray, orders: np.ndarray, *, weights: np.ndarray) -> np.ndarray:
    """Weighted least-squares slope of each column on x, for every order of x (`shuffle`).

    Parameters
    ----------
    values
        (n articles, C columns).
    x
        (n,) value of each article.
    orders
        (m, n) as from `shuffle`.
    weights
        (n,) weight of each article; it stays with the article's values.

    Returns
    -------
    numpy.ndarray
        (m, C), in units of `values` per unit of `x`.
    """
    dealt = np.asarray(x, dtype=float)[orders]
    centred = dealt - (dealt @ weights / weights.sum())[:, None]
    weighted = centred * weights
    return np.asarray(weighted @ values / (weighted * centred).sum(axis=1)[:, None])


def p_values(statistics: np.ndarray, arranged: Arrangements) -> PValues:
    """How rare is the observed statistic among all arrangements?

    Parameters
    ----------
    statistics
        (m, C), row 0 observed; the larger, the further from the null hypothesis (take the absolute value
        of a difference).
    arranged
        The arrangements that gave them.

    Returns
    -------
    PValues
        `p` counts arrangements at least as extreme. `p_mid` counts ties half (Lancaster 1961): less strict
        where few arrangements exist. `smallest_p` takes ties in the data into account. `p_family` is
        corrected for all C columns by the largest standardised statistic (Westfall and Young 1993), which
        keeps the resolution that a correction of single p values loses in small designs.

    References
    ----------
    Lancaster, H. O. (1961): Significance tests in discrete distributions. Journal of the American
    Statistical Association 56, 223-234.
    Westfall, P. H. and Young, S. S. (1993): Resampling-based multiple testing. Wiley.
    """
    check_numbers(statistics, "statistics", dimensions=(2,), least=1)
    check_kind(arranged, "arranged", Arrangements, source="arrange")
    statistics = np.asarray(statistics, dtype=float)
    as_extreme = statistics >= statistics[0] - ROUNDING
    tied = as_extreme & (statistics <= statistics[0] + ROUNDING)
    p = as_extreme.mean(0)
    top = (statistics >= statistics.max(0) - ROUNDING).mean(0) if arranged.exact else np.zeros_like(p)
    scale = np.sqrt((statistics**2).mean(0))
    standard = np.divide(statistics, scale, out=np.zeros_like(statistics), where=scale > ROUNDING)
    largest = standard.max(1)
    return PValues(
        p=p,
        p_mid=p - tied.mean(0) / 2,
        smallest_p=np.maximum(top, arranged.smallest_p),
        p_family=(largest[:, None] >= standard[0] - ROUNDING).mean(0),
    )


def drawn_again(n_units: int, n_resamples: int, rng: np.random.Generator) -> np.ndarray:
    """How often each unit is drawn in each bootstrap sample, (n_resamples, n_units); rows sum to n_units."""
    return rng.multinomial(n_units, np.full(n_units, 1 / n_units), size=n_resamples)


def interval(draws: np.ndarray, *, level: float, holding: np.ndarray | None = None) -> tuple[Any, Any]:
    """Low and high end of the interval that holds the share `level` of the draws, along the first axis.

    Missing draws are left out. Where `holding` (the estimate) is given, the interval is widened to hold it.
    """
    check_numbers(draws, "draws", dimensions=(1, 2, 3), least=1)
    check_level(level)
    low, high = np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    if holding is None:
        return low, high
    check_numbers(holding, "holding", dimensions=(low.ndim,))
    return np.minimum(low, holding), np.maximum(high, holding)


def _all_arrangements(sizes: Sequence[int]) -> np.ndarray:
    rows = []
    for places in _deal(tuple(range(sum(sizes))), sizes):
        row = np.empty(sum(sizes), dtype=np.int16)
        for number, members in enumerate(places):
            row[list(members)] = number
        rows.append(row)
    return np.array(rows)


def _deal(places: tuple[int, ...], sizes: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    if len(sizes) == 1:
        yield (places,)
        return
    for members in combinations(places, sizes[0]):
        rest = tuple(place for place in places if place not in members)
        for others in _deal(rest, sizes[1:]):
            yield (members, *others)


def _observed_first(arrangements: np.ndarray, observed: np.ndarray) -> np.ndarray:
    at = int(np.flatnonzero((arrangements == observed).all(axis=1))[0])
    arrangements[[0, at]] = arrangements[[at, 0]]
    return arrangements
