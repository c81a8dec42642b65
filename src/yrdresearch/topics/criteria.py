"""What speaks for a number of topics: held-out tokens, more structure than by chance, no single article."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.agreement import topic_agreement
from yrdresearch.topics.consensus import run_chains
from yrdresearch.topics.engines import Chain, cvb0
from yrdresearch.topics.model import ALPHA, ETA, TopicModel, WordPriors, term_prior

ONE_ARTICLE = 0.75  # share of a topic's tokens from one article that makes it that article in disguise
LEAST_SHUFFLES = 19  # fewer cannot give a p of 0.05


def held_out(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = ALPHA,
    eta: float = ETA,
    word_priors: WordPriors | None = None,
    n_splits: int = 5,
    n_runs: int = 5,
    random_state: int = 0,
    workers: int | None = None,
) -> pd.DataFrame:
    """How well do topics learned from half of each document predict its other half?

    Parameters
    ----------
    dtm, n_topics, alpha, eta, word_priors, random_state, workers
        As for `fit_consensus`.
    n_splits, n_runs
        Random halves, and chains on each, whose predictions are averaged before the logarithm.

    Returns
    -------
    DataFrame
        One row a document: log_likelihood (of its held-out tokens, nats, mean of the splits), n_tokens (held
        out, mean of the splits). Their sums' quotient is the log likelihood of a held-out token.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), Evaluation methods for topic models.
    """
    rng = np.random.default_rng(random_state)
    counts = dtm.counts.tocsr()
    halves = [_with_data(counts, rng.binomial(counts.data, 0.5)) for _ in range(n_splits)]
    log_likelihood, n_tokens = np.zeros((2, counts.shape[0]))
    for seen, chains in zip(
        halves,
        _short_chains(halves, dtm, n_topics, alpha, eta, word_priors, n_runs, random_state, workers),
        strict=True,
    ):
        rest = (counts - seen).tocoo()
        # a term that is not among the seen tokens has only its prior: the chains leave it at zero
        token = np.full(rest.nnz, eta / (eta * counts.shape[1] + seen.sum() / n_topics))
        found = [np.einsum("ik,ki->i", c.doc_topic[rest.row], c.topic_term[:, rest.col]) for c in chains]
        token = np.maximum(token, np.mean(found, axis=0))
        log_likelihood += np.bincount(rest.row, rest.data * np.log(token), minlength=counts.shape[0])
        n_tokens += np.bincount(rest.row, rest.data, minlength=counts.shape[0])
    table = pd.DataFrame({"log_likelihood": log_likelihood, "n_tokens": n_tokens}, index=list(dtm.doc_ids))
    return table / n_splits


def shuffled_p(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = ALPHA,
    eta: float = ETA,
    word_priors: WordPriors | None = None,
    n_shuffles: int = LEAST_SHUFFLES,
    n_runs: int = 2,
    random_state: int = 0,
    workers: int | None = None,
) -> float:
    """How often do the same tokens, dealt out at random to documents of the same lengths, fit as well?

    Parameters
    ----------
    dtm, n_topics, alpha, eta, word_priors, random_state, workers
        As for `fit_consensus`.
    n_shuffles, n_runs
        Shuffled corpora, and chains on each.

    Returns
    -------
    float
        1 / (1 + `n_shuffles`) when none of them has the likelihood of the real corpus; otherwise 1 over the
        number of the first that has it.

    References
    ----------
    Besag and Clifford (1991), Sequential Monte Carlo p-values; Phipson and Smyth (2010).
    """
    rng = np.random.default_rng(random_state)
    cells = dtm.counts.tocoo()
    documents, terms = np.repeat(cells.row, cells.data), np.repeat(cells.col, cells.data)
    ones = np.ones(len(terms), dtype=np.int64)
    shuffled = [
        sparse.csr_matrix((ones, (documents, rng.permutation(terms))), shape=dtm.counts.shape)
        for _ in range(n_shuffles)
    ]
    real, tried = None, 0
    for part in (shuffled[:3], shuffled[3:]):  # most corpora without structure show it at once
        corpora = part if real else [dtm.counts, *part]
        chains = _short_chains(corpora, dtm, n_topics, alpha, eta, word_priors, n_runs, random_state, workers)
        fits = [float(np.mean([chain.trace[-1][1] for chain in of_one])) for of_one in chains]
        real, fits = (real, fits) if real else (fits[0], fits[1:])
        better = np.flatnonzero(np.array(fits) >= real)
        if len(better):
            return 1 / (tried + int(better[0]) + 1)
        tried += len(part)
    return 1 / (1 + n_shuffles)


def _short_chains(
    corpora: list[sparse.csr_matrix],
    dtm: Dtm,
    n_topics: int,
    alpha: float,
    eta: float,
    word_priors: WordPriors | None,
    n_runs: int,
    random_state: int,
    workers: int | None,
) -> list[list[Chain]]:
    """A few chains of a hundred sweeps on each corpus, which has the terms of `dtm`."""
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=word_priors)
    seeds = [int(s) for s in np.random.SeedSequence([random_state, 1]).generate_state(n_runs)]
    return run_chains(corpora, seeds, prior=prior, alpha=alpha, n_iter=100, n_samples=5, workers=workers)


def _with_data(counts: sparse.csr_matrix, data: np.ndarray) -> sparse.csr_matrix:
    thinned = sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape, copy=True)
    thinned.eliminate_zeros()
    return thinned


def article_columns(model: TopicModel, dtm: Dtm, articles: pd.Series | None) -> dict[str, float]:
    """Topics that are one article in disguise, and the influence of the most influential article."""
    if articles is None:
        return {}
    missing = [doc for doc in dtm.doc_ids if doc not in articles.index]
    if missing:
        raise ArgumentError(f"articles has no entry for document {missing[0]!r}; give one for each document")
    labels = articles.loc[list(dtm.doc_ids)].to_numpy()
    tokens = model.doc_topic.mul(dtm.doc_lengths, axis=0).groupby(labels).sum()
    whole = _moved(model, dtm, np.full(len(labels), True))
    changes = [1 - topic_agreement(whole, _moved(model, dtm, labels != label)) for label in tokens.index]
    return {
        "one_article": int((tokens.max() / tokens.sum() >= ONE_ARTICLE).sum()),
        "influence": max(changes),
    }


def _moved(model: TopicModel, dtm: Dtm, keep: np.ndarray) -> TopicModel:
    """The model after its topics have moved to where these documents want them (CVB0)."""
    prior = np.full(model.topic_term.shape, model.settings["eta"])
    counts = dtm.counts.tocsr()[np.flatnonzero(keep)]
    terms, _ = cvb0(counts, model.topic_term.to_numpy(), alpha=model.settings["alpha"], prior=prior)
    return replace(
        model, topic_term=pd.DataFrame(terms, index=model.topic_term.index, columns=model.topic_term.columns)
    )
