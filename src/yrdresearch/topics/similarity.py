"""How do the topics of a model stand to each other, and the answers of several models?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import ArgumentError
from yrdresearch.stats.divergence import jensen_shannon
from yrdresearch.topics.consensus import topic_agreement
from yrdresearch.topics.model import TopicModel, heaviest
from yrdresearch.topics.quality import topic_quality

FILLED = 0.7  # area of all circles together, on a map from -1 to 1 each way
GAP = 0.03  # between circles
EDGE = 0.75  # the points of the map lie within it, so that circles stay inside -1 to 1


def topic_map(model: TopicModel, dtm: Dtm, *, n_terms: int = 3) -> pd.DataFrame:
    """Which topics are large, and which are alike?

    Multidimensional scaling of the Jensen-Shannon distances (square roots of the divergence) between the
    topics' term distributions. On few texts most topics are about equally far from each other, and a plane
    cannot show that: read `stress` before reading closeness.

    Parameters
    ----------
    model
        One fit or a consensus.
    dtm
        The documents it was fitted to.
    n_terms
        Heaviest terms in a label.

    Returns
    -------
    DataFrame
        topic; x, y (about -1..1; circles that would overlap are moved apart); radius (so that areas are as
        shares); share (of all tokens, 0..1); label; stress (0: the topic's distances are shown as they are;
        above 0.2: poorly; Kruskal 1964).

    References
    ----------
    de Leeuw (1977) on the scaling; Endres and Schindelin (2003) on the distance; Sievert and Shirley (2014)
    on such maps.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from yrdresearch import Dtm, fit_lda
    >>> counts = sparse.csr_matrix(np.kron(np.eye(2, dtype=int), np.full((3, 4), 5)))
    >>> dtm = Dtm(counts, tuple("abcdef"), tuple("甲乙丙丁戊己庚辛"))
    >>> len(topic_map(fit_lda(dtm, n_topics=2, random_state=1), dtm))
    2
    """
    if n_terms < 1:
        raise ArgumentError(f"n_terms is {n_terms}; a label needs 1 term or more")
    points, stress = scale(topic_distances(model).to_numpy())
    share = topic_quality(model, dtm)["share"].to_numpy()
    radius = np.sqrt(FILLED * share / np.pi)
    largest = np.abs(points).max() or 1.0
    x, y = separate(points * (EDGE / largest), radius, gap=GAP).round(6).T
    labels = ["、".join(heaviest(row, n_terms)) for _, row in model.topic_term.iterrows()]
    return pd.DataFrame(
        {
            "topic": model.topic_term.index,
            "x": x,
            "y": y,
            "radius": radius,
            "share": share,
            "label": labels,
            "stress": stress,
        }
    )


def topic_distances(model: TopicModel) -> pd.DataFrame:
    """How far apart are the topics? (K, K), 0 (the same terms) to 1 (no term shared).

    Jensen-Shannon distance, the square root of the divergence in bits (Endres and Schindelin 2003).
    """
    topics = model.topic_term.index
    far = pd.DataFrame(0.0, index=topics, columns=topics)
    for one, two in combinations(topics, 2):
        far.loc[one, two] = far.loc[two, one] = np.sqrt(
            jensen_shannon(model.topic_term.loc[one], model.topic_term.loc[two])
        )
    return far


def scale(distances: np.ndarray, *, n_steps: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Points in a plane whose distances are as close as possible to these.

    From Torgerson's (1952) solution, moved by the steps of SMACOF (de Leeuw 1977), each of which lowers
    the stress.

    Returns
    -------
    tuple
        (K, 2) points, and (K,) the stress of each: root of its squared errors over its squared distances.
    """
    n = len(distances)
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    points = np.zeros((n, 2))
    for axis, column in enumerate(np.argsort(-values)[:2]):
        vector = vectors[:, column] * np.sqrt(max(values[column], 0.0))
        points[:, axis] = vector * np.sign(vector[np.abs(vector).argmax()] or 1)  # eigenvectors have no sign
    for _ in range(n_steps):
        drawn = _apart(points)
        ratio = np.divide(distances, drawn, out=np.zeros_like(drawn), where=drawn > 1e-12)
        points = (np.diag(ratio.sum(axis=1)) - ratio) @ points / n
    errors = ((_apart(points) - distances) ** 2).sum(axis=1)
    whole = (distances**2).sum(axis=1)
    return points, np.sqrt(np.divide(errors, whole, out=np.zeros(n), where=whole > 0))


def _apart(points: np.ndarray) -> np.ndarray:
    return np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))


def separate(points: np.ndarray, radius: np.ndarray, *, gap: float, n_steps: int = 2000) -> np.ndarray:
    """The points (K, 2), moved apart where circles of these radii would come closer than `gap`."""
    points = points.astype(float).copy()
    for _ in range(n_steps):
        moved = False
        for i, j in combinations(range(len(points)), 2):
            step = points[j] - points[i]
            far, least = float(np.hypot(*step)), radius[i] + radius[j] + gap
            if far >= least - 1e-9:
                continue
            # circles on one spot leave it each in a direction of its own
            way = step / far if far > 1e-9 else np.array([np.cos(i + 2.4 * j), np.sin(i + 2.4 * j)])
            points[i] -= way * (least - far) / 2
            points[j] += way * (least - far) / 2
            moved = True
        if not moved:
            break
    return points


def run_agreement(models: Sequence[TopicModel], *, top_n: int = 10) -> pd.DataFrame:
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

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic models.

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
