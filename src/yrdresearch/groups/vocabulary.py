"""How far apart are vocabularies or topics of groups, beside what random splits of the same texts give?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import xlogy

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.grouping import By, known_groups, missing_note
from yrdresearch.errors import ArgumentError, check_level, check_whole_number, first_few
from yrdresearch.groups.documents import (
    N_SENTENCES,
    article_of,
    coded_paragraphs,
    document_shares,
    document_table,
)
from yrdresearch.stats.chance import arrange, drawn_again, false_discovery, interval, seeded
from yrdresearch.stats.lengths import UNEVEN, kept_parts, length_ratio, matched_lengths

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

PARAGRAPHS = (
    "a group has one article, so paragraphs were dealt out: this says how far the texts differ from a "
    "mixture of their own paragraphs, and nothing about how their authors write elsewhere"
)


def distances(
    features: Dtm | TopicModel,
    corpus: Corpus,
    *,
    by: By = "author",
    n_resamples: int = 500,
    n_permutations: int = 500,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How far apart are two groups, beside what splitting the same texts at random gives?

    The Jensen-Shannon divergence of two short texts is well above 0 even where one hand wrote both, so it is
    shown beside its null: the texts of both groups, dealt out at random to two groups of the same numbers.
    A group's counts are those of all its texts added up, so that long texts weigh more. Short texts are far
    from everything, so where the articles of one group are a quarter longer or more, longer ones are cut at
    random to the same numbers of paragraphs (as in `compare`), for all columns; where that does not make
    them alike in length, nothing is tested. `note` says which.

    Parameters
    ----------
    features
        A `Dtm` (distance of vocabularies) or a `TopicModel` (distance of topic shares) whose documents are
        paragraphs or articles of `corpus`.
    corpus
        The corpus both come from.
    by
        A column of the articles or pages, or a Series indexed by article_id or paragraph_id.
    n_resamples
        Resamples for the interval.
    n_permutations
        Random splits, where there are too many to go through.
    level
        Share of the resamples, and of the random splits, that an interval holds.
    random_state
        Seed of both.

    Returns
    -------
    pandas.DataFrame
        One row a pair: group_a, group_b, jensen_shannon (bits, 0 the same .. 1 nothing in common), low, high
        (of the value at these lengths), null_low, null_mean, null_high (of the random splits), p,
        smallest_p, q (false discovery rate over the pairs), n_a, n_b (articles), unit (what was resampled and
        dealt out: "article", or "paragraph" where a group has one article; then p is missing), weighting
        (always "length"), note (what was left out, cut or not tested, and why).

    Raises
    ------
    ArgumentError
        For an unknown or missing variable, one group only, or features of another corpus.

    References
    ----------
    Lin, J. (1991): Divergence measures based on the Shannon entropy. IEEE Transactions on Information
    Theory 37, 145-151.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> table = groups.distances(yrd.build_dtm(corpus), corpus, n_resamples=100)
    >>> bool(table["jensen_shannon"].between(0, 1).all())
    True
    """
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=500)
    check_whole_number(n_permutations, "n_permutations", least=1, such_as=500)
    check_level(level)
    texts = texts_of(features, corpus, by)
    rng = seeded(random_state)
    rows = [
        _pair(texts, a, b, n_resamples, n_permutations, level, rng) for a, b in combinations(texts.names, 2)
    ]
    table = pd.DataFrame(rows)
    table["q"] = np.nan
    tested = table["p"].notna()
    table.loc[tested, "q"] = false_discovery(table.loc[tested, "p"].to_numpy(float))
    table["weighting"] = "length"
    alone = np.where(table["unit"] == "paragraph", PARAGRAPHS, "")
    notes = zip(alone, table["cut"], strict=True)
    table["note"] = ["; ".join(filter(None, [*note, texts.note])) for note in notes]
    columns = ["jensen_shannon", "low", "high", "null_low", "null_mean", "null_high", "p", "smallest_p", "q"]
    return table[["group_a", "group_b", *columns, "n_a", "n_b", "unit", "weighting", "note"]]


