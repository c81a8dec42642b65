"""Fit, infer, save, load `TopicModel`."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.display import Faced
from yrdresearch.errors import ArgumentError, check_choice, check_kind, check_texts, check_whole_number
from yrdresearch.topics.engines import engine_versions, fold_in, gibbs_chains, variational

ALPHA, ETA = 0.5, 0.3
MANY = 1000  # documents for which these priors are too smooth; measured in docs/topics.md
PASSES = {"gibbs": 1000, "gensim": 50}  # sweeps of the sampler; passes of gensim (docs/topics.md)
SEED_WEIGHT = 3.0  # prior pseudo-tokens of a seed term in its own topic; measured in docs/topics.md

WordPriors = Mapping[str, Iterable[str]]


@dataclass(frozen=True, repr=False)
class TopicModel(Faced):
    """K topics over M terms in N documents; one fit, or the consensus of many.

    Attributes
    ----------
    topic_term
        (K, M), rows sum to 1; index ``T1 … TK``, columns the vocabulary.
    doc_topic
        (N, K), rows sum to 1; index the document ids.
    settings
        How it was fitted: engine, priors, iterations, seed, and the document-term matrix's settings.
    versions
        Versions of the libraries that fitted it.
    trace
        iteration, log_likelihood (mean per token, nats): the convergence of the fit; for a consensus the
        mean over the runs, and error, its standard error.
    support
        (K,), for a consensus: share of runs in which the topic was found, 0..1.
    term_support
        (K, M), for a consensus: share of matched runs with the term among the topic's top ten.
    term_error
        (K, M), for a consensus: Monte Carlo standard error of each weight in `topic_term`.
    doc_topic_runs
        (R runs, N, K), for a consensus: the matched runs' own document shares.
    """

    topic_term: pd.DataFrame
    doc_topic: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    trace: pd.DataFrame | None = None
    support: pd.Series | None = None
    term_support: pd.DataFrame | None = None
    term_error: pd.DataFrame | None = None
    doc_topic_runs: np.ndarray | None = None

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("主题", "topics"): len(self.topic_term),
            ("文档", "documents"): len(self.doc_topic),
            ("词", "terms"): self.topic_term.shape[1],
            ("运行次数", "runs"): 1 if self.doc_topic_runs is None else len(self.doc_topic_runs),
        }

    def _next(self) -> tuple[str, str]:
        return (
            "下一步：topics.top_terms(model)，topics.explore_topics(model, dtm, corpus=corpus)",
            "Next: topics.top_terms(model), topics.explore_topics(model, dtm, corpus=corpus)",
        )


def fit_lda(
    dtm: Dtm,
    *,
    n_topics: int,
    alpha: float = ALPHA,
    eta: float = ETA,
    n_iter: int | None = None,
    engine: str = "gibbs",
    word_priors: WordPriors | None = None,
    random_state: int = 0,
) -> TopicModel:
    """Which topics does one run of latent Dirichlet allocation see?

    The last state of a collapsed Gibbs sampler, or gensim's variational fit. One run on few texts is not to
    be believed: another seed gives other topics. Use `fit_consensus`.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Number of topics K, from 2 to the number of documents.
    alpha, eta
        Symmetric Dirichlet priors of a document's topics and of a topic's terms; small values make for few
        topics and few terms. The defaults are for some dozens of texts; 1,000 or more get a warning.
    n_iter
        Sweeps over the corpus; by default 1,000 of the sampler, 50 passes of gensim.
    engine
        ``"gibbs"`` (tomotopy's collapsed Gibbs sampler) or ``"gensim"`` (variational Bayes of `LdaModel`,
        with settings fit for few texts): to see whether a result depends on the engine.
    word_priors
        Seed terms of named topics, ``{"name": terms}``; the first name seeds T1, the next T2, and so on.
        A seed term draws its topic as three tokens of it would, which do not count in the topic's weights.
        A warning and ``settings["unknown_seeds"]`` name seed terms that `dtm` lacks.
    random_state
        Seed, 0 or more; the same seed gives the same bits on one kind of machine.

    Returns
    -------
    TopicModel
        Topics in order of size, or seeded topics first.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Blei, Ng and Jordan (2003); Griffiths and Steyvers (2004).

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> fit_lda(dtm, n_topics=2, random_state=1).topic_term.shape
    (2, 8)
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_choice(engine, "engine", PASSES)
    n_iter = PASSES[engine] if n_iter is None else n_iter
    asked = {"n_topics": n_topics, "alpha": alpha, "eta": eta, "n_iter": n_iter, "random_state": random_state}
    prior, settings = prepared(dtm, word_priors=word_priors, about={"engine": engine}, **asked)
    arguments: dict[str, Any] = {"prior": prior, "alpha": alpha, "n_iter": n_iter}
    if engine == "gensim":
        chain = variational(dtm.counts, **arguments, seed=random_state)
    else:
        chain = gibbs_chains(dtm.counts, **arguments, seeds=[random_state])[0]
    order = size_order(chain.doc_topic, dtm.doc_lengths, seeded=len(word_priors or ()))
    topics = topic_names(n_topics)
    return TopicModel(
        topic_term=pd.DataFrame(chain.topic_term[order], index=topics, columns=list(dtm.vocabulary)),
        doc_topic=pd.DataFrame(chain.doc_topic[:, order], index=list(dtm.doc_ids), columns=topics),
        settings=settings,
        versions=engine_versions(engine),
        trace=pd.DataFrame(chain.trace, columns=["iteration", "log_likelihood"]),
    )


