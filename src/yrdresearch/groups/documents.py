"""A topic model or a coding -> its documents: of which article each is, how long, with what shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yrdresearch.areas.codebookfiles import codebook_of
from yrdresearch.errors import ArgumentError, check_columns, check_rows, first_few, kind_of

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

CODED = ("sentence_id", "paragraph_id", "article_id", "policy_area")
N_SENTENCES = "n_sentences"
MISTAKES = "shares are of what the coding sees; its mistakes are not in the interval (corrected_coverage)"
ONE_RUN = (
    "the model is a single run, so intervals do not hold what another seed would give; fit_consensus keeps "
    "the spread between runs"
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
    return pd.Series(known.loc[index])


def document_shares(source: TopicModel | pd.DataFrame) -> pd.DataFrame:
    """(N, K) shares of topics in the model's documents, or of areas in the paragraphs of a coding.

    Of a consensus it is the mean over its runs, which carry the uncertainty; the consensus's own `doc_topic`
    belongs to one mode of the posterior and is too sure of each document's main topic.
    """
    if isinstance(source, pd.DataFrame):
        counts = coded_paragraphs(source)
        return counts.drop(columns=N_SENTENCES).div(counts[N_SENTENCES], axis=0)
    if source.doc_topic_runs is None:
        return source.doc_topic
    return pd.DataFrame(
        source.doc_topic_runs.mean(axis=0), index=source.doc_topic.index, columns=source.doc_topic.columns
    )


def coded_paragraphs(coded: pd.DataFrame) -> pd.DataFrame:
    """Sentences with each area of the coding's codebook, paragraph by paragraph, and `n_sentences`."""
    check_columns(coded, CODED, "source", source="code_policy_areas")
    check_rows(coded, "source")
    once = coded.drop_duplicates("sentence_id").groupby("paragraph_id", sort=False).size()
    counts = pd.crosstab(coded["paragraph_id"], coded["policy_area"])
    counts = counts.reindex(index=once.index, columns=codebook_of(coded, None).ids, fill_value=0)
    return counts.assign(**{N_SENTENCES: once}).rename_axis(columns=None)


def with_names(table: pd.DataFrame, source: TopicModel | pd.DataFrame) -> pd.DataFrame:
    """The table with the names of its topics, where a person gave them (`topics.name_topics`), or areas."""
    if isinstance(source, pd.DataFrame):
        key, of_area = "policy_area", source.drop_duplicates("policy_area").set_index("policy_area")
        names = {name: of_area[name].to_dict() for name in ("name_zh", "name_en") if name in source}
    else:
        key, given = "topic", source.settings.get("names", {})
        names = {"topic_name": given} if given else {}
    for at, (name, of) in enumerate(names.items(), start=list(table).index(key) + 1):
        table.insert(at, name, table[key].map(of))
    return table


def note_of_one_run(source: TopicModel | pd.DataFrame) -> str:
    """What intervals do not hold, in words: other runs, or the mistakes of a coding; else ""."""
    if isinstance(source, pd.DataFrame):
        return MISTAKES
    return ONE_RUN if source.doc_topic_runs is None else ""


def document_table(model: TopicModel | pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The model's documents in their order, index doc_id: row, article_id, n_tokens, n_paragraphs.

    Tokens are those of terms that the model knows; of a coding, the documents are paragraphs and count by
    their sentences.
    """
    if isinstance(model, pd.DataFrame):
        n_sentences = coded_paragraphs(model)[N_SENTENCES]
        documents = article_of(n_sentences.index, corpus, "source").rename("article_id").to_frame()
        documents.insert(0, "row", np.arange(len(documents)))
        return documents.assign(n_tokens=n_sentences.to_numpy(float), n_paragraphs=1)
    if not hasattr(model, "doc_topic"):
        raise ArgumentError(
            f"model is {kind_of(model)}; give a TopicModel, such as fit_consensus(dtm) returns, or a "
            "coding from code_policy_areas"
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
