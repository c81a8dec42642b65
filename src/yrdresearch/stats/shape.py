"""How large the corpus is, and how its articles and sentences are shaped."""

from __future__ import annotations

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError


def corpus_shape(corpus: Corpus, *, by: str = "article_id") -> pd.DataFrame:
    """How large is each article, or each author's share, and how much of it is repeated?

    Parameters
    ----------
    corpus
        Text is not needed.
    by
        Column of `Corpus.articles` to add up by: ``"article_id"``, ``"author"``, ``"page_id"`` or a docvar.

    Returns
    -------
    pandas.DataFrame
        `by`, label (author and a short title; only by article), n_articles, n_paragraphs, n_sentences,
        n_characters (of counted paragraphs, punctuation included), n_tokens, n_types, n_repeated (characters
        in paragraphs that the counts leave out as repeated).

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> int(corpus_shape(load_corpus("sample"), by="page_id")["n_articles"].min()) >= 1
    True
    """
    group_of = groups_of(corpus, by)
    counted = corpus.counted_paragraphs()
    labels = counted["article_id"].map(group_of)
    paragraph_label = dict(zip(counted["paragraph_id"], labels, strict=True))
    left_out = corpus.paragraphs[~corpus.paragraphs["paragraph_id"].isin(counted["paragraph_id"])]
    counts = corpus.term_counts.groupby(corpus.term_counts["paragraph_id"].map(paragraph_label))
    sentences = corpus.counted_sentences()
    columns = {
        "n_articles": group_of.value_counts(),
        "n_paragraphs": labels.value_counts(),
        "n_sentences": sentences["article_id"].map(group_of).value_counts(),
        "n_characters": counted.groupby(labels)["n_characters"].sum(),
        "n_tokens": counts["count"].sum(),
        "n_types": counts["term"].nunique(),
        "n_repeated": left_out.groupby(left_out["article_id"].map(group_of))["n_characters"].sum(),
    }
    table = pd.DataFrame({by: list(dict.fromkeys(group_of))})
    if by == "article_id":
        table["label"] = article_labels(corpus).loc[table[by]].to_numpy()
    for name, values in columns.items():
        table[name] = table[by].map(values).fillna(0).astype(int)
    return table


def sentence_lengths(corpus: Corpus, *, by: str = "article_id") -> pd.DataFrame:
    """How long are the sentences?

    Parameters
    ----------
    corpus
        Text is not needed.
    by
        Column of `Corpus.articles` that labels the sentences.

    Returns
    -------
    pandas.DataFrame
        sentence_id, `by`, position (1 is the paragraph's first, its topic sentence) and n_characters
        (punctuation included); one row a counted sentence, in page order.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool((sentence_lengths(load_corpus("sample"))["n_characters"] > 0).all())
    True
    """
    sentences = corpus.counted_sentences()
    table = pd.DataFrame({"sentence_id": sentences["sentence_id"]})
    table[by] = sentences["article_id"].map(groups_of(corpus, by))
    table["position"] = sentences.groupby("paragraph_id").cumcount() + 1
    table["n_characters"] = sentences["n_characters"].astype(int)
    return table.reset_index(drop=True)


def article_labels(corpus: Corpus, *, max_characters: int = 12) -> pd.Series:
    """Short names of the articles for tables and axes: number, author, and the title's beginning.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool(article_labels(load_corpus("sample")).is_unique)
    True
    """
    articles = corpus.articles
    labels = [
        f"{number} {_short(author or title, max_characters)}"
        for number, (author, title) in enumerate(zip(articles["author"], articles["title"], strict=True), 1)
    ]
    return pd.Series(labels, index=articles["article_id"].to_numpy(), name="label")


def groups_of(corpus: Corpus, by: str) -> pd.Series:
    """The value of `by` for each article_id; a missing value is the group ``""``, so that nothing drops out.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> groups_of(load_corpus("sample"), "byline_kind")["sample-1.1"]
    'person'
    """
    if by not in corpus.articles:
        raise ArgumentError(f"by is {by!r}; choose a column of corpus.articles")
    values = corpus.articles.set_index("article_id", drop=False)[by].rename_axis(None)
    return values.astype(object).where(values.notna(), "") if values.isna().any() else values


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
