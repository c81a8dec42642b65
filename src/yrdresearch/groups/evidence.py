"""From a mark of any figure of groups back to its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from yrdresearch.corpus.dtm import Dtm
from yrdresearch.corpus.grouping import By, articles_in, known_groups
from yrdresearch.corpus.passages import Evidence
from yrdresearch.corpus.store import Corpus
from yrdresearch.corpus.tracing import evidence
from yrdresearch.errors import ArgumentError, check_kind, check_whole_number, first_few, kind_of
from yrdresearch.groups.comparison import REST
from yrdresearch.groups.documents import article_of
from yrdresearch.groups.grouped_counts import Features, features_of
from yrdresearch.groups.tree import JOIN
from yrdresearch.groups.vocabulary import contributions

if TYPE_CHECKING:
    from yrdresearch.topics.model import TopicModel

PLACE = ["article_id", "author", "title", "paragraph_id", "sentence_id", "spans"]
ROWS = "prevalence, compare, omnibus, evenness, distances or cluster"
AREA = "policy_area"
Sides = dict[Any, list[str]]


def evidence_of(
    features: Dtm | TopicModel | pd.DataFrame,
    corpus: Corpus,
    row: Mapping[str, Any] | pd.Series,
    *,
    by: By = "author",
    n_paragraphs: int = 3,
    n_terms: int = 3,
) -> Evidence:
    """Which sentences are behind this row of a result, and so behind its mark in a figure?

    A row of `prevalence` leads to the group's paragraphs with most words of the topic, one of `compare` to
    those of both groups, one of `over_time` to those of the period (`by`: the dates), one of `omnibus` to
    those of every group, one of `evenness` to those of the essay.
    A row of `distances` or `cluster` names no topic or term: it leads to what adds most to the divergence of
    the two sides. (A row of `shared_passages` needs no features: `yrd.evidence(corpus, row)`.)

    Parameters
    ----------
    features
        The `TopicModel`, the coding, or for a distance of vocabularies the `Dtm`, that the row was computed
        from.
    corpus, by
        As for the row.
    row
        A row of a result, such as ``table.iloc[0]``, or a mapping: ``{"group": "陆闻溪", "topic": "T1"}``.
    n_paragraphs
        Documents to show a side and topic or term, those with most words of it first.
    n_terms
        Where the row names no topic or term: how many to show a side.

    Returns
    -------
    Evidence
        Its `table` has one row a sentence: group, topic (or term, policy_area), tokens (of the topic or term
        in the document; for a topic expected ones; for an area its sentences), share (of the document's
        tokens, 0..1), article_id, author, title, paragraph_id, sentence_id, spans (offsets into the page),
        term_spans (for a term), and text where the corpus has it.

    Raises
    ------
    ArgumentError
        For a row that is none of these, or an unknown group, topic or term.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> from yrdresearch import groups
    >>> corpus = yrd.load_corpus("sample")
    >>> dtm = yrd.build_dtm(corpus)
    >>> apart = groups.distances(dtm, corpus, n_resamples=20)
    >>> found = groups.evidence_of(dtm, corpus, apart.iloc[0], n_terms=1)
    >>> found.table["author"].unique().tolist() == apart.loc[0, ["group_a", "group_b"]].tolist()
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if not isinstance(row, (Mapping, pd.Series)):
        raise ArgumentError(f"row is {kind_of(row)}; give one row of a result, such as table.iloc[0]")
    check_whole_number(n_paragraphs, "n_paragraphs", least=1, such_as=3)
    check_whole_number(n_terms, "n_terms", least=1, such_as=3)
    wanted = dict(row)
    kind = "term" if isinstance(features, Dtm) else AREA if isinstance(features, pd.DataFrame) else "topic"
    counted = features_of(features, corpus)
    articles = article_of(counted.doc_ids, corpus, "features").to_numpy()
    sides = {name: np.isin(articles, ids) for name, ids in _sides(corpus, wanted, by).items()}
    columns = _columns(counted, wanted, kind, list(sides.values()), n_terms)
    tables = [
        _documents(counted, member, column, n_paragraphs).assign(group=name, **{kind: counted.names[column]})
        for (name, member), of_side in zip(sides.items(), columns, strict=True)
        for column in of_side
    ]
    found = _sentences(corpus, pd.concat(tables, ignore_index=True), kind)
    if isinstance(features, pd.DataFrame):
        found = found.merge(features[["sentence_id", AREA]], on=["sentence_id", AREA])
    extra = [name for name in ("term_spans", "text") if name in found]
    return Evidence(found[["group", kind, "tokens", "share", *PLACE, *extra]])


