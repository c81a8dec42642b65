"""From a row of any result to the sentences it rests on, marked and with their place in the raw text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from yrdresearch.errors import ArgumentError, CorpusError
from yrdresearch.sentences import cut_spans
from yrdresearch.tables import format_spans, parse_spans
from yrdresearch.tokens import Tokenizer

if TYPE_CHECKING:
    from yrdresearch.corpus import Corpus

UNITS = ("sentence_id", "paragraph_id", "article_id", "doc_id", "author", "page_id")
TERMS = ("term", "keyword", "phrase", "quantity")
UNDERSTOOD = (*UNITS, *TERMS, "policy_area")
COLUMNS = ("article_id", "author", "title", "paragraph_id", "sentence_id", "spans")


def find_evidence(
    corpus: Corpus,
    row: Mapping[str, Any] | pd.Series,
    *,
    limit: int | None = None,
    codings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Which sentences does this row of a result rest on? See `Corpus.evidence`."""
    wanted = _wanted(row)
    term = next((wanted[name] for name in TERMS if name in wanted), None)
    sentences = _sentences(corpus)
    for column in UNITS:
        if column in wanted:
            sentences = _within(sentences, column, wanted[column])
    if "passage" in row and "spans" in row:
        sentences = _overlapping(sentences, str(row["spans"]))
    if "policy_area" in wanted:
        sentences = _coded(sentences, corpus.codings if codings is None else codings, wanted["policy_area"])
    if term is not None:
        sentences = _with_term(corpus, sentences, term, _counting_tokenizer(corpus))
    found = _columns(sentences)
    return found if limit is None else found.head(limit)


