"""What share of a group's words does each topic have, and how even are the essays?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.grouping import By, grouped
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, check_level, check_whole_number
from yrdresearch.groups.article_shares import ArticleShares, article_shares
from yrdresearch.groups.documents import document_shares, document_table, note_of_one_run, with_names
from yrdresearch.stats.chance import drawn_again, interval, seeded

if TYPE_CHECKING:
    from yrdresearch.topics.model import TopicModel

ONE_ARTICLE = (
    "one article: the interval holds the model's uncertainty about this text, and nothing is known of how "
    "the group's texts vary"
)
ONE_UNIT = (
    "its articles count as one observation: the interval holds the model's uncertainty about these texts, "
    "and nothing is known of how others of the group vary"
)
TOO_FEW = "in fewer than three articles, too few for an interval that holds; coverage() has a bound"
EVENNESS = "how even the essay is over its paragraphs, not how its author writes elsewhere"


def prevalence(
    source: TopicModel | pd.DataFrame,
    corpus: Corpus,
    *,
    by: By = "author",
    weighting: str = "article",
    unit: str = "article_id",
    n_resamples: int = 1_000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """What share of a group's words does each topic have, or of its sentences each policy area?

    Paragraphs (for a consensus, the mean over its runs) are added up to articles first; a group's prevalence
    is the mean over its articles. The 95 % interval combines three sources: the spread between the runs of a
    consensus, the uncertainty of a document's shares given its length (method of composition), and which
    articles happened to be there. Of a coding it is that of `stats.share_interval` over articles, and missing
    where none holds (`note`).

    Parameters
    ----------
    source
        A `TopicModel`, whose documents are paragraphs or articles of `corpus`, or a coding of its sentences
        (`code_policy_areas`).
    corpus
        The corpus both come from.
    by
        A column of the articles or pages, or a Series indexed by article_id or paragraph_id.
    weighting
        ``"article"``: every article counts the same; ``"length"``: by its tokens.
    unit
        What counts as one observation: ``"article_id"``, or a column such as ``"author"`` whose articles
        stay together.
    n_resamples
        Draws from which the intervals are read.
    level
        Share of the draws that an interval holds.
    random_state
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        G x K rows, groups in order of appearance: group, topic (or policy_area), prevalence, low, high (all
        0..1; of topics prevalence adds up to 1 within a group), n_articles, n_paragraphs, weighting, note;
        and beside topic topic_name, where a person named topics (`topics.name_topics`); beside policy_area
        name_zh and name_en.

    Raises
    ------
    ArgumentError
        For an unknown or missing variable, groups that split an article, or a model of another corpus.

    References
    ----------
    Treier, S. and Jackman, S. (2008): Democracy as a latent variable. American Journal of Political Science
    52, 201-217.
    Roberts, M. E. et al. (2014): Structural topic models for open-ended survey responses. American Journal
    of Political Science 58, 1064-1082.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> model = yrd.fit_lda(yrd.build_dtm(corpus), n_topics=3, n_iter=50)
    >>> table = groups.prevalence(model, corpus, by="author", n_resamples=50)
    >>> bool(((table["low"] > 0) & (table["high"] < 1)).all())
    True
    """
    check_level(level)
    rng = seeded(random_state)
    shares = article_shares(source, corpus, by=by, unit=unit, n_resamples=n_resamples, random_state=rng)
    weights = shares.weights(weighting)
    tables = []
    for name, units in grouped(shares.units, shares.units["group"]):
        rows = units.index.to_numpy()
        tables.append(_of_group(shares, name, rows, weights, level, rng, note_of_one_run(source)))
    columns = ["group", shares.kind, "prevalence", "low", "high", "n_articles", "n_paragraphs"]
    table = pd.concat(tables, ignore_index=True).assign(weighting=weighting)
    return with_names(table[[*columns, "weighting", "note"]], source)


def evenness(
    model: TopicModel,
    corpus: Corpus,
    *,
    n_resamples: int = 1_000,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """How evenly is a topic spread over the paragraphs of an essay?

    Paragraphs are resampled within each essay. That says how even this essay is, not how its author differs
    from others: for the latter several essays an author are needed.

    Parameters
    ----------
    model
        Its documents are paragraphs of `corpus`.
    corpus
        The corpus the model was fitted to.
    n_resamples
        Times the paragraphs are resampled.
    level
        Share of the resampled essays that an interval holds.
    random_state
        Seed of the resampling.

    Returns
    -------
    pandas.DataFrame
        One row an article and topic: article_id, author, topic, share, low, high (95 % of the resampled
        essays, 0..1), least, most (smallest and largest share of a paragraph), n_paragraphs, note.

    Raises
    ------
    ArgumentError
        When the model's documents are whole articles.
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    check_level(level)
    documents = document_table(model, corpus)
    if not documents.index.isin(corpus.paragraphs["paragraph_id"]).all():
        raise ArgumentError(
            "model was fitted to whole articles, which have no parts to resample; fit it to "
            "build_dtm(corpus, unit='paragraph')"
        )
    rng = seeded(random_state)
    of_document = document_shares(model).to_numpy()
    author_of = corpus.articles.set_index("article_id")["author"]
    tables = []
    for article_id, rows in documents[documents["n_tokens"] > 0].groupby("article_id", sort=False):
        shares = of_document[rows["row"]]
        tokens = rows["n_tokens"].to_numpy(float)
        share = np.average(shares, axis=0, weights=tokens)
        counts = drawn_again(len(rows), n_resamples, rng) * tokens
        low, high = interval(counts @ shares / counts.sum(axis=1, keepdims=True), level=level, holding=share)
        table = pd.DataFrame({"topic": model.doc_topic.columns, "share": share, "low": low, "high": high})
        table["least"], table["most"] = shares.min(axis=0), shares.max(axis=0)
        table.insert(0, "article_id", article_id)
        table.insert(1, "author", author_of[article_id])
        tables.append(table.assign(n_paragraphs=len(rows), note=EVENNESS))
    return with_names(pd.concat(tables, ignore_index=True), model)


def _of_group(
    shares: ArticleShares,
    name: Any,
    rows: np.ndarray,
    weights: np.ndarray,
    level: float,
    rng: np.random.Generator,
    one_run: str,
) -> pd.DataFrame:
    units = shares.units.iloc[rows]
    low, high = shares.interval(rows, weights, level, rng)
    together = ONE_UNIT if units["n_articles"].iloc[0] > 1 else ONE_ARTICLE
    alone = together if len(rows) == 1 and shares.kind == "topic" else ""
    table = pd.DataFrame({shares.kind: shares.names, "prevalence": shares.mean(rows, weights)})
    told = "; ".join(filter(None, [alone, shares.note, one_run]))
    return table.assign(
        low=low,
        high=high,
        group=name,
        n_articles=int(units["n_articles"].sum()),
        n_paragraphs=int(units["n_paragraphs"].sum()),
        note=np.where(np.isnan(low), f"{TOO_FEW}; {told}".removesuffix("; "), told),
    )
