"""Shares in blocks: against hand-worked jackknives, scipy and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from yrdresearch.stats import design_effect, difference_interval, share_at_most, share_interval
from yrdresearch.stats.blocks import jackknife_draws, leave_one_out


def test_the_interval_is_the_jackknife_of_the_logit_worked_by_hand() -> None:
    seen, sizes = [2, 5, 1, 4, 3], [10, 12, 8, 20, 9]
    logits = [
        np.log(k / (n - k))
        for k, n in ((sum(seen) - s, sum(sizes) - z) for s, z in zip(seen, sizes, strict=True))
    ]
    whole = np.log(15 / 44)
    error = np.sqrt(4 / 5 * sum((one - whole) ** 2 for one in logits))
    ends = whole + stats.t.ppf([0.025, 0.975], 4) * error
    low, high = share_interval(np.array(seen)[:, None], np.array(sizes))
    assert [low[0], high[0]] == pytest.approx((1 / (1 + np.exp(-ends))).tolist())


def test_what_is_seen_in_three_of_many_articles_reaches_down_to_what_counting_alone_allows() -> None:
    """12 articles of 20 sentences, an area seen three times in each of three: the spread between them is no
    guide, so the low end lies at least 1.5 x 1.96 counting errors down, the high end is the jackknife's."""
    amounts, sizes = np.repeat([3, 0], [3, 9])[:, None], np.full(12, 20)
    counting = np.sqrt((1 + 19 * 0.1) / (9 * (1 - 9 / 240)))
    whole = np.log(9 / 231)
    logits = np.repeat([np.log(6 / 214), np.log(9 / 211)], [3, 9])
    jackknife = np.sqrt(11 / 12 * ((logits - whole) ** 2).sum())
    down = max(stats.t.ppf(0.975, 2) * jackknife, 1.5 * stats.norm.ppf(0.975) * counting)
    low, high = share_interval(amounts, sizes)
    assert np.log(low[0] / (1 - low[0])) == pytest.approx(whole - down)
    assert np.log(high[0] / (1 - high[0])) == pytest.approx(whole + stats.t.ppf(0.975, 11) * jackknife)
    counted = share_interval(amounts / 20, np.ones(12), sizes=sizes)
    assert [counted[0][0], counted[1][0]] == pytest.approx([low[0], high[0]])


@pytest.mark.parametrize(("n_blocks", "by_counting"), [(4, False), (5, True), (12, True)])
def test_what_is_seen_in_four_of_more_blocks_reaches_down_to_what_counting_allows(
    n_blocks, by_counting
) -> None:
    """Seen equally often in four blocks: where there are more blocks, that they are four is luck too."""
    amounts, sizes = np.repeat([1, 0], [4, n_blocks - 4])[:, None], np.full(n_blocks, 4)
    share = 4 / sizes.sum()
    without = np.log(
        np.repeat([3, 4], [4, n_blocks - 4]) / (sizes.sum() - 4 - np.repeat([3, 4], [4, n_blocks - 4]))
    )
    whole = np.log(share / (1 - share))
    jackknife = np.sqrt((1 - 1 / n_blocks) * ((without - whole) ** 2).sum())
    counting = np.sqrt((1 + 3 * 0.1) / (4 * (1 - share)))
    down = stats.t.ppf(0.975, 3) * jackknife
    down = max(down, 1.5 * stats.norm.ppf(0.975) * counting) if by_counting else down
    low, _ = share_interval(amounts, sizes)
    assert np.log(low[0] / (1 - low[0])) == pytest.approx(whole - down)


def test_what_is_seen_equally_often_in_three_articles_is_as_sure_as_counting_makes_it() -> None:
    """No spread between the blocks: the jackknife's error is 0, and counting alone sets the low end."""
    low, high = share_interval(np.array([[3], [3], [3]]), np.array([20, 20, 20]), level=0.9)
    counting = np.sqrt((1 + 19 * 0.1) / (60 * 0.15 * 0.85))
    logit = np.log(0.15 / 0.85)
    assert np.log(low[0] / (1 - low[0])) == pytest.approx(logit - 1.5 * stats.norm.ppf(0.95) * counting)
    assert high[0] == pytest.approx(0.15)
    # blocks of one unit are not alike in themselves
    low, _ = share_interval(np.array([[0.5]] * 3), np.ones(3), level=0.9)
    assert np.log(low[0] / (1 - low[0])) == pytest.approx(-1.5 * stats.norm.ppf(0.95) * np.sqrt(1 / 0.75))


