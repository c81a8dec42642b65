"""Do groups differ in what they write about? Differences and tests that deal out whole articles again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_scalar

from yrdresearch.corpus.grouping import By
from yrdresearch.errors import ArgumentError, check_level, check_whole_number, first_few
from yrdresearch.groups.article_shares import ArticleShares, article_shares
from yrdresearch.groups.documents import note_of_one_run, with_names
from yrdresearch.groups.verdicts import LEVEL, TESTED, check_correction, p_value_table
from yrdresearch.stats.chance import arrange, between_share, differences, seeded

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

REST = "all others"
Statistic = Callable[..., np.ndarray]


def compare(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    by: By = "author",
    groups: Any | Sequence[Any] | None = None,
    weighting: str = "article",
    unit: str = "article_id",
    correction: str = "fdr",
    n_resamples: int = 1_000,
    n_permutations: int = 9_999,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """Do two groups give a topic, or a policy area, a different share of what they write?

    Whole articles are dealt out to the two groups again: in every possible way when there are at most
    20,000, else in `n_permutations` random ways. With one article in a group nothing is tested: `p` and `q`
    are missing and `note` says why. Where one group's articles are longer, they are cut at random for the
    test, to the numbers of paragraphs of the other's (`stats.matched_lengths`), in 50 ways, and `p`
    combines their tests (Liu and Xie 2020); the shares shown are those of whole articles.

    Parameters
    ----------
    source, corpus, by, weighting, unit, n_resamples, level, random_state
        As for `prevalence`.
    groups
        Two groups ``(a, b)``, or one, which is compared with all others together; None where there are two.
    correction
        How `q` corrects for K topics. ``"fdr"``: the false discovery rate (Benjamini and Hochberg 1995).
        ``"family"``: the chance of any false alarm, by the largest statistic (Westfall and Young 1993);
        sharper for small groups, where p values are coarse.
    n_permutations
        Random arrangements, where there are too many to go through.

    Returns
    -------
    pandas.DataFrame
        One row a topic (or policy_area): topic, group_a, group_b, prevalence_a, prevalence_b, difference
        (a - b, -1..1), low, high (of the difference), p (two-sided), p_mid (ties counted half; missing
        where smallest_p is .05 or more), smallest_p (what p would be at best), q, verdict (in words),
        n_a, n_b (articles), n_arrangements, exact, weighting, correction, note; topic_name
        as of `prevalence`.

    Raises
    ------
    ArgumentError
        As for `prevalence`; and for groups that do not exist.

    References
    ----------
    Good, P. (2005): Permutation, parametric, and bootstrap tests of hypotheses. Springer.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch.groups import compare
    >>> corpus = yrd.load_corpus("sample")
    >>> model = yrd.fit_lda(yrd.build_dtm(corpus), n_topics=3, n_iter=50)
    >>> authors = corpus.articles["author"].unique()
    >>> compare(model, corpus, groups=authors[:2], n_resamples=50)["smallest_p"].tolist()
    [0.1, 0.1, 0.1]
    """
    check_level(level)
    rng = seeded(random_state)
    shares = article_shares(source, corpus, by=by, unit=unit, n_resamples=n_resamples, random_state=rng)
    name_a, name_b, a, b = _two_groups(shares, groups)
    weights, rows = shares.weights(weighting), np.concatenate([a, b])
    means = shares.mean(a, weights), shares.mean(b, weights)
    low, high = shares.difference_interval(a, b, weights, level, rng)
    table = pd.DataFrame({shares.kind: shares.names, "group_a": name_a, "group_b": name_b})
    table["prevalence_a"], table["prevalence_b"], table["difference"] = *means, means[0] - means[1]
    table["low"], table["high"] = low, high
    labels = np.repeat([0, 1], [len(a), len(b)])
    tested = _test(shares, rows, labels, differences, weights, correction, n_permutations, rng)
    table[[*TESTED]] = tested[[*TESTED]]
    table["n_a"], table["n_b"] = _n_articles(shares, a), _n_articles(shares, b)
    table["n_arrangements"], table["exact"] = tested["n_arrangements"], tested["exact"]
    table["weighting"], table["correction"] = weighting, correction
    notes = _notes(table, corpus, shares, rows, labels, (name_a, name_b), by, unit)
    table["note"] = "; ".join(filter(None, [*notes, shares.note, note_of_one_run(source)]))
    return with_names(table, source)


def omnibus(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    by: By = "author",
    weighting: str = "article",
    unit: str = "article_id",
    correction: str = "fdr",
    n_permutations: int = 9_999,
    random_state: int = 0,
) -> pd.DataFrame:
    """Do the groups, taken together, differ in the share they give a topic or a policy area?

    Parameters
    ----------
    source, corpus, by, weighting, unit, correction, n_permutations, random_state
        As for `compare`.

    Returns
    -------
    pandas.DataFrame
        One row a topic (or policy_area): topic, between (share of the variance between articles that lies
        between groups, eta squared, 0..1), expected (its mean over the arrangements: what chance alone
        gives), p, p_mid, smallest_p, q, verdict, n_groups, n_articles, n_arrangements, exact,
        weighting, correction, note.

    Raises
    ------
    ArgumentError
        As for `compare`; and when there is only one group.
    """
    rng = seeded(random_state)
    shares = article_shares(source, corpus, by=by, unit=unit, n_resamples=1, random_state=rng)
    known = np.flatnonzero(shares.units["group"].notna())
    labels, found = pd.factorize(shares.units["group"].iloc[known])
    names = list(found)
    if len(names) < 2:
        raise ArgumentError(
            f"by gives one group only ({first_few(names)}); give a variable that takes two values"
        )
    rows, weights = known, shares.weights(weighting)
    tested = _test(shares, rows, labels, between_share, weights, correction, n_permutations, rng)
    table = pd.DataFrame(
        {shares.kind: shares.names, "between": tested["observed"], "expected": tested["expected"]}
    )
    table[[*TESTED]] = tested[[*TESTED]]
    table["n_groups"], table["n_articles"] = len(names), _n_articles(shares, rows)
    table["n_arrangements"], table["exact"] = tested["n_arrangements"], tested["exact"]
    table["weighting"], table["correction"] = weighting, correction
    notes = _notes(table, corpus, shares, rows, labels, names, by, unit)
    table["note"] = "; ".join(filter(None, [*notes, shares.note]))
    return with_names(table, source)


def _test(
    shares: ArticleShares,
    rows: np.ndarray,
    labels: np.ndarray,
    statistic: Statistic,
    weights: np.ndarray,
    correction: str,
    n_permutations: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row a topic, as of `p_value_table`; no p values unless two groups have several articles."""
    check_correction(correction)
    check_whole_number(n_permutations, "n_permutations", least=99, such_as=9_999)
    arranged = arrange(labels, random_state=rng, n_permutations=n_permutations)
    found = (
        np.abs(statistic(cut, arranged.groups, weights=weights[rows]))
        for cut in shares.cuts(rows, labels, rng)
    )
    several = bool((np.bincount(labels) > 1).sum() >= 2)
    return p_value_table(found, arranged, correction=correction, testable=several)


