"""Which terms are used together: in one sentence or paragraph, or within some words of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_choice, check_kind, check_whole_number
from yrdresearch.stats.keywords import association
from yrdresearch.stats.sequences import words_cut_by
from yrdresearch.words.lexicon import NUMBER, read_stopwords
from yrdresearch.words.segmentation import Tokenizer

UNITS = ("sentence", "paragraph")
COLUMNS = ["term_a", "term_b", "n_both", "n_term_a", "n_term_b", "expected", "g2", "denominator", "unit"]


def term_pairs(
    corpus: Corpus,
    *,
    unit: str = "sentence",
    window: int | None = None,
    n_terms: int | None = 200,
    min_count: int = 2,
    min_term_length: int = 2,
    stopwords: str | Path | Iterable[str] | None = None,
    tokenizer: Tokenizer | None = None,
) -> pd.DataFrame:
    """Which terms are used together more often than their frequency alone makes likely?

    Parameters
    ----------
    corpus
        Paragraphs need no text; sentences and windows do.
    unit
        ``"sentence"`` or ``"paragraph"``: what both terms must be in. A unit counts once, however often it
        has them.
    window
        Count instead every two tokens of a sentence that are at most so many words apart (1: neighbours);
        stopwords count as words between. None counts units.
    n_terms
        Only the most frequent terms are paired; None pairs all, which a large corpus has no room for.
    min_count
        Rarer pairs are left out.
    min_term_length
        Characters of a term, at least. Bare numbers are never paired.
    stopwords
        As in `build_dtm`.
    tokenizer
        By default that of the corpus.

    Returns
    -------
    pandas.DataFrame
        term_a, term_b (the more frequent first), n_both (units with both; pairs of tokens in a window),
        n_term_a and n_term_b (units with the term; places beside the term), expected (`n_both` were the two
        independent), g2 (log-likelihood ratio of the 2 x 2 table, negative where `n_both` is below
        `expected`), denominator (units; all places), unit (``"sentence"``, ``"paragraph"``,
        ``"window"``); highest g2 first. `evidence` opens the sentences of a row.

    Raises
    ------
    TextMissingError
        For sentences or windows on a features-only corpus.

    See Also
    --------
    collocations : Neighbouring words.
    yrdresearch.plots.plot_term_pairs : The pairs as a network.

    References
    ----------
    Dunning (1993); Evert (2005), The statistics of word cooccurrences. The counts are those of quanteda's
    ``fcm`` with ``count = "boolean"`` by document, and with ``context = "window"``.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> pairs = term_pairs(load_corpus("sample"))
    >>> bool((pairs["n_both"] <= pairs[["n_term_a", "n_term_b"]].min(axis=1)).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_choice(unit, "unit", UNITS)
    check_whole_number(min_count, "min_count", least=1, such_as=2)
    check_whole_number(min_term_length, "min_term_length", least=1, such_as=2)
    if n_terms is not None:
        check_whole_number(n_terms, "n_terms", least=1, such_as=200)
    if window is not None:
        check_whole_number(window, "window", least=1, such_as=5)
    left_out = corpus.stopwords if stopwords is None else read_stopwords(stopwords)
    words = list(_words(corpus, unit if window is None else "sentence", tokenizer))
    codes, vocabulary = pd.factorize(np.array([term for _, term in words], dtype=object))
    units, ids = pd.factorize(np.array([name for name, _ in words], dtype=object))
    shape = (len(ids), len(vocabulary))
    if window is None:
        present = sparse.csr_matrix((np.ones(len(codes)), (units, codes)), shape=shape)
        present.data[:] = 1.0
        of_term = np.asarray(present.sum(axis=0)).ravel()
        total, together = float(len(ids)), present.T @ present
    else:
        together = _beside(codes, units, window, len(vocabulary))
        of_term = np.asarray(together.sum(axis=1)).ravel()
        total = float(together.sum())
    frequency = np.bincount(codes, minlength=len(vocabulary))
    allowed = [
        term not in left_out and len(term) >= min_term_length and not re.fullmatch(NUMBER, term)
        for term in vocabulary
    ]
    kept = _most_frequent(frequency, np.array(allowed, dtype=bool), vocabulary, n_terms)
    upper = sparse.triu(sparse.csr_matrix(together)[kept][:, kept], k=1).tocoo()
    a, b = kept[upper.row], kept[upper.col]
    table = pd.DataFrame({"term_a": vocabulary[a], "term_b": vocabulary[b]})
    table["n_both"] = upper.data.astype(int)
    table["n_term_a"], table["n_term_b"] = of_term[a].astype(int), of_term[b].astype(int)
    table["expected"] = of_term[a] * of_term[b] / total if total else 0.0
    table["g2"] = association(upper.data, of_term[a], of_term[b] - upper.data, total - of_term[a])
    table["denominator"], table["unit"] = int(total), unit if window is None else "window"
    table = table.loc[table["n_both"] >= min_count, COLUMNS]
    return table.sort_values(["g2", "term_a", "term_b"], ascending=[False, True, True], ignore_index=True)


def _words(corpus: Corpus, unit: str, tokenizer: Tokenizer | None) -> Iterator[tuple[str, str]]:
    """(id of the unit, term) of every word, in page order; in a paragraph each term once."""
    if unit == "paragraph":
        yield from zip(corpus.term_counts["paragraph_id"], corpus.term_counts["term"], strict=True)
        return
    corpus.require_text("Pairs of terms in a sentence or window")
    cut = words_cut_by(corpus, tokenizer)
    sentences = corpus.counted_sentences()
    for name, text in zip(sentences["sentence_id"], sentences["text"], strict=True):
        for term in cut.words(text).terms:
            yield name, term


def _beside(codes: np.ndarray, units: np.ndarray, window: int, size: int) -> sparse.csr_matrix:
    """How often each term is beside each other one, in both directions (size, size)."""
    counts = sparse.csr_matrix((size, size))
    for apart in range(1, window + 1):
        same = units[apart:] == units[:-apart]
        left, right = codes[:-apart][same], codes[apart:][same]
        pairs = sparse.csr_matrix((np.ones(len(left)), (left, right)), shape=(size, size))
        counts = counts + pairs + pairs.T
    return sparse.csr_matrix(counts)


def _most_frequent(
    frequency: np.ndarray, allowed: np.ndarray, vocabulary: np.ndarray, n_terms: int | None
) -> np.ndarray:
    """Columns of the terms that are paired, the most frequent first."""
    order = sorted(np.flatnonzero(allowed), key=lambda at: (-frequency[at], vocabulary[at]))
    return np.array(order[:n_terms], dtype=int)
