"""The same text twice: articles that share nearly all their runs of characters, such as reprints."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.spans import fold

COLUMNS = ["article_id", "duplicate_of", "similarity"]
SIMILARITY = 0.7  # of 1,000 characters about 40 single ones may differ
_SHINGLE = 5  # characters in a run; punctuation is left out
_LEAST = 50  # runs that a text must have: short notices are alike without being the same
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 over the golden ratio: near characters, far numbers
_PERMUTATIONS, _BANDS = 128, 32  # a pair at .7 is met with a chance of 1 - (1 - .7 ** 4) ** 32 > .999
_MARKS = re.compile(r"[\W_]+")


def find_duplicates(corpus: Corpus, *, similarity: float = SIMILARITY) -> pd.DataFrame:
    """Which articles are another article again, word for word or nearly?

    Parameters
    ----------
    corpus
        With text.
    similarity
        Share of the runs of five characters in either text that are in both (Jaccard), at least.

    Returns
    -------
    pandas.DataFrame
        article_id, duplicate_of (the first article in page order that is like it), similarity (0..1,
        estimated with a standard error of .04); none for texts of fewer than 50 different runs.

    Raises
    ------
    TextMissingError
        On a features-only corpus.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents; Leskovec, Rajaraman and Ullman (2020),
    Mining of massive datasets, chapter 3, for the bands.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> len(find_duplicates(load_corpus("sample")))
    0
    """
    corpus.require_text("Finding duplicates")
    signed = [signatures(part.articles["article_id"], part.sentences) for part in corpus.parts()]
    return alike(pd.concat(signed, ignore_index=True), similarity=similarity)


def signatures(article_ids: Iterable[str], sentences: pd.DataFrame) -> pd.DataFrame:
    """article_id and signature (bytes, empty for a short text) of each article."""
    from rensa import RMinHash

    text_of = sentences.groupby("article_id", sort=False)["text"].agg("".join)
    ids = list(article_ids)
    runs = [_runs(text_of.get(article_id, "")) for article_id in ids]
    ends = np.cumsum([0, *map(len, runs)]).tolist()
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate([*runs, np.zeros(0, dtype=np.uint64)]), ends, _PERMUTATIONS, 1
    ).to_rows()
    signed = [
        np.asarray(row, dtype=np.uint32).tobytes() if len(run) >= _LEAST else b""
        for run, row in zip(runs, rows, strict=True)
    ]
    return pd.DataFrame({"article_id": pd.Series(ids, dtype="str"), "signature": signed})


def alike(signed: pd.DataFrame, *, similarity: float = SIMILARITY) -> pd.DataFrame:
    """The rows of `signatures` that are like an earlier one; columns as in `find_duplicates`."""
    signed = signed[signed["signature"].map(len) > 0].reset_index(drop=True)
    if signed.empty:
        return pd.DataFrame(columns=COLUMNS)
    matrix = np.frombuffer(b"".join(signed["signature"]), dtype=np.uint32).reshape(len(signed), -1)
    first_like: dict[int, tuple[int, float]] = {}
    for band in np.split(matrix, _BANDS, axis=1):
        keys = band.astype(np.uint64) @ _FACTOR ** np.arange(band.shape[1], dtype=np.uint64)
        _, earliest, group = np.unique(keys, return_index=True, return_inverse=True)
        first = earliest[group]
        for later in np.flatnonzero(first < np.arange(len(first))).tolist():
            share = float((matrix[later] == matrix[first[later]]).mean())
            if share >= similarity and int(first[later]) < first_like.get(later, (later, 0.0))[0]:
                first_like[later] = int(first[later]), share
    ids = signed["article_id"].tolist()
    rows = [(ids[later], ids[first], share) for later, (first, share) in sorted(first_like.items())]
    return pd.DataFrame(rows, columns=COLUMNS)


def _runs(text: str) -> np.ndarray:
    """Each different run of characters as one number."""
    letters = np.frombuffer(_MARKS.sub("", fold(text)).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = max(len(letters) - _SHINGLE + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(_SHINGLE):
        hashes = hashes * _FACTOR + letters[at : at + count]
    return np.unique(hashes)
