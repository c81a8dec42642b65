"""Shares of units that come in blocks (sentences in articles): intervals that hold, bounds for the rare."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from yrdresearch.errors import ArgumentError, check_level, check_number, check_numbers

LEAST_BLOCKS = 3  # in which a thing must be seen for an interval that holds
FEW_BLOCKS = 4  # up to which the interval reaches further out
LEAST_ALIKE = 0.1  # intraclass correlation: articles are taken to be at least so much alike in themselves
CHANCE = (
    1.5  # counting errors, over those of a normal distribution: what is seen in three blocks, or four of more
)


def share_interval(
    amounts: np.ndarray, totals: np.ndarray, *, sizes: np.ndarray | None = None, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Between which values does a share lie, when what is counted comes in a few whole blocks?

    Jackknife over blocks of the ratio's logit, with Student's t of m - 1 degrees of freedom. There is none
    (nan) where the thing is seen, or is not the whole, in fewer than three blocks: no interval holds there.
    What is seen in just three or four is often rarer than it looks: had it been seen in fewer, nothing would
    be shown. There the end towards 0 reaches further out (see `jackknife_interval`). Of the simulated corpora
    that show an interval, 93 to 98 of 100 hold the truth; a percentile bootstrap holds it in 49 to 88
    (docs/coverage.md).

    Parameters
    ----------
    amounts
        (m blocks, A) amount of each thing in each block.
    totals
        (m,) size of each block, in the same unit.
    sizes
        (m,) number of units counted in each block, such as sentences, where amounts are something else
        (characters, or shares of articles); by default `totals`.
    level
        How often the interval is to hold the truth.

    Returns
    -------
    low, high
        (A,) each, inside 0..1; nan where no interval holds.

    References
    ----------
    Quenouille (1956) and Tukey (1958) for the jackknife; Korn and Graubard (1998), Survey Methodology 24, for
    the logit of a share with few blocks.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = share_interval(np.array([[1, 0], [3, 0], [2, 4]]), np.array([10, 10, 10]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.04, nan], [0.55, nan])
    """
    _check_blocks(amounts, totals)
    share, without = leave_one_out(amounts, totals)
    sizes = totals if sizes is None else sizes
    _check_blocks(amounts, sizes)
    check_level(level)
    return jackknife_interval(share, without, seen=seen_in(amounts, totals), sizes=sizes, level=level)


def _check_blocks(amounts: np.ndarray, totals: np.ndarray) -> None:
    check_numbers(amounts, "amounts", dimensions=(1, 2))
    check_numbers(totals, "totals", least=1)
    if len(amounts) != len(totals):
        raise ArgumentError(f"totals has {len(totals)} entries for {len(amounts)} blocks; give one each")


def seen_in(amounts: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """In how many blocks is each thing seen, or (if fewer) not the whole? (A,)."""
    amounts, totals = np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float)[:, None]
    return np.asarray(np.minimum((amounts > 0).sum(axis=0), (amounts < totals).sum(axis=0)))


