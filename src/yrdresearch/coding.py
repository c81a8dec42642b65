"""Sentences -> policy areas by the codebook's rules, with the matched words as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from yrdresearch.codebook import GAP, NONE, TERM, Codebook, load_codebook
from yrdresearch.corpus import Corpus
from yrdresearch.pages import Page
from yrdresearch.tables import format_spans

TOPIC = 1.0  # what the paragraph's topic sentence adds to its areas, where the sentence has any word of them
SHARE = 0.6  # of the heaviest area's weight, that a further area must have
COLUMNS = (
    "sentence_id", "paragraph_id", "article_id", "author", "n_characters",
    "policy_area", "name_zh", "name_en", "rule", "weight", "terms", "offsets",
)  # fmt: skip


class Match(NamedTuple):
    """A phrase of the codebook found in a sentence, its ``[start, end)``, and its weight by area."""

    phrase: str
    start: int
    end: int
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Evidence:
    """Why a sentence has an area: the rule (``term``, ``hints``, ``topic sentence``), weight and matches."""

    rule: str
    weight: float
    matches: tuple[Match, ...]


class Matcher:
    """Find a codebook's phrases in text; a phrase inside a longer one is hidden by it."""

    def __init__(self, codebook: Codebook) -> None:
        self._weights = codebook.weights()
        literal = sorted((p for p in self._weights if GAP not in p), key=len, reverse=True)
        self._gapped = [(p, _gap_pattern(p)) for p in self._weights if GAP in p]
        self._starting: dict[str, list[str]] = {}
        for phrase in literal:
            self._starting.setdefault(phrase[0], []).append(phrase)

    def find(self, text: str) -> list[Match]:
        """The phrases in `text`, in order, none inside another."""
        found, reached = [], 0
        for match in sorted(self._all(text), key=lambda m: (m.start, -m.end)):
            if match.end > reached:
                found.append(match)
                reached = match.end
        return found

    def _all(self, text: str) -> Iterator[Match]:
        for start, character in enumerate(text):
            for phrase in self._starting.get(character, ()):
                if text.startswith(phrase, start):
                    yield Match(phrase, start, start + len(phrase), self._weights[phrase])
                    break  # the longest comes first
        for phrase, pattern in self._gapped:
            for hit in pattern.finditer(text):
                yield Match(phrase, *hit.span(), self._weights[phrase])


def _gap_pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"[^，。；：、！？]{0,8}?".join(re.escape(part) for part in phrase.split(GAP)))


def code_paragraph(sentences: Sequence[str], *, matcher: Matcher) -> list[dict[str, Evidence]]:
    """Areas of each sentence of one paragraph, with evidence; the first is the topic sentence."""
    found = [matcher.find(text) for text in sentences]
    coded: list[dict[str, Evidence]] = []
    topic: set[str] = set()
    for matches in found:
        areas = _decide(matches, topic)
        topic = topic or set(areas)
        coded.append(areas)
    return coded


def _decide(matches: Iterable[Match], topic: set[str]) -> dict[str, Evidence]:
    """Areas that reach the weight of a term and are not far lighter than the sentence's heaviest area."""
    by_area: dict[str, dict[str, Match]] = {}
    for match in matches:
        for area in match.weights:
            by_area.setdefault(area, {})[match.phrase] = match
    weight = {
        area: sum(match.weights[area] for match in found.values()) + TOPIC * (area in topic)
        for area, found in by_area.items()
    }
    least = max(TERM, SHARE * max(weight.values(), default=0.0))
    return {
        area: Evidence(_rule(found, area), weight[area], tuple(found.values()))
        for area, found in by_area.items()
        if weight[area] >= least
    }


def _rule(found: Mapping[str, Match], area: str) -> str:
    weights = [match.weights[area] for match in found.values()]
    if TERM in weights:
        return "term"
    return "hints" if sum(weights) >= TERM else "topic sentence"


