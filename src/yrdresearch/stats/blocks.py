"""Shares of units that come in blocks (sentences in articles): intervals that hold, bounds for the rare."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from yrdresearch.errors import ArgumentError, check_level, check_numbers

LEAST_BLOCKS = 3  # in which a thing must be seen for an interval that holds
LEAST_ALIKE = 0.1  # intraclass correlation: articles are taken to be at least so much alike in themselves


def share_interval(
    amounts: np.ndarray, totals: np.ndarray, *, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Between which values does a share lie, when what is counted comes in a few whole blocks?

    Jackknife over blocks of the ratio's logit, with Student's t of m - 1 degrees of freedom. In simulated
    corpora it holds the truth in 93 to 97 of 100 where the percentile bootstrap holds it in 49 to 88
    (docs/coverage.md). There is none (nan) where the thing is seen, or is not the whole, in fewer than
    three blocks, as no interval holds there.

    Parameters
    ----------
    amounts
        (m blocks, A) amount of each thing in each block.
    totals
        (m,) size of each block, in the same unit.
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
    ([0.05, nan], [0.55, nan])
    """
    _check_blocks(amounts, totals)
    share, without = leave_one_out(amounts, totals)
    low, high = jackknife_interval(share, without, level=level)
    shown = seen_often_enough(amounts, totals)
    return np.where(shown, low, np.nan), np.where(shown, high, np.nan)


def _check_blocks(amounts: np.ndarray, totals: np.ndarray) -> None:
    check_numbers(amounts, "amounts", dimensions=(1, 2))
    check_numbers(totals, "totals", least=1)
    if len(amounts) != len(totals):
        raise ArgumentError(f"totals has {len(totals)} entries for {len(amounts)} blocks; give one each")


def seen_often_enough(amounts: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Of which things can an interval be given? (A,) of True and False; the rule of `share_interval`."""
    amounts, totals = np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float)[:, None]
    return np.asarray(np.minimum((amounts > 0).sum(axis=0), (amounts < totals).sum(axis=0)) >= LEAST_BLOCKS)


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
    share: np.ndarray, without: np.ndarray, *, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of estimated shares (A,) from the same without each block (m, A): t on the logit scale."""
    n_blocks = len(without)
    if n_blocks < 2:
        return np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    step = stats.t.ppf((1 + level) / 2, n_blocks - 1) * _logit_error(share, without)
    return special.expit(special.logit(share) - step), special.expit(special.logit(share) + step)


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
    amounts, totals = np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float)[:, None]
    n, n_blocks = totals.sum(), len(totals)
    alike = least_alike
    if 1 < n_blocks < n:
        between = (totals * (amounts / totals - amounts.sum(axis=0) / n) ** 2).sum() / (n_blocks - 1)
        within = (amounts * (1 - amounts / totals)).sum() / (n - n_blocks)
        size = (n - (totals**2).sum() / n) / (n_blocks - 1)
        if between + within > 0:
            alike = max(alike, (between - within) / (between + (size - 1) * within))
    return float(max(1.0, 1 + ((totals**2).sum() / n - 1) * alike))


def share_at_most(share: np.ndarray, n_effective: float, *, level: float = 0.95) -> np.ndarray:
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
    check_numbers(n_effective, "n_effective", dimensions=(0,))
    check_level(level)
    seen = np.asarray(share, dtype=float) * n_effective
    bound = special.betaincinv(seen + 1, np.maximum(n_effective - seen, 1e-9), level)
    return np.where(np.asarray(share) >= 1, 1.0, bound)
