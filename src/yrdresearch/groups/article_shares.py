"""Document shares of a topic model -> shares of whole articles, with draws that carry their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from yrdresearch.corpus.grouping import By, known_groups, missing_note
from yrdresearch.errors import ArgumentError, check_whole_number, first_few

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

WEIGHTINGS = ("article", "length")
CHUNK = 4_000_000
TINY = 1e-12
ONE_RUN = (
    "the model is a single run, so intervals do not hold what another seed would give; fit_consensus keeps "
    "the spread between runs"
)


@dataclass(frozen=True)
class ArticleShares:
    """Topic shares of U units (articles, or all articles of one author) for statistics over groups.

    Attributes
    ----------
    units
        One row a unit: unit, group (None where `by` is missing), n_articles, n_paragraphs, n_tokens.
    shares
        (U, K) share of the unit's words in each topic; rows sum to 1.
    draws
        (B, U, K) draws of the same from the model's uncertainty.
    topics
        K names.
    note
        What was left out and why, in words, or "".
    """

    units: pd.DataFrame
    shares: np.ndarray
    draws: np.ndarray
    topics: list[str]
    note: str

    def weights(self, weighting: str) -> np.ndarray:
        """(U,) weight of each unit: 1 each, or its number of tokens."""
        if weighting not in WEIGHTINGS:
            raise ArgumentError(f"weighting is {weighting!r}; choose 'article' or 'length'")
        return np.ones(len(self.units)) if weighting == "article" else self.units["n_tokens"].to_numpy(float)

    def mean(self, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """(K,) mean share of these units."""
        return np.average(self.shares[rows], axis=0, weights=weights[rows])

    def draw_mean(self, rows: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(B, K) draws of the mean share: the model's uncertainty, then which articles happened to be there.

        The second step adds Student's t with n - 1 degrees of freedom times the standard error of the mean,
        on the logit scale: draws stay inside (0, 1), and few articles give a wide interval, which resampling
        them with replacement does not. A single unit has no second step.
        """
        parts = weights[rows] / weights[rows].sum()
        values = self.draws[:, rows]
        mean = np.einsum("u,buk->bk", parts, values)
        if len(rows) == 1:
            return mean
        spread = np.einsum("u,buk->bk", parts**2, (values - mean[:, None]) ** 2) * len(rows) / (len(rows) - 1)
        mean = mean.clip(1e-6, 1 - 1e-6)
        step = np.sqrt(spread) / (mean * (1 - mean)) * rng.standard_t(len(rows) - 1, size=mean.shape)
        return expit(logit(mean) + step)


def article_shares(
    model: TopicModel,
    corpus: Corpus,
    *,
    by: By,
    unit: str = "article_id",
    n_resamples: int = 1_000,
    random_state: int | np.random.Generator = 0,
) -> ArticleShares:
    """What share of each article's words does each topic have, and how sure is the model of it?

    The estimate is `document_shares`. A paragraph's shares count by its tokens, so an article's share is a
    share of its words. Each draw takes one run of a consensus at random, and document shares from a
    Dirichlet distribution about that run's, as concentrated as the document is long (method of composition;
    Treier and Jackman 2008).

    Parameters
    ----------
    model
        Documents must be paragraphs or articles of `corpus`.
    corpus
        The corpus the model was fitted to.
    by
        Grouping, see `yrdresearch.corpus.article_groups`.
    unit
        Column of the articles whose values stay together: ``"article_id"``, or for example ``"author"``
        when authors, not essays, were sampled.
    n_resamples
        Number B of draws.
    random_state
        Seed of the draws.

    Raises
    ------
    ArgumentError
        When model and corpus do not belong together, or groups split a unit.

    References
    ----------
    Treier, S. and Jackman, S. (2008): Democracy as a latent variable. American Journal of Political Science
    52, 201-217.
    Roberts, M. E. et al. (2014): Structural topic models for open-ended survey responses. American Journal
    of Political Science 58, 1064-1082.
    """
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    groups = known_groups(corpus, by)
    documents = document_table(model, corpus)
    documents["group"] = documents["article_id"].map(groups)
    documents["unit"] = documents["article_id"].map(_units(corpus, unit, groups))
    kept = documents[documents["n_tokens"] > 0]
    units = kept.groupby("unit", sort=False).agg(
        group=("group", "first"),
        n_articles=("article_id", "nunique"),
        n_paragraphs=("n_paragraphs", "sum"),
        n_tokens=("n_tokens", "sum"),
    )
    kept = kept.assign(code=pd.factorize(kept["unit"])[0]).sort_values("code", kind="stable")
    return ArticleShares(
        units=units.reset_index(),
        shares=_add_up(document_shares(model).to_numpy()[kept["row"]], kept),
        draws=_draw_units(model, kept, n_resamples, np.random.default_rng(random_state)),
        topics=[str(topic) for topic in model.doc_topic.columns],
        note="; ".join(filter(None, [missing_note(groups, by), _left_out(corpus, documents, kept)])),
    )


