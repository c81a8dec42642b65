"""How far do the answers of several models agree, and how far apart are the topics of one?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from yrdresearch.errors import ArgumentError, check_kind, check_whole_number
from yrdresearch.stats.divergence import jensen_shannon
from yrdresearch.topics.matching import TOP_TERMS, agreed
from yrdresearch.topics.model import TopicModel, check_model


def topic_agreement(
    model: TopicModel, other: TopicModel, *, top_n: int = TOP_TERMS, weighted: bool = False
) -> float:
    """How far do two models with the same number of topics agree?

    Parameters
    ----------
    model, other
        Two fits of the same K; their vocabularies may differ.
    top_n
        Heaviest terms of a topic that are compared.
    weighted
        Compare the weights of these terms (Ružička 1958) and not only which they are (Jaccard): whether a
        term is the tenth or the eleventh by a hair then hardly counts.

    Returns
    -------
    float
        Mean similarity of the matched topics' top terms, 0 (nothing in common) to 1 (the same); topics are
        matched one to one so that this mean is largest.

    Raises
    ------
    ArgumentError
        When the numbers of topics differ, or `top_n` is less than 1.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic models.
    """
    check_model(model)
    check_model(other, "other")
    check_kind(weighted, "weighted", bool)
    if len(model.topic_term) != len(other.topic_term):
        raise ArgumentError(
            f"model has {len(model.topic_term)} topics and other {len(other.topic_term)}; fit both with the "
            "same n_topics"
        )
    check_whole_number(top_n, "top_n", least=1, such_as=10)
    terms = list(dict.fromkeys([*model.topic_term, *other.topic_term]))
    one, two = (m.topic_term.reindex(columns=terms, fill_value=0.0).to_numpy() for m in (model, other))
    return agreed(one, two, n=top_n, weighted=weighted)


def run_agreement(models: Sequence[TopicModel], *, top_n: int = TOP_TERMS) -> pd.DataFrame:
    """How far do single runs agree with each other, and ensembles with each other?

    Parameters
    ----------
    models
        Fits of one number of topics: single runs, consensus models, or both; two or more of a kind.
    top_n
        Heaviest terms of a topic that are compared.

    Returns
    -------
    DataFrame
        One row a pair of one kind: kind (``"run"`` or ``"consensus"``), first, second (seeds, or places in
        `models` where a model has no seed), agreement (mean Jaccard of the matched topics' top terms, 0..1;
        see `topic_agreement`).

    Raises
    ------
    ArgumentError
        When no two models are of one kind, or their numbers of topics differ.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> run_agreement([fit_lda(dtm, n_topics=2, random_state=s) for s in (1, 2, 3)])["kind"].tolist()
    ['run', 'run', 'run']
    """
    check_kind(models, "models", Sequence, source="[fit_lda(...), fit_lda(...)]")
    for place, model in enumerate(models):
        check_model(model, f"models[{place}]")
    rows = []
    for kind in ("run", "consensus"):
        of_kind = [
            (model.settings.get("random_state", place), model)
            for place, model in enumerate(models)
            if (model.support is None) == (kind == "run")
        ]
        rows += [
            (kind, first, second, topic_agreement(one, two, top_n=top_n))
            for (first, one), (second, two) in combinations(of_kind, 2)
        ]
    if not rows:
        raise ArgumentError("models holds no two of one kind; give two single runs, or two consensus models")
    return pd.DataFrame(rows, columns=["kind", "first", "second", "agreement"])


def topic_distances(model: TopicModel) -> pd.DataFrame:
    """How far apart are the topics?

    Parameters
    ----------
    model
        One fit or a consensus, of two topics or more.

    Returns
    -------
    DataFrame
        (K, K), index and columns the topics, alike topics beside each other (leaves of the average-linkage
        tree): Jensen-Shannon distance, the square root of the divergence in bits, 0 (the same terms) to 1
        (no term shared).

    References
    ----------
    Endres and Schindelin (2003), A new metric for probability distributions.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> topic_distances(fit_lda(dtm, n_topics=2, random_state=1)).round(1).to_numpy().tolist()
    [[0.0, 0.9], [0.9, 0.0]]
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    check_model(model)
    pairs = [np.sqrt(jensen_shannon(*two)) for two in combinations(model.topic_term.to_numpy(), 2)]
    leaves = leaves_list(linkage(pairs, "average", optimal_ordering=True))
    order = model.topic_term.index[leaves]
    return pd.DataFrame(squareform(pairs)[np.ix_(leaves, leaves)], index=order, columns=order)
