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
STATES = 5  # of a short chain
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

    Returns
    -------
    DataFrame
        One row a document: log_likelihood (of its held-out tokens, nats; the predictions of `n_runs` chains
        are averaged before the logarithm) and n_tokens (held out), means of `n_splits` random halves. Their
        sums' quotient is the log likelihood of a held-out token.

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
    n_runs: int = 4,
    random_state: int = 0,
    workers: int | None = None,
) -> float:
    """How often do the same words, each dealt out to other documents at random, fit as well?

    A word keeps its counts, so that it is repeated within a document as before: what a document repeats is
    no topic; words that go together are.

    Returns
    -------
    float
        (1 + dealt corpora with at least the likelihood of the real one, mean of `n_runs` chains) / (1 +
        `n_shuffles`).

    References
    ----------
    Phipson and Smyth (2010), on p values that are never zero.
    """
    rng = np.random.default_rng(random_state)
    columns, n_docs = dtm.counts.tocsc(), dtm.counts.shape[0]
    shuffled = []
    for _ in range(n_shuffles):
        rows = [rng.choice(n_docs, size=df, replace=False) for df in np.diff(columns.indptr)]
        dealt = sparse.csc_matrix((columns.data, np.concatenate(rows), columns.indptr), columns.shape)
        shuffled.append(dealt.tocsr())
    corpora = [dtm.counts, *shuffled]
    chains = _short_chains(corpora, dtm, n_topics, alpha, eta, word_priors, n_runs, random_state, workers)
    fits = [np.mean([[value for _, value in c.trace[-STATES:]] for c in of_one]) for of_one in chains]
    return float(np.mean(np.array(fits) >= fits[0]))


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
    return run_chains(corpora, seeds, prior=prior, alpha=alpha, n_iter=100, n_samples=STATES, workers=workers)


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
