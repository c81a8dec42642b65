"""What speaks for a number of topics: held-out documents, no single article."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, check_kind
from yrdresearch.stats.chance import seeded
from yrdresearch.topics.consensus import run_chains
from yrdresearch.topics.engines import Chain, fold_in, normalised
from yrdresearch.topics.model import ALPHA, ETA, TopicModel, WordPriors, term_prior

ONE_ARTICLE = 0.75  # share of a topic's tokens from one article that makes it that article in disguise
N_FOLDS = 5  # parts of the documents that are held out, one at a time
N_SCORES = 220  # few documents are divided and scored again, until they were scored about so many times


def held_out(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = ALPHA,
    eta: float = ETA,
    word_priors: WordPriors | None = None,
    labels: np.ndarray | None = None,
    n_runs: int = 2,
    random_state: int = 0,
    workers: int | None = None,
) -> pd.DataFrame:
    """How well do topics learned from other documents predict half of a document's terms from the other half?

    A fifth of the documents is held out at a time; few documents are divided into fifths and halves again and
    again. Documents of one label (article) are held out together, unless there is one label alone. A term is
    in one half with all its tokens: that a document repeats its words is no topic. Terms that the other
    documents lack are left out. The same seed holds out the same for each number of topics.

    A row a document with terms, or a label: log_likelihood (of its tokens, nats; the predictions of `n_runs`
    chains are averaged first), one_topic (by the shares of terms in the other documents) and n_tokens.
    """
    rng = seeded(random_state)
    filled = np.flatnonzero(dtm.doc_lengths > 0)
    counts, n_docs = dtm.counts.tocsr()[filled], len(filled)
    grouped = labels is not None and len(set(labels[filled])) > 1
    units = (labels if labels is not None and grouped else np.array(dtm.doc_ids, dtype=object))[filled]
    unit, names = pd.factorize(units)
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=word_priors)
    n_splits = max(2, -(-N_SCORES // n_docs))
    n_folds = min(N_FOLDS, len(names))
    n_divided, n_asked = (1, n_splits) if n_folds == len(names) else (n_splits, 1)  # else the same again
    places = [rng.permutation(len(names))[unit] for _ in range(n_divided)]
    folds = [place % n_folds == fold for place in places for fold in range(n_folds)]
    others = [counts[~fold] for fold in folds]
    seeds = [int(s) for s in np.random.SeedSequence([random_state, 1]).generate_state(n_runs * n_asked)]
    sampling: dict[str, Any] = {"alpha": alpha, "n_iter": 50, "n_samples": 5, "workers": workers}
    sums, chains = np.zeros((n_docs, 3)), run_chains(others, seeds, prior=prior, progress=None, **sampling)
    for fold, seen, of_fold in zip(folds, others, chains, strict=True):
        for i in range(0, len(of_fold), n_runs):
            sums[fold] += _completed(seen, counts[fold], of_fold[i : i + n_runs], alpha, eta, rng)
    table = pd.DataFrame(sums / n_splits, columns=["log_likelihood", "one_topic", "n_tokens"])
    return table.groupby(units, sort=False).sum()


def _completed(
    seen: sparse.csr_matrix,
    counts: sparse.csr_matrix,
    chains: list[Chain],
    alpha: float,
    eta: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Columns of `held_out` for documents that the chains have not seen, half from half."""
    share = np.asarray(seen.sum(axis=0)).ravel() / seen.sum()
    topics = [_topics(seen, share, chain, eta) for chain in chains]
    cells = counts.multiply(share > 0).tocoo()
    cells.eliminate_zeros()
    row, term, n_docs = cells.row, cells.col, counts.shape[0]
    sums = np.zeros((n_docs, 3))
    first = rng.random(cells.nnz) < 0.5
    for given in (first, ~first):
        seen_half = sparse.csr_matrix((cells.data[given], (row[given], term[given])), counts.shape)
        docs = [fold_in(seen_half, one, alpha=alpha, n_iter=25)[row] for one in topics]
        found = [(doc * one.T[term]).sum(axis=1) for doc, one in zip(docs, topics, strict=True)]
        hidden, n_tokens = row[~given], cells.data[~given]
        for column, token in enumerate((np.mean(found, axis=0), share[term])):
            # the hidden terms are among those that are not given
            rest = 1 - np.bincount(row[given], token[given], minlength=n_docs)
            logs = n_tokens * np.log(token[~given] / rest[hidden])
            sums[:, column] += np.bincount(hidden, logs, minlength=n_docs)
        sums[:, 2] += np.bincount(hidden, n_tokens, minlength=n_docs)
    return sums


def _topics(counts: sparse.csr_matrix, share: np.ndarray, chain: Chain, eta: float) -> np.ndarray:
    """Topics of a chain (K, M) whose prior tokens are dealt out as the corpus deals its words.

    The sampler deals them out evenly: in few texts every further topic then predicts worse.
    """
    prior = eta * (share > 0)
    of_topic = (np.asarray(counts.sum(axis=1)).ravel() @ chain.doc_topic + prior.sum())[:, None]
    return normalised(np.maximum(chain.topic_term * of_topic - prior, 0) + prior.sum() * share)


def labels_of(dtm: Dtm, articles: pd.Series | None) -> np.ndarray | None:
    """The article of each document, where documents are parts of articles."""
    if articles is None:
        return None
    check_kind(articles, "articles", pd.Series, source="corpus.paragraphs.set_index(...)")
    missing = [doc for doc in dtm.doc_ids if doc not in articles.index]
    if missing:
        raise ArgumentError(f"articles has no entry for document {missing[0]!r}; give one for each document")
    return articles.loc[list(dtm.doc_ids)].to_numpy()


def one_article(model: TopicModel, dtm: Dtm, labels: np.ndarray | None) -> float:
    """How many topics are one article in disguise? Missing where documents are not parts of articles."""
    if labels is None:
        return np.nan
    tokens = model.doc_topic.mul(dtm.doc_lengths, axis=0).groupby(labels).sum()
    return int((tokens.max() / tokens.sum() >= ONE_ARTICLE).sum())
