"""Terms, topics or areas counted in each document, with the article and the group it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.grouping import By, known_groups, missing_note
from yrdresearch.errors import ArgumentError, first_few
from yrdresearch.groups.documents import (
    N_SENTENCES,
    article_of,
    coded_paragraphs,
    document_shares,
    document_table,
)
from yrdresearch.stats.lengths import UNEVEN, kept_parts, length_ratio, matched_lengths

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel


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
