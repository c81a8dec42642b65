"""Hand codings -> a coder: one logistic regression over all areas, with weights of phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from yrdresearch.areas.codebook import Codebook
from yrdresearch.areas.codebookfiles import codebook_for
from yrdresearch.areas.coder import SLOPES, Coder, load_coder
from yrdresearch.areas.features import FEATURES, Candidate, Grades, article_candidates
from yrdresearch.areas.reliability import label_sets
from yrdresearch.areas.rules import Matcher
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import CodebookError, check_kind

RIDGE = 2.0  # penalty on squared weights (variance of their prior: 1/2), by cross-validation over essays
OWN = 0.7  # scale of the weights that single areas have, before the penalty
OFTEN = 2  # occurrences in coded sentences from which a phrase gets a weight of its own
THRESHOLDS = np.arange(0.2, 0.61, 0.02)
NEARLY = 0.005  # F1 that is no difference between thresholds
FEWEST = 30  # codes of areas with a word, below which nothing is learned


class CodedArticle(NamedTuple):
    """Sentences by paragraph, the title, and the areas of the coded ones by (paragraph, sentence)."""

    paragraphs: Sequence[Sequence[str]]
    title: str
    codes: Mapping[tuple[int, int], frozenset[str]]
    weight: float = 1.0


def train_coder(corpus: Corpus, codings: pd.DataFrame, *, codebook: Codebook | None = None) -> Coder:
    """Which weights of words, places and neighbours reproduce these hand codings?

    Parameters
    ----------
    corpus
        With text: the coded sentences in their articles.
    codings
        A row per sentence (`sentence_id`, `policy_areas`) as a coding sheet has it, or per sentence and area
        (`policy_area`). Code whole sentences as they come: ``none`` teaches as much as the areas do.
    codebook
        By default the one of the corpus; its areas are learned.

    Returns
    -------
    Coder
        To pass as ``coder=`` to `code_policy_areas`. Its `threshold` gives the best micro F1 on the codings
        in five-fold cross-validation by article.

    Raises
    ------
    CodebookError
        When fewer than 30 codes have a word of their area in the sentence.

    Notes
    -----
    Logistic regression with a ridge penalty; weights are shared by all areas, so that a few hundred sentences
    are enough, and areas and phrases have their own where the codings support them.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> coder = train_coder(yrd.load_corpus("sample"), yrd.areas.sample_codings()["settled"])
    >>> 0 < coder.threshold < 1
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("train_coder")
    codebook = codebook_for(corpus, codebook)
    return train_on(list(coded_articles(corpus, codings)), codebook)


def coded_articles(corpus: Corpus, codings: pd.DataFrame) -> Iterator[CodedArticle]:
    """The articles of a corpus that hold coded sentences."""
    sets = label_sets(codings)
    titles = dict(zip(corpus.articles["article_id"], corpus.articles["title"], strict=True))
    for article_id, article in corpus.counted_sentences().groupby("article_id", sort=False):
        paragraphs = [rows for _, rows in article.groupby("paragraph_id", sort=False)]
        codes = {
            (p, s): frozenset(sets[unit])
            for p, rows in enumerate(paragraphs)
            for s, unit in enumerate(rows["sentence_id"])
            if unit in sets
        }
        if codes:
            texts = [list(rows["text"]) for rows in paragraphs]
            yield CodedArticle(texts, str(titles.get(article_id, "")), codes)


