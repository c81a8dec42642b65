"""From a row of any result to the sentences it rests on, marked and with their place in the raw text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from yrdresearch.corpus.grouping import PERIOD, By, article_groups, articles_in
from yrdresearch.corpus.locating import (
    TERMS,
    TOGETHER,
    at_spans,
    strings_of,
    tokenizer_of,
    with_both,
    with_terms,
)
from yrdresearch.corpus.passages import AREAS, Evidence, named_areas
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, CorpusError, check_kind, check_whole_number, kind_of

UNITS = ("sentence_id", "paragraph_id", "article_id", "doc_id", "author", "page_id")
UNDERSTOOD = (*UNITS, "group", *TERMS, *TOGETHER, "first", "second", "place", "passage", *AREAS)
LOCATED = {"keyword", "quantity", "passage"}  # rows about one stretch of text, which `spans` locates
HOW = ("spans", "n_words", "level", "unit")  # where and how to look for what the row is about
COLUMNS = ("article_id", "author", "title", "paragraph_id", "sentence_id", "spans")


def evidence(
    corpus: Corpus,
    row: Mapping[str, Any] | pd.Series,
    *,
    by: By | None = None,
    top_n: int | None = None,
    codings: pd.DataFrame | None = None,
) -> Evidence:
    """Which sentences does this row of a result rest on?

    Parameters
    ----------
    corpus
        The corpus that the result was computed from.
    row
        A row of any result table, or a mapping. Understood columns narrow the search down together:
        sentence_id, paragraph_id, article_id, doc_id, author, page_id, or a docvar; group; term, phrase, a
        pair of neighbours (first and second), two terms in one sentence or, by `unit`, one paragraph (term_a
        and term_b), place; keyword, quantity or passage with its spans; policy_area, or area_a and area_b.
        Other columns (counts, p) are passed over.
    by
        What `group` is a value of, as given to the function that made the row (the dates, of a row of
        `groups.over_time`). None looks for it among the articles' ids, authors and pages, and for a period
        among their dates.
    top_n
        Sentences to return at most; None for all.
    codings
        Coded sentences (sentence_id, policy_area) for a policy_area; by default those of the corpus.

    Returns
    -------
    Evidence
        Its `table` has a row a sentence.

    Raises
    ------
    ArgumentError
        When no column of the row leads to sentences, or an id or group is not in this corpus.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> yrd.evidence(yrd.load_corpus("sample"), {"term": "长三角"}, top_n=3)
    Evidence(3 rows)
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if top_n is not None:
        check_whole_number(top_n, "top_n", least=1, such_as=10)
    wanted = _wanted(corpus, row)
    strings = strings_of(corpus, wanted)
    found: list[pd.DataFrame] = []
    elsewhere: ArgumentError | None = None
    for part in corpus.parts():
        try:
            found.append(_found(part, wanted, strings, by, codings))
        except ArgumentError as error:  # the row is about another part, or about none
            elsewhere = error
        if top_n is not None and sum(map(len, found)) >= top_n:
            break
    if not found and elsewhere:
        raise elsewhere
    table = pd.concat(found, ignore_index=True)
    about = named_areas({name: cell for name, cell in wanted.items() if name not in HOW}, dict(row))
    return Evidence(table if top_n is None else table.head(top_n), about)


def _found(
    corpus: Corpus,
    wanted: Mapping[str, str],
    strings: tuple[set[str], bool],
    by: By | None,
    codings: pd.DataFrame | None,
) -> pd.DataFrame:
    sentences = _in_units(corpus, _sentences(corpus), wanted)
    if "group" in wanted:
        sentences = _of_group(corpus, sentences, wanted["group"], by)
    if "sentence_id" not in wanted:  # else the row is itself a coding
        for area in (wanted[name] for name in AREAS if name in wanted):
            if codings is None:
                _check_own_area(corpus, area)
            sentences = _coded(sentences, corpus.codings if codings is None else codings, area)
    if LOCATED & set(wanted) and "spans" in wanted:
        sentences = at_spans(sentences, wanted["spans"])
    elif set(TOGETHER) <= set(wanted):
        sentences = with_both(corpus, sentences, wanted, tokenizer_of(corpus))
    else:
        sentences = with_terms(corpus, sentences, wanted, strings, tokenizer_of(corpus))
    return _columns(sentences)


