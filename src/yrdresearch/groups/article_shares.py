"""A topic model or a coding -> shares of whole articles, with what their uncertainty is known from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from yrdresearch.corpus.grouping import By, known_groups, missing_note
from yrdresearch.errors import ArgumentError, check_choice, check_whole_number, first_few
from yrdresearch.groups.documents import document_shares, document_table
from yrdresearch.stats.blocks import difference_interval, share_interval
from yrdresearch.stats.chance import interval, seeded
from yrdresearch.stats.lengths import N_CUTS, UNEVEN, kept_parts, length_ratio, matched_lengths

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

WEIGHTINGS = ("article", "length")
CHUNK = 4_000_000
TINY = 1e-12
EDGE = 1e-6  # shares nearer to 0 or 1 have no logit to speak of
CERTAIN = 3  # degrees of freedom that four articles or more have, however few of them a topic comes from


@dataclass(frozen=True)
class ArticleShares:
    """Shares of U units (articles, or all articles of one author) for statistics over groups.

    Attributes
    ----------
    units
        One row a unit: unit, group (None where `by` is missing), n_articles, n_paragraphs, n_tokens (of a
        coding: sentences).
    shares
        (U, K) share of the unit's words in each topic, which add up to 1; or of its sentences in each area.
    draws
        (B, U, K) draws of the same from the model's uncertainty; None for a coding.
    names
        K topics or areas.
    kind
        ``"topic"`` or ``"policy_area"``.
    note
        What was left out and why, in words, or "".
    parts, of_unit, sizes
        (D, K) shares of the documents that the units are made of, (D,) number of the unit, (D,) tokens.
    """

    units: pd.DataFrame
    shares: np.ndarray
    draws: np.ndarray | None
    names: list[str]
    kind: str
    note: str
    parts: np.ndarray
    of_unit: np.ndarray
    sizes: np.ndarray

    def weights(self, weighting: str) -> np.ndarray:
        """(U,) weight of each unit: 1 each, or its number of tokens."""
        check_choice(weighting, "weighting", WEIGHTINGS)
        return np.ones(len(self.units)) if weighting == "article" else self.units["n_tokens"].to_numpy(float)

    def mean(self, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """(K,) mean share of these units."""
        return np.average(self.shares[rows], axis=0, weights=weights[rows])

    def interval(
        self, rows: np.ndarray, weights: np.ndarray, level: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Ends (K,) of the interval of the mean; of a coding nan where none holds."""
        if self.draws is None:
            of_unit = weights[rows]
            sentences = self.units["n_tokens"].to_numpy(float)[rows]
            amounts = self.shares[rows] * of_unit[:, None]
            return share_interval(amounts, of_unit, sizes=sentences, level=level)
        return interval(self.draw_mean(rows, weights, rng), level=level, holding=self.mean(rows, weights))

    def difference_interval(
        self, a: np.ndarray, b: np.ndarray, weights: np.ndarray, level: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Ends (K,) of the interval of the difference of two means.

        Of a topic model from draws, of a coding from both intervals (`stats.difference_interval`).
        """
        means = np.array([self.mean(rows, weights) for rows in (a, b)])
        if self.draws is None:
            ends = np.array([self.interval(rows, weights, level, rng) for rows in (a, b)])
            errors = np.array([self._standard_error(rows, weights) for rows in (a, b)])
            return difference_interval(means, ends, errors, (len(a), len(b)), level=level)
        draws = self.draw_mean(a, weights, rng) - self.draw_mean(b, weights, rng)
        return interval(draws, level=level, holding=means[0] - means[1])

    def _standard_error(self, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """(K,) standard error of the mean share of these units; nan of a single one."""
        if len(rows) == 1:
            return np.full(len(self.names), np.nan)
        parts = weights[rows] / weights[rows].sum()
        spread = parts**2 @ (self.shares[rows] - self.mean(rows, weights)) ** 2
        return np.asarray(np.sqrt(spread * len(rows) / (len(rows) - 1)))

    def draw_mean(self, rows: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(B, K) draws of the mean share: the model's uncertainty, then which articles happened to be there.

        The second step adds Student's t times the jackknife's standard error, on the logit scale: draws stay
        inside (0, 1), and few articles give a wide interval, which resampling them with replacement does not.
        Degrees of freedom are the effective number of articles that the topic comes from, less one
        (`CERTAIN` or n - 1 at least): a rare topic is often that of a few. A single unit has no second step.
        """
        assert self.draws is not None
        parts = weights[rows] / weights[rows].sum()
        values = self.draws[:, rows]
        mean = np.einsum("u,buk->bk", parts, values)
        if len(rows) == 1:
            return np.asarray(mean)
        amounts = parts[:, None] * values
        without = (mean[:, None] - amounts) / (1 - parts[:, None])
        middle = logit(mean.clip(EDGE, 1 - EDGE))
        apart = logit(without.clip(EDGE, 1 - EDGE)) - middle[:, None]
        error = np.sqrt((1 - 1 / len(rows)) * (apart**2).sum(axis=1))
        effective = amounts.sum(axis=1) ** 2 / (amounts**2).sum(axis=1).clip(TINY)
        freedom = np.maximum(effective - 1, min(len(rows) - 1, CERTAIN))
        return np.asarray(expit(middle + error * rng.standard_t(freedom)))

    def cuts(self, rows: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """(len(rows), K) shares of these units, cut at random to the same lengths in all groups, way by way.

        What a test deals out again must be able to change places (`stats.matched_lengths`). Where nothing is
        cut there is one way.
        """
        lengths = np.bincount(self.of_unit, minlength=len(self.units))
        kept_of = lengths.copy()
        kept_of[rows] = matched_lengths(lengths[rows], labels)
        for _ in range(N_CUTS if (kept_of < lengths).any() else 1):
            kept = kept_parts(self.of_unit, kept_of, rng)
            yield add_up(self.parts[kept], self.of_unit[kept], self.sizes[kept])[rows]

    def uneven(self, rows: np.ndarray, labels: np.ndarray) -> str:
        """In words, where lengths differ between groups and there are no parts to cut; else ""."""
        if len(self.sizes) > len(self.units):
            return ""
        tokens = self.units["n_tokens"].to_numpy(float)[rows]
        ratio = length_ratio(tokens, labels)
        if ratio < UNEVEN:
            return ""
        return (
            f"articles of one group are {ratio:.1f} times as long as those of another, "
            "and the model's documents are whole articles, which cannot be cut: p may be too small; fit the "
            "model to paragraphs"
        )


def article_shares(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    by: By,
    unit: str = "article_id",
    n_resamples: int = 1_000,
    random_state: int | np.random.Generator = 0,
) -> ArticleShares:
    """What share of each article does each topic or policy area have, and how sure is that?

    Of a topic model: shares of words. The estimate is `document_shares`; a paragraph's shares count by its
    tokens. Each draw takes one run of a consensus at random, and document shares from a Dirichlet
    distribution about that run's, as concentrated as the document is long (method of composition; Treier and
    Jackman 2008). Of a coding: shares of sentences, without draws, as the rules are sure of what they see.

    Parameters
    ----------
    source
        A `TopicModel`, whose documents are paragraphs or articles of `corpus`, or a coding of its sentences
        (`code_policy_areas`).
    corpus
        The corpus both come from.
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
        When source and corpus do not belong together, or groups split a unit.

    References
    ----------
    Treier, S. and Jackman, S. (2008): Democracy as a latent variable. American Journal of Political Science
    52, 201-217.
    Roberts, M. E. et al. (2014): Structural topic models for open-ended survey responses. American Journal
    of Political Science 58, 1064-1082.
    """
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    groups = known_groups(corpus, by)
    documents, shares = document_table(source, corpus), document_shares(source)
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
    parts, of_unit, sizes = (
        shares.to_numpy()[kept["row"]],
        kept["code"].to_numpy(),
        kept["n_tokens"].to_numpy(),
    )
    rng = seeded(random_state)
    return ArticleShares(
        units=units.reset_index(),
        shares=add_up(parts, of_unit, sizes),
        draws=None if isinstance(source, pd.DataFrame) else _draw_units(source, kept, n_resamples, rng),
        names=[str(name) for name in shares.columns],
        kind="policy_area" if isinstance(source, pd.DataFrame) else "topic",
        note="; ".join(filter(None, [missing_note(groups, by), _left_out(corpus, documents, kept)])),
        parts=parts,
        of_unit=of_unit,
        sizes=sizes,
    )


def _units(corpus: Corpus, unit: str, groups: pd.Series) -> pd.Series:
    articles = corpus.articles.set_index("article_id", drop=False)
    if not isinstance(unit, str) or unit not in articles:
        raise ArgumentError(f"unit is {unit!r}, which is no column of the articles; try 'article_id'")
    per_unit = groups.groupby(articles[unit]).nunique(dropna=False)
    split = per_unit.index[per_unit > 1]
    if len(split):
        raise ArgumentError(
            f"the groups split {len(split)} units of {unit!r} ({first_few(split)}); choose a unit that lies "
            "within one group"
        )
    return articles[unit]


def add_up(values: np.ndarray, of_unit: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(…, D, K) shares of documents sorted by unit -> (…, U, K) shares of the units' tokens."""
    parts = sizes / np.bincount(of_unit, weights=sizes)[of_unit]
    starts = np.flatnonzero(np.diff(of_unit, prepend=-1))
    return np.add.reduceat(values * parts[:, None], starts, axis=-2)


def _draw_units(
    model: TopicModel, documents: pd.DataFrame, n_resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """(B, U, K) draws: a run at random, document shares from a Dirichlet about it, added up to units."""
    runs = model.doc_topic_runs
    runs = model.doc_topic.to_numpy()[None] if runs is None else runs
    rows, n_tokens = documents["row"].to_numpy(), documents["n_tokens"].to_numpy(float)
    of_unit = documents["code"].to_numpy()
    chosen = rng.integers(len(runs), size=n_resamples)
    step = max(1, CHUNK // (len(rows) * runs.shape[2]))  # bounds the memory, not the result
    pieces = []
    for start in range(0, n_resamples, step):
        shapes = runs[chosen[start : start + step]][:, rows] * n_tokens[:, None]
        gamma = rng.standard_gamma(np.maximum(shapes, 1e-3)) + TINY
        pieces.append(add_up(gamma / gamma.sum(axis=2, keepdims=True), of_unit, n_tokens))
    return np.concatenate(pieces)


def _left_out(corpus: Corpus, documents: pd.DataFrame, kept: pd.DataFrame) -> str:
    empty = len(documents) - len(kept)
    absent = len(corpus.articles) - kept["article_id"].nunique()
    notes = [f"{empty} documents without a term of the model left out"] if empty else []
    notes += [f"{absent} articles of the corpus are not in it"] if absent else []
    return "; ".join(notes)