def article_of(ids: Iterable[str], corpus: Corpus, name: str) -> pd.Series:
    """The article of each document (a paragraph or an article itself), index the document ids.

    Raises `ArgumentError` where a document is neither; `name` is the argument the ids come from.
    """
    index = pd.Index(ids)
    article_ids = pd.Index(corpus.articles["article_id"])
    known = pd.concat(
        [corpus.paragraphs.set_index("paragraph_id")["article_id"], pd.Series(article_ids, article_ids)]
    )
    unknown = index[~index.isin(known.index)]
    if len(unknown):
        raise ArgumentError(
            f"{name} has {len(unknown)} documents that are no paragraph or article of the corpus "
            f"({first_few(unknown)}); pass the corpus it was made from, with build_dtm(unit='paragraph')"
        )
    return known.loc[index]


def document_shares(model: TopicModel) -> pd.DataFrame:
    """(N, K) shares of topics in the model's documents: of a consensus, the mean over its runs.

    The runs carry the uncertainty, so their mean is the estimate that goes with it. The consensus's own
    `doc_topic` belongs to one mode of the posterior and is too sure of each document's main topic.
    """
    if model.doc_topic_runs is None:
        return model.doc_topic
    return pd.DataFrame(
        model.doc_topic_runs.mean(axis=0), index=model.doc_topic.index, columns=model.doc_topic.columns
    )


def note_of_one_run(model: TopicModel) -> str:
    """What intervals do not hold where the model is not a consensus, in words; else ""."""
    return ONE_RUN if model.doc_topic_runs is None else ""


def document_table(model: TopicModel, corpus: Corpus) -> pd.DataFrame:
    """The model's documents in their order, index doc_id: row, article_id, n_tokens, n_paragraphs.

    Tokens are those of terms that the model knows.
    """
    if not hasattr(model, "doc_topic"):
        raise ArgumentError(
            f"model is a {type(model).__name__}; give a TopicModel, such as fit_consensus(dtm) returns"
        )
    documents = article_of(model.doc_topic.index, corpus, "model").rename("article_id").to_frame()
    documents.insert(0, "row", np.arange(len(documents)))
    counts = corpus.term_counts[corpus.term_counts["term"].isin(model.topic_term.columns)]
    tokens = counts.groupby("paragraph_id")["count"].sum()
    of_paragraph = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    of_article = tokens.groupby(of_paragraph.loc[tokens.index].to_numpy()).sum()
    n_tokens = pd.concat([tokens, of_article]).reindex(documents.index)
    documents["n_tokens"] = n_tokens.fillna(0).astype(float)
    n_paragraphs = corpus.counted_paragraphs()["article_id"].value_counts()
    documents["n_paragraphs"] = n_paragraphs.reindex(documents.index).fillna(1).astype(int)
    return documents


def _units(corpus: Corpus, unit: str, groups: pd.Series) -> pd.Series:
    articles = corpus.articles.set_index("article_id", drop=False)
    if unit not in articles:
        raise ArgumentError(f"unit is {unit!r}, which is no column of the articles; try 'article_id'")
    per_unit = groups.groupby(articles[unit]).nunique(dropna=False)
    split = per_unit.index[per_unit > 1]
    if len(split):
        raise ArgumentError(
            f"the groups split {len(split)} units of {unit!r} ({first_few(split)}); choose a unit that lies "
            "within one group"
        )
    return articles[unit]


def _add_up(values: np.ndarray, documents: pd.DataFrame) -> np.ndarray:
    """(…, D, K) shares of documents sorted by unit -> (…, U, K) shares of the units' tokens."""
    tokens = documents.groupby("code")["n_tokens"].transform("sum")
    parts = (documents["n_tokens"] / tokens).to_numpy(float)
    starts = np.flatnonzero(np.diff(documents["code"], prepend=-1))
    return np.add.reduceat(values * parts[:, None], starts, axis=-2)


def _draw_units(
    model: TopicModel, documents: pd.DataFrame, n_resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """(B, U, K) draws: a run at random, document shares from a Dirichlet about it, added up to units."""
    runs = model.doc_topic_runs
    runs = model.doc_topic.to_numpy()[None] if runs is None else runs
    rows, n_tokens = documents["row"].to_numpy(), documents["n_tokens"].to_numpy(float)
    chosen = rng.integers(len(runs), size=n_resamples)
    step = max(1, CHUNK // (len(rows) * runs.shape[2]))  # bounds the memory, not the result
    pieces = []
    for start in range(0, n_resamples, step):
        shapes = runs[chosen[start : start + step]][:, rows] * n_tokens[:, None]
        gamma = rng.standard_gamma(np.maximum(shapes, 1e-3)) + TINY
        pieces.append(_add_up(gamma / gamma.sum(axis=2, keepdims=True), documents))
    return np.concatenate(pieces)


def _left_out(corpus: Corpus, documents: pd.DataFrame, kept: pd.DataFrame) -> str:
    empty = len(documents) - len(kept)
    absent = len(corpus.articles) - kept["article_id"].nunique()
    notes = [f"{empty} documents without a term of the model left out"] if empty else []
    notes += [f"{absent} articles of the corpus are not in the model"] if absent else []
    return "; ".join(notes)