@dataclass(frozen=True)
class Texts:
    """Counts of D documents with the article and group of each; `names` are the groups in page order.

    `note` says how many articles are left out because they have no group.
    """

    counts: sparse.csr_matrix
    articles: np.ndarray
    groups: np.ndarray
    note: str

    @property
    def names(self) -> list[Any]:
        """The groups, in order of appearance."""
        return list(dict.fromkeys(self.groups))

    def matched(self, names: Sequence[Any], rng: np.random.Generator) -> tuple[Texts, bool, str]:
        """The texts of these groups, made alike in length; whether they are; what was done, in words.

        Longer articles are cut at random to the same numbers of documents in all groups
        (`stats.matched_lengths`); a group of one article is left as it is.
        """
        own = self._rows(np.flatnonzero(np.isin(self.groups, np.array(names, dtype=object))))
        ratio, codes, numbers = own._lengths(names)
        if ratio < UNEVEN:
            return own, True, ""
        told = f"articles of one group are {ratio:.1f} times as long as those of another"
        if np.bincount(numbers).min() > 1:
            kept = kept_parts(codes, matched_lengths(np.bincount(codes), numbers), rng)
            cut = own._rows(np.flatnonzero(kept))
            if cut._lengths(names)[0] < UNEVEN:
                return cut, True, f"{told}; longer ones are cut at random to the same numbers of paragraphs"
        return own, False, f"{told} and cannot be cut to the same length; short texts are far from all others"

    def _rows(self, rows: np.ndarray) -> Texts:
        return Texts(self.counts[rows], self.articles[rows], self.groups[rows], self.note)

    def _lengths(self, names: Sequence[Any]) -> tuple[float, np.ndarray, np.ndarray]:
        """How many times as long one group's articles are; each document's article, each article's group."""
        _, first, codes = np.unique(self.articles, return_index=True, return_inverse=True)
        numbers = np.array([names.index(group) for group in self.groups[first]])
        tokens = np.bincount(codes, weights=np.asarray(self.counts.sum(axis=1), dtype=float).ravel())
        return length_ratio(tokens, numbers), codes, numbers

    def units(self, names: Sequence[Any]) -> tuple[sparse.csr_matrix, np.ndarray, str]:
        """Counts (U, M), group number (U,) and kind of what can be dealt out or resampled of these groups.

        Articles, where each group has two or more, else the documents within them.
        """
        rows = np.flatnonzero(np.isin(self.groups, np.array(names, dtype=object)))
        _, first, codes = np.unique(self.articles[rows], return_index=True, return_inverse=True)
        numbers = np.array([names.index(group) for group in self.groups[rows]])
        if np.bincount(numbers[first]).min() < 2:
            return self.counts[rows], numbers, "paragraph"
        member = sparse.csr_matrix((np.ones(len(rows)), (codes, np.arange(len(rows)))))
        return (member @ self.counts[rows]).tocsr(), numbers[first], "article"


@dataclass(frozen=True)
class Features:
    """(D, M) counts of terms, expected counts of topics, or sentences of areas, with the names of both.

    `totals` (D,) are all tokens, or sentences, of each document.
    """

    doc_ids: tuple[str, ...]
    names: list[str]
    counts: sparse.csr_matrix
    totals: np.ndarray


def features_of(features: Dtm | TopicModel | pd.DataFrame, corpus: Corpus) -> Features:
    """Counts of a `Dtm`'s documents; of a `TopicModel` the tokens that each topic is expected to have; of a
    coding the sentences of each paragraph with each area."""
    if isinstance(features, Dtm):
        totals = np.asarray(features.counts.sum(axis=1), dtype=float).ravel()
        return Features(tuple(features.doc_ids), list(features.vocabulary), features.counts, totals)
    if isinstance(features, pd.DataFrame):
        coded = coded_paragraphs(features)
        areas = coded.drop(columns=N_SENTENCES)
        matrix = sparse.csr_matrix(areas.to_numpy(float))
        return Features(tuple(coded.index), list(areas.columns), matrix, coded[N_SENTENCES].to_numpy(float))
    documents = document_table(features, corpus)
    shares = document_shares(features)
    counts = sparse.csr_matrix(shares.to_numpy() * documents[["n_tokens"]].to_numpy())
    names = [str(topic) for topic in shares.columns]
    return Features(tuple(documents.index), names, counts, documents["n_tokens"].to_numpy(float))


