"""Sentences -> policy areas by the codebook's rules, with the matched words as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from yrdresearch.areas.codebook import GAP, HINT, NONE, TERM, Codebook
from yrdresearch.areas.codebookfiles import codebook_for, load_codebook, released_codebook
from yrdresearch.corpus.grouping import article_facts
from yrdresearch.corpus.store import Corpus
from yrdresearch.errors import check_kind
from yrdresearch.pages.parse import Page
from yrdresearch.spans import format_spans

TOPIC = 1.0  # what the paragraph's topic adds to its areas, where the sentence has any word of them
SHARE = 0.6  # of the heaviest area's weight, that a further area must have
CLAUSE = 2.0  # the most that one clause gives an area: a list of ten products is not ten times the evidence
OWN_CLAUSE = 1.5  # weight in a clause, from which an area holds the clause and nothing can outweigh it
RIVAL = 0.5  # of the weight of the area that holds a clause, the most that any other area may have there
LISTED = 0.5  # what a phrase in a list (beside 、) counts: lists more often name examples than aims
ANNOUNCEMENT = 24  # characters of an opening sentence in which a hint is enough
CLOSING_SENTENCES = 3  # the most that a closing paragraph has
CLOSING_FROM = 3  # the first paragraph that can be a closing
_CLAUSE = re.compile(r"[^，；：。！？]+")
COLUMNS = (
    "sentence_id", "paragraph_id", "article_id", "author", "n_characters",
    "policy_area", "name_zh", "name_en", "rule", "weight", "terms", "offsets", "codebook",
)  # fmt: skip


class Match(NamedTuple):
    """A phrase of the codebook found in a sentence, its ``[start, end)``, and its weight by area."""

    phrase: str
    start: int
    end: int
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Evidence:
    """What speaks for an area in a sentence, and whether it was enough.

    `rule` is ``"term"``, ``"hints"`` or ``"topic"`` (less than one term's weight, which the paragraph's topic
    supports or which announces it) where the area is coded; ``"too light"`` or ``"outweighed"`` where it is
    not.
    """

    rule: str
    weight: float
    matches: tuple[Match, ...]

    @property
    def coded(self) -> bool:
        """Whether the sentence has the area."""
        return self.rule in ("term", "hints", "topic")


class Matcher:
    """Find a codebook's phrases in text; a phrase inside a longer one is hidden by it."""

    def __init__(self, codebook: Codebook) -> None:
        self._weights = codebook.weights()
        self._left_out = ""
        literal = sorted((p for p in self._weights if GAP not in p), key=len, reverse=True)
        self._gapped = [(p, _gap_pattern(p)) for p in self._weights if GAP in p]
        self._attributes = [_attribute_pattern(p) for p in codebook.attributes]
        self._starting: dict[str, list[str]] = {}
        for phrase in literal:
            self._starting.setdefault(phrase[0], []).append(phrase)

    def without(self, phrase: str) -> Matcher:
        """The same matcher, not knowing one phrase."""
        other = copy(self)
        other._left_out = phrase
        return other

    def find(self, text: str) -> list[Match]:
        """The phrases in `text` that count, in order; attributes only where there is nothing else."""
        found, reached = [], 0
        for match in sorted(self._all(text), key=lambda m: (m.start, -m.end)):
            if match.end > reached:
                found.append(match)
                reached = match.end
        aside = self._attributive(text)
        main = [m for m in found if not any(s <= m.start and m.end <= e for s, e in aside)]
        return main if any(match.weights for match in main) else found

    def _all(self, text: str) -> Iterator[Match]:
        for start, character in enumerate(text):
            for phrase in self._starting.get(character, ()):
                if phrase != self._left_out and text.startswith(phrase, start):
                    yield Match(phrase, start, start + len(phrase), self._weights[phrase])
                    break  # the longest comes first
        for phrase, pattern in self._gapped:
            for hit in pattern.finditer(text) if phrase != self._left_out else ():
                yield Match(phrase, *hit.span(), self._weights[phrase])

    def _attributive(self, text: str) -> list[tuple[int, int]]:
        """Where words only qualify something else."""
        return [
            (clause.start() + hit.start(1), clause.start() + hit.end(1))
            for clause in _CLAUSE.finditer(text)
            for pattern in self._attributes
            for hit in pattern.finditer(clause.group())
        ]


def _gap_pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"[^，。；：、！？]{0,8}?".join(re.escape(part) for part in phrase.split(GAP)))


def _attribute_pattern(pattern: str) -> re.Pattern[str]:
    """``为*提供`` -> a pattern whose first group is what ``*`` stands for, within one clause."""
    before, after = (part.replace(GAP, "[^、]{0,10}?") for part in pattern.split("*"))
    if not before:
        return re.compile(f"^(.*?){after}")
    return re.compile(f"{before}(.{{2,25}}?){after}" if after else f"{before}(.{{2,10}})$")


