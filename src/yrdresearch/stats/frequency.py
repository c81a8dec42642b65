"""How often: term and document frequency, tf-idf, Zipf's and Heaps' laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, special

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, check_kind, check_numbers, check_whole_number


def term_frequency(dtm: Dtm, *, top_n: int | None = None) -> pd.DataFrame:
    """Which terms occur most often, and in how many documents?

    Parameters
    ----------
    dtm
        (N documents, M terms).
    top_n
        Rows to keep; None keeps all M.

    Returns
    -------
    pandas.DataFrame
        term, rank (1 is most frequent), term_frequency (tokens), doc_frequency (documents, 1..N), per_10k
        (tokens in 10,000 of the matrix) and doc_share (doc_frequency / N, 0..1); ties in order of term.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> table = term_frequency(build_dtm(load_corpus("sample")), top_n=3)
    >>> list(table.columns)
    ['term', 'rank', 'term_frequency', 'doc_frequency', 'per_10k', 'doc_share']
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    if top_n is not None:
        check_whole_number(top_n, "top_n", least=1, such_as=20)
    tokens = dtm.term_frequency
    table = pd.DataFrame({"term": list(dtm.vocabulary), "term_frequency": tokens.to_numpy()})
    table["doc_frequency"] = dtm.doc_frequency.to_numpy()
    table = table.sort_values(["term_frequency", "term"], ascending=[False, True], ignore_index=True)
    table.insert(1, "rank", np.arange(1, len(table) + 1))
    table["per_10k"] = table["term_frequency"] / tokens.sum() * 10_000
    table["doc_share"] = table["doc_frequency"] / len(dtm.doc_ids)
    return table if top_n is None else table.head(top_n)


def tf_idf(dtm: Dtm, *, top_n: int | None = None) -> pd.DataFrame:
    """Which terms mark out each document?

    The weight is the count times ``ln(N / doc_frequency)``: a term in every document weighs 0.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    top_n
        Terms to keep of each document; None keeps every term that occurs.

    Returns
    -------
    pandas.DataFrame
        doc_id, term, count, tf_idf (0 or more, no upper limit); documents in row order, heaviest term first.

    References
    ----------
    Spärck Jones (1972), A statistical interpretation of term specificity.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> table = tf_idf(build_dtm(load_corpus("sample"), unit="article"), top_n=1)
    >>> bool((table["tf_idf"] > 0).all())
    True
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    if top_n is not None:
        check_whole_number(top_n, "top_n", least=1, such_as=10)
    entries = dtm.counts.tocoo()
    weight = np.log(len(dtm.doc_ids) / dtm.doc_frequency.to_numpy())
    table = pd.DataFrame(
        {
            "row": entries.row,
            "doc_id": np.asarray(dtm.doc_ids, dtype=object)[entries.row],
            "term": np.asarray(dtm.vocabulary, dtype=object)[entries.col],
            "count": entries.data,
            "tf_idf": entries.data * weight[entries.col],
        }
    )
    table = table[table["count"] > 0].sort_values(["row", "tf_idf", "term"], ascending=[True, False, True])
    if top_n is not None:
        table = table.groupby("row", sort=False).head(top_n)
    return table.drop(columns="row").reset_index(drop=True)


def zipf(dtm: Dtm) -> pd.DataFrame:
    """How steeply does frequency fall with rank?

    The exponent `a` maximises the likelihood of the tokens under ``p(rank) ~ rank ** -a`` over the M ranks;
    a straight line through the log-log plot would give the many rare terms too much say.

    Returns
    -------
    pandas.DataFrame
        rank (1..M), term, term_frequency, expected (tokens under the law), exponent (the same in each row).

    References
    ----------
    Zipf (1949); Clauset, Shalizi and Newman (2009) on why not to fit by least squares.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> bool(0 < zipf(build_dtm(load_corpus("sample")))["exponent"].iloc[0] < 3)
    True
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    table = term_frequency(dtm)[["rank", "term", "term_frequency"]]
    log_rank = np.log(table["rank"].to_numpy(dtype=float))
    frequency = table["term_frequency"].to_numpy(dtype=float)

    def cost(exponent: float) -> float:
        return float(
            exponent * frequency @ log_rank + frequency.sum() * special.logsumexp(-exponent * log_rank)
        )

    exponent = float(optimize.minimize_scalar(cost, bounds=(0.0, 10.0), method="bounded").x)
    expected = frequency.sum() * np.exp(-exponent * log_rank - special.logsumexp(-exponent * log_rank))
    return table.assign(expected=expected, exponent=exponent)


def heaps(dtm: Dtm, *, n_points: int = 50) -> pd.DataFrame:
    """How does the number of different terms grow with the number of tokens?

    The growth is the expected number of types in `n` tokens drawn without replacement, so it needs counts
    only and does not depend on the order of the texts. Heaps' law ``types = k * tokens ** beta`` is fitted
    to it by least squares on logarithms.

    Parameters
    ----------
    dtm
        (N documents, M terms), best built with ``stopwords=()``.
    n_points
        Sample sizes, evenly spaced up to all tokens.

    Returns
    -------
    pandas.DataFrame
        tokens, types (expected), fitted, k, beta (0..1; the same in each row).

    References
    ----------
    Heaps (1978); Baayen (2001), Word Frequency Distributions, on the expectation.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> curve = heaps(build_dtm(load_corpus("sample")))
    >>> bool(curve["types"].is_monotonic_increasing)
    True
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(n_points, "n_points", least=2, such_as=50)
    frequency = dtm.term_frequency.to_numpy()
    total = int(frequency.sum())
    if total < 2:
        raise ArgumentError("dtm holds fewer than two tokens; heaps needs a corpus that can grow")
    sizes = np.unique(np.linspace(1, total, num=min(n_points, total)).round().astype(int))
    types = np.array([expected_types(frequency, int(size)) for size in sizes])
    beta, log_k = np.polyfit(np.log(sizes), np.log(types), deg=1)
    fitted = np.exp(log_k) * sizes**beta
    return pd.DataFrame({"tokens": sizes, "types": types, "fitted": fitted, "k": np.exp(log_k), "beta": beta})


def expected_types(counts: np.ndarray | pd.Series, size: int) -> float:
    """How many different terms are expected in `size` tokens drawn without replacement?

    Parameters
    ----------
    counts
        Tokens of each term.
    size
        Tokens drawn, 1 up to all of them.

    Examples
    --------
    >>> expected_types(np.array([1, 1]), 1)
    1.0
    """
    check_numbers(counts, "counts")
    check_whole_number(size, "size", least=1, such_as=42)
    counts = np.asarray(counts)
    total = int(counts.sum())
    if not 1 <= size <= total:
        raise ArgumentError(f"size is {size}, but there are {total} tokens; choose 1 to {total}")
    possible = counts <= total - size  # a term this frequent cannot stay out of the sample
    remaining = total - counts[possible]
    log_absent = (
        special.gammaln(remaining + 1)
        - special.gammaln(remaining - size + 1)
        - special.gammaln(total + 1)
        + special.gammaln(total - size + 1)
    )
    return float(np.count_nonzero(counts) - np.exp(log_absent[counts[possible] > 0]).sum())
