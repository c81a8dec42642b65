"""Which groups are closest, and how sure is the tree?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import average

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.grouping import By
from yrdresearch.errors import ArgumentError, check_whole_number
from yrdresearch.groups.grouped_counts import texts_of
from yrdresearch.groups.vocabulary import divergences, resample
from yrdresearch.stats.chance import seeded

if TYPE_CHECKING:
    from yrdresearch.corpus.store import Corpus
    from yrdresearch.topics.model import TopicModel

JOIN = "; "
Merge = tuple[float, frozenset[int], frozenset[int]]


def cluster(
    features: Dtm | TopicModel,
    corpus: Corpus,
    *,
    by: By = "author",
    n_resamples: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:
    """Which groups are closest, and would they be so with other texts of the same kind?

    Average linkage on the square root of the Jensen-Shannon divergence; the tree is built again from
    resampled texts.

    Parameters
    ----------
    features, corpus, by, random_state
        As for `distances`.
    n_resamples
        Trees from resampled texts.

    Returns
    -------
    pandas.DataFrame
        One row a merge, lowest first: left, right (groups, joined by "; "), height (0..1), support (share of
        the resampled trees in which these groups form a branch, 0..1; below about 0.7 do not read it; missing
        for the root), unit (what was resampled: "article" or "paragraph"), weighting (always "length": a
        group's texts are added up), note (articles left out; what was cut because lengths differ, or that it
        could not be cut and heights follow length too).

    Raises
    ------
    ArgumentError
        As for `distances`; and for a group whose name holds "; ".

    References
    ----------
    Felsenstein, J. (1985): Confidence limits on phylogenies. Evolution 39, 783-791.
    """
    check_whole_number(n_resamples, "n_resamples", least=1, such_as=1000)
    texts = texts_of(features, corpus, by)
    names = texts.names
    joined = [name for name in names if JOIN in str(name)]
    if joined:
        raise ArgumentError(
            f"the group {joined[0]!r} holds {JOIN!r}, which joins groups of a branch; rename it"
        )
    rng = seeded(random_state)
    texts, _, told = texts.matched(names, rng)
    counts, numbers, unit = texts.units(names)
    own = [counts[numbers == number] for number in range(len(names))]
    drawn = np.stack([resample(part, n_resamples, rng) for part in own], axis=1)
    seen = Counter(left | right for sample in drawn for _, left, right in _merges(sample))
    observed = _merges(np.array([np.asarray(part.sum(axis=0)).ravel() for part in own], dtype=float))
    rows = [
        {
            "left": JOIN.join(str(names[i]) for i in sorted(left)),
            "right": JOIN.join(str(names[i]) for i in sorted(right)),
            "height": height,
            "support": seen[left | right] / n_resamples if len(left | right) < len(names) else np.nan,
            "unit": unit,
            "weighting": "length",
            "note": "; ".join(filter(None, [told, texts.note])),
        }
        for height, left, right in observed
    ]
    return pd.DataFrame(rows)


def _merges(counts: np.ndarray) -> list[Merge]:
    """Average-linkage merges of the rows of counts, lowest first: height and the two sets of rows."""
    first, second = np.triu_indices(len(counts), k=1)
    sets = [frozenset([row]) for row in range(len(counts))]
    merges = []
    for left, right, height, _ in average(np.sqrt(divergences(counts[first], counts[second]))):
        merges.append((float(height), sets[int(left)], sets[int(right)]))
        sets.append(sets[int(left)] | sets[int(right)])
    return merges
