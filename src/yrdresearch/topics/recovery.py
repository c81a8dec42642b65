"""How much of a known truth could a corpus of this size give back?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.errors import check_kind, check_whole_number
from yrdresearch.stats.chance import seeded
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.engines import normalised
from yrdresearch.topics.matching import affinity, match, top_alike
from yrdresearch.topics.model import TopicModel, check_model


def recoverability(
    model: TopicModel,
    dtm: Dtm,
    *,
    n_simulations: int = 3,
    n_runs: int = 30,
    random_state: int = 0,
    workers: int | None = None,
) -> pd.DataFrame:
    """If the model were the truth, how much of it could a corpus of this size give back?

    Corpora with the same document lengths are drawn from the model and fitted again.

    Parameters
    ----------
    model
        Taken for the truth.
    dtm
        Its documents, for their lengths.
    n_simulations
        Corpora to draw.
    n_runs, random_state, workers
        Of each `fit_consensus`.

    Returns
    -------
    DataFrame
        simulation, topic, term_overlap (Jaccard similarity of the top ten terms of the true topic and of the
        one matched to it, 0..1), affinity (Hellinger, of the whole topic, 0..1), shares (correlation of true
        and recovered shares over documents).
    """
    check_model(model)
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_whole_number(n_simulations, "n_simulations", least=1, such_as=3)
    rng = seeded(random_state)
    truth, shares = model.topic_term.to_numpy(), model.doc_topic.to_numpy()
    expected = normalised(shares @ truth)
    fitted: dict[str, Any] = {
        name: model.settings[name] for name in ("alpha", "eta") if name in model.settings
    }
    fitted |= {"n_topics": len(truth), "n_runs": n_runs, "workers": workers}
    rows = []
    for simulation in range(1, n_simulations + 1):
        drawn = np.stack([rng.multinomial(int(n), p) for n, p in zip(dtm.doc_lengths, expected, strict=True)])
        drawn_dtm = replace(dtm, counts=sparse.csr_matrix(drawn))
        again = fit_consensus(drawn_dtm, random_state=random_state + simulation, **fitted)
        found, found_shares = again.topic_term.to_numpy(), again.doc_topic.to_numpy()
        close = affinity(truth, found)
        for k, j in enumerate(match(close)):
            terms = float(top_alike(truth[k], found[j]))
            paired = np.corrcoef(shares[:, k], found_shares[:, j])[0, 1]
            rows.append((simulation, model.topic_term.index[k], terms, close[k, j], paired))
    return pd.DataFrame(rows, columns=["simulation", "topic", "term_overlap", "affinity", "shares"])