def _sides(corpus: Corpus, row: dict[str, Any], by: By) -> Sides:
    """The articles that each side of the row stands for."""
    if "article_id" in row:
        return {row.get("author", row["article_id"]): [row["article_id"]]}
    members = known_groups(corpus, by)
    ids = {name: list(members.index[members == name]) for name in members.dropna().unique()}
    if "left" in row and "right" in row:
        branches = [set(str(row[side]).split(JOIN)) for side in ("left", "right")]
        wanted = [[name for name in ids if str(name) in branch] for branch in branches]
        labels: list[Any] = [row["left"], row["right"]]
    elif "group_a" in row and "group_b" in row:
        labels = [row["group_a"], row["group_b"]]
        rest = [name for name in ids if name != row["group_a"]]
        wanted = [rest if name == REST and name not in ids else [name] for name in labels]
    elif {"group", "topic", "term", AREA} & set(row):
        labels = [row["group"]] if "group" in row else list(ids)
        if "group" in row and len(found := articles_in(members, row["group"])):
            ids[row["group"]] = list(found)
        wanted = [[name] for name in labels]
    else:
        raise ArgumentError(f"row has no group, topic, policy_area or term; give a row of {ROWS}")
    unknown = [label for label, names in zip(labels, wanted, strict=True) if not names or names[0] not in ids]
    if unknown:
        raise ArgumentError(
            f"row names the group {first_few(unknown)}; choose from {first_few(ids, 30)}, or give its by"
        )
    return {
        label: [id_ for name in names for id_ in ids[name]]
        for label, names in zip(labels, wanted, strict=True)
    }


def _columns(
    counted: Features, row: dict[str, Any], kind: str, sides: list[np.ndarray], n_terms: int
) -> list[list[int]]:
    """The topics or terms to show of each side: the one named, or those that set two sides apart most."""
    if kind in row:
        if row[kind] not in counted.names:
            raise ArgumentError(f"{kind} is {row[kind]!r}; choose one of {first_few(counted.names, 30)}")
        return [[counted.names.index(row[kind])]] * len(sides)
    other = next((name for name in ("topic", AREA, "term") if name in row), "")
    if other:
        raise ArgumentError(
            f"row names {other} {row[other]}; give the TopicModel, coding or Dtm it was computed from"
        )
    if len(sides) != 2:
        raise ArgumentError(f"row names no {kind}; add one, such as {counted.names[0]!r}")
    first, second = (np.asarray(counted.counts[member].sum(axis=0), dtype=float).ravel() for member in sides)
    added, surplus = contributions(first, second)
    order = np.argsort(-added, kind="stable")
    return [order[more[order]][:n_terms].tolist() for more in (surplus > 0, surplus < 0)]


def _documents(counted: Features, member: np.ndarray, column: int, n_paragraphs: int) -> pd.DataFrame:
    """The documents of one side with most tokens of one column: doc_id, tokens, share."""
    tokens = np.asarray(counted.counts[:, [column]].todense(), dtype=float).ravel()
    rows = np.flatnonzero(member & (tokens > 0))
    rows = rows[np.argsort(-tokens[rows], kind="stable")][:n_paragraphs]
    ids = [counted.doc_ids[row] for row in rows]
    return pd.DataFrame({"doc_id": ids, "tokens": tokens[rows], "share": tokens[rows] / counted.totals[rows]})


def _sentences(corpus: Corpus, documents: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The sentences of these documents, in their order; for a term, those that hold it, with its places."""
    if kind == "term":
        pieces = [
            evidence(corpus, {"term": term}).table.assign(term=term) for term in documents["term"].unique()
        ]
        sentences, keys = pd.concat(pieces, ignore_index=True), ["doc_id", "term"]
    else:
        sentences = corpus.counted_sentences().merge(
            corpus.articles[["article_id", "author", "title"]], on="article_id"
        )
        keys = ["doc_id"]
    whole = documents["doc_id"].isin(corpus.articles["article_id"]).all()
    sentences = sentences.assign(doc_id=sentences["article_id" if whole else "paragraph_id"])
    return documents.merge(sentences, on=keys, how="inner").reset_index(drop=True)