def test_draws_have_the_quantiles_of_the_interval() -> None:
    amounts, sizes = np.array([[2], [5], [1], [4], [3]]), np.array([10, 12, 8, 20, 9])
    draws = jackknife_draws(*leave_one_out(amounts, sizes), 40_000, np.random.default_rng(1))
    low, high = share_interval(amounts, sizes)
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([low[0], high[0]], abs=0.015)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=12))
def test_an_interval_holds_its_share_and_never_leaves_0_to_1(blocks) -> None:
    seen, more = np.array(blocks).T
    low, high = share_interval(seen[:, None], seen + more)
    if np.isnan(low[0]):
        assert np.isnan(high[0])
        assert (seen > 0).sum() < 3
    else:
        assert 0 < low[0] <= seen.sum() / (seen + more).sum() <= high[0] < 1


def test_an_area_and_its_absence_have_the_same_interval_turned_over() -> None:
    seen, sizes = np.array([[2], [5], [1], [4]]), np.array([10, 12, 8, 20])
    low, high = share_interval(seen, sizes)
    other_low, other_high = share_interval(sizes[:, None] - seen, sizes)
    assert [1 - other_high[0], 1 - other_low[0]] == pytest.approx([low[0], high[0]])


@pytest.mark.parametrize(("seen", "n"), [(0, 20), (1, 20), (3, 50), (20, 20)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_bound_of_single_sentences_is_clopper_and_pearsons(seen, n, level) -> None:
    oracle = stats.binomtest(seen, n, alternative="less").proportion_ci(level, method="exact").high
    assert share_at_most(np.array([seen / n]), n, level=level)[0] == pytest.approx(oracle)


@pytest.mark.parametrize(("seen", "n"), [(19.8, 20), (0.3, 0.5), (20, 20)])
def test_the_bound_of_effective_numbers_that_are_not_whole(seen, n) -> None:
    expected = 1.0 if seen == n else stats.beta.ppf(0.95, seen + 1, n - seen)
    assert share_at_most(np.array(seen / n), n) == pytest.approx(expected)


@pytest.mark.parametrize("seen", [[5, 1, 2], [9, 0, 1], [1, 2, 3]])
def test_the_design_effect_is_that_of_an_analysis_of_variance(seen) -> None:
    """Units one by one: mean squares between and within three blocks (Donner 1986)."""
    sizes = [9, 4, 6]
    units = [np.repeat([1, 0], [k, n - k]) for k, n in zip(seen, sizes, strict=True)]
    n, every = sum(sizes), np.concatenate(units)
    between = sum(len(u) * (u.mean() - every.mean()) ** 2 for u in units) / 2
    within = sum(((u - u.mean()) ** 2).sum() for u in units) / (n - 3)
    size = (n - sum(k**2 for k in sizes) / n) / 2
    alike = max(0.1, (between - within) / (between + (size - 1) * within))
    expected = 1 + (sum(k**2 for k in sizes) / n - 1) * alike
    assert design_effect(np.array(seen)[:, None], np.array(sizes)) == pytest.approx(expected)


def test_the_design_effect_finds_a_planted_correlation() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(5, 30, 3000)
    of_block = rng.beta(0.3 * 3, 0.7 * 3, (3000, 1))  # intraclass correlation 1 / (1 + 3)
    seen = rng.binomial(sizes[:, None], of_block)
    size = (sizes**2).sum() / sizes.sum()
    assert (design_effect(seen, sizes) - 1) / (size - 1) == pytest.approx(0.25, abs=0.02)
    assert design_effect(rng.binomial(10, 0.3, (50, 1)), np.full(50, 10)) >= 1.9
    assert design_effect(np.array([[1.0]]), np.array([1])) == 1


def alike(rng: np.random.Generator, n: int, share: float, n_corpora: int) -> tuple[np.ndarray, np.ndarray]:
    """Sentences seen (n articles, corpora), sizes (n,); correlation 0.1, in a paragraph 0.15 more."""
    paragraphs = rng.integers(1, 8, (n, 8))
    of_article = rng.beta(9 * share, 9 * (1 - share), (n, 1, n_corpora))
    a, b = (np.maximum(5.7 * part, 1e-9) for part in (of_article, 1 - of_article))
    of_paragraph = np.nan_to_num(rng.beta(a, b, (n, 8, n_corpora)))
    return rng.binomial(paragraphs[..., None], of_paragraph).sum(axis=1), paragraphs.sum(axis=1)


@pytest.mark.parametrize("n", [3, 4, 12, 40])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_intervals_hold_the_truth_as_often_as_they_say(n, share) -> None:
    rng = np.random.default_rng(5)
    ends = [share_interval(*alike(rng, n, share, 100)) for _ in range(40)]
    low, high = np.concatenate(ends, axis=1)
    shown = ~np.isnan(low)
    assert shown.mean() > 0.3
    assert 0.93 <= ((low <= share) & (share <= high))[shown].mean() <= 0.97


@pytest.mark.parametrize("n", [3, 12])
@pytest.mark.parametrize("share", [0.01, 0.05])
def test_a_rare_share_is_below_its_bound_wherever_no_interval_is_shown(n, share) -> None:
    amounts, totals = alike(np.random.default_rng(6), n, share, 1000)
    bound = share_at_most(amounts.sum(axis=0) / totals.sum(), totals.sum() / design_effect(amounts, totals))
    hidden = np.isnan(share_interval(amounts, totals)[0])
    assert (hidden & (bound < share)).mean() <= 0.05


@pytest.mark.parametrize(("n", "share"), [(4, 0.03), (8, 0.01), (12, 0.01), (12, 0.02), (40, 0.01)])
def test_intervals_shown_in_a_few_corpora_hold_the_truth_in_these(n, share) -> None:
    """Seen in just three articles, a rare area looks commoner than it is."""
    rng = np.random.default_rng(7)
    ends = [share_interval(*alike(rng, n, share, 100)) for _ in range(60)]
    low, high = np.concatenate(ends, axis=1)
    shown = ~np.isnan(low)
    assert 0.03 < shown.mean() < 0.9
    assert 0.93 <= ((low <= share) & (share <= high))[shown].mean() <= 0.99


@pytest.mark.parametrize(("n_a", "n_b"), [(4, 4), (4, 12), (12, 12)])
@pytest.mark.parametrize(("a", "b"), [(0.3, 0.3), (0.2, 0.4)])
def test_differences_of_shares_hold_the_truth_as_often_as_they_say(n_a, n_b, a, b) -> None:
    rng = np.random.default_rng(8)
    held = []
    for _ in range(20):
        groups = [alike(rng, n, share, 100) for n, share in ((n_a, a), (n_b, b))]
        shares = [seen / sizes[:, None] for seen, sizes in groups]
        ends = np.array(
            [
                share_interval(of, np.ones(len(of)), sizes=sizes)
                for of, (_, sizes) in zip(shares, groups, strict=True)
            ]
        )
        means = np.array([of.mean(axis=0) for of in shares])
        errors = np.array([of.std(axis=0, ddof=1) / len(of) ** 0.5 for of in shares])
        low, high = difference_interval(means, ends, errors, (n_a, n_b), level=0.95)
        held.append(((low <= a - b) & (a - b <= high))[~np.isnan(low)])
    assert 0.93 <= np.concatenate(held).mean() <= 0.98


def test_bounds_of_several_shares_have_an_effective_number_each() -> None:
    shares, effective = np.array([0.0, 0.1, 0.1]), np.array([40.0, 40.0, 400.0])
    together = share_at_most(shares, effective)
    alone = [share_at_most(np.array([a]), float(n))[0] for a, n in zip(shares, effective, strict=True)]
    assert together == pytest.approx(alone)
    assert together[0] < together[1]
    assert together[1] > together[2]  # more sentences that count, less doubt
