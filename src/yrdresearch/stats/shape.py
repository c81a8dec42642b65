"""How large the corpus is, and how its articles and sentences are shaped."""

from __future__ import annotations

import pandas as pd

from yrdresearch.corpus.grouping import By, article_groups, numbered
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind, check_whole_number
from yrdresearch.spans import shortened


def corpus_shape(corpus: Corpus, *, by: By = "article_id") -> pd.DataFrame:
    """How large is each article, or each author's share, and how much of it is repeated?

    Parameters
    ----------
    corpus
        Text is not needed.
    by
        What to add up by: ``"article_id"``, ``"author"``, a docvar, or a Series; see `corpus.article_groups`.

    Returns
    -------
    pandas.DataFrame
        group, label (author and a short title; only by article), n_articles, n_paragraphs, n_sentences,
        n_characters (of counted paragraphs, punctuation included), n_tokens, n_types, n_repeated (characters
        in paragraphs that the counts leave out as repeated). Articles without a value of `by` are the last
        row, whose group is missing (None).

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> int(corpus_shape(load_corpus("sample"), by="page_id")["n_articles"].min()) >= 1
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    number_of, names = numbered(article_groups(corpus, by))
    counted = corpus.counted_paragraphs()
    labels = counted["article_id"].map(number_of)
    paragraph_label = dict(zip(counted["paragraph_id"], labels, strict=True))
    left_out = corpus.paragraphs[~corpus.paragraphs["paragraph_id"].isin(counted["paragraph_id"])]
    counts = corpus.term_counts.groupby(corpus.term_counts["paragraph_id"].map(paragraph_label))
    sentences = corpus.counted_sentences()
    columns = {
        "n_articles": number_of.value_counts(),
        "n_paragraphs": labels.value_counts(),
        "n_sentences": sentences["article_id"].map(number_of).value_counts(),
        "n_characters": counted.groupby(labels)["n_characters"].sum(),
        "n_tokens": counts["count"].sum(),
        "n_types": counts["term"].nunique(),
        "n_repeated": left_out.groupby(left_out["article_id"].map(number_of))["n_characters"].sum(),
    }
    table = pd.DataFrame({"group": names})
    if isinstance(by, str) and by == "article_id":
        table["label"] = article_labels(corpus).loc[table["group"]].to_numpy()
    for name, values in columns.items():
        table[name] = values.reindex(table.index).fillna(0).astype(int)
    return table


def sentence_lengths(corpus: Corpus, *, by: By = "article_id") -> pd.DataFrame:
    """How long are the sentences?

    Parameters
    ----------
    corpus
        Text is not needed.
    by
        What labels the sentences; see `corpus.article_groups`.

    Returns
    -------
    pandas.DataFrame
        group (missing where the article has no value of `by`), sentence_id, position (1 is the paragraph's
        first, its topic sentence) and n_characters (punctuation included); one row a counted sentence, in
        page order.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool((sentence_lengths(load_corpus("sample"))["n_characters"] > 0).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    sentences = corpus.counted_sentences()
    table = pd.DataFrame({"group": sentences["article_id"].map(article_groups(corpus, by))})
    table["sentence_id"] = sentences["sentence_id"]
    table["position"] = sentences.groupby("paragraph_id").cumcount() + 1
    table["n_characters"] = sentences["n_characters"].astype(int)
    return table.reset_index(drop=True)


def article_labels(corpus: Corpus, *, max_characters: int = 12) -> pd.Series:
    """Short names of the articles for tables and axes: number and author, or the title's beginning.

    The title is taken where an article has no author, or its author has others.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool(article_labels(load_corpus("sample")).is_unique)
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(max_characters, "max_characters", least=1, such_as=12)
    articles = corpus.articles
    names = articles["author"].where(~articles["author"].duplicated(keep=False), articles["title"])
    names = names.mask(names == "", articles["title"])
    labels = [f"{number} {shortened(name, 2 * max_characters)}" for number, name in enumerate(names, 1)]
    return pd.Series(labels, index=articles["article_id"].to_numpy(), name="label")