def code_article(
    paragraphs: Sequence[Sequence[str]], *, matcher: Matcher, title: str = ""
) -> list[list[dict[str, Evidence]]]:
    """Evidence for the areas in each sentence of each paragraph of one article.

    The topic of a sentence are the areas of the paragraph's first sentence that has any, and of the last one
    before it that has any; in the opening paragraph, also those that the article's title names. The closing
    lines have none. Under a sentence that announces something, a sentence in which no area has enough
    evidence is about what was announced.
    """
    named = {area for match in matcher.find(title) for area, w in match.weights.items() if w == TERM}
    coded = []
    for number, sentences in enumerate(paragraphs, start=1):
        found = [matcher.find(text) for text in sentences]
        if number == len(paragraphs) >= CLOSING_FROM and len(sentences) <= CLOSING_SENTENCES:
            pairs = zip(found, sentences, strict=True)
            coded.append([_decide(matches, text, set(), TERM) for matches, text in pairs])
        else:
            coded.append(_code_paragraph(found, sentences, named if number == 1 else set()))
    return coded


def _code_paragraph(
    found: Sequence[Sequence[Match]], sentences: Sequence[str], topic: set[str]
) -> list[dict[str, Evidence]]:
    coded: list[dict[str, Evidence]] = []
    announced: set[str] = set()
    last: set[str] = set()
    for matches, text in zip(found, sentences, strict=True):
        announces = not coded and len(text) <= ANNOUNCEMENT
        areas = _decide(matches, text, topic | last, HINT if announces else TERM)
        has = {area for area, evidence in areas.items() if evidence.coded}
        if announces:  # a lone hint announces, but is too little to speak for what follows
            announced = {area for area in has if areas[area].rule != "topic"}
        elif not has:
            areas |= {area: Evidence("topic", TOPIC, ()) for area in announced}
        topic, last = topic or has, has or last
        coded.append(areas)
    return coded


def _by_area(matches: Iterable[Match]) -> dict[str, dict[str, Match]]:
    by_area: dict[str, dict[str, Match]] = {}
    for match in matches:
        for area in match.weights:
            by_area.setdefault(area, {}).setdefault(match.phrase, match)
    return by_area


def _weigh(matches: Sequence[Match], text: str) -> tuple[dict[str, float], set[str]]:
    """Weight of each area (different phrases, clause by clause), and the areas that hold a clause."""
    total: dict[str, float] = {}
    holding: set[str] = set()
    for clause in _CLAUSE.finditer(text):
        here = _by_area(m for m in matches if clause.start() <= m.start < clause.end())
        weights = {
            area: sum(match.weights[area] * _listed(match, text) for match in found.values())
            for area, found in here.items()
        }
        for area, weight in weights.items():
            total[area] = total.get(area, 0.0) + min(CLAUSE, weight)
        holding |= _holders(weights)
    return total, holding


def _listed(match: Match, text: str) -> float:
    beside = text[max(match.start - 1, 0) : match.start] + text[match.end : match.end + 1]
    return LISTED if "、" in beside else 1.0


def _holders(weights: Mapping[str, float]) -> set[str]:
    """The area, if any, that is heavy in a clause and beside which no other is."""
    return {
        area
        for area, weight in weights.items()
        if weight >= OWN_CLAUSE and all(w <= RIVAL * weight for a, w in weights.items() if a != area)
    }


def _decide(matches: Sequence[Match], text: str, topic: set[str], least: float) -> dict[str, Evidence]:
    """Which areas are heavy enough, by themselves and beside the sentence's heaviest area?"""
    own, holding = _weigh(matches, text)
    weight = {area: own[area] + TOPIC * (area in topic) for area in own}
    heaviest = max(weight.values(), default=0.0)
    decided = {}
    for area, found in _by_area(matches).items():
        if weight[area] < SHARE * heaviest and area not in holding:
            rule = "outweighed"
        elif weight[area] < least:
            rule = "too light"
        elif own[area] < TERM:
            rule = "topic"
        else:
            rule = "term" if any(match.weights[area] == TERM for match in found.values()) else "hints"
        decided[area] = Evidence(rule, weight[area], tuple(found.values()))
    return decided


