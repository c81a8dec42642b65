"""The samplers behind a topic model: the only room that knows gensim and tomotopy."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

DENSE = 50_000  # cells up to which a full matrix is faster than a sparse one


class Chain(NamedTuple):
    """What one fit gives: shares of terms (K, M) and topics (N, K), and the likelihood on the way."""

    topic_term: np.ndarray
    doc_topic: np.ndarray
    trace: list[tuple[int, float]]


def gibbs_chain(
    counts: Any, *, prior: np.ndarray, alpha: float, n_iter: int, seed: int, n_samples: int = 1, thin: int = 1
) -> Chain:
    """One collapsed Gibbs chain; the mean of `n_samples` states, `thin` sweeps apart, at its end.

    Empty documents are left out of the fit and get equal shares.
    """
    counts = counts.toarray() if hasattr(counts, "toarray") else counts
    n_topics, n_terms = prior.shape
    filled = np.flatnonzero(counts.sum(axis=1))
    model, column = _tomotopy_model(counts[filled], prior=prior, alpha=alpha, seed=seed)
    topic_term, doc_topic = np.zeros((n_topics, n_terms)), np.zeros((counts.shape[0], n_topics))
    burn_in = max(n_iter - (n_samples - 1) * thin, 1)
    steps = [burn_in // 10 + (i < burn_in % 10) for i in range(10)] + [thin] * (n_samples - 1)
    trace, done = [], 0
    for i, step in enumerate(steps):
        if step:
            model.train(step, workers=1, parallel=_tomotopy().ParallelScheme.NONE)
        done += step
        trace.append((done, float(model.ll_per_word)))
        if i >= 9:
            topic_term[:, column] += [model.get_topic_word_dist(k) for k in range(n_topics)]
            doc_topic[filled] += [doc.get_topic_dist() for doc in model.docs]
    doc_topic[np.setdiff1d(np.arange(len(counts)), filled)] = 1.0
    topic_term[:, counts.sum(axis=0) == 0] = 0.0
    return Chain(_normalised(topic_term), _normalised(doc_topic), trace)


def _tomotopy_model(
    counts: np.ndarray, *, prior: np.ndarray, alpha: float, seed: int
) -> tuple[Any, list[int]]:
    """A tomotopy model with its documents, and the column of each of its terms."""
    eta = float(prior.min())
    model = _tomotopy().LDAModel(k=prior.shape[0], alpha=alpha, eta=eta, seed=seed)
    model.optim_interval = 0  # the priors stay as they were given
    for column in np.flatnonzero((prior > eta).any(axis=0)):
        model.set_word_prior(str(column), prior[:, column].tolist())
    for row in counts:
        model.add_doc(np.repeat(np.arange(len(row)), row.astype(int)).astype(str).tolist())
    model.train(0, workers=1)
    return model, [int(term) for term in model.used_vocabs]


def gensim_fit(counts: Any, *, prior: np.ndarray, alpha: float, n_iter: int, seed: int) -> Chain:
    """Variational Bayes over the whole corpus in each pass; shares of topics from `fold_in`."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    filled = counts[np.flatnonzero(counts.sum(axis=1))]
    bags = list(Sparse2Corpus(filled, documents_columns=False))
    n_topics, n_terms = prior.shape
    lda = LdaModel(
        bags, num_topics=n_topics, id2word={i: str(i) for i in range(n_terms)}, alpha=[alpha] * n_topics,
        eta=prior, passes=n_iter, iterations=400, chunksize=len(bags), update_every=0, eval_every=None,
        minimum_probability=0, random_state=seed, dtype=np.float64,
    )  # fmt: skip
    topic_term = lda.get_topics()
    trace = [(n_iter, float(lda.log_perplexity(bags)))]
    return Chain(topic_term, fold_in(counts.toarray(), topic_term, alpha=alpha), trace)


def fold_in(counts: np.ndarray, topic_term: np.ndarray, *, alpha: float, n_iter: int = 200) -> np.ndarray:
    """Shares (N, K) of given topics (K, M) in documents (N, M), from equal shares to the fixed point."""
    n_topics = topic_term.shape[0]
    shares = np.full((counts.shape[0], n_topics), 1 / n_topics)
    lengths = counts.sum(axis=1, keepdims=True)
    for _ in range(n_iter):
        expected = np.maximum(shares @ topic_term, np.finfo(float).tiny)
        tokens = shares * ((counts / expected) @ topic_term.T)
        shares = (tokens + alpha) / (lengths + n_topics * alpha)
        shares /= shares.sum(axis=1, keepdims=True)
    return shares


def climb(
    counts: Any,
    topic_term: np.ndarray,
    doc_topic: np.ndarray,
    *,
    prior: np.ndarray,
    alpha: float,
    n_iter: int = 500,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Climb from these shares of terms (K, M) and topics (N, K) to the nearest posterior mode by EM.

    The mode of the softmax parametrisation (MacKay 1998), whose priors push nothing to zero. Returns both
    shares and the log posterior density, up to a constant that hangs on the data alone.
    """
    cells = counts.toarray().astype(float) if np.prod(counts.shape) <= DENSE else counts.tocsr().astype(float)
    theta, phi = doc_topic, np.maximum(topic_term, np.finfo(float).tiny)
    last = -np.inf
    for step in range(n_iter):
        ratio, log_likelihood = _observed_to_expected(cells, theta, phi)
        if step % 10 == 0:
            value = float(log_likelihood + alpha * np.log(theta).sum() + (prior * np.log(phi)).sum())
            if value - last < 1e-3:
                break
            last = value
        tokens = theta * (ratio @ phi.T)
        phi = _normalised(phi * (ratio.T @ theta).T + prior)
        theta = _normalised(tokens + alpha)
    return phi, theta, value


def _observed_to_expected(cells: Any, theta: np.ndarray, phi: np.ndarray) -> tuple[Any, float]:
    """Counts over their expectation under the model (N, M), and the log likelihood of the counts."""
    if isinstance(cells, np.ndarray):
        expected = theta @ phi
        return cells / expected, float((cells * np.log(expected)).sum())
    rows = np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr))
    at_cells = np.einsum("ik,ki->i", theta[rows], phi[:, cells.indices])
    ratio = sparse.csr_matrix((cells.data / at_cells, cells.indices, cells.indptr), shape=cells.shape)
    return ratio, float(cells.data @ np.log(at_cells))


def engine_versions(engine: str) -> dict[str, str]:
    """Versions of what computed a fit; the Gibbs sampler's result also hangs on its instruction set."""
    library = {"gibbs": "tomotopy", "gensim": "gensim"}[engine]
    versions = {library: version(library), "numpy": version("numpy")}
    if engine == "gibbs":
        versions["instruction_set"] = _tomotopy().isa
    return versions


def _tomotopy() -> Any:
    """The library with its instruction set pinned: another one gives other topics from the same seed."""
    os.environ.setdefault("TOMOTOPY_ISA", "sse2")
    import tomotopy

    return tomotopy


def _normalised(rows: np.ndarray) -> np.ndarray:
    return rows / rows.sum(axis=1, keepdims=True)