def leave_one_out(amounts: np.ndarray, totals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of each thing (A,), and the same without each block in turn (m, A).

    Examples
    --------
    >>> import numpy as np
    >>> share, without = leave_one_out(np.array([[1], [2]]), np.array([4, 4]))
    >>> share.tolist(), without.ravel().tolist()
    ([0.375], [0.5, 0.25])
    """
    amounts, totals = np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return amounts.sum(axis=0) / totals.sum(), (amounts.sum(axis=0) - amounts) / (totals.sum() - totals)


def jackknife_interval(
    share: np.ndarray, without: np.ndarray, *, seen: np.ndarray, sizes: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of estimated shares (A,) from the same without each block (m, A): t on the logit scale.

    `seen` (A,) is the number of blocks in which each is seen (`seen_in`), `sizes` (m,) each block's units.
    The end that lies away from one half has `seen` - 1 degrees of freedom where `seen` is three or four;
    where it is three, or four of more blocks, it lies at least as far out as counting alone would have it.
    nan below three.
    """
    n_blocks = len(without)
    if n_blocks < LEAST_BLOCKS:
        return np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    error = _logit_error(share, without)
    inward = stats.t.ppf((1 + level) / 2, n_blocks - 1) * error
    outward = stats.t.ppf((1 + level) / 2, np.where(seen > FEW_BLOCKS, n_blocks, seen).clip(2) - 1) * error
    by_chance = CHANCE * stats.norm.ppf((1 + level) / 2) * _counting_error(share, sizes)
    few = (seen == LEAST_BLOCKS) | ((seen == FEW_BLOCKS) & (n_blocks > FEW_BLOCKS))
    outward = np.where(few, np.fmax(outward, by_chance), outward)
    rare, middle = share <= 0.5, special.logit(share)
    low = special.expit(middle - np.where(rare, outward, inward))
    high = special.expit(middle + np.where(rare, inward, outward))
    shown = seen >= LEAST_BLOCKS
    return np.where(shown, low, np.nan), np.where(shown, high, np.nan)


def _counting_error(share: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Standard error of the logit of a share of units that are alike in their block by `LEAST_ALIKE`."""
    sizes = np.asarray(sizes, dtype=float)
    design = 1 + max((sizes**2).sum() / sizes.sum() - 1, 0) * LEAST_ALIKE
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(design / (sizes.sum() * share * (1 - share))))


def difference_interval(
    means: np.ndarray, ends: np.ndarray, errors: np.ndarray, n_blocks: tuple[int, int], *, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the difference of two shares, from an interval of each (square-and-add).

    Both intervals are wide for their few blocks; taken together they are too wide. So the distances of
    the ends are brought from m - 1 to Welch's degrees of freedom before they are added.

    Parameters
    ----------
    means, errors
        (2, A) shares of both groups, and their standard errors.
    ends
        (2, 2, A): of each group, low and high.
    n_blocks
        Of each group.
    level
        Of the intervals given and of the one returned.

    Returns
    -------
    low, high
        (A,) each; nan where one of the groups has no interval.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27. Welch (1947), Biometrika 34.
    """
    for name, value, dimensions in (
        ("means", means, 2),
        ("errors", errors, 2),
        ("ends", ends, 3),
        ("n_blocks", n_blocks, 1),
    ):
        check_numbers(value, name, dimensions=(dimensions,), least=2)
    check_level(level)
    alone = np.array(n_blocks)[:, None] - 1.0
    parts = np.square(errors)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = parts.sum(axis=0) ** 2 / (parts**2 / alone).sum(axis=0)
        narrower = stats.t.ppf((1 + level) / 2, together) / stats.t.ppf((1 + level) / 2, alone)
    down, up = (means - ends[:, 0]) * narrower, (ends[:, 1] - means) * narrower
    difference = means[0] - means[1]
    return difference - np.hypot(down[0], up[1]), difference + np.hypot(up[0], down[1])


def jackknife_draws(
    share: np.ndarray, without: np.ndarray, n_draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draws (n_draws, A) whose quantiles are the ends of `jackknife_interval`."""
    t = rng.standard_t(max(len(without) - 1, 1), size=(n_draws, len(share)))
    return np.asarray(special.expit(special.logit(share) + t * _logit_error(share, without)))


def _logit_error(share: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Standard error of the logit; nan where a share is 0 or 1, or would be without one of the blocks."""
    with np.errstate(invalid="ignore"):
        apart = special.logit(without) - special.logit(share)
        error = np.sqrt((1 - 1 / len(without)) * (apart**2).sum(axis=0))
    return np.where(np.isfinite(error), error, np.nan)


def design_effect(amounts: np.ndarray, totals: np.ndarray, *, least_alike: float = LEAST_ALIKE) -> float:
    """How many units of a block say as much as one unit drawn by itself?

    1 + (mean block - 1) x intraclass correlation, which is estimated from all things together by analysis of
    variance and taken as `least_alike` where it is smaller or cannot be estimated.

    Parameters
    ----------
    amounts, totals
        As for `share_interval`, in numbers of units.

    References
    ----------
    Kish (1965), Survey sampling. Donner (1986), International Statistical Review 54.

    Examples
    --------
    >>> import numpy as np
    >>> design_effect(np.array([[5.0], [0.0], [5.0], [0.0]]), np.array([5, 5, 5, 5]))
    5.0
    """
    _check_blocks(amounts, totals)
    check_number(least_alike, "least_alike", least=0, most=1, such_as=LEAST_ALIKE)
    amounts, totals = np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float)[:, None]
    n, n_blocks = totals.sum(), len(totals)
    alike = least_alike
    if 1 < n_blocks < n:
        between = (totals * (amounts / totals - amounts.sum(axis=0) / n) ** 2).sum() / (n_blocks - 1)
        within = (amounts * (1 - amounts / totals)).sum() / (n - n_blocks)
        size = (n - (totals**2).sum() / n) / (n_blocks - 1)
        if between > within:
            alike = max(alike, (between - within) / (between + (size - 1) * within))
    return float(max(1.0, 1 + ((totals**2).sum() / n - 1) * alike))


def share_at_most(share: np.ndarray, n_effective: np.ndarray | float, *, level: float = 0.95) -> np.ndarray:
    """How much can a share be at most, seen so seldom that no interval holds?

    The upper end of Clopper and Pearson's one-sided interval with an effective number of units
    (n / design effect). Of a share of 0 it is 1 - (1 - level) ** (1 / n_effective): about 3 / n_effective at
    95 %.

    Examples
    --------
    >>> import numpy as np
    >>> share_at_most(np.array([0.0]), 100.0).round(4).tolist()
    [0.0295]
    """
    check_numbers(share, "share", dimensions=(0, 1))
    check_numbers(n_effective, "n_effective", dimensions=(0, 1))
    check_level(level)
    if 1 not in (np.size(share), np.size(n_effective)) and np.size(share) != np.size(n_effective):
        raise ArgumentError(
            f"share has {np.size(share)} numbers and n_effective {np.size(n_effective)}; give one for each"
        )
    seen = np.asarray(share, dtype=float) * n_effective
    return np.asarray(special.betaincinv(seen + 1, np.maximum(n_effective - seen, 1e-9), level))