def train_on(
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    *,
    grades: Grades | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Coder:
    """A coder from coded articles; the threshold by cross-validation over articles of full weight."""
    grades = load_coder().grades if grades is None else grades
    matcher = Matcher(codebook)
    rows = [_rows(article, matcher, grades) for article in articles]
    n_codes = sum(int(yes) for each in rows for _, yes in each)
    if n_codes < FEWEST:
        raise CodebookError(
            f"{n_codes} codes have a word of their area in the sentence; {FEWEST} or more are needed; "
            "code more sentences"
        )
    shares = [article.weight for article in articles]
    told = {
        "n_articles": len(articles),
        "n_sentences": sum(len(article.codes) for article in articles),
        **(facts or {}),
    }
    coder = _fit(rows, shares, codebook, grades, told)
    return _with_threshold(coder, articles, rows, codebook)


def _rows(article: CodedArticle, matcher: Matcher, grades: Grades) -> list[tuple[Candidate, bool]]:
    found = article_candidates(article.paragraphs, matcher=matcher, grades=grades, title=article.title)
    coded = article.codes
    places = [(each, (each.paragraph, each.sentence)) for each in found]
    return [(each, each.area in coded[place]) for each, place in places if place in coded]


def _fit(
    rows: Sequence[Sequence[tuple[Candidate, bool]]],
    shares: Sequence[float],
    codebook: Codebook,
    grades: Grades,
    facts: Mapping[str, Any],
) -> Coder:
    """One ridge-penalised logistic regression; the scaling of features is folded into the weights."""
    candidates = [candidate for each in rows for candidate, _ in each]
    truth = np.array([yes for each in rows for _, yes in each], dtype=float)
    cases = np.array([share for each, share in zip(rows, shares, strict=True) for _ in each])
    values = np.stack([candidate.values for candidate in candidates])
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    phrases = _phrases(candidates)
    design = hstack(
        [csr_matrix(0.5 * (values - mean) / scale), _own(candidates, values, codebook.ids, phrases)]
    ).tocsr()
    found, start = _solve(design, truth, cases)
    n = len(FEATURES)
    weights = 0.5 * found[:n] / scale
    start -= float(weights @ mean)
    areas = OWN * found[n : n + len(codebook.ids) * (1 + len(SLOPES))].reshape(1 + len(SLOPES), -1)
    learned: dict[str, dict[str, float]] = {}
    for (area, phrase), weight in zip(phrases, found[n + areas.size :], strict=True):
        learned.setdefault(area, {})[phrase] = float(weight)
    return Coder(
        codebook=codebook.id,
        intercept={area: start + float(areas[0, k]) for k, area in enumerate(codebook.ids)},
        weights=dict(zip(FEATURES, map(float, weights), strict=True)),
        slopes={area: [float(slope) for slope in areas[1:, k]] for k, area in enumerate(codebook.ids)},
        phrases=learned,
        grades=grades,
        threshold=0.5,
        facts=dict(facts),
    )


def _phrases(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    times = Counter((each.area, match.phrase) for each in candidates for match in each.evidence.matches)
    return sorted(pair for pair, n in times.items() if n >= OFTEN)


def _own(
    candidates: Sequence[Candidate],
    values: np.ndarray,
    areas: Sequence[str],
    phrases: Sequence[tuple[str, str]],
) -> csr_matrix:
    """Columns of single areas (intercept, then each slope) and of single phrases."""
    column = {area: k for k, area in enumerate(areas)}
    at = {pair: k for k, pair in enumerate(phrases)}
    n, k = len(candidates), len(areas)
    here = np.zeros((n, k))
    here[np.arange(n), [column[each.area] for each in candidates]] = OWN
    blocks = [csr_matrix(here)]
    blocks += [csr_matrix(here * values[:, [FEATURES.index(name)]]) for name in SLOPES]
    pairs = [
        (row, at[each.area, match.phrase])
        for row, each in enumerate(candidates)
        for match in each.evidence.matches
        if (each.area, match.phrase) in at
    ]
    where = tuple(np.array(pairs, dtype=int).reshape(-1, 2).T)
    blocks.append(csr_matrix((np.ones(len(pairs)), where), shape=(n, len(phrases))))
    return hstack(blocks).tocsr()


def _solve(design: csr_matrix, truth: np.ndarray, cases: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and common intercept of least penalised loss (scipy, L-BFGS-B)."""

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        odds = design @ beta[:-1] + beta[-1]
        likelihood = cases @ (np.logaddexp(0, odds) - truth * odds)
        excess = cases * (1 / (1 + np.exp(-odds)) - truth)
        penalty = RIDGE / 2 * beta[:-1] @ beta[:-1]
        slope = np.append(design.T @ excess + RIDGE * beta[:-1], excess.sum())
        return float(likelihood + penalty), slope

    found = minimize(loss, np.zeros(design.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])


def _with_threshold(
    coder: Coder,
    articles: Sequence[CodedArticle],
    rows: Sequence[Sequence[tuple[Candidate, bool]]],
    codebook: Codebook,
) -> Coder:
    """The coder with the threshold of best micro F1 on articles that it had not seen (five folds)."""
    counted = [k for k, article in enumerate(articles) if article.weight == 1]
    shares = [article.weight for article in articles]
    said, truth = [], []
    for fold in range(5):
        held = set(counted[fold::5])
        kept = [k for k in range(len(articles)) if k not in held]
        if not held or not any(yes for k in kept for _, yes in rows[k]):
            continue
        seen = _fit([rows[k] for k in kept], [shares[k] for k in kept], codebook, coder.grades, {})
        here = [pair for k in sorted(held) for pair in rows[k]]
        said.append(seen.probabilities([candidate for candidate, _ in here]))
        truth += [yes for _, yes in here]
    codes = sum(len(areas - {"none"}) for k in counted for areas in articles[k].codes.values())
    threshold = best_threshold(np.concatenate(said), np.array(truth), codes) if said else 0.5
    return Coder(**{**coder.__dict__, "threshold": threshold})


def best_threshold(said: np.ndarray, truth: np.ndarray, n_codes: int) -> float:
    """The middle of the probabilities from which coding gives (nearly) the best micro F1.

    `n_codes` is the number of codes to be found, those without a word included.
    """
    scores = np.array([2 * (truth & (said >= t)).sum() / ((said >= t).sum() + n_codes) for t in THRESHOLDS])
    return round(float(THRESHOLDS[scores >= scores.max() - NEARLY].mean()), 2)
