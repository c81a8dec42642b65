"""The samplers behind a topic model: the only room that knows gensim and tomotopy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

BATCH = 500  # documents that `fold_in` holds at a time


class Chain(NamedTuple):
    """What one fit gives: shares of terms (K, M) and topics (N, K), and the likelihood on the way."""

    topic_term: np.ndarray
    doc_topic: np.ndarray
    trace: list[tuple[int, float]]


def gibbs_chains(
    counts: csr_matrix,
    seeds: Sequence[int],
    *,
    prior: np.ndarray,
    alpha: float,
    n_iter: int,
    n_samples: int = 1,
) -> list[Chain]:
    """Collapsed Gibbs chains, one a seed; each the mean of `n_samples` states of its second half.

    Empty documents are left out of the fit and get equal shares. Seed terms steer the sampling through
    `prior`; the shares of terms are counted with its smallest value for every term, so that a topic does
    not hold a seed term because it was asked to.
    """
    counts = counts.tocsr()
    filled = np.asarray(counts.sum(axis=1)).ravel() > 0
    documents = [np.repeat(row.indices, row.data.astype(int)).astype(str).tolist() for row in counts[filled]]
    models = (_tomotopy_model(documents, prior=prior, alpha=alpha, seed=seed) for seed in seeds)
    return [_gibbs_chain(model, prior, filled, n_iter, n_samples) for model in models]


def _gibbs_chain(model: Any, prior: np.ndarray, filled: np.ndarray, n_iter: int, n_samples: int) -> Chain:
    """One chain; the documents that are not `filled` are not in its model."""
    topic_term, doc_topic = np.zeros(prior.shape), np.ones((len(filled), len(prior)))
    column = [int(term) for term in model.used_vocabs]
    prior = prior[:, column]
    terms, docs = list[np.ndarray](), list[list[np.ndarray]]()
    sampled = set(np.linspace(n_iter, n_iter // 2, n_samples, endpoint=False).astype(int).tolist())
    stops = sorted(sampled | {n_iter * i // 20 for i in range(1, 11)})
    trace, alone = [], _tomotopy().ParallelScheme.NONE
    for start, stop in zip([0, *stops], stops, strict=False):
        if stop > start:
            model.train(stop - start, workers=1, parallel=alone)
        trace.append((stop, float(model.ll_per_word)))
        if stop in sampled:
            terms.append(_term_shares(model, prior))
            docs.append([doc.get_topic_dist() for doc in model.docs])
    topic_term[:, column] = np.sum(terms, axis=0, dtype=float)
    doc_topic[filled] = np.sum(docs, axis=0, dtype=float)
    return Chain(normalised(topic_term), normalised(doc_topic), trace)


def _tomotopy_model(documents: list[list[str]], *, prior: np.ndarray, alpha: float, seed: int) -> Any:
    """A tomotopy model with its documents; a term's name is the number of its column."""
    eta = float(prior.min())
    model = _tomotopy().LDAModel(k=prior.shape[0], alpha=alpha, eta=eta, seed=seed)
    model.optim_interval = 0  # the priors stay as they were given
    for column in np.flatnonzero((prior > eta).any(axis=0)):
        model.set_word_prior(str(column), prior[:, column].tolist())
    for document in documents:
        model.add_doc(document)
    model.train(0, workers=1)
    return model


def _term_shares(model: Any, prior: np.ndarray) -> np.ndarray:
    """Shares of terms (K, M) in a state of the chain, under the smallest prior for every term."""
    shares = np.array([model.get_topic_word_dist(k) for k in range(model.k)])
    if (prior == prior.min()).all():
        return shares
    tokens = np.array(model.get_count_by_topics())[:, None]
    of_terms = shares * (tokens + prior.sum(axis=1, keepdims=True)) - prior
    return normalised(np.maximum(of_terms, 0) + prior.min())


def variational(counts: csr_matrix, *, prior: np.ndarray, alpha: float, n_iter: int, seed: int) -> Chain:
    """Gensim's variational Bayes over the whole corpus in each pass; shares of topics from `fold_in`.

    gensim's defaults (one pass in chunks, topics below 1 % dropped) mislead on few texts and are not used.
    """
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    counts = counts.tocsr()
    bags = list(Sparse2Corpus(counts[np.asarray(counts.sum(axis=1)).ravel() > 0], documents_columns=False))
    n_topics, n_terms = prior.shape
    lda = LdaModel(
        bags, num_topics=n_topics, id2word={i: str(i) for i in range(n_terms)}, alpha=[alpha] * n_topics,
        eta=prior, passes=n_iter, iterations=400, chunksize=len(bags), update_every=0, eval_every=None,
        minimum_probability=0, random_state=seed, dtype=np.float64,
    )  # fmt: skip
    topic_term = lda.get_topics()
    trace = [(n_iter, float(lda.log_perplexity(bags)))]
    return Chain(topic_term, fold_in(counts, topic_term, alpha=alpha), trace)


def fold_in(counts: csr_matrix, topic_term: np.ndarray, *, alpha: float, n_iter: int = 200) -> np.ndarray:
    """Shares (N, K) of given topics (K, M) in documents (N, M), by CVB0 (Asuncion et al. 2009)."""
    counts = counts.tocsr()
    batches = [counts[i : i + BATCH] for i in range(0, counts.shape[0], BATCH)]
    return np.vstack([_cvb0(batch, topic_term, alpha, n_iter) for batch in batches])


def _cvb0(counts: csr_matrix, topic_term: np.ndarray, alpha: float, n_iter: int) -> np.ndarray:
    """Shares at the fixed point of CVB0: each token's topics follow from those of the document's others."""
    shape = (counts.shape[0], counts.nnz)
    by_document = csr_matrix((counts.data, np.arange(counts.nnz), counts.indptr), shape)
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    of_term = np.maximum(topic_term.T, np.finfo(float).tiny)[counts.indices]
    own = normalised(of_term)
    for _ in range(n_iter):
        new = normalised(of_term * ((by_document @ own)[row] - own + alpha))
        own, change = new, np.abs(new - own).max(initial=0)
        if change < 1e-8:
            break
    return normalised(by_document @ own + alpha)


def engine_versions(engine: str = "gibbs") -> dict[str, str]:
    """Versions of what computed a fit; the sampler's result also depends on its instruction set."""
    if engine == "gensim":
        return {name: version(name) for name in ("gensim", "numpy")}
    return {name: version(name) for name in ("tomotopy", "numpy")} | {"instruction_set": _tomotopy().isa}


def _tomotopy() -> Any:
    """The library with its instruction set pinned: another one gives other topics from the same seed."""
    os.environ.setdefault("TOMOTOPY_ISA", "sse2")
    import tomotopy

    return tomotopy


def normalised(rows: np.ndarray) -> np.ndarray:
    """Rows over their sums."""
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))