def texts_of(features: Dtm | TopicModel, corpus: Corpus, by: By) -> Texts:
    """Counts of terms, or expected counts of topics, of the documents that hold any and have a group."""
    of_article = known_groups(corpus, by)
    counted = features_of(features, corpus)
    counts, articles = counted.counts, article_of(counted.doc_ids, corpus, "features")
    groups = articles.map(of_article).to_numpy(dtype=object)
    filled = np.flatnonzero((np.asarray(counts.sum(axis=1)).ravel() > 0) & ~pd.isna(groups))
    if len(set(groups[filled])) < 2:
        raise ArgumentError(f"by gives one group only ({first_few(set(groups))}); compare at least two")
    note = missing_note(of_article, by)
    return Texts(counts[filled].tocsr(), articles.to_numpy(dtype=object)[filled], groups[filled], note)


def resample(counts: sparse.csr_matrix, n_resamples: int, rng: np.random.Generator) -> np.ndarray:
    """(B, M) counts of the units drawn with replacement and added up."""
    n_units = counts.shape[0]
    return np.asarray((counts.T @ drawn_again(n_units, n_resamples, rng).T).T, dtype=float)


def divergences(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits of each pair of rows of counts, (B, M) and (B, M) -> (B,)."""
    p = first / first.sum(axis=1, keepdims=True)
    q = second / second.sum(axis=1, keepdims=True)
    middle = (p + q) / 2
    entropies = [-xlogy(share, share).sum(axis=1) / np.log(2) for share in (middle, p, q)]
    return np.asarray(np.clip(entropies[0] - (entropies[1] + entropies[2]) / 2, 0.0, 1.0))


def contributions(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What does each column add to the Jensen-Shannon divergence of two (M,) counts, and where is it more?

    Returns
    -------
    added, surplus
        (M,) bits, which add up to the divergence; (M,) share in the first less share in the second.
    """
    p, q = first / first.sum(), second / second.sum()
    middle = np.where(p + q > 0, (p + q) / 2, 1.0)
    return (xlogy(p, p / middle) + xlogy(q, q / middle)) / (2 * np.log(2)), p - q


def _pair(
    texts: Texts,
    a: Any,
    b: Any,
    n_resamples: int,
    n_permutations: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One row of `distances`: of articles of like length, or not tested."""
    own, alike, told = texts.matched([a, b], rng)
    row = compared(own, a, b, n_resamples=n_resamples, n_permutations=n_permutations, level=level, rng=rng)
    if not alike:
        row |= {"p": np.nan, "smallest_p": np.nan}
    return row | {"cut": told}


def compared(
    texts: Texts,
    a: Any,
    b: Any,
    *,
    n_resamples: int,
    n_permutations: int,
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """The divergence of two groups' texts as they are, its interval, null and p value."""
    counts, numbers, unit = texts.units([a, b])
    observed = divergences(_sum(counts, numbers == 0), _sum(counts, numbers == 1))[0]
    drawn = divergences(
        resample(counts[numbers == 0], n_resamples, rng), resample(counts[numbers == 1], n_resamples, rng)
    )
    # resampling repeats texts, which moves the whole distribution up: keep its spread, not its place
    low, high = observed + np.array(interval(drawn, level=level)) - drawn.mean()
    arranged = arrange(numbers, random_state=rng, n_permutations=n_permutations, max_exact=n_permutations)
    dealt = arranged.groups
    null = divergences(np.asarray((dealt == 0) @ counts), np.asarray((dealt == 1) @ counts))
    null_low, null_high = interval(null, level=level)
    tested = unit == "article"
    n_articles = [len(set(texts.articles[texts.groups == name])) for name in (a, b)]
    return {
        "group_a": a,
        "group_b": b,
        "jensen_shannon": observed,
        "low": min(max(low, 0.0), observed),
        "high": max(min(high, 1.0), observed),
        "null_low": null_low,
        "null_mean": null.mean(),
        "null_high": null_high,
        "p": (null >= observed - 1e-9).mean() if tested else np.nan,
        "smallest_p": arranged.smallest_p if tested else np.nan,
        "n_a": n_articles[0],
        "n_b": n_articles[1],
        "unit": unit,
    }


def _sum(counts: sparse.csr_matrix, rows: np.ndarray) -> np.ndarray:
    return np.asarray(counts[rows].sum(axis=0), dtype=float).reshape(1, -1)
