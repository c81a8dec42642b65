"""Corpora and topic models drawn from a known truth, for tests of group comparisons."""

from dataclasses import replace

import numpy as np
import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.topics.model import TopicModel


def simulated(
    sizes: dict[str, int], *, n_paragraphs: int = 5, n_topics: int = 4, n_runs: int = 0, shift: float = 0.0,
    tokens: int = 100, seed: int = 0, article_sd: float = 0.8, paragraph_sd: float = 0.6,
) -> tuple[TopicModel, Corpus]:  # fmt: skip
    """A corpus without text; `shift` raises T1 in the first author's articles, in log-odds.

    Every paragraph uses one term a topic, so that its counts are the tokens of each topic.
    """
    rng = np.random.default_rng(seed)
    authors = [author for author, size in sizes.items() for _ in range(size)]
    articles = pd.DataFrame({"article_id": [f"p.{i}" for i in range(1, len(authors) + 1)], "author": authors})
    articles = articles.assign(page_id="p", title="t", byline_kind="person")
    logits = rng.normal(0, article_sd, (len(authors), 1, n_topics))
    logits = logits + rng.normal(0, paragraph_sd, (len(authors), n_paragraphs, n_topics))
    logits[[author == next(iter(sizes)) for author in authors], :, 0] += shift
    theta = np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)
    counts = np.array([rng.multinomial(tokens, row) for row in theta.reshape(-1, n_topics)])
    paragraph_ids = [f"{a}.{j}" for a in articles["article_id"] for j in range(1, n_paragraphs + 1)]
    topics = [f"T{k}" for k in range(1, n_topics + 1)]
    terms = [f"词{k}" for k in range(n_topics)]
    doc_topic = pd.DataFrame((counts + 0.1) / (tokens + 0.1 * n_topics), index=paragraph_ids, columns=topics)
    runs = doc_topic.to_numpy() * rng.uniform(0.8, 1.2, (n_runs, *doc_topic.shape)) if n_runs else None
    model = TopicModel(
        topic_term=pd.DataFrame(np.eye(n_topics), index=topics, columns=terms),
        doc_topic=doc_topic,
        doc_topic_runs=None if runs is None else runs / runs.sum(axis=2, keepdims=True),
    )
    return model, corpus_of(articles, paragraph_ids, pd.DataFrame(counts, index=paragraph_ids, columns=terms))


def corpus_of(articles: pd.DataFrame, paragraph_ids: list[str], counts: pd.DataFrame) -> Corpus:
    """The tables of a corpus with one sentence a paragraph."""
    paragraphs = pd.DataFrame({"paragraph_id": paragraph_ids})
    paragraphs["article_id"] = paragraphs["paragraph_id"].str.rsplit(".", n=1).str[0]
    paragraphs = paragraphs.assign(spans="0-9", n_characters=9, repeat_of="")
    sentences = paragraphs.assign(sentence_id=paragraphs["paragraph_id"] + ".1")
    long = counts.rename_axis("paragraph_id").reset_index().melt("paragraph_id", var_name="term")
    return Corpus(
        pages=pd.DataFrame({"page_id": ["p"], "year": [2024], "newspaper": ["报"]}),
        articles=articles,
        paragraphs=paragraphs,
        sentences=sentences,
        term_counts=long.rename(columns={"value": "count"}).query("count > 0"),
        apparatus=pd.DataFrame(),
        codings=pd.DataFrame(),
        settings={"repeats": "drop"},
    )


def with_docvar(corpus: Corpus, **columns: list[object]) -> Corpus:
    """The same corpus with further columns of its articles."""
    return replace(corpus, articles=corpus.articles.assign(**columns))
