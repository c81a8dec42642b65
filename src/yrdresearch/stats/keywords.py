"""Which terms set one group of texts apart from another: G2, log ratio, weighted log-odds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from scipy import special

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError, check_kind, check_number, check_whole_number
from yrdresearch.stats.multiplicity import false_discovery

Choice = Iterable[str] | Callable[[str], bool]


def keyness(
    dtm: Dtm, target: Choice, *, reference: Choice | None = None, min_term_frequency: int = 3
) -> pd.DataFrame:
    """Which terms does one group of texts use more, or less, than another?

    `p` and `q` take each token for an independent draw, which words in a text are not: on simulated texts
    without any difference G2 "finds" one about half the time. Read them as a ranking, and ask
    `permute_keyness` whether whole texts differ.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    target
        Ids of the documents of interest (a list, or a column such as ``articles.loc[articles["genre"] ==
        "report", "article_id"]`` for a matrix of articles), or a function from id to True or False.
    reference
        The documents compared with, in the same form; None takes all others.
    min_term_frequency
        Terms rarer in both groups together are left out, as they cannot differ much.

    Returns
    -------
    pandas.DataFrame
        term, g2 (log-likelihood ratio, with the sign of the difference: positive where `target` uses the
        term more), log_ratio (binary logarithm of the relative frequencies' ratio: 1 is twice as frequent;
        a count of 0 is taken as 0.5), p (chi-square, 1 degree of freedom), q (p after Benjamini and
        Hochberg over the rows), n_target and n_reference (tokens); most typical of `target` first.

    Raises
    ------
    ArgumentError
        When a group is empty, ids are unknown, or both groups share a document.

    References
    ----------
    Dunning (1993); Rayson and Garside (2000); Hardie (2014) for the log ratio; Benjamini and Hochberg (1995).

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus("sample"), unit="article")
    >>> list(keyness(dtm, dtm.doc_ids[:2]).columns)
    ['term', 'g2', 'log_ratio', 'p', 'q', 'n_target', 'n_reference']
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    rows, others = choose(dtm, target, reference)
    n_target, n_reference = _counts(dtm, rows), _counts(dtm, others)
    size, other_size = n_target.sum(), n_reference.sum()
    require_tokens(size, other_size)
    signed = g2(n_target, n_reference)
    p = special.chdtrc(1, np.abs(signed))
    ratio = log_ratio(n_target, n_reference)
    table = pd.DataFrame({"term": list(dtm.vocabulary), "g2": signed, "log_ratio": ratio, "p": p})
    table["n_target"], table["n_reference"] = n_target.astype(int), n_reference.astype(int)
    table = table[n_target + n_reference >= min_term_frequency].copy()
    table.insert(4, "q", false_discovery(table["p"].to_numpy()))
    return pd.DataFrame(table).sort_values(["g2", "term"], ascending=[False, True], ignore_index=True)


