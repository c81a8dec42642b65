"""Fit, consensus, infer, save, load `TopicModel`: the only room that knows gensim and tomotopy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class TopicModel:
    """K topics over M terms in N documents; one fit, or the consensus of many.

    Attributes
    ----------
    topic_term
        (K, M), rows sum to 1; index ``T1 … TK``, columns the vocabulary.
    doc_topic
        (N, K), rows sum to 1; index the document ids.
    settings
        How it was fitted: engine, priors, iterations, seed, and the document-term matrix's settings.
    versions
        Versions of the libraries that fitted it.
    trace
        iteration, log_likelihood: the convergence of one fit; None for a consensus.
    support
        (K,), for a consensus: share of runs in which the topic came back, 0..1.
    term_support
        (K, M), for a consensus: share of matched runs with the term among the topic's top ten.
    doc_topic_runs
        (R runs, N, K), for a consensus: the matched runs' own document shares.
    """

    topic_term: pd.DataFrame
    doc_topic: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    trace: pd.DataFrame | None = None
    support: pd.Series | None = None
    term_support: pd.DataFrame | None = None
    doc_topic_runs: np.ndarray | None = None