def find_terms(corpus: Corpus, terms: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Which sentences hold each of these terms? As `evidence` for each, but faster for many."""
    sentences, tokenizer = _sentences(corpus), tokenizer_of(corpus)
    wanted = {term: {"term": term} for term in terms}
    return {
        term: _columns(with_terms(corpus, sentences, row, strings_of(corpus, row), tokenizer))
        for term, row in wanted.items()
    }


def _sentences(corpus: Corpus) -> pd.DataFrame:
    """The sentences that count, each with what is known of its article."""
    names = list(dict.fromkeys(["article_id", "page_id", "author", "title", *_docvars(corpus)]))
    return corpus.counted_sentences().merge(corpus.articles[names], on="article_id")


def _columns(sentences: pd.DataFrame) -> pd.DataFrame:
    columns = [*COLUMNS, *(name for name in ("term_spans", "text") if name in sentences)]
    return sentences[columns].reset_index(drop=True)


def _wanted(corpus: Corpus, row: Mapping[str, Any] | pd.Series) -> dict[str, str]:
    """The cells of the row that lead to sentences; empty ones are no lead."""
    if not isinstance(row, (Mapping, pd.Series)):
        raise ArgumentError(
            f"row is {kind_of(row)}; give one row, such as table.iloc[0], or {{'term': '合作'}}"
        )
    cells = {str(name): str(value) for name, value in dict(row).items() if not pd.isna(value)}
    leads = {*UNDERSTOOD, *_docvars(corpus)}
    wanted = {name: cell for name, cell in cells.items() if name in leads and cell}
    if not wanted:
        topic = (
            "; paragraphs of a topic are in topic_documents(model), those of a group's topic in "
            "groups.evidence_of(model, corpus, row)"
            if "topic" in cells
            else ""
        )
        raise ArgumentError(
            f"row has none of the columns that lead to sentences ({', '.join(UNDERSTOOD)}); add one of "
            f"them{topic}"
        )
    return {
        **wanted,
        **{name: cells[name] for name in HOW if name in cells},
    }


def _docvars(corpus: Corpus) -> list[str]:
    """Columns a reader has added to the articles, and others that results can be grouped by."""
    return [str(name) for name in corpus.articles if name not in {*UNITS, "title", "confidence"}]


def _in_units(corpus: Corpus, sentences: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    units = [column for column in UNITS if column in wanted]
    if not units:  # a row with an id of its own is about that, whatever its other columns are called
        units = [column for column in _docvars(corpus) if column in wanted]
    for column in units:
        sentences = _within(sentences, column, wanted[column])
    return sentences


def _of_group(corpus: Corpus, sentences: pd.DataFrame, group: str, by: By | None) -> pd.DataFrame:
    """The sentences of the articles in this group."""
    if by is None:
        candidates = [column for column in UNITS[2:] if column in sentences]
        by = next((name for name in candidates if group in set(sentences[name])), None)
    if by is None and "date" in sentences and PERIOD.fullmatch(group):
        by = "date"
    if by is None:
        raise ArgumentError(
            f"row is about the group {group!r}, which is no article, author or page of this corpus; say with "
            "by= what it is a value of"
        )
    members = articles_in(article_groups(corpus, by), group)
    if not len(members):
        raise ArgumentError(
            f"group {group!r} leads to no sentence here; is the row from another corpus or by?"
        )
    return sentences[sentences["article_id"].isin(members)]


def _within(sentences: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    columns = ["paragraph_id", "article_id", "author"] if column == "doc_id" else [column]
    hit = (sentences[columns].astype(str) == value).any(axis=1)
    if not hit.any():
        raise ArgumentError(f"{column} {value!r} leads to no sentence here; is the row from another corpus?")
    return sentences[hit]


def _check_own_area(corpus: Corpus, area: str) -> None:
    """An area of another codebook than that of the corpus's codings is not one that no sentence has."""
    facts = corpus.settings.get("codebook")
    if facts and area not in {"none", *(entry["id"] for entry in facts["areas"])}:
        raise CorpusError(
            f"policy_area {area!r} is not of the codebook of this corpus's codings ({facts['id']}); pass "
            "codings=, the coding that the row comes from"
        )


def _coded(sentences: pd.DataFrame, codings: pd.DataFrame, area: str) -> pd.DataFrame:
    if codings.empty:
        raise CorpusError(
            "this corpus holds no codings; pass codings=code_policy_areas(corpus) to look up a policy_area"
        )
    if area == "none":  # released codings have no row for a sentence without an area
        some = codings.loc[codings["policy_area"] != "none", "sentence_id"]
        return sentences[~sentences["sentence_id"].isin(some)]
    return sentences[
        sentences["sentence_id"].isin(codings.loc[codings["policy_area"] == area, "sentence_id"])
    ]
