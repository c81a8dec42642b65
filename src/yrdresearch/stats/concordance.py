"""Concordance: a keyword with its context, line by line."""

from __future__ import annotations

import re

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import ArgumentError, check_choice, check_kind, check_whole_number
from yrdresearch.spans import cut_spans, format_spans, parse_spans

SORTS = ("position", "pre", "post")
COLUMNS = ["sentence_id", "author", "pre", "keyword", "post", "spans"]


def kwic(
    corpus: Corpus, pattern: str, *, window: int = 20, sort: str = "position", regex: bool = False
) -> pd.DataFrame:
    """Which words are around a keyword?

    Parameters
    ----------
    corpus
        With text.
    pattern
        A string, found wherever it is, across segmentation; or a regular expression.
    window
        Characters of context on each side, within the paragraph.
    sort
        ``"position"`` (page order), ``"pre"`` (by what is before, nearest character first) or ``"post"``
        (by what is after). Lines of equal context stay in page order.
    regex
        Whether `pattern` is a regular expression.

    Returns
    -------
    pandas.DataFrame
        sentence_id (where the keyword begins), author, pre, keyword, post, spans (of the keyword in the raw
        text).

    Raises
    ------
    TextMissingError
        On a features-only corpus.
    ArgumentError
        For an empty or impossible pattern, or an unknown sort.

    Examples
    --------
    >>> from yrdresearch import load_corpus
    >>> lines = kwic(load_corpus("sample"), "长三角", window=5, sort="post")
    >>> set(lines["keyword"])
    {'长三角'}
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    corpus.require_text("A concordance")
    check_choice(sort, "sort", SORTS)
    check_whole_number(window, "window", least=0, such_as=20)
    check_kind(regex, "regex", bool)
    keyword = _compile(pattern, regex)
    author_of = corpus.articles.set_index("article_id")["author"]
    sentences = dict(list(corpus.counted_sentences().groupby("paragraph_id", sort=False)))
    rows = []
    for paragraph in corpus.counted_paragraphs().to_dict("records"):
        for match in keyword.finditer(paragraph["text"]):
            start, end = match.span()
            if start == end:
                continue
            spans = cut_spans(parse_spans(paragraph["spans"]), start, end)
            rows.append(
                {
                    "sentence_id": _sentence_at(sentences[paragraph["paragraph_id"]], spans[0][0]),
                    "author": author_of[paragraph["article_id"]],
                    "pre": paragraph["text"][max(start - window, 0) : start],
                    "keyword": match.group(),
                    "post": paragraph["text"][end : end + window],
                    "spans": format_spans(spans),
                }
            )
    return _sorted(pd.DataFrame(rows, columns=COLUMNS), sort)


def _compile(pattern: str, regex: bool) -> re.Pattern[str]:
    if not isinstance(pattern, str) or not pattern:
        raise ArgumentError(f"pattern is {pattern!r}; give the string to look for")
    try:
        return re.compile(pattern if regex else re.escape(pattern))
    except re.error as error:
        raise ArgumentError(f"pattern {pattern!r} is no regular expression ({error}); correct it") from error


def _sentence_at(sentences: pd.DataFrame, offset: int) -> str:
    for sentence_id, spans in zip(sentences["sentence_id"], sentences["spans"], strict=True):
        if any(start <= offset < end for start, end in parse_spans(spans)):
            return str(sentence_id)
    return ""


def _sorted(lines: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort == "position":
        return lines
    context = lines[sort].str[::-1] if sort == "pre" else lines[sort]
    return lines.loc[context.sort_values(kind="stable").index].reset_index(drop=True)
