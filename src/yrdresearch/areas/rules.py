"""The codebook's rules: phrases found in sentences, and which areas they are enough for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from yrdresearch.areas.codebook import GAP, HINT, TERM, Codebook
from yrdresearch.spans import fold

TOPIC = 1.0  # what the paragraph's topic adds to its areas, where the sentence has any word of them
SHARE = 0.6  # of the heaviest area's weight, that a further area must have
CLAUSE = 2.0  # the most that one clause gives an area: a list of ten products is not ten times the evidence
OWN_CLAUSE = 1.5  # weight in a clause, from which an area holds the clause and nothing can outweigh it
RIVAL = 0.5  # of the weight of the area that holds a clause, the most that any other area may have there
LISTED = 0.5  # what a phrase in a list (beside 、) counts: lists more often name examples than aims
ANNOUNCEMENT = 24  # characters of an opening sentence in which a hint is enough
CLOSING_SENTENCES = 3  # the most that a closing paragraph has
CLOSING_FROM = 3  # the first paragraph that can be a closing
CODED = frozenset({"term", "hints", "topic", "model"})
_CLAUSES = re.compile(r"[^，；：。！？]+")


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
    supports or which announces it) where the rules code the area; ``"too light"`` or ``"outweighed"`` where
    they do not; ``"model"`` or ``"unlikely"`` where a `Coder` decided, with its probability.
    """

    rule: str
    weight: float
    matches: tuple[Match, ...]
    probability: float = float("nan")

    @property
    def coded(self) -> bool:
        """Whether the sentence has the area."""
        return self.rule in CODED


class Matcher:
    """Find a codebook's phrases in text; a phrase inside a longer one is hidden by it."""

    def __init__(self, codebook: Codebook) -> None:
        self._weights = {fold(phrase): weights for phrase, weights in codebook.weights().items()}
        self._left_out, self._known = "", dict[str, list[Match]]()
        literal = sorted((p for p in self._weights if GAP not in p), key=len, reverse=True)
        self._gapped = [(p, _gap_pattern(p)) for p in self._weights if GAP in p]
        self._attributes = [_attribute_pattern(p) for p in codebook.attributes]
        self._starting: dict[str, list[str]] = {}
        for phrase in literal:
            self._starting.setdefault(phrase[:2], []).append(phrase)

    def without(self, phrase: str, known: dict[str, list[Match]]) -> Matcher:
        """The same matcher, not knowing one phrase; `known` is what this one finds in texts."""
        other = copy(self)
        other._left_out, other._known = phrase, known
        return other

    def find(self, text: str) -> list[Match]:
        """The phrases in `text` that count, in order; attributes only where there is nothing else.

        Full-width letters and digits are the narrow ones.
        """
        known = self._known.get(text)
        if known is not None and all(match.phrase != self._left_out for match in known):
            return known
        text = fold(text)
        found, reached = [], 0
        for match in sorted(self._all(text), key=lambda m: (m.start, -m.end)):
            if match.end > reached:
                found.append(match)
                reached = match.end
        aside = self._attributive(text)
        main = [m for m in found if not any(s <= m.start and m.end <= e for s, e in aside)]
        return main if any(match.weights for match in main) else found

    def _all(self, text: str) -> Iterator[Match]:
        for start in range(len(text)):
            longer = self._starting.get(text[start : start + 2], ())
            for phrase in (*longer, *self._starting.get(text[start], ())):
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
            for clause in _CLAUSES.finditer(text)
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
    return [code_paragraph(paragraphs, at, matcher=matcher, title=title) for at in range(len(paragraphs))]


def code_paragraph(
    paragraphs: Sequence[Sequence[str]], at: int, *, matcher: Matcher, title: str = ""
) -> list[dict[str, Evidence]]:
    """The same for one paragraph of an article: no other one matters to it."""
    sentences = paragraphs[at]
    found = [matcher.find(text) for text in sentences]
    if at + 1 == len(paragraphs) >= CLOSING_FROM and len(sentences) <= CLOSING_SENTENCES:
        pairs = zip(found, sentences, strict=True)
        return [_decide(matches, text, set(), TERM) for matches, text in pairs]
    titles = matcher.find(title) if at == 0 else []
    named = {area for match in titles for area, w in match.weights.items() if w == TERM}
    return _by_topic(found, sentences, named)


def _by_topic(
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


def by_area(matches: Iterable[Match]) -> dict[str, dict[str, Match]]:
    """The different phrases of each area, each where it is first."""
    by_area: dict[str, dict[str, Match]] = {}
    for match in matches:
        for area in match.weights:
            by_area.setdefault(area, {}).setdefault(match.phrase, match)
    return by_area


def _weigh(matches: Sequence[Match], text: str) -> tuple[dict[str, float], set[str]]:
    """Weight of each area (different phrases, clause by clause), and the areas that hold a clause."""
    total: dict[str, float] = {}
    holding: set[str] = set()
    for clause in _CLAUSES.finditer(text):
        here = by_area(m for m in matches if clause.start() <= m.start < clause.end())
        weights = {
            area: sum(
                match.weights[area] * (LISTED if listed(match, text) else 1.0) for match in found.values()
            )
            for area, found in here.items()
        }
        for area, weight in weights.items():
            total[area] = total.get(area, 0.0) + min(CLAUSE, weight)
        holding |= _holders(weights)
    return total, holding


def listed(match: Match, text: str) -> bool:
    """Whether a phrase is beside the comma of a list."""
    return "、" in text[max(match.start - 1, 0) : match.start] + text[match.end : match.end + 1]


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
    for area, found in by_area(matches).items():
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
