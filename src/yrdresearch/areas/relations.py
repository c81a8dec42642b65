"""Behind a coding: doubtful sentences, what each term contributes, areas together and against topics."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from yrdresearch.areas.codebook import HINT, NONE, TERM, Codebook
from yrdresearch.areas.codebookfiles import codebook_for, codebook_of
from yrdresearch.areas.coder import Coder
from yrdresearch.areas.coding import evidence_of
from yrdresearch.areas.reliability import label_sets
from yrdresearch.areas.rules import SHARE, Evidence, Match, Matcher, code_paragraph
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_columns, check_kind

UNSURE = (0.2, 0.55)  # probabilities of the coder between which a person should look


def doubtful_sentences(
    corpus: Corpus, *, codebook: Codebook | None = None, coder: Coder | str | None = None
) -> pd.DataFrame:
    """Which sentences should a person look at? (`codebook`, `coder`: as in `code_policy_areas`.)

    Returns
    -------
    DataFrame
        sentence_id, article_id, reason, coded (areas with spaces between, or ``"none"``), beside (areas with
        evidence that were not coded), text. Reasons: ``"no word"`` (nothing of the codebook occurs), ``"too
        light"`` (something occurs, nothing was coded), ``"hints only"`` (no coded area has a term), ``"close
        call"`` (the coder gives an area a probability of .2 to .55; by the rules, a hint more or less would
        decide otherwise).
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("doubtful_sentences")
    rows = []
    for sentence, areas in evidence_of(corpus, codebook_for(corpus, codebook), coder):
        reason = _doubt(areas)
        if reason:
            coded = [area for area, found in areas.items() if found.coded]
            beside = [area for area in areas if area not in coded]
            kept = {key: sentence[key] for key in ("sentence_id", "article_id")}
            named = {"coded": " ".join(coded) or NONE, "beside": " ".join(beside)}
            rows.append(kept | {"reason": reason} | named | {"text": sentence["text"]})
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "reason", "coded", "beside", "text"])


def _doubt(areas: dict[str, Evidence]) -> str:
    coded = {area: found for area, found in areas.items() if found.coded}
    if not areas:
        return "no word"
    if not coded:
        return "too light"
    if not any(m.weights.get(area) == TERM for area, found in coded.items() for m in found.matches):
        return "hints only"
    return "close call" if _close(list(areas.values())) else ""


def _close(found: list[Evidence]) -> bool:
    if any(each.rule in ("model", "unlikely") for each in found):
        return any(UNSURE[0] <= each.probability < UNSURE[1] for each in found)
    threshold = SHARE * max(each.weight for each in found)
    return len(found) > 1 and any(abs(each.weight - threshold) <= HINT for each in found)


