"""Runs of words, fixed phrases (提法) with who shares them, and collocations."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, check_texts, check_whole_number
from yrdresearch.stats.keywords import association
from yrdresearch.stats.sequences import Clause, clauses
from yrdresearch.words.lexicon import NUMBER, dictionary_kinds, read_stopwords
from yrdresearch.words.segmentation import Tokenizer

Counts = dict[tuple[str, ...], Counter[str]]
PHRASE_COLUMNS = ["phrase", "n_words", "article_id", "count", "term_frequency", "doc_frequency"]


def ngrams(
    corpus: Corpus, *, n: int = 2, min_term_frequency: int = 2, tokenizer: Tokenizer | None = None
) -> pd.DataFrame:
    """Which runs of `n` words recur?

    Parameters
    ----------
    corpus
        With text. Runs do not reach across punctuation.
    n
        Words in a run, 1 or more.
    min_term_frequency
        Rarer runs are left out.
    tokenizer
        By default that of the package.

    Returns
    -------
    pandas.DataFrame
        phrase (the words joined), n_words, term_frequency, doc_frequency (articles); most frequent first.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> set(ngrams(load_corpus("sample"), n=2)["n_words"])
    {2}
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(n, "n", least=1, such_as=2)
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    counts = _count_runs(list(clauses(corpus, "N-grams", tokenizer=tokenizer)), n)
    rows = [("".join(run), n, sum(of.values()), len(of)) for run, of in counts.items()]
    table = pd.DataFrame(rows, columns=["phrase", "n_words", "term_frequency", "doc_frequency"])
    table = table[table["term_frequency"] >= min_term_frequency]
    return table.sort_values(["term_frequency", "phrase"], ascending=[False, True], ignore_index=True)


def shared_phrases(
    corpus: Corpus,
    *,
    max_words: int = 8,
    min_characters: int = 4,
    min_articles: int = 2,
    stopwords: str | Path | Iterable[str] | None = None,
    tokenizer: Tokenizer | None = None,
) -> pd.DataFrame:
    """Which wordings do several articles share, and which articles?

    A phrase is a run of words within a clause that neither begins nor ends with a stopword. One that only
    is ever inside the same longer phrase is left out for the longer one.

    Parameters
    ----------
    corpus
        With text; `fixed_phrases` works on features.
    max_words
        Words in a phrase, at most.
    min_characters
        Characters in a phrase, at least.
    min_articles
        Articles that use it, at least.
    stopwords
        As in `build_dtm`.
    tokenizer
        By default that of the package.

    Returns
    -------
    pandas.DataFrame
        phrase, n_words, article_id, count (in this article), term_frequency and doc_frequency (of the
        phrase); one row a phrase and article, the most widely shared first. Bare numbers are left out.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> table = shared_phrases(load_corpus("sample"))
    >>> bool((table["doc_frequency"] >= 2).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(max_words, "max_words", least=2, such_as=8)
    check_whole_number(min_characters, "min_characters", least=1, such_as=4)
    check_whole_number(min_articles, "min_articles", least=1, such_as=2)
    words = corpus.stopwords if stopwords is None else read_stopwords(stopwords)
    running = list(clauses(corpus, "Finding shared phrases", tokenizer=tokenizer))
    kept = {
        run: of
        for run, of in _shared_runs(running, max_words, min_articles).items()
        if len("".join(run)) >= min_characters
        and run[0] not in words
        and run[-1] not in words
        and not re.fullmatch(NUMBER, "".join(run))
    }
    rows = [
        ("".join(run), len(run), article, count, sum(of.values()), len(of))
        for run, of in _maximal(kept).items()
        for article, count in of.items()
    ]
    return _ordered(pd.DataFrame(rows, columns=PHRASE_COLUMNS), corpus)


def fixed_phrases(corpus: Corpus, *, kinds: Iterable[str] = ("programme", "concept")) -> pd.DataFrame:
    """Which fixed policy terms (提法) of the dictionary do the articles use, and who shares them?

    Parameters
    ----------
    corpus
        Text is not needed: dictionary terms are counted whole.
    kinds
        Kinds of term, the second column of ``resources/user_dictionary.tsv``: place, programme, institution,
        concept, instrument, indicator, sector, general.

    Returns
    -------
    pandas.DataFrame
        As from `shared_phrases`, with kind in place of n_words; terms of one article too.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> set(fixed_phrases(load_corpus("sample"), kinds=["programme"])["kind"])
    {'programme'}
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    kind_of = dictionary_kinds()
    wanted = [kinds] if isinstance(kinds, str) else kinds
    check_texts(wanted, "kinds")
    unknown = sorted(set(wanted) - set(kind_of.values()))
    if unknown:
        raise ArgumentError(
            f"kinds names {unknown[0]!r}; choose from {', '.join(sorted(set(kind_of.values())))}"
        )
    counts = corpus.term_counts.assign(kind=corpus.term_counts["term"].map(kind_of))
    counts = counts[counts["kind"].isin(wanted)]
    article_of = corpus.paragraphs.set_index("paragraph_id")["article_id"]
    counts = counts.assign(article_id=counts["paragraph_id"].map(article_of)).rename(
        columns={"term": "phrase"}
    )
    table = counts.groupby(["phrase", "kind", "article_id"])["count"].sum().reset_index()
    of_phrase = table.groupby("phrase")
    table["term_frequency"] = of_phrase["count"].transform("sum")
    table["doc_frequency"] = of_phrase["article_id"].transform("count")
    return _ordered(table, corpus)


