"""How evenly a term is spread over the documents: Juilland's D, Gries' DP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, check_texts, check_whole_number


def dispersion(dtm: Dtm, *, min_term_frequency: int = 1) -> pd.DataFrame:
    """Is a term spread over all documents, or does it belong to a few?

    Documents of unequal length are allowed for: `juilland_d` compares relative frequencies, `gries_dp`
    compares each document's share of the term with its share of all tokens of the matrix.

    Parameters
    ----------
    dtm
        (N documents, M terms), N at least 2; empty documents are left out. Build it with ``stopwords=()``
        for document sizes that count every word.
    min_term_frequency
        Rarer terms are left out of the table; they still count towards document sizes.

    Returns
    -------
    pandas.DataFrame
        term, term_frequency, doc_frequency, juilland_d (1 evenly spread, 0 in one document; can leave 0..1
        a little where lengths differ), gries_dp (0 as expected by size, near 1 in one small document) and
        gries_dp_norm (gries_dp over its maximum, 0..1); most frequent first.

    Raises
    ------
    ArgumentError
        With fewer than two documents that hold tokens.

    References
    ----------
    Juilland and Chang-Rodríguez (1964); Gries (2008), Dispersions and adjusted frequencies in corpora;
    Lijffijt and Gries (2012) for the normalised DP.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> table = dispersion(build_dtm(load_corpus("sample"), unit="article"))
    >>> bool(table["gries_dp_norm"].between(0, 1).all())
    True
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    lengths = dtm.doc_lengths.astype(float)
    filled = lengths > 0
    if filled.sum() < 2:
        raise ArgumentError("dtm has fewer than two documents with tokens; dispersion compares documents")
    columns = np.flatnonzero(dtm.term_frequency.to_numpy() >= min_term_frequency)
    counts = dtm.counts[np.flatnonzero(filled)][:, columns].tocsc()
    table = pd.DataFrame(
        {
            "term": [dtm.vocabulary[column] for column in columns],
            "term_frequency": dtm.term_frequency.to_numpy()[columns],
            "doc_frequency": dtm.doc_frequency.to_numpy()[columns],
            "juilland_d": juilland_d(counts, lengths[filled]),
            "gries_dp": gries_dp(counts, lengths[filled]),
        }
    )
    shares = lengths[filled] / lengths.sum()
    table["gries_dp_norm"] = table["gries_dp"] / (1 - shares.min())
    return table.sort_values(["term_frequency", "term"], ascending=[False, True], ignore_index=True)


def juilland_d(counts: np.ndarray | sparse.sparray | sparse.spmatrix, lengths: np.ndarray) -> np.ndarray:
    """``1 - V / sqrt(N - 1)``, V the variation coefficient of the relative frequencies.

    Parameters
    ----------
    counts
        (N documents, M terms), sparse or dense.
    lengths
        Tokens of each document, N.

    Examples
    --------
    >>> juilland_d(np.array([[2.0], [2.0]]), np.array([10.0, 10.0]))
    array([1.])
    """
    row, column, counted = _entries(counts)
    n, n_terms = counts.shape
    relative = counted / lengths[row]
    mean = np.bincount(column, relative, n_terms) / n
    away = np.bincount(column, (relative - mean[column]) ** 2, n_terms)
    absent = n - np.bincount(column, minlength=n_terms)
    deviation = np.sqrt((away + absent * mean**2) / n)
    return np.asarray(1 - deviation / mean / np.sqrt(n - 1))


def gries_dp(counts: np.ndarray | sparse.sparray | sparse.spmatrix, lengths: np.ndarray) -> np.ndarray:
    """Half the sum over documents of |share of the term - share of all tokens|.

    Parameters
    ----------
    counts
        (N documents, M terms), sparse or dense.
    lengths
        Tokens of each document, N.

    Examples
    --------
    >>> gries_dp(np.array([[2.0], [0.0]]), np.array([10.0, 10.0]))
    array([0.5])
    """
    row, column, counted = _entries(counts)
    n_terms = counts.shape[1]
    observed = counted / np.bincount(column, counted, n_terms)[column]
    expected = (lengths / lengths.sum())[row]
    # where a document lacks the term, the difference is all that was expected, and that adds up to 1
    apart = (1 + np.bincount(column, np.abs(observed - expected) - expected, n_terms)) / 2
    return np.asarray(apart.clip(0, 1))  # a term that is spread evenly is at -1e-16 before


def _entries(counts: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, column and value of each count that is not 0."""
    entries = sparse.coo_array(counts)
    entries.eliminate_zeros()
    return entries.row, entries.col, entries.data.astype(float)


def term_positions(corpus: Corpus, terms: str | Sequence[str]) -> pd.DataFrame:
    """Where in the corpus are terms, paragraph by paragraph?

    Parameters
    ----------
    corpus
        Text is not needed.
    terms
        A term, or several, as the corpus counts them.

    Returns
    -------
    pandas.DataFrame
        term, article_id, paragraph_id, position (1 is the first counted paragraph of the corpus), count; one
        row a term and paragraph, those without the term too.

    Raises
    ------
    ArgumentError
        For a term that the corpus does not count.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> table = term_positions(load_corpus("sample"), ["合作"])
    >>> bool(table["position"].is_monotonic_increasing)
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    terms = [terms] if isinstance(terms, str) else terms
    check_texts(terms, "terms")
    unknown = sorted(set(terms) - set(corpus.term_counts["term"]))
    if unknown:
        raise ArgumentError(f"terms names {unknown[0]!r}, which this corpus does not count; see term_counts")
    paragraphs = corpus.counted_paragraphs()[["article_id", "paragraph_id"]].reset_index(drop=True)
    paragraphs["position"] = paragraphs.index + 1
    frame = pd.DataFrame({"term": list(dict.fromkeys(terms))}).merge(paragraphs, how="cross")
    table = frame.merge(corpus.term_counts, on=["paragraph_id", "term"], how="left")
    table["count"] = table["count"].fillna(0).astype(int)
    return table