def code_policy_areas(corpus: Corpus, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Which policy areas does each sentence speak about, and by which words?

    Parameters
    ----------
    corpus
        With text: the sentences are coded by the rules. Features only: its released codings are returned
        in the same columns, with rule ``"released"`` and no terms.
    codebook
        By default the one that the corpus was imported with, else the package's policy areas.

    Returns
    -------
    DataFrame
        One row per sentence and area; a sentence without area has one row with area ``"none"``. Columns:
        sentence_id, paragraph_id, article_id, author, n_characters, policy_area, name_zh, name_en, rule,
        weight (1 a term, 1/2 a hint; half of it in a list), terms (with spaces between), offsets (in the
        sentence's text, as ``"3-7 9-11"``), codebook (``id@version#digest``: everything that takes the coding
        reads from it by which areas it was made), then what is known of the article (page_id, newspaper,
            year, docvars …), to group by. ``attrs["source"]`` says where the coding comes from. Repeated
        sentences are left out where the corpus's settings say ``repeats="drop"``.

    Raises
    ------
    TextMissingError
        When there is neither text nor a released coding, or the released coding is of another codebook.

    Examples
    --------
    >>> import yrdresearch as yrd
    >>> coded = yrd.code_policy_areas(yrd.load_corpus("sample"))
    >>> bool(coded["policy_area"].isin(yrd.load_codebook().ids + ["none"]).all())
    True
    """
    check_kind(corpus, "corpus", Corpus, source="load_corpus")
    if codebook is not None:
        check_kind(codebook, "codebook", Codebook, source="load_codebook")
    if not len(corpus.codings):
        corpus.require_text("code_policy_areas")
    if corpus.shards:
        pieces = [code_policy_areas(part, codebook=codebook) for part in corpus.parts()]
        coded = pd.concat(pieces, ignore_index=True)
        coded.attrs["source"] = pieces[0].attrs["source"]
        return coded
    sentences = corpus.counted_sentences()
    if corpus.has_text:
        codebook = codebook_for(corpus, codebook)
        rows, source = _rows(corpus, codebook), f"rules, codebook {codebook.version}"
    else:
        codebook = released_codebook(corpus, codebook)
        rows, source = _released_rows(sentences, corpus.codings), "released codings"
    coded = pd.DataFrame(rows).merge(article_facts(corpus), on="article_id", how="left")
    names = codebook.table().set_index("policy_area")
    for column, none in (("name_zh", "无"), ("name_en", "None")):
        coded[column] = coded["policy_area"].map(names[column]).fillna(none)
    coded = coded.assign(codebook=codebook.key)
    coded = coded[[*COLUMNS, *(name for name in coded if name not in COLUMNS)]]
    coded.attrs["source"] = source
    return coded


def code_page(page: Page, *, codebook: Codebook | None = None) -> dict[str, Any]:
    """Policy areas of every sentence of a page, in page order, as the JSON object that `yrd code` prints.

    Returns
    -------
    dict
        ``{"codebook": key, "sentences": [{"spans": [[start, end], ...], "policy_areas": [...], "terms":
        {area: [...]}}]}``
    """
    codebook = codebook or load_codebook()
    matcher = Matcher(codebook)
    sentences: list[dict[str, Any]] = []
    for article in page.articles:
        texts = [[sentence.text for sentence in paragraph.sentences] for paragraph in article.paragraphs]
        coded_paragraphs = code_article(texts, matcher=matcher, title=article.title)
        for paragraph, coded in zip(article.paragraphs, coded_paragraphs, strict=True):
            for sentence, areas in zip(paragraph.sentences, coded, strict=True):
                spans = [list(span) for span in sentence.spans]
                sentences.append({"spans": spans, **_as_json(areas)})
    return {"codebook": codebook.key, "sentences": sorted(sentences, key=_start)}


def _as_json(areas: Mapping[str, Evidence]) -> dict[str, Any]:
    coded = {area: evidence for area, evidence in areas.items() if evidence.coded}
    terms = {area: [match.phrase for match in evidence.matches] for area, evidence in coded.items()}
    return {"policy_areas": list(coded), "terms": terms}


def _start(entry: Mapping[str, Any]) -> Any:
    return entry["spans"][0]


def _rows(corpus: Corpus, codebook: Codebook) -> list[dict[str, Any]]:
    rows = []
    for sentence, areas in evidence_of(corpus, codebook):
        coded = [area for area in codebook.ids if area in areas and areas[area].coded]
        rows += [_row(sentence, area, areas[area]) for area in coded]
        if not coded:
            rows.append(_row(sentence, NONE, Evidence(NONE, 0.0, ())))
    return rows


def evidence_of(corpus: Corpus, codebook: Codebook) -> Iterator[tuple[dict[Any, Any], dict[str, Evidence]]]:
    """Each counted sentence (a row of `Corpus.sentences`, with text) with its evidence by area."""
    matcher = Matcher(codebook)
    sentences = corpus.counted_sentences()
    titles = dict(zip(corpus.articles["article_id"], corpus.articles["title"], strict=True))
    for article_id, article in sentences.groupby("article_id", sort=False):
        paragraphs = [rows for _, rows in article.groupby("paragraph_id", sort=False)]
        texts = [list(rows["text"]) for rows in paragraphs]
        coded = code_article(texts, matcher=matcher, title=titles.get(article_id, ""))
        for rows, areas in zip(paragraphs, coded, strict=True):
            yield from zip(rows.to_dict("records"), areas, strict=True)


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
