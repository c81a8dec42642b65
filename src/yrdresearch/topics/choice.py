"""Which number of topics does a corpus carry?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.display import face_html, face_text
from yrdresearch.errors import ArgumentError, check_kind, check_whole_number
from yrdresearch.topics.agreement import topic_agreement
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.criteria import LEAST_SHUFFLES, article_columns, held_out, shuffled_p
from yrdresearch.topics.model import ALPHA, ETA, TopicModel, WordPriors
from yrdresearch.topics.quality import topic_quality

LEVEL = 0.05
MEASURES = (
    *("agreement", "same_terms", "support", "run_agreement", "coherence", "exclusivity", "held_out"),
    *("shuffled_p", "one_article", "influence"),
)


@dataclass(frozen=True, repr=False)
class KChoice:
    """The evidence for each number of topics, and what it supports.

    Attributes
    ----------
    table
        One row a number of topics; columns as in `choose_k`.
    recommended
        The number of topics that the evidence supports, or None.
    as_good
        The numbers of topics that the held-out tokens do not tell from the best, the recommended one too.
    reason
        The recommendation in words.
    models
        Number of topics -> the first ensemble, the same as ``fit_consensus`` with these arguments.
    """

    table: pd.DataFrame
    recommended: int | None
    reason: str
    as_good: tuple[int, ...] = ()
    models: dict[int, TopicModel] = field(default_factory=dict, repr=False)

    def _facts(self) -> dict[tuple[str, str], object]:
        """What the object says of itself: names in Chinese and English -> value."""
        return {
            ("试过的主题数", "tried"): ", ".join(map(str, self.table["n_topics"])),
            ("建议", "recommended"): "none" if self.recommended is None else self.recommended,
            ("理由", "reason"): self.reason,
        }

    def __repr__(self) -> str:
        return face_text("KChoice", self._facts())

    def _repr_html_(self) -> str:
        return face_html(
            "KChoice",
            self._facts(),
            zh="下一步：choice.table，plots.plot_choose_k(choice.table)",
            en="Next: choice.table, plots.plot_choose_k(choice.table)",
        )


def choose_k(
    dtm: Dtm,
    n_topics: Iterable[int] = range(3, 11),
    *,
    articles: pd.Series | None = None,
    n_runs: int = 200,
    n_ensembles: int = 3,
    n_shuffles: int = LEAST_SHUFFLES,
    min_agreement: float = 0.9,
    min_support: float = 0.5,
    alpha: float = ALPHA,
    eta: float = ETA,
    word_priors: WordPriors | None = None,
    random_state: int = 0,
    workers: int | None = None,
) -> KChoice:
    """Which number of topics does the corpus carry, if any?

    A number of topics passes when the texts hold more structure than the same words, each dealt out to other
    documents at random with its counts, every topic comes back in most single runs, and ensembles from
    different seeds agree.
    A number that has failed one of these is not asked the next. Of those that pass, the smallest is
    recommended whose held-out tokens are as likely as the best's, within one standard error over documents.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Numbers of topics to compare.
    articles
        Document id -> article, for documents that are parts of articles; without it each document is its
        own article, and the last two columns are missing.
    n_runs
        Chains in each ensemble: as many as the model will have, for agreement rises with them.
    n_ensembles
        Ensembles of a number of topics, from different seeds, 2 or more; every two must agree.
    n_shuffles
        Shuffled corpora; 19 give a smallest p of 0.05, and fewer cannot decide.
    min_agreement, min_support
        What a number of topics must reach.
    alpha, eta, word_priors, random_state, workers
        As for `fit_consensus`.

    Returns
    -------
    KChoice
        Its table has n_topics; agreement (weighted, of the two ensembles that agree least, 0..1) and
        same_terms (the same not weighted); support (of the least supported topic, 0..1); run_agreement (mean
        of single runs with the consensus, 0..1); coherence (mean NPMI, -1..1); exclusivity (mean, 0..1);
        held_out (log likelihood per held-out token, nats) and held_out_error (standard error of its
        difference from the best, over documents); shuffled_p (as `shuffled_p` gives it); one_article (topics
        with three quarters of their tokens from one article); influence (largest change of the top terms when
        one article is left out, 0..1); passes. What a number of topics was not asked is missing.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014); Wallach, Murray, Salakhutdinov and Mimno (2009), document
    completion; Breiman, Friedman, Olshen and Stone (1984), the rule of one standard error.
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_kind(n_topics, "n_topics", Iterable, source="range(3, 11)")
    numbers = list(n_topics)
    for number in numbers:
        check_whole_number(number, "a number of n_topics", least=2, such_as=6)
    if not numbers:
        raise ArgumentError("n_topics is empty; give the numbers of topics to compare, such as range(3, 11)")
    check_whole_number(n_ensembles, "n_ensembles", least=2, such_as=3)
    check_whole_number(n_shuffles, "n_shuffles", least=1, such_as=19)
    shared: dict[str, Any] = {"alpha": alpha, "eta": eta, "word_priors": word_priors}
    shared |= {"random_state": random_state, "workers": workers}
    least = {"support": min_support, "agreement": min_agreement}
    rows, models, tokens = [], dict[int, TopicModel](), dict[int, pd.DataFrame]()
    for k in numbers:
        row: dict[str, Any] = {"n_topics": k, **dict.fromkeys(MEASURES, np.nan)}
        row["shuffled_p"] = shuffled_p(dtm, n_topics=k, n_shuffles=n_shuffles, **shared)
        if row["shuffled_p"] <= LEVEL or n_shuffles < LEAST_SHUFFLES:
            models[k] = fit_consensus(dtm, n_topics=k, n_runs=n_runs, **shared)
            row |= _ensembles(dtm, models[k], n_ensembles, least, {**shared, "n_runs": n_runs})
            row |= article_columns(models[k], dtm, articles)
        row["passes"] = row["shuffled_p"] <= LEVEL and all(row[name] >= least[name] for name in least)
        if row["passes"]:
            tokens[k] = held_out(dtm, n_topics=k, **shared)
        rows.append(row)
    return _recommend(pd.DataFrame(rows), tokens, least, models, n_shuffles)


