"""Wording that groups share: the longest runs of characters that turn up on both sides, with their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from yrdresearch.corpus.grouping import By, known_groups
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind, check_whole_number
from yrdresearch.spans import cut_spans, format_spans, parse_spans

EDGES = " \t\u3000，。、；：？！,.;:?!“”‘’\"'（）()《》〈〉—…·"
COLUMNS = [
    "passage",
    "n_characters",
    "n_groups",
    "n_articles",
    "group",
    "article_id",
    "paragraph_id",
    "spans",
]


def shared_passages(corpus: Corpus, *, by: By = "author", min_characters: int = 10) -> pd.DataFrame:
    """Which wording do different groups share?

    Passages are as long as they can be: one character more on either side and they would no longer be the
    same. Set phrases of the field, slogans and names of documents are shared too; whether wording was taken
    over is for a reader to judge.

    Parameters
    ----------
    corpus
        With text; paragraphs that repeat another on their own page are left out, and so are articles without
        a value of `by`.
    by
        A column of the articles or pages, or a Series indexed by article_id or paragraph_id.
    min_characters
        Characters a passage must have, punctuation at its ends not counted.

    Returns
    -------
    pandas.DataFrame
        One row an occurrence, longest passages first: passage, n_characters, n_groups, n_articles (that have
        it), group, article_id, paragraph_id, spans (offsets into the page).

    Raises
    ------
    TextMissingError
        When the corpus holds features only.
    ArgumentError
        For an unknown or missing variable, or min_characters below 4.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> table = shared_passages(load_corpus("sample"), min_characters=8)
    >>> bool((table["n_groups"] >= 2).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    check_whole_number(min_characters, "min_characters", least=4, such_as=10)
    corpus.require_text("Finding shared wording")
    groups_of = known_groups(corpus, by)
    paragraphs = corpus.counted_paragraphs()
    paragraphs = paragraphs[paragraphs["article_id"].map(groups_of).notna()]
    groups = paragraphs["article_id"].map(groups_of).tolist()
    texts = paragraphs["text"].tolist()
    rows = [
        {"passage": passage, "n_characters": len(passage), "at": at, "start": start}
        for passage, places in maximal_passages(texts, groups, min_characters).items()
        for at, start in places
    ]
    table = pd.DataFrame(rows, columns=["passage", "n_characters", "at", "start"])
    table["group"] = [groups[at] for at in table["at"]]
    for column in ("article_id", "paragraph_id"):
        table[column] = paragraphs[column].to_numpy()[table["at"].to_numpy(int)]
    spans = [parse_spans(cell) for cell in paragraphs["spans"]]
    ends = table["start"] + table["n_characters"]
    places = zip(table["at"], table["start"], ends, strict=True)
    table["spans"] = [format_spans(cut_spans(spans[at], start, end)) for at, start, end in places]
    by_passage = table.groupby("passage")
    table["n_groups"] = by_passage["group"].transform("nunique").astype(int)
    table["n_articles"] = by_passage["article_id"].transform("nunique").astype(int)
    order = ["n_characters", "n_groups", "passage", "at", "start"]
    ascending = [False, False, True, True, True]
    return table.sort_values(order, ascending=ascending, ignore_index=True)[COLUMNS]


def maximal_passages(
    texts: Sequence[str], groups: Sequence[Any], min_characters: int
) -> dict[str, list[tuple[int, int]]]:
    """Runs of characters shared by texts of two groups that cannot be made longer, and all their places.

    Returns
    -------
    dict
        Passage -> (number of the text, first character) of every occurrence.

    Examples
    --------
    >>> maximal_passages(["共建科创走廊", "要共建科创带"], ["甲", "乙"], 4)
    {'共建科创': [(0, 0), (1, 1)]}
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for start in range(len(text) - min_characters + 1):
            places[text[start : start + min_characters]].append((number, start))
    found: dict[str, list[tuple[int, int]]] = {}
    for occurrences in places.values():
        for (first, i), (second, j) in combinations(occurrences, 2):
            if groups[first] == groups[second] or (i and j and texts[first][i - 1] == texts[second][j - 1]):
                continue  # the same side, or this run was found from its first character
            length = _common(texts[first], i, texts[second], j)
            passage = texts[first][i : i + length].strip(EDGES)
            if len(passage) >= min_characters and passage not in found:
                begins = places[passage[:min_characters]]
                found[passage] = [(at, start) for at, start in begins if texts[at].startswith(passage, start)]
    return found


def _common(first: str, i: int, second: str, j: int) -> int:
    length, most = 0, min(len(first) - i, len(second) - j)
    while length < most and first[i + length] == second[j + length]:
        length += 1
    return length