def _two_groups(
    shares: ArticleShares, groups: Any | Sequence[Any] | None
) -> tuple[Any, Any, np.ndarray, np.ndarray]:
    """The two groups' names and the rows of their articles."""
    known = list(shares.units["group"].dropna().unique())
    single = isinstance(groups, str) or not hasattr(groups, "__iter__")
    wanted = known if groups is None else [groups] if single else list(groups)
    unknown = [name for name in wanted if not is_scalar(name) or name not in known]
    if unknown:
        raise ArgumentError(
            f"groups names {first_few(unknown)}, which does not occur; choose from {first_few(known, 30)}"
        )
    if len(set(wanted)) != len(wanted) or len(wanted) > 2 or len(known) < 2:
        raise ArgumentError(
            f"groups gives {len(wanted)} groups; name two different ones (or one, against all others) of "
            f"{first_few(known, 30)}, or ask omnibus() about all at once"
        )
    in_a = (shares.units["group"] == wanted[0]).to_numpy()
    in_b = (
        (shares.units["group"] == wanted[1]).to_numpy()
        if len(wanted) == 2
        else ~in_a & shares.units["group"].notna().to_numpy()
    )
    name_b = wanted[1] if len(wanted) == 2 else REST
    return wanted[0], name_b, np.flatnonzero(in_a), np.flatnonzero(in_b)


def _n_articles(shares: ArticleShares, rows: np.ndarray) -> int:
    return int(shares.units["n_articles"].iloc[rows].sum())


def _notes(
    table: pd.DataFrame,
    corpus: Corpus,
    shares: ArticleShares,
    rows: np.ndarray,
    labels: np.ndarray,
    names: Sequence[Any],
    by: By,
    unit: str,
) -> list[str]:
    """What a reader must know to read these p values, in words."""
    if table["p"].isna().all():
        return [_too_few(labels, names, unit)]
    rest = "a small p says that groups are not all alike, not that this one differs from the rest"
    return [
        _alone(labels, names, unit),
        rest if REST in names else "",
        _coarse(table),
        shares.uneven(rows, labels),
        _repeated_authors(corpus, shares, rows, by, unit),
    ]


def _alone(labels: np.ndarray, names: Sequence[Any], unit: str) -> str:
    """Which groups have a single article (or a single unit of articles dealt out together)?"""
    single = [names[number] for number, size in enumerate(np.bincount(labels)) if size < 2]
    one = "one article" if unit == "article_id" else f"one unit ({unit})"
    return f"{one} each of {first_few(single)}: how others of the group vary is not known" if single else ""


def _too_few(labels: np.ndarray, names: Sequence[Any], unit: str) -> str:
    what = "articles" if unit == "article_id" else f"units ({unit})"
    return (
        f"{_alone(labels, names, unit)}, so this describes texts and tests nothing, and the interval holds "
        f"the model's uncertainty about them only; a test needs two groups of several {what}"
    )


def _coarse(table: pd.DataFrame) -> str:
    """With few arrangements, the false discovery rate over K topics hardly ever falls below .05: say so."""
    kinds = "topics" if "topic" in table else "areas"
    at_once = int(table["smallest_p"].min() * len(table) / LEVEL) + 1
    if table["correction"].iloc[0] != "fdr" or not 1 < at_once <= len(table):
        return ""
    return (
        f"with so few arrangements q can be below .05 only where {at_once} of {len(table)} {kinds} are as "
        "far apart as can be at once; correction='family' can reach a verdict on one"
    )


def _repeated_authors(corpus: Corpus, shares: ArticleShares, rows: np.ndarray, by: By, unit: str) -> str:
    """Articles of one author are alike: say so when they are dealt out as if they were not."""
    if unit != "article_id" or (isinstance(by, str) and by == "author"):
        return ""
    ids = shares.units["unit"].iloc[rows]
    authors = corpus.articles.set_index("article_id")["author"].loc[ids]
    n_repeated = int((authors.value_counts() > 1).sum())
    if not n_repeated:
        return ""
    return (
        f"{n_repeated} authors wrote several of these articles, which are dealt out as if independent; "
        "unit='author' keeps an author's articles together"
    )
