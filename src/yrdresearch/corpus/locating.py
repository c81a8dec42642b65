"""Where in these sentences is a term, a phrase, a place or a stretch of the raw text?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

import pandas as pd

from yrdresearch.corpus.store import Corpus
from yrdresearch.spans import cut_spans, fold, format_spans, parse_spans
from yrdresearch.words.gazetteer import places_in_terms
from yrdresearch.words.segmentation import Tokenizer

TERMS = ("term", "keyword", "phrase", "quantity")
TOGETHER = ("term_a", "term_b")  # both in one unit, not necessarily side by side
Hits = list[tuple[int, int]]


def at_spans(sentences: pd.DataFrame, spans: str) -> pd.DataFrame:
    """The sentences in which the stretch is, with the part of it that each holds as `term_spans`."""
    places = parse_spans(spans)
    cells = [
        format_spans(
            (max(a, c), min(b, d)) for a, b in parse_spans(cell) for c, d in places if max(a, c) < min(b, d)
        )
        for cell in sentences["spans"]
    ]
    sentences = sentences.assign(term_spans=cells)
    return sentences[sentences["term_spans"] != ""]


def with_terms(
    corpus: Corpus,
    sentences: pd.DataFrame,
    wanted: Mapping[str, str],
    looked_for: tuple[set[str], bool],
    tokenizer: Tokenizer | None,
) -> pd.DataFrame:
    """The sentences with the row's term, pair, phrase or place; all where it has none."""
    strings, counted = looked_for
    if not strings:
        return sentences
    if counted:
        holders = corpus.term_counts.loc[corpus.term_counts["term"].isin(strings), "paragraph_id"]
        sentences = sentences[sentences["paragraph_id"].isin(holders)]
    if corpus.has_text:
        return _marked_sentences(tokenizer, sentences, wanted, strings, counted)
    if not counted:
        corpus.require_text(f"Evidence for {min(strings)!r}, which is not a single term of the counts,")
    paragraphs = sentences.drop_duplicates("paragraph_id").assign(sentence_id="")
    return paragraphs.assign(
        spans=paragraphs["paragraph_id"].map(corpus.paragraphs.set_index("paragraph_id")["spans"])
    )


def with_both(
    corpus: Corpus, sentences: pd.DataFrame, wanted: Mapping[str, str], tokenizer: Tokenizer | None
) -> pd.DataFrame:
    """The sentences with either term, in the sentences or paragraphs that have both."""
    terms = {wanted[name] for name in TOGETHER}
    unit = "sentence_id" if corpus.has_text and wanted.get("unit") != "paragraph" else "paragraph_id"
    for term in terms:
        holders = with_terms(corpus, sentences, {}, ({term}, True), tokenizer)[unit]
        sentences = sentences[sentences[unit].isin(holders)]
    return with_terms(corpus, sentences, {}, (terms, True), tokenizer)


def strings_of(corpus: Corpus, wanted: Mapping[str, str]) -> tuple[set[str], bool]:
    """What to look for, and whether these are terms of the counts."""
    terms = corpus.terms
    if "place" in wanted:
        named = places_in_terms(sorted(terms))
        named = named[named["place"] == wanted["place"]]
        if "level" in wanted:
            named = named[named["level"] == wanted["level"]]
        return set(named["term"]) or {wanted["place"]}, True
    if "first" in wanted and "second" in wanted:
        return {wanted["first"] + wanted["second"]}, False
    string = next((wanted[name] for name in TERMS if name in wanted), None)
    if string is None:
        return set(), False
    return {string}, string in terms and wanted.get("n_words", "1") == "1"


def _marked_sentences(
    tokenizer: Tokenizer | None,
    sentences: pd.DataFrame,
    wanted: Mapping[str, str],
    strings: set[str],
    counted: bool,
) -> pd.DataFrame:
    """The sentences that hold one of the strings, with the places of the strings in the raw text."""
    if counted and tokenizer is not None:
        hits = [_token_hits(tokenizer, text, strings) for text in sentences["text"]]
    else:
        pattern = re.compile("(?=(" + "|".join(map(re.escape, sorted(strings, key=len, reverse=True))) + "))")
        hits = [[match.span(1) for match in pattern.finditer(text)] for text in sentences["text"]]
        if tokenizer is not None and {"phrase", "first"} & set(wanted):
            whole = _whole_words(tokenizer, wanted)
            as_counted = [whole(text, found) for text, found in zip(sentences["text"], hits, strict=True)]
            hits = as_counted if any(as_counted) else hits
    spans = [
        format_spans(dict.fromkeys(span for hit in found for span in cut_spans(parse_spans(cell), *hit)))
        for found, cell in zip(hits, sentences["spans"], strict=True)
    ]
    sentences = sentences.assign(term_spans=spans)
    return sentences[sentences["term_spans"] != ""]


def tokenizer_of(corpus: Corpus) -> Tokenizer | None:
    """The tokenizer that counted the corpus; None without text, or with a dictionary that is not at hand."""
    return corpus.tokenizer if corpus.has_text and corpus.has_dictionary else None


def _token_hits(tokenizer: Tokenizer, text: str, terms: Collection[str]) -> Hits:
    narrow = fold(text).replace(" ", "")
    written = {*terms, *(variant for variant, term in tokenizer.variants.items() if term in terms)}
    if not any(term in narrow for term in written):
        return []
    tokens = tokenizer.tokenize(text)
    return [span for term, span in zip(tokens.terms, tokens.offsets, strict=True) if term in terms]


def _whole_words(tokenizer: Tokenizer, wanted: Mapping[str, str]) -> Callable[[str, Hits], Hits]:
    """Keeps the hits that are runs of whole words, as many and cut as the row says."""
    n_words = int(wanted["n_words"]) if "n_words" in wanted else 2 if "first" in wanted else None
    cut = len(wanted["first"]) if "first" in wanted else 0

    def whole(text: str, hits: Hits) -> Hits:
        if not hits:
            return []
        tokens = tokenizer.tokenize(text)
        starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
        return [
            (start, end)
            for start, end in hits
            if start in starts
            and end in ends
            and start + cut in starts
            and n_words in (None, sum(start <= at < end for at in starts))
        ]

    return whole