def term_contributions(corpus: Corpus, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """How much of an area's coverage depends on a single word? (Code by the rules without it.)

    Returns
    -------
    DataFrame
        One row per phrase of the codebook that occurs: term, policy_area (whose coding changes; its own area
        where nothing does), weight (1 term, 1/2 hint), n_sentences (in which it occurs), lost and gained
        (sentences coded with the area only with, or only without the phrase), n_area (sentences coded with
        the area). Most contributing first.
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("term_contributions")
    codebook = codebook_for(corpus, codebook)
    matcher, weights = Matcher(codebook), codebook.weights()
    sentences, titles = corpus.counted_sentences(), corpus.articles.set_index("article_id")["title"]
    articles = {
        str(name): [list(rows["text"]) for _, rows in article.groupby("paragraph_id", sort=False)]
        for name, article in sentences.groupby("article_id", sort=False)
    }
    known = {text: matcher.find(text) for text in (*sentences["text"], *titles)}
    before = {
        (name, at): _pairs(articles[name], at, matcher, titles[name])
        for name, texts in articles.items()
        for at in range(len(texts))
    }
    total = pd.Series([area for pairs in before.values() for _, area in pairs]).value_counts()
    rows: list[dict[str, Any]] = []
    for phrase, (n_sentences, places) in _occurring(articles, titles, known).items():
        without = matcher.without(phrase, known)
        lost, gained = list[str](), list[str]()
        for name, at in places:
            after = _pairs(articles[name], at, without, titles[name])
            lost += [area for _, area in before[name, at] - after]
            gained += [area for _, area in after - before[name, at]]
        for area in {*lost, *gained, *weights[phrase]}:
            rows.append(
                {
                    "term": phrase,
                    "policy_area": area,
                    "weight": weights[phrase].get(area, 0.0),
                    "n_sentences": n_sentences,
                    "lost": lost.count(area),
                    "gained": gained.count(area),
                    "n_area": int(total.get(area, 0)),
                }
            )
    table = pd.DataFrame(rows)
    order = ["lost", "gained", "n_sentences", "term", "policy_area"]
    return table.sort_values(order, ascending=[False, False, False, True, True], ignore_index=True)


def _occurring(
    articles: dict[str, list[list[str]]], titles: pd.Series, known: dict[str, list[Match]]
) -> dict[str, tuple[int, set[tuple[str, int]]]]:
    """For each phrase the number of sentences with it, and the paragraphs whose coding it may move."""
    found: dict[str, tuple[int, set[tuple[str, int]]]] = {}
    for name, paragraphs in articles.items():
        for at, paragraph in enumerate(paragraphs):
            for text in paragraph:
                for phrase in {match.phrase for match in known[text]}:
                    n_sentences, places = found.get(phrase, (0, set()))
                    found[phrase] = n_sentences + 1, places | {(name, at)}
    for name in articles:  # a title speaks for the opening paragraph
        for phrase in {match.phrase for match in known[titles[name]]} & set(found):
            found[phrase][1].add((name, 0))
    return found


def _pairs(paragraphs: list[list[str]], at: int, matcher: Matcher, title: str) -> set[tuple[int, str]]:
    """(place of the sentence, area) for every area coded in a paragraph."""
    return {
        (place, area)
        for place, areas in enumerate(code_paragraph(paragraphs, at, matcher=matcher, title=title))
        for area, found in areas.items()
        if found.coded
    }


def cooccurrence(coded: pd.DataFrame) -> pd.DataFrame:
    """Which areas are in the same sentence?

    Returns
    -------
    DataFrame
        One row per pair that occurs, areas in the codebook's order: area_a, area_b, n (sentences with both),
        expected (were they independent), ratio (n / expected), jaccard (n / sentences with either),
        denominator (sentences).

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["s1", "s1", "s2"], "policy_area": ["health", "ageing", "none"]})
    >>> cooccurrence(coded)[["n", "expected", "ratio"]].iloc[0].tolist()
    [1.0, 0.5, 2.0]
    """
    sets = [labels - {NONE} for labels in label_sets(coded).values()]
    given = set(coded["policy_area"])
    areas = [area for area in codebook_of(coded).ids if area in given]
    holds = {area: np.array([area in labels for labels in sets]) for area in areas}
    rows = []
    for a, b in combinations(areas, 2):
        n, expected = int((holds[a] & holds[b]).sum()), holds[a].sum() * holds[b].sum() / len(sets)
        if n:
            either = int((holds[a] | holds[b]).sum())
            rows.append((a, b, n, expected, n / expected, n / either, len(sets)))
    columns = ["area_a", "area_b", "n", "expected", "ratio", "jaccard", "denominator"]
    return pd.DataFrame(rows, columns=columns).sort_values("n", ascending=False, ignore_index=True)


def areas_by_topic(coded: pd.DataFrame, doc_topic: pd.DataFrame) -> pd.DataFrame:
    """Do the topics of a topic model and the policy areas see the same thing?

    Parameters
    ----------
    coded
        From `code_policy_areas`.
    doc_topic
        (N, K), index paragraph or article ids, rows sum to 1.

    Returns
    -------
    DataFrame
        One row per topic and area: topic, policy_area, name_zh, name_en, share (of the topic's weight that
        lies on the area), lift (share / the area's share overall), documents; and the same in every row: nmi,
        the normalised mutual information of topics and areas (0 unrelated, 1 the same division);
        nmi_by_chance, its mean when documents are shuffled (499 times, seed 0), since it is
        above 0 even then; p, the share of shuffles (and the data) that reach it.

    Raises
    ------
    ArgumentError
        When the index of `doc_topic` fits neither paragraphs nor articles.
    """
    check_columns(coded, ("paragraph_id", "article_id", "policy_area"), "coded", source="code_policy_areas")
    check_kind(doc_topic, "doc_topic", pd.DataFrame, source="model.doc_topic")
    unit = next((u for u in ("paragraph_id", "article_id") if set(doc_topic.index) & set(coded[u])), None)
    if unit is None:
        raise ArgumentError(
            "doc_topic has an index that is neither paragraph_id nor article_id of the coding"
        )
    if doc_topic.index.has_duplicates:
        twice = doc_topic.index[doc_topic.index.duplicated()][0]
        raise ArgumentError(f"doc_topic has document {twice!r} twice; give each once")
    named = coded[coded["policy_area"] != NONE]
    areas = pd.crosstab(named[unit], named["policy_area"]).reindex(doc_topic.index).fillna(0)
    order = [area for area in codebook_of(coded).ids if area in areas]
    areas = areas.loc[areas.sum(axis=1) > 0, order]
    by_document = areas.div(areas.sum(axis=1), axis=0).to_numpy()
    theta = doc_topic.loc[areas.index].to_numpy()
    joint = theta.T @ by_document / len(areas)
    total = joint.sum(axis=1, keepdims=True)
    shares = joint / np.where(total > 0, total, np.nan)
    rows = [
        (topic, area, shares[k, j], shares[k, j] / joint[:, j].sum())
        for k, topic in enumerate(doc_topic.columns)
        for j, area in enumerate(areas.columns)
    ]
    table = pd.DataFrame(rows, columns=["topic", "policy_area", "share", "lift"])
    names = coded.drop_duplicates("policy_area").set_index("policy_area")[["name_zh", "name_en"]]
    table = table.join(names, on="policy_area")[["topic", "policy_area", *names, "share", "lift"]]
    table["documents"] = len(areas)
    rng = np.random.default_rng(0)
    chance = np.array([_nmi(rng.permutation(theta).T @ by_document) for _ in range(499)])
    reached = float((1 + (chance >= _nmi(joint) - 1e-12).sum()) / (1 + len(chance)))
    return table.assign(nmi=_nmi(joint), nmi_by_chance=float(chance.mean()), p=reached)


def _nmi(joint: np.ndarray) -> float:
    joint = joint / joint.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    present = joint > 0
    information = (joint[present] * np.log(joint[present] / np.outer(rows, columns)[present])).sum()
    entropy = [-(p[p > 0] * np.log(p[p > 0])).sum() for p in (rows, columns)]
    return float(information / np.mean(entropy)) if max(entropy) > 0 else 0.0