def code_policy_areas(corpus: Corpus, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Which policy areas does each sentence speak about, and by which words?

    Parameters
    ----------
    corpus
        With text: the sentences are coded by the rules. Features only: its released codings are returned
        in the same columns, with rule ``"released"`` and no terms.
    codebook
        By default the package's own.

    Returns
    -------
    DataFrame
        One row per sentence and area; a sentence without area has one row with area ``"none"``. Columns:
        sentence_id, paragraph_id, article_id, author, n_characters, policy_area, name_zh, name_en, rule,
        weight (1 a term, 1/2 a hint), terms (with spaces between), offsets (in the sentence's text, as
        ``"3-7 9-11"``). ``attrs["source"]`` says where the coding comes from. Repeated sentences are left
        out where the corpus's settings say ``repeats="drop"``.

    Raises
    ------
    TextMissingError
        When there is neither text nor a released coding.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> coded = yrd.code_policy_areas(yrd.load_corpus("sample"))
    >>> bool(coded["policy_area"].isin(yrd.load_codebook().ids + ["none"]).all())
    True
    """
    codebook = codebook or load_codebook()
    sentences = corpus.counted_sentences()
    if corpus.has_text:
        rows, source = _rows(sentences, codebook), f"rules, codebook {codebook.version}"
    elif len(corpus.codings):
        rows, source = _released_rows(sentences, corpus.codings), "released codings"
    else:
        corpus.require_text("code_policy_areas")
    coded = pd.DataFrame(rows).merge(corpus.articles[["article_id", "author"]], on="article_id", how="left")
    names = codebook.table().set_index("policy_area")
    for column, none in (("name_zh", "无"), ("name_en", "None")):
        coded[column] = coded["policy_area"].map(names[column]).fillna(none)
    coded = coded[list(COLUMNS)]
    coded.attrs["source"] = source
    return coded


def code_page(page: Page, *, codebook: Codebook | None = None) -> dict[str, Any]:
    """Policy areas of every sentence of a page, in page order, as the JSON object that `yrd code` prints.

    Returns
    -------
    dict
        ``{"sentences": [{"spans": [[start, end], ...], "policy_areas": [...], "terms": {area: [...]}}]}``
    """
    matcher = Matcher(codebook or load_codebook())
    sentences: list[dict[str, Any]] = []
    for article in page.articles:
        for paragraph in article.paragraphs:
            coded = code_paragraph([s.text for s in paragraph.sentences], matcher=matcher)
            for sentence, areas in zip(paragraph.sentences, coded, strict=True):
                sentences.append(
                    {
                        "spans": [list(span) for span in sentence.spans],
                        "policy_areas": list(areas),
                        "terms": {area: [m.phrase for m in found.matches] for area, found in areas.items()},
                    }
                )
    return {"sentences": sorted(sentences, key=_start)}


def _start(entry: Mapping[str, Any]) -> Any:
    return entry["spans"][0]


def _rows(sentences: pd.DataFrame, codebook: Codebook) -> list[dict[str, Any]]:
    matcher = Matcher(codebook)
    rows = []
    for _, paragraph in sentences.groupby("paragraph_id", sort=False):
        coded = code_paragraph(list(paragraph["text"]), matcher=matcher)
        for sentence, areas in zip(paragraph.to_dict("records"), coded, strict=True):
            rows += [_row(sentence, area, areas[area]) for area in codebook.ids if area in areas]
            if not areas:
                rows.append(_row(sentence, NONE, Evidence("none", 0.0, ())))
    return rows


def _released_rows(sentences: pd.DataFrame, codings: pd.DataFrame) -> list[dict[str, Any]]:
    areas_of = codings.groupby("sentence_id")["policy_area"].agg(list).to_dict()
    return [
        _row(sentence, area, Evidence("released", float(area != NONE), ()))
        for sentence in sentences.to_dict("records")
        for area in areas_of.get(sentence["sentence_id"], [NONE])
    ]


def _row(sentence: Mapping[Any, Any], area: str, evidence: Evidence) -> dict[str, Any]:
    kept = {key: sentence[key] for key in ("sentence_id", "paragraph_id", "article_id", "n_characters")}
    return kept | {
        "policy_area": area,
        "rule": evidence.rule,
        "weight": evidence.weight,
        "terms": " ".join(match.phrase for match in evidence.matches),
        "offsets": format_spans((match.start, match.end) for match in evidence.matches),
    }