def _ensembles(
    dtm: Dtm, one: TopicModel, n_ensembles: int, least: dict[str, float], arguments: dict[str, Any]
) -> dict[str, float]:
    """Columns of the first ensemble, and the least agreement of it and of further ones, while it can pass."""
    quality = topic_quality(one, dtm)
    row = {
        "support": quality["support"].min(),
        "run_agreement": one.settings["run_agreement"],
        **quality[["coherence", "exclusivity"]].mean(),
    }
    ensembles = [one]
    while len(ensembles) < n_ensembles and row["support"] >= least["support"]:
        other = {**arguments, "random_state": arguments["random_state"] + len(ensembles)}
        ensembles.append(fit_consensus(dtm, n_topics=len(one.topic_term), **other))
        pairs = list(combinations(ensembles, 2))
        row["agreement"] = min(topic_agreement(a, b, weighted=True) for a, b in pairs)
        row["same_terms"] = min(topic_agreement(a, b) for a, b in pairs)
        if row["agreement"] < least["agreement"]:
            break
    return row


def _recommend(
    table: pd.DataFrame,
    tokens: dict[int, pd.DataFrame],
    least: dict[str, float],
    models: dict[int, TopicModel],
    n_shuffles: int,
) -> KChoice:
    """The smallest of the numbers that pass and that the held-out tokens do not tell from the best."""
    table["held_out_error"] = np.nan
    if n_shuffles < LEAST_SHUFFLES:
        reason = f"Not decided: {n_shuffles} shuffled corpora cannot give a p of {LEVEL}; ask for 19 or more."
    elif (table["shuffled_p"] > LEVEL).all():
        reason = "No number of topics: the documents differ no more than shuffled ones; there are no topics."
    else:
        reason = (
            f"No number of topics: none has ensembles that agree at {least['agreement']:.2f}, every topic in "
            f"{least['support']:.0%} of the runs, and more structure than shuffled texts."
        )
    if not tokens:
        return KChoice(table, None, reason, models=models)
    total = {k: held["log_likelihood"].sum() for k, held in tokens.items()}
    best = max(total, key=lambda k: total[k])
    as_good = []
    for k, held in tokens.items():
        behind = (tokens[best]["log_likelihood"] - held["log_likelihood"]).to_numpy()
        error = behind.std(ddof=1) * np.sqrt(len(behind))
        row, n_tokens = table["n_topics"] == k, held["n_tokens"].sum()
        table.loc[row, ["held_out", "held_out_error"]] = [total[k] / n_tokens, error / n_tokens]
        as_good += [k] if behind.sum() <= error else []
    return _chosen(table, tuple(sorted(as_good)), models)


def _chosen(table: pd.DataFrame, as_good: tuple[int, ...], models: dict[int, TopicModel]) -> KChoice:
    passed = table.set_index("n_topics").query("passes")
    row = passed.loc[as_good[0]]
    reason = (
        f"{as_good[0]} topics: ensembles agree at {row['agreement']:.2f} or more, and the least supported "
        f"topic came back in {row['support']:.0%} of the runs. "
    )
    others = ", ".join(str(k) for k in as_good[1:])
    reason += (
        f"{others} topics are as good (held-out tokens do not tell them apart); the smallest is recommended."
        if others
        else "Of all that pass it predicts held-out tokens best."
    )
    rest = ", ".join(str(k) for k in passed.index if k not in as_good)
    reason += f" Also passed, but predict worse: {rest}." if rest else ""
    return KChoice(table, as_good[0], reason, as_good, models)
