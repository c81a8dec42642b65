"""Which number of topics does a corpus carry?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t, ttest_1samp

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.display import Faced
from yrdresearch.errors import ArgumentError, check_kind, check_number, check_whole_number
from yrdresearch.topics.consensus import fit_consensus
from yrdresearch.topics.criteria import held_out, labels_of, one_article
from yrdresearch.topics.model import ALPHA, ETA, TopicModel, WordPriors, check_fit
from yrdresearch.topics.quality import topic_quality

LEVEL = 0.05
COLUMNS = (
    *("held_out", "held_out_error", "gain", "gain_p", "support", "agreement", "run_agreement"),
    *("coherence", "exclusivity", "one_article", "passes"),
)


@dataclass(frozen=True, repr=False)
class KChoice(Faced):
    """The evidence for each number of topics, and what it supports.

    Attributes
    ----------
    table
        One row a number of topics; columns as in `choose_k`.
    recommended
        The number of topics that the evidence supports, or None.
    as_good
        The numbers of topics that predict as well as the best and are found again, the recommended one too.
    reason
        The recommendation in words.
    models
        Number of topics -> its model, the same as ``fit_consensus`` with these arguments.
    """

    table: pd.DataFrame
    recommended: int | None
    reason: str
    as_good: tuple[int, ...] = ()
    models: dict[int, TopicModel] = field(default_factory=dict, repr=False)

    def _facts(self) -> dict[tuple[str, str], object]:
        return {
            ("试过的主题数", "tried"): ", ".join(map(str, self.table["n_topics"])),
            ("建议", "recommended"): "none" if self.recommended is None else self.recommended,
            ("理由", "reason"): self.reason,
        }

    def _next(self) -> tuple[str, str]:
        return (
            "下一步：choice.table，plots.plot_choose_k(choice.table)",
            "Next: choice.table, plots.plot_choose_k(choice.table)",
        )


def choose_k(
    dtm: Dtm,
    n_topics: Iterable[int] = range(3, 11),
    *,
    articles: pd.Series | None = None,
    n_runs: int | None = None,
    min_agreement: float = 0.9,
    min_support: float = 0.5,
    alpha: float = ALPHA,
    eta: float = ETA,
    word_priors: WordPriors | None = None,
    random_state: int = 0,
    workers: int | None = None,
) -> KChoice:
    """Which number of topics does the corpus carry, if any?

    Topics learned from some documents predict others. A number of topics must predict better than one topic
    does, and as well as the best number: a paired t-test over documents (one-sided, 0.05) decides both. Of
    those that are as good, every topic must be found in half of the runs, and two ensembles agree. The
    smallest is recommended, and the others are named. Where none of them is found again, the next best are
    asked.

    Parameters
    ----------
    dtm
        (N documents, M terms).
    n_topics
        Numbers of topics to compare.
    articles
        Document id -> article, for documents that are parts of articles (None: those of a matrix of
        paragraphs, `Dtm.articles`): whole articles are then held out, and the t-tests are over articles, as
        an article's style, learned from some of its paragraphs, predicts the others and passes for a topic.
        Where documents are no parts of articles the column one_article is missing.
    n_runs
        Chains in an ensemble: as many as the model will have, for agreement rises with them. By default as
        many as `fit_consensus` takes.
    min_agreement, min_support
        What a number of topics must reach.
    alpha, eta, word_priors, random_state, workers
        As for `fit_consensus`.

    Returns
    -------
    KChoice
        Its table has n_topics; held_out (log likelihood of a held-out token, nats) and held_out_error
        (standard error of its difference from the best); gain (held_out less that of one topic) and gain_p
        (of no gain); support (of the least supported topic, 0..1); agreement (of two ensembles, by weights,
        0..1) and run_agreement (mean of single runs with the consensus, 0..1); coherence (mean NPMI, -1..1);
        exclusivity (mean, 0..1); one_article (topics with three quarters of their tokens from one article);
        passes. What a number of topics was not asked, because it had failed, is missing.

    Raises
    ------
    ArgumentError
        For arguments that no model can be fitted with.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), document completion; Greene, O'Callaghan and
    Cunningham (2014), agreement.
    """
    check_kind(dtm, "dtm", Dtm, source="build_dtm")
    check_kind(n_topics, "n_topics", Iterable, source="range(3, 11)")
    numbers = list(n_topics)
    for number in numbers:
        check_whole_number(number, "a number of n_topics", least=2, such_as=6)
    if not numbers:
        raise ArgumentError("n_topics is empty; give the numbers of topics to compare, such as range(3, 11)")
    check_fit(dtm, n_topics=max(numbers), alpha=alpha, eta=eta, n_iter=1, random_state=random_state)
    if n_runs is not None:
        check_whole_number(n_runs, "n_runs", least=2, such_as=200)
    for name, share in (("min_agreement", min_agreement), ("min_support", min_support)):
        check_number(share, name, least=0, such_as=0.5)
    labels = labels_of(dtm, dtm.articles if articles is None else articles)
    shared: dict[str, Any] = {"alpha": alpha, "eta": eta, "word_priors": word_priors}
    shared |= {"random_state": random_state, "workers": workers}
    tokens = {k: held_out(dtm, n_topics=k, labels=labels, **shared) for k in numbers}
    table, models, as_good = _predicted(tokens), dict[int, TopicModel](), list[int]()
    left = sorted(table.index[table["gain_p"] <= LEVEL])
    while left and not as_good:
        best = tokens[table.loc[left, "held_out"].idxmax()]
        near = [k for k in left if _as_good(tokens[k], best)]
        for k in near:
            models[k] = fit_consensus(dtm, n_topics=k, n_runs=n_runs, **shared)
            for name, value in _of_model(models[k], dtm, labels).items():
                table.loc[k, name] = value
        asked = table.loc[near]
        found = (asked["support"] >= min_support) & (asked["agreement"] >= min_agreement)
        as_good, left = list(asked.index[found]), [k for k in left if k not in near]
    table["passes"] = table.index.isin(as_good)
    recommended = as_good[0] if as_good else None
    reason = _reason(table, as_good, "documents" if labels is None else "articles")
    return KChoice(table.reset_index(), recommended, reason, tuple(as_good), models)


def _predicted(tokens: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The columns on held-out tokens, a row a number of topics; the others are still missing."""
    table = pd.DataFrame(np.nan, index=pd.Index(tokens, name="n_topics"), columns=list(COLUMNS))
    for k, of_k in tokens.items():
        gain, n_tokens = of_k["log_likelihood"] - of_k["one_topic"], of_k["n_tokens"].sum()
        table.loc[k, "held_out"] = of_k["log_likelihood"].sum() / n_tokens
        table.loc[k, "gain"] = gain.sum() / n_tokens
        table.loc[k, "gain_p"] = ttest_1samp(gain[of_k["n_tokens"] > 0], 0, alternative="greater").pvalue
    best = tokens[list(tokens)[int(table["held_out"].argmax())]]
    table["held_out_error"] = [_behind(of_k, best)[1] for of_k in tokens.values()]
    return table


