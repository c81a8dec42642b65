"""Intrusion tests: sheets for readers, and the score of their answers with chance beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_columns, check_kind, check_whole_number
from yrdresearch.stats.chance import seeded
from yrdresearch.topics.model import TopicModel, check_model, heaviest

KEY = ("topic", "intruder")  # what readers must not see
TERMS = 8  # that describe a topic to a reader
OPTIONS = 3  # topics of a document beside the intruder


def word_intrusion_sheet(model: TopicModel, *, n: int = 5, random_state: int = 0) -> pd.DataFrame:
    """Which term does not belong? A sheet for people; they must not see its columns topic and intruder.

    Parameters
    ----------
    model
        One fit or a consensus.
    n
        Terms of the topic in a row; one intruder is added: a top term of another topic that is rare in
        this one.
    random_state
        Seed for the intruders and the order of terms.

    Returns
    -------
    DataFrame
        item (the rows are shuffled), option_1 … option_{n+1}, topic, intruder.

    Raises
    ------
    ArgumentError
        When `n` is below 1, or a topic shares its top terms with all others.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang and Blei (2009), Reading tea leaves.
    """
    check_model(model)
    check_whole_number(n, "n", least=1, such_as=5)
    rng = seeded(random_state)
    tops, rows = heaviest(model, n), []
    for name, terms in tops.items():
        rare = model.topic_term.loc[name].rank(pct=True)
        others = {t for other, top in tops.items() if other != name for t in top if t not in terms}
        if not others:
            raise ArgumentError(f"topic {name} shares its top {n} terms with all others; nothing can intrude")
        rarest = sorted(others, key=lambda t: (rare[t], t))[: max(len(others) // 2, 1)]
        rows.append(_row(terms, str(rng.choice(rarest)), rng) | {"topic": name})
    return _sheet(rows, rng)


def topic_intrusion_sheet(
    model: TopicModel, *, corpus: Corpus | None = None, n: int = 20, random_state: int = 0
) -> pd.DataFrame:
    """Which topic is not in this document? A sheet for people; they must not see intruder and shares.

    Parameters
    ----------
    model
        One fit or a consensus of three topics or more.
    corpus
        Adds the paragraphs' text, which readers need, where it is at hand and documents are paragraphs.
    n
        Documents, drawn at random.
    random_state
        Seed for documents, intruders and the order of the options.

    Returns
    -------
    DataFrame
        item, doc_id, text (empty without a corpus), option_1 … (the eight heaviest terms of the document's
        three largest topics, or all but one of fewer, and of an intruder from its least half), intruder, and
        share_1 … (of the options' topics in the document, 0..1).

    Raises
    ------
    ArgumentError
        For fewer than three topics, or `n` below 1.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang and Blei (2009); Ying, Montgomery and Stewart (2022), Topics, concepts,
    and measurement.
    """
    check_model(model)
    check_whole_number(n, "n", least=1, such_as=5)
    if corpus is not None:
        check_kind(corpus, "corpus", Corpus, source="load_corpus")
    n_topics = len(model.topic_term)
    if n_topics < 3:
        raise ArgumentError(f"model has {n_topics} topics; topic intrusion needs 3 or more")
    rng = seeded(random_state)
    words = {topic: "、".join(terms) for topic, terms in heaviest(model, TERMS).items()}
    texts = pd.Series(dtype=object)
    if corpus is not None and corpus.has_text:
        texts = corpus.paragraphs.set_index("paragraph_id")["text"]
    rows = []
    for doc in rng.permutation(model.doc_topic.index)[:n]:
        ranked = model.doc_topic.loc[doc].sort_values(ascending=False, kind="stable")
        shown = min(OPTIONS, n_topics - 1)
        last = ranked.index[max(shown, n_topics // 2) :]
        row = _row([words[t] for t in ranked.index[:shown]], words[str(rng.choice(last))], rng)
        share = {words[topic]: value for topic, value in ranked.items()}
        shares = {f"share_{i}": share[row[f"option_{i}"]] for i in range(1, shown + 2)}
        rows.append({"doc_id": doc, "text": texts.get(doc, ""), **row, **shares})
    return _sheet(rows, rng)


def score_intrusion(answers: pd.DataFrame, sheet: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Did readers find the intruders, and more often than by chance?

    Parameters
    ----------
    answers
        item, answer (the option in words, or its number from 1), one row a reader and item; blank answers
        are counted apart.
    sheet
        As `word_intrusion_sheet` or `topic_intrusion_sheet` made it.
    level
        Of the interval.

    Returns
    -------
    DataFrame
        One row a topic for words, and one for all: topic (``"all"``), n_answers, n_blank, correct (share of
        the answers that name the intruder: model precision, 0..1), low, high (Clopper and Pearson), chance
        (0..1), p (of as many or more by chance, binomial, one-sided). For documents also log_odds (mean log
        of the intruder's share over that of the topic chosen, 0 is best) and chance_log_odds (its expectation
        under random answers).

    Raises
    ------
    ArgumentError
        For a missing column, an item that is not on the sheet, or an answer that is none of its options.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang and Blei (2009); Chan and Sältzer (2020), oolong.

    Examples
    --------
    >>> import pandas as pd
    >>> from yrdresearch.topics import score_intrusion
    >>> sheet = pd.DataFrame({"item": [1], "option_1": ["合作"], "option_2": ["养老"], "topic": ["T1"],
    ...                       "intruder": ["养老"]})
    >>> score_intrusion(pd.DataFrame({"item": [1, 1], "answer": ["养老", 1]}), sheet)["correct"].tolist()
    [0.5, 0.5]
    """
    check_columns(answers, ("item", "answer"), "answers")
    check_columns(sheet, ("item", "intruder"), "sheet", source="word_intrusion_sheet")
    options = [column for column in map(str, sheet) if column.startswith("option_")]
    of_item = {str(row["item"]): row for row in sheet.to_dict("records")}
    rows = [_judged(row, of_item, options) for row in answers.to_dict("records")]
    table = pd.DataFrame(rows)
    groups = list(table.groupby("topic", sort=True)) if "topic" in sheet else []
    scored = [_score(str(topic), part, len(options), level) for topic, part in [*groups, ("all", table)]]
    return pd.DataFrame(scored)


def _row(own: list[str], intruder: str, rng: np.random.Generator) -> dict[str, str]:
    shuffled = rng.permutation([*own, intruder])
    return {f"option_{i}": str(option) for i, option in enumerate(shuffled, start=1)} | {"intruder": intruder}


def _sheet(rows: list[dict[str, Any]], rng: np.random.Generator) -> pd.DataFrame:
    """The rows in random order with numbers; the key is last."""
    sheet = pd.DataFrame(rows).iloc[rng.permutation(len(rows))].reset_index(drop=True)
    sheet.insert(0, "item", range(1, len(sheet) + 1))
    key = [name for name in map(str, sheet) if name in KEY or name.startswith("share_")]
    return sheet[[name for name in map(str, sheet) if name not in key] + sorted(key, reverse=True)]


def _judged(row: dict[Any, Any], of_item: dict[str, dict[Any, Any]], options: list[str]) -> dict[str, Any]:
    """Whether one answer names the intruder, and how far the topic that it names is from it."""
    item, answer = str(row["item"]).strip(), "" if pd.isna(row["answer"]) else str(row["answer"]).strip()
    if item not in of_item:
        raise ArgumentError(f"answers: item {item!r} is not on the sheet; give answers to this sheet")
    asked = of_item[item]
    words = [str(asked[option]) for option in options]
    judged = {"topic": asked.get("topic", "all"), "correct": np.nan, "log_odds": np.nan, "by_chance": np.nan}
    if not answer:
        return judged
    number = answer.removesuffix(".0")
    chosen = int(number) - 1 if number.isdecimal() else words.index(answer) if answer in words else -1
    if not 0 <= chosen < len(words):
        raise ArgumentError(
            f"answers: {answer!r} is none of the options of item {item}; give one, or its number"
        )
    right = words.index(str(asked["intruder"]))
    judged["correct"] = float(chosen == right)
    if "share_1" in asked:
        odds = np.log([max(asked[f"share_{i + 1}"], 1e-12) for i in range(len(words))])
        judged |= {"log_odds": odds[right] - odds[chosen], "by_chance": odds[right] - odds.mean()}
    return judged


def _score(topic: str, part: pd.DataFrame, n_options: int, level: float) -> dict[str, Any]:
    given = part["correct"].dropna()
    row = {"topic": topic, "n_answers": len(given), "n_blank": len(part) - len(given)}
    row |= dict.fromkeys(("correct", "low", "high", "p"), np.nan)
    if len(given):
        test = binomtest(int(given.sum()), len(given), 1 / n_options, alternative="greater")
        exact = binomtest(int(given.sum()), len(given)).proportion_ci(level)
        row |= {"correct": given.mean(), "low": exact.low, "high": exact.high, "p": test.pvalue}
    row["chance"] = 1 / n_options
    if part["log_odds"].notna().any():
        row |= {"log_odds": part["log_odds"].mean(), "chance_log_odds": part["by_chance"].mean()}
    return row
