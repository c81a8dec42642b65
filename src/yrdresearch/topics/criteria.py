"""What speaks for a number of topics: held-out documents, no single article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.topics.agreement import topic_agreement
from yrdresearch.topics.consensus import run_chains
from yrdresearch.topics.engines import Chain, cvb0, fold_in, normalised
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
    n_runs: int = 2,
    random_state: int = 0,
    workers: int | None = None,
) -> pd.DataFrame:
    """How well do topics learned from other documents predict half of a document from its other half?

    A fifth of the documents is held out at a time; few documents are divided into fifths and halves again and
    again. Tokens of terms that the other documents do not have are left out: they tell nothing of topics. The
    same seed holds out the same tokens for every number of topics.

    Returns
    -------
    DataFrame
        One row a document: log_likelihood (of its tokens, nats; the predictions of `n_runs` chains are averaged
        before the logarithm), one_topic (the same when the corpus's shares of terms predict) and n_tokens.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), document completion.
    """
    rng = np.random.default_rng(random_state)
    counts, n_docs = dtm.counts.tocsr(), len(dtm.doc_ids)
    prior = term_prior(dtm, n_topics=n_topics, eta=eta, word_priors=word_priors)
    n_splits = max(2, -(-N_SCORES // n_docs))
    places = [rng.permutation(n_docs) for _ in range(n_splits)]
    folds = [place % N_FOLDS == fold for place in places for fold in range(min(N_FOLDS, n_docs))]
    others = [counts[~fold] for fold in folds]
    seeds = [int(s) for s in np.random.SeedSequence([random_state, 1]).generate_state(n_runs)]
    sampling: dict[str, Any] = {"alpha": alpha, "n_iter": 100, "n_samples": 5, "workers": workers}
    table = pd.DataFrame(0.0, index=list(dtm.doc_ids), columns=["log_likelihood", "one_topic", "n_tokens"])
    ensembles = run_chains(others, seeds, prior=prior, **sampling)
    for fold, seen, chains in zip(folds, others, ensembles, strict=True):
        table.loc[fold] += _completed(seen, counts[fold], chains, alpha, eta, rng)
    return table / n_splits


def _completed(
    seen: sparse.csr_matrix,
    counts: sparse.csr_matrix,
    chains: list[Chain],
    alpha: float,
    eta: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Columns of `held_out` for documents that the chains have not seen, each half from the other."""
    share = _shares(seen)
    known, topics = np.flatnonzero(share), [_topics(seen, chain, eta) for chain in chains]
    half = _with_data(counts, rng.binomial(counts.data, 0.5))
    rest = (counts - half).tocsr()
    sums = np.zeros((counts.shape[0], 3))
    for given, hidden in ((half, rest), (rest, half)):
        cells = hidden[:, known].tocoo()
        terms = known[cells.col]
        docs = [fold_in(given, one, alpha=alpha, n_iter=50)[cells.row] for one in topics]
        tokens = [(doc * one.T[terms]).sum(axis=1) for doc, one in zip(docs, topics, strict=True)]
        values = [*(cells.data * np.log([np.mean(tokens, axis=0), share[terms]])), cells.data]
        sums += np.stack([np.bincount(cells.row, v, minlength=len(sums)) for v in values], axis=1)
    return sums


def _shares(counts: sparse.csr_matrix) -> np.ndarray:
    """Share of each term (M,) in all tokens."""
    return np.asarray(counts.sum(axis=0)).ravel() / counts.sum()


def _topics(counts: sparse.csr_matrix, chain: Chain, eta: float) -> np.ndarray:
    """Topics of a chain (K, M) whose prior tokens are dealt out as the corpus deals its words.

    The sampler deals them out evenly. In few texts that makes every further topic predict worse, whether it
    is one or not.
    """
    share = _shares(counts)
    prior = eta * (share > 0)
    of_topic = (np.asarray(counts.sum(axis=1)).ravel() @ chain.doc_topic + prior.sum())[:, None]
    return normalised(np.maximum(chain.topic_term * of_topic - prior, 0) + prior.sum() * share)


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