def collocations(
    corpus: Corpus,
    *,
    min_term_frequency: int = 3,
    stopwords: str | Path | Iterable[str] | None = None,
    tokenizer: Tokenizer | None = None,
) -> pd.DataFrame:
    """Which neighbouring words attract each other?

    Parameters
    ----------
    corpus
        With text. Neighbours are in one clause; pairs with a stopword are left out after counting.
    min_term_frequency
        Rarer pairs are left out; PMI favours rare pairs, so keep this above 2.
    stopwords, tokenizer
        As in `shared_phrases`.

    Returns
    -------
    pandas.DataFrame
        first, second, term_frequency (of the pair), n_first (pairs that begin with first), n_second (pairs
        that end with second), pmi (bits; 0 is independence), npmi (-1..1), g2 (signed log-likelihood ratio of
        the pair's 2 x 2 table); highest g2 first.

    References
    ----------
    Church and Hanks (1990); Dunning (1993); Bouma (2009) for the normalised PMI.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> bool(collocations(load_corpus("sample"))["npmi"].between(-1, 1).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    words = corpus.stopwords if stopwords is None else read_stopwords(stopwords)
    counts = _count_runs(list(clauses(corpus, "Collocations", tokenizer=tokenizer)), 2)
    pairs = pd.DataFrame(
        [(*run, sum(of.values())) for run, of in counts.items()],
        columns=["first", "second", "term_frequency"],
    )
    total = int(pairs["term_frequency"].sum())
    pairs["n_first"] = pairs.groupby("first")["term_frequency"].transform("sum")
    pairs["n_second"] = pairs.groupby("second")["term_frequency"].transform("sum")
    keep = (pairs["term_frequency"] >= min_term_frequency) & ~pairs["first"].isin(words)
    pairs = pairs[keep & ~pairs["second"].isin(words)].copy()
    joint = pairs["term_frequency"].to_numpy(dtype=float)
    first, second = pairs["n_first"].to_numpy(dtype=float), pairs["n_second"].to_numpy(dtype=float)
    pairs["pmi"] = np.log2(joint * total / (first * second))
    surprise = -np.log2(joint / total)  # 0 where all pairs are this one
    pairs["npmi"] = np.divide(pairs["pmi"], surprise, out=np.ones_like(surprise), where=surprise > 0)
    pairs["g2"] = association(joint, first, second - joint, total - first)
    return pairs.sort_values(["g2", "first", "second"], ascending=[False, True, True], ignore_index=True)


def _count_runs(running: list[Clause], n: int, *, within: Counts | None = None) -> Counts:
    """Counts by article of the runs of `n` words, of those only whose both shorter parts are in `within`."""
    counts: Counts = defaultdict(Counter)
    for article_id, words in running:
        for start in range(len(words) - n + 1):
            run = words[start : start + n]
            if within is None or (run[:-1] in within and run[1:] in within):
                counts[run][article_id] += 1
    return counts


def _shared_runs(running: list[Clause], max_words: int, min_articles: int) -> Counts:
    """Runs that `min_articles` articles share; a run can be shared only if its parts are."""
    shared: Counts = {}
    shorter: Counts | None = None
    for n in range(1, max_words + 1):
        counts = _count_runs(running, n, within=shorter)
        shorter = {run: of for run, of in counts.items() if len(of) >= min_articles}
        shared.update(shorter)
        if not shorter:
            break
    return shared


def _maximal(counts: Counts) -> Counts:
    """Leave out a run that is only inside one longer run of `counts`."""
    covered = {
        run[start:end]
        for run, of in counts.items()
        for start in range(len(run))
        for end in range(start + 1, len(run) + 1)
        if end - start < len(run) and counts.get(run[start:end]) == of
    }
    return {run: of for run, of in counts.items() if run not in covered}


def _ordered(table: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Widely shared phrases first; the articles of a phrase in page order."""
    rank = {article: position for position, article in enumerate(corpus.articles["article_id"])}
    keyed = table.assign(position=table["article_id"].map(rank))
    keyed = keyed.sort_values(
        ["doc_frequency", "term_frequency", "phrase", "position"], ascending=[False, False, True, True]
    )
    return keyed.drop(columns="position").reset_index(drop=True)