def weighted_log_odds(
    dtm: Dtm,
    target: Choice,
    *,
    reference: Choice | None = None,
    prior: float = 500.0,
    min_term_frequency: int = 1,
) -> pd.DataFrame:
    """Which terms set the groups apart, when rare terms are not to win by chance?

    Log-odds ratio with an informative Dirichlet prior: each group's counts are drawn towards the frequencies
    of both groups together, as if `prior` more tokens of those had been read, and the difference is divided
    by its standard error.

    Parameters
    ----------
    dtm, target, reference, min_term_frequency
        As in `keyness`.
    prior
        Pseudo-tokens added to each group; more draws harder.

    Returns
    -------
    pandas.DataFrame
        term, log_odds (natural logarithm; positive where `target` uses it more), z (log_odds over its
        standard error; beyond about 1.96 notable if tokens were independent), n_target, n_reference;
        highest z first.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, equations 15, 16, 20 and 22.

    Examples
    --------
    >>> from yrdresearch import build_dtm, load_corpus
    >>> dtm = build_dtm(load_corpus("sample"), unit="article")
    >>> list(weighted_log_odds(dtm, dtm.doc_ids[:2]).columns)
    ['term', 'log_odds', 'z', 'n_target', 'n_reference']
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(min_term_frequency, "min_term_frequency", least=1, such_as=3)
    check_number(prior, "prior", least=0, such_as=500)
    if prior <= 0:
        raise ArgumentError(f"prior is {prior}; give the number of pseudo-tokens, above 0")
    rows, others = choose(dtm, target, reference)
    n_target, n_reference = _counts(dtm, rows), _counts(dtm, others)
    require_tokens(n_target.sum(), n_reference.sum())
    both = n_target + n_reference
    seen = both > 0
    n_target, n_reference, both = n_target[seen], n_reference[seen], both[seen]
    pseudo = prior * both / both.sum()
    log_odds = _log_odds(n_target, pseudo) - _log_odds(n_reference, pseudo)
    error = np.sqrt(1 / (n_target + pseudo) + 1 / (n_reference + pseudo))
    table = pd.DataFrame(
        {
            "term": np.asarray(dtm.vocabulary, dtype=object)[seen],
            "log_odds": log_odds,
            "z": log_odds / error,
            "n_target": n_target.astype(int),
            "n_reference": n_reference.astype(int),
        }
    )
    kept = pd.DataFrame(table[both >= min_term_frequency])
    return kept.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)


def g2(n_target: np.ndarray, n_reference: np.ndarray) -> np.ndarray:
    """Signed log-likelihood ratio of each term's 2 x 2 table (term or not, target or reference).

    Examples
    --------
    >>> g2(np.array([10.0, 10.0]), np.array([10.0, 10.0]))
    array([0., 0.])
    """
    return association(n_target, n_target.sum(), n_reference, n_reference.sum())


def association(
    n_target: np.ndarray, size: np.ndarray | float, n_reference: np.ndarray, other_size: np.ndarray | float
) -> np.ndarray:
    """Signed log-likelihood ratio: `n_target` of `size` against `n_reference` of `other_size`.

    Examples
    --------
    >>> float(association(np.array([5.0]), 10.0, np.array([5.0]), 10.0)[0])
    0.0
    """
    size, other_size = np.broadcast_arrays(np.asarray(size, dtype=float), other_size)
    share = (n_target + n_reference) / (size + other_size)
    value = (
        special.xlogy(n_target, _over(n_target, size * share))
        + special.xlogy(size - n_target, _over(size - n_target, size * (1 - share)))
        + special.xlogy(n_reference, _over(n_reference, other_size * share))
        + special.xlogy(other_size - n_reference, _over(other_size - n_reference, other_size * (1 - share)))
    )
    sign = np.sign(n_target * other_size - n_reference * size)  # whole numbers: exactly 0 where shares agree
    return np.asarray(sign * 2 * np.maximum(value, 0.0))


def log_ratio(n_target: np.ndarray, n_reference: np.ndarray) -> np.ndarray:
    """Binary logarithm of the ratio of relative frequencies; a count of 0 is taken as 0.5.

    Examples
    --------
    >>> log_ratio(np.array([20.0, 80.0]), np.array([10.0, 90.0]))[0]
    np.float64(1.0)
    """
    size, other_size = n_target.sum(), n_reference.sum()
    filled, other = np.where(n_target > 0, n_target, 0.5), np.where(n_reference > 0, n_reference, 0.5)
    return np.asarray(np.log2(filled / size) - np.log2(other / other_size))


def choose(dtm: Dtm, target: Choice, reference: Choice | None) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the two groups."""
    rows = _rows(dtm, target, "target")
    if reference is None:
        others = np.setdiff1d(np.arange(len(dtm.doc_ids)), rows)
    else:
        others = _rows(dtm, reference, "reference")
    both = np.intersect1d(rows, others)
    if len(both):
        raise ArgumentError(
            f"document {dtm.doc_ids[both[0]]!r} is in target and reference; leave it out of one"
        )
    if not len(others):
        raise ArgumentError("reference holds no document; leave at least one out of target")
    return rows, others


def _rows(dtm: Dtm, choice: Choice, name: str) -> np.ndarray:
    if callable(choice):
        rows = [row for row, doc in enumerate(dtm.doc_ids) if choice(doc)]
    else:
        check_kind(choice, name, Iterable)
        wanted = [choice] if isinstance(choice, str) else list(choice)  # `in` a Series asks its index
        place = {doc: row for row, doc in enumerate(dtm.doc_ids)}
        unknown = [one for one in wanted if not isinstance(one, str) or one not in place]
        if unknown:
            raise ArgumentError(
                f"{name} names {unknown[0]!r}, which is no document; give ids of dtm.doc_ids, such as "
                f"{dtm.doc_ids[0]!r}"
            )
        rows = sorted({place[one] for one in wanted})
    if not rows:
        raise ArgumentError(f"{name} holds no document; choose from dtm.doc_ids")
    return np.array(rows)


def _counts(dtm: Dtm, rows: np.ndarray) -> np.ndarray:
    return np.asarray(dtm.counts[rows].sum(axis=0), dtype=float).ravel()


def require_tokens(size: float, other_size: float) -> None:
    """Raise `ArgumentError` where the documents of a group hold no token at all."""
    if not size or not other_size:
        name = "reference" if size else "target"
        raise ArgumentError(f"the documents of {name} hold no token; choose others or trim less")


def _log_odds(counts: np.ndarray, pseudo: np.ndarray) -> np.ndarray:
    with_prior = counts + pseudo
    return np.asarray(np.log(with_prior) - np.log(with_prior.sum() - with_prior))


def _over(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.asarray(
        np.divide(observed, expected, out=np.ones_like(expected, dtype=float), where=expected > 0)
    )