def infer(model: TopicModel, dtm: Dtm, *, n_iter: int = 200) -> pd.DataFrame:
    """Which shares of a fitted model's topics do other documents have?

    The topics stay as they are. The answer does not depend on chance: every token's topics follow from
    those of the document's other tokens, until nothing changes (CVB0). It is exact for one token, and near
    the posterior mean for more.

    Parameters
    ----------
    model
        Its terms are looked up in `dtm`; terms it does not know are left out and reported.
    dtm
        (N documents, any vocabulary).
    n_iter
        Steps at most; it stops when the shares no longer change.

    Returns
    -------
    DataFrame
        (N, K + 1): T1 … TK, rows sum to 1, and overlap: share of the document's tokens whose term the
        model knows, 0..1. A document without a known term has equal shares and overlap 0.

    Raises
    ------
    ArgumentError
        When no term of `dtm` is known to the model.

    References
    ----------
    Asuncion, Welling, Smyth and Teh (2009), CVB0.
    """
    check_model(model)
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    known = [i for i, term in enumerate(dtm.vocabulary) if term in model.topic_term.columns]
    check_whole_number(n_iter, "n_iter", least=1, such_as=200)
    if not known:
        raise ArgumentError("dtm shares no term with the model; build both with the same segmentation")
    topic_term = model.topic_term[[dtm.vocabulary[i] for i in known]].to_numpy()
    counts = dtm.counts.tocsr()[:, known]
    shares = fold_in(counts, topic_term, alpha=model.settings.get("alpha", ALPHA), n_iter=n_iter)
    table = pd.DataFrame(shares, index=list(dtm.doc_ids), columns=model.topic_term.index)
    return table.assign(overlap=np.asarray(counts.sum(axis=1)).ravel() / np.maximum(dtm.doc_lengths, 1))


def top_terms(model: TopicModel, *, top_n: int = 10) -> pd.DataFrame:
    """Which terms weigh most in each topic?

    Parameters
    ----------
    model
        One fit or a consensus.
    top_n
        Terms a topic.

    Returns
    -------
    DataFrame
        topic, rank (1 = heaviest), term, weight (share of the topic's tokens, 0..1), error (Monte Carlo
        standard error of that weight), support (share of runs in which the term was among the topic's top
        ten, 0..1); error and support are missing for a single fit.
    """
    check_model(model)
    check_whole_number(top_n, "top_n", least=1, such_as=10)
    weights, missing = model.topic_term.to_numpy(), np.full(model.topic_term.shape, np.nan)
    error, support = (missing if t is None else t.to_numpy() for t in (model.term_error, model.term_support))
    first = np.argsort(-weights.round(12), axis=1, kind="stable")[:, :top_n]
    return ranked(model.topic_term, first, weight=weights, error=error, support=support)


def ranked(table: pd.DataFrame, first: np.ndarray, label: str = "term", **values: np.ndarray) -> pd.DataFrame:
    """topic, rank, label and these values (K, M) of the columns of a table (K, M) that come first (K, n)."""
    n = first.shape[1]
    rows = {"topic": np.repeat(table.index, n), "rank": np.tile(np.arange(1, n + 1), len(table))}
    found = {name: np.take_along_axis(of, first, axis=1).ravel() for name, of in values.items()}
    return pd.DataFrame(rows | {label: table.columns[first.ravel()]} | found)


def check_model(model: object, name: str = "model") -> None:
    """Raise `ArgumentError` unless the argument is a topic model."""
    check_kind(model, name, TopicModel, source="fit_consensus")


def heaviest(model: TopicModel, n: int) -> dict[str, list[str]]:
    """The n heaviest terms of each topic."""
    tops = top_terms(model, top_n=n).groupby("topic", sort=False)["term"]
    return {str(topic): list(terms) for topic, terms in tops}


