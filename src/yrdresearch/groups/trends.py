"""Do shares of topics or policy areas rise or fall with a year, a date, a distance? And their course."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from yrdresearch.corpus.grouping import By, known_groups
from yrdresearch.errors import ArgumentError, check_choice, check_level, check_whole_number, first_few
from yrdresearch.groups.article_shares import article_shares
from yrdresearch.groups.documents import note_of_one_run, with_names
from yrdresearch.groups.topic_shares import prevalence
from yrdresearch.groups.verdicts import TESTED, check_correction, p_value_table
from yrdresearch.stats.chance import seeded, shuffle, slopes

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}
BANDS = 4  # of the variable, whose articles are cut to the same lengths
LEAST = 4  # articles that a slope needs


def trend(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    along: By,
    weighting: str = "article",
    unit: str = "article_id",
    correction: str = "fdr",
    n_permutations: int = 9_999,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """Does the share of a topic, or a policy area, rise or fall with a continuous variable?

    The slope of whole articles' shares on the variable (least squares), tested by dealing the variable's
    values out to the articles again: in every order of up to seven articles, else in `n_permutations` random
    ones. Longer articles are cut at random for the test, so that low, middle and high values of the variable
    have the same numbers of paragraphs. The interval is a jackknife over articles with Student's t.

    Parameters
    ----------
    source, corpus, weighting, unit, correction, n_permutations, level, random_state
        As for `compare`.
    along
        A column of the articles or pages with numbers or dates (ISO, such as 2024-03-15), or a Series
        indexed by article_id. Articles without a value are left out and counted in `note`.

    Returns
    -------
    pandas.DataFrame
        One row a topic (or policy_area): topic, slope (change of the share per unit of the variable; per year
        for dates), low, high, p (two-sided), p_mid, smallest_p, q, verdict, lowest and highest (of the
        variable), n_articles, n_arrangements, exact, weighting, correction, note.

    Raises
    ------
    ArgumentError
        For values that are neither numbers nor dates, fewer than four articles, or one value only.

    References
    ----------
    Good, P. (2005): Permutation, parametric, and bootstrap tests of hypotheses. Springer.

    Examples
    --------
    >>> import pandas as pd
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> km = pd.Series(range(12), index=corpus.articles["article_id"])
    >>> table = groups.trend(yrd.code_policy_areas(corpus), corpus, along=km, n_permutations=199)
    >>> table.columns[:4].tolist()
    ['policy_area', 'name_zh', 'name_en', 'slope']
    """
    check_level(level)
    check_correction(correction)
    check_whole_number(n_permutations, "n_permutations", least=99, such_as=9_999)
    rng = seeded(random_state)
    shares = article_shares(source, corpus, by=along, unit=unit, n_resamples=1, random_state=rng)
    rows = np.flatnonzero(shares.units["group"].notna())
    x = as_numbers(shares.units["group"].iloc[rows])
    if len(x) < LEAST or np.ptp(x) == 0:
        raise ArgumentError(
            f"along has {len(x)} articles and {len(set(x))} different values; a trend needs {LEAST} articles "
            "and two values at least"
        )
    weights = shares.weights(weighting)[rows]
    orders = shuffle(len(x), random_state=rng, n_permutations=n_permutations)
    bands = pd.qcut(pd.Series(x).rank(), min(BANDS, len(x) // 2), labels=False, duplicates="drop")
    found = (
        np.abs(slopes(cut, x, orders.groups, weights=weights))
        for cut in shares.cuts(rows, pd.factorize(bands, sort=True)[0], rng)
    )
    tested = p_value_table(found, orders, correction=correction, testable=True)
    slope, low, high = jackknife_slope(shares.shares[rows], x, weights, level=level)
    table = pd.DataFrame({shares.kind: shares.names, "slope": slope, "low": low, "high": high})
    table[[*TESTED]] = tested[[*TESTED]]
    table = table.assign(
        lowest=shares.units["group"].iloc[rows[x.argmin()]],
        highest=shares.units["group"].iloc[rows[x.argmax()]],
        n_articles=int(shares.units["n_articles"].iloc[rows].sum()),
        n_arrangements=tested["n_arrangements"],
        exact=tested["exact"],
        weighting=weighting,
        correction=correction,
        note="; ".join(filter(None, [shares.note, note_of_one_run(source)])),
    )
    return with_names(table, source)


def over_time(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    date: By = "date",
    every: str = "year",
    weighting: str = "article",
    n_resamples: int = 1_000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """What share does each topic, or policy area, have from year to year?

    Parameters
    ----------
    source, corpus, weighting, n_resamples, level, random_state
        As for `prevalence`.
    date
        A column of the articles or pages with dates or years, or a Series indexed by article_id.
    every
        ``"year"``, ``"quarter"`` or ``"month"``.

    Returns
    -------
    pandas.DataFrame
        As `prevalence`; `group` is the period (``"2024"``, ``"2024Q1"`` or ``"2024-03"``), in order of
        time, and the undated come last. Periods without an article are not there.

    Examples
    --------
    >>> import pandas as pd
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> years = pd.Series([2021, 2022, 2023] * 4, index=corpus.articles["article_id"])
    >>> groups.over_time(yrd.code_policy_areas(corpus), corpus, date=years)["group"].unique().tolist()
    ['2021', '2022', '2023']
    """
    check_choice(every, "every", PERIODS)
    known = known_groups(corpus, date)
    periods = _as_dates(known).dt.to_period(PERIODS[every]).astype(str).where(known.notna(), None)
    table = prevalence(
        source, corpus, by=periods, weighting=weighting, n_resamples=n_resamples, level=level,
        random_state=random_state,
    )  # fmt: skip
    return table.sort_values("group", kind="stable", na_position="last", ignore_index=True)


def as_numbers(values: pd.Series) -> np.ndarray:
    """Numbers as they are; dates as years with a fraction.

    Examples
    --------
    >>> as_numbers(pd.Series(["2024-07-02", "2025-01-01"])).round(2).tolist()
    [2024.5, 2025.0]
    """
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().all():
        return numbers.to_numpy(float)
    dates = _as_dates(values)
    days = np.where(dates.dt.is_leap_year, 366, 365)
    return np.asarray(dates.dt.year + (dates.dt.day_of_year - 1) / days, dtype=float)


def _as_dates(values: pd.Series) -> pd.Series:
    years = pd.to_numeric(values, errors="coerce")
    written = values.astype(str).where(years.isna(), years.astype("Int64").astype(str))
    dates = pd.to_datetime(written.where(values.notna()), format="ISO8601", errors="coerce")
    wrong = values[dates.isna() & values.notna()]
    if len(wrong):
        raise ArgumentError(
            f"{first_few(wrong)} is neither a number nor a date; write dates as 2024-03-15, 2024-03 or 2024"
        )
    return dates


def jackknife_slope(
    values: np.ndarray, x: np.ndarray, weights: np.ndarray, *, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope of each column, with the ends of its jackknife interval (nan where one article carries it)."""
    n = len(x)
    order = np.arange(n)[None]
    slope = slopes(values, x, order, weights=weights)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.array(
            [
                slopes(np.delete(values, i, axis=0), np.delete(x, i), order[:, : n - 1],
                       weights=np.delete(weights, i))[0]
                for i in range(n)
            ]
        )  # fmt: skip
    error = np.sqrt((1 - 1 / n) * ((without - slope) ** 2).sum(axis=0))
    step = stats.t.ppf((1 + level) / 2, n - 2) * np.where(error > 0, error, np.nan)
    return slope, slope - step, slope + step