def find_terms(corpus: Corpus, terms: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Which sentences hold each of these terms? As `Corpus.evidence` for each, but faster for many."""
    sentences, tokenizer = _sentences(corpus), _counting_tokenizer(corpus)
    return {term: _columns(_with_term(corpus, sentences, term, tokenizer)) for term in terms}


def _sentences(corpus: Corpus) -> pd.DataFrame:
    return corpus.counted_sentences().merge(
        corpus.articles[["article_id", "page_id", "author", "title"]], on="article_id"
    )


def _columns(sentences: pd.DataFrame) -> pd.DataFrame:
    columns = [*COLUMNS, *(name for name in ("term_spans", "text") if name in sentences)]
    return sentences[columns].reset_index(drop=True)


@dataclass(frozen=True)
class EvidenceView:
    """Evidence as a notebook shows it: each sentence under its article, the term marked."""

    table: pd.DataFrame

    def _repr_html_(self) -> str:
        if self.table.empty:
            return "<p>没有找到。 No sentence found.</p>"
        items = [_item(row) for row in self.table.to_dict("records")]
        return f'<div class="yrd-evidence"><ol>{"".join(items)}</ol></div>'

    def __repr__(self) -> str:
        return f"EvidenceView({len(self.table)} rows)"


def show(table: pd.DataFrame) -> EvidenceView:
    """Evidence for reading in a notebook, with the term marked where the text is at hand."""
    return EvidenceView(table)


def _wanted(row: Mapping[str, Any] | pd.Series) -> dict[str, str]:
    if not isinstance(row, (Mapping, pd.Series)):
        raise ArgumentError(
            f"row is a {type(row).__name__}; give one row, such as table.iloc[0], or {{'term': '合作'}}"
        )
    wanted = {str(name): str(value) for name, value in dict(row).items() if name in UNDERSTOOD}
    if not wanted:
        raise ArgumentError(
            f"row has none of the columns that lead to sentences ({', '.join(UNDERSTOOD)}); add one of "
            "them, or for a row of topics by group use groups.evidence_of(model, corpus, row)"
        )
    return wanted


def _within(sentences: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    columns = ["paragraph_id", "article_id", "author"] if column == "doc_id" else [column]
    hit = (sentences[columns] == value).any(axis=1)
    if not hit.any():
        raise ArgumentError(f"{column} {value!r} leads to no sentence here; is the row from another corpus?")
    return sentences[hit]


def _overlapping(sentences: pd.DataFrame, spans: str) -> pd.DataFrame:
    """The sentences that hold part of a passage, with that part as `term_spans`."""
    places = parse_spans(spans)
    cells = [
        format_spans(
            (max(a, c), min(b, d)) for a, b in parse_spans(cell) for c, d in places if max(a, c) < min(b, d)
        )
        for cell in sentences["spans"]
    ]
    return sentences.assign(term_spans=cells)[[bool(cell) for cell in cells]]


def _coded(sentences: pd.DataFrame, codings: pd.DataFrame, area: str) -> pd.DataFrame:
    if codings.empty:
        raise CorpusError(
            "this corpus holds no codings; pass codings=code_policy_areas(corpus) to look up a policy_area"
        )
    return sentences[
        sentences["sentence_id"].isin(codings.loc[codings["policy_area"] == area, "sentence_id"])
    ]


def _with_term(
    corpus: Corpus, sentences: pd.DataFrame, term: str, tokenizer: Tokenizer | None
) -> pd.DataFrame:
    counts = corpus.term_counts
    known = counts["term"].eq(term)
    if known.any():
        sentences = sentences[sentences["paragraph_id"].isin(counts.loc[known, "paragraph_id"])]
    if corpus.has_text:
        as_token = known.any() and tokenizer is not None
        matches = _token_matcher(tokenizer, term) if as_token else _string_matcher(term)
        hits = [matches(text) for text in sentences["text"]]
        spans = [
            format_spans(span for start, end in found for span in cut_spans(parse_spans(cell), start, end))
            for found, cell in zip(hits, sentences["spans"], strict=True)
        ]
        return sentences.assign(term_spans=spans)[[bool(found) for found in hits]]
    if not known.any():
        corpus.require_text(f"Evidence for {term!r}, which is not a single term of the counts,")
    paragraphs = sentences.drop_duplicates("paragraph_id").assign(sentence_id="")
    return paragraphs.assign(
        spans=paragraphs["paragraph_id"].map(corpus.paragraphs.set_index("paragraph_id")["spans"])
    )


def _counting_tokenizer(corpus: Corpus) -> Tokenizer | None:
    """The tokenizer that counted the corpus; None without text, or with a dictionary that is not at hand."""
    settings = corpus.settings.get("segmentation")
    if not corpus.has_text or settings is None:
        return None
    tokenizer = Tokenizer(engine=settings["engine"], hmm=settings["hmm"])
    return tokenizer if tokenizer.settings == settings else None


def _token_matcher(tokenizer: Any, term: str) -> Any:
    """Finds the term as the corpus counted it."""

    def matches(text: str) -> list[tuple[int, int]]:
        if term not in text:
            return []
        return [(token.start, token.end) for token in tokenizer.tokenize(text) if token.term == term]

    return matches


def _string_matcher(term: str) -> Any:
    pattern = re.compile(re.escape(term))
    return lambda text: [match.span() for match in pattern.finditer(text)]


def _item(row: Mapping[Any, Any]) -> str:
    place = f"{row['author']}《{row['title']}》 {row['sentence_id'] or row['paragraph_id']} [{row['spans']}]"
    body = (
        _marked(row) if "text" in row else "（无原文，只有段落与位置 / no text: paragraph and offsets only）"
    )
    return f"<li>{body}<br><small>{html.escape(place)}</small></li>"


def _marked(row: Mapping[Any, Any]) -> str:
    """The sentence as HTML, the raw spans of its term inside ``<mark>``."""
    offsets = [at for start, end in parse_spans(row["spans"]) for at in range(start, end)]
    marked = {at for start, end in parse_spans(row.get("term_spans", "")) for at in range(start, end)}
    pieces, inside = [], False
    for at, character in zip(offsets, row["text"], strict=True):
        if (at in marked) != inside:
            inside = at in marked
            pieces.append("<mark>" if inside else "</mark>")
        pieces.append(html.escape(character))
    return "".join(pieces) + ("</mark>" if inside else "")