def check_fit(
    dtm: Dtm, *, n_topics: int, alpha: float, eta: float, n_iter: int, random_state: int, n_samples: int = 1
) -> None:
    """Raise `ArgumentError` for what no topic model can be fitted with."""
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(n_topics, "n_topics", least=2, such_as=6)
    check_whole_number(n_samples, "n_samples", least=1, such_as=10)
    check_whole_number(n_iter, "n_iter", least=1, such_as=200)
    check_whole_number(random_state, "random_state", least=0, such_as=0)
    if n_samples > 1 and n_iter < 2 * n_samples:
        raise ArgumentError(
            f"n_iter is {n_iter}, too few for the mean of n_samples {n_samples} states of its second half; "
            f"give {2 * n_samples} or more"
        )
    n_filled, n_terms = int((dtm.doc_lengths > 0).sum()), len(dtm.vocabulary)
    counts = dtm.counts.data
    if not n_terms or not n_filled:
        raise ArgumentError("dtm holds no term; lower min_doc_frequency or use fewer stopwords")
    if (counts < 0).any() or (counts != np.floor(counts)).any():
        raise ArgumentError("dtm holds counts that are negative or not whole; give counts, not weights")
    if n_filled < 2:
        raise ArgumentError("dtm has one document with terms; topics need at least two to tell apart")
    if n_topics > n_filled:
        raise ArgumentError(
            f"n_topics is {n_topics}, but only {n_filled} documents hold terms; ask for fewer topics or "
            "cut the texts into smaller documents"
        )
    if n_topics > n_terms:
        raise ArgumentError(f"n_topics is {n_topics}, but dtm has only {n_terms} terms; ask for fewer topics")
    for name, value in (("alpha", alpha), ("eta", eta)):
        if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < math.inf:
            raise ArgumentError(f"{name} is {value!r}; a Dirichlet prior must be larger than 0 and finite")


def term_prior(dtm: Dtm, *, n_topics: int, eta: float, word_priors: WordPriors | None) -> np.ndarray:
    """Prior pseudo-counts (K, M): `eta`, and more for the seed terms of seeded topics."""
    prior = np.full((n_topics, len(dtm.vocabulary)), float(eta))
    if word_priors is None:
        return prior
    check_kind(word_priors, "word_priors", Mapping, source='{"name": ["term"]}')
    if len(word_priors) > n_topics:
        raise ArgumentError(
            f"word_priors names {len(word_priors)} topics, but n_topics is {n_topics}; name fewer or raise it"
        )
    column = {term: i for i, term in enumerate(dtm.vocabulary)}
    for topic, (name, terms) in enumerate(word_priors.items()):
        check_texts(terms, f"word_priors[{name!r}]")
        known = [column[term] for term in terms if term in column]
        if not known:
            raise ArgumentError(f"word_priors: no seed term of {name!r} is in the vocabulary; give others")
        prior[topic, known] += SEED_WEIGHT
    return prior


def prepared(
    dtm: Dtm, *, word_priors: WordPriors | None, about: dict[str, str], **arguments: Any
) -> tuple[np.ndarray, dict[str, Any]]:
    """Prior (K, M), and what must be known to fit the model again; warns of what will not help."""
    check_fit(dtm, **arguments)
    if len(dtm.doc_ids) >= MANY and (arguments["alpha"], arguments["eta"]) == (ALPHA, ETA):
        warnings.warn(
            f"dtm has {len(dtm.doc_ids)} documents, and the default priors are for some dozens; compare with "
            "alpha=0.1, eta=0.05 (docs/topics.md, Priors)", stacklevel=3,
        )  # fmt: skip
    prior = term_prior(dtm, n_topics=arguments["n_topics"], eta=arguments["eta"], word_priors=word_priors)
    known, asked = set(dtm.vocabulary), word_priors or {}
    lost = {name: lacking for name in asked if (lacking := [t for t in asked[name] if t not in known])}
    if lost:
        told = "; ".join(f"{name}: {'、'.join(terms)}" for name, terms in lost.items())
        warnings.warn(
            f"word_priors: these seed terms are not in dtm and have no effect ({told})", stacklevel=3
        )
    empty = [doc for doc, length in zip(dtm.doc_ids, dtm.doc_lengths, strict=True) if not length]
    seeds = dict(zip(topic_names(len(asked)), asked, strict=True))
    plain = {name: one.item() if isinstance(one, np.generic) else one for name, one in arguments.items()}
    facts = {"seeded": seeds, "unknown_seeds": lost, "empty_documents": empty, "dtm": dict(dtm.settings)}
    return prior, about | plain | facts


def topic_names(n_topics: int) -> list[str]:
    """``T1 … TK``."""
    return [f"T{i}" for i in range(1, n_topics + 1)]


def size_order(doc_topic: np.ndarray, doc_lengths: np.ndarray, *, seeded: int = 0) -> np.ndarray:
    """Topics by their share of all tokens, largest first; seeded topics keep their places in front."""
    size = doc_lengths @ doc_topic
    free = np.argsort(-size[seeded:].round(12), kind="stable") + seeded
    return np.concatenate([np.arange(seeded), free]).astype(int)