def _behind(tokens: pd.DataFrame, best: pd.DataFrame) -> tuple[float, float]:
    """How far is a held-out token behind the best number's, and its standard error (nats)?"""
    behind = best["log_likelihood"] - tokens["log_likelihood"]
    n_tokens = tokens["n_tokens"].sum()
    return behind.sum() / n_tokens, np.sqrt(len(behind)) * behind.std() / n_tokens


def _as_good(tokens: pd.DataFrame, best: pd.DataFrame) -> bool:
    """Does no paired t-test over rows, one-sided, tell the number from the best?"""
    behind, error = _behind(tokens, best)
    return bool(behind <= t.ppf(1 - LEVEL, len(tokens) - 1) * error)


def _of_model(model: TopicModel, dtm: Dtm, labels: np.ndarray | None) -> dict[str, float]:
    """The columns on the topics of an ensemble."""
    quality = topic_quality(model, dtm)
    return {
        "support": quality["support"].min(),
        **{name: model.settings[name] for name in ("agreement", "run_agreement")},
        **quality[["coherence", "exclusivity"]].mean(),
        "one_article": one_article(model, dtm, labels),
    }


def _reason(table: pd.DataFrame, as_good: list[int], out: str) -> str:
    """The recommendation in words."""
    if not as_good and table["support"].isna().all():
        return f"No number of topics: none predicts held-out {out} better than one topic does."
    if not as_good:
        return f"No number of topics: those that predict held-out {out} are not found again from other seeds."
    row = table.loc[as_good[0]]
    found = (
        f"two ensembles agree at {row['agreement']:.2f}, and the least supported topic was found in "
        f"{row['support']:.0%} of the runs."
    )
    if len(as_good) == 1:
        return f"{as_good[0]} topics predict held-out {out} best: {found}"
    return (
        f"{', '.join(map(str, as_good))} topics are as good: they predict held-out {out} as well and "
        f"are found again. The smallest, {as_good[0]}, is recommended: {found}"
    )
