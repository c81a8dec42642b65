"""Which terms set a corpus apart from a list of frequencies: one of your own, or general Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_kind, check_whole_number
from yrdresearch.stats.keywords import association
from yrdresearch.stats.multiplicity import false_discovery
from yrdresearch.words.lexicon import NUMBER, read_frequencies, read_stopwords


def reference_keyness(
    corpus: Corpus,
    reference: str | Path | Mapping[str, float] | None = None,
    *,
    stopwords: str | Path | Iterable[str] | None = None,
    min_term_length: int = 2,
    min_term_frequency: int = 3,
) -> pd.DataFrame:
    """Which terms does this corpus use more, or less, than a reference list does?

    Parameters
    ----------
    corpus
        Text is not needed.
    reference
        A file with a word and its count a line, a mapping or Series from word to count (such as the
        counts of another corpus), or None for the frequencies of the segmenter's dictionary: general
        Chinese, from texts of which its makers name few.
    stopwords
        Terms without a row, as in `build_dtm`; they count in the sizes of both sides, as bare numbers do.
    min_term_length, min_term_frequency
        Characters of a term, and its count in the corpus, at least.

    Returns
    -------
    pandas.DataFrame
        As from `keyness`: term, g2, log_ratio, p, q, n_target (in the corpus), n_reference (in the list); and
        note. A term that is not in the list has no values and says so in `note`: a list does not hold
        what its makers did not look for, so that it is no count of 0. Highest g2 first.

    Raises
    ------
    ArgumentError
        When the list cannot be read or shares no word with the corpus.

    Notes
    -----
    The sizes compared are the corpus's word tokens that the list has, and the sum of the list. `p` takes
    each token for an independent draw, which words in a text are not: read it as a ranking (see
    `permute_keyness`).

    References
    ----------
    Dunning (1993); Rayson and Garside (2000); Hardie (2014) for the log ratio.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> table = reference_keyness(load_corpus())
    >>> table["term"].iloc[0] in {"长三角", "发展"}
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_whole_number(min_term_length, "min_term_length", least=1, such_as=2)
    listed = read_frequencies(reference)
    left_out = corpus.stopwords if stopwords is None else read_stopwords(stopwords)
    counts = corpus.term_counts.groupby("term")["count"].sum().astype(float)
    known = counts[counts.index.isin(listed)]
    if known.empty:
        raise ArgumentError(
            "reference shares no word with the corpus; is it a list of Chinese words and counts?"
        )
    size, other_size = known.sum(), sum(listed.values())
    rows: list[str] = [
        term
        for term, count in zip(counts.index.astype(str), counts, strict=True)
        if count >= min_term_frequency
        and len(term) >= min_term_length
        and term not in left_out
        and not re.fullmatch(NUMBER, term)
    ]
    table = pd.DataFrame({"term": rows, "n_target": counts.loc[rows].to_numpy().astype(int)})
    other = table["term"].map(listed).to_numpy(dtype=float)
    seen = ~np.isnan(other)
    own, other = table["n_target"].to_numpy(dtype=float)[seen], other[seen]
    signed = association(own, size, other, other_size)
    p = special.chdtrc(1, np.abs(signed))
    values = {
        "g2": signed,
        "log_ratio": np.log2(own / size) - np.log2(np.where(other > 0, other, 0.5) / other_size),
        "p": p,
        "q": false_discovery(p),
        "n_reference": other,
    }
    for name, column in values.items():
        table.loc[seen, name] = column
    table["n_reference"] = table["n_reference"].round().astype("Int64")
    table["note"] = np.where(seen, "", "not in the reference")
    table = table[["term", "g2", "log_ratio", "p", "q", "n_target", "n_reference", "note"]]
    return table.sort_values(["g2", "term"], ascending=[False, True], ignore_index=True)
